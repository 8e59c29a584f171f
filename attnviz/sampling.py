"""From logits to the next token: probabilities under temperature, top-k and top-p, and a choice among them.

Temperature divides the logits before softmax (Ackley, Hinton & Sejnowski 1985). Top-k keeps the k most likely tokens
(Fan et al. 2018, section 5.1); top-p the fewest whose probabilities reach p together (Holtzman et al. 2020, section 3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attnviz.trace import Array

PREFIX = 1024
"""tokens looked at first for top-p: a whole vocabulary takes ten times as long to sort, at each key press"""


@dataclass(frozen=True)
class Sampling:
    """How the next token is chosen.

    Attributes:
        temperature: 0 takes the most likely token.
        top_k: 0 keeps all.
        top_p: 1 keeps all.
    """

    temperature: float = 0.0
    top_k: int = 0
    top_p: float = 1.0


def probabilities(logits: Array, sampling: Sampling) -> NDArray[np.float64]:
    """(V,), adding up to 1; at temperature 0 as at 1, since only the choice differs."""
    scaled = logits.astype(np.float64) / (sampling.temperature or 1.0)
    e = np.exp(scaled - scaled.max())
    shares: NDArray[np.float64] = e / e.sum()
    most = min(sampling.top_k or len(shares), len(shares))
    if sampling.top_p >= 1:
        if most == len(shares):
            return shares
        kept = _best(shares, most)
    else:
        kept = _best(shares, min(most, PREFIX))
        if shares[kept].sum() < sampling.top_p and len(kept) < most:
            kept = _best(shares, most)
        kept = kept[: int(np.searchsorted(np.cumsum(shares[kept]), sampling.top_p)) + 1]
    left: NDArray[np.float64] = np.zeros_like(shares)
    left[kept] = shares[kept] / shares[kept].sum()
    return left


def _best(shares: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """The most likely ``count`` tokens in order, the lower id first of two alike."""
    among = np.arange(len(shares))
    if count < len(shares):
        among = np.flatnonzero(shares >= np.partition(shares, -count)[-count])
    order: NDArray[np.int64] = among[np.argsort(-shares[among], kind="stable")][:count]
    return order


def choose(logits: Array, sampling: Sampling, rng: np.random.Generator) -> int:
    """A token: the most likely one at temperature 0, else drawn."""
    if sampling.temperature == 0:
        return int(logits.argmax())
    return int(rng.choice(len(logits), p=probabilities(logits, sampling)))
