"""What a heatmap shows, without a pixel of it: weights in screen order, and what the last colour stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from attnviz.trace import Array, HeadTrace, Tokens

ROWS_AT_ONCE = 256
"""A table is gone through in blocks of so many rows where a copy is needed: of 4,096 tokens that is 4 MB, not 64."""


@dataclass(frozen=True)
class HeatmapOptions:
    """How a head's weights are shown. ``scale`` is "full" (0..100 %) or "contrast" (see ``contrast_top``)."""

    special_tokens: bool = True
    scale: str = "full"
    transposed: bool = False


@dataclass(frozen=True)
class Matrix:
    """One head's weights as they lie on the screen. Rows are queries and columns keys; transposed, the reverse.

    Attributes:
        tokens: the text the weights belong to.
        weights: all weights of the head (T, S), queries in rows whatever the screen shows.
        shown: the tokens on the axes, in order; the same ones on both.
        transposed: True when keys are in rows.
        cells: the weights on the screen (N, N); where the shown tokens are neighbours, a view of ``weights``.
        top: the weight that the last colour stands for.
        clipped: True when some cell is stronger than that.
    """

    tokens: Tokens
    weights: Array  # (T, S)
    shown: Sequence[int]
    transposed: bool
    cells: Array  # (N, N)
    top: float
    clipped: bool

    def __len__(self) -> int:
        return len(self.shown)

    def pair(self, row: int, column: int) -> tuple[int, int]:
        """(query, key) of a cell, as token indices."""
        down, across = self.shown[row], self.shown[column]
        return (across, down) if self.transposed else (down, across)

    def place(self, query: int | None, key: int | None) -> tuple[int, int] | None:
        """(row, column) of a pair, or None when a token of it is not on the axes."""
        if query not in self.shown or key not in self.shown:
            return None
        row, column = self.shown.index(query), self.shown.index(key)
        return (column, row) if self.transposed else (row, column)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        if isinstance(self.shown, range):
            return self.tokens.labels[self.shown.start : self.shown.stop]
        return tuple(self.tokens.labels[i] for i in self.shown)


def neighbours(indices: Sequence[int]) -> Sequence[int]:
    """The same indices in ascending order, as a range where none is missing between the first and the last."""
    if indices and indices[-1] - indices[0] + 1 == len(indices):
        return range(indices[0], indices[-1] + 1)
    return indices


def _block(weights: Array, rows: Sequence[int], columns: Sequence[int]) -> Array:
    """Some rows and columns (R, C): a view where both are ranges. A long text's table is not copied for two tokens."""
    if isinstance(rows, range) and isinstance(columns, range):
        return weights[rows.start : rows.stop, columns.start : columns.stop]
    return weights[np.ix_(rows, columns)]


def contrast_top(tokens: Tokens, weights: Array) -> float:
    """The largest weight between two different tokens of the user's own text, the first token left out as a key.

    Many heads rest on the first token, on the special ones or on the token itself (Xiao et al. 2023, "Efficient
    Streaming Language Models with Attention Sinks"): measured against those, all else is equally dark. A text too
    short for the rule keeps the full scale, 1.0.
    """
    own = neighbours([i for i, special in enumerate(tokens.special) if not special])
    keys = neighbours([i for i in own if i > 0])
    top = 0.0
    for start in range(0, len(own), ROWS_AT_ONCE):
        queries = own[start : start + ROWS_AT_ONCE]
        block = _block(weights, queries, keys).copy()  # (R, C)
        block[np.asarray(queries)[:, None] == np.asarray(keys)[None, :]] = 0.0
        top = max(top, float(block.max(initial=0.0)))
    return top if top > 0 else 1.0


def arrange(tokens: Tokens, head: HeadTrace, options: HeatmapOptions) -> Matrix:
    """Put one head's weights in the order of the screen."""
    shown = neighbours([i for i in range(len(tokens)) if options.special_tokens or not tokens.special[i]])
    cells = _block(head.weights, shown, shown)  # (N, N)
    top = contrast_top(tokens, head.weights) if options.scale == "contrast" else 1.0
    return Matrix(
        tokens=tokens,
        weights=head.weights,
        shown=shown,
        transposed=options.transposed,
        cells=cells.T if options.transposed else cells,
        top=top,
        clipped=top < 1.0 and bool(cells.max(initial=0.0) > top),
    )


def pooled(cells: Array, pixels: int) -> Array:
    """Cells brought down to ``pixels`` a side by the largest of each bin, so that a thin bright line never vanishes.

    Rejected: pyqtgraph's own downsampling, which averages, Qt's, which picks single cells, and one ``reduceat`` for
    the rows, which at 4,096 tokens takes five times as long as a loop over them.
    """
    count = len(cells)
    if pixels >= count or pixels < 1:
        return cells
    if cells.flags.f_contiguous or cells.strides[0] < cells.strides[1]:
        return pooled(cells.T, pixels).T
    starts = np.arange(pixels + 1) * count // pixels
    rows = np.empty((pixels, count), np.float32)
    for row, start, stop in zip(rows, starts, starts[1:], strict=False):
        np.maximum.reduce(cells[start:stop], axis=0, out=row)
    return np.maximum.reduceat(rows, starts[:-1], axis=1)  # (pixels, pixels)
