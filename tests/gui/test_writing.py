"""The model writes on: greedily as the engine does, stopped by Esc, button and typing, and nothing typed is lost."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from fake_engine import DECODER, END, VOCABULARY, logits_after, user_error
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication

from attnviz.gui import writing
from attnviz.sampling import Sampling

Key, Modifier = Qt.Key, Qt.KeyboardModifier
START = "The old"


@pytest.fixture
def decoder(open_window, settings):
    settings["model"], settings["text"], settings["text_stored"] = DECODER, START, True
    return open_window()


class Pace:
    """Holds each piece back until a test lets it through."""

    def __init__(self, engine) -> None:
        self._through = threading.Semaphore(0)
        self.asked = threading.Semaphore(0)
        engine.writing = self._wait

    def _wait(self) -> None:
        self.asked.release()
        assert self._through.acquire(timeout=10), "a test forgot to let a piece through"

    def let(self, pieces: int) -> None:
        for _ in range(pieces):
            self._through.release()


@pytest.fixture
def pace(engine):
    made = Pace(engine)
    yield made
    made.let(1000)


def written(count: int, text: str = START) -> str:
    for _ in range(count):
        text += VOCABULARY[int(logits_after(text).argmax())]
    return text


def text_of(window) -> str:
    return window.text_bar.editor.text()


def start(qtbot, window) -> None:
    qtbot.mouseClick(window.next_words.write, Qt.MouseButton.LeftButton)


def wait_for(qtbot, window, count: int) -> None:
    """Until ``count`` pieces are in the text and on the heatmap, and the next one is asked for."""
    qtbot.waitUntil(lambda: window.microscope.trace.tokens.text == written(count))
    qtbot.waitUntil(lambda: not window.worker.busy)


def settle(window) -> None:
    assert window.wait_until_idle(10)


def end_after(count: int):
    last = written(count)

    def logits(text: str) -> np.ndarray:
        found = logits_after(text)
        if text == last:
            found[END] = 50.0
        return found

    return logits


def test_it_writes_greedily_what_go_on_gives_until_the_model_ends(qtbot, decoder, engine):
    engine.logits = end_after(9)
    seen = []
    decoder.microscope.shown.connect(lambda trace, focus: seen.append(trace.tokens.text))
    start(qtbot, decoder)
    qtbot.waitUntil(lambda: not decoder.writing.on)
    settle(decoder)
    assert text_of(decoder) == written(9)
    assert all(sampling == Sampling() for _, sampling in engine.went_on)
    assert list(dict.fromkeys(seen)) == [written(count) for count in range(1, 10)], "each step is on the heatmap"
    assert "ended the text" in decoder.next_words.note.text()
    assert decoder.next_words.write.text() == "Write on"
    assert decoder.text_bar.editor.textCursor().atEnd()


def test_the_controls_are_what_is_drawn_with(qtbot, decoder, engine, pace):
    controls = decoder.next_words.controls
    controls.temperature.setValue(0.8)
    controls.top_k.setValue(3)
    start(qtbot, decoder)
    pace.let(1)
    qtbot.waitUntil(lambda: len(engine.went_on) == 2)
    controls.top_p.setValue(0.5)
    pace.let(1)
    qtbot.waitUntil(lambda: len(engine.went_on) == 3)
    asked = [sampling for _, sampling in engine.went_on]
    assert asked == [Sampling(0.8, 3), Sampling(0.8, 3), Sampling(0.8, 3, 0.5)]
    decoder.writing.stop()


@pytest.mark.parametrize("way", ["key", "button", "tab", "hide", "model"])
def test_ways_to_stop(qtbot, decoder, engine, pace, way):
    button = decoder.next_words.write.geometry()
    qtbot.keyClick(decoder.text_bar.editor, Key.Key_Return, Modifier.ControlModifier)
    assert decoder.writing.on
    assert decoder.next_words.write.text() == "Stop"
    assert "Esc" in decoder.next_words.note.text()
    pace.let(2)
    wait_for(qtbot, decoder, 2)
    assert decoder.next_words.write.geometry() == button, "it does not move away under the pointer"
    {
        "key": lambda: qtbot.keyClick(decoder.text_bar.editor, Key.Key_Escape),
        "button": lambda: start(qtbot, decoder),
        "tab": lambda: qtbot.keyClick(decoder.text_bar.editor, Key.Key_Tab),
        "hide": lambda: qtbot.keyClick(decoder.text_bar.editor, Key.Key_F8),
        "model": lambda: decoder.microscope.set_model("test"),
    }[way]()
    assert not decoder.writing.on
    assert not decoder.menus.stop_writing.isEnabled()
    pace.let(5)
    settle(decoder)
    assert text_of(decoder) == written(2), "the piece that was on its way is not added"
    assert len(engine.went_on) == 3


def test_esc_stops_it_wherever_the_focus_is(qtbot, decoder, pace):
    start(qtbot, decoder)
    decoder.heatmap.setFocus()
    qtbot.keyClick(decoder.heatmap, Key.Key_Escape)
    assert not decoder.writing.on


def test_typing_stops_it_and_nothing_typed_is_lost(qtbot, decoder, engine, pace):
    start(qtbot, decoder)
    pace.let(3)
    wait_for(qtbot, decoder, 3)
    assert pace.asked.acquire(timeout=5)
    qtbot.keyClicks(decoder.text_bar.editor, " but then")
    assert not decoder.writing.on
    pace.let(5)
    settle(decoder)
    assert text_of(decoder) == written(3) + " but then"
    assert decoder.microscope.trace.tokens.text == text_of(decoder)
    assert len(engine.went_on) == 4


def test_typing_in_the_middle_keeps_its_place(qtbot, decoder, pace):
    start(qtbot, decoder)
    editor = decoder.text_bar.editor
    editor.moveCursor(QTextCursor.MoveOperation.Start)
    pace.let(2)
    wait_for(qtbot, decoder, 2)
    assert editor.textCursor().position() == 0
    qtbot.keyClicks(editor, "So ")
    pace.let(2)
    settle(decoder)
    assert text_of(decoder) == "So " + written(2)


def test_composing_stops_it_before_there_is_text(qtbot, decoder, pace):
    start(qtbot, decoder)
    editor = decoder.text_bar.editor
    QApplication.sendEvent(editor, QInputMethodEvent("に", []))
    assert not decoder.writing.on
    pace.let(2)
    settle(decoder)
    commit = QInputMethodEvent("", [])
    commit.setCommitString("日本")
    QApplication.sendEvent(editor, commit)
    settle(decoder)
    assert text_of(decoder) == START + "日本"


def test_undo_takes_back_all_that_was_written_as_one_step(qtbot, decoder, engine):
    editor = decoder.text_bar.editor
    qtbot.keyClicks(editor, "!")
    text = START + "!"
    settle(decoder)
    last = written(5, text)
    engine.logits = lambda now: logits_after(now) + (60.0 * np.eye(len(VOCABULARY))[END] if now == last else 0.0)
    start(qtbot, decoder)
    qtbot.waitUntil(lambda: not decoder.writing.on)
    settle(decoder)
    assert text_of(decoder) == last
    qtbot.keyClicks(editor, "x")
    for expected in (last, text, START):
        qtbot.keyClick(editor, Key.Key_Z, Modifier.ControlModifier)
        settle(decoder)
        assert text_of(decoder) == expected
    qtbot.keyClick(editor, Key.Key_Y, Modifier.ControlModifier)
    qtbot.keyClick(editor, Key.Key_Y, Modifier.ControlModifier)
    settle(decoder)
    assert text_of(decoder) == last


def test_it_pauses_after_enough(qtbot, decoder, engine, monkeypatch):
    monkeypatch.setattr(writing, "ENOUGH", 6)
    start(qtbot, decoder)
    qtbot.waitUntil(lambda: not decoder.writing.on)
    settle(decoder)
    assert text_of(decoder) == written(6)
    assert "pause" in decoder.next_words.note.text()
    start(qtbot, decoder)
    qtbot.waitUntil(lambda: not decoder.writing.on)
    settle(decoder)
    assert text_of(decoder) == written(12)


def test_a_full_model_is_said(qtbot, decoder, engine):
    engine.limit = 8
    qtbot.keyClicks(decoder.text_bar.editor, " a b c d e f g")
    settle(decoder)
    panel = decoder.next_words
    assert "8 tokens" in panel.note.text()
    assert not panel.write.isEnabled()
    assert not decoder.menus.write_on.isEnabled()


def test_it_fills_the_model_and_stops(qtbot, decoder, engine):
    engine.limit = 7
    start(qtbot, decoder)
    qtbot.waitUntil(lambda: not decoder.writing.on)
    settle(decoder)
    assert text_of(decoder) != START
    assert "7 tokens" in decoder.next_words.note.text()


def test_an_error_stops_it_and_is_told(qtbot, decoder, engine):
    engine.unwritable = user_error()
    start(qtbot, decoder)
    qtbot.waitUntil(lambda: not decoder.writing.on)
    settle(decoder)
    assert "cannot be read" in decoder.banner.text()
    assert text_of(decoder) == START


def test_a_click_on_a_word_ends_the_writing_with_it(qtbot, decoder, engine, pace):
    start(qtbot, decoder)
    pace.let(1)
    wait_for(qtbot, decoder, 1)
    words = decoder.next_words.words
    second = words.words[1]
    qtbot.mouseClick(words, Qt.MouseButton.LeftButton, pos=words.bar_rect(1).center().toPoint())
    pace.let(3)
    settle(decoder)
    assert not decoder.writing.on
    assert text_of(decoder) == written(1) + second.text


def test_started_again_at_once_it_adds_each_piece_once(qtbot, decoder, engine, pace):
    start(qtbot, decoder)
    assert pace.asked.acquire(timeout=5)
    start(qtbot, decoder)
    start(qtbot, decoder)
    assert decoder.writing.on
    pace.let(3)  # the first belongs to the writing that was stopped
    wait_for(qtbot, decoder, 2)
    decoder.writing.stop()
    pace.let(2)
    settle(decoder)
    assert text_of(decoder) == written(2)


def test_another_head_while_it_writes(qtbot, decoder, pace):
    start(qtbot, decoder)
    pace.let(1)
    wait_for(qtbot, decoder, 1)
    decoder.menus.head_right.trigger()
    pace.let(1)
    wait_for(qtbot, decoder, 2)
    assert decoder.microscope.trace.request.heads == ((decoder.microscope.focus.layer, decoder.microscope.focus.head),)
    assert decoder.writing.on
    decoder.writing.stop()
