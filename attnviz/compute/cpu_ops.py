"""``Ops`` on a processor: what each operation writes down as a step of ``kernels/run.cl``, see ``steps.py``."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.compute import packing, reference
from attnviz.compute.checks import (
    check_add,
    check_columns,
    check_ids,
    check_linear,
    check_put,
    check_rope,
    check_rows,
)
from attnviz.compute.cpu_attention import CpuAttention
from attnviz.compute.cpu_scans import CpuScans
from attnviz.compute.kinds import (
    ADD,
    EMBED,
    GATED,
    GATED_COLUMNS,
    GATHER,
    LINEAR,
    LINEAR_NEXT,
    LINEAR_Q,
    LOGITS,
    LOGITS_WORDS,
    NORM,
    PUT,
    ROPE,
    SOFTMAX,
    STEP_BYTES,
    TAKE,
    UNPACK,
    bits_of,
    first_of,
    place_of,
)
from attnviz.compute.ops import ACTIVATIONS, Columns, Linear, Norm, Packed, Tensor, WordTable
from attnviz.trace import Array


class CpuOps(CpuScans, CpuAttention):
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
            if spread:
                return Linear((n, k), self._spread(weight), offset)
            return Linear((n, k), self._packed(weight), offset, weight.kind)
        if isinstance(weight, Packed):
            weight = reference.unpacked(weight.kind, weight.data, weight.shape)
        panels = -(-n // self._tile_columns)
        padded = np.zeros((panels * self._tile_columns, k), np.float32)
        padded[:n] = weight
        packed = padded.reshape(panels, self._tile_columns, k).transpose(0, 2, 1)  # (N/NR, K, NR)
        return Linear((n, k), self._plain(packed, np.float32), offset)

    def _spread(self, matrix: Packed) -> Tensor:
        """Room for the panels as floats, made on the device before its next step: numpy would take ten times as long.

        Only then, because what is sent to the device waits for all its steps: the small arrays between two matrices
        would have to wait for each, and now the device spreads one while numpy packs the next.
        """
        n, k = matrix.shape
        floats = -(-n // self._tile_columns) * k * self._tile_columns
        y = Tensor((floats,), floats, self._arena.take(4 * floats, kept=True))
        self._unspread.append((matrix, y))
        return y

    def _spread_all(self) -> None:
        waiting, self._unspread = self._unspread, []
        for matrix, y in waiting:
            n, k = matrix.shape
            panels = self._packed(matrix)
            tiles = -(-n // self._tile_columns)
            self._step(UNPACK, tiles, place_of(panels), packing.KINDS[matrix.kind], k, place_of(y), n)
            self._launch()

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
        places = (0, 0) if positions is None else (place_of(positions), positions.pitch)
        given = (*self._note(ids), *_table(words), *places, first, width)
        self._step(GATHER, len(ids), *given, place_of(y), y.pitch, bits_of(scale))
        return y

    def embed(self, ids: NDArray[np.int32], words: WordTable, positions: Tensor, types: Tensor, norm: Norm) -> Tensor:
        check_ids(ids, words.shape[0], positions)
        width = words.shape[1]
        y = self._matrix(len(ids), width)
        places = (*self._note(ids), *_table(words), place_of(positions), positions.pitch, place_of(types))
        rest = (
            place_of(norm.gamma),
            place_of(norm.beta) if norm.beta else 0,
            width,
            place_of(y),
            y.pitch,
            bits_of(norm.eps),
        )
        self._step(EMBED, len(ids), *places, *rest)
        return y

    def linear(self, x: Tensor, w: Linear, activation: str = "", residual: Tensor | None = None) -> Tensor:
        check_linear(activation, residual)
        n, k = w.shape
        if w.kind in packing.KINDS:
            return self._linear_q(x, w.weight, w.kind, n, place_of(w.bias), ACTIVATIONS.index(activation), residual)
        y = self._matrix(x.shape[0], n)
        rows = -(-x.shape[0] // self._tile_rows)
        tiles = -(-n // self._tile_columns) * -(-rows // self._row_blocks)
        added = (place_of(residual), residual.pitch) if residual is not None else (0, 0)
        if self._last_linear is not None:
            place = self._last_linear * STEP_BYTES + 8 * LINEAR_NEXT
            struct.pack_into("q", self._list, place, self._count - self._last_linear)
        places = (place_of(x), x.pitch, place_of(w.weight), place_of(w.bias), k, place_of(y), y.pitch, *added)
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
        added = (place_of(residual), residual.pitch) if residual is not None else (0, 0)
        sizes = (count, rows, group, activation, packing.KINDS[kind], place_of(scratch) if scratch else 0, n)
        tiles = columns * (-(-rows // group) if count > 1 else 1)
        self._step(
            LINEAR_Q, tiles, place_of(x), x.pitch, place_of(panels), bias, k, place_of(y), y.pitch, *added, *sizes
        )
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
        self._step(
            LOGITS,
            tiles,
            place_of(x),
            x.pitch,
            place_of(words.rows),
            d,
            v,
            place_of(y),
            y.pitch,
            x.shape[0],
            rows,
            group,
        )
        return y

    def norm(self, x: Tensor, norm: Norm, parts: int = 1) -> Tensor:
        rows, width = x.shape
        y = self._matrix(rows, width)
        weights = (place_of(norm.gamma), place_of(norm.beta) if norm.beta else 0, width // parts, parts)
        self._step(NORM, rows * parts, place_of(x), x.pitch, *weights, place_of(y), y.pitch, bits_of(norm.eps))
        return y

    def rope(self, x: Columns, size: int, angles: Tensor, first: int = 0) -> Tensor:
        check_rope(x, size, angles, first)
        rows, width = x[0].shape[0], x[2] - x[1]
        y = self._matrix(rows, width)
        heads = width // size
        given = (first_of(x), x[0].pitch, heads, size, place_of(angles), angles.pitch, first)
        self._step(ROPE, rows * heads, *given, place_of(y), y.pitch)
        return y

    def gated(self, x: Tensor, activation: str) -> Tensor:
        rows, width = x.shape[0], x.shape[1] // 2
        y = self._matrix(rows, width)
        tiles = rows * -(-width // GATED_COLUMNS)
        self._step(GATED, tiles, place_of(x), x.pitch, width, ACTIVATIONS.index(activation), place_of(y), y.pitch)
        return y

    def softmax(self, x: Tensor) -> Tensor:
        y = self._matrix(*x.shape)
        self._step(SOFTMAX, x.shape[0], place_of(x), x.pitch, x.shape[1], place_of(y), y.pitch)
        return y

    # ---- rows

    def room(self, rows: int, columns: int) -> Tensor:
        return self._matrix(rows, columns)

    def zeros(self, rows: int, columns: int) -> Tensor:
        y = self._matrix(rows, columns)
        self._step(PUT, rows, 0, 0, 0, 0, 0, columns, place_of(y), y.pitch)
        return y

    def take_rows(self, x: Tensor, rows: NDArray[np.int32]) -> Tensor:
        check_rows(rows, x.shape[0])
        y = self._matrix(len(rows), x.shape[1])
        self._step(TAKE, len(rows), place_of(x), x.pitch, *self._note(rows), 0, 0, x.shape[1], place_of(y), y.pitch)
        return y

    def add_rows(self, y: Tensor, rows: NDArray[np.int32], x: Tensor, factors: NDArray[np.float32]) -> None:
        check_add(y, rows, x, factors)
        numbers = self._note(rows, np.asarray(factors, np.float32))
        self._step(ADD, len(rows), place_of(x), x.pitch, *numbers, 0, x.shape[1], place_of(y), y.pitch)

    def put_rows(self, y: Tensor, x: Columns, at: int = 0) -> None:
        check_put(y, x, at)
        self._step(PUT, x[0].shape[0], first_of(x), x[0].pitch, 0, 0, at, y.shape[1], place_of(y), y.pitch)

    def clear(self, x: Columns) -> None:
        check_columns(x)
        self._step(PUT, x[0].shape[0], 0, 0, 0, 0, 0, x[2] - x[1], first_of(x), x[0].pitch)


def _table(words: WordTable) -> tuple[int, int, int]:
    """struct word_table of embed.cl."""
    if words.packed is not None:
        return place_of(words.packed), 0, packing.KINDS[words.kind] + 1
    table = words.rows or words.nibbles
    assert table is not None
    return place_of(table), place_of(words.scales) if words.scales else 0, 0
