"""Maximum flows through layers against networkx, on graphs made by hand, and that nothing is lost on the way."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from attnviz.max_flow import LayeredFlows


def solved(source, layers, sinks) -> LayeredFlows:
    made = LayeredFlows(np.asarray(source, float), [np.asarray(one, float) for one in layers], np.asarray(sinks, float))
    shares = list(made.steps())
    assert shares[-1] == 1.0
    assert (np.diff(shares) >= 0).all()
    return made


def by_networkx(source, layers, sinks) -> list[float]:
    graph = nx.DiGraph()
    graph.add_edges_from(("source", (0, i), {"capacity": float(c)}) for i, c in enumerate(source))
    for at, layer in enumerate(layers):
        for (i, j), capacity in np.ndenumerate(layer):
            graph.add_edge((at, i), (at + 1, j), capacity=float(capacity))
    for (i, j), capacity in np.ndenumerate(sinks):
        graph.add_edge((len(layers), i), ("sink", j), capacity=float(capacity))
    return [nx.maximum_flow_value(graph, "source", ("sink", j)) for j in range(sinks.shape[1])]


def check_flows(made: LayeredFlows) -> None:
    """No edge carries more than it may, and every node hands on what it gets."""
    count = made.sinks.shape[1]
    flows = [made.first, *(made.inner), made.last]
    capacities = [made.source * count, *(layer * count for layer in made.layers), made.sinks]
    for flow, capacity in zip(flows, capacities, strict=True):
        assert (flow >= -1e-9).all()
        assert (flow <= capacity + 1e-9).all()
    into = made.first
    for flow in [*made.inner, made.last]:
        np.testing.assert_allclose(flow.sum(axis=1), into, atol=1e-8)
        into = flow.sum(axis=0)
    np.testing.assert_allclose(into, made.values, atol=1e-8)


def shares(random: np.random.Generator, rows: int, columns: int, sharpness: float, causal: bool) -> np.ndarray:
    scores = random.normal(size=(rows, columns)) * sharpness
    if causal:
        scores[np.triu_indices(rows, 1, columns)] = -np.inf
    weights = np.exp(scores)
    return weights / weights.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("seed", range(24))
def test_flows_are_as_large_as_those_of_networkx(seed):
    random = np.random.default_rng(seed)
    depth, count = int(random.integers(0, 6)), int(random.integers(2, 9))
    sharp, causal = (0.3, 2.0, 6.0)[seed % 3], bool(seed % 2)
    steps = [shares(random, count, count, sharp, causal) for _ in range(depth + 2)]
    if seed % 4:  # the residual connection of attention flow; without it every edge may be a bottleneck
        steps = [0.5 * step + 0.5 * np.eye(count) for step in steps]
    source = steps[0][-1]
    made = solved(source, steps[1:-1], steps[-1])
    np.testing.assert_allclose(made.values, by_networkx(source, steps[1:-1], steps[-1]), atol=1e-8)
    check_flows(made)


@pytest.mark.parametrize("seed", range(8))
def test_layers_may_have_other_sizes_and_edges_may_be_missing(seed):
    random = np.random.default_rng(100 + seed)
    sizes = random.integers(1, 7, size=4)
    source = random.random(sizes[0])
    layers = [random.random((a, b)) * (random.random((a, b)) < 0.5) for a, b in pairwise(sizes)]
    sinks = random.random((sizes[-1], 3)) * (random.random((sizes[-1], 3)) < 0.7)
    made = solved(source, layers, sinks)
    np.testing.assert_allclose(made.values, by_networkx(source, layers, sinks), atol=1e-8)
    check_flows(made)


def test_a_narrow_edge_in_the_middle_decides():
    made = solved([1.0, 0.0], [[[0.1, 0.3], [0.9, 0.9]]], [[1.0, 0.0], [0.0, 0.25]])
    assert made.values == pytest.approx([0.1, 0.25])
    assert made.first == pytest.approx([0.35, 0.0])
    np.testing.assert_allclose(made.inner[0], [[0.1, 0.25], [0.0, 0.0]], atol=1e-12)


def test_a_push_that_was_in_vain_is_taken_back():
    """All of the first node fits through the left edge, but then the second node's part finds it full."""
    source, layer = [0.5, 0.5], [[0.5, 0.5], [0.5, 0.0]]
    made = solved(source, [layer, np.diag([0.5, 0.5])], [[1.0], [1.0]])
    assert made.values == pytest.approx([1.0])
    np.testing.assert_allclose(made.inner[0], [[0.0, 0.5], [0.5, 0.0]], atol=1e-9)


def test_one_layer_of_nodes_needs_no_search():
    made = solved([0.2, 0.8], [], [[0.5, 0.1], [0.5, 0.0]])
    assert made.values == pytest.approx([0.7, 0.1])
    check_flows(made)


def test_a_sink_that_cannot_be_reached_gets_nothing():
    made = solved([1.0, 0.0], [[[1.0, 0.0], [0.0, 1.0]]], [[1.0, 0.0], [0.0, 1.0]])
    assert made.values.tolist() == [1.0, 0.0]


def test_many_sinks_are_worked_on_in_parts_with_the_same_result(monkeypatch):
    random = np.random.default_rng(5)
    steps = [0.5 * shares(random, 12, 12, 2.0, False) + 0.5 * np.eye(12) for _ in range(5)]
    whole = solved(steps[0][3], steps[1:-1], steps[-1])
    monkeypatch.setattr("attnviz.max_flow.AT_ONCE", 12 * 12 * 3 * 2)
    parts = solved(steps[0][3], steps[1:-1], steps[-1])
    np.testing.assert_allclose(parts.values, whole.values, atol=1e-9)
    check_flows(parts)
