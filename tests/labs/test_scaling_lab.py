"""The sqrt(d) lab against a plain calculation of the same rows."""

from __future__ import annotations

import numpy as np
import pytest
from traces import attention_head, make_trace

from attnviz.compute.numpy_ops import NumpyOps
from attnviz.labs.scaling import experiment
from attnviz.labs.workbench import Workbench


def bench_of(head):
    trace = make_trace("one two three four five six")
    return Workbench(NumpyOps(), None, trace.tokens, None, (0, 0), {(0, 0): head})


def entropy(scores):
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    logs = np.log2(weights, out=np.zeros_like(weights), where=weights > 0)
    return -(weights * logs).sum(axis=1).mean(), weights.max(axis=1).mean()


@pytest.mark.parametrize("causal", [False, True])
def test_each_width_is_what_it_says(causal):
    head = attention_head(9, 3, sharpness=4.0, causal=causal)
    found = experiment(bench_of(head))
    assert [width.d for width in found.widths] == [2, 4, 8, 16, 32]
    for width in found.widths:
        plain = head.query[:, : width.d].astype(float) @ head.key[:, : width.d].astype(float).T
        plain[head.scores == -np.inf] = -np.inf
        bits, top = entropy(plain)
        assert (width.bits_plain, width.top_plain) == pytest.approx((bits, top))
        bits, top = entropy(plain / np.sqrt(width.d))
        assert (width.bits_divided, width.top_divided) == pytest.approx((bits, top))
        assert width.spread_plain == pytest.approx(width.spread_divided * np.sqrt(width.d))


def test_at_the_whole_width_it_is_the_model():
    head = attention_head(12, 5)
    last = experiment(bench_of(head)).widths[-1]
    bits, top = entropy(head.scores.astype(float))
    assert last.d == head.query.shape[1]
    assert (last.bits_divided, last.top_divided) == pytest.approx((bits, top), abs=1e-5)
    assert last.bits_plain < last.bits_divided
