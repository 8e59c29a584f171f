"""The words of a text in one line, of which one is chosen by a click or by arrow keys."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.i18n import Live
from attnviz.gui.paint import draw_text
from attnviz.gui.plain import as_tip
from attnviz.gui.theme import Colours, mix, theme
from attnviz.gui.views.pointing import FocusRing
from attnviz.trace import Trace
from attnviz.word_pair import Word, text_of, word_bounds, word_texts

LABEL, PADDING, CHIP, GAP, RADIUS, EDGE = 14, 8, 28, 6, 6, 2
WIDEST = 180.0
BETWEEN = 18.0  # from what is read to what is written


@dataclass(frozen=True, eq=False)
class Line:
    """Every word that may be chosen, and where its chip stands: first of what is read, then of what is written.

    Attributes:
        bounds: first token of each word, and the end of its text: of what is read, and of what is written.
        labels: the words of both.
        places: left edge of each chip, and where the next one would begin (W + 1,).
        special: True for tokens that the model adds itself.
        border: how many words are read; the others are written.
    """

    bounds: tuple[list[int], list[int]] = ([0], [0])
    labels: Sequence[str] = ()
    places: Sequence[float] = (0.0,)
    special: Sequence[bool] = ()
    border: int = 0

    def __len__(self) -> int:
        return len(self.labels)

    def word(self, index: int) -> Word:
        written = index >= self.border
        bounds, own = self.bounds[written], index - self.border * written
        return Word(bounds[own], bounds[own + 1], written)

    def index(self, word: Word | None) -> int | None:
        """Which of the words that is."""
        if word is None:
            return None
        bounds = self.bounds[word.written]
        own = bisect_right(bounds, word.start) - 1
        found = own + self.border * word.written
        return found if own + 1 < len(bounds) and self.word(found) == word else None

    def chip(self, index: int) -> QRectF:
        gap = BETWEEN if index + 1 == self.border < len(self) else GAP
        return QRectF(self.places[index], EDGE, self.places[index + 1] - self.places[index] - gap, CHIP)

    def at(self, x: float) -> int | None:
        """The word whose chip is at ``x``."""
        index = bisect_right(self.places, x) - 1
        return index if 0 <= index < len(self) and x <= self.chip(index).right() else None


def line_of(trace: Trace | None) -> Line:
    """The line of a trace's words."""
    if trace is None:
        return Line()
    texts = [text_of(trace, written) for written in (False, True)]
    bounds = [word_bounds(tokens) for tokens in texts]
    read = word_texts(texts[0])
    labels = read + word_texts(texts[1])
    special = [tokens.special[start] for tokens, starts in zip(texts, bounds, strict=True) for start in starts[:-1]]
    wide = np.array([ui_width(label, LABEL) for label in labels])
    wide = np.clip(wide + 2 * PADDING, CHIP - 4, WIDEST) + GAP
    if 0 < len(read) < len(labels):
        wide[len(read) - 1] += BETWEEN - GAP
    places = np.concatenate([[EDGE], EDGE + np.cumsum(wide)]).tolist()
    return Line((bounds[0], bounds[1]), labels, places, special, len(read))


class WordRow(FocusRing, Live, QAbstractScrollArea):
    """One line of chips that scrolls sideways; only those in sight are painted.

    Signals:
        chosen(object): a ``finding.Word``.
    """

    chosen = Signal(object)

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        """``role`` is "query" or "key": whose colour the chosen word wears."""
        super().__init__(parent)
        self.role = role
        self.line = Line()
        self.word: Word | None = None
        self._hover: int | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        theme().changed.connect(self.viewport().update)
        self._retell = self.live(self._tell)

    def show_line(self, line: Line, word: Word | None) -> None:
        moved = line is not self.line or word != self.word
        if line is not self.line:
            self._hover = None
        self.line, self.word = line, word
        if moved:
            self._fit()
            self._reveal()
            self._retell()
            self.viewport().update()

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Query word") if self.role == "query" else self.tr("Key word"))
        index = self.line.index(self.word)
        self.setAccessibleDescription(self.tr("No word is chosen.") if index is None else self.line.labels[index])

    def _fit(self) -> None:
        bar = self.horizontalScrollBar()
        whole = self.line.places[-1] - GAP + EDGE
        bar.setRange(0, max(0, round(whole - self.viewport().width())))
        bar.setPageStep(self.viewport().width())
        bar.setSingleStep(40)
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        needs_bar = self.horizontalScrollBar().maximum() > 0
        return QSize(240, CHIP + 2 * EDGE + (self.horizontalScrollBar().sizeHint().height() if needs_bar else 0))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def _reveal(self) -> None:
        index = self.line.index(self.word)
        if index is not None:
            chip, bar = self.line.chip(index), self.horizontalScrollBar()
            around = 40
            low, high = chip.right() + around - self.viewport().width(), chip.left() - around
            bar.setValue(round(min(max(bar.value(), low), high)))

    def rect_of(self, word: Word) -> QRectF:
        """Where a word's chip lies in the viewport now."""
        index = self.line.index(word)
        return QRectF() if index is None else self.line.chip(index).translated(-self.horizontalScrollBar().value(), 0)

    def _at(self, point: QPoint) -> int | None:
        inside = EDGE <= point.y() <= EDGE + CHIP
        return self.line.at(point.x() + self.horizontalScrollBar().value()) if inside else None

    def _choose(self, index: int) -> None:
        self.chosen.emit(self.line.word(index))

    def _go(self, index: int) -> None:
        """Where an arrow key leads."""
        self._choose(index)

    # Qt

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._reveal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index is not None:
            self._choose(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the press has done it all

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._at(event.position().toPoint()))

    def _point(self, index: int | None) -> None:
        if index != self._hover:
            self._hover = index
            pointing = Qt.CursorShape.ArrowCursor if index is None else Qt.CursorShape.PointingHandCursor
            self.viewport().setCursor(pointing)
            self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        bar = self.horizontalScrollBar()
        if bar.maximum() > 0:
            bar.setValue(bar.value() - (delta.x() or delta.y()))
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last, index = len(self.line) - 1, self.line.index(self.word)
        if last < 0 or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
            return
        match event.key():
            case Qt.Key.Key_Left:
                self._go(max(0, (1 if index is None else index) - 1))
            case Qt.Key.Key_Right:
                self._go(min(last, (-1 if index is None else index) + 1))
            case Qt.Key.Key_Home:
                self._go(0)
            case Qt.Key.Key_End:
                self._go(last)
            case _:
                event.ignore()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._point(None)
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._at(event.pos())
            QToolTip.showText(event.globalPos(), "" if index is None else as_tip(self.tip(index)), self)
            return True
        return super().viewportEvent(event)

    def tip(self, index: int) -> str:
        """What a word is made of, and what a click does; markup in it is shown, never read."""
        word = self.line.word(index)
        name = self.line.labels[index].replace("&", "&amp;").replace("<", "&lt;")
        return f"<p style='white-space:pre'>“{name}” · {self._pieces(word)}<br>{self._act(word)}</p>"

    def _pieces(self, word: Word) -> str:
        return self.tr("%n piece(s)", "", word.stop - word.start)

    def _act(self, word: Word) -> str:
        """What a click does with it."""
        return self.tr("Click: make it the query.") if self.role == "query" else self.tr("Click: make it the key.")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, c = QPainter(self.viewport()), theme().colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        offset, chosen = self.horizontalScrollBar().value(), self.line.index(self.word)
        if chosen is None and self.hasFocus():  # no chip could say that the keyboard is here
            painter.setPen(QPen(QColor(c.query), 1.5))
            painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.translate(-offset, 0)
        first = max(0, bisect_right(self.line.places, offset) - 1)
        for index in range(first, len(self.line)):
            chip = self.line.chip(index)
            if chip.left() > offset + self.viewport().width():
                break
            self._paint_chip(painter, index, chip, index == chosen, c)
            if index + 1 == self.line.border < len(self.line):
                x = chip.right() + BETWEEN / 2
                painter.fillRect(QRectF(x - 0.5, EDGE + 4, 1, CHIP - 8), QColor(c.secondary))

    def _paint_chip(self, painter: QPainter, index: int, chip: QRectF, chosen: bool, c: Colours) -> None:
        role, special = getattr(c, self.role), self.line.special[index]
        ground = QColor(c.hover) if index == self._hover else mix(c.panel, c.chip, 0.5) if special else QColor(c.chip)
        if chosen and self.hasFocus():
            ground = mix(c.chip, role, 0.3)
        painter.setPen(QPen(QColor(role), 2) if chosen else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(chip, RADIUS, RADIUS)
        ink = role if chosen else c.secondary if special else c.text
        inside = chip.adjusted(PADDING / 2, 0, -PADDING / 2, 0)
        draw_text(painter, inside, self.line.labels[index], ui_font(LABEL), ink, Qt.AlignmentFlag.AlignHCenter)
        if chosen and self.hasFocus():
            under = QRectF(chip.x() + PADDING, chip.bottom() - 4, chip.width() - 2 * PADDING, 1.5)
            painter.fillRect(under, QColor(role))
