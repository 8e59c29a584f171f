"""``Ops`` on a processor: operations are written down as steps, and one launch of ``kernels/run.cl`` goes through them.

Memory is the host's own: on PoCL a result is read where it lies. Rows and columns of every matrix are padded to whole
tiles of every kernel, so that no kernel has an edge to look after. What is in the padding is never read back.
"""

from __future__ import annotations

import math
import struct
from array import array
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from attnviz.compute import reference
from attnviz.compute.arena import Arena, Part, Piece, aligned
from attnviz.compute.ops import (
    ACTIVATIONS,
    Cache,
    Columns,
    Linear,
    Mask,
    Norm,
    Ops,
    Packed,
    Tensor,
    WordTable,
    check_ids,
    check_linear,
    check_room,
    heads_of,
)
from attnviz.compute.ops import Part as Wanted
from attnviz.compute.profiling import profiled_queue
from attnviz.compute.program import Kernels
from attnviz.compute.runtime import cl
from attnviz.compute.step_work import StepRecorder
from attnviz.compute.steps import (
    APPEND,
    ATTEND,
    ATTEND_HEAD,
    EMBED,
    FLASH,
    FLASH_KEYS,
    LINE,
    LINEAR,
    LINEAR_NEXT,
    MOST_STEPS,
    NORM,
    POOL,
    STEP_WORDS,
)
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.performance import Held, Launch
from attnviz.trace import Array, DeviceInfo

_REST = [(0,) * (STEP_WORDS - 3 - count) for count in range(STEP_WORDS - 2)]


class CpuOps(Ops):
    """One device, one list of steps, and no waiting before a result is read.

    Any operation may raise UserError: the device has failed, or has no memory left.
    """

    def __init__(self, device: Any, info: DeviceInfo, kernels: Kernels | None = None) -> None:
        self.info = info
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

        self._words = array("q")
        self._last_linear: int | None = None
        self._running = False
        self._steps = self._host_buffer(8 * STEP_WORDS * MOST_STEPS)
        self._counters = self._host_buffer(4 * LINE * (self._workers + 1) * MOST_STEPS)
        self._clock = self._host_buffer(8 * (MOST_STEPS + 1))

    # ---- to and from the device

    def upload(self, array: NDArray[Any]) -> Tensor:
        kind = np.int32 if array.dtype == np.int32 else np.float32
        rows, columns = (1, *array.shape)[-2:]
        pitch = _up(columns, self._tile_columns)
        padded = np.zeros((_up(rows, self._rows) if array.ndim == 2 else 1, pitch), kind)
        padded[:rows, :columns] = array
        return Tensor(array.shape, pitch, self._send(padded), kind)

    def download(self, tensor: Tensor) -> NDArray[Any]:
        self.finish()
        return self._read(tensor, 0, tensor.shape[-1]).reshape(tensor.shape)

    def columns(self, x: Tensor, start: int, stop: int) -> Array:
        self.finish()
        return self._read(x, start, stop)

    def download_all(self, parts: Sequence[Wanted]) -> list[NDArray[Any]]:
        self.finish()
        return [
            self._read(part, 0, part.shape[-1]).reshape(part.shape) if isinstance(part, Tensor) else self._read(*part)
            for part in parts
        ]

    def finish(self) -> None:
        self._launch()
        try:
            self._wait()
        except cl.Error as error:
            raise self._failed(error) from error

    def warm_up(self) -> None:
        super().warm_up()
        self._kernels.save()

    # ---- what it costs

    def record(self, on: bool) -> None:
        self.finish()
        self._recorder.start(on)

    def launches(self) -> tuple[Launch, ...]:
        self.finish()
        return self._recorder.take()

    def held(self) -> Held | None:
        return self._arena.held()

    # ---- weights

    def word_table(self, table: Any) -> WordTable:
        if isinstance(table, np.ndarray):
            return WordTable(table.shape, rows=self._plain(table, np.float32))
        return WordTable(
            tuple(table.shape),
            scales=self._plain(table.scales, np.float32),
            nibbles=self._plain(table.nibbles, np.uint8),
        )

    def linear_weights(self, weight: Array | Packed, bias: Array | None = None) -> Linear:
        if isinstance(weight, Packed):
            weight = reference.unpacked(weight.kind, weight.data, weight.shape)
        n, k = weight.shape
        panels = -(-n // self._tile_columns)
        padded = np.zeros((panels * self._tile_columns, k), np.float32)
        padded[:n] = weight
        packed = padded.reshape(panels, self._tile_columns, k).transpose(0, 2, 1)  # (N/NR, K, NR)
        return Linear(
            (n, k), self._plain(packed, np.float32), self.upload(np.zeros(n, np.float32) if bias is None else bias)
        )

    # ---- operations

    def embed(self, ids: NDArray[np.int32], words: WordTable, positions: Tensor, types: Tensor, norm: Norm) -> Tensor:
        check_ids(ids, words, positions)
        width = words.shape[1]
        y = self._matrix(len(ids), width)
        table = words.rows or words.nibbles
        assert table is not None
        scales = _at(words.scales) if words.scales else 0
        places = (_at(self._plain(ids, np.int32)), _at(table), scales, _at(positions), positions.pitch, _at(types))
        rest = (_at(norm.gamma), _at(norm.beta) if norm.beta else 0, width, _at(y), y.pitch, _bits(norm.eps))
        self._step(EMBED, len(ids), *places, *rest)
        return y

    def linear(self, x: Tensor, w: Linear, activation: str = "", residual: Tensor | None = None) -> Tensor:
        check_linear(activation, residual)
        n, k = w.shape
        y = self._matrix(x.shape[0], n)
        rows = -(-x.shape[0] // self._tile_rows)
        tiles = -(-n // self._tile_columns) * -(-rows // self._row_blocks)
        added = (_at(residual), residual.pitch) if residual is not None else (0, 0)
        if self._last_linear is not None:
            self._words[self._last_linear + LINEAR_NEXT] = (len(self._words) - self._last_linear) // STEP_WORDS
        places = (_at(x), x.pitch, _at(w.weight), _at(w.bias), k, _at(y), y.pitch, *added)
        self._step(LINEAR, tiles, *places, rows, ACTIVATIONS.index(activation), 0, x.shape[0], n)
        self._last_linear = len(self._words) - STEP_WORDS if self._words else None
        return y

    def norm(self, x: Tensor, norm: Norm) -> Tensor:
        rows, width = x.shape
        y = self._matrix(rows, width)
        weights = (_at(norm.gamma), _at(norm.beta) if norm.beta else 0, width, 1)
        self._step(NORM, rows, _at(x), x.pitch, *weights, _at(y), y.pitch, _bits(norm.eps))
        return y

    # ---- attention

    def cache(self, heads: int, size: int, capacity: int) -> Cache:
        capacity = _up(capacity, 16)
        keys, values = self._scratch(heads * capacity * size), self._scratch(heads * capacity * _up(size, 16))
        return Cache(heads, size, capacity, keys, values)

    def append(self, cache: Cache, keys: Columns, values: Columns, at: int = 0) -> None:
        count = keys[0].shape[0]
        check_room(cache, at, count)
        panels = -(-(at + count) // 16) - at // 16
        rows = (_first(keys), _first(values), keys[0].pitch, values[0].pitch)
        self._step(
            APPEND,
            cache.heads * panels,
            *rows,
            cache.heads,
            cache.size,
            at,
            count,
            _at(cache.keys),
            _at(cache.values),
            cache.capacity,
        )

    def attend(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        scratch = self._scratch(self._workers * self._query_rows * _up(mask.keys, 16))
        return self._attend(ATTEND, query, cache, mask, scratch)

    def attend_flash(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        scratch = self._scratch(self._workers * self._query_rows * (FLASH_KEYS + _up(cache.size, 16)))
        return self._attend(FLASH, query, cache, mask, scratch)

    def attend_all(self, query: Columns, cache: Cache, mask: Mask) -> tuple[Tensor, tuple[Tensor, ...]]:
        heads, rows, pitch = heads_of(query, cache, mask), query[0].shape[0], _up(mask.keys, 16)
        size = _up(rows, self._query_rows) * pitch  # floats of one head
        table = self._scratch(heads * size)
        context = self._attend(ATTEND, query, cache, mask, table, every=True)
        parts = (Part(table.data, table.data.place + 4 * head * size) for head in range(heads))
        return context, tuple(Tensor((rows, mask.keys), pitch, part) for part in parts)

    def attend_head(self, query: Columns, head: int, cache: Cache, mask: Mask) -> tuple[Tensor, Tensor, Tensor]:
        heads_of(query, cache, mask, head)
        rows = query[0].shape[0]
        scores, weights = self._matrix(rows, mask.keys, 16), self._matrix(rows, mask.keys, 16)
        context = self._matrix(rows, cache.size)
        kept = (_at(scores), _at(weights), weights.pitch, 0, _at(context), context.pitch, head)
        self._step(ATTEND_HEAD, -(-rows // self._query_rows), *_query(query, cache, mask), *kept)
        return scores, weights, context

    def thumbnails(self, query: Columns, cache: Cache, mask: Mask, size: int) -> Tensor:
        heads = heads_of(query, cache, mask)
        pitch = _up(mask.keys, 16)
        scratch = self._scratch(self._workers * self._query_rows * pitch)
        pooled = Tensor((heads * size, size), size, self._arena.take(4 * heads * size * size))
        kept = (_at(scratch), 0, pitch, 0, _at(pooled), size, size)
        self._step(POOL, heads * size, *_query(query, cache, mask), *kept)
        return pooled

    def cached(self, cache: Cache, head: int, count: int) -> tuple[Array, Array]:
        self.finish()
        size, capacity = cache.size, cache.capacity
        panels = self._view(cache.keys, (cache.heads, capacity // 16, size, 16))[head, : -(-count // 16)]
        keys = panels.transpose(0, 2, 1).reshape(-1, size)[:count]  # (S, Dh)
        blocks = self._view(cache.values, (cache.heads, -(-size // 16), capacity, 16))[head, :, :count]
        values = blocks.transpose(1, 0, 2).reshape(count, -1)[:, :size]  # (S, Dh)
        return np.array(keys, order="C"), np.array(values, order="C")

    # ---- below the operations

    def _attend(
        self, kind: int, query: Columns, cache: Cache, mask: Mask, table: Tensor, every: bool = False
    ) -> Tensor:
        heads, rows = heads_of(query, cache, mask), query[0].shape[0]
        context = self._matrix(rows, query[2] - query[1])
        tiles = heads * -(-rows // self._query_rows)
        kept = (_at(table), 0, _up(mask.keys, 16), int(every), _at(context), context.pitch, 0)
        self._step(kind, tiles, *_query(query, cache, mask), *kept)
        return context

    def _step(self, kind: int, tiles: int, *operands: int) -> None:
        # so many tiles at a time that taking them costs little, and few enough that all workers end together
        chunk = 1 if kind != NORM else max(1, tiles // (16 * self._workers))
        self._words.extend((kind, tiles, chunk, *operands, *_REST[len(operands)]))
        if len(self._words) == STEP_WORDS * MOST_STEPS:
            self._launch()

    def _launch(self) -> None:
        """Start all steps that were written down."""
        if not self._words:
            return
        count = len(self._words) // STEP_WORDS
        try:
            self._wait()
            self._write(*self._steps, 0, np.frombuffer(self._words, np.uint8))
            self._write(*self._counters, 0, np.zeros(4 * LINE * (self._workers + 1) * count, np.uint8))
            kernel = self._kernels["run"]
            given = (self._steps[0], count, self._counters[0], self._workers, self._clock[0])
            kernel.set_args(*given, *self._arena.buffers)
            event = cl.enqueue_nd_range_kernel(self._queue, kernel, (self._workers,), (1,))
        except cl.Error as error:
            raise self._failed(error) from error
        self._running = True
        if self._recorder.on:
            self._recorder.note(self._words, event)
        self._words, self._last_linear = array("q"), None

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

    def _failed(self, error: Exception) -> UserError:
        return UserError(
            QT_TRANSLATE_NOOP("errors", "{device} failed while computing ({reason}). Choose another device."),
            device=self.info.name,
            reason=error,
        )

    def _matrix(self, rows: int, columns: int, multiple: int = 8) -> Tensor:
        """Room for a result, padded; ``multiple`` further asks for whole tiles of a kernel's own."""
        pitch = _up(columns, self._tile_columns if multiple == 8 else math.lcm(self._tile_columns, multiple))
        return Tensor((rows, columns), pitch, self._arena.take(4 * _up(rows, self._rows) * pitch))

    def _scratch(self, floats: int) -> Tensor:
        return Tensor((floats,), floats, self._arena.take(4 * floats))

    def _plain(self, array: NDArray[Any], kind: type[np.generic]) -> Tensor:
        """An array as it is, without padding: weights in the layout of a kernel, or ids."""
        array = np.ascontiguousarray(array, kind)
        return Tensor(array.shape, array.shape[-1], self._send(array), kind)

    def _send(self, array: NDArray[Any]) -> Piece:
        if self._words or self._running:
            self.finish()  # a step that waits to run may use the bytes that are taken now, see ``Arena``
        piece = self._arena.take(array.nbytes, kept=True)
        try:
            self._write(*self._arena.host(piece.place), array.reshape(-1).view(np.uint8))
        except cl.Error as error:
            raise self._failed(error) from error
        return piece

    def _read(self, x: Tensor, start: int, stop: int) -> NDArray[Any]:
        rows, columns = (1, *x.shape)[-2:]
        if not 0 <= start < stop <= columns:
            raise ValueError(f"columns {start}..{stop} of {columns}")
        whole = self._view(x, ((rows - 1) * x.pitch + columns,), x.kind)
        return np.array(as_strided(whole[start:], (rows, stop - start), (4 * x.pitch, 4)))

    def _view(self, x: Tensor, shape: tuple[int, ...], kind: type[np.generic] = np.float32) -> NDArray[Any]:
        """The numbers of a tensor where they lie, once all that was asked has run."""
        buffer, host, start = self._arena.host(x.data.place)
        part = host[start : start + 4 * math.prod(shape)]
        if not self._shared:
            try:
                cl.enqueue_copy(self._queue, part, buffer, src_offset=start)
            except cl.Error as error:
                raise self._failed(error) from error
        return part.view(kind).reshape(shape)

    def _write(self, buffer: Any, host: NDArray[np.uint8], start: int, raw: NDArray[np.uint8]) -> None:
        host[start : start + len(raw)] = raw
        if not self._shared:
            cl.enqueue_copy(self._queue, buffer, host[start : start + len(raw)], dst_offset=start)

    def _host_buffer(self, size: int) -> tuple[Any, NDArray[np.uint8]]:
        host = aligned(size)
        return cl.Buffer(self._kernels.context, cl.mem_flags.READ_WRITE | cl.mem_flags.USE_HOST_PTR, hostbuf=host), host


def _at(tensor: Tensor) -> int:
    place: int = tensor.data.place
    return place


def _first(columns: Columns) -> int:
    return _at(columns[0]) + 4 * columns[1]


def _query(query: Columns, cache: Cache, mask: Mask) -> tuple[int, ...]:
    """What all attention steps begin with."""
    heads = (query[2] - query[1]) // cache.size
    sizes = (heads, heads // cache.heads, cache.size, query[0].shape[0])
    seen = (mask.keys, mask.first, int(mask.causal), mask.window)
    stored = (_at(cache.keys), _at(cache.values), cache.capacity)
    return (_first(query), query[0].pitch, *sizes, *seen, *stored, _bits(1.0 / math.sqrt(cache.size)))


@lru_cache
def _bits(number: float) -> int:
    """A float32 as the whole number with the same bits."""
    bits: int = struct.unpack("<i", struct.pack("<f", number))[0]
    return bits


def _up(number: int, multiple: int) -> int:
    return -(-number // multiple) * multiple
