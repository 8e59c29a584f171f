"""attention.cl and NumpyOps' attention against the float64 twin."""

from __future__ import annotations

import numpy as np
import pytest
from closeness import ROWS, assert_close, floats

from attnviz.compute import reference
from attnviz.compute.gpu_ops import GpuOps
from attnviz.compute.ops import Ops

SCORE_RELATIVE, SCORE_ABSOLUTE = 1e-6, 2e-6
WEIGHT_RELATIVE, WEIGHT_ABSOLUTE = 5e-6, 1e-7
CONTEXT_RELATIVE, CONTEXT_ABSOLUTE = 1e-6, 3e-6
SUM_ABSOLUTE = 1e-6

SHAPES = [(384, 12), (64, 4), (64, 1), (40, 5), (60, 6), (48, 2), (6, 2)]
"""(D, H): head widths 32, 16, 64, 8, 10, 24 and 3"""


def check_head(ops: Ops, qkv: np.ndarray, heads: int, head: int) -> np.ndarray:
    """Compare one head, each stage with the twin of what the stage before it really gave; returns the weights."""
    tensor = ops.upload(qkv)
    scores, weights, context = map(ops.download, ops.attend_head(tensor, heads, head))
    exact = qkv.astype(np.float64)
    size = qkv.shape[1] // 3 // heads
    value = exact[:, -qkv.shape[1] // 3 :][:, head * size : (head + 1) * size]
    query, key = (exact[:, p * heads * size + head * size :][:, :size] for p in range(2))
    bound = SCORE_RELATIVE * (np.abs(query) @ np.abs(key).T) / np.sqrt(size)
    assert_close(scores, reference.attend_head(exact, heads, head)[0], bound, SCORE_ABSOLUTE)
    assert_close(weights, reference.softmax_rows(scores.astype(np.float64)), WEIGHT_RELATIVE, WEIGHT_ABSOLUTE)
    blended = weights.astype(np.float64) @ value
    bound = CONTEXT_RELATIVE * (weights.astype(np.float64) @ np.abs(value))
    assert_close(context, blended, bound, CONTEXT_ABSOLUTE)
    assert np.abs(weights.sum(axis=1, dtype=np.float64) - 1).max() <= SUM_ABSOLUTE
    assert weights.min() >= 0
    whole = ops.download(ops.attend(tensor, heads))
    assert whole.shape == (len(qkv), heads * size)
    used = whole[:, head * size : (head + 1) * size]
    if isinstance(ops, GpuOps):  # the forward pass has another kernel there, whose scores are the same
        assert_close(used, blended, bound, CONTEXT_ABSOLUTE)
    else:
        assert np.array_equal(used, context), "a view must show what the model used"
    return weights


@pytest.mark.parametrize("rows", ROWS)
def test_every_number_of_rows(ops: Ops, rows: int) -> None:
    check_head(ops, floats(1, rows, 3 * 384), 12, 7)


@pytest.mark.parametrize(("width", "heads"), SHAPES)
@pytest.mark.parametrize("rows", [5, 17])
def test_every_width_of_head(ops: Ops, width: int, heads: int, rows: int) -> None:
    for head in {0, heads - 1}:
        check_head(ops, floats(2, rows, 3 * width), heads, head)


@pytest.mark.parametrize("rows", [1, 6, 33, 100])
def test_all_heads_at_once(ops: Ops, rows: int) -> None:
    qkv = floats(3, rows, 3 * 384)
    made = ops.download(ops.attend(ops.upload(qkv), 12))
    assert_close(made, reference.attend(qkv.astype(np.float64), 12), CONTEXT_RELATIVE, CONTEXT_ABSOLUTE)


def test_huge_scores_choose_one_key(ops: Ops) -> None:
    qkv = floats(4, 33, 3 * 64)
    qkv[:, :128] *= 100  # scores of some ten thousand, of both signs
    weights = check_head(ops, qkv, 4, 2)
    scores = reference.attend_head(qkv.astype(np.float64), 4, 2)[0]
    assert np.abs(scores).max() > 1e4
    assert np.array_equal(weights.argmax(axis=1), scores.argmax(axis=1))


def test_equal_scores_share_evenly(ops: Ops) -> None:
    qkv = floats(5, 17, 3 * 64)
    qkv[:, 64:128] = qkv[0, 64:128]  # every key the same
    weights = check_head(ops, qkv, 4, 1)
    assert np.allclose(weights, 1 / 17, rtol=1e-5, atol=0)


def test_scores_that_are_all_very_negative(ops: Ops) -> None:
    qkv = floats(6, 15, 3 * 64)
    qkv[:, :64] = np.abs(qkv[:, :64]) * 100
    qkv[:, 64:128] = -np.abs(qkv[:, 64:128]) * 100
    check_head(ops, qkv, 4, 0)


def test_one_token_attends_to_itself(ops: Ops) -> None:
    qkv = floats(7, 1, 3 * 384)
    assert check_head(ops, qkv, 12, 0).tolist() == [[1.0]]
    assert np.array_equal(ops.download(ops.attend(ops.upload(qkv), 12)), qkv[:, 768:])


def test_sums_of_a_long_row(ops: Ops) -> None:
    weights = check_head(ops, floats(8, 2000, 3 * 8), 1, 0)
    assert np.abs(weights.sum(axis=1, dtype=np.float64) - 1).max() <= SUM_ABSOLUTE


def test_a_head_that_does_not_exist_is_refused(pocl: Ops) -> None:
    qkv = pocl.upload(floats(1, 4, 3 * 64))
    with pytest.raises(ValueError, match="head 4 of 4"):
        pocl.attend_head(qkv, 4, 4)
    with pytest.raises(ValueError, match="5 heads"):
        pocl.attend(qkv, 5)
