"""Recent sentences and examples, from the File menu."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from attnviz.gui.sentences import MOST, stored_texts
from attnviz.samples import EXAMPLES, SAMPLES
from attnviz.settings import Settings


def settle(window) -> None:
    QApplication.processEvents()
    assert window.wait_until_idle(10)


def replace(window, text: str) -> None:
    window.text_bar.editor.replace_text(text)
    settle(window)


def rest(window) -> None:
    """As after a pause: the timer runs out."""
    timer = window.desktop.recent_texts._rest
    assert timer.isActive()
    timer.stop()
    timer.timeout.emit()


def test_a_pause_keeps_a_sentence_once(qtbot, window):
    recent = window.desktop.recent_texts
    replace(window, "one dog")
    assert recent.texts == [SAMPLES[0].text], "the one that was left"
    rest(window)
    assert recent.texts == ["one dog", SAMPLES[0].text]
    qtbot.keyClicks(window.text_bar.editor, " runs")
    rest(window)
    assert recent.texts == ["one dog runs", SAMPLES[0].text], "typing on is no new sentence"
    replace(window, SAMPLES[0].text)
    rest(window)
    assert recent.texts == [SAMPLES[0].text, "one dog runs"]


def test_no_more_than_ten_nothing_empty_nothing_endless(window):
    for number in range(14):
        replace(window, f"{number} dogs run")
    replace(window, "x" * 2001)
    replace(window, "  ")
    replace(window, "")
    recent = window.desktop.recent_texts
    assert recent.texts == [f"{number} dogs run" for number in range(13, 3, -1)]
    assert len(recent.texts) == MOST


def test_choosing_one_brings_it_back_and_clear_forgets_all(qtbot, window, settings):
    replace(window, "R&D <b>cats</b>\nsleep")
    replace(window, "dogs")
    menu = window.menus.recent_texts
    assert menu.actions()[0].text() == "R&&D <b>cats</b> sleep"
    menu.actions()[0].trigger()
    settle(window)
    assert window.microscope.trace.tokens.text == "R&D <b>cats</b>\nsleep"
    window.session.save()
    assert "dogs" in json.loads(Settings(settings.path)["recent_texts"])
    window.desktop.recent_texts.clear_action.trigger()
    QApplication.processEvents()
    assert window.desktop.recent_texts.texts == []
    assert not menu.menuAction().isEnabled()


def test_they_come_back_at_the_next_start(open_window, settings):
    settings["recent_texts"] = json.dumps(["a dog", "a cat"])
    window = open_window()
    assert [action.text() for action in window.menus.recent_texts.actions()[:2]] == ["a dog", "a cat"]
    assert window.desktop.recent_texts.stored() == settings["recent_texts"]


@pytest.mark.parametrize("stored", ["", "{", "3", "[1, null, {}]", "[" * 9999])
def test_damaged_lists_are_empty(stored):
    assert stored_texts(stored) == []


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_opens_and_says_what_to_look_at(window, number):
    entries = [action for action in window.menus.samples.actions() if not action.isSeparator()]
    assert len(entries) == len(EXAMPLES)
    assert EXAMPLES[number].look in entries[number].toolTip()
    assert EXAMPLES[number].look[:20] in entries[number].text()
    entries[number].trigger()
    settle(window)
    assert window.text_bar.text() == EXAMPLES[number].text
    assert window.status.currentMessage() == EXAMPLES[number].look


def test_an_example_can_be_undone(qtbot, window):
    replace(window, "my own words")
    window.menus.samples.actions()[1].trigger()
    settle(window)
    qtbot.keyClick(window.text_bar.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert window.text_bar.text() == "my own words"


def test_there_are_examples_in_both_languages():
    assert {example.language for example in EXAMPLES} == {"en", "ja"}
    assert min(sum(example.language == code for example in EXAMPLES) for code in ("en", "ja")) >= 4
