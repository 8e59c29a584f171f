"""embed.cl and NumpyOps.embed against the float64 twin."""

from __future__ import annotations

import numpy as np
import pytest
from closeness import ROWS, assert_close, floats

from attnviz.compute import reference
from attnviz.compute.ops import Blocks, Norm, Ops, Tensor

RELATIVE, ABSOLUTE = 1e-6, 3e-6
V, P = 1000, 512


def tables(width: int) -> tuple[np.ndarray, ...]:
    """positions, types, gamma, beta"""
    return floats(2, P, width), floats(3, width), floats(4, width), floats(5, width)


def uploaded(ops: Ops, width: int) -> tuple[Tensor, Tensor, Norm]:
    positions, types, gamma, beta = tables(width)
    return ops.upload(positions), ops.upload(types), ops.norm_weights(gamma, beta, 1e-12)


def some_ids(count: int) -> np.ndarray:
    ids = np.random.default_rng(6).integers(0, V, count).astype(np.int32)
    ids[0] = V - 1
    ids[-1] = 0
    return ids


def packed(width: int) -> Blocks:
    rng = np.random.default_rng(7)
    nibbles = rng.integers(0, 256, (V, width // 2)).astype(np.uint8)
    nibbles[0] = 0xF0  # the two ends: -8 in each low half, 7 in each high half
    return Blocks((floats(8, V, width // 32) * 0.1).astype(np.float16), nibbles, (V, width))


@pytest.mark.parametrize("rows", ROWS)
def test_float_table(ops: Ops, rows: int) -> None:
    words, ids = floats(1, V, 384), some_ids(rows)
    made = ops.download(ops.embed(ids, ops.word_table(words), *uploaded(ops, 384)))
    twin = reference.embed(*(a.astype(np.float64) for a in (words[ids], *tables(384))), 1e-12)
    assert_close(made, twin, RELATIVE, ABSOLUTE)


@pytest.mark.parametrize("width", [20, 64])
def test_width_that_is_no_multiple_of_a_tile(ops: Ops, width: int) -> None:
    words, ids = floats(1, V, width), some_ids(9)
    made = ops.download(ops.embed(ids, ops.word_table(words), *uploaded(ops, width)))
    twin = reference.embed(*(a.astype(np.float64) for a in (words[ids], *tables(width))), 1e-12)
    assert_close(made, twin, RELATIVE, ABSOLUTE)


@pytest.mark.parametrize("width", [64, 384])
@pytest.mark.parametrize("rows", [1, 17, 512])
def test_four_bit_table(ops: Ops, rows: int, width: int) -> None:
    table, ids = packed(width), some_ids(rows)
    made = ops.download(ops.embed(ids, ops.word_table(table), *uploaded(ops, width)))
    rows_twin = reference.word_rows(table.scales.astype(np.float64), table.nibbles, ids)
    twin = reference.embed(rows_twin, *(a.astype(np.float64) for a in tables(width)), 1e-12)
    assert_close(made, twin, RELATIVE, ABSOLUTE)


def test_the_four_bit_twin_reads_low_halves_first() -> None:
    nibbles = np.arange(16, dtype=np.uint8)[None] | np.uint8(0x50)
    row = reference.word_rows(np.array([[2.0]]), nibbles, np.array([0], np.int32))
    assert row.tolist() == [[2.0 * (j - 8) for j in range(16)] + [2.0 * (5 - 8)] * 16]


@pytest.mark.parametrize("ids", [[], [-1], [V], [0] * (P + 1)])
def test_ids_that_would_read_outside_are_refused(ops: Ops, ids: list[int]) -> None:
    words = ops.word_table(floats(1, V, 64))
    with pytest.raises(ValueError, match="ids"):
        ops.embed(np.array(ids, np.int32), words, *uploaded(ops, 64))


@pytest.mark.parametrize("rows", [1, 2, 17, 512])
@pytest.mark.parametrize("width", [20, 64, 384])
def test_words_with_places_and_a_scale(ops: Ops, rows: int, width: int) -> None:
    words, positions, ids = floats(1, V, width), floats(2, P + 9, width), some_ids(rows)
    made = ops.download(ops.gather(ids, ops.word_table(words), 1.5, ops.upload(positions), 9))
    twin = reference.gather(words[ids].astype(np.float64), 1.5, positions.astype(np.float64), 9)
    assert_close(made, twin, RELATIVE, ABSOLUTE)


def test_words_alone_are_copied(ops: Ops) -> None:
    words, ids = floats(1, V, 96), some_ids(33)
    assert np.array_equal(ops.download(ops.gather(ids, ops.word_table(words))), words[ids])
    table = packed(96)
    twin = reference.word_rows(table.scales.astype(np.float64), table.nibbles, ids)
    assert_close(ops.download(ops.gather(ids, ops.word_table(table))), twin, RELATIVE, ABSOLUTE)


def test_places_that_do_not_exist_are_refused(ops: Ops) -> None:
    words, positions = ops.word_table(floats(1, V, 32)), ops.upload(floats(2, 10, 32))
    for count, first in ((11, 0), (3, 8), (1, -1)):
        with pytest.raises(ValueError, match="positions"):
            ops.gather(some_ids(count), words, positions=positions, first=first)
    for ids in ([V], [-1]):
        with pytest.raises(ValueError, match="outside"):
            ops.gather(np.array(ids, np.int32), words)
    with pytest.raises(ValueError, match="no ids"):
        ops.gather(np.zeros(0, np.int32), words)
