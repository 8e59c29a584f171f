"""The knobs of the labs: what they change is what they say, and what they cannot take is told in words."""

from __future__ import annotations

import numpy as np
import pytest
from test_linear_lab import bench_of as linear_bench
from test_recurrent_lab import WIDTH, bench_of, run, states_of, words_of
from test_sparse_lab import bench
from traces import attention_head, make_trace

from attnviz.compute import reference
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.scans import FEATURES, SIDES
from attnviz.engine import Engine
from attnviz.errors import UserError
from attnviz.lab import lab
from attnviz.labs import cost, flash, linear, linear_cost, recurrent, sparse, sparse_cost, tile_rates, tiles
from attnviz.labs.timing import FEWEST, MOST, medians
from attnviz.labs.workbench import LABS, depends_on_text
from attnviz.trace import TraceRequest

WRONG = (
    (recurrent, {"keep": 1.2}, "keep"),
    (recurrent, {"push": 0.0}, "push"),
    (recurrent, {"width": 33}, "width"),
    (tiles, {"side": 3}, "side"),
    (tile_rates, {"side": 32}, "side"),
    (cost, {"length": 4096}, "length"),
    (cost, {"kind": "half"}, "kind"),
    (sparse, {"pattern": "round"}, "pattern"),
    (sparse, {"width": -1}, "width"),
    (sparse, {"anchors": 1.5e9}, "anchors"),
    (sparse_cost, {"pattern": "local", "stride": -3}, "stride"),
    (flash, {"block": 0}, "block"),
    (flash, {"query": 99}, "query"),
    (linear, {"feature": "sine"}, "feature"),
    (linear, {"half_life": -1}, "half_life"),
    (linear_cost, {"tokens": 0}, "tokens"),
)


@pytest.mark.parametrize(("module", "knobs", "said"), WRONG, ids=lambda one: getattr(one, "__name__", str(one)))
def test_what_a_knob_cannot_take_is_told_in_words(module, knobs, said):
    with pytest.raises(UserError, match=f"“{said}”"):
        module.experiment(bench(7), **knobs)


@pytest.mark.parametrize("seed", range(24))
def test_the_share_of_pairs_is_the_masks_count_however_the_knobs_stand(seed):
    random = np.random.default_rng(seed)
    rows, causal = int(random.integers(2, 40)), bool(random.integers(2))
    special = tuple(sorted({0, rows - 1} if random.integers(2) else ()))
    pattern = sparse.PATTERNS[seed % 4]
    width, anchors, stride = (int(random.integers(0, most)) for most in (rows + 5, 9, 12))
    made = bench(rows, causal=causal, special=special)
    found = sparse.experiment(made, pattern, width, anchors, stride)
    counted = sum(_looks(pattern, query, key, found, causal) for query in range(rows) for key in range(rows))
    allowed = np.count_nonzero(reference.allowed(rows, rows, causal=causal))
    assert (found.pairs, found.of) == (counted, allowed) == (np.count_nonzero(found.seen), found.of)
    assert found.share == counted / allowed
    assert found.width == (width or sparse.usual_width(rows))
    assert found.stride == (stride or found.width)
    assert len(found.anchors) == (min(anchors, rows) or len(special) or 1)
    assert set(special) <= set(found.anchors) or len(found.anchors) < len(special)


def _looks(pattern, query, key, found, causal):
    """One pair, by the definition in words."""
    if causal and key > query:
        return False
    if pattern == "blocks":
        return query // found.width == key // found.width
    after = 0 if causal else found.width // 2
    near = after - found.width < key - query <= after
    if pattern == "strided":
        return near or (query - key) % found.stride == 0
    return near or (pattern == "global" and bool({query, key} & set(found.anchors)))


@pytest.mark.parametrize(("keep", "push"), [(1.0, 2.0), (0.6, 0.5), (0.3, 0.1)])
def test_influence_is_a_finite_difference_with_the_knobs_turned(keep, push):
    words, small = words_of(6), 1e-5
    found = recurrent.experiment(bench_of(words), width=16, keep=keep, push=push)
    _, inputs, _ = states_of(words, 16)
    net = recurrent.net_of(WIDTH, 16, keep, push)
    assert net.kept.T @ net.kept == pytest.approx(keep**2 * np.eye(16), abs=1e-6)
    assert found.states == pytest.approx(run(net, inputs), abs=1e-5)
    for token in range(6):
        moved = []
        for number in range(WIDTH):
            step = np.zeros_like(inputs)
            step[token, number] = small
            moved.append((run(net, inputs + step) - run(net, inputs - step))[5] / (2 * small))
        assert found.influence[5, token] == pytest.approx(np.linalg.norm(moved), rel=1e-3, abs=1e-6)


def test_a_net_that_keeps_less_or_is_pushed_harder_forgets_faster():
    made = bench_of(words_of(30))
    first = [recurrent.experiment(made, keep=keep).shares(29)[1][0] for keep in (1.0, 0.8, 0.5)]
    assert first == sorted(first, reverse=True)
    pushed = [recurrent.experiment(made, push=push).shares(29)[1][0] for push in (0.1, 0.5, 3.0)]
    assert pushed == sorted(pushed, reverse=True)
    halves = [recurrent.experiment(made, keep=keep).half(29) for keep in (1.0, 0.5)]
    assert halves[0] > halves[1]


def test_half_is_counted_from_the_end():
    assert recurrent.half_of(np.array([0.1, 0.1, 0.2, 0.6])) == 1
    assert recurrent.half_of(np.array([0.4, 0.2, 0.2, 0.2])) == 3
    assert recurrent.half_of(np.array([1.0, 0.0])) == 2


@pytest.mark.parametrize("block", [1, 3, 4, 64, 4096])
def test_any_tile_ends_at_the_plain_answer(block):
    found = flash.experiment(bench(23), block=block)
    assert found.tiles[-1].total == pytest.approx(found.total)
    assert found.tiles[-1].highest == found.highest
    assert found.difference <= 1e-5 * max(1.0, found.scale)
    assert (found.block, found.width) == (block, 8)
    assert found.local_bytes == 4 * 2 * block * 8
    assert found.fitting(found.local_bytes) == block
    assert found.fitting(flash.CARD) == found.rows
    assert found.device_bytes == 0, "numpy has no local memory"


@pytest.mark.parametrize("feature", FEATURES)
@pytest.mark.parametrize("causal", [False, True])
def test_every_map_gives_weights_that_its_scan_never_made(feature, causal):
    head = attention_head(17, 3, causal=causal)
    found = linear.experiment(linear_bench(head, causal), feature=feature)
    assert found.output == pytest.approx(found.weights @ head.value, abs=1e-5)
    assert found.weights.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert found.feature == feature
    if feature == "exp":
        root = head.query.shape[1] ** 0.25
        products = np.exp(head.query / root).astype(float) @ np.exp(head.key / root).astype(float).T
        products = np.tril(products) if causal else products
        assert found.weights == pytest.approx(products / products.sum(axis=1, keepdims=True), rel=1e-4)


def test_a_memory_of_one_half_life():
    head = attention_head(12, 4)
    found = linear.experiment(linear_bench(head), half_life=3)
    keeps = 0.5 ** (1 / 3)
    assert found.fading == pytest.approx([(1 - keeps) * keeps**back for back in range(12)], rel=1e-4)
    assert found.fading[3] == pytest.approx(found.fading[0] / 2, rel=1e-4)
    away = np.linalg.norm(found.fading_output - head.context) / np.linalg.norm(head.context)
    assert found.fading_difference == pytest.approx(away, rel=1e-5)
    assert linear.experiment(linear_bench(attention_head(6, 7, keys=11))).fading_difference == -1


@pytest.mark.parametrize("side", SIDES)
def test_a_number_is_fetched_for_every_tile_that_it_is_of(side):
    made = bench(13)
    found = tiles.experiment(made, side)
    fetches = sum(
        min(side, 13 - row) * 8 + min(side, 13 - column) * 8
        for row in range(0, 13, side)
        for column in range(0, 13, side)
    )
    assert found.fetched == fetches
    assert found.tiles == len(range(0, 13, side)) ** 2
    assert found.flops == 2 * 13 * 13 * 8
    assert found.difference <= 1e-5 * found.scale


def test_a_median_is_of_several_runs_in_turns():
    calls = []
    found, runs = medians(NumpyOps(), lambda: calls.append("a"), lambda: calls.append("b"))
    assert len(found) == 2
    assert FEWEST <= runs <= MOST
    assert calls == ["a", "b"] * (runs + 1), "the first does not count"
    slow, runs = medians(NumpyOps(), lambda: calls.append("c"), patience=0.0)
    assert (len(slow), runs) == (1, FEWEST)


@pytest.fixture(scope="module", params=["auto", "numpy"])
def measured(request):
    """What times the device, at small sizes."""
    before = tile_rates.SIZE, sparse_cost.TOKENS
    tile_rates.SIZE, sparse_cost.TOKENS = 32, 96
    labs = (
        *(lab("tile_rates", side=side) for side in SIDES),
        lab("cost", length=24), lab("cost", length=48, kind="flash"),
        lab("linear_cost", tokens=40),
        lab("sparse_cost", pattern="strided", width=5, stride=9),
        lab("sparse_cost", pattern="global", width=0, anchors=3),
        lab("tiles", side=2), lab("flash", block=2), lab("linear", feature="exp"),
    )  # fmt: skip
    engine = Engine()
    try:
        text = "Taro ate the cake. After that, he fell asleep."
        yield engine.run(TraceRequest(1, text, "all-MiniLM-L6-v2", request.param, ((3, 7),), labs=labs)).labs
    finally:
        engine.close()
        tile_rates.SIZE, sparse_cost.TOKENS = before


def test_tiles_are_timed_against_a_ceiling(measured):
    for side in SIDES:
        rate = measured[lab("tile_rates", side=side)]
        assert 0 < rate.gflops <= rate.ceiling
        assert rate.own <= rate.ceiling
        assert rate.fetched == 2 * 32**3 // side
        assert rate.runs >= FEWEST
    assert measured[lab("tiles", side=2)].difference <= 1e-5 * measured[lab("tiles", side=2)].scale


def test_one_length_and_one_kind(measured):
    every, one = measured[lab("cost", length=24)], measured[lab("cost", length=48, kind="flash")]
    assert [len(points) for points in (every.full, every.flash, every.one_head)] == [1, 1, 1]
    assert (one.full, one.one_head, [point.n for point in one.flash]) == ((), (), [48])
    both = cost.joined([one, every])
    assert [point.n for point in both.flash] == [24, 48]
    assert both.full == every.full
    assert every.full[0].runs >= FEWEST


def test_patterns_are_timed_as_the_knobs_stand(measured):
    (strided,) = measured[lab("sparse_cost", pattern="strided", width=5, stride=9)].patterns
    assert strided.share == sparse.looks("strided", 96, 5, stride=9).mean()
    found = measured[lab("sparse_cost", pattern="global", width=0, anchors=3)]
    assert found.patterns[0].share == sparse.looks("global", 96, sparse.usual_width(96), anchors=(0, 1, 2)).mean()


def test_all_three_are_timed(measured):
    found = measured[lab("linear_cost", tokens=40)]
    assert min(found.softmax, found.linear, found.fading) > 0
    assert (found.tokens, found.width) == (40, 32)


def test_what_times_the_device_says_so():
    timed = {name for name in LABS if not depends_on_text(lab(name))}
    assert timed == {"cost", "sparse_cost", "tile_rates", "linear_cost"}


def test_anchors_are_the_added_tokens_first():
    tokens = make_trace("a b c d", 0, 0).tokens
    added = tuple(at for at, one in enumerate(tokens.special) if one)
    assert added == (0, len(tokens) - 1)
    assert sparse.anchors_of(tokens, len(tokens), 0) == added
    assert sparse.anchors_of(tokens, len(tokens), 1) == (0,)
    assert sparse.anchors_of(tokens, len(tokens), 4) == (0, 1, 2, len(tokens) - 1)
    assert sparse.anchors_of(None, 5, 0) == (0,)
    assert sparse.anchors_of(None, 2, 7) == (0, 1)
