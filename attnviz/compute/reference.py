"""The numpy twin of every kernel: slow, obvious, and right in whatever type its inputs have (float64 in the tests).

Letters are those of ``trace.py``. Nothing here is shared with the kernels, so that a mistake in either shows
as a difference.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[Any]
"""float32 or float64"""


def word_rows(scales: Floats, nibbles: NDArray[np.uint8], ids: NDArray[np.int32]) -> Floats:
    """Rows ``ids`` of a 4-bit table: byte j of a block holds weight j (its low half) and weight j + 16 (its high half).

    Args:
        scales: one per block of 32 weights (V, D/32).
        nibbles: (V, D/2).

    Returns:
        (nibble - 8) * scale, (T, D).
    """
    blocks = nibbles[ids].reshape(len(ids), -1, 16)  # (T, D/32, 16)
    whole = np.concatenate([blocks & 15, blocks >> 4], axis=-1)  # (T, D/32, 32)
    return ((whole.astype(scales.dtype) - 8) * scales[ids][:, :, None]).reshape(len(ids), -1)  # (T, D)


def embed(words: Floats, positions: Floats, types: Floats, gamma: Floats, beta: Floats, eps: float) -> Floats:
    """Word rows (T, D) + the first T position rows + the type row (D,), then layer norm (BERT, Devlin et al. 2019)."""
    return norm(words + positions[: len(words)] + types, gamma, beta, eps)


def linear(x: Floats, weight: Floats, bias: Floats) -> Floats:
    """(M, K) times a weight (N, K) transposed, as a torch Linear stores it, plus a bias (N,): (M, N)."""
    return x @ weight.T + bias


def gelu(x: Floats) -> Floats:
    """x * Phi(x) with the exact normal distribution (Hendrycks & Gimpel 2016, section 2), not tanh's approximation."""
    erf = np.array([math.erf(value / math.sqrt(2.0)) for value in x.flat], x.dtype).reshape(x.shape)
    y: Floats = 0.5 * x * (1 + erf)
    return y


def norm(x: Floats, gamma: Floats, beta: Floats, eps: float) -> Floats:
    """Layer norm of each row of (T, D) (Ba et al. 2016, equations 3 and 4)."""
    mean = x.mean(axis=-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(axis=-1, keepdims=True)
    y: Floats = (x - mean) / np.sqrt(variance + eps) * gamma + beta
    return y


def softmax_rows(scores: Floats) -> Floats:
    """exp(score) over the row's sum of it, with the row's largest score taken away first so that nothing overflows."""
    e: Floats = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights: Floats = e / e.sum(axis=-1, keepdims=True)
    return weights


def attend_head(qkv: Floats, heads: int, head: int) -> tuple[Floats, Floats, Floats]:
    """One head of scaled dot-product attention (Vaswani et al. 2017, equation 1).

    Args:
        qkv: queries, keys and values of all heads side by side (T, 3 * D).

    Returns:
        scores (T, S) divided by sqrt(Dh), weights (T, S), context (T, Dh).
    """
    width = qkv.shape[1] // 3
    size = width // heads
    q, k, v = (qkv[:, part * width + head * size : part * width + (head + 1) * size] for part in range(3))  # (T, Dh)
    scores = q @ k.T / math.sqrt(size)  # (T, S)
    weights = softmax_rows(scores)
    return scores, weights, weights @ v


def attend(qkv: Floats, heads: int) -> Floats:
    """The contexts of all heads side by side (T, D)."""
    return np.concatenate([attend_head(qkv, heads, head)[2] for head in range(heads)], axis=1)
