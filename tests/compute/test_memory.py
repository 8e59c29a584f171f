"""Tensors: what is read back, and that memory used again carries nothing over."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from closeness import floats

from attnviz.compute.gpu_ops import GpuOps
from attnviz.compute.ops import Mask, Ops


@pytest.mark.parametrize("shape", [(1, 1), (5, 7), (16, 384), (13, 100), (384,), (5,)])
@pytest.mark.parametrize("kind", [np.float32, np.int32])
def test_there_and_back(ops: Ops, shape: tuple[int, ...], kind: type) -> None:
    array = (floats(1, *shape) * 1000).astype(kind)
    back = ops.download(ops.upload(array))
    assert back.dtype == kind
    assert np.array_equal(back, array)


def test_what_is_read_back_is_a_copy(ops: Ops) -> None:
    array = floats(1, 6, 48)
    tensor = ops.upload(array)
    first = ops.download(tensor)
    first[:] = 0
    array[:] = 1
    assert np.array_equal(ops.download(tensor), floats(1, 6, 48))


def test_columns(ops: Ops) -> None:
    array = floats(1, 17, 192)
    tensor = ops.upload(array)
    for start, stop in [(0, 192), (0, 1), (64, 80), (191, 192)]:
        assert np.array_equal(ops.columns(tensor, start, stop), array[:, start:stop])


def test_several_at_once(ops: Ops) -> None:
    array, vector = floats(1, 17, 192), floats(2, 30)
    x, v = ops.upload(array), ops.upload(vector)
    parts = ops.download_all([x, (x, 3, 19), v])
    for part, wanted in zip(parts, [array, array[:, 3:19], vector], strict=True):
        assert np.array_equal(part, wanted)


def test_columns_outside_are_refused(pocl: Ops) -> None:
    tensor = pocl.upload(floats(1, 4, 30))
    for start, stop in [(0, 31), (-1, 3), (5, 5)]:
        with pytest.raises(ValueError, match="columns"):
            pocl.columns(tensor, start, stop)


def test_a_run_leaves_nothing_to_the_next(ops: Ops) -> None:
    """Memory full of NaN goes back to the pool; the next run, shorter and longer, must not see it."""
    w = ops.linear_weights(floats(2, 3 * 64, 64), floats(3, 3 * 64))
    norm = ops.norm_weights(floats(4, 64), floats(5, 64), 1e-5)

    def run(x: np.ndarray) -> list[np.ndarray]:
        qkv = ops.linear(ops.upload(x), w)
        cache, mask, query = ops.cache(4, 16, len(x)), Mask(len(x)), (qkv, 0, 64)
        ops.append(cache, (qkv, 64, 128), (qkv, 128, 192))
        context = ops.norm(ops.attend(query, cache, mask), norm)
        return ops.download_all([qkv, context, *ops.attend_head(query, 3, cache, mask)])

    clean = {rows: run(floats(rows, rows, 64)) for rows in (1, 5, 17, 30)}
    for rows in (30, 5, 17, 1, 30, 17):
        run(np.full((rows, 64), np.nan, np.float32))
        for again, first in zip(run(floats(rows, rows, 64)), clean[rows], strict=True):
            assert np.array_equal(again, first)
        shorter = max(1, rows - 3)
        run(np.full((rows, 64), np.nan, np.float32))
        assert all(np.isfinite(array).all() for array in run(floats(9, shorter, 64)))


def test_tensors_dropped_while_their_kernels_wait(pocl: Ops) -> None:
    w = pocl.linear_weights(np.eye(384, dtype=np.float32), np.ones(384, np.float32))
    x = pocl.upload(np.zeros((512, 384), np.float32))
    for _ in range(40):
        x = pocl.linear(x, w)  # each x but the last is dropped before the device has read it
    gc.collect()
    assert np.array_equal(pocl.download(x), np.full((512, 384), 40, np.float32))


def test_idle_memory_is_used_again_and_freed_beyond_its_limit(gpu_on_pocl: GpuOps) -> None:
    from attnviz.compute.pool import Pool

    pool = Pool(gpu_on_pocl._context, gpu_on_pocl._queue, limit=1 << 20)
    first = pool.take(100_000)
    buffer = first.buffer
    del first
    again = pool.take(99_000)
    assert again.buffer is buffer
    del again
    kept = [pool.take(600_000) for _ in range(3)]
    del kept
    pool.take(5_000_000)
    assert pool._idle_bytes <= 1 << 20
    pool.close()
    late = pool.take(10)
    del late
    assert not pool._returned
