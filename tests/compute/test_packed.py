"""linear_q.cl: products with packed weights against the float64 twin of what their blocks stand for."""

from __future__ import annotations

import numpy as np
import pytest
from closeness import assert_close, floats

from attnviz.compute import reference
from attnviz.compute.ops import PACKED, Ops, Packed
from attnviz.compute.selftest import random_blocks

RELATIVE = 4e-6
"""of the sum of |x| |w|, as for plain weights; twice as much because a block's offset is taken off at the end"""
ABSOLUTE = 1e-7
ROWS = (1, 2, 4, 5, 16, 17, 70, 200)
"""one row goes another way than several; tiles have 4 rows, and 16 or more of those share an unpacked panel"""
SHAPES = [(576, 960), (64, 24), (32, 1), (96, 100), (1536, 50)]
"""(K, N)"""


def blocks(seed: int, kind: str, n: int, k: int) -> Packed:
    return random_blocks(np.random.default_rng(seed), kind, (n, k))


def dense(matrix: Packed) -> np.ndarray:
    return reference.unpacked(matrix.kind, matrix.data, matrix.shape).astype(np.float64)


def check(ops: Ops, x: np.ndarray, matrix: Packed, bias: np.ndarray | None = None) -> None:
    made = ops.download(ops.linear(ops.upload(x), ops.linear_weights(matrix, bias)))
    weight, exact = dense(matrix), x.astype(np.float64)
    offset = np.zeros(len(weight)) if bias is None else bias.astype(np.float64)
    bound = RELATIVE * reference.linear(np.abs(exact), np.abs(weight), np.abs(offset))
    assert_close(made, reference.linear(exact, weight, offset), bound, ABSOLUTE)


@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize("rows", ROWS)
def test_every_number_of_rows(ops: Ops, rows: int, kind: str) -> None:
    check(ops, floats(1, rows, 192), blocks(2, kind, 100, 192), floats(3, 100))


@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize(("k", "n"), SHAPES)
def test_every_shape(ops: Ops, k: int, n: int, kind: str) -> None:
    for rows in (1, 7):
        check(ops, floats(1, rows, k), blocks(2, kind, n, k))


@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize("rows", [1, 6])
def test_what_follows_the_product(ops: Ops, rows: int, kind: str) -> None:
    x, matrix, residual = floats(1, rows, 64), blocks(2, kind, 72, 64), floats(3, rows, 72)
    w, given = ops.linear_weights(matrix), ops.upload(x)
    plain = ops.download(ops.linear(given, w))
    added = ops.download(ops.linear(given, w, residual=ops.upload(residual)))
    assert np.allclose(added, plain + residual, rtol=0, atol=1e-6)
    for activation in ("gelu", "gelu_tanh", "relu", "silu"):
        made = ops.download(ops.linear(given, w, activation))
        twin = getattr(reference, activation)(plain.astype(np.float64))
        assert np.allclose(made, twin, rtol=0, atol=2e-6), activation


@pytest.mark.parametrize("kind", ["F16", "BF16"])
def test_rows_that_no_block_fills(ops: Ops, kind: str) -> None:
    check(ops, floats(1, 5, 20), blocks(2, kind, 30, 20))


@pytest.mark.parametrize("rows", [1, 5])
def test_every_number_of_a_block(ops: Ops, rows: int) -> None:
    """An identity for x hands out the weights themselves: all 16 and 256 values, and scales of every size."""
    sizes = np.array([6.1e-5, 5.96e-8, 3e-6, 1.0, -0.37, 1000.0, 0.0, -6e-8], np.float16)  # two are denormal
    for kind, count in (("Q4_0", 16), ("Q4_1", 16), ("Q8_0", 32)):
        raw = np.arange(8 * 8 * count, dtype=np.uint32).astype(np.uint8).reshape(8, 8, count) * 17
        scales = np.broadcast_to(sizes[:, None, None], (8, 8, 2 if kind == "Q4_1" else 1)).copy()
        if kind == "Q4_1":
            scales[..., 1] *= np.float16(-3)
        data = np.concatenate([scales.view(np.uint8), raw.astype(np.uint8)], axis=2).reshape(8, -1)
        matrix = Packed(kind, (8, 256), data)
        w, weight = ops.linear_weights(matrix), dense(matrix)
        for start in range(0, 256, rows):
            x = np.eye(256, dtype=np.float32)[start : start + rows]
            made = ops.download(ops.linear(ops.upload(x), w))
            spread = np.abs(sizes.astype(np.float64)) * 16 if kind != "Q8_0" else 0  # n * d and m cancel
            assert (np.abs(made - weight[:, start : start + rows].T) <= 1e-7 * (np.abs(made) + spread)).all()


@pytest.mark.parametrize("kind", PACKED)
def test_a_packed_table_of_words(ops: Ops, kind: str) -> None:
    """Looked up by row, and multiplied with, from one copy."""
    matrix = blocks(5, kind, 101, 96)
    words, weight = ops.word_table(matrix), dense(matrix)
    ids = np.array([100, 0, 23, 24, 47, 48, 99, 7], np.int32)
    made = ops.download(ops.gather(ids, words))
    assert_close(made, weight[ids], 1e-7, 1e-12)
    for rows in (1, 7):
        x = floats(6, rows, 96)
        scores = ops.download(ops.logits(ops.upload(x), words))
        exact = x.astype(np.float64)
        assert_close(scores, exact @ weight.T, RELATIVE * (np.abs(exact) @ np.abs(weight).T), ABSOLUTE)


def test_packed_weights_stay_packed(pocl: Ops) -> None:
    taken = pocl._arena.taken  # type: ignore[attr-defined]
    kept = pocl.linear_weights(blocks(1, "Q4_1", 2400, 1024))
    pocl._arena._collect()  # type: ignore[attr-defined]
    assert pocl._arena.taken - taken < 1.1 * 2400 * 1024 * 5 / 8  # type: ignore[attr-defined]
    assert kept.kind == "Q4_1"


def test_notes_outlast_the_spreading_of_weights(ops: Ops) -> None:
    """The first step after a model was loaded has its weights spread, between which the device is waited for."""
    table = ops.upload(floats(1, 9, 64))
    rows = ops.download(table)
    x, matrices = floats(2, 3, 64), [blocks(seed, "Q4_1", 72, 64) for seed in (3, 4)]
    weights = [ops.linear_weights(matrix, spread=True) for matrix in matrices]
    first, second = np.array([7, 2, 5], np.int32), np.array([0, 8, 1], np.int32)
    one, other = ops.take_rows(table, first), ops.take_rows(table, second)
    assert np.array_equal(ops.download(one), rows[first])
    assert np.array_equal(ops.download(other), rows[second])
    for w, matrix in zip(weights, matrices, strict=True):
        made = ops.download(ops.linear(ops.upload(x), w))
        assert np.allclose(made, x @ dense(matrix).T, rtol=0, atol=1e-4)
