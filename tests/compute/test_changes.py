"""What a run may change to ask "what if", on every device against the float64 twin: sharper or flatter scores, hidden
keys, heads taken out, and the mean of all heads."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from closeness import assert_close, floats
from test_attention import WEIGHT_ABSOLUTE, WEIGHT_RELATIVE, Case, case, check_pictures, itself
from test_facts import check as check_facts
from test_facts import marks_of

from attnviz.compute import reference
from attnviz.compute.ops import Mask, Ops

WAYS = ("full", "causal", "window")


def masked(rows: int, way: str, **change: object) -> Mask:
    return replace(Mask(rows, causal=way != "full", window=9 if way == "window" else 0), **change)  # type: ignore[arg-type]


def some(rows: int, seed: int, share: float = 0.3) -> tuple[int, ...]:
    """Hidden positions, and one that is not there."""
    rng = np.random.default_rng(seed)
    return (*np.flatnonzero(rng.random(rows) < share).tolist(), rows + 3)


@pytest.mark.parametrize("rows", [1, 2, 6, 7, 16, 17, 33, 100])
@pytest.mark.parametrize("way", WAYS)
def test_hidden_keys(ops: Ops, rows: int, way: str) -> None:
    mask = masked(rows, way, hidden=some(rows, rows))
    made = itself(ops, rows, rows, 96, 3, mask)
    weights = made.check(1)
    others = ~np.eye(rows, dtype=bool)[:, [h for h in mask.hidden if h < rows]]
    assert (weights[:, [h for h in mask.hidden if h < rows]][others] == 0).all()
    check_facts(made, marks_of(made, seed=rows))
    check_mean(made)


@pytest.mark.parametrize("rows", [1, 5, 16, 33, 130])
@pytest.mark.parametrize("sharpness", [0.0, 0.25, 1 / math.sqrt(32), 5.0])
def test_sharper_and_flatter(ops: Ops, rows: int, sharpness: float) -> None:
    made = itself(ops, rows + 1, rows, 96, 3, masked(rows, "causal", sharpness=sharpness))
    weights = made.check(2)
    if sharpness == 0:
        counts = made.seen.sum(axis=1, keepdims=True)
        assert np.allclose(weights, made.seen / counts, rtol=1e-5, atol=0)
    check_facts(made, marks_of(made))
    check_mean(made)


def test_infinitely_sharp_is_one_key(ops: Ops) -> None:
    made = itself(ops, 4, 33, 64, 4, Mask(33, sharpness=1e6))
    weights = made.check(2)
    assert np.count_nonzero(weights) == 33


@pytest.mark.parametrize("rows", [1, 6, 19, 50])
def test_every_key_hidden_leaves_each_query_itself(ops: Ops, rows: int) -> None:
    made = itself(ops, 2, rows, 64, 4, Mask(rows, hidden=tuple(range(rows))))
    assert np.array_equal(made.check(0), np.eye(rows, dtype=np.float32))
    values = made.v.astype(np.float32)
    assert np.array_equal(ops.download(ops.attend(made.query, made.cache, made.mask)), values)


@pytest.mark.parametrize(("rows", "keys"), [(1, 30), (9, 1), (33, 17), (6, 48)])
@pytest.mark.parametrize("share", [0.4, 1.0])
def test_hidden_keys_of_another_text(ops: Ops, rows: int, keys: int, share: float) -> None:
    k, v = floats(7, 2, keys, 96)
    mask = Mask(keys, -rows - 1, sharpness=0.7, hidden=some(keys, rows, share))
    made = case(ops, floats(6, rows, 96), k, v, 32, mask)
    weights = made.check(1)
    if share == 1:
        assert not weights.any()
        assert not ops.download(ops.attend_flash(made.query, made.cache, made.mask)).any()
    check_facts(made, marks_of(made, None))
    check_pictures(case(ops, floats(6, rows, 96), k, v, 24, mask), 8)
    check_mean(made)


@pytest.mark.parametrize(("rows", "first"), [(1, 0), (1, 20), (5, 11), (20, 13)])
@pytest.mark.parametrize("window", [0, 9])
def test_new_queries_after_hidden_keys(ops: Ops, rows: int, first: int, window: int) -> None:
    q, k, v = floats(4, rows, 64), *floats(5, 2, first + rows, 64)
    mask = Mask(first + rows, first, causal=True, window=window, hidden=some(first + rows, first, 0.6))
    made = case(ops, q, k, v, 16, mask)
    made.check(0)
    made.check(3)
    check_facts(made, marks_of(made, first))
    check_mean(made)


@pytest.mark.parametrize(("rows", "size"), [(3, 8), (50, 8), (29, 7), (130, 9)])
@pytest.mark.parametrize("way", WAYS)
def test_thumbnails_of_hidden_keys(ops: Ops, rows: int, size: int, way: str) -> None:
    check_pictures(itself(ops, 13, rows, 64, 4, masked(rows, way, hidden=some(rows, 1), sharpness=2.0)), size)


@pytest.mark.parametrize("sign", [1, -1])
def test_extreme_scores_of_what_is_left(ops: Ops, sign: int) -> None:
    """The largest scores by far are those of hidden keys, or all of them are very negative."""
    q, k, v = (np.abs(x) for x in floats(6, 3, 40, 64))
    k[:5] *= 1000
    made = case(ops, q * 100, sign * k * 100, v, 16, Mask(40, hidden=tuple(range(5))))
    scores = np.where(made.seen, 0, reference.attend_head(*made.own(1), np.ones((40, 40), bool))[0])
    assert np.abs(scores).max() > 1e6
    made.check(1)
    check_mean(made)


@pytest.mark.parametrize(("heads", "groups"), [(9, 3), (4, 1)])
def test_random_changes_of_heads_that_share_keys(ops: Ops, heads: int, groups: int) -> None:
    for seed in range(4):
        rng = np.random.default_rng(seed)
        rows, width = int(rng.integers(1, 60)), groups * 16
        k, v = floats(seed, 2, rows, width)
        mask = masked(rows, WAYS[seed % 3], hidden=some(rows, seed, rng.random()), sharpness=float(rng.random() * 3))
        made = case(ops, floats(8, rows, heads * 16), k, v, 16, mask)
        made.check(heads - 1)
        check_mean(made)


@pytest.mark.parametrize("rows", [1, 2, 6, 7, 16, 33, 259])
@pytest.mark.parametrize("way", WAYS)
def test_mean_of_all_heads(ops: Ops, rows: int, way: str) -> None:
    check_mean(itself(ops, 3, rows, 96, 6, masked(rows, way)))


def check_mean(made: Case) -> None:
    mean = made.ops.download(made.ops.mean_weights(made.query, made.cache, made.mask))
    heads = [
        made.ops.download(made.ops.attend_head(made.query, h, made.cache, made.mask)[1]) for h in range(made.heads)
    ]
    assert_close(mean, np.mean(heads, axis=0, dtype=np.float64), WEIGHT_RELATIVE, WEIGHT_ABSOLUTE)
    twin = reference.mean_weights(made.q, made.k, made.size, made.seen, made.mask.sharpness)
    largest = np.abs(made.q).max() * np.abs(made.k).max() * made.mask.sharpness
    assert np.abs(mean - twin).max() <= 1e-5 * max(1, largest)


@pytest.mark.parametrize("rows", [1, 6, 33])
@pytest.mark.parametrize(("start", "stop"), [(0, 1), (32, 64), (7, 60), (0, 60), (59, 60)])
def test_columns_are_cleared(ops: Ops, rows: int, start: int, stop: int) -> None:
    x = floats(3, rows, 60)
    tensor = ops.upload(x)
    if stop <= 60:
        ops.clear((tensor, start, stop))
        assert np.array_equal(ops.download(tensor), reference.clear(x, start, stop))
        return
    with pytest.raises(ValueError, match="columns"):
        ops.clear((tensor, start, stop))


def test_a_head_taken_out_of_a_context(ops: Ops) -> None:
    made = itself(ops, 5, 20, 64, 4)
    context = ops.attend(made.query, made.cache, made.mask)
    whole = ops.download(context)
    ops.clear((context, 16, 32))
    assert np.array_equal(ops.download(context), reference.clear(whole, 16, 32))


def test_a_change_does_not_stay(ops: Ops) -> None:
    made = itself(ops, 5, 20, 64, 4)
    before = ops.download(ops.attend(made.query, made.cache, made.mask))
    changed = replace(made.mask, hidden=(3,), sharpness=0.5)
    assert not np.allclose(ops.download(ops.attend(made.query, made.cache, changed)), before)
    assert np.array_equal(ops.download(ops.attend(made.query, made.cache, made.mask)), before)
