"""``Ops`` by the kernels for graphics cards, ``kernels/gpu/``; what they share with the others is in ``ClOps``.

A product takes the largest tiles of which there are enough to occupy the card, and a short text, which has few tiles of
any size, is also cut along the sum. The forward pass never writes an attention matrix (flash.cl); only the head that a
view asks for is written, by three kernels.
"""

from __future__ import annotations

from typing import Any

from attnviz.compute.cl_ops import ClOps, _sizes
from attnviz.compute.cpu_ops import CpuOps
from attnviz.compute.gpu_set import FLASH_ROWS, GPU, GpuSet
from attnviz.compute.ops import Linear, Ops, Tensor
from attnviz.compute.program import Kernels, kind_of
from attnviz.compute.runtime import cl
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


class GpuOps(ClOps):
    """A graphics card; any other device too, slowly, which is how the kernels are tested without a card."""

    def __init__(self, device: Any, info: DeviceInfo, kernels: Kernels | None = None, units: int | None = None) -> None:
        """Build the kernels.

        Args:
            kernels: built from a ``GpuSet``; by default the device's own set if it is one, else ``GPU``.
            units: compute units to occupy; by default those that the device says it has.
        """
        if kernels is None:
            asked = None if kind_of(device) == "gpu" else GPU
            kernels = Kernels(cl.Context([device]), device, asked=asked)
        super().__init__(device, info, kernels)
        assert isinstance(kernels.chosen, GpuSet)
        self._set: GpuSet = kernels.chosen
        self._units = units or int(device.max_compute_units)

    # ---- operations

    def linear(self, x: Tensor, w: Linear, gelu: bool = False, residual: Tensor | None = None) -> Tensor:
        if gelu and residual is not None:
            raise ValueError("no kernel does both GELU and a residual")
        rows, (n, k) = x.shape[0], w.shape
        y = self._matrix(rows, n)
        ending = "_gelu" if gelu else "" if residual is None else "_add"
        added = () if residual is None else (residual, residual.pitch)
        wide, narrow = self._set.wide, self._set.narrow
        if _tiles(n, wide.columns) * _tiles(rows, wide.rows) >= self._units:
            tiles = _tiles(n, wide.columns), _tiles(rows, wide.rows)
            self._run(f"linear{ending}", tiles, x, x.pitch, w.weight, w.bias, rows, k, *added, y, y.pitch)
            return y
        tiles = _tiles(n, narrow.columns), _tiles(rows, narrow.rows)
        length = self._stretch(tiles[0] * tiles[1], k)
        stretches = _tiles(k, length)
        if stretches == 1:
            self._run(f"linear{ending}_narrow", tiles, x, x.pitch, w.weight, w.bias, rows, k, *added, y, y.pitch)
            return y
        parts = self._scratch(stretches * rows * y.pitch)
        self._run("linear_part", (*tiles, stretches), x, x.pitch, w.weight, rows, k, length, parts, y.pitch)
        groups = _tiles(n, 64), _tiles(rows, 4)
        self._run(f"gather{ending}", groups, parts, stretches, w.bias, rows, n, *added, y, y.pitch)
        return y

    def attend(self, qkv: Tensor, heads: int) -> Tensor:
        rows, width, size, scale = _sizes(qkv, heads)
        context = self._matrix(rows, width)
        fitting = [flash for flash in self._set.flash if flash.width >= size]
        if fitting:
            groups = _tiles(rows, FLASH_ROWS), heads
            self._run(fitting[0].name, groups, qkv, qkv.pitch, width, size, rows, scale, context, context.pitch)
            return context
        scores = self._matrix(rows, rows)
        for head in range(heads):
            self._scores(qkv, heads, head, scores)
            self._run("softmax", (rows,), scores, scores, rows, scores.pitch)
            self._values(scores, qkv, heads, head, context, head * size)
        return context

    def attend_head(self, qkv: Tensor, heads: int, head: int) -> tuple[Tensor, Tensor, Tensor]:
        rows, _, size, _ = _sizes(qkv, heads)
        if not 0 <= head < heads:
            raise ValueError(f"head {head} of {heads}")
        scores, weights = self._matrix(rows, rows), self._matrix(rows, rows)
        context = self._matrix(rows, size)
        self._scores(qkv, heads, head, scores)
        self._run("softmax", (rows,), scores, weights, rows, weights.pitch)
        self._values(weights, qkv, heads, head, context, 0)
        return scores, weights, context

    # ---- below the operations

    def _stretch(self, tiles: int, k: int) -> int:
        """How much of a sum over k a group should take, so that there are two groups for each compute unit."""
        depth = self._set.narrow.depth
        wanted = min(MOST_STRETCHES, _tiles(2 * self._units, tiles), max(1, k // LEAST_STRETCH))
        return _tiles(_tiles(k, wanted), depth) * depth

    def _scores(self, qkv: Tensor, heads: int, head: int, scores: Tensor) -> None:
        rows, width, size, scale = _sizes(qkv, heads)
        tile = self._set.scores
        groups = _tiles(rows, tile.columns), _tiles(rows, tile.rows)
        self._run("scores", groups, qkv, qkv.pitch, width, size, head, rows, scale, scores, scores.pitch)

    def _values(self, weights: Tensor, qkv: Tensor, heads: int, head: int, context: Tensor, first: int) -> None:
        rows, width, size, _ = _sizes(qkv, heads)
        tile = self._set.values
        groups = _tiles(size, tile.columns), _tiles(rows, tile.rows)
        given = (weights, weights.pitch, qkv, qkv.pitch, width, size, head, rows)
        self._run("values", groups, *given, context, first, context.pitch)

    def _range(self, name: str, size: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...] | None]:
        """``size`` counts groups; OpenCL wants work-items."""
        group = self._set.group(name)
        return tuple(count * items for count, items in zip(size, group, strict=True)), group


def _tiles(number: int, tile: int) -> int:
    return -(-number // tile)
