"""A focus stays on its own words while the text around them is edited."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from traces import TRANSLATOR, make_trace, model_trace, word_tokens

from attnviz.trace import Focus, follow
from attnviz.trace_file import write_trace


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


def test_a_pair_whose_words_are_both_gone_is_none():
    old = word_tokens("Taro ate cake and he slept")
    for new in ("Hi", "A dog ran away", ""):
        assert follow(Focus(2, 1, 5, 1), old, word_tokens(new)) == Focus(2, 1, None, None)
    assert follow(Focus(), old, word_tokens("Hi")) == Focus()


@pytest.mark.parametrize(
    ("new", "pair"),
    [
        ("Taro ate cake and she slept", ("she", "Taro")),
        ("Taro ate cake and the dog slept", ("the", "Taro")),
        ("Taro ate cake and slept", ("slept", "Taro")),
        ("Taro ate cake and .", ("and", "Taro")),
        ("Taro ate cake and ...", ("and", "Taro")),
    ],
)
def test_a_word_that_is_rewritten_keeps_its_partner(new, pair):
    old = "Taro ate cake and he slept"
    assert words(follow(focus_on(old, "he", "Taro"), word_tokens(old), word_tokens(new)), new) == pair


def test_repeated_word_is_not_lost_when_typing_after_it():
    old, new = word_tokens("a a a"), word_tokens("a a a a")
    assert follow(Focus(0, 0, 1, 2), old, new) == Focus(0, 0, 1, 2)


def test_surfaces_are_the_users_own_characters():
    tokens = make_trace("Taro  ate\ncake").tokens
    assert [tokens.surface(i) for i in range(len(tokens))] == ["[CLS]", "Taro", "ate", "cake", "[SEP]"]
    assert tokens.word_surface(2) == "ate"
    assert tokens.word(3) == (3,)


def test_a_word_is_all_its_pieces_and_no_others():
    tokens = replace(word_tokens("one two three four"), words=(0, 1, 1, 1, 2, 3))
    assert [tokens.word(token) for token in range(6)] == [(0,), (1, 2, 3), (1, 2, 3), (1, 2, 3), (4,), (5,)]


def test_a_pair_of_two_texts_follows_the_edits_of_each():
    old_keys, new_keys = word_tokens("Taro ate cake"), word_tokens("Then Taro ate cake")
    old, new = word_tokens("cake ate Taro"), word_tokens("cake ate Taro then")
    assert follow(Focus(5, 0, 3, 1), old, new, old_keys, new_keys) == Focus(5, 0, 3, 2)
    gone = word_tokens("Hi"), word_tokens("Ho")
    assert follow(Focus(5, 0, 1, 1), gone[0], gone[1], *gone) == Focus(5, 0, None, None)
    assert follow(Focus(5, 0, 1, 1), old, new, old_keys, word_tokens("")) == Focus(5, 0, None, None)


def test_a_trace_file_holds_what_a_translator_wrote(tmp_path):
    trace = model_trace(TRANSLATOR, "one two three")
    write_trace(tmp_path / "trace.safetensors", trace, {"x": np.zeros(2, np.float32)})
    data = (tmp_path / "trace.safetensors").read_bytes()
    length = int.from_bytes(data[:8], "little")
    metadata = json.loads(data[8 : 8 + length])["__metadata__"]
    assert metadata["target_text"] == "three two one 。"
    assert tuple(json.loads(metadata["target_ids"])) == trace.target.ids
    assert tuple(json.loads(metadata["target_tokens"])) == trace.target.pieces
