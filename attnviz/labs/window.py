"""A window against attention: how much of what words look at lies beyond a window of some width.

A convolution of width 2r + 1 lets a word see r neighbours to each side (Collobert et al. 2011, section 3.3.1).
Attention has no such edge; what its weights put beyond it is what such a net would have missed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attnviz.trace import Array

Floats = NDArray[np.float64]


def missed_by(row: Array, query: int, reach: int) -> float:
    """Share of a row of weights (S,) on keys that are more than ``reach`` places away from the query."""
    before, after = row[: max(0, query - reach)], row[query + reach + 1 :]
    return float(before.sum(dtype=np.float64) + after.sum(dtype=np.float64))


def outside(weights: Array, reach: int) -> Floats:
    """``missed_by`` of each row (T,); weights are (T, S). Row by row: no second matrix of a long text is made."""
    return np.array([missed_by(row, query, reach) for query, row in enumerate(weights)])


def mean_outside(weights: Array, reach: int) -> float:
    """The mean of ``outside``, by the diagonals that lie in the window: a few of a large matrix."""
    inside = sum(float(np.trace(weights, at, dtype=np.float64)) for at in range(-reach, reach + 1))
    return max(0.0, float(weights.sum(dtype=np.float64)) - inside) / max(1, len(weights))


def by_distance(weights: Array, farthest: int) -> Floats:
    """Mean weight of all rows at each distance, key less query, from -farthest to farthest (2 farthest + 1,).

    The first and the last hold what lies farther away, too; all of them add up to the mean sum of a row, which is 1.
    """
    shares = np.array([np.trace(weights, at, dtype=np.float64) for at in range(-farthest, farthest + 1)])
    for query, row in enumerate(weights):
        shares[0] += row[: max(0, query - farthest)].sum(dtype=np.float64)
        shares[-1] += row[query + farthest + 1 :].sum(dtype=np.float64)
    means: Floats = shares / max(1, len(weights))
    return means
