"""From logits to the next token: probabilities under temperature, top-k and top-p, and a choice among them.

Temperature divides the logits before softmax (Ackley, Hinton & Sejnowski 1985). Top-k keeps the k most likely tokens
(Fan et al. 2018, section 5.1); top-p the fewest whose probabilities reach p together (Holtzman et al. 2020, section 3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attnviz.trace import Array


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
    if not sampling.top_k and sampling.top_p >= 1:
        return shares  # all stay: no need to sort a whole vocabulary at each key press
    order = np.argsort(-shares, kind="stable")
    kept = len(order) if not sampling.top_k else min(sampling.top_k, len(order))
    if sampling.top_p < 1:
        together = np.cumsum(shares[order])
        kept = min(kept, int(np.searchsorted(together, sampling.top_p)) + 1)
    shares[order[kept:]] = 0
    shares /= shares.sum()
    return shares


def choose(logits: Array, sampling: Sampling, rng: np.random.Generator) -> int:
    """A token: the most likely one at temperature 0, else drawn."""
    if sampling.temperature == 0:
        return int(logits.argmax())
    return int(rng.choice(len(logits), p=probabilities(logits, sampling)))
