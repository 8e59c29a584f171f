"""A focus stays on its own words while the text around them is edited."""

from __future__ import annotations

import pytest
from traces import make_trace, word_tokens

from attnviz.trace import Focus, follow


def focus_on(text: str, query: str, key: str) -> Focus:
    tokens = word_tokens(text)
    return Focus(3, 7, tokens.labels.index(query), tokens.labels.index(key))


def words(focus: Focus, text: str) -> tuple[str, str]:
    tokens = word_tokens(text)
    return tokens.labels[focus.query], tokens.labels[focus.key]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Taro ate cake and he slept", "Taro ate cake and he slept well"),
        ("Taro ate cake and he slept", "Today Taro ate cake and he slept"),
        ("Taro ate cake and he slept", "Taro ate the big cake and he slept"),
        ("Taro ate cake and he slept", "Taro and he slept"),
    ],
)
def test_follow_keeps_the_words(old, new):
    moved = follow(focus_on(old, "he", "Taro"), word_tokens(old), word_tokens(new))
    assert words(moved, new) == ("he", "Taro")
    assert moved.head_id == (3, 7)


def test_follow_survives_a_new_text_and_an_empty_one():
    old = word_tokens("Taro ate cake and he slept")
    focus = Focus(0, 0, 5, 6)
    short = word_tokens("Hi")
    moved = follow(focus, old, short)
    assert 0 <= moved.query < len(short)
    assert 0 <= moved.key < len(short)
    assert follow(focus, old, word_tokens("")) == Focus(0, 0, None, None)
    assert follow(Focus(), old, short) == Focus()


def test_repeated_word_is_not_lost_when_typing_after_it():
    old, new = word_tokens("a a a"), word_tokens("a a a a")
    assert follow(Focus(0, 0, 1, 2), old, new) == Focus(0, 0, 1, 2)


def test_surfaces_are_the_users_own_characters():
    tokens = make_trace("Taro  ate\ncake").tokens
    assert [tokens.surface(i) for i in range(len(tokens))] == ["[CLS]", "Taro", "ate", "cake", "[SEP]"]
    assert tokens.word_surface(2) == "ate"
    assert tokens.word(3) == (3,)
