"""The lab of linear attention and the state-space model: scans are their weights times the values, to 1e-5."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from traces import attention_head

from attnviz.compute.numpy_ops import NumpyOps
from attnviz.engine import Engine
from attnviz.errors import UserError
from attnviz.lab import lab
from attnviz.labs.linear import HALF_LIVES, MOST_TOKENS, costs, decays, experiment
from attnviz.trace import TraceRequest


def bench_of(head, causal=False):
    return SimpleNamespace(
        ops=NumpyOps(), head=head, attention=SimpleNamespace(mask=SimpleNamespace(causal=causal)), focus=(0, 0)
    )


@pytest.mark.parametrize("causal", [False, True])
def test_what_the_scan_made_is_the_weights_times_the_values(causal):
    head = attention_head(23, 4, causal=causal)
    found = experiment(bench_of(head, causal))
    assert found.output == pytest.approx(found.weights @ head.value, abs=1e-5)
    assert found.weights.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert causal == (not np.triu(found.weights, 1).any())
    own = np.linalg.norm(head.context)
    assert found.difference == pytest.approx(np.linalg.norm(found.output - head.context) / own, rel=1e-5)


def test_each_weight_is_phi_of_the_query_times_phi_of_the_key():
    head = attention_head(9, 5)
    found = experiment(bench_of(head))
    phi = [np.where(x < 0, np.exp(x), x + 1).astype(float) for x in (head.query, head.key)]
    products = phi[0] @ phi[1].T
    assert found.weights == pytest.approx(products / products.sum(axis=1, keepdims=True), rel=1e-4)


def test_the_state_space_model_fades_at_several_speeds():
    head = attention_head(40, 6)
    found = experiment(bench_of(head))
    assert decays() ** np.array(HALF_LIVES) == pytest.approx(0.5)
    by_hand = [np.mean([(1 - a) * a**back for a in decays().astype(float)]) for back in range(40)]
    assert found.fading == pytest.approx(by_hand, rel=1e-4)
    for end in (0, 7, 39):
        row = found.fading_row(end)
        assert not row[end + 1 :].any()
        assert found.fading_output[end] == pytest.approx(row @ head.value, abs=1e-5)


def test_another_text_of_keys():
    head = attention_head(6, 7, keys=11)
    found = experiment(bench_of(head))
    assert found.weights.shape == (6, 11)
    assert found.output == pytest.approx(found.weights @ head.value, abs=1e-5)
    assert found.fading_output.shape == (11, head.value.shape[1])


def test_costs_cross_where_the_text_is_as_long_as_a_head_is_wide():
    assert costs(1000, 64)[0] == 4 * 1000**2 * 64
    assert costs(2000, 64)[0] == 4 * costs(1000, 64)[0]
    assert costs(2000, 64)[1] == 2 * costs(1000, 64)[1]
    assert costs(32, 64)[0] < costs(32, 64)[1]
    assert costs(128, 64)[0] > costs(128, 64)[1]


def test_too_long_a_text_is_refused():
    long = np.zeros((MOST_TOKENS + 1, 4), np.float32)
    with pytest.raises(UserError, match="1,024"):
        experiment(bench_of(SimpleNamespace(query=long, key=long, value=long)))


def test_with_real_models_on_a_device():
    engine, asked = Engine(), lab("linear")
    try:
        for number, (model, causal) in enumerate((("all-MiniLM-L6-v2", False), ("SmolLM2-135M-Instruct", True))):
            text = "The cat sat on the mat because it was tired."
            trace = engine.run(TraceRequest(number, text, model, "pocl:0", ((3, 7),), labs=(asked,)))
            found, head = trace.labs[asked], trace.heads[(3, 7)]
            assert found.output == pytest.approx(found.weights @ head.value, abs=1e-5 * float(np.abs(head.value).max()))
            assert causal == (not np.triu(found.weights, 1).any())
            assert 0 < found.difference < 10
    finally:
        engine.close()
