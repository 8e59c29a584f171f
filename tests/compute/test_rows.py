"""rows.cl and NumpyOps' rows against their twins, which only copy and add."""

from __future__ import annotations

import numpy as np
import pytest
from closeness import floats

from attnviz.compute import reference
from attnviz.compute.ops import Mask, Ops


def numbers(*rows: int) -> np.ndarray:
    return np.array(rows, np.int32)


@pytest.mark.parametrize("width", [1, 20, 576])
def test_rows_are_taken(ops: Ops, width: int) -> None:
    x, rows = floats(1, 33, width), numbers(32, 0, 7, 7, 1)
    made = ops.download(ops.take_rows(ops.upload(x), rows))
    assert np.array_equal(made, reference.take_rows(x, rows))


@pytest.mark.parametrize("width", [1, 20, 576])
def test_rows_are_added(ops: Ops, width: int) -> None:
    y, x, rows, factors = floats(1, 33, width), floats(2, 4, width), numbers(32, 5, 0, 6), floats(3, 4)
    tensor = ops.upload(y)
    ops.add_rows(tensor, rows, ops.upload(x), factors)
    ops.add_rows(tensor, rows[1:2], ops.upload(x[:1]), factors[2:3])
    twin = reference.add_rows(y.astype(np.float64), rows, x, factors)
    twin = reference.add_rows(twin, rows[1:2], x[:1], factors[2:3])
    assert np.allclose(ops.download(tensor), twin, rtol=0, atol=1e-6)


@pytest.mark.parametrize("at", [0, 1, 15, 16])
def test_rows_are_put(ops: Ops, at: int) -> None:
    y, x = floats(1, 33, 40), floats(2, 17, 100)
    tensor = ops.upload(y)
    ops.put_rows(tensor, (ops.upload(x), 50, 90), at)
    assert np.array_equal(ops.download(tensor), reference.put_rows(y, x[:, 50:90], at))


def test_zeros_in_memory_that_was_used_before(ops: Ops) -> None:
    for count in (5, 33, 5):
        made = ops.zeros(count, 30)
        assert np.array_equal(ops.download(made), np.zeros((count, 30), np.float32))
        ops.put_rows(made, (ops.upload(np.full((count, 30), np.nan, np.float32)), 0, 30))


def test_first_rows_are_the_same_memory(ops: Ops) -> None:
    x, more = floats(1, 20, 24), floats(2, 1, 24)
    whole = ops.upload(x)
    part = ops.first_rows(whole, 7)
    ops.put_rows(whole, (ops.upload(more), 0, 24), 6)
    assert np.array_equal(ops.download(part), reference.put_rows(x, more, 6)[:7])


def test_a_cache_is_copied_into_a_larger_one(ops: Ops) -> None:
    k, v = floats(1, 19, 48), floats(2, 19, 48)
    small, large = ops.cache(2, 24, 19), ops.cache(2, 24, 70)
    ops.append(small, (ops.upload(k), 0, 48), (ops.upload(v), 0, 48))
    ops.copy_cache(small, large, 18)
    for head in range(2):
        for made, twin in zip(ops.cached(large, head, 18), (k, v), strict=True):
            assert np.array_equal(made, twin[:18, head * 24 : head * 24 + 24])
    query = (ops.upload(floats(3, 18, 48)), 0, 48)
    both = [ops.download(ops.attend(query, cache, Mask(18, causal=True))) for cache in (small, large)]
    assert np.array_equal(*both)


def test_many_small_steps_with_numbers_of_their_own(ops: Ops) -> None:
    """More row numbers than there is room for at a time: none may overwrite what a waiting step still reads."""
    x, picked = ops.upload(floats(1, 5000, 8)), []
    orders = [np.roll(np.arange(5000, dtype=np.int32), shift) for shift in range(400)]
    picked = [ops.take_rows(ops.take_rows(x, order), order[:3]) for order in orders]
    for made, order in zip(picked[::57], orders[::57], strict=True):
        assert np.array_equal(ops.download(made), floats(1, 5000, 8)[order][order[:3]])


def test_rows_that_do_not_exist_are_refused(ops: Ops) -> None:
    x = ops.upload(floats(1, 5, 24))
    one = np.ones(1, np.float32)
    for rows in (numbers(), numbers(5), numbers(-1)):
        with pytest.raises(ValueError, match="rows"):
            ops.take_rows(x, rows)
    with pytest.raises(ValueError, match="twice"):
        ops.add_rows(x, numbers(1, 1), ops.upload(floats(2, 2, 24)), np.ones(2, np.float32))
    with pytest.raises(ValueError, match="factors"):
        ops.add_rows(x, numbers(1, 2), ops.upload(floats(2, 2, 24)), one)
    with pytest.raises(ValueError, match="rows"):
        ops.put_rows(x, (x, 0, 24), 1)
    with pytest.raises(ValueError, match="columns"):
        ops.put_rows(x, (x, 0, 23))
    with pytest.raises(ValueError, match="rows"):
        ops.first_rows(x, 6)
