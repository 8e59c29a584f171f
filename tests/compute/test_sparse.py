"""Sparse attention on every device against the float64 twin: any pattern of any shape, and blocks that are left out."""

from __future__ import annotations

import numpy as np
import pytest
from closeness import assert_close, floats
from test_attention import CONTEXT_ABSOLUTE, SHAPES, Case, case, itself

from attnviz.compute import reference
from attnviz.compute.ops import Mask, Ops
from attnviz.compute.pattern import KEYS, listed, unlisted


def check(made: Case, seen: np.ndarray, sharpness: float = 1.0) -> np.ndarray:
    """The pattern's pairs alone are computed, and the count of them is the table's."""
    ops = made.ops
    pattern = ops.pattern(seen)
    assert pattern.pairs == seen.sum()
    assert pattern.pairs <= pattern.computed
    context = ops.download(ops.attend_sparse(made.query, made.cache, pattern, sharpness))
    twin = reference.attend(made.q, made.k, made.v, made.size, seen, sharpness)
    # a score's error is a weight's relative error, and so a context's: of the size of the scores
    assert_close(context, twin, 1e-5, 5 * CONTEXT_ABSOLUTE)
    return context


def some(seed: int, queries: int, keys: int, share: float) -> np.ndarray:
    """Random pairs, at least one."""
    rng = np.random.default_rng(seed)
    seen = rng.random((queries, keys)) < share
    seen[rng.integers(queries), rng.integers(keys)] = True
    return seen


@pytest.mark.parametrize("rows", [1, 2, 5, 6, 7, 15, 16, 17, 33, 100, 257])
@pytest.mark.parametrize("share", [0.003, 0.1, 0.6, 1.0])
def test_random_patterns(ops: Ops, rows: int, share: float) -> None:
    """Some queries of a thin one have no key at all: their context is 0."""
    seen = some(rows, rows, rows, share)
    context = check(itself(ops, rows, rows, 96, 3), seen)
    assert not context[~seen.any(axis=1)].any()


@pytest.mark.parametrize(("width", "heads"), [*SHAPES, (66, 1), (260, 2), (128, 1)])
@pytest.mark.parametrize("rows", [5, 40])
def test_every_width_of_head(ops: Ops, width: int, heads: int, rows: int) -> None:
    check(itself(ops, width, rows, width, heads), some(width, rows, rows, 0.3))


@pytest.mark.parametrize(("rows", "keys"), [(1, 30), (9, 1), (33, 17), (6, 48), (70, 200)])
def test_queries_of_one_text_look_at_another(ops: Ops, rows: int, keys: int) -> None:
    k, v = floats(7, 2, keys, 96)
    check(case(ops, floats(6, rows, 96), k, v, 32), some(rows, rows, keys, 0.2), 0.7)


@pytest.mark.parametrize(("heads", "groups"), [(9, 3), (4, 1), (8, 2)])
def test_heads_that_share_keys(ops: Ops, heads: int, groups: int) -> None:
    k, v = floats(9, 2, 37, groups * 16)
    check(case(ops, floats(8, 37, heads * 16), k, v, 16), some(heads, 37, 37, 0.2))


@pytest.mark.parametrize("rows", [1, 6, 17, 50, 130])
@pytest.mark.parametrize("mask", ["full", "causal", "window"])
def test_a_masks_pairs_give_what_attend_gives(ops: Ops, rows: int, mask: str) -> None:
    made = itself(ops, rows, rows, 64, 4, Mask(rows, causal=mask != "full", window=9 if mask == "window" else 0))
    whole = ops.download(ops.attend(made.query, made.cache, made.mask))
    assert np.allclose(check(made, made.seen), whole, rtol=1e-5, atol=5e-6)


def test_fewer_keys_than_the_cache_has(ops: Ops) -> None:
    """What is behind the last key, in the same panel, changes nothing; not even what is no number."""
    k, v = floats(3, 2, 40, 64)
    k[21:], v[21:] = np.nan, np.inf
    made = case(ops, floats(4, 9, 64), k, v, 16)
    made.k, made.v = made.k[:21], made.v[:21]
    check(made, some(1, 9, 21, 0.5))


def test_some_queries_of_a_wider_matrix(ops: Ops) -> None:
    x = floats(5, 20, 192)
    made = case(ops, x[:, 64:128], x[:, :64], x[:, 128:], 16)
    made.query = (ops.upload(x), 64, 128)
    check(made, some(2, 20, 20, 0.4))


@pytest.mark.parametrize("sign", [1, -1])
def test_extreme_scores(ops: Ops, sign: int) -> None:
    """The largest scores by far are of pairs that the pattern leaves out, or all are very negative."""
    q, k, v = (np.abs(x) for x in floats(6, 3, 40, 64))
    k[:5] *= 1000
    seen = some(3, 40, 40, 0.5)
    seen[:, :5] = False
    seen[:, 7] = True
    made = case(ops, q * 100, sign * k * 100, v, 16)
    context = ops.download(ops.attend_sparse(made.query, made.cache, ops.pattern(seen)))
    twin = reference.attend(made.q, made.k, made.v, 16, seen)
    assert np.isfinite(context).all()
    assert np.quantile(np.abs(context - twin), 0.9) < 1e-3, "of two keys that score nearly alike rounding may choose"


def test_blocks_without_a_pair_are_not_computed(ops: Ops) -> None:
    diagonal, full = (ops.pattern(seen) for seen in (np.eye(256, dtype=bool), np.ones((256, 256), bool)))
    assert (diagonal.pairs, full.pairs) == (256, 256 * 256)
    assert full.computed >= full.pairs
    assert diagonal.computed <= full.computed / 8
    assert diagonal.most <= 2 * KEYS
    assert full.most == 256


def test_the_work_of_a_run_is_that_of_the_listed_blocks(pocl: Ops, gpu_on_pocl: Ops) -> None:
    for ops in (pocl, gpu_on_pocl):
        made = itself(ops, 5, 100, 96, 3)
        pattern = ops.pattern(np.eye(100, dtype=bool))
        ops.record(True)
        ops.attend_sparse(made.query, made.cache, pattern)
        (launch,) = ops.launches()
        ops.record(False)
        assert "sparse" in launch.kernel
        assert launch.flops == 4 * 3 * 32 * pattern.computed
        assert launch.bytes >= 4 * 4 * 100 * 96


@pytest.mark.parametrize(("queries", "keys"), [(1, 1), (7, 15), (16, 16), (33, 50)])
@pytest.mark.parametrize("rows", [4, 6, 8, 16])
def test_what_is_listed_is_the_pattern(queries: int, keys: int, rows: int) -> None:
    seen = some(rows, queries, keys, 0.1)
    starts, blocks = listed(seen, rows)
    back = np.zeros_like(seen)
    for band, start in enumerate(range(0, queries, rows)):
        at, looked = unlisted(blocks[starts[band] : starts[band + 1]], keys)
        own = back[start : start + rows]
        own[:, at] = looked[: len(own)]
        assert (np.diff(at) > 0).all()
    assert np.array_equal(back, seen)
    assert starts[-1] == len(blocks)


def test_what_cannot_be_is_refused(ops: Ops) -> None:
    made = itself(ops, 1, 9, 64, 4)
    with pytest.raises(ValueError, match="no pair"):
        ops.pattern(np.zeros((9, 9), bool))
    with pytest.raises(ValueError, match="8 queries for 9"):
        ops.attend_sparse(made.query, made.cache, ops.pattern(np.ones((8, 9), bool)))
    with pytest.raises(ValueError, match="99 keys"):
        ops.attend_sparse(made.query, made.cache, ops.pattern(np.ones((9, 99), bool)))
