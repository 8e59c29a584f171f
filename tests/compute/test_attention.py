"""Attention on every device against the float64 twin: all shapes, masks and shared key heads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from closeness import ROWS, assert_close, floats

from attnviz.compute import reference
from attnviz.compute.gpu_ops import GpuOps
from attnviz.compute.ops import Cache, Columns, Mask, Ops

SCORE_RELATIVE, SCORE_ABSOLUTE = 1e-6, 2e-6
WEIGHT_RELATIVE, WEIGHT_ABSOLUTE = 5e-6, 1e-7
CONTEXT_RELATIVE, CONTEXT_ABSOLUTE = 1e-6, 3e-6
SUM_ABSOLUTE = 1e-6

SHAPES = [(384, 12), (64, 4), (64, 1), (40, 5), (60, 6), (48, 2), (6, 2)]
"""(D, H): head widths 32, 16, 64, 8, 10, 24 and 3"""


@dataclass
class Case:
    """Queries, keys and values on the host (float64) and on a device."""

    ops: Ops
    q: np.ndarray  # (T, H * Dh)
    k: np.ndarray  # (S, G * Dh)
    v: np.ndarray
    size: int
    mask: Mask
    query: Columns
    cache: Cache

    @property
    def heads(self) -> int:
        return self.q.shape[1] // self.size

    @property
    def seen(self) -> np.ndarray:
        mask = self.mask
        return reference.allowed(len(self.q), mask.keys, mask.first, mask.causal, mask.window, mask.hidden)

    def own(self, head: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        group = head * self.k.shape[1] // self.q.shape[1]
        q = self.q[:, head * self.size :][:, : self.size]
        k, v = (x[:, group * self.size :][:, : self.size] for x in (self.k, self.v))
        return q, k, v

    def check(self, head: int) -> np.ndarray:
        """Compare one head, each stage with the twin of what the stage before it gave; returns the weights."""
        ops, seen = self.ops, self.seen
        made = ops.attend_head(self.query, head, self.cache, self.mask)
        scores, weights, context = map(ops.download, made)
        q, k, v = self.own(head)
        assert np.array_equal(scores == -np.inf, ~seen)
        assert np.array_equal(weights[~seen], np.zeros((~seen).sum()))
        bound = SCORE_RELATIVE * (np.abs(q) @ np.abs(k).T) / np.sqrt(self.size) * self.mask.sharpness
        twin = reference.attend_head(q, k, v, seen, self.mask.sharpness)[0]
        assert_close(np.where(seen, scores, 0), np.where(seen, twin, 0), bound, SCORE_ABSOLUTE)
        assert_close(weights, reference.softmax_rows(scores.astype(np.float64)), WEIGHT_RELATIVE, WEIGHT_ABSOLUTE)
        blended = weights.astype(np.float64) @ v
        bound = CONTEXT_RELATIVE * (weights.astype(np.float64) @ np.abs(v))
        assert_close(context, blended, bound, CONTEXT_ABSOLUTE)
        assert np.abs(weights.sum(axis=1, dtype=np.float64) - seen.any(axis=1)).max() <= SUM_ABSOLUTE
        assert weights.min() >= 0
        self.check_together(head, context, weights, blended, bound)
        return weights

    def check_together(
        self, head: int, context: np.ndarray, weights: np.ndarray, blended: np.ndarray, bound: np.ndarray
    ) -> None:
        whole = self.ops.download(self.ops.attend(self.query, self.cache, self.mask))
        assert whole.shape == self.q.shape
        flash = self.ops.download(self.ops.attend_flash(self.query, self.cache, self.mask))
        assert_close(flash[:, head * self.size :][:, : self.size], blended, 2 * bound, 2 * CONTEXT_ABSOLUTE)
        every, tables = self.ops.attend_all(self.query, self.cache, self.mask)
        used = whole[:, head * self.size :][:, : self.size]
        table = self.ops.download(tables[head])
        if isinstance(self.ops, GpuOps):  # the forward pass has another kernel there, whose scores are the same
            assert_close(used, blended, bound, CONTEXT_ABSOLUTE)
            assert_close(table, weights.astype(np.float64), WEIGHT_RELATIVE, WEIGHT_ABSOLUTE)
        else:
            assert np.array_equal(used, context), "a view must show what the model used"
            assert np.array_equal(table, weights)
            assert np.array_equal(self.ops.download(every), whole)


def case(ops: Ops, q: np.ndarray, k: np.ndarray, v: np.ndarray, size: int, mask: Mask | None = None) -> Case:
    cache = ops.cache(k.shape[1] // size, size, len(k))
    both = ops.upload(np.concatenate([k, v], axis=1))
    width = k.shape[1]
    ops.append(cache, (both, 0, width), (both, width, 2 * width))
    exact = (x.astype(np.float64) for x in (q, k, v))
    return Case(ops, *exact, size, mask or Mask(len(k)), (ops.upload(q), 0, q.shape[1]), cache)


def itself(ops: Ops, seed: int, rows: int, width: int, heads: int, mask: Mask | None = None) -> Case:
    q, k, v = floats(seed, 3, rows, width)
    return case(ops, q, k, v, width // heads, mask)


@pytest.mark.parametrize("rows", ROWS)
def test_every_number_of_rows(ops: Ops, rows: int) -> None:
    itself(ops, 1, rows, 384, 12).check(7)


@pytest.mark.parametrize(("width", "heads"), SHAPES)
@pytest.mark.parametrize("rows", [5, 17])
def test_every_width_of_head(ops: Ops, width: int, heads: int, rows: int) -> None:
    made = itself(ops, 2, rows, width, heads)
    for head in {0, heads - 1}:
        made.check(head)


@pytest.mark.parametrize("rows", [1, 2, 7, 16, 33, 100])
@pytest.mark.parametrize("window", [0, 1, 5, 16, 40])
def test_causal_and_sliding_window(ops: Ops, rows: int, window: int) -> None:
    weights = itself(ops, 3, rows, 64, 4, Mask(rows, causal=True, window=window)).check(2)
    assert np.array_equal(weights > 0, reference.allowed(rows, rows, 0, True, window))


@pytest.mark.parametrize(("rows", "first"), [(1, 0), (1, 20), (1, 32), (5, 11), (20, 13)])
@pytest.mark.parametrize("window", [0, 9])
def test_new_queries_after_old_keys(ops: Ops, rows: int, first: int, window: int) -> None:
    q, k, v = floats(4, rows, 64), *floats(5, 2, first + rows, 64)
    made = case(ops, q, k, v, 16, Mask(first + rows, first, causal=True, window=window))
    made.check(0)
    made.check(3)


@pytest.mark.parametrize(("rows", "keys"), [(1, 30), (9, 1), (33, 17), (6, 48)])
def test_queries_of_one_text_look_at_another(ops: Ops, rows: int, keys: int) -> None:
    k, v = floats(7, 2, keys, 96)
    case(ops, floats(6, rows, 96), k, v, 32).check(1)


@pytest.mark.parametrize(("heads", "groups"), [(9, 3), (4, 1), (8, 2)])
def test_query_heads_that_share_keys(ops: Ops, heads: int, groups: int) -> None:
    k, v = floats(9, 2, 21, groups * 16)
    made = case(ops, floats(8, 21, heads * 16), k, v, 16, Mask(21, causal=True))
    for head in range(heads):
        made.check(head)


@pytest.mark.parametrize("rows", [1, 6, 33, 100])
def test_all_heads_at_once(ops: Ops, rows: int) -> None:
    made = itself(ops, 3, rows, 384, 12)
    twin = reference.attend(made.q, made.k, made.v, 32, made.seen)
    context = ops.download(ops.attend(made.query, made.cache, made.mask))
    assert_close(context, twin, CONTEXT_RELATIVE, CONTEXT_ABSOLUTE)


@pytest.mark.parametrize("size", [10, 16, 48])
@pytest.mark.parametrize("steps", [(1,) * 40, (7, 1, 9, 23), (16, 24), (3, 37), (40,)])
def test_a_cache_that_is_filled_step_by_step(ops: Ops, steps: tuple[int, ...], size: int) -> None:
    """Panels that are whole, begun, or gone on with, and of heads whose rows can be read eight numbers at a time."""
    k, v = floats(10, 2, 40, 6 * size)
    cache, at = ops.cache(6, size, 40), 0
    for count in steps:
        rows = ops.upload(np.concatenate([k[at : at + count], v[at : at + count]], axis=1))
        ops.append(cache, (rows, 0, 6 * size), (rows, 6 * size, 12 * size), at)
        at += count
    for head in (0, 5):
        key, value = ops.cached(cache, head, 40)
        assert np.array_equal(key, k[:, size * head : size * (head + 1)])
        assert np.array_equal(value, v[:, size * head : size * (head + 1)])
    whole = case(ops, floats(11, 40, 6 * size), k, v, size)
    whole.cache = cache
    whole.check(4)


@pytest.mark.parametrize("start", [4, 8])
def test_keys_that_begin_anywhere_in_their_rows(ops: Ops, start: int) -> None:
    rows = floats(13, 20, 96)
    cache, sent = ops.cache(2, 16, 20), ops.upload(rows)
    ops.append(cache, (sent, start, start + 32), (sent, start + 40, start + 72))
    key, value = ops.cached(cache, 1, 20)
    assert np.array_equal(key, rows[:, start + 16 : start + 32])
    assert np.array_equal(value, rows[:, start + 56 : start + 72])


def test_appending_earlier_replaces(ops: Ops) -> None:
    k, v = floats(10, 2, 20, 32)
    cache = ops.cache(2, 16, 32)
    for at, rows in ((0, floats(12, 20, 64)), (0, np.concatenate([k, v], axis=1)[:9]), (9, np.hstack([k, v])[9:])):
        sent = ops.upload(rows)
        ops.append(cache, (sent, 0, 32), (sent, 32, 64), at)
    key, value = ops.cached(cache, 1, 20)
    assert np.array_equal(key, k[:, 16:])
    assert np.array_equal(value, v[:, 16:])


@pytest.mark.parametrize(
    ("rows", "size"), [(3, 8), (8, 8), (50, 8), (100, 16), (1, 4), (32, 24), (35, 48), (29, 7), (61, 60), (130, 9)]
)
@pytest.mark.parametrize("window", [None, 0, 5])
def test_thumbnails_keep_the_brightest_weight_of_each_cell(ops: Ops, rows: int, size: int, window: int | None) -> None:
    check_pictures(itself(ops, 13, rows, 64, 4, Mask(rows, causal=window is not None, window=window or 0)), size)


@pytest.mark.parametrize(("rows", "keys", "size"), [(1, 30, 8), (40, 3, 8), (33, 17, 24)])
def test_thumbnails_of_two_texts(ops: Ops, rows: int, keys: int, size: int) -> None:
    k, v = floats(7, 2, keys, 64)
    check_pictures(case(ops, floats(6, rows, 64), k, v, 16), size)


def check_pictures(made: Case, size: int) -> None:
    ops = made.ops
    pictures = ops.download(ops.thumbnails(made.query, made.cache, made.mask, size)).reshape(-1, size, size)
    assert len(pictures) == made.heads
    for head in range(made.heads):
        weights = ops.download(ops.attend_head(made.query, head, made.cache, made.mask)[1])
        twin = reference.pooled(weights.astype(np.float64), size)
        assert_close(pictures[head], twin, WEIGHT_RELATIVE, WEIGHT_ABSOLUTE)
        assert pictures[head].max() == pytest.approx(weights.max(), rel=1e-5)


def test_huge_scores_choose_one_key(ops: Ops) -> None:
    q, k, v = floats(4, 3, 33, 64)
    made = case(ops, q * 100, k * 100, v, 16)  # scores of some ten thousand, of both signs
    weights = made.check(2)
    q, k, v = made.own(2)
    scores = reference.attend_head(q, k, v, made.seen)[0]
    assert np.abs(scores).max() > 1e4
    assert np.array_equal(weights.argmax(axis=1), scores.argmax(axis=1))


def test_equal_scores_share_evenly(ops: Ops) -> None:
    q, k, v = floats(5, 3, 17, 64)
    weights = case(ops, q, np.repeat(k[:1], 17, axis=0), v, 16).check(1)
    assert np.allclose(weights, 1 / 17, rtol=1e-5, atol=0)


def test_scores_that_are_all_very_negative(ops: Ops) -> None:
    q, k, v = floats(6, 3, 15, 64)
    case(ops, np.abs(q) * 100, -np.abs(k) * 100, v, 16).check(0)


def test_one_token_attends_to_itself(ops: Ops) -> None:
    made = itself(ops, 7, 1, 384, 12)
    assert made.check(0).tolist() == [[1.0]]
    assert np.array_equal(ops.download(ops.attend(made.query, made.cache, made.mask)), made.v.astype(np.float32))


def test_sums_of_a_long_row(ops: Ops) -> None:
    weights = itself(ops, 8, 2000, 8, 1).check(0)
    assert np.abs(weights.sum(axis=1, dtype=np.float64) - 1).max() <= SUM_ABSOLUTE


def test_what_does_not_fit_is_refused(ops: Ops) -> None:
    cache, x = ops.cache(2, 16, 16), ops.upload(floats(1, 4, 64))
    with pytest.raises(ValueError, match=r"positions 13\.\.17"):
        ops.append(cache, (x, 0, 32), (x, 32, 64), 13)
    ops.append(cache, (x, 0, 32), (x, 32, 64))
    with pytest.raises(ValueError, match="head 4 of 4"):
        ops.attend_head((x, 0, 64), 4, cache, Mask(4))
    with pytest.raises(ValueError, match="48 columns"):
        ops.attend((x, 0, 48), cache, Mask(4))
    with pytest.raises(ValueError, match="17 keys"):
        ops.attend((x, 0, 64), cache, Mask(17))
