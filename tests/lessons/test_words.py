"""Words as a hall reads them, on tokens cut as real tokenizers cut them."""

from __future__ import annotations

import pytest
from traces import make_trace

from attnviz.lessons.words import in_spoken_words, spoken, tells
from attnviz.trace import Focus, Tokens


def cut(*pieces: str) -> Tokens:
    """Tokens of these pieces side by side, each a word of its own."""
    text, spans = "".join(pieces), []
    for piece in pieces:
        start = spans[-1][1] if spans else 0
        spans.append((start, start + len(piece)))
    count = len(pieces)
    return Tokens(
        text,
        tuple(range(count)),
        pieces,
        pieces,
        tuple(spans),
        (False,) * count,
        tuple(range(count)),
        512,
        count,
        len(text),
    )


def words(tokens: Tokens) -> list[str]:
    return [tokens.word_surface(at) for at in range(len(tokens)) if tokens.word(at)[0] == at]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (
            ("彼", "は", "首", "を", "横", "に", "振", "った", "。"),
            ["彼", "は", "首", "を", "横", "に", "振った", "。"],
        ),
        (("それは", "壊", "れて", "いた"), ["それは", "壊れていた"]),
        (("命令", "を", "実行", "した", "が"), ["命令", "を", "実行した", "が"]),
        (("東京", "駅", "で", "会", "った"), ["東京駅", "で", "会った"]),
        (("猫", "が", "いる"), ["猫", "が", "いる"]),
    ],
)
def test_endings_belong_to_their_verbs(pieces, expected):
    assert words(spoken(cut(*pieces))) == expected


def test_a_text_without_kana_keeps_its_words():
    tokens = cut("the", "cat", "s")
    assert spoken(tokens) is tokens


def test_equal_tokens_get_the_very_same_words():
    pieces = ("猫", "が", "眠", "った")
    assert spoken(cut(*pieces)) is spoken(cut(*pieces))


def test_particles_and_small_words_tell_nothing():
    tokens = cut("猫", "が", "。", "the", "cat", "3")
    assert [tells(tokens, at) for at in range(6)] == [True, False, False, False, True, True]


def test_weights_stay_and_only_words_change():
    trace = make_trace("猫が眠った。", 3, 7)
    made = in_spoken_words(trace)
    assert made.head(Focus(3, 7)) is trace.head(Focus(3, 7))
    assert made.tokens.words != trace.tokens.words
    assert made.queries(3) is made.keys(3)
    assert in_spoken_words(made).tokens is made.tokens
