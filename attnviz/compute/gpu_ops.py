"""``Ops`` by the kernels for graphics cards, ``kernels/gpu/``.

A product takes the largest tiles of which there are enough to occupy the card, and a short text, which has few tiles of
any size, is also cut along the sum. The forward pass never writes an attention matrix (flash.cl); where views ask for
one, three kernels make it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.checks import (
    check_add,
    check_columns,
    check_ids,
    check_linear,
    check_put,
    check_rope,
    check_rows,
)
from attnviz.compute.cpu_ops import CpuOps
from attnviz.compute.gpu_attention import GpuAttention
from attnviz.compute.gpu_memory import tiles_of
from attnviz.compute.gpu_scans import GpuScans
from attnviz.compute.gpu_set import GpuSet
from attnviz.compute.ops import ACTIVATIONS, Columns, Linear, Norm, Ops, Tensor, WordTable
from attnviz.compute.program import Kernels, kind_of
from attnviz.trace import DeviceInfo

MOST_STRETCHES = 16
LEAST_STRETCH = 64
"""Cuts along the sum: each costs a write and a read of the result, so they stay few and long."""


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


class GpuOps(GpuScans, GpuAttention):
    """A graphics card; any other device too, slowly, which is how the kernels are tested without a card."""

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
        if tiles_of(n, wide.columns) * tiles_of(rows, wide.rows) >= self._units:
            tiles = tiles_of(n, wide.columns), tiles_of(rows, wide.rows)
            self._run("linear", tiles, x, x.pitch, w.weight, w.bias, rows, k, *ending)
            return y
        tiles = tiles_of(n, narrow.columns), tiles_of(rows, narrow.rows)
        length = self._stretch(tiles[0] * tiles[1], k)
        stretches = tiles_of(k, length)
        if stretches == 1:
            self._run("linear_narrow", tiles, x, x.pitch, w.weight, w.bias, rows, k, *ending)
            return y
        parts = self._matrix(stretches * rows, n)
        self._run("linear_part", (*tiles, stretches), x, x.pitch, w.weight, rows, k, length, parts, parts.pitch)
        self._run("combine", (tiles_of(n, 64), tiles_of(rows, 4)), parts, stretches, w.bias, rows, n, *ending)
        return y

    def logits(self, x: Tensor, words: WordTable) -> Tensor:
        if words.rows is None:
            raise ValueError("a table in blocks of 4 bits has no head that is tied to it")
        (rows, width), count = x.shape, words.shape[0]
        y = self._matrix(rows, count)
        everything = (rows, count, count, count)  # no mask, see common.cl
        tile = self._set.scores
        groups = tiles_of(count, tile.columns), tiles_of(rows, tile.rows), 1
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

    # ---- below the operations

    def _stretch(self, tiles: int, k: int) -> int:
        """How much of a sum over k a group should take, so that there are two groups for each compute unit."""
        depth = self._set.narrow.depth
        wanted = min(MOST_STRETCHES, tiles_of(2 * self._units, tiles), max(1, k // LEAST_STRETCH))
        return tiles_of(tiles_of(k, wanted), depth) * depth


def _kernel_for(operation: str, words: WordTable) -> tuple[str, tuple[Tensor | None, ...]]:
    """The name of the kernel that reads such a table, and its buffers."""
    if words.rows is not None:
        return operation, (words.rows,)
    return f"{operation}_q4", (words.scales, words.nibbles)
