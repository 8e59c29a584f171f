"""The numbers are the model's: against Hugging Face transformers (MiniLM, stored values) and a float64 twin (e5)."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from golden.e5_twin import encode
from golden.golden import load_minilm, load_minilm_full

from attnviz.engine import Engine
from attnviz.pair import word_weight
from attnviz.samples import SAMPLES, find_pair
from attnviz.trace import TraceRequest
from attnviz.weights.checkpoint import open_checkpoint

ABSOLUTE = 1e-5
MINILM, E5 = "all-MiniLM-L6-v2", "multilingual-e5-small"
PARTS = ("query", "key", "value", "scores", "weights", "context")


@pytest.fixture(scope="module")
def engine():
    engine = Engine()
    yield engine
    engine.close()


def tensors(engine, text, model, device="pocl:0"):
    """On PoCL by name: "auto" would go over to numpy if a kernel failed its self-test, and prove nothing."""
    return engine.tensors(TraceRequest(1, text, model, device))


@pytest.mark.parametrize("case", load_minilm(), ids=lambda case: f"{len(case.ids)}-{case.text[:12]!r}")
def test_minilm_equals_transformers(engine, case):
    """Sampled entries of every layer and head; the largest weights are always among them."""
    trace, named = tensors(engine, case.text, MINILM)
    assert trace.tokens.ids == case.ids
    assert trace.tokens.total == case.total
    for (layer, head), (at, values) in case.weights.items():
        ours = named[f"layers.{layer}.weights"][head].ravel()[at]
        np.testing.assert_allclose(ours, values, rtol=0, atol=ABSOLUTE, err_msg=f"layer {layer} head {head}")
    for layer, (at, values) in case.hidden.items():
        ours = named[f"hidden_states.{layer}"].ravel()[at]
        np.testing.assert_allclose(ours, values, rtol=0, atol=ABSOLUTE, err_msg=f"hidden state {layer}")


def test_the_stored_cases_are_enough():
    cases = load_minilm()
    assert len(cases) >= 20
    assert min(len(case.ids) for case in cases) <= 3
    assert max(len(case.ids) for case in cases) == 512
    for case in cases:
        assert len(case.weights) == 72
        assert len(case.hidden) == 7


@pytest.mark.parametrize("device", ["pocl:0", "numpy"])
def test_one_sentence_whole(engine, device):
    full = load_minilm_full()
    _, named = tensors(engine, full.text, MINILM, device)
    for layer in range(6):
        np.testing.assert_allclose(named[f"layers.{layer}.weights"], full.weights[layer], rtol=0, atol=ABSOLUTE)
    for layer in range(7):
        np.testing.assert_allclose(named[f"hidden_states.{layer}"], full.hidden[layer], rtol=0, atol=ABSOLUTE)


@cache
def opened(model):
    """A checkpoint, and its arrays in float64, each made once for all tests."""
    checkpoint = open_checkpoint(model)
    return checkpoint, cache(lambda name: checkpoint.tensor(name).astype(np.float64))


@pytest.mark.parametrize("model", [E5, MINILM])
@pytest.mark.parametrize("text", ["太郎はケーキを食べた。そのあと彼は眠った。", "a", "I ate 🍰. מה שלומך? ﾊﾟ①㌔"])
def test_every_number_equals_the_float64_twin(engine, model, text):
    checkpoint, tensor = opened(model)
    table = checkpoint.word_table()
    trace, named = tensors(engine, text, model)
    rows = table.rows if hasattr(table, "rows") else lambda ids: table[list(ids)]
    oracle = encode(trace.tokens.ids, tensor, rows, checkpoint.config)
    for layer in range(trace.model.layers):
        # q, k and their scores reach several units: what is bounded there is the relative error
        for part in PARTS:
            ours, theirs = named[f"layers.{layer}.{part}"], getattr(oracle, part)[layer]
            scale = max(1.0, float(np.abs(theirs).max())) if part in ("query", "key", "value", "scores") else 1.0
            np.testing.assert_allclose(ours, theirs, rtol=0, atol=ABSOLUTE * scale, err_msg=f"{part} of layer {layer}")
    for layer, theirs in enumerate(oracle.hidden):
        np.testing.assert_allclose(named[f"hidden_states.{layer}"], theirs, rtol=0, atol=ABSOLUTE)


KNOWN = [(sample, pair) for sample in SAMPLES for pair in sample.pairs]


@pytest.mark.parametrize(("sample", "pair"), KNOWN, ids=lambda value: getattr(value, "model", value.__class__.__name__))
def test_known_heads_show_what_they_are_known_for(engine, sample, pair):
    trace = engine.run(TraceRequest(1, sample.text, pair.model, "pocl:0", ((pair.layer, pair.head),)))
    focus = find_pair(pair, trace.tokens)
    weight = word_weight(trace, trace.head(focus), focus.query, focus.key)
    assert weight == pytest.approx(pair.weight, abs=0.005)


def test_the_two_weights_of_the_issue():
    known = {(pair.model, pair.layer, pair.head, pair.query[:1], pair.key, pair.weight) for _, pair in KNOWN}
    assert (MINILM, 3, 7, "h", "Taro", 0.58) in known
    assert (E5, 11, 10, "彼", "太郎", 0.51) in known
