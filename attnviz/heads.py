"""What a head does with a text, in a few numbers: made by the kernels for all heads, named and sorted by views."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FACTS = ("entropy", "distance", "previous", "next", "itself", "same", "first", "special")
POSITIONAL = FACTS[1:5]
"""which there are only where queries and keys are of one text"""


@dataclass(frozen=True)
class HeadFacts:
    """Means over the queries of a text, special tokens' own rows left out where the text has others.

    Attributes:
        values: (A, H, len(FACTS)), A = ``ModelInfo.attentions``; NaN where there is nothing to take a mean of. In
            order:
            entropy: of a row's weights, in bits.
            distance: tokens between query and key, weighted; NaN in cross-attention.
            previous, next, itself: weight on the token before, after, and the query's own, 0 where there is none
                or a mask hides it; NaN in cross-attention.
            same: weight on other tokens that are the same vocabulary entry, of the queries that see such; NaN if
                none does. In cross-attention: tokens of the other text.
            first: weight on the first key.
            special: weight on special tokens; on [CLS] too, though it is also the first.
    """

    values: NDArray[np.float32]

    def of(self, fact: str) -> NDArray[np.float32]:
        """One of FACTS for all heads (A, H)."""
        chosen: NDArray[np.float32] = self.values[..., FACTS.index(fact)]
        return chosen


@dataclass(frozen=True)
class HeadOutputs:
    """How much heads add to the residual stream: a layer adds the sum of what W_O makes of its heads, and its bias.

    Attributes:
        added: length of each head's part of it (A, H, T), A = ``ModelInfo.attentions``.
        stream: length of what it is added to (A, T), before a norm that only the layer's attention reads.

    Where an encoder-decoder's texts differ in length, T is the longer one's, and NaN stands past the end of the other.
    """

    added: NDArray[np.float32]
    stream: NDArray[np.float32]


PATTERNS = ("itself", "previous", "next", "same", "first", "special", "broad", "mixed")
"""names of what heads do, one for each head; the first six are also FACTS"""
ENOUGH = 0.5
"""share of the weight, on average, that gives a head its name: more than all else together"""
BROAD = 0.8
"""entropy, as a share of the most that is possible, from which a head looks everywhere alike: as much as evenly on 16
of 32 keys"""


def most_bits(counted: NDArray[np.bool_], keys: int, causal: bool = False, window: int = 0) -> float:
    """Mean entropy of the queries that count if each looked at all keys that it sees alike: log2 of their number.

    Args:
        counted: whether a query counts in ``HeadFacts`` (T,).
        causal: a query sees no keys after it; with ``window``, only so many of the last ones.
    """
    seen = np.full(len(counted), keys)
    if causal:
        seen = np.arange(1, len(counted) + 1) + max(0, keys - len(counted))
        seen = np.minimum(seen, window) if window else seen
    return float(np.log2(np.maximum(seen[counted], 1)).mean()) if counted.any() else 0.0


def name_patterns(facts: HeadFacts, most: NDArray[np.float64]) -> NDArray[np.int8]:
    """Give each head one of PATTERNS by its facts.

    1. Of the weight on the query itself, the token before, the token after, the same word elsewhere and the first
       token, the largest share names the head if it is at least ``ENOUGH``. A share that does not exist never does.
    2. Else "special", if special tokens have at least ``ENOUGH``. They come second because they hold the first
       token of many models, whose name says more.
    3. Else "broad", if the entropy is at least ``BROAD`` of ``most``, and ``most`` at least 1 bit (two keys).
    4. Else "mixed".

    Args:
        most: of each attention, ``most_bits`` (A,).

    Returns:
        Indices into PATTERNS (A, H); -1 where a head has no facts at all.
    """
    values = facts.values.astype(np.float64)
    shares = np.nan_to_num(np.stack([values[..., FACTS.index(name)] for name in PATTERNS[:6]]), nan=-1.0)  # (6, A, H)
    entropy, bits = values[..., FACTS.index("entropy")], np.broadcast_to(most[:, None], values.shape[:2])
    with np.errstate(invalid="ignore"):  # what has no facts is named last
        broad = (bits >= 1) & (entropy >= BROAD * bits)
    found = np.where(broad, PATTERNS.index("broad"), PATTERNS.index("mixed"))
    found = np.where(shares[5] >= ENOUGH, PATTERNS.index("special"), found)
    found = np.where(shares[:5].max(axis=0) >= ENOUGH, shares[:5].argmax(axis=0), found)
    named: NDArray[np.int8] = np.where(np.isnan(values).all(axis=-1), -1, found).astype(np.int8)
    return named


def similarity(pictures: NDArray[np.float32], head: tuple[int, int]) -> NDArray[np.float32]:
    """How much the pictures of heads (A, H, P, P) look like that of one of them: their cosine, 0 to 1 (A, H).

    1 for the same picture, 0 where the two have no weight in a common place; 0 for a picture without any weight.
    """
    flat = np.nan_to_num(pictures.reshape(*pictures.shape[:2], -1).astype(np.float64))
    lengths = np.linalg.norm(flat, axis=-1)
    found = flat @ flat[head] / np.maximum(lengths * lengths[head], 1e-12)
    like: NDArray[np.float32] = np.clip(found, 0, 1).astype(np.float32)
    return like
