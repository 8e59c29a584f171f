"""The labs on sparse attention: patterns are what papers say; shares, weights and errors are counted right."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from traces import TRANSLATOR, make_trace

from attnviz.compute import reference
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.ops import Mask
from attnviz.engine import Engine
from attnviz.errors import UserError
from attnviz.lab import lab
from attnviz.labs import sparse_cost
from attnviz.labs.sparse import LEAST, PATTERNS, experiment, looks, usual_width
from attnviz.labs.workbench import Workbench, depends_on_text
from attnviz.model.forward import Attention, Forward
from attnviz.trace import HeadTrace, TraceRequest

TEXT = "Taro ate the cake. After that, he fell asleep."
HEADS, SIZE = 3, 8


def bench(rows: int, causal: bool = False, special: tuple[int, ...] = (), layer: int = 0) -> Workbench:
    """A layer of random queries, keys and values, the head 1 of which was read."""
    ops, keys = NumpyOps(), rows
    random = np.random.default_rng(rows)
    q, k, v = (random.standard_normal((n, HEADS * SIZE), np.float32) for n in (rows, keys, keys))
    cache, mask = ops.cache(HEADS, SIZE, keys), Mask(keys, causal=causal)
    ops.append(cache, (ops.upload(k), 0, HEADS * SIZE), (ops.upload(v), 0, HEADS * SIZE))
    attention = Attention((ops.upload(q), 0, HEADS * SIZE), cache, mask)
    scores, weights, context = map(ops.download, ops.attend_head(attention.query, 1, cache, mask))
    own = slice(SIZE, 2 * SIZE)
    head = HeadTrace(q[:, own], k[:, own], v[:, own], scores, weights, context)
    tokens = replace(make_trace("a " * (rows - 2), 0, 0).tokens, special=tuple(at in special for at in range(rows)))
    assert len(tokens) == rows
    model = SimpleNamespace(info=TRANSLATOR)
    return Workbench(ops, model, tokens, Forward(layers=(attention,) * 6), (layer, 1), {(layer, 1): head})


def test_the_share_of_pairs_is_the_masks_count():
    for pattern in PATTERNS:
        for causal in (False, True):
            for width in (1, 4, 5, 40):
                made = bench(23, causal=causal)
                found = experiment(made, pattern, width)
                allowed = reference.allowed(23, 23, causal=causal)
                assert found.pairs == np.count_nonzero(found.seen) == made.ops.pattern(found.seen).pairs
                assert found.of == np.count_nonzero(allowed)
                assert found.share == np.count_nonzero(found.seen) / np.count_nonzero(allowed)
                assert not (found.seen & ~allowed).any(), "a causal model keeps its mask"
                assert found.seen.diagonal().all(), "no query is left without a key"


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("causal", [False, True])
def test_kept_weight_and_error_are_those_of_float64(pattern, causal):
    made = bench(19, causal=causal, special=(0, 18))
    found = experiment(made, pattern, 5)
    (x, _, _), cache = made.attention.query, made.attention.cache
    q, k, v = (one.data.astype(np.float64) for one in (x, cache.keys, cache.values))
    full = reference.attend(q, k, v, SIZE, reference.allowed(19, 19, causal=causal))
    thin = reference.attend(q, k, v, SIZE, found.seen)
    assert found.error == pytest.approx(np.linalg.norm(thin - full) / np.linalg.norm(full), rel=1e-4)
    assert found.kept == pytest.approx(made.head.weights[found.seen].sum() / 19, rel=1e-5)
    assert 0 < found.kept < 1


def test_a_pattern_of_everything_loses_nothing():
    for pattern in PATTERNS:
        found = experiment(bench(9, causal=True), pattern, 99)
        assert (found.share, found.kept) == pytest.approx((1, 1))
        assert found.error < 1e-6


@pytest.mark.parametrize("tokens", [1, 2, 17, 40, 100])
@pytest.mark.parametrize("causal", [False, True])
def test_windows_have_their_width_and_two_strided_layers_connect_words(tokens, causal):
    mask = reference.allowed(tokens, tokens, causal=causal)
    for width in (1, 4, 5, 7):
        local, strided, _, blocks = (looks(pattern, tokens, width, causal) & mask for pattern in PATTERNS)
        assert local.sum(axis=1).max() == min(width, tokens)
        assert (blocks.sum(axis=1) <= width).all()
        assert (local <= strided).all()
        twice = strided.astype(int) @ strided.astype(int) > 0
        apart = np.argwhere(twice != mask)
        assert not (causal and len(apart)), "two layers connect any two words that may look at each other"
        assert (np.abs(apart[:, 0] - apart[:, 1]) > tokens - width).all(), "but those at the two ends"


def test_the_middle_of_a_window_is_the_word_itself():
    assert np.flatnonzero(looks("local", 20, 5)[10]).tolist() == [8, 9, 10, 11, 12]
    assert np.flatnonzero(looks("local", 20, 5, causal=True)[10]).tolist() == [6, 7, 8, 9, 10]
    assert np.flatnonzero(looks("strided", 20, 5, causal=True)[12]).tolist() == [2, 7, 8, 9, 10, 11, 12, 17]


def test_anchors_are_the_tokens_that_the_model_adds():
    found = experiment(bench(20, special=(0, 19)), "global", 3)
    assert found.seen[[0, 19]].all()
    assert found.seen[:, [0, 19]].all()
    assert found.pairs == 4 * 20 - 4 + sum(3 for _ in range(18)) - 2 * 1
    first = experiment(bench(20, causal=True), "global", 3)
    assert first.seen[:, 0].all(), "a model that adds none has its first token"
    assert not first.seen[:, 19][:-1].any()


def test_usual_width_grows_with_the_square_root_and_is_odd():
    widths = [usual_width(tokens) for tokens in range(1, 2000)]
    assert widths[0] == LEAST
    assert widths == sorted(widths)
    assert all(width % 2 for width in widths)
    assert all(abs(width - tokens**0.5) <= 1.5 for tokens, width in enumerate(widths, 1) if tokens > 9)


def test_what_cannot_be_said_so():
    with pytest.raises(UserError, match="self-attention"):
        experiment(bench(5, layer=4))  # as many words, but of another text
    with pytest.raises(ValueError, match="pattern 'round'"):
        looks("round", 5, 3)
    with pytest.raises(ValueError, match="of 0"):
        looks("local", 5, 0)


@pytest.fixture(scope="module", params=["auto", "numpy"])
def trace(request):
    before, sparse_cost.TOKENS = sparse_cost.TOKENS, 128
    engine = Engine()
    labs = (*(lab("sparse", pattern=pattern) for pattern in PATTERNS), lab("sparse_cost"))
    try:
        yield engine.run(TraceRequest(1, TEXT, "all-MiniLM-L6-v2", request.param, ((3, 7),), labs=labs))
    finally:
        engine.close()
        sparse_cost.TOKENS = before


def test_a_models_own_layer(trace):
    found = {pattern: trace.labs[lab("sparse", pattern=pattern)] for pattern in PATTERNS}
    for pattern, one in found.items():
        assert (one.pattern, one.tokens, one.of) == (pattern, 15, 225)
        assert one.width == usual_width(15)
        assert one.seen.sum() == one.pairs < one.of
        assert 0 < one.error < 3
    assert found["global"].seen[:, [0, 14]].all(), "[CLS] and [SEP]"
    assert found["global"].error < found["local"].error, "heads rest on [CLS] and [SEP]"
    assert depends_on_text(lab("sparse", pattern="local"))


def test_every_pattern_is_timed_beside_the_full_kernel(trace):
    cost = trace.labs[lab("sparse_cost")]
    assert [one.pattern for one in cost.patterns] == list(PATTERNS)
    assert cost.tokens == 128
    for one in cost.patterns:
        seen = looks(one.pattern, cost.tokens, cost.window)
        assert one.share == seen.sum() / seen.size
        assert one.share <= one.computed <= 1
        assert one.time == one.milliseconds / one.full > 0
    assert not depends_on_text(lab("sparse_cost"))
