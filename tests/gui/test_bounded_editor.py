"""Megabytes that are pasted, dropped or opened: the window goes on, takes what it can hold, and says so."""

from __future__ import annotations

import pytest
from heavy_texts import UNITS, data_of, text_of
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextOption
from PySide6.QtTest import QTest

from attnviz.fitting import LONGEST, MOST
from attnviz.gui.bounded_editor import BoundedEditor
from attnviz.gui.session_file import read_session, write_session

SIZE = 66_000
HANGS = ("spaces", "no space", "right and left", "isolates closed", "page of one word")
"""what held the window for seconds, and 66,000 spaces for good; ``tests/soak/pasted.py`` tries all with 10 MB"""


@pytest.fixture
def editor(qtbot) -> BoundedEditor:
    made = BoundedEditor()
    qtbot.addWidget(made)
    made.resize(900, 200)
    made.show()
    return made


def lines(editor: BoundedEditor) -> int:
    """Of the first paragraph, as it is laid out."""
    editor.document().documentLayout().blockBoundingRect(editor.document().firstBlock())
    return editor.document().firstBlock().layout().lineCount()


@pytest.mark.parametrize("name", HANGS)
def test_each_heavy_text_comes_in_as_far_as_it_fits(editor, name):
    told = []
    editor.shortened.connect(lambda *counts: told.append(counts))
    editor.insertFromMimeData(data_of(name, SIZE))
    QTest.keyClicks(editor, "a")
    text = editor.text()
    assert len(text) <= MOST
    assert max(map(len, text.split("\n"))) <= LONGEST + 1, "the key that was typed"
    if name in UNITS:
        assert told == [(LONGEST, len(text_of(name, SIZE)))]
        assert text == text_of(name, LONGEST) + "a"
    assert lines(editor) >= 1


def test_a_word_without_end_breaks_anywhere_and_others_between_words(editor):
    """Qt looks for a place to break it up to its end, for each line: seconds. Broken anywhere it is as many lines."""
    anywhere, words = QTextOption.WrapMode.WrapAnywhere, QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
    for unit, mode in (("a", anywhere), ("aא", anywhere), ("!?", anywhere), ("he sat ", words), ("食べた", words)):
        editor.setPlainText(unit * 3000)
        assert editor.wordWrapMode() == mode, unit
        assert lines(editor) > 5
    editor.setPlainText("a" * 5000)
    editor.setPlainText("he")
    assert editor.wordWrapMode() == words


def test_pasted_again_and_again_into_one_line(editor):
    data = QMimeData()
    data.setText(" " * 20_000)
    for _ in range(5):
        editor.insertFromMimeData(data)
    assert editor.text() == " " * LONGEST
    data.setText("\n" + "a" * 20_000)
    for _ in range(20):
        editor.insertFromMimeData(data)
    assert len(editor.text()) <= MOST
    editor.undo()
    editor.selectAll()
    data.setText("he")
    editor.insertFromMimeData(data)
    assert editor.text() == "he", "what is selected makes room"


def test_into_the_middle_of_a_line(editor):
    editor.setPlainText("b" * 15_000 + "c" * 10_000)
    cursor = editor.textCursor()
    cursor.setPosition(15_000)
    editor.setTextCursor(cursor)
    data = QMimeData()
    data.setText("a" * 7000)
    editor.insertFromMimeData(data)
    assert editor.text() == "b" * 15_000 + "a" * 5000 + "c" * 10_000
    editor.undo()
    assert editor.text() == "b" * 15_000 + "c" * 10_000


def test_the_window_says_it_until_the_next_key(window):
    editor = window.text_bar.editor
    editor.selectAll()
    editor.insertFromMimeData(data_of("spaces", 66_000))
    assert window.wait_until_idle(20)
    said = window.banner.text()
    assert "30,000" in said
    assert "66,000" in said
    assert window.text_bar.text() == " " * LONGEST
    QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert window.banner.text() == said
    QTest.keyClicks(editor, "h")
    assert window.wait_until_idle(20)
    assert window.banner.text() == ""
    assert window.text_bar.text() == "h"


def test_a_session_of_a_stranger_is_cut_too(window, tmp_path):
    path = tmp_path / "long.attnviz"
    assert window.desktop.sessions.save(path) is None
    assert window.wait_until_idle(20)
    session = read_session(path)
    write_session(path, type(session)(**{**vars(session), "text": "he " * 70_000}))
    assert window.desktop.sessions.open(path)
    assert window.wait_until_idle(20)
    assert window.text_bar.text() == window.microscope.text == ("he " * 70_000)[:LONGEST]
    assert "210,000" in window.banner.text()


def test_the_sentence_beside_it_is_cut_and_said(window):
    window.docks.open("compare")
    assert window.wait_until_idle(20)
    editor = window.docks.docks["compare"].content.choice.editor
    editor.insertFromMimeData(data_of("words", 40_000))
    assert window.wait_until_idle(20)
    assert len(editor.text()) == LONGEST
    assert "30,000" in window.banner.text()


def test_notes_of_a_lecture_are_cut_and_said(window):
    builder = window.presenting.decks.builder
    notes = builder.card.notes
    notes.insertFromMimeData(data_of("spaces", 66_000))
    assert len(notes.text()) == 20_000
    assert "20,000" in builder.message.text()
    assert "30,000" not in builder.message.text()
