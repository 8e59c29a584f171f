"""A table between units that are pieces of a table's lines, or several of them: what is read of it is made, no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.trace import Array

Places = NDArray[np.intp]
LINES_AT_ONCE = 128
"""They stay in the processor's cache while they are joined across."""


@dataclass(frozen=True, eq=False)
class Side:
    """The U units along one side of a table, each of a run of P pieces.

    Attributes:
        lines: the table's line that a piece is, or is a part of (P,).
        starts: the first piece of each unit (U,).
        counts: its pieces (U,).
        shares: which part of its line's numbers a piece has (P,); None where it has all.
        mean: pieces are averaged.
    """

    lines: Places
    starts: Places
    counts: Places
    shares: Array | None = None
    mean: bool = False

    def __len__(self) -> int:
        return len(self.starts)

    def some(self, units: Any) -> Side:
        """``units``: a slice, or places."""
        return replace(self, starts=self.starts[units], counts=self.counts[units])

    def between(self) -> slice:
        """The table's lines that these units are made of, and those between them."""
        if not len(self):
            return slice(0, 0)
        return slice(int(self.lines[self.starts].min()), int(self.lines[self.starts + self.counts - 1].max()) + 1)

    @property
    def unbroken(self) -> bool:
        """No line between the first and the last is left out."""
        return bool((np.diff(self.starts) == self.counts[:-1]).all())

    def joined(self, join: np.ufunc, table: NDArray[Any], first: int = 0) -> NDArray[Any]:
        """The units (U, ...) of a table's lines (..., ...), which are those from ``first`` on.

        Rejected: ``ufunc.reduceat``, which takes up to ten times as long for short runs.
        """

        def pieces(places: Places) -> NDArray[Any]:
            found: NDArray[Any] = table[self.lines[places] - first]
            return found if self.shares is None else found * self.shares[places][:, None]

        units = pieces(self.starts)
        for further in range(1, int(self.counts.max(initial=0))):
            longer = np.flatnonzero(self.counts > further)
            units[longer] = join(units[longer], pieces(self.starts[longer] + further))
        if self.mean and join is np.add and units.size and int(self.counts.max()) > 1:
            units /= self.counts[:, None].astype(np.float32)
        return units


class Spread:
    """A table (U, W) whose rows and columns are made of those of another; it is never made as a whole.

    Of 512 Japanese tokens the table by bytes has 14 million numbers, and that by words of 4,096 tokens as many, of
    which a window shows a thousandth.

    Attributes:
        shape: rows and columns.
    """

    def __init__(self, table: NDArray[Any], rows: Side, columns: Side, join: np.ufunc = np.add) -> None:
        """``join``: what makes one number of those of several pieces: ``np.add``, or ``np.maximum``."""
        self._table, self._rows, self._columns, self._join = table, rows, columns, join
        self._turned = False

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = len(self._rows), len(self._columns)
        return (columns, rows) if self._turned else (rows, columns)

    def __len__(self) -> int:
        return self.shape[0]

    @property
    def size(self) -> int:
        return self.shape[0] * self.shape[1]

    @property
    def T(self) -> Spread:
        turned = Spread(self._table, self._rows, self._columns, self._join)
        turned._turned = not self._turned
        return turned

    def part(self, rows: Sequence[int], columns: Sequence[int]) -> Spread:
        """Some rows and columns, none of them made."""
        if self._turned:
            return self.T.part(columns, rows).T
        down, across = np.asarray(rows, np.intp), np.asarray(columns, np.intp)
        return Spread(self._table, self._rows.some(down), self._columns.some(across), self._join)

    def __getitem__(self, where: Any) -> Any:
        """As numpy's, for one or two of numbers and slices."""
        down, across = where if isinstance(where, tuple) else (where, slice(None))
        if self._turned:
            return self.T[across, down].T
        sides = (self._rows.some(_several(down)), self._columns.some(_several(across)))
        made = self._made(*sides)
        return made[slice(None) if isinstance(down, slice) else 0, slice(None) if isinstance(across, slice) else 0]

    def _made(self, rows: Side, columns: Side) -> NDArray[Any]:
        """Rows are joined first, and of those the columns: ``LINES_AT_ONCE`` of them at a time."""
        down, across = rows.between(), columns.between()
        table = self._table[down, across]
        made = np.empty((len(rows), len(columns)), table.dtype)
        for start in range(0, len(rows), LINES_AT_ONCE):
            lines = slice(start, start + LINES_AT_ONCE)
            some = rows.some(lines).joined(self._join, table, down.start)
            made[lines] = columns.joined(self._join, some.T, across.start).T
        return made

    def largest(self, rows: Places, columns: Places) -> Array:
        """The largest number of each bin, of which these are the first rows and columns."""
        if self._turned:
            return self.T.largest(columns, rows).T
        if self._join is np.maximum and self._rows.unbroken and self._columns.unbroken:
            down, across = self._rows.between(), self._columns.between()  # nothing has to be joined for it
            starts = self._rows.starts[rows], self._columns.starts[columns]
            row_lines, column_lines = self._rows.lines[starts[0]], self._columns.lines[starts[1]]
            return largest_of(self._table[down, across], row_lines - down.start, column_lines - across.start)
        row_places, row_starts = _distinct(self._rows, rows)
        column_places, column_starts = _distinct(self._columns, columns)
        lines, side = self._rows.some(row_places), self._columns.some(column_places)
        largest = np.empty((len(rows), len(columns)), self._table.dtype)
        ends = np.append(row_starts[1:], len(lines))
        first = 0
        while first < len(ends):  # as many bins at once as there is room for in the cache
            stop = max(first + 1, int(np.searchsorted(ends, row_starts[first] + LINES_AT_ONCE, "right")))
            made = self._made(lines.some(slice(row_starts[first], ends[stop - 1])), side)
            largest[first:stop] = largest_of(made, row_starts[first:stop] - row_starts[first], column_starts)
            first = stop
        return largest

    def bound(self) -> float:
        """No number of sums is larger: of none of them anything is made for this. 0 of an empty table."""
        table = self._table[self._rows.between(), self._columns.between()]
        return float(table.max(initial=0.0)) * int(self._columns.counts.max(initial=1))


def largest_of(table: NDArray[Any], rows: Places, columns: Places) -> NDArray[Any]:
    """The largest number of each bin, of which these are the first rows and columns.

    Rejected: one ``reduceat`` for the rows, which at 4,096 tokens takes five times as long as a loop over them.
    """
    binned = np.empty((len(rows), table.shape[1]), table.dtype)
    for row, start, stop in zip(binned, rows, (*rows[1:], len(table)), strict=True):
        np.maximum.reduce(table[start:stop], axis=0, out=row)
    largest: NDArray[Any] = np.maximum.reduceat(binned, columns, axis=1)
    return largest


def _several(where: Any) -> Any:
    return where if isinstance(where, slice) else np.asarray([where], np.intp)


def _distinct(side: Side, starts: Places) -> tuple[Places, Places]:
    """Where a bin starts among the units, of which one is kept where neighbours are parts of one line; those kept."""
    lines = np.where(side.counts == 1, side.lines[side.starts], -1)
    kept = np.ones(len(lines), bool)
    kept[1:] = (lines[1:] != lines[:-1]) | (lines[1:] < 0)
    kept[starts] = True
    places = np.flatnonzero(kept)
    return places, np.searchsorted(places, starts)
