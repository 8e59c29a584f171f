"""Weights by words, tokens and bytes: against matrices written out in float64, over texts made at random."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from traces import attention_head, make_trace, translated

from attnviz.axis import MOST_UNITS, Axis, Group, axes_of, joined, joined_scores, spread, strongest_pair, token_name
from attnviz.morphemes import by_morphemes, in_words
from attnviz.pair import MASKED, word_weight
from attnviz.trace import Tokens
from attnviz.word_pair import word_texts

SIGNS = {byte: chr(byte) if 33 <= byte < 127 else chr(0x100 + byte) for byte in range(256)}
ALPHABET = "abe é太郎はケー🍰 \n½"


def tokens_of(parts: list[tuple[str, int, int, int]], text: str, special: tuple[int, ...] = ()) -> Tokens:
    """``parts``: piece, start, end, word of each token."""
    count = len(parts)
    pieces = tuple(part[0] for part in parts)
    return Tokens(
        text, tuple(range(count)), pieces, pieces, tuple(part[1:3] for part in parts),
        tuple(i in special for i in range(count)), tuple(part[3] for part in parts), 512, count, len(text),
    )  # fmt: skip


def random_tokens(seed: int) -> Tokens:
    """A text cut at random into bytes-level pieces, joined at random to words, between two special tokens."""
    random = np.random.default_rng(seed)
    text = "".join(random.choice(list(ALPHABET), random.integers(1, 14)))
    data = [(at, byte) for at, character in enumerate(text) for byte in character.encode()]
    cuts = sorted({0, len(data), *random.integers(0, len(data) + 1, random.integers(0, 12)).tolist()})
    parts, word = [("[CLS]", 0, 0, 0)], 1
    for low, high in pairwise(cuts):
        piece = "".join(SIGNS[byte] for _, byte in data[low:high])
        joins = parts[-1][2] > data[low][0] or random.random() < 0.4
        word += len(parts) > 1 and not joins
        parts.append((piece, data[low][0], data[high - 1][0] + 1, word))
    parts.append(("[SEP]", len(text), len(text), word + 1))
    return tokens_of(parts, text, (0, len(parts) - 1))


def by_hand(axis: Axis, as_keys: bool) -> np.ndarray:
    """(tokens, units) with the share of each key token, or with the part that each query token has in a mean."""
    shares = np.zeros((len(axis.tokens), len(axis)))
    for unit in range(len(axis)):
        for token in axis.tokens_of(unit):
            shares[token, unit] = 1
    return shares / shares.sum(axis=1 if as_keys else 0, keepdims=True)


@pytest.mark.parametrize("kind", ["words", "tokens", "bytes"])
@pytest.mark.parametrize("seed", range(25))
def test_joined_weights_are_the_sum_over_keys_and_the_mean_over_queries(kind, seed):
    queries = random_tokens(seed)
    keys = queries if seed % 3 else random_tokens(seed + 1000)
    weights = attention_head(len(queries), seed, keys=len(keys), causal=seed % 2 == 0).weights
    rows, columns = axes_of(queries, keys, kind)
    found = joined(weights, rows, columns)
    expected = by_hand(rows, False).T @ weights.astype(np.float64) @ by_hand(columns, True)
    assert found.dtype == np.float32
    assert found.shape == (len(rows), len(columns))
    np.testing.assert_allclose(found, expected, atol=2e-7)
    np.testing.assert_allclose(found.astype(np.float64).sum(axis=1), 1, atol=2e-6)


@pytest.mark.parametrize("kind", ["words", "tokens", "bytes"])
@pytest.mark.parametrize("seed", range(25))
def test_units_and_tokens_find_each_other(kind, seed):
    tokens = random_tokens(seed)
    axis = Axis(tokens, kind)
    assert len(axis.labels) == len(axis.spans) == len(axis.special) == len(axis)
    assert all(axis.labels)
    for token in range(len(tokens)):
        units = axis.units_of(token)
        assert len(units) > 0
        assert all(token in axis.tokens_of(unit) for unit in units)
    for unit in range(len(axis)):
        assert all(unit in axis.units_of(token) for token in axis.tokens_of(unit))
        assert axis.first_tokens()[unit] == axis.tokens_of(unit)[0]
    own = [i for i, special in enumerate(axis.special) if special]
    assert own == [0, len(axis) - 1]
    assert [axis.labels[i] for i in own] == ["[CLS]", "[SEP]"]


@pytest.mark.parametrize("seed", range(25))
def test_bytes_are_those_of_the_text_in_order(seed):
    tokens = random_tokens(seed)
    axis = Axis(tokens, "bytes")
    assert bytes.fromhex("".join(axis.labels[1:-1])) == tokens.text.encode()
    assert [len(range(g.start, g.stop)) for g in axis.groups] == [len(c.encode()) for c in tokens.text]
    for token in range(1, len(tokens) - 1):  # as many as its piece is made of
        assert len(axis.units_of(token)) == len(tokens.pieces[token])


@pytest.mark.parametrize("seed", range(10))
def test_a_chosen_pair_is_the_strongest_of_its_pieces_and_lies_in_it(seed):
    tokens = random_tokens(seed)
    weights = attention_head(len(tokens), seed).weights
    for kind in ("words", "tokens", "bytes"):
        axis = Axis(tokens, kind)
        for query in range(len(axis)):
            for key in range(len(axis)):
                row, column = strongest_pair(weights, axis, axis, query, key)
                assert query in axis.units_of(row)
                assert key in axis.units_of(column)
                block = weights[np.ix_(axis.tokens_of(query), axis.tokens_of(key))]
                assert weights[row, column] == block.max()


def test_words_agree_with_the_rule_of_the_finder():
    trace = make_trace("one two three four five", 0, 0)
    words = (0, 1, 1, 2, 3, 3, 4)
    trace = type(trace)(**{**vars(trace), "tokens": type(trace.tokens)(**{**vars(trace.tokens), "words": words})})
    axis, head = Axis(trace.tokens, "words"), trace.heads[0, 0]
    weights = joined(head.weights, axis, axis)
    assert axis.labels == ("[CLS]", "one two".replace(" ", "␣"), "three", "four␣five", "[SEP]")
    for query in range(len(trace.tokens)):
        for key in range(len(trace.tokens)):
            unit = weights[axis.units_of(query)[0], axis.units_of(key)[0]]
            assert unit == pytest.approx(word_weight(trace, head, query, key), abs=1e-6)


def test_tokens_cost_nothing():
    trace = make_trace("one two three", 0, 0)
    axis = Axis(trace.tokens)
    assert axis.labels is trace.tokens.labels
    weights = trace.heads[0, 0].weights
    assert joined(weights, axis, axis) is weights
    assert joined_scores(weights, axis, axis) is weights
    assert axis.groups == ()


def test_a_pair_of_units_is_masked_where_all_of_it_is():
    tokens = random_tokens(3)
    scores = attention_head(len(tokens), 1, causal=True).scores
    for kind in ("words", "bytes"):
        axis = Axis(tokens, kind)
        found = joined_scores(scores, axis, axis) <= MASKED
        for query in range(len(axis)):
            for key in range(len(axis)):
                block = scores[np.ix_(axis.tokens_of(query), axis.tokens_of(key))]
                assert found[query, key] == (block <= MASKED).all()


def test_a_character_of_several_tokens_has_a_bracket_over_them():
    # as a byte-level vocabulary writes "お ケ": お in two tokens, the space with the first byte of ケ
    tokens = tokens_of([("ãģ", 0, 1, 0), ("Ĭ", 0, 1, 0), ("Ġã", 2, 3, 1), ("ĥ±", 2, 3, 1)], "お ケ")
    assert Axis(tokens).groups == (Group("お", 0, 2), Group("ケ", 2, 4))
    assert [Axis(tokens).name(token) for token in range(4)] == ["ãģ お", "Ĭ お", "Ġã ケ", "ĥ± ケ"]
    assert token_name(make_trace("one two").tokens, 1) == "one"
    axis = Axis(tokens, "bytes")
    assert axis.labels == ("E3", "81", "8A", "E3", "82", "B1")
    assert [axis.units_of(token) for token in range(4)] == [range(2), range(2, 3), range(3, 4), range(4, 6)]
    assert axis.groups == (Group("お", 0, 3), Group("ケ", 3, 6))
    assert Axis(tokens, "words").groups == ()


def test_byte_pieces_of_sentencepiece_are_one_byte_each():
    tokens = tokens_of([(f"<0x{b:02X}>", 0, 1, 0) for b in "🍰".encode()], "🍰")
    assert [Axis(tokens, "bytes").units_of(i) for i in range(4)] == [range(i, i + 1) for i in range(4)]


def test_fewer_bytes_than_tokens():
    # "½" is two bytes, and normalised to three pieces
    tokens = tokens_of([("1", 0, 1, 0), ("⁄", 0, 1, 0), ("2", 0, 1, 0)], "½")
    axis = Axis(tokens, "bytes")
    assert axis.labels == ("C2", "BD")
    weights = attention_head(3, 1).weights
    found = joined(weights, axis, axis)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-6)
    assert found[0].sum() == pytest.approx(1)
    assert found[1, 1] == pytest.approx(weights[2, 2])


def test_too_many_bytes_stay_tokens_on_both_sides():
    long = make_trace("word " * (MOST_UNITS // 4 + 1), limit=8192).tokens
    short = translated("one two")
    rows, columns = axes_of(short, long, "bytes")
    assert (rows.kind, columns.kind) == ("tokens", "tokens")
    assert rows.asked == columns.asked == "bytes"
    assert Axis(long, "bytes").plain
    assert Axis(long, "words").kind == "words"


def test_no_tokens_have_no_units():
    for kind in ("words", "tokens", "bytes"):
        assert len(Axis(Tokens(""), kind)) == 0
    with pytest.raises(ValueError, match="letters"):
        Axis(Tokens(""), "letters")


# morphemes


def japanese(text: str, *pieces: str) -> Tokens:
    spans, at = [], 0
    for piece in pieces:
        at = text.index(piece, at)
        spans.append((piece, at, at + len(piece), len(spans) if len(piece) else 0))
        at += len(piece)
    return tokens_of(spans, text)


def words_of(tokens: Tokens) -> list[str]:
    return word_texts(tokens)


def test_morphemes_cut_kanji_that_touch_and_join_kana():
    text = "昨日東京駅で会いました。"
    runs = japanese(text, *text)
    runs = type(runs)(**{**vars(runs), "words": (0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7)})
    found = by_morphemes(runs)
    assert words_of(found)[:4] == ["昨日", "東京", "駅", "で"]
    assert words_of(found)[-1] == "。"
    assert by_morphemes(found) == found
    assert [b - a in (0, 1) for a, b in pairwise(found.words)] == [True] * 11


def test_a_token_over_a_border_joins_both_sides():
    assert words_of(by_morphemes(japanese("私は猫を見た", "私は", "猫", "を見", "た"))) == ["私は", "猫", "を見た"]


def test_other_texts_keep_their_words():
    chinese = japanese("我昨天去了東京", "我", "昨天", "去了", "東京")
    assert by_morphemes(chinese) is chinese
    trace = make_trace("The cake was good.", 0, 0)
    assert in_words(trace) is trace
    mixed = japanese("the cats はかわいい", "the", "cats", "はか", "わいい")
    assert by_morphemes(mixed).words[:2] == (0, 1)
    several = make_trace("昨日東京駅で会った", 0, 0)
    assert in_words(several).tokens.words != several.tokens.words
    assert in_words(several).heads is several.heads


def test_the_library_is_read_only_for_japanese_words():
    code = (
        "import sys; from attnviz import axis, morphemes; from attnviz.trace import Tokens;"
        "morphemes.by_morphemes(Tokens('The cake', (1,), ('a',), ('a',), ((0, 3),), (False,), (0,)));"
        "assert 'tinysegmenter' not in sys.modules;"
        "two = ('私', 'は');"
        "morphemes.by_morphemes(Tokens('私は', (1, 2), two, two, ((0, 1), (1, 2)), (False,) * 2, (0, 0)));"
        "assert 'tinysegmenter' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("kind", ["words", "bytes"])
@pytest.mark.parametrize("seed", range(15))
def test_a_spread_table_reads_like_the_one_it_stands_for(kind, seed):
    tokens = random_tokens(seed)
    weights = attention_head(len(tokens), seed).weights
    axis = Axis(tokens, kind)
    whole, table = joined(weights, axis, axis), spread(weights, axis, axis)
    if axis.plain:
        assert table is whole is weights
        return
    np.testing.assert_array_equal(table[:], whole)
    np.testing.assert_array_equal(table.T[:], whole.T)
    assert (table.shape, len(table), table.size) == (whole.shape, len(whole), whole.size)
    assert table.bound() >= whole.max()
    assert table.part([1], [0]).bound() >= whole[1, 0]
    last = len(axis) - 1
    for where in ((0, last), (slice(1, 3), slice(0, 2)), (slice(None), last), last, (slice(2, None), slice(None))):
        np.testing.assert_array_equal(table[where], whole[where])
        np.testing.assert_array_equal(table.T[where], whole.T[where])
    some = list(range(1, last))
    np.testing.assert_array_equal(table.part(some, [0, last])[:], whole[np.ix_(some, [0, last])])
    starts = np.arange(0, len(axis), 2)
    binned = [[whole[a : a + 2, b : b + 2].max() for b in starts] for a in starts]
    np.testing.assert_array_equal(table.largest(starts, starts), np.array(binned, np.float32))
    np.testing.assert_array_equal(table.T.largest(starts, starts), np.array(binned, np.float32).T)
