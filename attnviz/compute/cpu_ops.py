"""``Ops`` on a processor: what each operation writes down as a step of ``kernels/run.cl``, see ``steps.py``."""

from __future__ import annotations

import math
import struct
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.compute import packing, reference
from attnviz.compute.arena import Part
from attnviz.compute.kinds import (
    ADD,
    APPEND,
    ATTEND,
    ATTEND_HEAD,
    EMBED,
    FACTS,
    FLASH,
    FLASH_KEYS,
    GATED,
    GATED_COLUMNS,
    GATHER,
    LINEAR,
    LINEAR_NEXT,
    LINEAR_Q,
    LOGITS,
    LOGITS_WORDS,
    MEAN,
    NORM,
    POOL,
    PUT,
    ROPE,
    SOFTMAX,
    TAKE,
    UNPACK,
)
from attnviz.compute.ops import (
    ACTIVATIONS,
    Cache,
    Columns,
    Linear,
    Marks,
    Mask,
    Norm,
    Packed,
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
from attnviz.compute.steps import STEP_BYTES, StepOps, up
from attnviz.heads import FACTS as FACT_NAMES
from attnviz.trace import Array


class CpuOps(StepOps):
    """One device, one list of steps, and no waiting before a result is read.

    Any operation may raise UserError: the device has failed, or has no memory left.
    """

    # ---- weights

    def word_table(self, table: Any) -> WordTable:
        if isinstance(table, np.ndarray):
            return WordTable(table.shape, rows=self._plain(table, np.float32))
        if isinstance(table, Packed):
            if not packing.fits(table):
                return self.word_table(reference.unpacked(table.kind, table.data, table.shape))
            return WordTable(table.shape, packed=self._packed(table), kind=table.kind)
        return WordTable(
            tuple(table.shape),
            scales=self._plain(table.scales, np.float32),
            nibbles=self._plain(table.nibbles, np.uint8),
        )

    def linear_weights(self, weight: Array | Packed, bias: Array | None = None, spread: bool = False) -> Linear:
        n, k = weight.shape
        offset = self.upload(np.zeros(n, np.float32) if bias is None else bias)
        if isinstance(weight, Packed) and packing.fits(weight):
            panels = self._packed(weight)
            if spread:
                return Linear((n, k), self._spread(panels, weight), offset)
            return Linear((n, k), panels, offset, weight.kind)
        if isinstance(weight, Packed):
            weight = reference.unpacked(weight.kind, weight.data, weight.shape)
        panels = -(-n // self._tile_columns)
        padded = np.zeros((panels * self._tile_columns, k), np.float32)
        padded[:n] = weight
        packed = padded.reshape(panels, self._tile_columns, k).transpose(0, 2, 1)  # (N/NR, K, NR)
        return Linear((n, k), self._plain(packed, np.float32), offset)

    def _spread(self, panels: Tensor, matrix: Packed) -> Tensor:
        """The panels as floats, made on the device: numpy would take ten times as long."""
        n, k = matrix.shape
        count = -(-n // self._tile_columns)
        floats = count * k * self._tile_columns
        y = Tensor((floats,), floats, self._arena.take(4 * floats, kept=True))
        self._step(UNPACK, count, _at(panels), packing.KINDS[matrix.kind], k, _at(y), n)
        return y

    def _packed(self, matrix: Packed) -> Tensor:
        return self._plain(packing.panels(matrix, self._tile_columns), np.int32)

    # ---- operations

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
        places = (0, 0) if positions is None else (_at(positions), positions.pitch)
        given = (*self._note(ids), *_table(words), *places, first, width)
        self._step(GATHER, len(ids), *given, _at(y), y.pitch, _bits(scale))
        return y

    def embed(self, ids: NDArray[np.int32], words: WordTable, positions: Tensor, types: Tensor, norm: Norm) -> Tensor:
        check_ids(ids, words.shape[0], positions)
        width = words.shape[1]
        y = self._matrix(len(ids), width)
        places = (*self._note(ids), *_table(words), _at(positions), positions.pitch, _at(types))
        rest = (_at(norm.gamma), _at(norm.beta) if norm.beta else 0, width, _at(y), y.pitch, _bits(norm.eps))
        self._step(EMBED, len(ids), *places, *rest)
        return y

    def linear(self, x: Tensor, w: Linear, activation: str = "", residual: Tensor | None = None) -> Tensor:
        check_linear(activation, residual)
        n, k = w.shape
        if w.kind in packing.KINDS:
            return self._linear_q(x, w.weight, w.kind, n, _at(w.bias), ACTIVATIONS.index(activation), residual)
        y = self._matrix(x.shape[0], n)
        rows = -(-x.shape[0] // self._tile_rows)
        tiles = -(-n // self._tile_columns) * -(-rows // self._row_blocks)
        added = (_at(residual), residual.pitch) if residual is not None else (0, 0)
        if self._last_linear is not None:
            place = self._last_linear * STEP_BYTES + 8 * LINEAR_NEXT
            struct.pack_into("q", self._list, place, self._count - self._last_linear)
        places = (_at(x), x.pitch, _at(w.weight), _at(w.bias), k, _at(y), y.pitch, *added)
        self._step(LINEAR, tiles, *places, rows, ACTIVATIONS.index(activation), 0, x.shape[0], n)
        self._last_linear = self._count - 1 if self._count else None
        return y

    def _linear_q(
        self, x: Tensor, panels: Tensor, kind: str, n: int, bias: int, activation: int, residual: Tensor | None
    ) -> Tensor:
        """x through the panels of a packed matrix."""
        count, k = x.shape
        y = self._matrix(count, n)
        rows, columns = -(-count // self._tile_rows), -(-n // self._tile_columns)
        group = self._group(rows, columns)
        scratch = self._scratch(self._workers * k * self._tile_columns) if count > 1 else None
        added = (_at(residual), residual.pitch) if residual is not None else (0, 0)
        sizes = (count, rows, group, activation, packing.KINDS[kind], _at(scratch) if scratch else 0, n)
        tiles = columns * (-(-rows // group) if count > 1 else 1)
        self._step(LINEAR_Q, tiles, _at(x), x.pitch, _at(panels), bias, k, _at(y), y.pitch, *added, *sizes)
        return y

    def _group(self, rows: int, columns: int) -> int:
        """Blocks of rows in a tile: all, so that a panel is read once, unless that leaves workers idle at the end."""
        wanted = -(-4 * self._workers // columns)  # tiles along the rows
        return max(1, -(-rows // wanted))

    def logits(self, x: Tensor, words: WordTable) -> Tensor:
        v, d = words.shape
        if words.packed is not None:
            return self._linear_q(x, words.packed, words.kind, v, 0, 0, None)
        if words.rows is None:
            raise ValueError("no logits from a table of Blocks")
        y = self._matrix(x.shape[0], v)
        rows, pieces = -(-x.shape[0] // self._tile_rows), -(-v // LOGITS_WORDS)
        group = self._group(rows, pieces)
        tiles = pieces * -(-rows // group)
        self._step(LOGITS, tiles, _at(x), x.pitch, _at(words.rows), d, v, _at(y), y.pitch, x.shape[0], rows, group)
        return y

    def norm(self, x: Tensor, norm: Norm, parts: int = 1) -> Tensor:
        rows, width = x.shape
        y = self._matrix(rows, width)
        weights = (_at(norm.gamma), _at(norm.beta) if norm.beta else 0, width // parts, parts)
        self._step(NORM, rows * parts, _at(x), x.pitch, *weights, _at(y), y.pitch, _bits(norm.eps))
        return y

    def rope(self, x: Columns, size: int, angles: Tensor, first: int = 0) -> Tensor:
        check_rope(x, size, angles, first)
        rows, width = x[0].shape[0], x[2] - x[1]
        y = self._matrix(rows, width)
        heads = width // size
        given = (_first(x), x[0].pitch, heads, size, _at(angles), angles.pitch, first)
        self._step(ROPE, rows * heads, *given, _at(y), y.pitch)
        return y

    def gated(self, x: Tensor, activation: str) -> Tensor:
        rows, width = x.shape[0], x.shape[1] // 2
        y = self._matrix(rows, width)
        tiles = rows * -(-width // GATED_COLUMNS)
        self._step(GATED, tiles, _at(x), x.pitch, width, ACTIVATIONS.index(activation), _at(y), y.pitch)
        return y

    def softmax(self, x: Tensor) -> Tensor:
        y = self._matrix(*x.shape)
        self._step(SOFTMAX, x.shape[0], _at(x), x.pitch, x.shape[1], _at(y), y.pitch)
        return y

    # ---- rows

    def room(self, rows: int, columns: int) -> Tensor:
        return self._matrix(rows, columns)

    def zeros(self, rows: int, columns: int) -> Tensor:
        y = self._matrix(rows, columns)
        self._step(PUT, rows, 0, 0, 0, 0, 0, columns, _at(y), y.pitch)
        return y

    def take_rows(self, x: Tensor, rows: NDArray[np.int32]) -> Tensor:
        check_rows(rows, x.shape[0])
        y = self._matrix(len(rows), x.shape[1])
        self._step(TAKE, len(rows), _at(x), x.pitch, *self._note(rows), 0, 0, x.shape[1], _at(y), y.pitch)
        return y

    def add_rows(self, y: Tensor, rows: NDArray[np.int32], x: Tensor, factors: NDArray[np.float32]) -> None:
        check_add(y, rows, x, factors)
        numbers = self._note(rows, np.asarray(factors, np.float32))
        self._step(ADD, len(rows), _at(x), x.pitch, *numbers, 0, x.shape[1], _at(y), y.pitch)

    def put_rows(self, y: Tensor, x: Columns, at: int = 0) -> None:
        check_put(y, x, at)
        self._step(PUT, x[0].shape[0], _first(x), x[0].pitch, 0, 0, at, y.shape[1], _at(y), y.pitch)

    def clear(self, x: Columns) -> None:
        check_columns(x)
        self._step(PUT, x[0].shape[0], 0, 0, 0, 0, 0, x[2] - x[1], _first(x), x[0].pitch)

    # ---- attention

    def cache(self, heads: int, size: int, capacity: int) -> Cache:
        capacity = up(capacity, 16)
        keys, values = self._scratch(heads * capacity * size), self._scratch(heads * capacity * up(size, 16))
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
        scratch = self._scratch(self._workers * self._query_rows * up(mask.keys, 16))
        return self._attend(ATTEND, query, cache, mask, scratch)

    def attend_flash(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        scratch = self._scratch(self._workers * self._query_rows * (FLASH_KEYS + up(cache.size, 16)))
        return self._attend(FLASH, query, cache, mask, scratch)

    def attend_all(self, query: Columns, cache: Cache, mask: Mask) -> tuple[Tensor, tuple[Tensor, ...]]:
        heads, rows, pitch = heads_of(query, cache, mask), query[0].shape[0], up(mask.keys, 16)
        size = up(rows, self._query_rows) * pitch  # floats of one head
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
        self._step(ATTEND_HEAD, -(-rows // self._query_rows), *_query(query, cache, mask), *kept, *self._hidden(mask))
        return scores, weights, context

    def mean_weights(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        heads_of(query, cache, mask)
        rows, pitch = query[0].shape[0], up(mask.keys, 16)
        scratch, mean = self._scratch(self._workers * self._query_rows * pitch), self._matrix(rows, mask.keys, 16)
        kept = (_at(scratch), 0, pitch, 0, _at(mean), mean.pitch, 0)
        self._step(MEAN, -(-rows // self._query_rows), *_query(query, cache, mask), *kept, *self._hidden(mask))
        return mean

    def thumbnails(self, query: Columns, cache: Cache, mask: Mask, size: int) -> Tensor:
        heads, rows, pitch = heads_of(query, cache, mask), query[0].shape[0], up(mask.keys, 16)
        # a part of four blocks of queries wastes little of the last one; more parts only where workers would be idle
        parts = min(size, max(-(-rows // (4 * self._query_rows)), -(-4 * self._workers // heads)))
        scratch = self._scratch(self._workers * (self._query_rows + 1) * pitch)
        pooled = Tensor((heads * size, size), size, self._arena.take(4 * heads * size * size))
        kept = (_at(scratch), 0, pitch, 0, _at(pooled), size, size)
        self._step(POOL, heads * parts, *_query(query, cache, mask), *kept, *self._hidden(mask))
        return pooled

    def facts(self, query: Columns, cache: Cache, mask: Mask, marks: Marks) -> Tensor:
        heads, rows, pitch = heads_of(query, cache, mask), query[0].shape[0], up(mask.keys, 16)
        check_marks(marks, rows, mask.keys)
        # of a causal text later rows take longer, so a worker has several stretches to choose from
        parts = min(-(-rows // self._query_rows), -(-8 * self._workers // heads))
        scratch = self._scratch(2 * self._workers * self._query_rows * pitch)
        width = len(FACT_NAMES)
        sums = Tensor((heads * parts, width), width, self._arena.take(4 * heads * parts * width))
        given = (_at(scratch), *self._note(marks.packed), pitch, marks.own, _at(sums), 0, 0)
        self._step(FACTS, heads * parts, *_query(query, cache, mask), *given, *self._hidden(mask))
        return sums

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
        kept = (_at(table), 0, up(mask.keys, 16), int(every), _at(context), context.pitch, 0)
        self._step(kind, tiles, *_query(query, cache, mask), *kept, *self._hidden(mask))
        return context

    def _hidden(self, mask: Mask) -> tuple[int, ...]:
        """What all attention steps end with."""
        hidden = [position for position in mask.hidden if 0 <= position < mask.keys]
        return (*self._note(np.array(hidden, np.int32)), len(hidden)) if hidden else ()


def _at(tensor: Tensor) -> int:
    place: int = tensor.data.place
    return place


def _table(words: WordTable) -> tuple[int, int, int]:
    """struct word_table of embed.cl."""
    if words.packed is not None:
        return _at(words.packed), 0, packing.KINDS[words.kind] + 1
    table = words.rows or words.nibbles
    assert table is not None
    return _at(table), _at(words.scales) if words.scales else 0, 0


def _first(columns: Columns) -> int:
    return _at(columns[0]) + 4 * columns[1]


def _query(query: Columns, cache: Cache, mask: Mask) -> tuple[int, ...]:
    """What all attention steps begin with."""
    heads = (query[2] - query[1]) // cache.size
    sizes = (heads, heads // cache.heads, cache.size, query[0].shape[0])
    seen = (mask.keys, mask.first, int(mask.causal), mask.window)
    stored = (_at(cache.keys), _at(cache.values), cache.capacity)
    return (_first(query), query[0].pitch, *sizes, *seen, *stored, _bits(mask.sharpness / math.sqrt(cache.size)))


@lru_cache
def _bits(number: float) -> int:
    """A float32 as the whole number with the same bits."""
    bits: int = struct.unpack("<i", struct.pack("<f", number))[0]
    return bits
