"""The recurrent lab: a net anybody can rebuild, its influence a finite difference; and on real text."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from attnviz.compute.numpy_ops import NumpyOps
from attnviz.engine import Engine
from attnviz.errors import UserError
from attnviz.lab import lab
from attnviz.labs.recurrent import EVERY, experiment, net_of
from attnviz.trace import TraceRequest

LAYERS, WIDTH = 2, 24


def bench_of(words, layer=0, kind="encoder", hidden=None):
    ops = NumpyOps()
    levels = {"encoder": LAYERS + 1, "encoder-decoder": 2 * (LAYERS + 1)}[kind]
    made = [ops.upload(words + level) for level in range(levels)] if hidden is None else hidden
    kinds = {"encoder": ("self", "self"), "encoder-decoder": ("self", "self", "masked", "masked", "cross", "cross")}
    info = SimpleNamespace(layers=LAYERS, kind=kind, attention=lambda one: (kinds[kind][one], 0))
    return SimpleNamespace(
        ops=ops, model=SimpleNamespace(info=info), forward=SimpleNamespace(hidden=tuple(made)), focus=(layer, 0)
    )


def words_of(count):
    return np.random.default_rng(count).normal(size=(count, WIDTH)).astype(np.float32) * 3


def states_of(words, width=32):
    net, inputs = net_of(WIDTH, width), words / np.sqrt((words.astype(float) ** 2).mean(axis=1, keepdims=True) + 1e-6)
    return net, inputs, run(net, inputs)


def run(net, inputs):
    state, states = np.zeros(net.kept.shape[0]), []
    for row in inputs:
        state = np.tanh(row @ net.given.astype(float) + state @ net.kept.astype(float))
        states.append(state)
    return np.array(states)


def test_the_net_is_the_same_each_time_and_shortens_nothing_itself():
    net, again = net_of(100, 32), net_of(100, 32)
    assert (net.given == again.given).all()
    assert (net.kept == again.kept).all()
    assert net.kept.T @ net.kept == pytest.approx(np.eye(32), abs=1e-6)
    assert np.sqrt(100) * net.given.std() == pytest.approx(0.5, rel=0.05)


@pytest.mark.parametrize("width", [8, 32])
def test_states_and_influence_by_finite_differences(width):
    words, small = words_of(7), 1e-5
    found = experiment(bench_of(words), width=width)
    net, inputs, states = states_of(words, width)
    assert found.states == pytest.approx(states, abs=1e-5)
    assert found.ends.tolist() == list(range(7))
    for end in (6, 3):
        for token in range(7):
            moved = []
            for number in range(WIDTH):
                step = np.zeros_like(inputs)
                step[token, number] = small
                moved.append((run(net, inputs + step) - run(net, inputs - step))[end] / (2 * small))
            assert found.influence[end, token] == pytest.approx(np.linalg.norm(moved), rel=1e-3, abs=1e-6)


def test_shares_add_up_and_far_words_fade():
    found = experiment(bench_of(words_of(40)))
    end, shares = found.shares(20)
    assert end == 20
    assert shares.sum() == pytest.approx(1)
    assert not shares[21:].any()
    assert shares[20] == shares.max()
    assert shares[0] < shares[20] / 20


def test_a_long_text_is_asked_at_its_end():
    found = experiment(bench_of(words_of(EVERY + 1)))
    assert found.ends.tolist() == [EVERY]
    assert found.shares(3)[0] == EVERY


def test_it_reads_the_text_of_the_keys():
    source, target = words_of(5), words_of(9)
    ops = NumpyOps()
    hidden = [ops.upload(source)] * (LAYERS + 1) + [ops.upload(target)] * (LAYERS + 1)
    lengths = [len(experiment(bench_of(source, layer, "encoder-decoder", hidden)).states) for layer in (0, 2, 4)]
    assert lengths == [5, 9, 5]


def test_without_embeddings_it_says_so():
    with pytest.raises(UserError, match="first layer"):
        experiment(bench_of(words_of(3), hidden=[NumpyOps().upload(words_of(3))]))
    with pytest.raises(UserError, match="first layer"):
        experiment(bench_of(words_of(3), hidden=()))


def test_with_a_real_model_the_device_agrees_with_numpy():
    engine, asked = Engine(), lab("recurrent")
    try:
        found = {}
        for number, device in enumerate(("numpy", "pocl:0")):
            request = TraceRequest(
                number, "Taro ate the cake. After that, he fell asleep.", "all-MiniLM-L6-v2", device, ((3, 7),),
                states=True, labs=(asked,),
            )  # fmt: skip
            trace = engine.run(request)
            found[device] = trace.labs[asked]
            assert found[device].influence.shape == (len(trace.tokens),) * 2
    finally:
        engine.close()
    assert found["pocl:0"].states == pytest.approx(found["numpy"].states, abs=1e-4)
    assert found["pocl:0"].influence == pytest.approx(found["numpy"].influence, rel=1e-3, abs=1e-5)
