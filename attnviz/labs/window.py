"""A window against attention: how much of what words look at lies beyond a window of some width.

A convolution of width 2r + 1 lets a word see r neighbours to each side (Collobert et al. 2011, section 3.3.1).
Attention has no such edge; what its weights put beyond it is what such a net would have missed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attnviz.trace import Array

Floats = NDArray[np.float64]


def outside(weights: Array, reach: int) -> Floats:
    """Share of each row's weight on keys that are more than ``reach`` places away (T,); weights are (T, S)."""
    away = np.abs(np.arange(weights.shape[0])[:, None] - np.arange(weights.shape[1])[None, :])
    missed: Floats = np.where(away > reach, weights, 0).sum(axis=1, dtype=np.float64)
    return missed


def by_distance(weights: Array, farthest: int) -> Floats:
    """Mean weight of all rows at each distance, key less query, from -farthest to farthest (2 farthest + 1,).

    The first and the last hold what lies farther away, too; all of them add up to the mean sum of a row, which is 1.
    """
    queries, keys = weights.shape
    away = np.arange(keys)[None, :] - np.arange(queries)[:, None]
    place = np.clip(away, -farthest, farthest) + farthest
    found = np.bincount(place.ravel(), weights.astype(np.float64).ravel(), 2 * farthest + 1)
    shares: Floats = found / max(1, queries)
    return shares
