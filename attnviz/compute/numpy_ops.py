"""``Ops`` in numpy: what is left when no OpenCL device works. The same numbers, more slowly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.compute import reference
from attnviz.compute.ops import Linear, Norm, Ops, Tensor, WordTable, check_ids
from attnviz.trace import Array, DeviceInfo

INFO = DeviceInfo(key="numpy", name="numpy", kind="numpy", driver=f"numpy {np.__version__}")


class NumpyOps(Ops):
    """Tensors are float32 arrays; nothing is padded and nothing waits."""

    def __init__(self, info: DeviceInfo = INFO) -> None:
        self.info = info

    def upload(self, array: NDArray[Any]) -> Tensor:
        kind = np.int32 if array.dtype == np.int32 else np.float32
        return _tensor(np.array(array, dtype=kind, order="C"))

    def download(self, tensor: Tensor) -> NDArray[Any]:
        return np.array(tensor.data)

    def columns(self, x: Tensor, start: int, stop: int) -> Array:
        return np.array(x.data[:, start:stop], order="C")

    def word_table(self, table: Any) -> WordTable:
        if isinstance(table, np.ndarray):
            return WordTable(table.shape, rows=_tensor(np.asarray(table, np.float32)))
        return WordTable(
            tuple(table.shape),
            scales=_tensor(np.asarray(table.scales, np.float32)),
            nibbles=_tensor(np.asarray(table.nibbles, np.uint8)),
        )

    def linear_weights(self, weight: Array, bias: Array) -> Linear:
        return Linear(weight.shape, self.upload(weight), self.upload(bias))

    def embed(self, ids: NDArray[np.int32], words: WordTable, positions: Tensor, types: Tensor, norm: Norm) -> Tensor:
        check_ids(ids, words, positions)
        if words.scales is not None and words.nibbles is not None:
            rows = reference.word_rows(words.scales.data, words.nibbles.data, ids)
        else:
            assert words.rows is not None
            rows = words.rows.data[ids]
        return self.norm(_tensor(rows + positions.data[: len(ids)] + types.data), norm)

    def linear(self, x: Tensor, w: Linear, gelu: bool = False, residual: Tensor | None = None) -> Tensor:
        y = x.data @ w.weight.data.T
        y += w.bias.data
        if residual is not None:
            y += residual.data
        return _tensor(_gelu(y) if gelu else y)

    def norm(self, x: Tensor, norm: Norm) -> Tensor:
        centred = x.data - x.data.mean(axis=1, keepdims=True)
        centred -= centred.mean(axis=1, keepdims=True)  # what rounding left of a mean far larger than the spread
        variance = np.mean(centred * centred, axis=1, keepdims=True)
        centred /= np.sqrt(variance + np.float32(norm.eps))
        return _tensor(centred * norm.gamma.data + norm.beta.data)

    def attend(self, qkv: Tensor, heads: int) -> Tensor:
        # head by head: one (T, S) matrix at a time, where all of them at once would take H times the memory
        return _tensor(np.concatenate([self.attend_head(qkv, heads, h)[2].data for h in range(heads)], axis=1))

    def attend_head(self, qkv: Tensor, heads: int, head: int) -> tuple[Tensor, Tensor, Tensor]:
        width = qkv.shape[1] // 3
        size = width // heads
        q, k, v = (qkv.data[:, start : start + size] for start in range(head * size, 3 * width, width))  # (T, Dh)
        scores = q @ k.T
        scores *= np.float32(1 / math.sqrt(size))
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        return _tensor(scores), _tensor(weights), _tensor(weights @ v)

    def finish(self) -> None:
        pass


def _tensor(array: NDArray[Any]) -> Tensor:
    return Tensor(array.shape, array.shape[-1], array)


_ERF_P = (2.0459943e-6, 2.8482560e-4, 3.7721060e-3, 5.2767895e-2, 1.9058454e-1, 1.1283791)
_ERF_Q = (3.8046492e-5, 1.1637354e-3, 1.4982312e-2, 1.1417875e-1, 5.0223386e-1, 1.0)


def _gelu(x: Array) -> Array:
    """Exact GELU. numpy has no erf, and calling math's for each number is far slower, so: linear.cl's rational fit."""
    z = np.clip(x * np.float32(math.sqrt(0.5)), -3.925, 3.925)
    t = z * z
    p, q = np.full_like(t, _ERF_P[0]), np.full_like(t, _ERF_Q[0])
    for a, b in zip(_ERF_P[1:], _ERF_Q[1:], strict=True):
        p *= t
        p += np.float32(a)
        q *= t
        q += np.float32(b)
    y: Array = np.float32(0.5) * x * (1 + z * p / q)
    return y
