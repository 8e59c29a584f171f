"""How a word's vector changes from layer to layer: cosines of the residual stream (Ethayarajh 2019, section 3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attnviz.rollout import Units
from attnviz.trace import Array


@dataclass(frozen=True)
class Drift:
    """Of one word, at each level from 0 (the embedding).

    Attributes:
        before: cosine between its vector and that of the level below (L + 1,); NaN at level 0.
        start: cosine between its vector and its embedding (L + 1,).
        nearest: which other unit's vector is nearest (L + 1,); -1 where there is no other.
        nearness: its cosine (L + 1,); NaN where there is none.
    """

    before: NDArray[np.float64]
    start: NDArray[np.float64]
    nearest: NDArray[np.intp]
    nearness: NDArray[np.float64]


class Directions:
    """The directions of all units at all levels, made once for a trace: their vectors with length 1.

    ``states`` are those of ``Trace``; a unit of several tokens has the mean of their vectors.
    """

    def __init__(self, states: Array, units: Units) -> None:
        order, starts, _ = units.runs
        vectors: Array = states[:, units.tokens[order]]  # (L + 1, T', D)
        if len(units) < len(units.tokens):
            vectors = np.add.reduceat(vectors, starts, axis=1)  # a sum has the direction of the mean
        lengths = np.sqrt(np.einsum("lud,lud->lu", vectors, vectors))[..., None]
        self._units: Array = np.asarray(
            vectors / np.where(lengths > 0, lengths, np.float32(1)), np.float32
        )  # (L + 1, U, D)

    def drift(self, unit: int) -> Drift:
        own = self._units[:, unit].astype(np.float64)  # (L + 1, D)
        before = np.concatenate([[np.nan], (own[1:] * own[:-1]).sum(axis=1)])
        near = np.einsum("lud,ld->lu", self._units, self._units[:, unit]).astype(np.float64)  # (L + 1, U)
        near[:, unit] = -np.inf
        found = near.argmax(axis=1)
        nearness = near.max(axis=1)
        if near.shape[1] < 2:
            found, nearness = np.full(len(own), -1), np.full(len(own), np.nan)
        return Drift(before, own @ own[0], found.astype(np.intp), nearness)
