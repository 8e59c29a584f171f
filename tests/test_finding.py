"""The ranking of heads against a plain loop, and words that are found again after an edit."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from traces import DECODER, MODEL, TRANSLATOR, attention_head, model_trace, word_tokens

from attnviz.finding import Ranking, layers_between, strongest_pieces, weights_between
from attnviz.pair import word_weight
from attnviz.trace import HeadTrace, Tokens, Trace
from attnviz.word_pair import MOST_PIECES, Word, WordPair, find_again, in_other_model, word_at, word_bounds, word_texts

TEXT = "Taro ate the cake and he fell asleep"


def with_pieces(tokens: Tokens, *joined: int) -> Tokens:
    """The same tokens, each of ``joined`` a piece of the word before it."""
    words = np.cumsum([i not in joined for i in range(len(tokens))]) - 1
    return replace(tokens, words=tuple(int(word) for word in words))


def full(trace: Trace) -> tuple[Trace, dict[tuple[int, int], HeadTrace]]:
    """The trace with rows of every query, and the heads they were made from."""
    info, heads = trace.model, {}
    for layer in range(info.attentions):
        queries, keys = trace.queries(layer), trace.keys(layer)
        for head in range(info.heads):
            causal = info.attention(layer)[0] == "masked"
            heads[layer, head] = attention_head(len(queries), 50 * layer + head, keys=len(keys), causal=causal)
    most = max(len(trace.tokens), len(trace.target or ()))
    rows = {
        query: tuple(
            np.stack([heads[layer, head].weights[query : query + 1].ravel() for head in range(info.heads)])
            if query < len(trace.queries(layer))
            else np.zeros((info.heads, 0), np.float32)
            for layer in range(info.attentions)
        )
        for query in range(most)
    }
    return replace(trace, rows=rows), heads


@pytest.mark.parametrize("info", [MODEL, DECODER])
def test_weights_are_those_of_a_plain_loop(info):
    plain = model_trace(info, TEXT)
    trace, heads = full(replace(plain, tokens=with_pieces(plain.tokens, 2, 3, 6)))
    query, key = word_at(trace.tokens, 6), word_at(trace.tokens, 3)
    assert (len(query.tokens), len(key.tokens)) == (2, 3)
    layers = layers_between(trace, query, key)
    assert layers == tuple(range(info.layers))
    found = weights_between(trace.rows, layers, query.asked, key.tokens)
    for (layer, head), made in heads.items():
        sums = [sum(float(made.weights[q, k]) for k in key.tokens) for q in query.tokens]
        assert found[layer, head] == pytest.approx(sum(sums) / len(sums), abs=1e-6)
        assert found[layer, head] == pytest.approx(word_weight(trace, made, 6, 3, layer), abs=1e-6)


def test_a_row_of_words_adds_up_to_one():
    trace, _ = full(replace(model_trace(MODEL, TEXT), tokens=with_pieces(word_tokens(TEXT), 2, 3, 6)))
    bounds = word_bounds(trace.tokens)
    words = [range(*ends) for ends in pairwise(bounds)]
    total = sum(weights_between(trace.rows, (0, 4), (5, 6), word) for word in words)
    np.testing.assert_allclose(total, 1, atol=1e-5)


def test_later_keys_have_no_weight_behind_a_causal_mask():
    trace, _ = full(model_trace(DECODER, TEXT))
    found = weights_between(trace.rows, range(3), (2,), (5, 6))
    assert not found.any()
    ranking = Ranking(range(3), found)
    assert set(ranking.ranks) == {1}
    assert ranking.head(0) == (0, 0)


def test_cross_attention_ranks_only_its_own_layers():
    trace, heads = full(model_trace(TRANSLATOR, "Taro ate cake"))
    written, read = Word(2, 3, written=True), Word(1, 2)
    assert layers_between(trace, written, read) == (4, 5)
    assert layers_between(trace, read, read) == (0, 1)
    assert layers_between(trace, written, written) == (2, 3)
    assert layers_between(trace, read, written) == ()
    found = weights_between(trace.rows, (4, 5), written.asked, read.tokens)
    assert found[1, 3] == heads[5, 3].weights[2, 1]


def test_missing_rows_are_waited_for():
    trace, _ = full(model_trace(MODEL, TEXT))
    rows = {2: trace.rows[2]}
    assert weights_between(rows, range(6), (2, 3), (1,)) is None
    assert weights_between(rows, (), (2,), (1,)) is None
    assert weights_between(rows, range(6), (2,), (1,)).shape == (6, 12)


def test_heads_are_ranked_heaviest_first_and_share_a_rank_when_equal():
    weights = np.array([[0.1, 0.5, 0.3], [0.5, 0.0, 0.2]], np.float32)
    ranking = Ranking((4, 7), weights)
    assert [ranking.head(place) for place in range(6)] == [(4, 1), (7, 0), (4, 2), (7, 2), (4, 0), (7, 1)]
    assert [ranking.rank(ranking.head(place)) for place in range(6)] == [1, 1, 3, 4, 5, 6]
    assert ranking.place((7, 2)) == 3
    assert ranking.place((5, 0)) is None
    assert ranking.weight((7, 2)) == pytest.approx(0.2)
    assert ranking.top == 0.5


def test_the_strongest_pieces_are_the_largest_cell():
    trace, heads = full(model_trace(MODEL, TEXT))
    block = heads[3, 7].weights[4:6, 1:4]
    query, key = strongest_pieces(trace.rows, (3, 7), range(4, 6), range(1, 4))
    assert heads[3, 7].weights[query, key] == block.max()


def test_a_word_of_very_many_pieces_asks_for_the_first_ones_only():
    assert list(Word(10, 500).asked) == list(range(10, 10 + MOST_PIECES))


def test_words_are_those_of_tokens():
    tokens = with_pieces(word_tokens("Taro ate\n太郎 the\tcake"), 2, 4)
    firsts = word_bounds(tokens)[:-1]
    assert word_texts(tokens) == [" ".join(tokens.word_surface(first).split()) for first in firsts]
    assert word_texts(Tokens("")) == []


@pytest.mark.parametrize(
    ("old", "new", "word", "found"),
    [
        ("Taro ate cake", "Taro ate cake today", "ate", "ate"),
        ("Taro ate cake", "Now Taro ate cake", "ate", "ate"),
        ("Taro ate cake", "Taro eats cake", "ate", "eats"),
        ("Taro ate cake", "Taro cake", "ate", None),
        ("Taro ate cake", "Taro often never ate pies", "ate", "ate"),
        ("Taro ate cake", "", "ate", None),
    ],
)
def test_a_word_is_found_again_after_an_edit(old, new, word, found):
    before, after = word_tokens(old), word_tokens(new)
    again = find_again(word_at(before, before.labels.index(word)), before, after)
    assert (again and after.labels[again.start]) == found


def test_half_a_word_that_stays_is_the_word():
    old = with_pieces(word_tokens("play ed well"), 2)
    new = word_tokens("play well")
    assert find_again(word_at(old, 1), old, new) == Word(1, 2)


def test_another_model_has_the_word_of_the_same_characters():
    old = word_tokens("Taro ate cake")
    new = replace(with_pieces(old, 2), ids=tuple(i + 1 for i in old.ids))
    assert in_other_model(Word(2, 3), old, new) == Word(1, 3)
    assert in_other_model(Word(2, 3), old, word_tokens("she ate")) == Word(2, 3)
    assert in_other_model(Word(3, 4), old, word_tokens("she ate")) is None


def test_a_lost_word_is_remembered_until_it_is_typed_again():
    pair = WordPair()
    first, second, third = (
        model_trace(MODEL, text) for text in ("Taro ate cake", "Taro ate", "the cake that Taro ate")
    )
    pair.choose("query", Word(3, 4))
    pair.choose("key", Word(1, 2))
    pair.follow_edit(first, second)
    assert (pair.query, pair.key, pair.lost) == (None, Word(1, 2), {"query": "cake"})
    pair.follow_edit(second, third)
    assert third.tokens.labels[pair.query.start] == "cake"
    assert not pair.lost
