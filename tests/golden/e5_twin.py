"""A BERT encoder in plain float64 numpy: the oracle for checkpoints that no other program here can run (e5 in 4 bits).

Devlin et al. 2019, with the encoder of Vaswani et al. 2017, section 3, post-norm. Written from the papers, sharing
nothing with the program but the checkpoint's arrays: slow and obvious on purpose.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array64 = NDArray[np.float64]

_erf = np.frompyfunc(math.erf, 1, 1)


@dataclass(frozen=True)
class Encoded:
    """All inner values of one run; l counts from 0."""

    hidden: list[Array64]  # L + 1 times (T, D); 0 is the embeddings
    query: Array64  # (L, H, T, Dh)
    key: Array64  # (L, H, T, Dh)
    value: Array64  # (L, H, T, Dh)
    scores: Array64  # (L, H, T, T)
    weights: Array64  # (L, H, T, T)
    context: Array64  # (L, H, T, Dh)


def encode(
    ids: Sequence[int],
    tensor: Callable[[str], NDArray[Any]],
    word_rows: Callable[[Sequence[int]], NDArray[Any]],
    config: Mapping[str, Any],
) -> Encoded:
    """Run the encoder.

    Args:
        tensor: array of the checkpoint by its Hugging Face name.
        word_rows: rows of the word embeddings.
        config: sizes by their Hugging Face names.
    """
    H, eps = config["num_attention_heads"], config["layer_norm_eps"]

    def of(name: str) -> Array64:
        return tensor(name).astype(np.float64, copy=False)

    def linear(x: Array64, name: str) -> Array64:
        return x @ of(f"{name}.weight").T + of(f"{name}.bias")

    def norm(x: Array64, name: str) -> Array64:
        mean = x.mean(axis=-1, keepdims=True)
        variance = ((x - mean) ** 2).mean(axis=-1, keepdims=True)
        return (x - mean) / np.sqrt(variance + eps) * of(f"{name}.weight") + of(f"{name}.bias")

    x = np.asarray(word_rows(ids), np.float64)  # (T, D)
    x = x + of("embeddings.position_embeddings.weight")[: len(ids)] + of("embeddings.token_type_embeddings.weight")[0]
    x = norm(x, "embeddings.LayerNorm")

    hidden = [x]
    inner: dict[str, list[Array64]] = {name: [] for name in ("query", "key", "value", "scores", "weights", "context")}
    for layer in range(config["num_hidden_layers"]):
        at = f"encoder.layer.{layer}"
        q = heads(linear(x, f"{at}.attention.self.query"), H)
        k = heads(linear(x, f"{at}.attention.self.key"), H)
        v = heads(linear(x, f"{at}.attention.self.value"), H)
        scores = np.stack([q[h] @ k[h].T for h in range(H)]) / math.sqrt(q.shape[-1])  # (H, T, T)
        exp = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights = exp / exp.sum(axis=-1, keepdims=True)
        context = np.stack([weights[h] @ v[h] for h in range(H)])  # (H, T, Dh)
        joined = np.concatenate(list(context), axis=-1)  # (T, D)
        x = norm(x + linear(joined, f"{at}.attention.output.dense"), f"{at}.attention.output.LayerNorm")
        wide = gelu(linear(x, f"{at}.intermediate.dense"))  # (T, F)
        x = norm(x + linear(wide, f"{at}.output.dense"), f"{at}.output.LayerNorm")
        hidden.append(x)
        for name, array in zip(inner, (q, k, v, scores, weights, context), strict=True):
            inner[name].append(array)
    return Encoded(hidden, **{name: np.stack(arrays) for name, arrays in inner.items()})


def heads(x: Array64, H: int) -> Array64:
    """(T, D) -> (H, T, Dh): head h owns columns h * Dh to (h + 1) * Dh."""
    width = x.shape[1] // H
    return np.stack([x[:, h * width : (h + 1) * width] for h in range(H)])


def gelu(x: Array64) -> Array64:
    """x times the normal distribution function (Hendrycks and Gimpel 2016), the exact one."""
    return 0.5 * x * (1 + _erf(x / math.sqrt(2)).astype(np.float64))
