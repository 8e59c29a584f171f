"""From scores to shares, and to ten stickers; with a temperature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attnviz.pair import MASKED
from attnviz.trace import Array

TEN = 10


@dataclass(frozen=True)
class Moves:
    """The four small moves of a softmax, for one row of scores (S,), in float64.

    Attributes:
        scores: divided by the temperature.
        shifted: less the largest; -inf where masked.
        exponentials: e to that power.
        shares: divided by their sum, which is 1 then.
    """

    scores: NDArray[np.float64]
    shifted: NDArray[np.float64]
    exponentials: NDArray[np.float64]
    shares: NDArray[np.float64]

    @property
    def bits(self) -> float:
        """Entropy of the shares: as spread out as if 2 ** bits keys were looked at alike."""
        some = self.shares[self.shares > 0]
        return float(-(some * np.log2(some)).sum()) + 0.0


def moves(scores: Array | NDArray[np.float64], temperature: float = 1.0) -> Moves:
    """Softmax of scores over a temperature (Hinton et al. 2015, equation 1).

    Raises:
        ValueError: the temperature is not above 0, or every key is masked.
    """
    if temperature <= 0:
        raise ValueError(f"a temperature of {temperature}")
    row = np.where(scores <= MASKED, -np.inf, np.asarray(scores, np.float64)) / temperature
    if not np.isfinite(row.max()):
        raise ValueError("no key can be seen")
    shifted = row - row.max()
    exponentials = np.exp(shifted)
    return Moves(row, shifted, exponentials, exponentials / exponentials.sum())


def stickers(shares: NDArray[np.float64] | Array, count: int = TEN) -> NDArray[np.intp]:
    """So many stickers handed out by share, whole ones only (S,): the method of the largest remainder (Hare's quota).

    Each gets the whole part of its share of the stickers; those left go to the largest remainders, of equal ones to
    the first. They always add up to ``count``.
    """
    wanted = np.asarray(shares, np.float64) * count / np.sum(shares, dtype=np.float64)
    given = np.floor(wanted + 1e-9).astype(np.intp)
    rest = count - int(given.sum())
    order = np.argsort(-(wanted - given), kind="stable")
    given[order[:rest]] += 1
    return given
