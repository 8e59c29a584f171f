"""Rollout, attention flow and one layer's weights: against the paper's equations, written out word by word."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from traces import DECODER, MODEL, TRANSLATOR, filled, model_trace

from attnviz.drift import Directions
from attnviz.rollout import AttentionFlow, Units, graph, level_units, raw_weights, roll_out, strongest, units_of
from attnviz.trace import ModelInfo, Trace

EN = "Taro ate the cake. After that, he fell asleep."


def traced(model: ModelInfo = MODEL, text: str = EN) -> Trace:
    bare = model_trace(model, text)
    return filled(replace(bare, request=replace(bare.request, states=True, means=True)))


def pieces(trace: Trace) -> Trace:
    """The first two words of the user's text are pieces of one."""
    words = [0, *(max(1, i - 1) for i in range(1, len(trace.tokens)))]
    return replace(trace, tokens=replace(trace.tokens, words=tuple(words)))


def flow_of(trace: Trace, level: int, chosen: int, **how):
    made = AttentionFlow(graph(trace, how.get("special", True)), level_units(trace, **how), level, chosen)
    assert list(made.steps())[-1:] in ([], [1.0])
    return made.flow


@pytest.mark.parametrize("model", [MODEL, DECODER])
def test_rollout_is_the_product_of_the_layers(model):
    trace = traced(model)
    whole = np.eye(len(trace.tokens))
    for mean in trace.means:
        whole = (0.5 * mean.astype(float) + 0.5 * np.eye(len(mean))) @ whole
    steps, units = graph(trace), level_units(trace, joined=False)
    for word in (1, len(trace.tokens) - 2):
        flow = roll_out(steps, units, model.layers, word)
        np.testing.assert_allclose(flow.inputs, whole[word], atol=1e-6)
        assert flow.top == model.layers
        assert flow.rank(int(whole[word].argmax())) == 1
    if model is DECODER:
        assert (roll_out(steps, units, model.layers, 3).inputs[4:] == 0).all()


def test_every_level_adds_up_and_edges_join_the_levels():
    trace = pieces(traced())
    for joined in (False, True):
        steps, units = graph(trace), level_units(trace, joined=joined)
        for flow in (
            roll_out(steps, units, 4, 5),
            flow_of(trace, 4, 5, joined=joined),
            raw_weights(steps, units, 4, 5),
        ):
            for share, below, edges in zip(flow.shares[1:], flow.shares, flow.edges, strict=False):
                assert share.sum() == pytest.approx(1.0)
                np.testing.assert_allclose(edges.sum(axis=1), share, atol=1e-6)
                np.testing.assert_allclose(edges.sum(axis=0), below, atol=1e-6)


def test_pieces_of_a_word_are_averaged_as_a_start_and_added_up_as_an_end():
    trace = pieces(traced())
    steps, joined, single = graph(trace), level_units(trace), level_units(trace, joined=False)
    assert len(joined[0]) == len(single[0]) - 1
    assert joined[0].names[1] == "Taro ate"
    ends = [roll_out(steps, single, 6, token).inputs for token in (1, 2)]
    mean = (ends[0] + ends[1]) / 2
    found = roll_out(steps, joined, 6, 1).inputs
    np.testing.assert_allclose(found, np.concatenate([mean[:1], [mean[1] + mean[2]], mean[3:]]), atol=1e-7)


def test_attention_flow_is_the_maximum_flow_to_each_input():
    trace = traced()
    steps, count, word = [0.5 * m.astype(float) + 0.5 * np.eye(len(m)) for m in trace.means], len(trace.tokens), 8
    net = nx.DiGraph()
    for level, step in enumerate(steps):
        for (i, j), capacity in np.ndenumerate(step):
            net.add_edge((level + 1, i), (level, j), capacity=float(capacity))
    for level in (1, 2, 6):
        expected = [nx.maximum_flow_value(net, (level, word), (0, j)) for j in range(count)]
        flow = flow_of(trace, level, word, joined=False)
        np.testing.assert_allclose(flow.values, expected, atol=1e-7)
        np.testing.assert_allclose(flow.inputs, np.array(expected) / sum(expected), atol=1e-7)


def test_raw_weights_are_those_of_one_layer():
    trace = traced()
    flow = raw_weights(graph(trace), level_units(trace, joined=False), 3, 7)
    np.testing.assert_allclose(flow.inputs, trace.means[2][7], atol=1e-7)
    assert (flow.bottom, flow.top) == (2, 3)


def test_without_special_tokens_the_rest_is_scaled_up():
    trace = traced()
    steps, units = graph(trace, special=False), level_units(trace, special=False, joined=False)
    own = trace.means[0][1:-1, 1:-1]
    np.testing.assert_allclose(steps[0], own / own.sum(axis=1, keepdims=True), atol=1e-6)
    assert units[0].names == trace.tokens.labels[1:-1]
    assert units[0].of_token(0) is None
    assert units[0].first_token(0) == 1
    assert roll_out(steps, units, 6, 2).inputs.sum() == pytest.approx(1.0)
    alone = replace(trace, means=tuple(np.eye(len(m), dtype=np.float32)[[0] * len(m)] for m in trace.means))
    assert roll_out(graph(alone, special=False), units, 6, 2).inputs[2] == pytest.approx(1.0)


def test_a_translator_has_its_encoder_and_a_level_of_what_it_writes():
    trace = traced(TRANSLATOR)
    steps, units = graph(trace), level_units(trace, joined=False)
    assert len(steps) == TRANSLATOR.layers + 1
    assert units[-1].names == trace.target.labels
    cross = (trace.means[4].astype(float) + trace.means[5]) / 2
    encoder = np.linalg.multi_dot([0.5 * m.astype(float) + 0.5 * np.eye(len(m)) for m in trace.means[1::-1]])
    flow = roll_out(steps, units, 3, 2)
    np.testing.assert_allclose(flow.inputs, (cross @ encoder)[2], atol=1e-6)
    assert flow_of(trace, 3, 2, joined=False).inputs.sum() == pytest.approx(1.0)


def test_a_long_text_keeps_the_strongest_words_and_joins_the_rest():
    trace = traced(text=" ".join(f"w{i}" for i in range(60)))
    steps, units = graph(trace), level_units(trace)
    flow = roll_out(steps, units, 6, 40)
    few = strongest(flow, 12, "others", [3])
    assert len(few.units[0]) == 12
    assert few.units[0].names[-1] == "others"
    assert "w2" in few.units[0].names
    assert few.units[-1].names[few.chosen] == flow.units[0].names[40]
    kept = [flow.units[0].names.index(name) for name in few.units[0].names[:-1]]
    np.testing.assert_allclose(few.inputs[:-1], flow.inputs[kept])
    assert few.inputs.sum() == pytest.approx(1.0)
    assert set(np.argsort(-flow.inputs)[:9]) <= set(kept)
    for share, edges in zip(few.shares, few.edges, strict=False):
        np.testing.assert_allclose(edges.sum(axis=0), share, atol=1e-7)
    assert strongest(flow, 100, "others") is flow


def test_the_part_of_a_flow_that_passes_a_word_ends_where_it_should():
    trace = traced()
    flow = roll_out(graph(trace), level_units(trace, joined=False), 6, 8)
    to_input = flow.through(0, 3)
    assert to_input[-1].sum() == pytest.approx(flow.inputs[3])
    assert to_input[0][:, 3].sum() == pytest.approx(flow.inputs[3])
    passing = flow.through(3, 5)
    for part in passing:
        assert part.sum() == pytest.approx(flow.shares[3][5])


def test_drift_is_the_cosine_of_the_residual_stream():
    trace = traced()
    units = units_of(trace.tokens, joined=False)
    drift = Directions(trace.states, units).drift(4)
    states = trace.states.astype(float)

    def cosine(one, other):
        return one @ other / np.linalg.norm(one) / np.linalg.norm(other)

    for level in range(1, 7):
        assert drift.before[level] == pytest.approx(cosine(states[level, 4], states[level - 1, 4]), abs=1e-5)
        assert drift.start[level] == pytest.approx(cosine(states[level, 4], states[0, 4]), abs=1e-5)
        near = [cosine(states[level, 4], states[level, i]) if i != 4 else -2 for i in range(len(units))]
        assert drift.nearest[level] == int(np.argmax(near))
        assert drift.nearness[level] == pytest.approx(max(near), abs=1e-5)
    assert np.isnan(drift.before[0])
    assert drift.start[0] == pytest.approx(1.0, abs=1e-6)


def test_a_word_alone_is_near_to_nothing_and_pieces_are_averaged():
    trace = pieces(traced())
    units = units_of(trace.tokens)
    mean = trace.states[:, 1:3].mean(axis=1)
    single = Directions(mean[:, None], units_of(replace(trace.tokens, ids=(1,), special=(False,), words=(0,))))
    assert single.drift(0).nearest.tolist() == [-1] * 7
    np.testing.assert_allclose(Directions(trace.states, units).drift(1).start, single.drift(0).start, atol=1e-5)


@pytest.mark.parametrize("most", [3, 40])
def test_units_add_up_wherever_their_tokens_lie(most):
    random = np.random.default_rng(most)
    unit = np.concatenate([np.arange(5), random.integers(0, 5, 20), np.zeros(most, int)])
    random.shuffle(unit)
    values = random.random((3, len(unit)))
    units = Units(np.arange(len(unit)), unit, tuple("abcde"))
    expected = np.stack([values[:, unit == one].sum(axis=1) for one in range(5)], axis=1)
    np.testing.assert_allclose(units.sums(values), expected)
