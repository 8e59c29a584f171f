"""What a heatmap shows, without a pixel of it: weights in screen order, and what the last colour stands for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnviz.trace import Array, HeadTrace, Tokens


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
        shown: the tokens on the axes; the same ones on both.
        transposed: True when keys are in rows.
        cells: the weights on the screen (N, N).
        top: the weight that the last colour stands for.
        clipped: True when some cell is stronger than that.
    """

    tokens: Tokens
    weights: Array  # (T, S)
    shown: tuple[int, ...]
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

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(self.tokens.labels[i] for i in self.shown)


def contrast_top(tokens: Tokens, weights: Array) -> float:
    """The largest weight between two different tokens of the user's own text, the first token left out as a key.

    Many heads rest on the first token, on the special ones or on the token itself (Xiao et al. 2023, "Efficient
    Streaming Language Models with Attention Sinks"): measured against those, all else is equally dark. A text too
    short for the rule keeps the full scale, 1.0.
    """
    own = np.flatnonzero(~np.array(tokens.special, dtype=bool))
    block = weights[np.ix_(own, own[own > 0])]
    different = block[own[:, None] != own[own > 0][None, :]]
    top = float(different.max(initial=0.0))
    return top if top > 0 else 1.0


def arrange(tokens: Tokens, head: HeadTrace, options: HeatmapOptions) -> Matrix:
    """Put one head's weights in the order of the screen."""
    shown = tuple(i for i in range(len(tokens)) if options.special_tokens or not tokens.special[i])
    cells = head.weights[np.ix_(shown, shown)]  # (N, N)
    top = contrast_top(tokens, head.weights) if options.scale == "contrast" else 1.0
    return Matrix(
        tokens=tokens,
        weights=head.weights,
        shown=shown,
        transposed=options.transposed,
        cells=cells.T if options.transposed else cells,
        top=top,
        clipped=bool((cells > top).any()),
    )


def pooled(cells: Array, pixels: int) -> Array:
    """Cells brought down to ``pixels`` a side by the largest of each bin, so that a thin bright line never vanishes.

    Rejected: pyqtgraph's own downsampling, which averages, and Qt's, which picks single cells.
    """
    count = len(cells)
    if pixels >= count or pixels < 1:
        return cells
    starts = np.arange(pixels) * count // pixels
    return np.maximum.reduceat(np.maximum.reduceat(cells, starts, axis=0), starts, axis=1)  # (pixels, pixels)
