"""The opened calculation agrees with the head it was opened from, line by line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from traces import make_trace

from attnviz.digits import MINUS, exact, number, percent
from attnviz.pair import open_pair, strongest_pair, typed_pair, word_weight
from attnviz.trace import Focus

TEXT = "Taro ate the cake. After that, he fell asleep."


@pytest.fixture(scope="module")
def trace():
    return make_trace(TEXT, 2, 3)


def test_each_line_follows_from_the_one_above(trace):
    head = trace.head(Focus(2, 3))
    for query in range(len(trace.tokens)):
        for key in range(len(trace.tokens)):
            pair = open_pair(head, query, key)
            assert pair.dot == pytest.approx(float(pair.products.astype(np.float64).sum()), abs=1e-5)
            assert pair.score == pytest.approx(pair.dot / pair.root, abs=1e-5)
            assert pair.row_exp[key] / pair.row_sum == pytest.approx(pair.weight, abs=1e-6)
            assert pair.row_weights.sum() == pytest.approx(1, abs=1e-6)
            np.testing.assert_allclose(pair.row_weights @ head.value, pair.context, atol=1e-5)


def test_word_weight_sums_keys_and_averages_queries(trace):
    head = trace.head(Focus(2, 3))
    joined = type(trace.tokens)(**{**vars(trace.tokens), "words": (0, 1, 1, 2, 2, *range(3, len(trace.tokens) - 2))})
    worded = type(trace)(trace.request, joined, trace.model, trace.device, trace.heads)
    expected = head.weights[1:3, 3:5].sum(axis=1).mean()
    assert word_weight(worded, head, 1, 4) == pytest.approx(expected)


def test_strongest_pair_prefers_the_users_own_words(trace):
    weights = np.full((len(trace.tokens),) * 2, 0.01, np.float32)
    weights[:, 0] = 0.9
    np.fill_diagonal(weights, 0.8)
    weights[7, 2] = 0.5
    assert strongest_pair(trace.tokens, weights) == (7, 2)
    one = np.array([[0.9, 0.1, 0.0], [0.2, 0.3, 0.5], [0.9, 0.1, 0.0]], np.float32)
    assert strongest_pair(make_trace("Hi").tokens, one) == (1, 2)


def test_a_word_of_one_token_is_looked_at_rather_than_the_sign_of_a_space_before_it():
    tokens = make_trace("▁ 猫").tokens  # [CLS] ▁ 猫 [SEP]
    tokens = replace(tokens, text="猫", spans=((0, 0), (0, 0), (0, 1), (1, 1)), words=(0, 1, 1, 2))
    weights = np.array([[0.1, 0.1, 0.1, 0.7], [0.2, 0.1, 0.5, 0.2], [0.1, 0.2, 0.1, 0.6], [0.25] * 4], np.float32)
    assert strongest_pair(tokens, weights) == (2, 3)
    assert typed_pair(replace(tokens, ids=(9, 9, 9, 9)), tokens, weights) == (2, 3)


def under_a_mask(text, **of_tokens):
    """Tokens of a decoder that adds none of its own, and the weights of rows that leave most on the first one."""
    trace = make_trace(text)
    inner = slice(1, len(trace.tokens) - 1)
    own = {name: getattr(trace.tokens, name)[inner] for name in ("ids", "pieces", "labels", "spans", "special")}
    tokens = replace(trace.tokens, **own | {"words": tuple(range(len(own["ids"])))} | of_tokens)
    weights = np.tril(np.full((len(tokens),) * 2, 0.05, np.float32))
    weights[:, 0] = 0.8
    return tokens, weights


def test_no_word_counts_for_what_a_decoder_leaves_on_its_first_token():
    tokens, weights = under_a_mask("Taro ate the cake")
    weights[3, 1] = 0.15
    assert strongest_pair(tokens, weights) == (3, 1)
    assert typed_pair(under_a_mask("Taro ate the")[0], tokens, weights) == (3, 1)
    seen = weights.copy()
    seen[0, 1:] = 0.01  # it sees the others: no mask, and its weight is as good as any
    assert strongest_pair(tokens, seen)[1] == 0
    two, few = under_a_mask("Taro ate")
    assert strongest_pair(two, few) == (1, 0), "with nothing else to see, that is the pair"
    assert typed_pair(under_a_mask("Taro")[0], two, few) == (1, 0)


def test_pieces_of_one_word_are_no_pair():
    tokens, weights = under_a_mask("Ta ro ate the cake", words=(0, 0, 1, 2, 3))
    weights[4, 3] = 0.2
    joined = replace(tokens, words=(0, 0, 1, 2, 2))
    assert strongest_pair(tokens, weights) == (4, 3)
    assert strongest_pair(joined, weights) != (4, 3)
    assert typed_pair(under_a_mask("Ta ro ate the")[0], joined, weights)[1] in (1, 2)


def test_typed_pair_is_the_newest_word_and_what_it_looks_at_most():
    old, new = make_trace("Taro ate the"), make_trace("Taro ate the cake")
    weights = np.full((6, 6), 0.01, np.float32)
    weights[4, 0], weights[4, 4], weights[4, 2] = 0.6, 0.2, 0.1
    assert typed_pair(old.tokens, new.tokens, weights) == (4, 2)
    middle = make_trace("Taro gladly ate the")
    assert typed_pair(old.tokens, middle.tokens, weights[:6, :6])[0] == 2
    assert typed_pair(make_trace("").tokens, make_trace("Hi").tokens, weights[:3, :3])[0] == 1


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(2.804, 2, "2.80"), (-0.58, 2, f"{MINUS}0.58"), (-0.001, 2, "0.00"), (15.85, 1, "15.8"), (0.0, 0, "0")],
)
def test_number(value, places, text):
    assert number(value, places) == text


def test_percent_and_exact():
    assert percent(0.50812) == "50.8\u202f%"
    assert percent(1.0, 0) == "100\u202f%"
    assert np.float32(exact(np.float32(-0.1)).replace(MINUS, "-")) == np.float32(-0.1)


def test_pairs_of_two_texts_have_their_own_words():
    queries, keys = make_trace("cake ate Taro").tokens, make_trace("Taro ate").tokens
    weights = np.full((5, 4), 0.01, np.float32)
    weights[:, 0], weights[2, 2], weights[3, 1] = 0.9, 0.3, 0.5
    assert strongest_pair(queries, weights, keys) == (3, 1)
    assert typed_pair(make_trace("cake").tokens, queries, weights, keys) == (3, 1)
    weights[2, 2] = 0.8
    assert strongest_pair(queries, weights, keys) == (2, 2), "the same place in another text is no diagonal"


def test_a_first_word_under_a_mask_looks_at_what_it_sees():
    tokens = make_trace("Taro ate").tokens
    weights = np.tril(np.full((4, 4), 0.25, np.float32))
    weights[1, 1] = 0.7
    assert typed_pair(make_trace("Tar ate").tokens, tokens, weights) == (1, 1)
