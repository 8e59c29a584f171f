"""What heads do, on every device against the float64 twin: all shapes, masks, shared key heads, repeated tokens."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from closeness import assert_close, floats
from test_attention import Case, case, itself

from attnviz.compute import reference
from attnviz.compute.ops import Marks, Mask, Ops
from attnviz.heads import FACTS, POSITIONAL

RELATIVE, ABSOLUTE = 1e-5, 2e-6


def marks_of(made: Case, first: int | None = 0, entries: int = 7, seed: int = 0) -> Marks:
    """Random tokens, some of them special, and random shares that add up to 1; some queries have none."""
    rng, (rows, keys) = np.random.default_rng(seed), (len(made.q), made.mask.keys)
    ids = rng.integers(0, entries, rows + keys).astype(np.int32)
    shares = rng.random((2, rows), np.float32) * (rng.random(rows) < 0.7)
    shares[0, 0] = 1
    shares[1] *= rng.random(rows) < 0.7
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-3)
    queries = ids[-rows:] if first is None else ids[first : first + rows]
    return Marks(first, queries, ids[:keys], rng.random(keys) < 0.2, shares)


def facts_of(made: Case, marks: Marks) -> np.ndarray:
    """(H, len(FACTS))"""
    sums = made.ops.download(made.ops.facts(made.query, made.cache, made.mask, marks))
    return sums.reshape(made.heads, -1, len(FACTS)).sum(axis=1)


def check_overview(made: Case, marks: Marks, alone: np.ndarray) -> None:
    """Pictures of fewer and of more cells than there are queries: the same as alone, each query counted once."""
    for size in (5, 48):
        pictures, sums = map(made.ops.download, made.ops.overview(made.query, made.cache, made.mask, marks, size))
        assert np.array_equal(pictures, made.ops.download(made.ops.thumbnails(made.query, made.cache, made.mask, size)))
        assert_close(sums.reshape(made.heads, -1, len(FACTS)).sum(axis=1), alone.astype(np.float64), RELATIVE, ABSOLUTE)


def check(made: Case, marks: Marks) -> np.ndarray:
    found = facts_of(made, marks)
    check_overview(made, marks, found)
    known = [name for name in range(len(FACTS)) if marks.first is not None or FACTS[name] not in POSITIONAL]
    for head in range(made.heads):
        weights = reference.attend_head(*made.own(head), made.seen, made.mask.sharpness)[1]
        shares = marks.shares.astype(np.float64)
        twin = reference.facts(weights, marks.first, marks.queries, marks.keys, marks.special, shares)
        assert_close(found[head, known], twin[known], RELATIVE, ABSOLUTE * max(1, np.log2(len(marks.keys))))
    return found


def of(found: np.ndarray, *names: str) -> np.ndarray:
    return found[:, [FACTS.index(name) for name in names]]


@pytest.mark.parametrize("rows", [1, 2, 5, 6, 7, 13, 16, 17, 33, 100, 259])
@pytest.mark.parametrize("mask", ["full", "causal", "window"])
def test_every_number_of_rows(ops: Ops, rows: int, mask: str) -> None:
    made = itself(ops, rows, rows, 96, 3, Mask(rows, causal=mask != "full", window=9 if mask == "window" else 0))
    marks = marks_of(made, seed=rows)
    found = check(made, marks)
    shares = of(found, "previous", "next", "itself", "same", "first", "special")
    assert shares.min() >= 0
    assert shares.max() <= 1 + 1e-6
    most = np.log2(made.seen.sum(axis=1)) @ marks.shares[0]
    assert of(found, "entropy").min() >= -1e-6
    assert of(found, "entropy").max() <= most + 1e-5
    assert of(found, "distance").max() <= rows
    if mask != "full":
        assert (of(found, "next") == 0).all()
    if mask == "window":
        assert of(found, "distance").max() <= 8


@pytest.mark.parametrize(("heads", "groups", "size"), [(9, 3, 16), (4, 1, 3), (8, 2, 64), (5, 5, 10)])
def test_heads_that_share_keys(ops: Ops, heads: int, groups: int, size: int) -> None:
    k, v = floats(9, 2, 21, groups * size)
    made = case(ops, floats(8, 21, heads * size), k, v, size, Mask(21, causal=True))
    check(made, marks_of(made))


@pytest.mark.parametrize(("rows", "first"), [(1, 20), (5, 11), (20, 13)])
@pytest.mark.parametrize("window", [0, 9])
def test_new_queries_after_old_keys(ops: Ops, rows: int, first: int, window: int) -> None:
    q, k, v = floats(4, rows, 64), *floats(5, 2, first + rows, 64)
    made = case(ops, q, k, v, 16, Mask(first + rows, first, causal=True, window=window))
    check(made, marks_of(made, first))


@pytest.mark.parametrize(("rows", "keys"), [(1, 30), (9, 1), (33, 17), (6, 48), (40, 40)])
def test_queries_of_one_text_look_at_another(ops: Ops, rows: int, keys: int) -> None:
    k, v = floats(7, 2, keys, 96)
    made = case(ops, floats(6, rows, 96), k, v, 32)
    found = check(made, marks_of(made, None))
    assert (of(found, "previous", "next", "itself") == 0).all()


def put(ops: Ops, targets: Sequence[int], mask: Mask | None = None) -> Case:
    """A head whose query t puts all its weight on key ``targets[t]``."""
    k = np.eye(len(targets), 32, dtype=np.float32)
    return case(ops, 1000 * k[list(targets)], k, k, 32, mask)


def even(ids: Sequence[int], special: Sequence[int] = ()) -> Marks:
    count = len(ids)
    shares = np.full((2, count), 1 / count, np.float32)
    own = np.array(ids, np.int32)
    return Marks(0, own, own, np.isin(np.arange(count), special), shares)


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ([0, 0, 1, 2], {"previous": 0.75, "itself": 0.25, "first": 0.5, "distance": 0.75, "special": 0.5}),
        ([1, 2, 3, 3], {"next": 0.75, "itself": 0.25, "special": 0.5, "distance": 0.75}),
        ([2, 3, 0, 1], {"same": 1, "distance": 2, "first": 0.25, "special": 0.5}),
        ([0, 1, 2, 3], {"itself": 1, "first": 0.25, "special": 0.5}),
    ],
)
def test_heads_that_are_known(ops: Ops, targets: list[int], expected: dict[str, float]) -> None:
    found = facts_of(put(ops, targets), even([5, 6, 5, 6], special=[0, 3]))[0]
    assert dict(zip(FACTS, found.tolist(), strict=True)) == pytest.approx(dict.fromkeys(FACTS, 0) | expected, abs=1e-6)


def test_equal_weights_have_the_entropy_of_a_fair_choice(ops: Ops) -> None:
    k = np.ones((32, 16), np.float32)
    made = case(ops, floats(1, 32, 16), k, k, 16)
    found = facts_of(made, even(range(32)))
    assert of(found, "entropy")[0, 0] == pytest.approx(5, abs=1e-5)
    assert of(found, "same")[0, 0] == 0
    assert of(found, "distance")[0, 0] == pytest.approx((32**2 - 1) / (3 * 32), rel=1e-5)


def test_huge_scores_leave_no_doubt(ops: Ops) -> None:
    q, k, v = floats(4, 3, 33, 64)
    made = case(ops, q * 100, k * 100, v, 16)
    found = facts_of(made, marks_of(made))
    assert np.isfinite(found).all()
    assert of(found, "entropy").max() < 0.05


def test_a_query_without_a_share_counts_for_nothing(ops: Ops) -> None:
    q, k, v = floats(5, 3, 20, 64)
    marks = even(np.arange(20) % 3)
    marks.shares[:, 4] = 0
    one = facts_of(case(ops, q, k, v, 16), marks)
    q[4] = 1e3 * q[3]
    assert np.array_equal(one, facts_of(case(ops, q, k, v, 16), marks))


def test_a_long_text_adds_up(ops: Ops) -> None:
    made = itself(ops, 8, 1500, 8, 1, Mask(1500, causal=True))
    marks = marks_of(made, entries=300)
    found = check(made, marks)
    for _ in range(3):
        assert np.array_equal(found, facts_of(made, marks)), "the same text, the same bits"


def test_marks_of_another_text_are_refused(ops: Ops) -> None:
    made = itself(ops, 1, 6, 32, 2)
    other = marks_of(itself(ops, 1, 7, 32, 2))
    with pytest.raises(ValueError, match="marks of 7 queries for 6"):
        facts_of(made, other)
    own = marks_of(made)
    with pytest.raises(ValueError, match="marks of 7 keys for 6"):
        facts_of(made, Marks(0, own.queries, other.keys, other.special, own.shares))
