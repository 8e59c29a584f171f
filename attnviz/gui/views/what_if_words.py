"""The sentence, of which words can be hidden from all others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.paint import draw_text
from attnviz.gui.plain import as_tip
from attnviz.gui.theme import Colours, mix
from attnviz.gui.views.finder_words import LABEL, PADDING, RADIUS, Line, WordRow, line_of
from attnviz.trace import Trace
from attnviz.word_pair import Word


def read_line(trace: Trace | None) -> Line:
    """The words that a model reads; not those that it has written."""
    return line_of(None if trace is None else replace(trace, target=None))


class HideRow(WordRow):
    """A click hides a word or shows it again; arrow keys move a ring, Space or Enter does what a click does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.hidden: frozenset[Word] = frozenset()
        self.able = True
        super().__init__("key", parent)

    def show_words(self, line: Line, hidden: Iterable[Word], able: bool = True) -> None:
        """``able``: words can be hidden."""
        ring = self.word
        if line is not self.line and ring is not None and line.index(ring) is None:
            ring = line.word(min(self.line.index(ring) or 0, len(line) - 1)) if len(line) else None
        self.hidden, self.able = frozenset(hidden), able
        self.show_line(line, ring)
        self._retell()
        self.viewport().update()

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Words to hide"))
        names = [self.line.labels[i] for i in range(len(self.line)) if self.line.word(i) in self.hidden]
        hidden = self.tr("Hidden: {words}.").format(words=", ".join(names)) if names else self.tr("No word is hidden.")
        index = self.line.index(self.word)
        here = f"{self.line.labels[index]}. " if index is not None else ""
        self.setAccessibleDescription(here + hidden)

    def _choose(self, index: int) -> None:
        if not self.able:
            return
        self.word = self.line.word(index)
        self._retell()
        super()._choose(index)

    def _go(self, index: int) -> None:
        self.show_line(self.line, self.line.word(index))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """By the keyboard, onto a word; the mouse brings its own."""
        if self.word is None and len(self.line) and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._go(0)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.line.index(self.word)
        if index is not None and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(index)
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and not self.able:
            QToolTip.showText(event.globalPos(), as_tip(self.toolTip()), self)
            return True
        return super().viewportEvent(event)

    def _pieces(self, word: Word) -> str:
        return self.tr("%n piece(s)", "", word.stop - word.start)  # again: Qt finds no plural of a base class

    def _act(self, word: Word) -> str:
        if word in self.hidden:
            return self.tr("Click: let the others see it again.")
        return self.tr("Click: no other word sees it.")

    def _paint_chip(self, painter: QPainter, index: int, chip: QRectF, chosen: bool, c: Colours) -> None:
        hidden, special = self.line.word(index) in self.hidden, self.line.special[index]
        quiet = special or not self.able
        ground = QColor(c.hover) if index == self._hover and self.able else mix(c.panel, c.chip, 0.5 if quiet else 1.0)
        painter.setPen(QPen(QColor(c.query), 2) if chosen and self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(mix(c.panel, c.negative, 0.16) if hidden else ground)
        painter.drawRoundedRect(chip, RADIUS, RADIUS)
        inside = chip.adjusted(PADDING / 2, 0, -PADDING / 2, 0)
        ink = c.negative if hidden else c.secondary if quiet else c.text
        label = self.line.labels[index]
        draw_text(painter, inside, label, ui_font(LABEL), ink, Qt.AlignmentFlag.AlignHCenter)
        if hidden:
            wide = min(ui_width(label, LABEL), inside.width())
            painter.fillRect(QRectF(inside.center().x() - wide / 2 - 2, chip.center().y(), wide + 4, 1.5), QColor(ink))
