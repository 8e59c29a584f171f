"""``Ops`` in numpy: what is left when no OpenCL device works. The same numbers, more slowly."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.compute import reference
from attnviz.compute.checks import (
    check_add,
    check_columns,
    check_ids,
    check_linear,
    check_marks,
    check_pattern,
    check_put,
    check_room,
    check_rope,
    check_rows,
    heads_of,
)
from attnviz.compute.numpy_scans import NumpyScans
from attnviz.compute.ops import (
    Cache,
    Columns,
    Linear,
    Marks,
    Mask,
    Norm,
    Ops,
    Packed,
    Pattern,
    Tensor,
    WordTable,
)
from attnviz.compute.pattern import KEYS, prepare, unlisted
from attnviz.trace import Array, DeviceInfo

INFO = DeviceInfo(key="numpy", name="numpy", kind="numpy", driver=f"numpy {np.__version__}")


class NumpyOps(NumpyScans, Ops):
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
        if isinstance(table, Packed):
            return WordTable(table.shape, rows=_tensor(reference.unpacked(table.kind, table.data, table.shape)))
        return WordTable(
            tuple(table.shape),
            scales=_tensor(np.asarray(table.scales, np.float32)),
            nibbles=_tensor(np.asarray(table.nibbles, np.uint8)),
        )

    def linear_weights(self, weight: Array | Packed, bias: Array | None = None, spread: bool = False) -> Linear:
        if isinstance(weight, Packed):
            weight = reference.unpacked(weight.kind, weight.data, weight.shape)
        n, k = weight.shape
        return Linear((n, k), self.upload(weight), self.upload(np.zeros(n, np.float32) if bias is None else bias))

    def embed(self, ids: NDArray[np.int32], words: WordTable, positions: Tensor, types: Tensor, norm: Norm) -> Tensor:
        check_ids(ids, words.shape[0], positions)
        return self.norm(_tensor(_word_rows(words, ids) + positions.data[: len(ids)] + types.data), norm)

    def gather(
        self,
        ids: NDArray[np.int32],
        words: WordTable,
        scale: float = 1.0,
        positions: Tensor | None = None,
        first: int = 0,
    ) -> Tensor:
        check_ids(ids, words.shape[0], positions, first)
        places = None if positions is None else positions.data
        return _tensor(reference.gather(_word_rows(words, ids), scale, places, first))

    def linear(self, x: Tensor, w: Linear, activation: str = "", residual: Tensor | None = None) -> Tensor:
        check_linear(activation, residual)
        y = x.data @ w.weight.data.T
        y += w.bias.data
        if residual is not None:
            y += residual.data
        return _tensor(_activated(y, activation))

    def logits(self, x: Tensor, words: WordTable) -> Tensor:
        if words.rows is None:
            raise ValueError("no logits from a table of Blocks")
        return _tensor(x.data @ words.rows.data.T)

    def norm(self, x: Tensor, norm: Norm, parts: int = 1) -> Tensor:
        rows = x.data.reshape(x.shape[0] * parts, -1)
        if norm.beta is None:
            scaled = reference.rms_norm(rows, norm.gamma.data, norm.eps)
            return _tensor(np.asarray(scaled, np.float32).reshape(x.shape))
        centred = rows - rows.mean(axis=1, keepdims=True)
        centred -= centred.mean(axis=1, keepdims=True)  # what rounding left of a mean far larger than the spread
        variance = np.mean(centred * centred, axis=1, keepdims=True)
        centred /= np.sqrt(variance + np.float32(norm.eps))
        return _tensor((centred * norm.gamma.data + norm.beta.data).reshape(x.shape))

    def rope(self, x: Columns, size: int, angles: Tensor, first: int = 0) -> Tensor:
        check_rope(x, size, angles, first)
        return _tensor(reference.rope(x[0].data[:, x[1] : x[2]], size, angles.data, first))

    def gated(self, x: Tensor, activation: str) -> Tensor:
        gate, up = np.split(x.data, 2, axis=1)
        return _tensor(_activated(gate, activation) * up)

    def softmax(self, x: Tensor) -> Tensor:
        return _tensor(reference.softmax_rows(x.data))

    # ---- rows

    def zeros(self, rows: int, columns: int) -> Tensor:
        return _tensor(np.zeros((rows, columns), np.float32))

    def first_rows(self, x: Tensor, rows: int) -> Tensor:
        return replace(super().first_rows(x, rows), data=x.data[:rows])

    def take_rows(self, x: Tensor, rows: NDArray[np.int32]) -> Tensor:
        check_rows(rows, x.shape[0])
        return _tensor(x.data[rows])

    def add_rows(self, y: Tensor, rows: NDArray[np.int32], x: Tensor, factors: NDArray[np.float32]) -> None:
        check_add(y, rows, x, factors)
        y.data[rows] += factors[:, None] * x.data

    def put_rows(self, y: Tensor, x: Columns, at: int = 0) -> None:
        check_put(y, x, at)
        y.data[at : at + x[0].shape[0]] = x[0].data[:, x[1] : x[2]]

    def clear(self, x: Columns) -> None:
        check_columns(x)
        x[0].data[:, x[1] : x[2]] = 0

    # ---- attention

    def cache(self, heads: int, size: int, capacity: int) -> Cache:
        keys, values = (_tensor(np.zeros((capacity, heads * size), np.float32)) for _ in range(2))
        return Cache(heads, size, capacity, keys, values)

    def append(self, cache: Cache, keys: Columns, values: Columns, at: int = 0) -> None:
        for tensor, (x, start, stop) in ((cache.keys, keys), (cache.values, values)):
            check_room(cache, at, x.shape[0])
            tensor.data[at : at + x.shape[0]] = x.data[:, start:stop]

    def attend(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        # head by head: one (T, S) matrix at a time, where all of them at once would take H times the memory
        heads = heads_of(query, cache, mask)
        return _tensor(np.concatenate([self.attend_head(query, h, cache, mask)[2].data for h in range(heads)], axis=1))

    def attend_flash(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        parts = []
        for head in range(heads_of(query, cache, mask)):
            start = query[1] + head * cache.size
            q = query[0].data[:, start : start + cache.size]
            k, v = self._cached(cache, head * cache.heads // heads_of(query, cache, mask), mask.keys)
            parts.append(_flash(q, k, v, mask))
        return _tensor(np.concatenate(parts, axis=1))

    def pattern(self, seen: NDArray[np.bool_]) -> Pattern:
        return prepare(seen, KEYS, _tensor)

    def attend_sparse(self, query: Columns, cache: Cache, pattern: Pattern, sharpness: float = 1.0) -> Tensor:
        heads, size, (rows, keys) = check_pattern(query, cache, pattern), cache.size, pattern.shape
        context = np.zeros((rows, heads * size), np.float32)
        scale = np.float32(sharpness / math.sqrt(size))
        starts, blocks = pattern.starts.data, pattern.blocks.data
        for band, start in enumerate(range(0, rows, KEYS)):
            at, looked = unlisted(blocks[starts[band] : starts[band + 1]], keys)
            own = slice(start, min(start + KEYS, rows))
            for head in range(heads if len(at) else 0):
                k, v = self._cached(cache, head * cache.heads // heads, keys)
                columns = slice(head * size, (head + 1) * size)
                q = query[0].data[own, query[1] : query[2]][:, columns]
                scores = np.where(looked[: len(q)], q @ k[at].T * scale, np.float32(-np.inf))
                context[own, columns] = reference.softmax_rows(scores) @ v[at]
        return _tensor(context)

    def attend_all(self, query: Columns, cache: Cache, mask: Mask) -> tuple[Tensor, tuple[Tensor, ...]]:
        made = [self.attend_head(query, head, cache, mask) for head in range(heads_of(query, cache, mask))]
        return _tensor(np.concatenate([context.data for _, _, context in made], axis=1)), tuple(w for _, w, _ in made)

    def attend_head(self, query: Columns, head: int, cache: Cache, mask: Mask) -> tuple[Tensor, Tensor, Tensor]:
        heads, size = heads_of(query, cache, mask, head), cache.size
        start = query[1] + head * size
        q = query[0].data[:, start : start + size]  # (T, Dh)
        k, v = self._cached(cache, head * cache.heads // heads, mask.keys)
        scores = q @ k.T
        scores *= _scale(size, mask)
        if mask.causal or mask.hidden:
            scores[~_seen(len(q), mask)] = -np.inf
        weights = reference.softmax_rows(scores)
        return _tensor(scores), _tensor(weights), _tensor(weights @ v)

    def mean_weights(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        total = np.zeros((query[0].shape[0], mask.keys), np.float32)
        for weights in self._weights(query, cache, mask):
            total += weights
        return _tensor(total / np.float32(heads_of(query, cache, mask)))

    def thumbnails(self, query: Columns, cache: Cache, mask: Mask, size: int) -> Tensor:
        return _tensor(np.concatenate([reference.pooled(one, size) for one in self._weights(query, cache, mask)]))

    def facts(self, query: Columns, cache: Cache, mask: Mask, marks: Marks) -> Tensor:
        check_marks(marks, query[0].shape[0], mask.keys)
        return _tensor(np.stack([_facts(one, marks) for one in self._weights(query, cache, mask)]))

    def overview(self, query: Columns, cache: Cache, mask: Mask, marks: Marks, size: int) -> tuple[Tensor, Tensor]:
        check_marks(marks, query[0].shape[0], mask.keys)
        both = [(reference.pooled(one, size), _facts(one, marks)) for one in self._weights(query, cache, mask)]
        return _tensor(np.concatenate([picture for picture, _ in both])), _tensor(np.stack([own for _, own in both]))

    def _weights(self, query: Columns, cache: Cache, mask: Mask) -> Iterator[Array]:
        """One head's after the other (T, S)."""
        return (self.attend_head(query, head, cache, mask)[1].data for head in range(heads_of(query, cache, mask)))

    def cached(self, cache: Cache, head: int, count: int) -> tuple[Array, Array]:
        key, value = self._cached(cache, head, count)
        return np.array(key), np.array(value)

    @staticmethod
    def _cached(cache: Cache, head: int, count: int) -> tuple[Array, Array]:
        own = slice(head * cache.size, (head + 1) * cache.size)
        return cache.keys.data[:count, own], cache.values.data[:count, own]

    def finish(self) -> None:
        pass


def _word_rows(words: WordTable, ids: NDArray[np.int32]) -> Array:
    if words.scales is not None and words.nibbles is not None:
        return np.asarray(reference.word_rows(words.scales.data, words.nibbles.data, ids), np.float32)
    assert words.rows is not None
    rows: Array = words.rows.data[ids]
    return rows


def _tensor(array: NDArray[Any]) -> Tensor:
    return Tensor(array.shape, array.shape[-1], array)


def _seen(queries: int, mask: Mask) -> NDArray[np.bool_]:
    return reference.allowed(queries, mask.keys, mask.first, mask.causal, mask.window, mask.hidden)


def _scale(size: int, mask: Mask) -> np.float32:
    return np.float32(mask.sharpness / math.sqrt(size))


def _facts(weights: Array, marks: Marks) -> Array:
    told = (marks.first, marks.queries, marks.keys, marks.special, marks.shares)
    return reference.facts(weights, *told).astype(np.float32, copy=False)


def _flash(q: Array, k: Array, v: Array, mask: Mask, block: int = 64) -> Array:
    """One head by blocks of keys (Dao et al. 2022, algorithm 1): (T, Dh)."""
    seen, scale = _seen(len(q), mask), _scale(q.shape[1], mask)
    most = np.full((len(q), 1), np.float32(-3e38))
    total, made = np.zeros_like(most), np.zeros((len(q), v.shape[1]), np.float32)
    for start in range(0, len(k), block):
        part = slice(start, start + block)
        scores = np.where(seen[:, part], q @ k[part].T * scale, np.float32(-3e38))
        larger = np.maximum(most, scores.max(axis=1, keepdims=True))
        e = np.where(seen[:, part], np.exp(scores - larger), np.float32(0))
        factor = np.exp(most - larger)
        total, made, most = total * factor + e.sum(axis=1, keepdims=True), made * factor + e @ v[part], larger
    total[total == 0] = 1
    context: Array = made / total
    return context


def _activated(x: Array, activation: str) -> Array:
    if activation == "gelu":
        return _gelu(x)
    return np.asarray(getattr(reference, activation)(x) if activation else x, np.float32)


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
