"""``Ops`` by the kernels for graphics cards, ``kernels/gpu/``.

A product takes the largest tiles of which there are enough to occupy the card, and a short text, which has few tiles of
any size, is also cut along the sum. The forward pass never writes an attention matrix (flash.cl); where views ask for
one, three kernels make it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.cpu_ops import CpuOps
from attnviz.compute.gpu_memory import GpuMemory
from attnviz.compute.gpu_set import FLASH_ROWS, WAVE, GpuSet
from attnviz.compute.ops import (
    ACTIVATIONS,
    Cache,
    Columns,
    Linear,
    Marks,
    Mask,
    Norm,
    Ops,
    Tensor,
    WordTable,
    check_add,
    check_columns,
    check_ids,
    check_linear,
    check_marks,
    check_put,
    check_room,
    check_rope,
    check_rows,
    heads_of,
)
from attnviz.compute.program import Kernels, kind_of
from attnviz.heads import FACTS
from attnviz.trace import Array, DeviceInfo

MOST_STRETCHES = 16
LEAST_STRETCH = 64
"""Cuts along the sum: each costs a write and a read of the result, so they stay few and long."""
MOST_SCORES = 1 << 24
"""Numbers of the attention matrices that are made together where one after the other would do: 64 MiB"""


def ops_of(device: Any, info: DeviceInfo, kernels: Kernels | None = None) -> Ops:
    """A device with the kernels for its kind, or with those given."""
    gpu = isinstance(kernels.chosen, GpuSet) if kernels else kind_of(device) == "gpu"
    return (GpuOps if gpu else CpuOps)(device, info, kernels)


def every_way(ops: Ops) -> list[Ops]:
    """The same kernels with different preferences, so that small sizes reach them all."""
    if not isinstance(ops, GpuOps):
        return [ops]
    kernels = ops._kernels
    return [GpuOps(kernels.device, ops.info, kernels, units) for units in (1, 64)]


class GpuOps(GpuMemory):
    """A graphics card; any other device too, slowly, which is how the kernels are tested without a card."""

    def __init__(self, device: Any, info: DeviceInfo, kernels: Kernels | None = None, units: int | None = None) -> None:
        """Build the kernels.

        Args:
            kernels: see ``GpuMemory``.
            units: compute units to occupy; by default those that the device says it has.
        """
        super().__init__(device, info, kernels)
        self._units = units or int(device.max_compute_units)

    # ---- embeddings

    def embed(self, ids: NDArray[np.int32], words: WordTable, positions: Tensor, types: Tensor, norm: Norm) -> Tensor:
        check_ids(ids, words.shape[0], positions)
        if norm.beta is None:
            raise ValueError("embeddings are layer normed, and this norm has no shift")
        width = words.shape[1]
        y = self._matrix(len(ids), width)
        rest = (positions, positions.pitch, types, norm.gamma, norm.beta, norm.eps, width, y, y.pitch)
        kernel, tables = _kernel_for("embed", words)
        self._run(kernel, (len(ids),), self._plain(ids, np.int32), *tables, *rest)
        return y

    def gather(
        self,
        ids: NDArray[np.int32],
        words: WordTable,
        scale: float = 1.0,
        positions: Tensor | None = None,
        first: int = 0,
    ) -> Tensor:
        check_ids(ids, words.shape[0], positions, first)
        width = words.shape[1]
        y = self._matrix(len(ids), width)
        rest = (scale, positions, positions.pitch if positions else 0, first, width, y, y.pitch)
        kernel, tables = _kernel_for("gather", words)
        self._run(kernel, (len(ids),), self._plain(ids, np.int32), *tables, *rest)
        return y

    # ---- products

    def linear(self, x: Tensor, w: Linear, activation: str = "", residual: Tensor | None = None) -> Tensor:
        check_linear(activation, residual)
        rows, (n, k) = x.shape[0], w.shape
        y = self._matrix(rows, n)
        ending = (ACTIVATIONS.index(activation), residual, residual.pitch if residual else 0, y, y.pitch)
        wide, narrow = self._set.wide, self._set.narrow
        if _tiles(n, wide.columns) * _tiles(rows, wide.rows) >= self._units:
            tiles = _tiles(n, wide.columns), _tiles(rows, wide.rows)
            self._run("linear", tiles, x, x.pitch, w.weight, w.bias, rows, k, *ending)
            return y
        tiles = _tiles(n, narrow.columns), _tiles(rows, narrow.rows)
        length = self._stretch(tiles[0] * tiles[1], k)
        stretches = _tiles(k, length)
        if stretches == 1:
            self._run("linear_narrow", tiles, x, x.pitch, w.weight, w.bias, rows, k, *ending)
            return y
        parts = self._matrix(stretches * rows, n)
        self._run("linear_part", (*tiles, stretches), x, x.pitch, w.weight, rows, k, length, parts, parts.pitch)
        self._run("combine", (_tiles(n, 64), _tiles(rows, 4)), parts, stretches, w.bias, rows, n, *ending)
        return y

    def logits(self, x: Tensor, words: WordTable) -> Tensor:
        if words.rows is None:
            raise ValueError("a table in blocks of 4 bits has no head that is tied to it")
        (rows, width), count = x.shape, words.shape[0]
        y = self._matrix(rows, count)
        everything = (rows, count, count, count)  # no mask, see common.cl
        tile = self._set.scores
        groups = _tiles(count, tile.columns), _tiles(rows, tile.rows), 1
        self._run("scores", groups, x, 0, x.pitch, words.rows, width, width, 1, 0, *everything, 1.0, y, y.pitch)
        return y

    # ---- row by row

    def norm(self, x: Tensor, norm: Norm, parts: int = 1) -> Tensor:
        rows, width = x.shape[0], x.shape[1] // parts
        y = self._matrix(*x.shape)
        rest = (norm.eps, width, y, y.pitch)
        if norm.beta is None:
            self._run("rms_norm", (rows * parts,), x, x.pitch, parts, norm.gamma, *rest)
        else:
            self._run("norm", (rows * parts,), x, x.pitch, parts, norm.gamma, norm.beta, *rest)
        return y

    def rope(self, x: Columns, size: int, angles: Tensor, first: int = 0) -> Tensor:
        check_rope(x, size, angles, first)
        tensor, start, stop = x
        y = self._matrix(tensor.shape[0], stop - start)
        given = (tensor, start, tensor.pitch, size, angles, angles.pitch, first)
        self._run("rope", (tensor.shape[0],), *given, stop - start, y, y.pitch)
        return y

    def gated(self, x: Tensor, activation: str) -> Tensor:
        check_linear(activation, None)
        rows, width = x.shape[0], x.shape[1] // 2
        y = self._matrix(rows, width)
        self._run("gated", (rows,), x, x.pitch, width, ACTIVATIONS.index(activation), y, y.pitch)
        return y

    def softmax(self, x: Tensor) -> Tensor:
        y = self._matrix(*x.shape)
        self._run("softmax", (x.shape[0],), x, x.pitch, x.shape[1], y, y.pitch)
        return y

    def take_rows(self, x: Tensor, rows: NDArray[np.int32]) -> Tensor:
        check_rows(rows, x.shape[0])
        y = self._matrix(len(rows), x.shape[1])
        self._run("take_rows", (len(rows),), x, x.pitch, self._plain(rows, np.int32), x.shape[1], y, y.pitch)
        return y

    def add_rows(self, y: Tensor, rows: NDArray[np.int32], x: Tensor, factors: NDArray[np.float32]) -> None:
        check_add(y, rows, x, factors)
        places, shares = self._plain(rows, np.int32), self._plain(factors, np.float32)
        self._run("add_rows", (len(rows),), x, x.pitch, places, shares, x.shape[1], y, y.pitch)

    def put_rows(self, y: Tensor, x: Columns, at: int = 0) -> None:
        check_put(y, x, at)
        tensor, start, stop = x
        self._run("put_rows", (tensor.shape[0],), tensor, start, tensor.pitch, stop - start, at, y, y.pitch)

    def clear(self, x: Columns) -> None:
        check_columns(x)
        tensor, start, stop = x
        self._run("clear", (tensor.shape[0],), tensor, start, tensor.pitch, stop - start)

    # ---- attention

    def cache(self, heads: int, size: int, capacity: int) -> Cache:
        keys, values = (self._matrix(capacity, heads * size) for _ in range(2))
        return Cache(heads, size, capacity, keys, values)

    def append(self, cache: Cache, keys: Columns, values: Columns, at: int = 0) -> None:
        count, width = keys[0].shape[0], cache.heads * cache.size
        check_room(cache, at, count)
        rows = (keys[0], keys[1], keys[0].pitch, values[0], values[1], values[0].pitch)
        self._run("append", (count,), *rows, width, at, cache.keys, cache.values, cache.keys.pitch)

    def copy_cache(self, source: Cache, to: Cache, count: int) -> None:
        if count:
            check_room(to, 0, count)
            rows = (source.keys, 0, source.keys.pitch, source.values, 0, source.values.pitch)
            self._run("append", (count,), *rows, to.heads * to.size, 0, to.keys, to.values, to.keys.pitch)

    def attend(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        heads, rows = heads_of(query, cache, mask), query[0].shape[0]
        context = self._matrix(rows, heads * cache.size)
        fitting = [flash for flash in self._set.flash if flash.width >= cache.size]
        if fitting and not mask.hidden:
            given = (query[0], query[1], query[0].pitch, cache.keys, cache.values, cache.keys.pitch, cache.size)
            sizes = (heads // cache.heads, *_seen(rows, mask), _scale(cache, mask))
            self._run(fitting[0].name, (_tiles(rows, FLASH_ROWS), heads), *given, *sizes, context, context.pitch)
            return context
        for first, count, scores in self._bands(query, cache, mask):
            self._weights(query, cache, mask, first, count, scores)
            self._values(scores, query, cache, mask, first, count, context, first * cache.size)
        return context

    def attend_flash(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        return self.attend(query, cache, mask)

    def attend_all(self, query: Columns, cache: Cache, mask: Mask) -> tuple[Tensor, tuple[Tensor, ...]]:
        heads, rows = heads_of(query, cache, mask), query[0].shape[0]
        weights = tuple(self._matrix(rows, mask.keys) for _ in range(heads))
        for head, table in enumerate(weights):
            self._weights(query, cache, mask, head, 1, table)
        return self.attend(query, cache, mask), weights

    def attend_head(self, query: Columns, head: int, cache: Cache, mask: Mask) -> tuple[Tensor, Tensor, Tensor]:
        heads_of(query, cache, mask, head)
        rows = query[0].shape[0]
        scores = self._matrix(rows, mask.keys)
        self._scores(query, cache, mask, head, 1, scores)
        weights, context = self.softmax(scores), self._matrix(rows, cache.size)
        self._values(weights, query, cache, mask, head, 1, context, 0)
        return scores, weights, context

    def mean_weights(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        heads, rows = heads_of(query, cache, mask), query[0].shape[0]
        mean = self._matrix(rows, mask.keys)
        for first, count, scores in self._bands(query, cache, mask):
            self._weights(query, cache, mask, first, count, scores)
            given = (scores, scores.pitch, count, rows, mask.keys, 1.0 / heads, int(first > 0), mean, mean.pitch)
            self._run("mean", (_tiles(mask.keys, WAVE), rows), *given)
        return mean

    def thumbnails(self, query: Columns, cache: Cache, mask: Mask, size: int) -> Tensor:
        heads, rows = heads_of(query, cache, mask), query[0].shape[0]
        pictures = self._matrix(heads * size, size)
        for first, count, scores in self._bands(query, cache, mask):
            self._weights(query, cache, mask, first, count, scores)
            given = (scores, scores.pitch, count, rows, mask.keys, size)
            self._run("pool", (_tiles(count * size * size, WAVE),), *given, pictures, first * size, pictures.pitch)
        return pictures

    def facts(self, query: Columns, cache: Cache, mask: Mask, marks: Marks) -> Tensor:
        heads, rows = heads_of(query, cache, mask), query[0].shape[0]
        check_marks(marks, rows, mask.keys)
        parts = min(rows, _tiles(4 * self._units, heads))
        sums, told = self._matrix(heads * parts, len(FACTS)), self._plain(marks.packed, np.int32)
        for first, count, scores in self._bands(query, cache, mask):
            self._weights(query, cache, mask, first, count, scores)
            given = (scores, scores.pitch, told, marks.pitch, rows, mask.keys, marks.own)
            self._run("facts", (parts, count), *given, sums, first * parts, sums.pitch)
        return sums

    def cached(self, cache: Cache, head: int, count: int) -> tuple[Array, Array]:
        start, stop = head * cache.size, (head + 1) * cache.size
        return self._read(cache.keys, start, stop, count), self._read(cache.values, start, stop, count)

    # ---- below the operations

    def _stretch(self, tiles: int, k: int) -> int:
        """How much of a sum over k a group should take, so that there are two groups for each compute unit."""
        depth = self._set.narrow.depth
        wanted = min(MOST_STRETCHES, _tiles(2 * self._units, tiles), max(1, k // LEAST_STRETCH))
        return _tiles(_tiles(k, wanted), depth) * depth

    def _bands(self, query: Columns, cache: Cache, mask: Mask) -> Iterator[tuple[int, int, Tensor]]:
        """First head, number of heads, and room (their number * T, S) for as many matrices as may be made together."""
        heads, rows = heads_of(query, cache, mask), query[0].shape[0]
        most = min(heads, max(1, MOST_SCORES // (rows * mask.keys)))
        scores = self._matrix(most * rows, mask.keys)
        for first in range(0, heads, most):
            count = min(most, heads - first)
            yield first, count, Tensor((count * rows, mask.keys), scores.pitch, scores.data)

    def _scores(self, query: Columns, cache: Cache, mask: Mask, head: int, count: int, scores: Tensor) -> None:
        tensor, start, stop = query
        rows, group = tensor.shape[0], (stop - start) // cache.size // cache.heads
        tile = self._set.scores
        groups = _tiles(mask.keys, tile.columns), _tiles(rows, tile.rows), count
        given = (tensor, start, tensor.pitch, cache.keys, cache.keys.pitch, cache.size, group, head)
        self._run("scores", groups, *given, *_seen(rows, mask), _scale(cache, mask), scores, scores.pitch)
        hidden = sorted({position for position in mask.hidden if 0 <= position < mask.keys})
        if hidden:
            told = self._plain(np.array(hidden), np.int32)
            self._run("hide", (rows, count), scores, scores.pitch, rows, mask.first, told, len(hidden))

    def _weights(self, query: Columns, cache: Cache, mask: Mask, head: int, count: int, scores: Tensor) -> None:
        """Weights in the place of ``_scores``."""
        self._scores(query, cache, mask, head, count, scores)
        self._run("softmax", scores.shape[:1], scores, scores.pitch, mask.keys, scores, scores.pitch)

    def _values(
        self,
        weights: Tensor,
        query: Columns,
        cache: Cache,
        mask: Mask,
        head: int,
        count: int,
        context: Tensor,
        at: int,
    ) -> None:
        rows, group = query[0].shape[0], (query[2] - query[1]) // cache.size // cache.heads
        tile = self._set.values
        groups = _tiles(cache.size, tile.columns), _tiles(rows, tile.rows), count
        given = (weights, weights.pitch, cache.values, cache.values.pitch, cache.size, group, head)
        self._run("values", groups, *given, *_seen(rows, mask), context, at, context.pitch)


def _kernel_for(operation: str, words: WordTable) -> tuple[str, tuple[Tensor | None, ...]]:
    """The name of the kernel that reads such a table, and its buffers."""
    if words.rows is not None:
        return operation, (words.rows,)
    return f"{operation}_q4", (words.scales, words.nibbles)


def _seen(rows: int, mask: Mask) -> tuple[int, int, int, int]:
    """T, S, first and window, as the kernels want them (common.cl)."""
    if not mask.causal:
        return rows, mask.keys, mask.keys, mask.keys
    return rows, mask.keys, mask.first, mask.window or mask.keys


def _scale(cache: Cache, mask: Mask) -> float:
    return mask.sharpness / math.sqrt(cache.size)


def _tiles(number: int, tile: int) -> int:
    return -(-number // tile)
