"""How much heads add, and what each key brings, against sums made word by word."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from traces import DECODER, MODEL, TRANSLATOR, attention_head, filled, model_trace

from attnviz.added import added, alike, averaged, carried, streams
from attnviz.trace import Trace

TEXT = "Taro ate the cake and slept"


def with_outputs(model=MODEL, layer: int = 0, text: str = TEXT) -> Trace:
    bare = model_trace(model, text, layer, 1)
    return filled(replace(bare, request=replace(bare.request, outputs=True)))


def test_what_the_keys_bring_is_the_length_of_their_parts_of_the_output():
    """Kobayashi et al. 2020, equation 3: the output is the sum over keys of weight * W_O v."""
    projection = np.random.default_rng(1).normal(size=(32, 48)).astype(np.float32)
    bare = attention_head(6, 5)
    lengths = np.linalg.norm(bare.value @ projection, axis=1)
    found = carried(replace(bare, output=bare.context @ projection, value_lengths=lengths), 3)
    parts = bare.weights[3][:, None] * (bare.value @ projection)
    assert parts.sum(axis=0) == pytest.approx(bare.context[3] @ projection, abs=1e-3)
    assert found.products == pytest.approx(np.linalg.norm(parts, axis=1), rel=1e-5)
    assert found.shares.sum() == pytest.approx(1, abs=1e-5)


def test_ranks_count_from_one_and_equal_ones_share():
    head = attention_head(4, 7)
    weights = np.tile(np.float32([0.5, 0.2, 0.2, 0.1]), (4, 1))
    found = carried(replace(head, weights=weights, value_lengths=np.float32([0.1, 1, 3, 2])), 2)
    assert found.by_weight.tolist() == [1, 2, 2, 4]
    assert found.by_product.tolist() == [4, 2, 1, 2]
    assert found.order(by_product=False).tolist() == [0, 1, 2, 3]
    assert found.order(by_product=True).tolist() == [2, 1, 3, 0]
    assert found.shares.tolist() == pytest.approx([0.05 / 1.05, 0.2 / 1.05, 0.6 / 1.05, 0.2 / 1.05])
    assert found.furthest() == 0


def test_nothing_stands_out_where_all_are_equally_long():
    head = attention_head(5, 3)
    assert carried(replace(head, value_lengths=np.full(5, 2, np.float32)), 1).furthest() is None
    silent = carried(replace(head, value_lengths=np.zeros(5, np.float32)), 1)
    assert silent.shares.tolist() == [0] * 5
    assert carried(head, 1) is None


def test_lengths_of_one_word_of_all_words_and_as_shares():
    trace = with_outputs()
    outputs, layers = trace.outputs, alike(trace, 0)
    assert layers == tuple(range(MODEL.layers))
    rows = averaged(trace, 0)
    assert rows == list(range(1, len(trace.tokens) - 1))
    assert added(trace, layers, 4, relative=False) == pytest.approx(outputs.added[:, :, 4])
    assert added(trace, layers, None, relative=False) == pytest.approx(outputs.added[:, :, rows].mean(axis=2))
    shares = outputs.added / outputs.stream[:, None, :]
    assert added(trace, layers, 4, relative=True) == pytest.approx(shares[:, :, 4])
    assert added(trace, layers, None, relative=True) == pytest.approx(shares[:, :, rows].mean(axis=2))
    assert streams(trace, (2, 5), 4) == (outputs.added[2, 5, 4], outputs.stream[2, 4])


def test_a_stream_of_length_nought_has_no_shares():
    trace = with_outputs()
    silent = replace(trace, outputs=replace(trace.outputs, stream=np.zeros_like(trace.outputs.stream)))
    assert not added(silent, alike(trace, 0), None, relative=True).any()


def test_heads_of_a_translator_are_compared_where_their_queries_are_the_same_text():
    trace = with_outputs(TRANSLATOR, 3)
    assert alike(trace, 0) == (0, 1)
    assert alike(trace, 2) == alike(trace, 5) == (2, 3, 4, 5)
    assert added(trace, alike(trace, 3), 2, relative=False).shape == (4, TRANSLATOR.heads)
    assert alike(with_outputs(DECODER), 1) == (0, 1, 2)


def test_without_outputs_there_are_none():
    trace = model_trace(MODEL, TEXT)
    assert added(trace, alike(trace, 0), 1, relative=False) is None
    assert streams(trace, (0, 0), 1) is None
