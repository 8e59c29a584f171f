"""A large table that is a small one with rows and columns repeated: it is never made, only what is read of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.trace import Array

Places = NDArray[np.intp]


class Spread:
    """A table that shows rows and columns of a smaller one several times; what is read of it is made then.

    Of 512 Japanese tokens the table by bytes has 14 million numbers, of which a window shows a thousandth.

    Attributes:
        shape: rows and columns.
    """

    def __init__(
        self, table: Array, rows: Places, columns: Places, rows_share: Array | None = None,
        columns_share: Array | None = None,
    ) -> None:  # fmt: skip
        """``rows`` and ``columns``: which ones of ``table`` (T, S) stand where, and what part of their numbers."""
        self._table, self._rows, self._columns = table, rows, columns
        self._shares = rows_share, columns_share
        self.shape = len(rows), len(columns)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def size(self) -> int:
        return self.shape[0] * self.shape[1]

    @property
    def T(self) -> Spread:
        return Spread(self._table.T, self._columns, self._rows, self._shares[1], self._shares[0])

    def part(self, rows: Sequence[int], columns: Sequence[int]) -> Spread:
        """Some rows and columns, none of them made."""
        down, across = np.asarray(rows, np.intp), np.asarray(columns, np.intp)
        shares = (None if one is None else one[index] for one, index in zip(self._shares, (down, across), strict=True))
        return Spread(self._table, self._rows[down], self._columns[across], *shares)

    def __getitem__(self, where: Any) -> Any:
        """As numpy's, for one or two of numbers and slices."""
        row, column = where if isinstance(where, tuple) else (where, slice(None))
        rows, columns = self._rows[row], self._columns[column]
        both = rows.ndim == columns.ndim == 1
        found = self._table[rows[:, None] if both else rows, columns]
        if self._shares[0] is not None:
            share = self._shares[0][row]
            found = found * (share[:, None] if both else share)
        return found if self._shares[1] is None else found * self._shares[1][column]

    def largest(self, rows: Places, columns: Places) -> Array:
        """The largest number of each bin, of which these are the first rows and columns."""
        down, row_starts = _distinct(self._rows, rows)
        across, column_starts = _distinct(self._columns, columns)
        made = self.part(down.tolist(), across.tolist())[:]
        largest: Array = np.maximum.reduceat(np.maximum.reduceat(made, row_starts), column_starts, axis=1)
        return largest

    def max(self, initial: float) -> float:
        return max(initial, *(float(self[at : at + 256].max(initial=initial)) for at in range(0, len(self), 256)))


def _distinct(index: Places, starts: Places) -> tuple[Places, Places]:
    """Of an index that repeats itself, the places of one of each, and where a bin starts; and the starts there."""
    kept = np.ones(len(index), bool)
    kept[1:] = index[1:] != index[:-1]
    kept[starts] = True
    places = np.flatnonzero(kept)
    return places, np.searchsorted(places, starts)
