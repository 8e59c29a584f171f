"""What all operations of a graphics card stand on: matrices in its memory, copies from and to it, and launches.

Rows are padded to whole panels of the product's weights. What kernels leave in the padding is never read back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.compute import reference, trial
from attnviz.compute.failing import failed, no_memory
from attnviz.compute.gpu_set import GPU, GpuSet
from attnviz.compute.ops import Linear, Ops, Packed, Part, Tensor, WordTable
from attnviz.compute.pool import Block, Pool
from attnviz.compute.profiling import Recorder, profiled_queue
from attnviz.compute.program import Kernels, kind_of
from attnviz.compute.runtime import cl
from attnviz.performance import Held, Launch
from attnviz.trace import Array, DeviceInfo


class GpuMemory(Ops):
    """One device, one queue that runs in order, and no waiting between kernels.

    Any operation may raise UserError: the device has failed, or has no memory left.
    """

    def __init__(self, device: Any, info: DeviceInfo, kernels: Kernels | None = None, units: int | None = None) -> None:
        """Build the kernels.

        Args:
            kernels: built from a ``GpuSet``; by default the device's own set if it is one, else ``GPU``.
            units: compute units to occupy; by default those that the device says it has.
        """
        if kernels is None:
            asked = None if kind_of(device) == "gpu" else GPU
            kernels = Kernels(cl.Context([device]), device, asked=asked)
        assert isinstance(kernels.chosen, GpuSet)
        self.info, self.local_bytes = info, int(device.local_mem_size)
        self._kernels = kernels
        self._set: GpuSet = kernels.chosen
        self._context = kernels.context
        self._queue = profiled_queue(self._context, device)
        self._recorder = Recorder()
        self._pool = Pool(self._context, self._queue)
        self._units = units or int(device.max_compute_units)

    # ---- to and from the device

    def upload(self, array: NDArray[Any]) -> Tensor:
        kind = np.int32 if array.dtype == np.int32 else np.float32
        rows, columns = (1, *array.shape)[-2:]
        padded = np.zeros((rows, _up(columns, self._set.tile_columns)), kind)
        padded[:, :columns] = array
        return Tensor(array.shape, padded.shape[1], self._keep(padded), kind)

    def download(self, tensor: Tensor) -> NDArray[Any]:
        return self._read(tensor, 0, tensor.shape[-1]).reshape(tensor.shape)

    def columns(self, x: Tensor, start: int, stop: int) -> Array:
        return self._read(x, start, stop)

    def download_all(self, parts: Sequence[Part]) -> list[NDArray[Any]]:
        arrays = []
        pending: list[Any] = []  # an event that is dropped is waited for by pyopencl, which keeps Python's lock then
        for part in parts:
            x, start, stop = (part, 0, part.shape[-1]) if isinstance(part, Tensor) else part
            whole = isinstance(part, Tensor)
            arrays.append(self._read(x, start, stop, pending=pending).reshape(x.shape if whole else (x.shape[0], -1)))
        self.finish()
        return arrays

    def zeros(self, rows: int, columns: int) -> Tensor:
        y = self._matrix(rows, columns)
        try:
            cl.enqueue_fill_buffer(self._queue, y.data.buffer, np.float32(0), 0, 4 * rows * y.pitch)
        except cl.Error as error:
            raise failed(self.info.name, error) from error
        return y

    def start(self) -> None:
        try:
            self._queue.flush()
        except cl.Error as error:
            raise failed(self.info.name, error) from error

    def finish(self) -> None:
        try:
            self._queue.finish()
        except cl.Error as error:
            raise failed(self.info.name, error) from error

    def warm_up(self) -> None:
        with trial.at_risk(self.info.key):
            super().warm_up()
        self._kernels.save()

    def trim(self) -> None:
        try:
            self._pool.clear()
        except cl.Error as error:
            raise failed(self.info.name, error) from error

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
        """Formats of GGUF become float32; ``Blocks`` stay in 4 bits."""
        if isinstance(table, Packed):
            table = reference.unpacked(table.kind, table.data, table.shape)
        if isinstance(table, np.ndarray):
            return WordTable(table.shape, rows=self._plain(table, np.float32))
        return WordTable(
            tuple(table.shape),
            scales=self._plain(table.scales, np.float32),
            nibbles=self._plain(table.nibbles, np.uint8),
        )

    def linear_weights(self, weight: Array | Packed, bias: Array | None = None, spread: bool = False) -> Linear:
        """Every format becomes float32: a card's memory is several times as fast as a processor's."""
        if isinstance(weight, Packed):
            weight = reference.unpacked(weight.kind, weight.data, weight.shape)
        (n, k), panel = weight.shape, self._set.tile_columns
        padded = np.zeros((_up(n, panel), k), np.float32)
        padded[:n] = weight
        packed = padded.reshape(-1, panel, k).transpose(0, 2, 1)  # (N/NR, K, NR)
        bias = np.zeros(n, np.float32) if bias is None else bias
        return Linear((n, k), self._plain(packed, np.float32), self.upload(bias))

    # ---- below the operations

    def _run(self, name: str, groups: tuple[int, ...], *arguments: Any) -> None:
        kernel = self._kernels[name]
        group = self._set.group(name)
        group += (1,) * (len(groups) - len(group))
        items = tuple(count * size for count, size in zip(groups, group, strict=True))
        try:
            kernel.set_args(*[a.data.buffer if isinstance(a, Tensor) else a for a in arguments])
            event = cl.enqueue_nd_range_kernel(self._queue, kernel, items, group)
        except cl.Error as error:
            raise failed(self.info.name, error) from error
        if self._recorder.on:
            self._recorder.note(name, event, arguments)

    def _matrix(self, rows: int, columns: int) -> Tensor:
        """Room for a result."""
        pitch = _up(columns, self._set.tile_columns)
        return Tensor((rows, columns), pitch, self._pool.take(4 * rows * pitch))

    def _plain(self, array: NDArray[Any], kind: type[np.generic]) -> Tensor:
        """An array as it is, without padding: weights in the layout of a kernel."""
        array = np.ascontiguousarray(array, kind)
        return Tensor(array.shape, array.shape[-1], self._keep(array), kind)

    def _keep(self, array: NDArray[Any]) -> Block:
        flags = cl.mem_flags
        try:
            buffer = cl.Buffer(self._context, flags.READ_WRITE | flags.COPY_HOST_PTR, hostbuf=array)
        except cl.Error as error:
            raise no_memory(array.nbytes) from error
        return self._pool.keep(array.nbytes, buffer)

    def _read(
        self, x: Tensor, start: int, stop: int, rows: int | None = None, pending: list[Any] | None = None
    ) -> NDArray[Any]:
        """Columns of all rows, or of the first so many.

        Args:
            pending: gets the event of the read, which is not waited for.
        """
        most, columns = (1, *x.shape)[-2:]
        rows = most if rows is None else rows
        if not 0 <= start < stop <= columns:
            raise ValueError(f"columns {start}..{stop} of {columns}")
        out = np.empty((rows, stop - start), x.kind)
        try:
            event = cl.enqueue_copy(
                self._queue,
                out,
                x.data.buffer,
                buffer_origin=(4 * start, 0, 0),
                host_origin=(0, 0, 0),
                region=(4 * (stop - start), rows, 1),
                buffer_pitches=(4 * x.pitch,),
                host_pitches=(4 * (stop - start),),
                is_blocking=pending is None,
            )
            if pending is not None:
                pending.append(event)
        except cl.Error as error:
            raise failed(self.info.name, error) from error
        return out


def _up(number: int, multiple: int) -> int:
    return math.ceil(number / multiple) * multiple


def tiles_of(number: int, tile: int) -> int:
    return -(-number // tile)
