"""The speaker's notes: Japanese lines end between phrases, and what is copied is what was written."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from attnviz.gui.fonts import ui_font
from attnviz.gui.phrases import phrase_breaks, without_glue
from attnviz.gui.presenting.notes import Notes

LONG = (
    "ここで教室に質問します。このモデルは文の中のどの単語を見ていると思いますか。十秒ほど待ってから手を挙げてもらい、"
    "数字のキーで人数を数えます。\n太郎はケーキを食べた。そのあと彼は眠ってしまった。"
)


@pytest.fixture
def notes(qtbot) -> Notes:
    made = Notes()
    qtbot.addWidget(made)
    made.setFont(ui_font(22))
    made.resize(460, 400)
    made.show()
    qtbot.waitExposed(made)
    made.show_notes(LONG)
    return made


def inner_lines(notes: Notes) -> Iterable[tuple[str, int]]:
    """(paragraph, where in it a line begins) as laid out, without what holds phrases together."""
    block = notes.document().begin()
    while block.isValid():
        layout, text = block.layout(), block.text()
        for i in range(1, layout.lineCount()):
            yield without_glue(text), len(without_glue(text[: layout.lineAt(i).textStart()]))
        block = block.next()


@pytest.mark.parametrize("width", [360, 460, 700])
def test_japanese_lines_begin_with_a_phrase(notes: Notes, width: int) -> None:
    notes.resize(width, 400)
    QApplication.processEvents()
    begun = list(inner_lines(notes))
    assert begun
    for text, place in begun:
        assert place in phrase_breaks(text), f"{text[:place]}|{text[place:]}"


def test_larger_letters_break_anew(notes: Notes) -> None:
    notes.setFont(ui_font(30))
    QCoreApplication.processEvents()
    assert all(place in phrase_breaks(text) for text, place in inner_lines(notes))


def test_what_is_copied_is_what_was_written(notes: Notes) -> None:
    notes.selectAll()
    notes.copy()
    assert QGuiApplication.clipboard().text() == LONG
