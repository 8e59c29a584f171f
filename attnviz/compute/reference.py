"""The numpy twin of every kernel: slow, obvious, and right in whatever type its inputs have (float64 in the tests).

Letters are those of ``trace.py``. Nothing here is shared with the kernels, so that a mistake in either shows
as a difference.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
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


def gather(words: Floats, scale: float = 1.0, positions: Floats | None = None, first: int = 0) -> Floats:
    """Word rows (T, D) times a scale + rows first..first+T of a position table (P, D): what GPT-2's tokens start as."""
    scaled: Floats = words * scale
    return scaled if positions is None else scaled + positions[first : first + len(words)]


def linear(x: Floats, weight: Floats, bias: Floats) -> Floats:
    """(M, K) times a weight (N, K) transposed, as a torch Linear stores it, plus a bias (N,): (M, N)."""
    return x @ weight.T + bias


def gelu(x: Floats) -> Floats:
    """x * Phi(x) with the exact normal distribution (Hendrycks & Gimpel 2016, section 2), not tanh's approximation."""
    erf = np.array([math.erf(value / math.sqrt(2.0)) for value in x.flat], x.dtype).reshape(x.shape)
    y: Floats = 0.5 * x * (1 + erf)
    return y


def gelu_tanh(x: Floats) -> Floats:
    """GELU's approximation by tanh (Hendrycks & Gimpel 2016, section 2), as GPT-2 has it."""
    near = np.clip(x, -10, 10)  # beyond, tanh is -1 or 1 to the last digit, and the cube may overflow
    y: Floats = 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (near + 0.044715 * near**3)))
    return y


def relu(x: Floats) -> Floats:
    return np.maximum(x, 0)


def silu(x: Floats) -> Floats:
    """x times its logistic function (Hendrycks & Gimpel 2016, section 4), also called swish."""
    e = np.exp(-np.abs(x))  # of a number that is not positive: nothing overflows
    y: Floats = x * np.where(x >= 0, 1 / (1 + e), e / (1 + e))
    return y


def gated(x: Floats, activation: str) -> Floats:
    """activation(first half of each row) times the second half: (T, 2F) to (T, F) (Shazeer 2020, equations 5 and 6)."""
    half = x.shape[1] // 2
    y: Floats = globals()[activation](x[:, :half]) * x[:, half:]
    return y


def rope(x: Floats, size: int, angles: Floats, first: int = 0) -> Floats:
    """Each head of (T, H * size) turned by its row's angles (Su et al. 2021, equation 34), in Hugging Face's order.

    Args:
        angles: (P, size), a row is [cos | sin] of the size/2 angles of a position; the first row stands at ``first``.
    """
    half = size // 2
    heads = x.reshape(len(x), -1, size)  # (T, H, size)
    cos, sin = np.split(angles[first : first + len(x), None], 2, axis=2)  # (T, 1, size/2)
    low, high = heads[..., :half], heads[..., half:]
    return np.concatenate([low * cos - high * sin, high * cos + low * sin], axis=2).reshape(x.shape)


def take_rows(x: Floats, rows: NDArray[np.int32]) -> Floats:
    return x[rows]


def add_rows(y: Floats, rows: NDArray[np.int32], x: Floats, factors: Floats) -> Floats:
    """A copy of y with factors[i] * x[i] added to its row rows[i]."""
    sums = y.copy()
    for row, own, factor in zip(rows, x, factors, strict=True):
        sums[row] += factor * own
    return sums


def clear(x: Floats, start: int, stop: int) -> Floats:
    """A copy of x with a block of its columns 0."""
    changed = x.copy()
    changed[:, start:stop] = 0
    return changed


def put_rows(y: Floats, x: Floats, at: int) -> Floats:
    """A copy of y with x in its rows from ``at`` on."""
    changed = y.copy()
    changed[at : at + len(x)] = x
    return changed


def unpacked(kind: str, data: NDArray[np.uint8], shape: tuple[int, int]) -> NDArray[np.float32]:
    """A matrix (N, K) from rows of blocks of a GGUF file (llama.cpp's ggml-quants; blocks of 32 weights).

    Q4_0: half d, 16 bytes of nibbles (low halves first): d * (n - 8). Q4_1: half d, half m: d * n + m. Q8_0: half d,
    32 int8: d * n. F16, BF16, F32: plain.

    Raises:
        ValueError: another kind.
    """
    if kind == "F32":
        return data.view(np.float32).reshape(shape)
    if kind == "F16":
        return data.view(np.float16).astype(np.float32).reshape(shape)
    if kind == "BF16":
        return (data.view(np.uint16).astype(np.uint32) << 16).view(np.float32).reshape(shape)
    head = {"Q4_0": 1, "Q4_1": 2, "Q8_0": 1}.get(kind)  # halves in front of a block
    if head is None:
        raise ValueError(f"no packed format {kind}")
    blocks = data.reshape(-1, 2 * head + (32 if kind == "Q8_0" else 16))
    factors = np.ascontiguousarray(blocks[:, : 2 * head]).view(np.float16).astype(np.float32)
    body = np.ascontiguousarray(blocks[:, 2 * head :])
    if kind == "Q8_0":
        whole = body.view(np.int8).astype(np.float32)
    else:
        whole = np.concatenate([body & 15, body >> 4], axis=1).astype(np.float32) - (8 if kind == "Q4_0" else 0)
    whole *= factors[:, :1]
    if kind == "Q4_1":
        whole += factors[:, 1:]
    return whole.reshape(shape)


def norm(x: Floats, gamma: Floats, beta: Floats, eps: float) -> Floats:
    """Layer norm of each row of (T, D) (Ba et al. 2016, equations 3 and 4)."""
    mean = x.mean(axis=-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(axis=-1, keepdims=True)
    y: Floats = (x - mean) / np.sqrt(variance + eps) * gamma + beta
    return y


def softmax_rows(scores: Floats) -> Floats:
    """exp(score) over the row's sum of it, with the row's largest score taken away first so that nothing overflows.

    A row of nothing but -inf, a query that looks at no key, becomes zeros.
    """
    highest = scores.max(axis=-1, keepdims=True)
    e: Floats = np.exp(scores - np.where(highest == -np.inf, 0, highest))
    sums = e.sum(axis=-1, keepdims=True)
    weights: Floats = e / np.where(sums == 0, 1, sums)
    return weights


def rms_norm(x: Floats, gamma: Floats, eps: float) -> Floats:
    """RMS norm of each row of (T, D) (Zhang & Sennrich 2019, equation 4)."""
    y: Floats = x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + eps) * gamma
    return y


def allowed(
    queries: int, keys: int, first: int = 0, causal: bool = False, window: int = 0, hidden: Sequence[int] = ()
) -> NDArray[np.bool_]:
    """Which keys each query looks at (T, S); query t stands at position first + t (``ops.Mask``)."""
    positions, s = first + np.arange(queries)[:, None], np.arange(keys)
    seen: NDArray[np.bool_] = ~np.isin(s, hidden) | (s == positions)
    if causal:
        seen &= s <= np.minimum(positions, keys - 1)
    if causal and window:
        seen &= s > np.minimum(positions, keys - 1) - window
    return seen


def attend_head(
    q: Floats, k: Floats, v: Floats, seen: NDArray[np.bool_], sharpness: float = 1.0
) -> tuple[Floats, Floats, Floats]:
    """One head of scaled dot-product attention (Vaswani et al. 2017, equation 1).

    Args:
        q: (T, Dh). k, v: (S, Dh).
        seen: (T, S).
        sharpness: what the scores are multiplied by, after the division by sqrt(Dh).

    Returns:
        scores (T, S), -inf where not seen; weights (T, S) and context (T, Dh), 0 where a query sees nothing.
    """
    scores = np.where(seen, q @ k.T / math.sqrt(q.shape[1]) * sharpness, -np.inf).astype(q.dtype)  # (T, S)
    weights = softmax_rows(scores)
    return scores, weights, weights @ v


def attend(q: Floats, k: Floats, v: Floats, size: int, seen: NDArray[np.bool_], sharpness: float = 1.0) -> Floats:
    """The contexts of all heads side by side (T, H * Dh); neighbours of H/G query heads share a key/value head.

    Args:
        q: (T, H * Dh). k, v: (S, G * Dh).
        size: Dh.
    """
    heads = _heads(q, k, v, size, seen, sharpness)
    return np.concatenate([context for _, _, context in heads], axis=1)


def mean_weights(q: Floats, k: Floats, size: int, seen: NDArray[np.bool_], sharpness: float = 1.0) -> Floats:
    """``attend``'s weights, averaged over the heads: (T, S)."""
    heads = [weights for _, weights, _ in _heads(q, k, k, size, seen, sharpness)]
    mean: Floats = np.mean(heads, axis=0)
    return mean


def _heads(
    q: Floats, k: Floats, v: Floats, size: int, seen: NDArray[np.bool_], sharpness: float
) -> list[tuple[Floats, Floats, Floats]]:
    """``attend_head`` of each."""
    heads, shared = q.shape[1] // size, q.shape[1] // k.shape[1]
    made = []
    for head in range(heads):
        own, group = slice(head * size, (head + 1) * size), head // shared
        theirs = slice(group * size, (group + 1) * size)
        made.append(attend_head(q[:, own], k[:, theirs], v[:, theirs], seen, sharpness))
    return made


def pooled(weights: Floats, size: int) -> Floats:
    """The largest weight in each cell of a (P, P) picture of (T, S) weights (``Ops.thumbnails``)."""
    rows, columns = (
        [slice(n * p // size, max(n * (p + 1) // size, n * p // size + 1)) for p in range(size)] for n in weights.shape
    )
    return np.array([[weights[row, column].max() for column in columns] for row in rows], weights.dtype)


def facts(
    weights: Floats,
    first: int | None,
    queries: NDArray[np.int32],
    keys: NDArray[np.int32],
    special: NDArray[np.bool_],
    shares: Floats,
) -> Floats:
    """What a head with the weights (T, S) does, in the order of ``heads.FACTS``; the rest is that of ``ops.Marks``.

    Where keys are those of another text (``first`` is None), what speaks of positions is 0.
    """
    positive = np.where(weights > 0, weights, 1)
    entropy = -(weights * np.log2(positive)).sum(axis=1)  # (T,)
    alike, nothing = queries[:, None] == keys, np.zeros(len(weights), weights.dtype)
    distance = previous = after = itself = nothing
    if first is not None:
        away = np.arange(len(keys)) - (first + np.arange(len(queries)))[:, None]  # (T, S)
        distance = (weights * np.abs(away)).sum(axis=1)
        previous, after, itself = (np.where(away == step, weights, 0).sum(axis=1) for step in (-1, 1, 0))
        alike &= away != 0
    same, marked = np.where(alike, weights, 0).sum(axis=1), weights[:, special].sum(axis=1)
    rows = (entropy, distance, previous, after, itself, same, weights[:, 0], marked)
    return np.array([row @ shares[int(row is same)] for row in rows], weights.dtype)


def positive(x: Floats, feature: str = "elu") -> Floats:
    """phi of linear attention (Katharopoulos et al. 2020, equation 7), one of ``scans.FEATURES``."""
    if feature == "relu":
        lifted: Floats = np.maximum(x, 0) + x.dtype.type(1e-3)
        return lifted
    if feature == "exp":
        made: Floats = np.exp(np.clip(x, -30, 30))
        return made
    y: Floats = np.where(x < 0, np.exp(np.minimum(x, 0)), x + 1)
    return y


def linear_weights(q: Floats, k: Floats, causal: bool = False, feature: str = "elu") -> Floats:
    """The weights (T, S) that linear attention of q (T, N) and k (S, N) implies, and never makes."""
    products = positive(q, feature) @ positive(k, feature).T
    if causal:
        products = np.where(allowed(len(q), len(k), 0, True), products, 0)
    weights: Floats = products / products.sum(axis=1, keepdims=True)
    return weights


def fading_weights(decays: Floats, count: int) -> Floats:
    """What a state-space model with these decays (N,) has for weights (T, T): mean of (1 - a) a^(t - s) over a."""
    away = np.arange(count)[:, None] - np.arange(count)  # (T, T)
    powers = (1 - decays) * decays ** np.maximum(away, 0)[..., None]  # (T, T, N)
    weights: Floats = np.where(away >= 0, powers.mean(axis=-1), 0)
    return weights


def scan_linear(q: Floats, k: Floats, v: Floats, causal: bool = False, feature: str = "elu") -> Floats:
    """Linear attention the long way, by its weights: (T, D)."""
    return linear_weights(q, k, causal, feature) @ v


def scan_fading(v: Floats, decays: Floats) -> Floats:
    """A diagonal state-space model the long way, by its weights: (T, D)."""
    return fading_weights(decays, len(v)) @ v


def scan_recurrent(x: Floats, weight: Floats) -> Floats:
    """Elman's net (1990): each state is tanh of its input and the state before it through the weight: (T, W)."""
    states = [np.zeros_like(x[0])]
    for row in x:
        states.append(np.tanh(row + states[-1] @ weight))
    return np.array(states[1:])


def multiply(x: Floats, weight: Floats, side: int) -> Floats:
    """A product (M, N) of (M, K) and (K, N), tile by tile of ``side`` rows and columns."""
    y: Floats = np.empty((len(x), weight.shape[1]), x.dtype)
    for row in range(0, len(x), side):
        for column in range(0, weight.shape[1], side):
            own = slice(row, row + side), slice(column, column + side)
            y[own] = x[own[0]] @ weight[:, own[1]]
    return y


def influence(states: Floats, weight: Floats, gram: Floats, ends: NDArray[np.int32]) -> Floats:
    """Lengths of d h[end] / d u[s] (n, T) by the chain rule, state by state; operands as ``Ops.influence`` has them."""
    lengths = np.zeros((len(ends), len(states)), states.dtype)
    for row, end in enumerate(ends):
        back = np.eye(states.shape[1], dtype=states.dtype)  # d h[end] / d h[s]
        for s in range(end, -1, -1):
            back = back @ np.diag(1 - states[s] ** 2)
            lengths[row, s] = math.sqrt(max(0.0, np.trace(back @ gram @ back.T)))
            back = back @ weight
    return lengths
