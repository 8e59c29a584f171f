"""What a change does to an output, against sums written out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from traces import MODEL, TRANSLATOR, make_trace, model_trace, word_tokens

from attnviz.effect import Effect, WrittenEffect, cosine, effect_of, rank_correlation, sentence_vector
from attnviz.trace import Candidate, NextWords, Trace

TEXT = "Taro ate the cake"


def states_of(trace: Trace, seed: int) -> np.ndarray:
    shape = trace.model.layers + 1, len(trace.tokens), trace.model.width
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def expecting(logits: list[float]) -> NextWords:
    order = sorted(range(len(logits)), key=lambda id: -logits[id])
    return NextWords(np.array(logits, np.float32), tuple(Candidate(id, f" w{id}", f"w{id}") for id in order))


def test_a_sentence_vector_is_the_mean_of_the_last_layer():
    trace = make_trace(TEXT)
    states = states_of(trace, 1)
    by_hand = sum(states[-1][token].astype(float) for token in range(len(trace.tokens))) / len(trace.tokens)
    assert sentence_vector(states) == pytest.approx(by_hand, abs=1e-6)


def test_cosine_of_vectors_and_of_nothing():
    a, b = (
        np.array([[3.0, 4.0], [1.0, 0.0], [0.0, 0.0], [0.0, 0.0]]),
        np.array([[4.0, 3.0], [-2.0, 0.0], [0, 0], [1, 0]]),
    )
    assert cosine(a, b) == pytest.approx([24 / 25, -1.0, 1.0, 0.0])
    assert cosine(a[0], b[0]) == pytest.approx(24 / 25)


def test_a_vector_that_only_grows_keeps_its_direction():
    trace = replace(make_trace(TEXT), states=states_of(make_trace(TEXT), 1))
    grown = replace(trace, states=trace.states * np.float32(0.9))
    found = effect_of(trace, grown)
    assert found.vector.cosine == pytest.approx(1.0)
    assert found.size == pytest.approx(0.0, abs=1e-9)


def test_the_token_that_moved_most_comes_first():
    trace = replace(make_trace(TEXT), states=states_of(make_trace(TEXT), 1))
    states = trace.states.copy()
    states[-1, 3] *= -1
    states[-1, 1, 0] += 1
    found = effect_of(trace, replace(trace, states=states)).vector
    assert list(found.most_moved[:2]) == [3, 1]
    assert found.tokens[3] == pytest.approx(-1.0)
    assert (found.tokens[[0, 2, 4, 5]] > 1 - 1e-9).all()
    assert found.cosine == pytest.approx(cosine(sentence_vector(trace.states), sentence_vector(states)))


def test_states_of_other_shapes_are_not_compared():
    trace = replace(make_trace(TEXT), states=states_of(make_trace(TEXT), 1))
    other = replace(make_trace("Taro"), states=states_of(make_trace("Taro"), 1))
    assert effect_of(trace, other) == Effect()
    assert effect_of(make_trace(TEXT), trace).size is None


def test_next_words_move_by_total_variation_and_bits():
    trace = model_trace(MODEL, TEXT)
    before = replace(trace, next_words=expecting([math.log(0.5), math.log(0.25), math.log(0.25)]))
    after = replace(trace, next_words=expecting([math.log(0.25), math.log(0.5), math.log(0.25)]))
    found = effect_of(before, after)
    assert found.words.moved == pytest.approx(0.25)
    assert found.size == found.words.moved
    assert found.words.bits == pytest.approx(0.5 * 1 + 0.25 * -1)
    assert [found.words.best(after=False).id, found.words.best(after=True).id] == [0, 1]
    assert [word.id for word in found.words.words] == [0, 1, 2]
    assert effect_of(before, before).words.bits == 0.0


def test_a_word_that_becomes_impossible_costs_infinitely_many_bits():
    trace = model_trace(MODEL, TEXT)
    before = replace(trace, next_words=expecting([0.0, 0.0]))
    after = replace(trace, next_words=expecting([0.0, -np.inf]))
    assert effect_of(before, after).words.bits == math.inf


def test_of_a_translation_the_share_that_is_another_one():
    one, other = word_tokens("he ate the cake ."), word_tokens("he saw the cake .")
    assert WrittenEffect(one, one).moved == 0.0
    assert WrittenEffect(one, other).moved == pytest.approx(1 / 7)
    assert WrittenEffect(one, word_tokens("he ate the big cake .")).moved == pytest.approx(1 / 8)
    trace = model_trace(TRANSLATOR, TEXT)
    assert effect_of(trace, trace).written is None
    assert effect_of(trace, replace(trace, rewritten=trace.target)).size == 0.0
    assert effect_of(trace, replace(trace, rewritten=word_tokens("x"))).size > 0.5


def test_rank_correlation_is_spearmans():
    assert rank_correlation([1, 2, 3, 10], [0, 5, 6, 7]) == pytest.approx(1.0)
    assert rank_correlation([1, 2, 3, 10], [7, 6, 5, 0]) == pytest.approx(-1.0)
    # ranks 1 2.5 2.5 4 and 2 1 3 4: 1 - 6 sum(d^2) / n(n^2 - 1) holds without ties only
    a, b = np.array([1, 2.5, 2.5, 4]), np.array([2, 1, 3, 4.0])
    assert rank_correlation([0.1, 0.2, 0.2, 0.9], [5, 4, 6, 8]) == pytest.approx(np.corrcoef(a, b)[0, 1])
    assert math.isnan(rank_correlation([1, 1, 1], [1, 2, 3]))
    assert math.isnan(rank_correlation([1, 2], [1, 2]))
