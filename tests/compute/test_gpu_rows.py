"""What only decoders ask of the graphics card's kernels, against the float64 twins."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from closeness import assert_close, floats

from attnviz.compute import reference
from attnviz.compute.gpu_ops import GpuOps
from attnviz.compute.ops import Blocks
from attnviz.compute.selftest import random_blocks

RELATIVE, ABSOLUTE = 2e-6, 1e-6
GELU_ABSOLUTE = 1e-6
"""of the activation, before it is multiplied: see test_linear.py"""


def word_table(kind: str, count: int, width: int) -> tuple[np.ndarray, Any]:
    """Its rows, and as a checkpoint may have it."""
    rng = np.random.default_rng(6)
    if kind == "array":
        words = floats(6, count, width)
        return words, words
    if kind == "blocks":
        blocks = Blocks(
            floats(6, count, width // 32), rng.integers(0, 256, (count, width // 2), np.uint8), (count, width)
        )
        return reference.word_rows(blocks.scales, blocks.nibbles, np.arange(count)), blocks
    packed = random_blocks(rng, kind, (count, width))
    return reference.unpacked(kind, packed.data, packed.shape), packed


@pytest.mark.parametrize("activation", ["gelu", "gelu_tanh", "relu", "silu"])
@pytest.mark.parametrize("width", [1, 7, 300])
def test_gated(gpu_on_pocl: GpuOps, activation: str, width: int) -> None:
    x = 4 * floats(1, 5, 2 * width)
    x[0, 0], x[-1, 0] = 1e4, -1e4
    made = gpu_on_pocl.download(gpu_on_pocl.gated(gpu_on_pocl.upload(x), activation))
    twin = reference.gated(x.astype(np.float64), activation)
    assert_close(made, twin, RELATIVE * np.abs(twin) + GELU_ABSOLUTE * np.abs(x[:, width:]), ABSOLUTE)


@pytest.mark.parametrize(
    ("rows", "size", "heads", "first"), [(1, 2, 1, 0), (5, 6, 3, 4), (17, 64, 9, 0), (3, 128, 2, 30)]
)
def test_rope(gpu_on_pocl: GpuOps, rows: int, size: int, heads: int, first: int) -> None:
    x, turns = floats(1, rows, 10 + heads * size), floats(2, 33, size // 2)
    angles = np.concatenate([np.cos(turns), np.sin(turns)], axis=1)
    columns = gpu_on_pocl.upload(x), 7, 7 + heads * size
    made = gpu_on_pocl.download(gpu_on_pocl.rope(columns, size, gpu_on_pocl.upload(angles), first))
    twin = reference.rope(x[:, 7:-3].astype(np.float64), size, angles.astype(np.float64), first)
    assert_close(made, twin, 1e-6, 1e-6)


@pytest.mark.parametrize(("rows", "width"), [(1, 1), (5, 8), (3, 200)])
def test_softmax_of_rows(gpu_on_pocl: GpuOps, rows: int, width: int) -> None:
    x = 20 * floats(1, rows, width)
    made = gpu_on_pocl.download(gpu_on_pocl.softmax(gpu_on_pocl.upload(x)))
    assert_close(made, reference.softmax_rows(x.astype(np.float64)), 5e-6, 1e-7)


def test_rows_are_taken_added_and_put(gpu_on_pocl: GpuOps) -> None:
    ops, rows = gpu_on_pocl, np.array([4, 0, 2], np.int32)
    x, y, factors = floats(1, 3, 70), floats(2, 6, 70), floats(3, 3)
    taken = ops.take_rows(ops.upload(y), np.array([5, 5, 1], np.int32))
    assert np.array_equal(ops.download(taken), reference.take_rows(y, np.array([5, 5, 1])))
    sums = ops.upload(y)
    ops.add_rows(sums, rows, ops.upload(x), factors)
    exact = (a.astype(np.float64) for a in (x, factors))
    assert_close(ops.download(sums), reference.add_rows(y.astype(np.float64), rows, *exact), 1e-6, 1e-6)
    wide, changed = ops.upload(np.concatenate([x, x + 1], axis=1)), ops.zeros(6, 70)
    ops.put_rows(changed, (wide, 70, 140), 2)
    assert np.array_equal(ops.download(changed), reference.put_rows(np.zeros((6, 70), np.float32), x + 1, 2))


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("shift", [False, True])
def test_norm_by_parts(gpu_on_pocl: GpuOps, parts: int, shift: bool) -> None:
    x, gamma, beta = floats(1, 5, parts * 70), floats(2, 70), floats(3, 70)
    norm = gpu_on_pocl.norm_weights(gamma, beta if shift else None, 1e-5)
    made = gpu_on_pocl.download(gpu_on_pocl.norm(gpu_on_pocl.upload(x), norm, parts))
    exact = x.astype(np.float64).reshape(-1, 70)
    twin = reference.norm(exact, gamma, beta, 1e-5) if shift else reference.rms_norm(exact, gamma, 1e-5)
    assert_close(made, twin.reshape(made.shape), 1e-6, 2e-6)


@pytest.mark.parametrize("kind", ["array", "Q8_0", "blocks"])
@pytest.mark.parametrize("first", [None, 3])
def test_gathered_words(gpu_on_pocl: GpuOps, kind: str, first: int | None) -> None:
    words, table = word_table(kind, 50, 64)
    ids, places = np.array([49, 0, 7, 7], np.int32), floats(3, 8, 64)
    given = {} if first is None else {"positions": gpu_on_pocl.upload(places), "first": first}
    made = gpu_on_pocl.download(gpu_on_pocl.gather(ids, gpu_on_pocl.word_table(table), 8.0, **given))
    placed = None if first is None else places.astype(np.float64)
    assert_close(made, reference.gather(words[ids].astype(np.float64), 8.0, placed, first or 0), 1e-6, 1e-6)


@pytest.mark.parametrize("kind", ["array", "Q8_0"])
@pytest.mark.parametrize(("rows", "count"), [(1, 300), (3, 50), (65, 20)])
def test_logits(gpu_on_pocl: GpuOps, kind: str, rows: int, count: int) -> None:
    words, table = word_table(kind, count, 64)
    x = floats(1, rows, 64)
    made = gpu_on_pocl.download(gpu_on_pocl.logits(gpu_on_pocl.upload(x), gpu_on_pocl.word_table(table)))
    assert_close(made, x.astype(np.float64) @ words.T.astype(np.float64), 1e-5, 1e-5)


def test_what_has_no_kernel_is_refused(gpu_on_pocl: GpuOps) -> None:
    x = gpu_on_pocl.zeros(2, 64)
    with pytest.raises(ValueError, match="head"):
        gpu_on_pocl.logits(x, gpu_on_pocl.word_table(word_table("blocks", 20, 64)[1]))
    norm = gpu_on_pocl.norm_weights(floats(1, 64), None, 1e-5)
    words, types = gpu_on_pocl.word_table(word_table("array", 20, 64)[0]), gpu_on_pocl.upload(floats(2, 64))
    with pytest.raises(ValueError, match="no shift"):
        gpu_on_pocl.embed(np.zeros(2, np.int32), words, x, types, norm)
