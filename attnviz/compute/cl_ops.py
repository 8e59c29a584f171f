"""``Ops`` by OpenCL: sizes, padding and arguments for the kernels of ``kernels/``, whose headers say what each does.

Rows and columns of every matrix are padded to whole tiles of every kernel, so that no kernel has an
edge to look after. What kernels leave in the padding is never read back.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.ops import Linear, Norm, Ops, Part, Tensor, WordTable, check_ids
from attnviz.compute.pool import Block, Pool, no_memory
from attnviz.compute.profiling import Recorder, profiled_queue
from attnviz.compute.program import Kernels
from attnviz.compute.runtime import cl
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.performance import Held, Launch
from attnviz.trace import Array, DeviceInfo


class ClOps(Ops):
    """One device, one queue that runs in order, and no waiting between kernels.

    Any operation may raise UserError: the device has failed, or has no memory left.
    """

    def __init__(self, device: Any, info: DeviceInfo, kernels: Kernels | None = None) -> None:
        self.info = info
        self._context = kernels.context if kernels else cl.Context([device])
        self._kernels = kernels or Kernels(self._context, device)
        self._queue = profiled_queue(self._context, device)
        self._recorder = Recorder()
        self._pool = Pool(self._context, self._queue)
        chosen = self._kernels.chosen
        self._local: Mapping[int, tuple[int, ...] | None] = dict(enumerate(chosen.local, start=1))
        self._tile_rows, self._tile_columns = chosen.tile_rows, chosen.tile_columns
        self._query_rows = chosen.query_rows
        self._rows = math.lcm(chosen.tile_rows, chosen.query_rows)
        self._columns = chosen.tile_columns

    # ---- to and from the device

    def upload(self, array: NDArray[Any]) -> Tensor:
        kind = np.int32 if array.dtype == np.int32 else np.float32
        rows, columns = (1, *array.shape)[-2:]
        pitch = _up(columns, self._columns)
        padded = np.zeros((_up(rows, self._rows) if array.ndim == 2 else 1, pitch), kind)
        padded[:rows, :columns] = array
        return Tensor(array.shape, pitch, self._keep(padded), kind)

    def download(self, tensor: Tensor) -> NDArray[Any]:
        return self._read(tensor, 0, tensor.shape[-1]).reshape(tensor.shape)

    def columns(self, x: Tensor, start: int, stop: int) -> Array:
        return self._read(x, start, stop)

    def download_all(self, parts: Sequence[Part]) -> list[NDArray[Any]]:
        arrays = []
        for part in parts:
            x, start, stop = (part, 0, part.shape[-1]) if isinstance(part, Tensor) else part
            whole = isinstance(part, Tensor)
            arrays.append(self._read(x, start, stop, wait=False).reshape(x.shape if whole else (x.shape[0], -1)))
        self.finish()
        return arrays

    def finish(self) -> None:
        try:
            self._queue.finish()
        except cl.Error as error:
            raise self._failed(error) from error

    def warm_up(self) -> None:
        super().warm_up()
        self._kernels.save()

    def close(self) -> None:
        self._pool.close()

    # ---- what it costs

    def record(self, on: bool) -> None:
        self._recorder.start(on)

    def launches(self) -> tuple[Launch, ...]:
        self.finish()
        return self._recorder.take()

    def held(self) -> Held | None:
        return self._pool.held()

    # ---- weights

    def word_table(self, table: Any) -> WordTable:
        if isinstance(table, np.ndarray):
            return WordTable(table.shape, rows=self._plain(table, np.float32))
        return WordTable(
            tuple(table.shape),
            scales=self._plain(table.scales, np.float32),
            nibbles=self._plain(table.nibbles, np.uint8),
        )

    def linear_weights(self, weight: Array, bias: Array) -> Linear:
        n, k = weight.shape
        panels = -(-n // self._tile_columns)
        padded = np.zeros((panels * self._tile_columns, k), np.float32)
        padded[:n] = weight
        packed = padded.reshape(panels, self._tile_columns, k).transpose(0, 2, 1)  # (N/NR, K, NR)
        return Linear((n, k), self._plain(packed, np.float32), self.upload(bias))

    # ---- operations

    def embed(self, ids: NDArray[np.int32], words: WordTable, positions: Tensor, types: Tensor, norm: Norm) -> Tensor:
        check_ids(ids, words, positions)
        width = words.shape[1]
        y = self._matrix(len(ids), width)
        rest = (positions, positions.pitch, types, norm.gamma, norm.beta, norm.eps, width, y, y.pitch)
        tokens = self._plain(ids, np.int32)
        if words.rows is not None:
            self._run("embed", (len(ids),), tokens, words.rows, *rest)
        else:
            self._run("embed_q4", (len(ids),), tokens, words.scales, words.nibbles, *rest)
        return y

    def linear(self, x: Tensor, w: Linear, gelu: bool = False, residual: Tensor | None = None) -> Tensor:
        if gelu and residual is not None:
            raise ValueError("no kernel does both GELU and a residual")
        rows, (n, k) = x.shape[0], w.shape
        y = self._matrix(rows, n)
        tiles = (-(-rows // self._tile_rows), -(-n // self._tile_columns))
        name = "linear_gelu" if gelu else "linear" if residual is None else "linear_add"
        added = () if residual is None else (residual, residual.pitch)
        self._run(name, tiles, x, x.pitch, w.weight, w.bias, k, *added, y, y.pitch)
        return y

    def norm(self, x: Tensor, norm: Norm) -> Tensor:
        rows, width = x.shape
        y = self._matrix(rows, width)
        self._run("norm", (rows,), x, x.pitch, norm.gamma, norm.beta, norm.eps, width, y, y.pitch)
        return y

    def attend(self, qkv: Tensor, heads: int) -> Tensor:
        rows, width, size, scale = _sizes(qkv, heads)
        keys, values = self._pack(qkv, 0, heads, heads)
        blocks = -(-rows // self._query_rows)
        scratch = self._scratch(heads * blocks * self._query_rows * _up(rows, 16))
        context = self._matrix(rows, width)
        self._run(
            "attend", (blocks, heads), qkv, qkv.pitch, size, rows, scale, keys, values, scratch, context, context.pitch
        )
        return context

    def attend_head(self, qkv: Tensor, heads: int, head: int) -> tuple[Tensor, Tensor, Tensor]:
        rows, _, size, scale = _sizes(qkv, heads)
        if not 0 <= head < heads:
            raise ValueError(f"head {head} of {heads}")
        keys, values = self._pack(qkv, head, 1, heads)
        scores, weights = self._matrix(rows, rows, 16), self._matrix(rows, rows, 16)
        context = self._matrix(rows, size)
        given = (qkv, qkv.pitch, size, head, rows, scale, keys, values)
        made = (scores, weights, weights.pitch, context, context.pitch)
        self._run("attend_head", (-(-rows // self._query_rows),), *given, *made)
        return scores, weights, context

    # ---- below the operations

    def _pack(self, qkv: Tensor, first: int, count: int, heads: int) -> tuple[Tensor, Tensor]:
        """Keys and values of ``count`` heads from ``first`` on, in panels."""
        rows, width, size, _ = _sizes(qkv, heads)
        panels = _up(rows, 16)
        keys, values = self._scratch(count * panels * size), self._scratch(count * panels * _up(size, 16))
        self._run("pack_heads", (panels // 16, count), qkv, qkv.pitch, width, first, size, rows, keys, values)
        return keys, values

    def _run(self, name: str, size: tuple[int, ...], *arguments: Any) -> None:
        kernel = self._kernels[name]
        try:
            kernel.set_args(*[a.data.buffer if isinstance(a, Tensor) else a for a in arguments])
            event = cl.enqueue_nd_range_kernel(self._queue, kernel, *self._range(name, size))
        except cl.Error as error:
            raise self._failed(error) from error
        if self._recorder.on:
            self._recorder.note(name, event, arguments)

    def _failed(self, error: Exception) -> UserError:
        return UserError(
            QT_TRANSLATE_NOOP("errors", "{device} failed while computing ({reason}). Choose another device."),
            device=self.info.name,
            reason=error,
        )

    def _range(self, name: str, size: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...] | None]:
        """Global and local size of a launch."""
        return size, self._local[len(size)]

    def _matrix(self, rows: int, columns: int, multiple: int = 8) -> Tensor:
        """Room for a result, padded; ``multiple`` further asks for whole tiles of a kernel's own."""
        pitch = _up(columns, math.lcm(self._columns, multiple))
        return Tensor((rows, columns), pitch, self._pool.take(4 * _up(rows, self._rows) * pitch))

    def _scratch(self, floats: int) -> Tensor:
        return Tensor((floats,), floats, self._pool.take(4 * floats))

    def _plain(self, array: NDArray[Any], kind: type[np.generic]) -> Tensor:
        """An array as it is, without padding: weights in the layout of a kernel."""
        array = np.ascontiguousarray(array, kind)
        return Tensor(array.shape, array.shape[-1], self._keep(array), kind)

    def _keep(self, array: NDArray[Any]) -> Block:
        flags = cl.mem_flags
        try:
            buffer = cl.Buffer(self._context, flags.READ_ONLY | flags.COPY_HOST_PTR, hostbuf=array)
        except cl.Error as error:
            raise no_memory(array.nbytes) from error
        return self._pool.keep(array.nbytes, buffer)

    def _read(self, x: Tensor, start: int, stop: int, wait: bool = True) -> NDArray[Any]:
        rows, columns = (1, *x.shape)[-2:]
        if not 0 <= start < stop <= columns:
            raise ValueError(f"columns {start}..{stop} of {columns}")
        out = np.empty((rows, stop - start), x.kind)
        try:
            cl.enqueue_copy(
                self._queue,
                out,
                x.data.buffer,
                buffer_origin=(4 * start, 0, 0),
                host_origin=(0, 0, 0),
                region=(4 * (stop - start), rows, 1),
                buffer_pitches=(4 * x.pitch,),
                host_pitches=(4 * (stop - start),),
                is_blocking=wait,
            )
        except cl.Error as error:
            raise self._failed(error) from error
        return out


def _up(number: int, multiple: int) -> int:
    return -(-number // multiple) * multiple


def _sizes(qkv: Tensor, heads: int) -> tuple[int, int, int, float]:
    """T, D, Dh and 1 / sqrt(Dh)."""
    rows, width = qkv.shape[0], qkv.shape[1] // 3
    size = width // heads
    if size * heads * 3 != qkv.shape[1]:
        raise ValueError(f"{qkv.shape[1]} columns are not queries, keys and values of {heads} heads")
    return rows, width, size, 1.0 / math.sqrt(size)
