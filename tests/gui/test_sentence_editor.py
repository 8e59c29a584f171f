"""The sentence editor's letters: how large they are, and what a typed one has painted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from text_bar_tools import open_bar

from attnviz.gui.theme import theme
from attnviz.gui.views.compare_editor import OtherEditor
from attnviz.gui.views.sentence_editor import SIZES
from attnviz.gui.views.text_bar import TextBar


@pytest.fixture
def bar(qtbot):
    return open_bar(qtbot)


def test_the_whole_sentence_is_in_sight_in_the_largest_letters_that_have_room(bar, qtbot):
    text = "Taro ate the cake. After that, he fell asleep."
    bar.editor.setPlainText(text)
    assert bar.editor.font().pixelSize() == SIZES[0][1]
    seen = []
    for width, height in ((320, 260), (186, 145), (186, 125), (160, 100), (186, 145), (320, 260)):
        bar.resize(width, height)
        qtbot.waitUntil(lambda: bar.editor.width() <= bar.width())
        seen.append(bar.editor.font().pixelSize())
    assert seen == [*seen[:3], SIZES[-1][1], seen[1], SIZES[0][1]]
    assert sorted(seen[:4], reverse=True) == seen[:4]
    bar.resize(186, 145)
    QApplication.processEvents()
    assert not bar.editor.verticalScrollBar().maximum(), "no line is out of sight"


def test_letters_are_as_large_whatever_was_typed_before(bar, qtbot):
    """A text that had no room is remembered; one that does not begin with it, or another room, is looked at anew."""
    text = "the old man and the small dog walk along the river while the sun goes down and they play"
    ends = (*range(0, len(text), 7), *range(len(text), 0, -9), 80, 20, 60)
    for number, end in enumerate(ends):
        bar.resize(240 + 40 * (number % 5 == 4), 150)
        bar.editor.replace_text(text[:end])
        QApplication.processEvents()
        fresh = TextBar()
        qtbot.addWidget(fresh)
        fresh.resize(bar.size())
        fresh.show()
        fresh.editor.replace_text(text[:end])
        QApplication.processEvents()
        assert bar.editor.font().pixelSize() == fresh.editor.font().pixelSize(), end


def test_a_letter_has_only_the_editor_painted(bar, qtbot):
    bar.editor.setPlainText("the ca")
    QApplication.processEvents()
    painted: list[QObject] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(watched)
            return False

    watch = Watch()
    for widget in (bar, bar.editor, bar.editor.viewport()):
        widget.installEventFilter(watch)
    for name in ("light", "dark"):
        theme().use(name)
        QApplication.processEvents()
        painted.clear()
        qtbot.keyClick(bar.editor, Qt.Key.Key_T, Qt.KeyboardModifier.NoModifier)
        QApplication.processEvents()
        assert {*painted} == {bar.editor.viewport()}
        corner = bar.editor.viewport().rect().bottomRight()
        shown = bar.screen().grabWindow(bar.winId()).toImage()
        assert shown.pixelColor(bar.editor.viewport().mapTo(bar, corner)).name() == theme().colours.ground


def test_the_editor_of_the_other_sentence_is_as_high_as_its_lines(qtbot):
    """A letter may ask for a line more and, by the length of the text, for smaller letters, which need none."""
    outside = QWidget()
    editor = OtherEditor(outside)
    column = QVBoxLayout(outside)
    column.addWidget(editor)
    column.addWidget(QWidget(), 1)
    qtbot.addWidget(outside)
    outside.resize(417, 400)
    outside.show()
    text = ("Hanako ate the cake. After that, she fell asleep.The bank by the river was steep and she sat down on it "
            "for a long while, wondering.")  # fmt: skip
    sizes = set()
    for width in range(360, 440, 7):
        outside.resize(width, 400)
        for end in range(100, len(text) + 1):
            editor.replace_text(text[:end])
            QApplication.processEvents()
            lines = min(max(round(editor.document().size().height()), 2), 4)
            high = 28 + lines * editor.fontMetrics().lineSpacing()
            assert (editor.minimumHeight(), editor.height(), editor.maximumHeight()) == (high, high, high), end
            sizes.add(editor.font().pixelSize())
    assert sizes == {14, 17}
