"""What a heatmap shows, without a pixel of it: weights in screen order, and what the last colour stands for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attnviz.axis import Axis, Group, axes_of, spread, spread_scores, strongest_pair
from attnviz.pair import MASKED
from attnviz.spread import Spread, largest_of
from attnviz.trace import Array, HeadTrace, Tokens

AT_ONCE = 512
"""A table is gone through in blocks of so many rows and columns where it is read as a whole."""


Table = Array | Spread


@dataclass(frozen=True)
class HeatmapOptions:
    """How a head's weights are shown.

    Attributes:
        scale: "full" (0..100 %), "contrast" (see ``contrast_top``) or "log" (see ``colours.LOG_FLOOR``).
        axis: one of ``axis.AXES``.
    """

    special_tokens: bool = True
    scale: str = "full"
    transposed: bool = False
    axis: str = "tokens"


class Block(NamedTuple):
    """Cells on the screen that belong to one pair of tokens: one, or several where an axis shows bytes."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1

    @property
    def cell(self) -> tuple[int, int]:
        """The first one."""
        return self.row, self.column


@dataclass(frozen=True)
class Matrix:
    """One head's weights as they lie on the screen. Rows are queries and columns keys; transposed, the reverse.

    Attributes:
        queries, keys: the units the weights belong to: of the same text but in cross-attention.
        token_weights: weights between tokens (T, S), what the model computed.
        weights: those between units (T', S'), queries in rows whatever the screen shows; where the units are tokens,
            the same.
        shown_queries, shown_keys: the units on the axes, in order.
        transposed: True when keys are in rows.
        cells: the weights on the screen (R, C); where the shown units are neighbours, a view of ``weights``.
        scores: the scores of the same cells (R, C); None where no cell of the head is masked.
        top: the weight that the last colour stands for.
        clipped: True when some cell is stronger than that.
        log: colours go by the logarithm of the weight.
    """

    queries: Axis
    keys: Axis
    token_weights: Array  # (T, S)
    weights: Table  # (T', S')
    shown_queries: Sequence[int]
    shown_keys: Sequence[int]
    transposed: bool
    cells: Table  # (R, C)
    scores: Table | None  # (R, C)
    top: float
    clipped: bool
    log: bool = False

    def __len__(self) -> int:
        """Cells; a picture needs some."""
        return self.cells.size

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns on the screen."""
        rows, columns = self.cells.shape
        return rows, columns

    @property
    def whole(self) -> bool:
        """No unit is left out."""
        return len(self.shown_queries) == len(self.queries) and len(self.shown_keys) == len(self.keys)

    def units(self, row: int, column: int) -> tuple[int, int]:
        """(query, key) of a cell, as units of the axes."""
        query, key = (column, row) if self.transposed else (row, column)
        return self.shown_queries[query], self.shown_keys[key]

    def pair(self, row: int, column: int) -> tuple[int, int]:
        """(query, key) of a cell, as token indices: of several pieces the pair with the largest weight."""
        return strongest_pair(self.token_weights, self.queries, self.keys, *self.units(row, column))

    def units_of(self, query: int, key: int) -> tuple[int, int]:
        """The (first) units that a pair of tokens lies in."""
        return self.queries.units_of(query).start, self.keys.units_of(key).start

    def weight(self, query: int, key: int) -> float:
        """What the cell of a pair of tokens stands for."""
        return float(self.weights[self.units_of(query, key)])

    def block(self, query: int | None, key: int | None) -> Block | None:
        """The cells of a pair of tokens, or None when one of the two is not on the axes."""
        if query is None or key is None:
            return None
        rows, columns = self.queries.units_of(query), self.keys.units_of(key)
        if rows.start not in self.shown_queries or columns.start not in self.shown_keys:
            return None
        row, column = self.shown_queries.index(rows.start), self.shown_keys.index(columns.start)
        if self.transposed:
            return Block(column, row, len(columns), len(rows))
        return Block(row, column, len(rows), len(columns))

    def place(self, query: int | None, key: int | None) -> tuple[int, int] | None:
        """(row, column) of a pair of tokens, or None when one of the two is not on the axes."""
        block = self.block(query, key)
        return block.cell if block else None

    def masked(self, rows: slice, columns: slice) -> NDArray[np.bool_] | None:
        """Which of some cells are masked, or None where none of the head is."""
        return None if self.scores is None else self.scores[rows, columns] <= MASKED

    @cached_property
    def row_labels(self) -> tuple[str, ...]:
        return self._labels(self.transposed)

    @cached_property
    def column_labels(self) -> tuple[str, ...]:
        return self._labels(not self.transposed)

    @cached_property
    def row_groups(self) -> tuple[Group, ...]:
        """Characters that stand over several rows."""
        return self._groups(self.transposed)

    @cached_property
    def column_groups(self) -> tuple[Group, ...]:
        return self._groups(not self.transposed)

    def _side(self, of_keys: bool) -> tuple[Axis, Sequence[int]]:
        return (self.keys, self.shown_keys) if of_keys else (self.queries, self.shown_queries)

    def _labels(self, of_keys: bool) -> tuple[str, ...]:
        axis, shown = self._side(of_keys)
        if isinstance(shown, range):
            return axis.labels[shown.start : shown.stop]
        return tuple(axis.labels[i] for i in shown)

    def _groups(self, of_keys: bool) -> tuple[Group, ...]:
        axis, shown = self._side(of_keys)
        if not axis.groups or (isinstance(shown, range) and shown.start == 0):
            return axis.groups
        at = {unit: place for place, unit in enumerate(shown)}
        return tuple(
            Group(one.label, at[one.start], at[one.start] + one.stop - one.start)
            for one in axis.groups
            if one.start in at and one.stop - 1 in at
        )


def neighbours(indices: Sequence[int]) -> Sequence[int]:
    """The same indices in ascending order, as a range where none is missing between the first and the last."""
    if indices and indices[-1] - indices[0] + 1 == len(indices):
        return range(indices[0], indices[-1] + 1)
    return indices


def has_mask(scores: Array) -> bool:
    """A mask that leaves out anything leaves out a corner: the future of the first token, or the past of the last."""
    return scores.size > 0 and bool(min(scores[0, -1], scores[-1, 0]) <= MASKED)


def part_of(weights: Table, rows: Sequence[int], columns: Sequence[int]) -> Table:
    """Some rows and columns (R, C): a view where both are ranges. A long text's table is not copied for two tokens."""
    if isinstance(weights, Spread):
        return weights.part(rows, columns)
    if isinstance(rows, range) and isinstance(columns, range):
        return weights[rows.start : rows.stop, columns.start : columns.stop]
    return weights[np.ix_(rows, columns)]


def contrast_top(queries: Axis, weights: Table, keys: Axis | None = None) -> float:
    """The largest weight between two units of different tokens of the user's own text, the first token left out as key.

    Many heads rest on the first token, on the special ones or on the token itself (Xiao et al. 2023, "Efficient
    Streaming Language Models with Attention Sinks"): measured against those, all else is equally dark. A text too
    short for the rule keeps the full scale, 1.0. ``keys`` is given where they are those of another text.
    """
    other = keys is not None and keys is not queries
    own_queries, own_keys = _own(queries), _own(queries if keys is None else keys)
    own_keys = neighbours([i for i in own_keys if i > 0])
    tokens = np.arange(len(queries)) if queries.plain else queries.first_tokens()
    top = 0.0
    for rows, columns, block in _blocks(weights, own_queries, own_keys):
        if _most(block) <= top:
            continue
        made = block[:]
        if not other:
            same = tokens[np.asarray(rows)][:, None] == tokens[np.asarray(columns)][None, :]
            made = np.where(same, np.float32(0), made) if same.any() else made
        top = max(top, float(made.max(initial=0.0)))
    return top if top > 0 else 1.0


def exceeds(weights: Table, top: float) -> bool:
    """Some weight is larger."""
    rows, columns = (range(count) for count in weights.shape)
    return any(_most(one) > top and bool(one[:].max() > top) for _, _, one in _blocks(weights, rows, columns))


Indices = Sequence[int]


def _blocks(weights: Table, rows: Indices, columns: Indices) -> Iterator[tuple[Indices, Indices, Table]]:
    """A table in parts that are not made yet."""
    for first in range(0, len(rows), AT_ONCE):
        down = rows[first : first + AT_ONCE]
        for start in range(0, len(columns), AT_ONCE):
            across = columns[start : start + AT_ONCE]
            yield down, across, part_of(weights, down, across)


def _most(block: Table) -> float:
    """No weight of it is larger: most parts of a long text need not be made to know that they hold nothing strong."""
    return block.bound() if isinstance(block, Spread) else float(block.max(initial=0.0))


def _own(axis: Axis) -> Sequence[int]:
    return neighbours([i for i, special in enumerate(axis.special) if not special])


def arrange(queries: Tokens, head: HeadTrace, options: HeatmapOptions, keys: Tokens | None = None) -> Matrix:
    """Put one head's weights in the order of the screen. ``keys`` is given where they are those of another text."""
    rows, columns = axes_of(queries, queries if keys is None else keys, options.axis)
    weights = spread(head.weights, rows, columns)
    down = neighbours(range(len(rows))) if options.special_tokens else _own(rows)
    across = down if columns is rows else neighbours(range(len(columns))) if options.special_tokens else _own(columns)
    cells = part_of(weights, down, across)  # (R, C)
    scores = part_of(spread_scores(head.scores, rows, columns), down, across) if has_mask(head.scores) else None
    top = contrast_top(rows, weights, columns) if options.scale == "contrast" else 1.0
    return Matrix(
        queries=rows,
        keys=columns,
        token_weights=head.weights,
        weights=weights,
        shown_queries=down,
        shown_keys=across,
        transposed=options.transposed,
        cells=cells.T if options.transposed else cells,
        scores=scores.T if options.transposed and scores is not None else scores,
        top=top,
        clipped=top < 1.0 and exceeds(cells, top),
        log=options.scale == "log",
    )


def pooled(cells: Table, pixels: int, across: int | None = None, strip: range | None = None) -> Array:
    """Cells brought down to ``pixels`` rows and ``across`` columns (as many when None) by the largest of each bin.

    So a thin bright line never vanishes. ``strip``: only some of the rows of bins. Rejected: pyqtgraph's own
    downsampling, which averages, and Qt's, which picks single cells.
    """
    down, across, (high, wide) = pixels, pixels if across is None else across, cells.shape
    down, across = (min(bins, size) if bins > 0 else size for bins, size in ((down, high), (across, wide)))
    places = range(down) if strip is None else strip
    rows = np.arange(places.start, places.stop + 1) * high // down
    part = cells if strip is None else part_of(cells, range(int(rows[0]), int(rows[-1])), range(wide))
    rows, columns = rows[:-1] - rows[0], np.arange(across) * wide // across
    if (down, across) == (high, wide):
        return part[:] if isinstance(part, Spread) else part
    if isinstance(part, Spread):
        return part.largest(rows, columns)
    if part.flags.f_contiguous or part.strides[0] < part.strides[1]:
        return largest_of(part.T, columns, rows).T
    return largest_of(part, rows, columns)


def pooled_cells(
    matrix: Matrix, down: int, across: int, strip: range | None = None
) -> tuple[Array, NDArray[np.bool_] | None]:
    """A matrix' cells ``pooled``, and which of the bins hold masked ones only."""
    masked = None if matrix.scores is None else pooled(matrix.scores, down, across, strip) <= MASKED
    return pooled(matrix.cells, down, across, strip), masked
