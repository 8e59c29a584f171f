"""What if: what is asked for when something is changed, and how keys and mouse do it."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from fake_engine import DECODER
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from traces import make_trace, word_tokens
from what_if_tools import FOCUS, LEFT, TEXT, answer, changed_view, open_view, press

from attnviz.gui.views.what_if import WhatIfView
from attnviz.gui.views.what_if_temperature import printed, temperature_at
from attnviz.other import Change, Other
from attnviz.trace import Focus


@pytest.fixture
def view(qtbot) -> WhatIfView:
    return open_view(qtbot)


# --- what is asked for


def test_nothing_is_asked_for_while_nothing_is_changed(view):
    assert view.wishes().others == ()
    answer(view)
    assert view.wishes().others == ()
    assert not view.wishes().states
    assert "What if" in view.one.nothing.title
    assert not view.reset.isEnabled()


def test_a_change_asks_for_one_other_run_and_the_output(view, qtbot):
    answer(view)
    with qtbot.waitSignal(view.wishes_changed):
        QTest.mouseClick(view.one.controls.scaled, LEFT)
    assert view.wishes().others == (Other(change=Change(scaled=False)),)
    assert view.wishes().states
    assert not view.wishes().next_words
    assert "Computing" in view.one.nothing.title
    answer(view, request_id=2)
    assert view.compared is not None
    assert view.one.area.isVisible()


def test_a_decoder_is_asked_for_its_next_words(view):
    answer(view, model=DECODER)
    view.set_change(Change(temperature=2.0))
    assert view.wishes().next_words
    assert not view.wishes().states
    answer(view, model=DECODER, request_id=2)
    assert "next word" in view.one.said.text()


def test_reset_takes_everything_back(view):
    changed_view(view, Change(scaled=False, temperature=0.5, positions=False, removed=((0, 0),)))
    view.toggle_word(view.one.words.line.word(1))
    assert view.change.hidden == (1,)
    QTest.mouseClick(view.reset, LEFT)
    assert not view.change
    assert view.wishes().others == ()
    assert not view.hidden
    assert view.one.controls.temperature.slider.value() == 0
    assert not view.one.removed.chips


# --- keys and mouse


def test_each_choice_has_a_key(view):
    answer(view)
    press(view, Qt.Key.Key_D)
    press(view, Qt.Key.Key_P)
    press(view, Qt.Key.Key_M)
    press(view, Qt.Key.Key_H)
    assert view.change == Change(causal=True, scaled=False, positions=False, removed=((0, 0),))
    press(view, Qt.Key.Key_M)
    press(view, Qt.Key.Key_H)
    assert view.change == Change(scaled=False, positions=False)
    press(view, Qt.Key.Key_H, Qt.KeyboardModifier.ShiftModifier)
    assert view.change.removed == tuple((0, head) for head in range(12))
    press(view, Qt.Key.Key_R)
    assert not view.change


def test_the_temperature_goes_by_keys_and_home_brings_it_back(view):
    answer(view)
    slider = view.one.controls.temperature.slider
    for _ in range(14):
        QTest.keyClick(slider, Qt.Key.Key_Left)
    assert view.change.temperature == pytest.approx(0.2)
    assert view.one.controls.temperature.value.text() == "0.20"
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert not view.change
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert view.change.temperature == 10
    QTest.mouseDClick(slider, LEFT)
    assert view.change.temperature == 1


@pytest.mark.parametrize("step", range(-20, 21))
def test_what_is_printed_is_what_is_computed(step):
    assert float(printed(temperature_at(step))) == temperature_at(step)


def test_heads_are_taken_away_and_brought_back_by_their_chips(view):
    answer(view)
    QTest.mouseClick(view.one.removed.add, LEFT)
    answer(view, focus=Focus(3, 7, 6, 1), request_id=2)
    QTest.mouseClick(view.one.removed.add, LEFT)
    assert view.change.removed == ((0, 0), (3, 7))
    assert [chip.text() for chip in view.one.removed.chips.values()] == ["0.0", "3.7"]
    QTest.mouseClick(view.one.removed.layer, LEFT)
    assert set(view.one.removed.chips) == {(0, 0), (3, None)}
    QTest.mouseClick(view.one.removed.chips[3, None], LEFT)
    assert view.change.removed == ((0, 0),)
    assert set(view.one.removed.chips) == {(0, 0)}


def test_a_click_hides_a_word_and_all_its_pieces(view):
    plain = make_trace(TEXT)
    words = tuple(int(word) for word in np.cumsum([i != 2 for i in range(len(plain.tokens))]) - 1)
    trace = replace(plain, tokens=replace(plain.tokens, words=words))
    view.show_trace(trace, FOCUS)
    word = view.one.words.line.word(1)
    QTest.mouseClick(view.one.words.viewport(), LEFT, pos=view.one.words.rect_of(word).center().toPoint())
    assert view.change.hidden == (1, 2)
    QTest.mouseClick(view.one.words.viewport(), LEFT, pos=view.one.words.rect_of(word).center().toPoint())
    assert not view.change


def test_a_word_says_what_a_click_does(view):
    answer(view)
    assert "no other word sees it" in view.one.words.tip(1)
    view.toggle_word(view.one.words.line.word(1))
    assert "see it again" in view.one.words.tip(1)


def test_arrow_keys_and_space_hide_words(view):
    answer(view)
    press(view, Qt.Key.Key_W)
    assert view.one.words.hasFocus()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(view.one.words, key)
    assert view.change.hidden == (1, 2)
    assert "Taro, ate" in view.one.words.accessibleDescription()


def test_hidden_words_are_followed_while_the_text_is_edited(view):
    changed_view(view, Change())
    view.toggle_word(view.one.words.line.word(1))
    assert view.change.hidden == (1,)
    answer(view, text="Then " + TEXT, request_id=3)
    assert view.change.hidden == (2,)
    assert view.stale or view.compared is None
    answer(view, text="Then " + TEXT, request_id=4)
    assert "“Taro” hidden" in view.one.said.text()
    answer(view, text="", request_id=5)
    assert view.wishes().others == ()
    assert "Type a sentence" in view.one.nothing.title


def test_a_word_to_hide_is_ringed_as_soon_as_the_keyboard_comes(view):
    trace = answer(view)
    row = view.one.words
    assert row.word is None
    press(view, Qt.Key.Key_W)
    assert row.hasFocus()
    assert row.line.index(row.word) == 0
    assert ringed(row, 0), "before any arrow key"
    QTest.keyClick(row, Qt.Key.Key_Right)
    assert ringed(row, 1)
    assert not view.hidden
    view.show_trace(replace(trace, tokens=word_tokens("another"), request=replace(trace.request, id=2)), FOCUS)
    row.clearFocus()
    assert not ringed(row, 0)


def ringed(row, index: int) -> bool:
    """The upper edge of a word's chip has the colour of the ring."""
    picture = row.viewport().grab().toImage()
    chip = row.line.chip(index).translated(-row.horizontalScrollBar().value(), 0)
    at = picture.pixelColor(round(chip.center().x()), round(chip.top()))
    return at.blue() > at.red() + 80


# --- what comes back


def test_choices_come_back_in_another_view(view, qtbot):
    changed_view(view, Change(causal=True, scaled=False, temperature=0.5, positions=False, removed=((0, 0), (3, 7))))
    view.toggle_word(view.one.words.line.word(1))
    state = json.loads(json.dumps(view.state()))
    other = WhatIfView()
    qtbot.addWidget(other)
    other.restore(state)
    assert other.state() == state  # before there is a text
    answer(other)
    assert other.change == view.change
    assert other.state() == state


def test_a_choice_is_told(view, qtbot):
    answer(view)
    for act in (lambda: view.toggle_word(view.one.words.line.word(1)), view.undo_all, lambda: view.show_page(1)):
        with qtbot.waitSignal(view.state_changed):
            act()
    assert view.state() == {"page": 1}


@pytest.mark.parametrize(
    "state",
    [
        {"page": "x", "causal": 1, "scaled": None, "temperature": "hot", "positions": 0, "removed": 3, "hidden": 5},
        {"temperature": float("nan"), "removed": [[1], ["a", 2], [-1, 0], 7], "hidden": [3, {}, {"text": 5}]},
        {"temperature": True, "removed": [[99, 0], [0, 99]], "hidden": [{"text": "nowhere", "start": 10**9}]},
    ],
)
def test_what_is_not_understood_is_passed_over(view, state):
    view.restore(state)
    answer(view)
    assert not view.change
