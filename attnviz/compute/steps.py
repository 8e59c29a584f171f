"""Steps on a processor: written down one by one, run by one launch of ``kernels/run.cl``, in memory shared with it.

Memory is the host's own: on PoCL a result is read where it lies. Rows and columns of every matrix are padded to whole
tiles of every kernel, so that no kernel has an edge to look after. What is in the padding is never read back.
"""

from __future__ import annotations

import math
import struct
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

from attnviz.compute import trial
from attnviz.compute.arena import Arena, Piece, aligned
from attnviz.compute.failing import failed
from attnviz.compute.kinds import COARSE, LINE, MOST_STEPS, STEP_BYTES, STEP_WORDS, place_of, up
from attnviz.compute.ops import Ops, Packed, Part, Tensor, WordTable
from attnviz.compute.profiling import profiled_queue
from attnviz.compute.program import Kernels
from attnviz.compute.replay import Made, Pass, Script, Scripts
from attnviz.compute.row_steps import Tiling, count_row_steps, narrow
from attnviz.compute.runtime import cl
from attnviz.compute.step_work import StepRecorder
from attnviz.performance import Held, Launch
from attnviz.trace import Array, DeviceInfo

PAGES = 4
"""lists of steps that may be on their way at once: a decoder of 30 layers is written down while its first layers run"""
_LEFT_TO_DRIVERS: list[list[NDArray[np.uint8]]] = []
"""memory of devices that failed so that nobody knows whether they still write to it: to free it could crash"""
NOTES = 4 << 20
"""bytes for the small arrays that steps read: ids, row numbers, factors"""

_FORMATS = [struct.Struct(f"{3 + operands}q{8 * (STEP_WORDS - 3 - operands)}x") for operands in range(STEP_WORDS - 2)]
"""a step with so many operands, filled up with zeros; an array takes three times as long to take in as many numbers"""


@dataclass
class _Page:
    """Room for one launch on the device, as buffers with their bytes; ``event``: of the last one that used it."""

    steps: tuple[Any, NDArray[np.uint8]]
    counters: tuple[Any, NDArray[np.uint8]]
    event: Any = None


class StepOps(Ops):
    """One device, one list of steps, and no waiting before a result is read; ``CpuOps`` has the operations."""

    def __init__(self, device: Any, info: DeviceInfo, kernels: Kernels | None = None) -> None:
        self.info, self.local_bytes = info, int(device.local_mem_size)
        self._kernels = kernels or Kernels(cl.Context([device]), device)
        context, chosen = self._kernels.context, self._kernels.chosen
        self._queue = profiled_queue(context, device)
        self._recorder = StepRecorder()
        self._arena = Arena(context)
        self._shared = "Portable Computing Language" in device.platform.name
        self._workers = max(1, int(device.max_compute_units))
        self._tile_rows, self._tile_columns = chosen.tile_rows, chosen.tile_columns
        self._query_rows, self._row_blocks = chosen.query_rows, chosen.row_blocks
        self._rows = math.lcm(chosen.tile_rows, chosen.query_rows)
        self._tiling = Tiling(self._tile_rows, self._tile_columns, self._row_blocks, self._workers)

        self._list = bytearray(STEP_BYTES * MOST_STEPS)  # the steps written down so far are its beginning
        self._count = 0
        self._last_linear: int | None = None  # its number
        self._running = False
        self._launched = 0
        self._unspread: list[tuple[Packed, Tensor]] = []  # weights, and where the device is to spread them
        self._pages = [self._page() for _ in range(PAGES)]  # the one to be written next comes first
        self._clock = self._host_buffer(8 * (MOST_STEPS + 1))
        self._notes = self._arena.take(NOTES)
        self._noted = 0
        self._scripts: WeakSet[Scripts[Any]] = WeakSet()

    # ---- to and from the device

    def upload(self, array: NDArray[Any]) -> Tensor:
        kind = np.int32 if array.dtype == np.int32 else np.float32
        rows, columns = (1, *array.shape)[-2:]
        pitch = up(columns, self._tile_columns)
        padded = np.zeros((up(rows, self._rows) if array.ndim == 2 else 1, pitch), kind)
        padded[:rows, :columns] = array
        return Tensor(array.shape, pitch, self._send(padded), kind)

    def download(self, tensor: Tensor) -> NDArray[Any]:
        self.finish()
        return self._read(tensor, 0, tensor.shape[-1]).reshape(tensor.shape)

    def columns(self, x: Tensor, start: int, stop: int) -> Array:
        self.finish()
        return self._read(x, start, stop)

    def download_all(self, parts: Sequence[Part]) -> list[NDArray[Any]]:
        self.finish()
        return [
            self._read(part, 0, part.shape[-1]).reshape(part.shape) if isinstance(part, Tensor) else self._read(*part)
            for part in parts
        ]

    def start(self) -> None:
        self._launch()

    def finish(self) -> None:
        self._launch()
        try:
            self._wait()
        except cl.Error as error:
            raise failed(self.info.name, error) from error
        self._noted = 0

    def warm_up(self) -> None:
        with trial.at_risk(self.info.key):
            super().warm_up()
        self._kernels.save()

    def close(self) -> None:
        """Steps may still run in memory that goes with this object: wait for them, or leave it to them for good."""
        try:
            self._queue.finish()
        except cl.Error:
            pages = [part[1] for page in self._pages for part in (page.steps, page.counters)]
            _LEFT_TO_DRIVERS.append([*self._arena.hosts, *pages, self._clock[1]])

    # ---- what it costs

    def record(self, on: bool) -> None:
        self.finish()
        self._recorder.start(on)

    def launches(self) -> tuple[Launch, ...]:
        self.finish()
        return self._recorder.take()

    def held(self) -> Held | None:
        return self._arena.held()

    def pulse(self) -> int | None:
        """All launches, and tiles that are taken and done: of two texts of one length those add up to the same."""
        if not self._shared:
            return None
        return (self._launched << 32) + sum(
            int(page.counters[1].view(np.int32).sum(dtype=np.int64)) for page in self._pages
        )

    def trim(self) -> None:
        self.finish()
        for scripts in self._scripts:
            scripts.clear()
        self._arena.trim()

    def settle(self) -> None:
        if self._arena.outgrown():
            self.finish()
            for scripts in self._scripts:
                scripts.keep_last()  # the pass that is typed into goes on as it is
            self._arena.trim()

    # ---- a pass as a whole

    def again(self, scripts: Scripts[Made], asked: Pass[Made]) -> Made:
        if self._unspread:
            self._spread_all()
        busy = self._count or self._noted or self._running
        script = None if busy else scripts.get(asked.key)
        if busy or (script is not None and not script.free):
            return super().again(scripts, asked)
        if script is None:
            return self._written(scripts, asked)
        other = np.flatnonzero(asked.ids != script.ids)
        if len(other):
            self._refill(script.table, other, asked.words_of(asked.ids[other]))
        script.ids = asked.ids.copy()
        self._write(*self._arena.host(self._notes.place), script.notes)
        self._noted = len(script.notes)
        self._list[: len(script.steps)] = script.steps
        rows = (int(other[0]), int(other[-1]) + 1) if len(other) else (0, 1)
        narrow(self._list, script.row_steps, rows, self._tiling)
        self._count, self._last_linear = script.count, script.last_linear
        return script.give()

    def _written(self, scripts: Scripts[Made], asked: Pass[Made]) -> Made:
        """Have a pass written down, and keep it if it is one list of steps."""
        table = asked.words_of(asked.ids)
        if isinstance(table, Packed):
            return asked.write(self.word_table(table))
        self._scripts.add(scripts)
        self._arena.log()
        try:
            words = self.word_table(table)
            made = asked.write(words)
        finally:
            left, pieces = self._arena.logged()
        if self._running or pieces is None:
            return made
        steps, (_, notes, begin) = bytes(self._list[: self._count * STEP_BYTES]), self._arena.host(self._notes.place)
        told, rows = notes[begin : begin + self._noted].copy(), count_row_steps(steps, left)
        script = Script(steps, self._count, self._last_linear, rows, told, asked.ids.copy(), words, pieces, made)
        scripts.keep(asked.key, script)
        return script.give()

    def _refill(self, words: WordTable, at: NDArray[np.intp], table: Any) -> None:
        """Put other numbers into some rows of a table of words."""
        pairs = ((words.rows, table),) if words.rows else ((words.scales, table.scales), (words.nibbles, table.nibbles))
        for tensor, numbers in pairs:
            assert tensor is not None
            buffer, host, start = self._arena.host(place_of(tensor))
            raw = host[start : start + np.dtype(tensor.kind).itemsize * math.prod(tensor.shape)]
            raw.view(tensor.kind).reshape(tensor.shape)[at] = numbers
            if not self._shared:
                self._write(buffer, host, start, raw)

    # ---- steps

    def _step(self, kind: int, tiles: int, *operands: int) -> None:
        if self._unspread:
            self._spread_all()
        # so many tiles at a time that taking them costs little, and few enough that all workers end together
        chunk = 1 if kind in COARSE else max(1, tiles // (16 * self._workers))
        _FORMATS[len(operands)].pack_into(self._list, self._count * STEP_BYTES, kind, tiles, chunk, *operands)
        self._count += 1
        if self._count == MOST_STEPS:
            self._launch()

    @abstractmethod
    def _spread_all(self) -> None:
        """Write down the steps that spread the weights that wait for it."""

    def _launch(self) -> None:
        """Start all steps that were written down."""
        count = self._count
        if not count:
            return
        try:
            if self._recorder.on:
                self._wait()  # there is one clock
            page = self._pages[0]
            if page.event is not None:
                page.event.wait()
            self._write(*page.steps, 0, np.frombuffer(self._list, np.uint8, count * STEP_BYTES))
            self._write(*page.counters, 0, np.zeros(4 * LINE * (self._workers + 1) * count, np.uint8))
            kernel = self._kernels["run"]
            given = (page.steps[0], count, page.counters[0], self._workers, self._clock[0])
            kernel.set_args(*given, *self._arena.buffers)
            event = page.event = cl.enqueue_nd_range_kernel(self._queue, kernel, (self._workers,), (1,))
            self._queue.flush()
        except cl.Error as error:
            raise failed(self.info.name, error) from error
        self._running = True
        self._launched += 1
        self._pages.append(self._pages.pop(0))
        if self._recorder.on:
            self._recorder.note(np.frombuffer(self._list, np.int64, count * STEP_WORDS).copy(), event)
        self._count, self._last_linear = 0, None

    def _wait(self) -> None:
        if not self._running:
            return
        self._queue.finish()
        self._running = False
        if self._recorder.on:
            buffer, host = self._clock
            if not self._shared:
                cl.enqueue_copy(self._queue, host, buffer)
            self._recorder.read(host.view(np.int64))

    def _matrix(self, rows: int, columns: int, multiple: int = 8) -> Tensor:
        """Room for a result, padded; ``multiple`` further asks for whole tiles of a kernel's own."""
        pitch = up(columns, self._tile_columns if multiple == 8 else math.lcm(self._tile_columns, multiple))
        return Tensor((rows, columns), pitch, self._arena.take(4 * up(rows, self._rows) * pitch))

    def _scratch(self, floats: int) -> Tensor:
        return Tensor((floats,), floats, self._arena.take(4 * floats))

    def _plain(self, array: NDArray[Any], kind: type[np.generic]) -> Tensor:
        """An array as it is, without padding: weights in the layout of a kernel."""
        array = np.ascontiguousarray(array, kind)
        return Tensor(array.shape, array.shape[-1], self._send(array), kind)

    def _note(self, *arrays: NDArray[Any]) -> tuple[int, ...]:
        """Where the next step finds some small arrays; unlike ``_send`` it waits only when all notes are used up."""
        if self._unspread:  # before the next step does it, which waits: a note of before that would be written over
            self._spread_all()
        sizes = [up(array.nbytes, 64) for array in arrays]
        if self._noted + sum(sizes) > NOTES:
            self.finish()
        places = []
        for numbers, size in zip(arrays, sizes, strict=True):
            places.append(self._notes.place + self._noted)
            self._noted += size
            self._write(*self._arena.host(places[-1]), np.ascontiguousarray(numbers).view(np.uint8))
        return tuple(places)

    def _send(self, array: NDArray[Any]) -> Piece:
        if self._count or self._running:
            self.finish()  # a step that waits to run may use the bytes that are taken now, see ``Arena``
        piece = self._arena.take(array.nbytes, kept=True)
        try:
            self._write(*self._arena.host(piece.place), array.reshape(-1).view(np.uint8))
        except cl.Error as error:
            raise failed(self.info.name, error) from error
        return piece

    def _read(self, x: Tensor, start: int, stop: int) -> NDArray[Any]:
        rows, columns = (1, *x.shape)[-2:]
        if not 0 <= start < stop <= columns:
            raise ValueError(f"columns {start}..{stop} of {columns}")
        return self._view(x, (rows, x.pitch), x.kind)[:, start:stop].copy()

    def _view(self, x: Tensor, shape: tuple[int, ...], kind: type[np.generic] = np.float32) -> NDArray[Any]:
        """The numbers of a tensor where they lie, once all that was asked has run."""
        buffer, host, start = self._arena.host(x.data.place)
        part = host[start : start + 4 * math.prod(shape)]
        if not self._shared:
            try:
                cl.enqueue_copy(self._queue, part, buffer, src_offset=start)
            except cl.Error as error:
                raise failed(self.info.name, error) from error
        return part.view(kind).reshape(shape)

    def _write(self, buffer: Any, host: NDArray[np.uint8], start: int, raw: NDArray[np.uint8]) -> None:
        host[start : start + len(raw)] = raw
        if not self._shared:
            cl.enqueue_copy(self._queue, buffer, host[start : start + len(raw)], dst_offset=start)

    def _page(self) -> _Page:
        return _Page(
            self._host_buffer(STEP_BYTES * MOST_STEPS), self._host_buffer(4 * LINE * (self._workers + 1) * MOST_STEPS)
        )

    def _host_buffer(self, size: int) -> tuple[Any, NDArray[np.uint8]]:
        host = aligned(size)
        return cl.Buffer(self._kernels.context, cl.mem_flags.READ_WRITE | cl.mem_flags.USE_HOST_PTR, hostbuf=host), host
