"""The next-word panel: when it is there, what it says, what Tab and a click add, and the controls."""

from __future__ import annotations

import json

import numpy as np
import pytest
from fake_engine import DECODER, END, PART, VOCABULARY, WHOLE, logits_after
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from attnviz.digits import percent
from attnviz.gui.cheat_sheet import Shortcuts
from attnviz.gui.theme import theme
from attnviz.gui.views.next_words import WordBars
from attnviz.gui.writing import TABS
from attnviz.sampling import Sampling, probabilities
from attnviz.settings import Settings
from attnviz.trace import Candidate, NextWords

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def settle(window) -> None:
    assert window.wait_until_idle(10)


@pytest.fixture
def decoder(open_window, settings):
    """A window on a decoder and a short text, the cursor at its end."""
    settings["model"], settings["text"], settings["text_stored"] = DECODER, "The old", True
    return open_window()


def press(qtbot, window, key: Qt.Key, modifiers: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or window.text_bar.editor, key, modifiers)
    settle(window)


def text_of(window) -> str:
    return window.text_bar.editor.text()


def best_after(text: str) -> str:
    return VOCABULARY[int(logits_after(text).argmax())]


def favour(*tokens: int):
    """Logits that put ``tokens`` first, in this order."""

    def logits(text: str) -> np.ndarray:
        found = logits_after(text)
        for place, token in enumerate(tokens):
            found[token] = 30.0 - place
        return found

    return logits


def click_row(qtbot, window, place: int) -> None:
    words = window.next_words.words
    at = words.bar_rect(place).center().toPoint()
    qtbot.mouseClick(words, Qt.MouseButton.LeftButton, pos=at)
    settle(window)


# --- when it is there


def test_an_encoder_never_shows_it_by_itself_and_is_asked_nothing(qtbot, window, engine):
    assert not window.next_words.isVisible()
    qtbot.keyClicks(window.text_bar.editor, "s")
    settle(window)
    assert not any(request.next_words for request in engine.ran)


def test_for_an_encoder_it_says_why_there_is_nothing(qtbot, window):
    press(qtbot, window, Key.Key_F8)
    panel = window.next_words
    assert panel.isVisible()
    assert "is an encoder" in panel.why.text()
    assert window.microscope.trace.model.name in panel.why.text()
    hidden = (panel.words, panel.controls, panel.write, panel.note)
    assert not any(part.isVisible() for part in hidden)
    press(qtbot, window, Key.Key_F8)
    assert not panel.isVisible()


def test_the_first_decoder_opens_it_once(qtbot, open_window, settings, engine):
    window = open_window()
    window.microscope.set_model(DECODER)
    settle(window)
    panel = window.next_words
    assert panel.isVisible()
    assert window.menus.next_words.isChecked()
    assert engine.ran[-1].next_words
    assert panel.words.bars
    press(qtbot, window, Key.Key_F8)
    qtbot.keyClicks(window.text_bar.editor, "s")
    settle(window)
    assert not engine.ran[-1].next_words, "hidden: no run is asked what comes next"
    for model in ("test", DECODER):
        window.microscope.set_model(model)
        settle(window)
    assert not panel.isVisible(), "it was closed: it does not come back by itself"
    window.session.save()
    again = open_window(Settings(settings.path))
    assert again.microscope.model == DECODER
    assert not again.next_words.isVisible()


def test_panel_and_controls_come_back_at_the_next_start(qtbot, decoder, open_window, settings):
    controls = decoder.next_words.controls
    controls.temperature.setValue(0.7)
    controls.top_k.setValue(5)
    controls.top_p.setValue(0.9)
    settle(decoder)
    decoder.session.save()
    stored = Settings(settings.path)
    assert (stored["temperature"], stored["top_k"], stored["top_p"]) == (0.7, 5, 0.9)
    again = open_window(stored)
    assert again.next_words.isVisible()
    assert again.next_words.controls.sampling == Sampling(0.7, 5, 0.9)


def test_foreign_numbers_in_the_settings_do_no_harm(open_window, settings):
    settings.path.write_text(
        json.dumps({"model": DECODER, "temperature": float("nan"), "top_k": -3, "top_p": 1e300, "language": "en"})
    )
    window = open_window(Settings(settings.path))
    assert window.next_words.controls.sampling == Sampling(0.0, 0, 1.0)


# --- what it says


@pytest.mark.parametrize("sampling", [Sampling(), Sampling(0.4), Sampling(1.5, 4), Sampling(1.0, 0, 0.5)])
def test_probabilities_are_those_of_sampling_to_the_digit(qtbot, decoder, sampling):
    decoder.next_words.controls.set_sampling(sampling)
    decoder.next_words.controls.changed.emit()
    words, found = decoder.next_words.words, decoder.microscope.trace.next_words
    shares = probabilities(found.logits, sampling)
    assert len(words.bars) >= 5
    for bar, word in zip(words.bars, found.best, strict=False):
        assert (bar.label, bar.text) == (word.label, percent(shares[word.id]))
        assert bar.weight == pytest.approx(shares[word.id])
    assert [bar.weight for bar in words.bars] == sorted((bar.weight for bar in words.bars), reverse=True)
    assert words.bars[0].label in words.accessibleName()


def test_a_space_that_tells_two_words_apart_is_shown(qtbot, decoder):
    words = WordBars()
    qtbot.addWidget(words)
    named = (Candidate(0, " million", "million"), Candidate(1, "million", "million"), Candidate(2, " cat", "cat"))
    found = NextWords(np.float32([3, 2, 1]), named)
    words.show_words(found, Sampling())
    assert [bar.label for bar in words.bars] == ["␣million", "million", "cat"]


def test_it_follows_each_key_press(qtbot, decoder):
    for letter in " cat":
        qtbot.keyClicks(decoder.text_bar.editor, letter)
        settle(decoder)
        assert decoder.next_words.words.words[0].text == best_after(text_of(decoder))


def test_an_empty_text_asks_for_a_first_word(qtbot, decoder):
    decoder.text_bar.editor.replace_text("")
    settle(decoder)
    panel = decoder.next_words
    assert "first word" in panel.why.text()
    assert not panel.words.isVisible()
    assert not panel.write.isEnabled()
    assert panel.controls.isVisible()
    assert not decoder.menus.write_on.isEnabled()


# --- Tab


def test_tab_takes_the_best_word_and_undo_gives_it_back(qtbot, decoder):
    editor = decoder.text_bar.editor
    words = []
    for _ in range(3):
        words.append(best_after(text_of(decoder)))
        press(qtbot, decoder, Key.Key_Tab)
    assert text_of(decoder) == "The old" + "".join(words)
    assert decoder.microscope.trace.tokens.text == text_of(decoder)
    assert QApplication.focusWidget() is editor
    assert editor.textCursor().atEnd()
    press(qtbot, decoder, Key.Key_Z, Modifier.ControlModifier)
    assert text_of(decoder) == "The old" + "".join(words[:2])
    qtbot.keyClicks(editor, "!")
    press(qtbot, decoder, Key.Key_Z, Modifier.ControlModifier)
    assert text_of(decoder) == "The old" + "".join(words[:2]), "what is typed after it is a step of its own"


def test_quick_tabs_take_a_word_each(qtbot, decoder, engine):
    engine.gate.clear()
    for _ in range(3):
        qtbot.keyClick(decoder.text_bar.editor, Key.Key_Tab)
    engine.gate.set()
    qtbot.waitUntil(lambda: decoder.worker.idle)
    text = "The old"
    for _ in range(3):
        text += best_after(text)
    qtbot.waitUntil(lambda: text_of(decoder) == text)


def test_a_key_held_down_does_not_go_on_for_long(qtbot, decoder, engine):
    engine.gate.clear()
    for _ in range(30):
        qtbot.keyClick(decoder.text_bar.editor, Key.Key_Tab)
    engine.gate.set()
    settle(decoder)
    text = "The old"
    for _ in range(1 + TABS):
        text += best_after(text)
    assert text_of(decoder) == text


def test_a_letter_after_tab_comes_first(qtbot, decoder, engine):
    engine.gate.clear()
    qtbot.keyClick(decoder.text_bar.editor, Key.Key_Tab)  # known: taken at once
    qtbot.keyClick(decoder.text_bar.editor, Key.Key_Tab)  # not known yet
    qtbot.keyClicks(decoder.text_bar.editor, "x")
    engine.gate.set()
    settle(decoder)
    assert text_of(decoder) == "The old" + best_after("The old") + "x"


def test_tab_is_tab_elsewhere(qtbot, decoder):
    editor = decoder.text_bar.editor
    before = text_of(decoder)
    press(qtbot, decoder, Key.Key_Backtab, Modifier.ShiftModifier)
    assert QApplication.focusWidget() is not editor
    editor.setFocus()
    press(qtbot, decoder, Key.Key_Tab, Modifier.ControlModifier)
    assert QApplication.focusWidget() is not editor
    editor.setFocus()
    press(qtbot, decoder, Key.Key_Backtab, Modifier.ControlModifier | Modifier.ShiftModifier)
    assert QApplication.focusWidget() is not editor
    editor.setFocus()
    editor.moveCursor(QTextCursor.MoveOperation.Left)
    press(qtbot, decoder, Key.Key_Tab)
    assert QApplication.focusWidget() is not editor, "in the middle of the text"
    editor.setFocus()
    editor.selectAll()
    press(qtbot, decoder, Key.Key_Tab)
    assert QApplication.focusWidget() is not editor, "a selection"
    assert text_of(decoder) == before


def test_tab_moves_on_without_a_decoder_or_panel(qtbot, decoder):
    editor, before = decoder.text_bar.editor, text_of(decoder)
    press(qtbot, decoder, Key.Key_F8)
    press(qtbot, decoder, Key.Key_Tab)
    assert QApplication.focusWidget() is not editor
    press(qtbot, decoder, Key.Key_F8)
    decoder.microscope.set_model("test")
    settle(decoder)
    editor.setFocus()
    press(qtbot, decoder, Key.Key_Tab)
    assert QApplication.focusWidget() is not editor
    assert text_of(decoder) == before


def test_the_panel_and_the_list_of_keys_name_tab(decoder):
    assert "Tab" in decoder.next_words.note.text()
    rows = Shortcuts(decoder.menus, (), decoder).rows()
    keys = " ".join(keys for _, keys in rows)
    assert all(key in keys for key in ("Tab", "F8", "Ctrl+Return", "Esc"))


def test_a_best_word_of_bytes_becomes_a_whole_character(qtbot, decoder, engine):
    engine.logits = favour(PART)
    qtbot.keyClicks(decoder.text_bar.editor, " ")
    settle(decoder)
    assert decoder.next_words.words.words[0].text == ""
    press(qtbot, decoder, Key.Key_Tab)
    qtbot.waitUntil(lambda: text_of(decoder) == "The old " + WHOLE)
    click_row(qtbot, decoder, 0)
    qtbot.waitUntil(lambda: text_of(decoder) == "The old " + 2 * WHOLE)


def test_where_the_model_would_end_tab_says_so(qtbot, decoder, engine):
    engine.logits = favour(END)
    qtbot.keyClicks(decoder.text_bar.editor, ".")
    settle(decoder)
    press(qtbot, decoder, Key.Key_Tab)
    assert text_of(decoder) == "The old."
    assert "ended the text" in decoder.next_words.note.text()
    assert decoder.next_words.words.tip(0) == "Ends the text"
    qtbot.keyClicks(decoder.text_bar.editor, ".")
    settle(decoder)
    assert "Tab" in decoder.next_words.note.text()


# --- click and keys of the list


def test_a_click_adds_that_word_and_the_focus_stays(qtbot, decoder):
    words = decoder.next_words.words
    third = words.words[2]
    assert words.tip(2) == f"Adds “{third.text}” to the sentence".replace("\n", "⏎")
    click_row(qtbot, decoder, 2)
    assert text_of(decoder) == "The old" + third.text
    assert QApplication.focusWidget() is decoder.text_bar.editor
    press(qtbot, decoder, Key.Key_Z, Modifier.ControlModifier)
    assert text_of(decoder) == "The old"


def test_a_part_of_a_character_cannot_be_chosen_alone(qtbot, decoder, engine):
    engine.logits = favour(0, PART)
    qtbot.keyClicks(decoder.text_bar.editor, " ")
    settle(decoder)
    click_row(qtbot, decoder, 1)
    assert text_of(decoder) == "The old "
    assert "cannot be added alone" in decoder.next_words.note.text()
    assert "part of a character" in decoder.next_words.words.tip(1)


def test_the_keyboard_reaches_words_controls_and_button(qtbot, decoder):
    panel = decoder.next_words
    for _ in range(4):
        press(qtbot, decoder, Key.Key_F6)
    assert QApplication.focusWidget() is panel.words
    second = panel.words.words[1]
    press(qtbot, decoder, Key.Key_Down)
    press(qtbot, decoder, Key.Key_Return)
    assert text_of(decoder) == "The old" + second.text
    reached = []
    for _ in range(4):
        press(qtbot, decoder, Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert reached == [*panel.controls.fields, panel.write]
    panel.controls.temperature.setFocus()
    press(qtbot, decoder, Key.Key_Up)
    assert panel.controls.sampling.temperature == 0.1


# --- room


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("size", [(960, 600), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nothing_is_cut_off(qtbot, open_window, settings, lang, size, colours):
    settings["language"], settings["theme"], settings["model"] = lang, colours, DECODER
    window = open_window()
    window.resize(*size)
    QApplication.processEvents()
    panel = window.next_words
    assert theme().colours.name == colours
    for part in panel.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if part.isVisible():
            assert panel.rect().contains(part.geometry()), part
            if isinstance(part, QLabel):
                assert part.height() >= part.heightForWidth(part.width()), part.text()
    assert len(panel.words.bars) >= panel.words.FEWEST
    assert panel.words.height() >= len(panel.words.bars) * panel.words.LINE
    for field in panel.controls.fields:
        assert field.width() >= 50
    for label in panel.controls.findChildren(QLabel):
        assert label.width() >= label.sizeHint().width(), label.text()
    if size != (960, 600):  # there the column scrolls
        assert panel.mapTo(window, QPoint(0, panel.height())).y() <= window.status.y()
    assert window.left.geometry().bottom() < panel.y(), "it covers nothing"


def test_f6_scrolls_the_words_into_view(qtbot, decoder):
    decoder.menus.performance.setChecked(True)
    decoder.resize(960, 600)
    settle(decoder)
    words = decoder.next_words.words
    assert words.visibleRegion().isEmpty()
    for _ in range(4):
        press(qtbot, decoder, Key.Key_F6)
    assert QApplication.focusWidget() is words
    assert words.visibleRegion().boundingRect().height() == words.height()
    for _ in range(2):
        press(qtbot, decoder, Key.Key_F6)
    assert not decoder.text_bar.editor.visibleRegion().isEmpty()


def test_both_panels_fit_the_smallest_window(qtbot, decoder):
    decoder.menus.performance.setChecked(True)
    decoder.resize(960, 600)
    settle(decoder)
    assert decoder.size().height() == 600
    bottom = decoder.performance.mapTo(decoder, decoder.performance.rect().bottomLeft()).y()
    assert bottom <= decoder.status.y()
    top = decoder.performance.mapTo(decoder.docks, decoder.performance.rect().topLeft()).y()
    assert decoder.split.geometry().bottom() < top
