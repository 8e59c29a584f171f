"""The walk as data: every place can be filled, every number is the pair's own, and none is written twice."""

from __future__ import annotations

import re

import numpy as np
import pytest
from traces import make_trace, word_tokens

from attnviz.digits import number, percent
from attnviz.lessons.page import Page
from attnviz.lessons.pair_walk import LESSON, STEPS
from attnviz.lessons.places import Places
from attnviz.lessons.scene import (
    latex,
    open_scene,
    scene_numbers,
    score_text,
    shown_word,
    spoken_name,
    strongest_keys,
    word_name,
)
from attnviz.lessons.step import Run, fill_numbers, fill_text, plain
from attnviz.trace import Focus, HeadTrace, Tokens

TEXT = "Taro ate the cake. After that, he fell asleep."
FOCUS = Focus(3, 7, 9, 1)


@pytest.fixture
def page():
    return Page(LESSON, 0, make_trace(TEXT, 3, 7), FOCUS)


@pytest.fixture
def scene(page):
    return page.scene


def test_eight_steps_each_with_an_idea_a_picture_and_a_formula():
    assert len(STEPS) == 8
    assert len({step.id for step in STEPS}) == 8
    assert len({step.picture for step in STEPS}) == 8
    for step in STEPS:
        assert step.text.count("\n") == 1, "at most two short sentences, each on its own line"
        assert all(len(line) <= 100 for line in step.text.split("\n"))
        assert step.formula.isascii()
        assert step.numbers.isascii()


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_every_place_is_filled(step, page, scene):
    assert "{" not in plain(fill_text(step.text, Places(page)))
    filled = fill_numbers(step.numbers, scene_numbers(scene))
    assert not re.search(r"<\w+>", filled)
    assert filled.isascii()


def test_numbers_are_those_that_digits_prints(page, scene):
    pair, printed = scene.pair, scene_numbers(scene)
    head = scene.head
    assert printed["dot"] == latex(number(float(head.query[9].astype(float) @ head.key[1].astype(float))))
    assert printed["score"] == latex(number(head.scores[9, 1]))
    assert printed["weight"] == latex(percent(head.weights[9, 1]))
    assert printed["root"] == number(32**0.5)
    assert printed["sum"] == number(pair.row_sum)
    assert printed["out"] == latex(number(head.context[9, 0]))
    assert Places(page)["weight"] == percent(float(head.weights[9, 1]))


def test_the_lines_follow_from_each_other(scene):
    """What a person recomputes from the printed line agrees with the next printed one."""
    pair = scene.pair
    assert pair.dot / pair.root == pytest.approx(pair.score, abs=1e-5)
    assert pair.row_exp[1] / pair.row_sum == pytest.approx(pair.weight, abs=1e-6)
    assert (pair.row_weights[:, None] * scene.head.value).sum(axis=0) == pytest.approx(pair.context, abs=1e-5)


def test_blend_prints_the_pairs_term_then_the_strongest_other(scene):
    row = scene.pair.row_weights.copy()
    row[1] = -1
    other = int(row.argmax())
    first, second, rest = scene_numbers(scene)["blend"].split("+")[:3]
    assert percent(scene.pair.weight).split("\u202f")[0] in first
    assert percent(float(row[other])).split("\u202f")[0] in second
    assert number(abs(float(scene.head.value[other, 0]))) in second
    assert rest == r"\cdots"


def test_a_text_of_one_token_promises_no_more_terms():
    tokens = Tokens("a", (1,), ("a",), ("a",), ((0, 1),), (False,), (0,), 8, 1, 1)
    trace = make_trace("a")
    ones = np.ones((1, 4), np.float32)
    head = HeadTrace(ones, ones, ones, np.full((1, 1), 2, np.float32), np.ones((1, 1), np.float32), ones)
    alone = type(trace)(trace.request, tokens, trace.model, trace.device, {(0, 0): head})
    printed = scene_numbers(open_scene(alone, Focus()))
    assert printed["blend"] == r"100.0\,\%\times \value{1.00}"


def test_without_a_chosen_pair_the_strongest_is_taken():
    trace = make_trace(TEXT, 3, 7)
    scene = open_scene(trace, Focus(3, 7))
    query, key = scene.pair.query_index, scene.pair.key_index
    inner = trace.heads[3, 7].weights[1:-1, 1:-1].copy()
    np.fill_diagonal(inner, -1)
    assert trace.heads[3, 7].weights[query, key] == inner.max()
    assert (scene.focus.query, scene.focus.key) == (query, key)
    assert open_scene(trace, Focus(3, 7, 400, 2)).pair.query_index == query


def test_nothing_to_show_is_no_scene():
    assert open_scene(None, FOCUS) is None
    assert open_scene(make_trace("", 3, 7), FOCUS) is None
    assert open_scene(make_trace(TEXT, 0, 0), FOCUS) is None


def test_a_users_braces_and_markup_stay_plain_text():
    filled = {"query": "{key}<b>", "key": "\u200bx"}
    assert fill_text("“{query}” at {key}.", filled) == [
        Run("“"),
        Run("{key}<b>", "query"),
        Run("” at "),
        Run("x", "key"),
        Run("."),
    ]
    with pytest.raises(KeyError):
        fill_text("{nobody}", filled)


def test_a_negative_number_is_one_piece_for_the_formula():
    assert latex(number(-1.5)) == "{-1.50}"
    assert latex(percent(0.508)) == r"50.8\,\%"
    assert score_text(float("-inf")) == "−∞"
    assert score_text(-3e38) == "−∞"


def test_words_are_named_and_long_ones_cut():
    tokens = word_tokens("Donaudampfschifffahrtsgesellschaft sinkt")
    assert spoken_name(tokens, 1, 2) == "Donaudampfschif…"
    assert spoken_name(tokens, 0, 1) == "[CLS]"
    pieces = Tokens(
        "Taro  ate", (1, 2, 3), ("tar", "##o", "ate"), ("tar", "##o", "ate"), ((0, 3), (3, 4), (4, 9)),
        (False,) * 3, (0, 0, 1), 8, 3, 9,
    )  # fmt: skip
    assert word_name(pieces, 1, 2) == "Taro"
    assert spoken_name(pieces, 1, 2) == "Taro (##o)", "its share is not the whole word's"
    assert spoken_name(pieces, 2, 1) == "ate"
    assert spoken_name(pieces, 1, 0) == "o", "two pieces of one word are told apart"
    assert shown_word(pieces, 2, 0) == (6, 9), "the space a vocabulary keeps is not part of the word"


def test_strongest_keys_keep_reading_order_and_the_pair(scene):
    keys = strongest_keys(scene.pair, 4)
    assert keys == sorted(keys)
    assert len(keys) == 4
    assert 1 in keys
    left_out = [j for j in range(len(scene.tokens)) if j not in keys]
    assert scene.pair.row_weights[left_out].max() <= min(scene.pair.row_weights[j] for j in keys if j != 1)
