"""Masked words in the next-word panel, with a real engine on a small BERT."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from traces import MODEL

from attnviz.digits import percent
from attnviz.engine import Engine
from attnviz.sampling import Sampling, probabilities
from attnviz.trace import Candidate

sys.path.insert(0, str(Path(__file__).parent.parent / "model"))
import masked_words

TEXT = "the cat sat on the [MASK]."
MASK = 6


class RealEngine(Engine):
    """With what the fixture of windows lets go at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()


@pytest.fixture
def engine():
    return RealEngine()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return masked_words.write(tmp_path_factory.mktemp("masked"))


@pytest.fixture
def opened(open_window, settings, folder):
    def open_on(text: str, model: Path = folder):
        settings["model"], settings["device"] = str(model), "numpy"
        settings["text"], settings["text_stored"], settings["next_words"] = text, True, True
        return open_window()

    return open_on


def settle(window) -> None:
    assert window.wait_until_idle(10)


def click_word(qtbot, window, place: int) -> Candidate:
    words = window.next_words.words
    word = words.words[place]
    qtbot.mouseClick(words, Qt.MouseButton.LeftButton, pos=words.bar_rect(place).center().toPoint())
    settle(window)
    return word


def text_of(window) -> str:
    return window.text_bar.editor.text()


def test_the_panel_says_what_it_shows(opened):
    window = opened(TEXT)
    panel, trace = window.next_words, window.microscope.trace
    assert panel._title.text() == "Guess for the masked word"
    assert panel.words.isVisible()
    assert not panel.controls.isVisible()
    assert not panel.write.isVisible()
    assert not panel.why.isVisible()
    found = trace.guesses[MASK]
    shares = probabilities(found.logits, Sampling())
    for bar, word in zip(panel.words.bars, found.best, strict=False):
        assert bar.text == percent(shares[word.id])
    assert panel.note.text() == "A click puts the word in its place."
    assert "in the place of [MASK]" in panel.words.tip(next(i for i, w in enumerate(panel.words.words) if w.text))


def test_a_click_replaces_the_mask(qtbot, opened):
    window = opened("😀 " + TEXT)
    words = window.next_words.words.words
    place = next(i for i, word in enumerate(words) if word.text.startswith(" "))
    word = click_word(qtbot, window, place)
    assert text_of(window) == f"😀 the cat sat on the {word.text.strip()}."
    assert window.microscope.trace.guesses == {}
    assert "write [MASK]" in window.next_words.why.text()
    assert not window.next_words.words.isVisible()
    window.menus.undo.trigger()
    settle(window)
    assert text_of(window) == "😀 " + TEXT
    assert window.next_words.words.isVisible()


def test_a_piece_joins_the_word_before(opened, qtbot):
    window = opened("the cat [MASK].")
    window.writing.take(Candidate(12, "s", "s"))
    settle(window)
    assert text_of(window) == "the cats."


def test_a_mark_of_the_models_own_is_not_put_in(opened):
    window = opened(TEXT)
    window.writing.take(Candidate(2, "", "[CLS]"))
    assert text_of(window) == TEXT
    assert window.next_words.note.text() == "This one cannot stand alone."


def test_the_mask_in_focus_is_guessed(opened):
    window = opened("the [MASK] sat on the [MASK].")
    panel, trace = window.next_words, window.microscope.trace
    assert sorted(trace.guesses) == [2, 6]
    window.microscope.choose_pair(1, 3)
    settle(window)
    assert panel.guessed == 2
    assert "Mask 1 of 2" in panel.note.text()
    window.microscope.choose_pair(6, 3)
    settle(window)
    assert panel.guessed == 6
    assert "Mask 2 of 2" in panel.note.text()
    assert panel.words.words[0] == trace.guesses[6].best[0]
    window.microscope.choose_pair(1, 6)
    settle(window)
    assert panel.guessed == 6


def test_opening_the_panel_asks_for_the_guesses(opened, settings):
    window = opened(TEXT)
    window.menus.next_words.setChecked(False)
    settle(window)
    window.text_bar.editor.replace_text("on the [MASK]")
    settle(window)
    assert window.microscope.trace.guesses == {}
    window.menus.next_words.setChecked(True)
    settle(window)
    assert list(window.microscope.trace.guesses) == [3]
    assert window.next_words.words.bars


def test_without_the_head_it_says_why(opened, tmp_path):
    window = opened(TEXT, masked_words.write(tmp_path / "plain", head=False))
    assert "is an encoder" in window.next_words.why.text()
    assert window.next_words._title.text() == "Next word"
    assert not window.next_words.words.isVisible()


def test_tab_still_goes_to_the_next_control(qtbot, opened):
    window = opened(TEXT)
    window.text_bar.editor.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClick(window.text_bar.editor, Qt.Key.Key_Tab)
    settle(window)
    assert text_of(window) == TEXT
    assert not window.text_bar.editor.hasFocus()
    assert MODEL.guesses is False
