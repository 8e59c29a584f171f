"""All keys of a lecture on one card, over the slide or the speaker's window: F1."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from attnviz.gui.presenting.card import Card
from attnviz.gui.presenting.keys import Keys
from attnviz.gui.slides.canvas import LEFT, RIGHT
from attnviz.gui.slides.text import draw_plain, slide_font, width_of
from attnviz.gui.theme import theme

WIDE, TALL = (1600.0, 900.0), (832.0, 1460.0)
"""Two columns, or both below each other in a window that stands upright."""
MARGIN, GAP, ROW, CHIP = 48.0, 32.0, 46.0, 330.0
COLUMN = (WIDE[0] - 2 * MARGIN - GAP) / 2
SMALLEST, TOP = 24, 132.0

Row = tuple[str, str]
Group = tuple[str, tuple[Row, ...]]


class KeysCard(Card):
    """Over the whole of its window; the key that opened it, Esc or a click closes it, and the others go on working."""

    def __init__(self, keys: Keys, parent: QWidget) -> None:
        super().__init__(parent)
        self._keys = keys
        self._columns: tuple[tuple[Group, ...], ...] = ()
        self._title = self._closing = ""
        self.hide()
        self._tell = self.live(self._say)
        theme().changed.connect(self.update)

    def fit(self) -> None:
        self.setGeometry(self.parentWidget().rect())

    def rows(self) -> list[Row]:
        """(keys, what they do), as on the card."""
        return [row for column in self._columns for _, rows in column for row in rows]

    def _say(self) -> None:
        go = (
            ("→  ↓  Space  PgDn", self.tr("next step; also a click")),
            ("←  ↑  Backspace  PgUp", self.tr("step back; also a right click")),
            (self.tr("number, Enter"), self.tr("to a step of this lesson")),
            ("Home  End", self.tr("first and last step of the lesson")),
            ("Ctrl+→  Ctrl+←", self.tr("next lesson, lesson before")),
            ("C", self.tr("contents: every lesson and step")),
        )
        show = (
            ("B  .", self.tr("black screen, and back")),
            ("L", self.tr("spotlight that follows the mouse")),
            ("+  −", self.tr("larger, smaller")),
            ("T", self.tr("日本語, English")),
        )
        hall = (
            ("1 … 9", self.tr("one hand more for this word")),
            ("0", self.tr("take the last hand back")),
            (self.tr("G, number, Enter"), self.tr("to a step, while digits count hands")),
        )
        sentence = (
            ("E", self.tr("type another sentence")),
            ("S", self.tr("the lesson's own sentence")),
        )
        windows = (
            ("N", self.tr("notes, clock and timer")),
            ("P  R", self.tr("timer: pause, from 0")),
            ("D", self.tr("slides on the other display")),
            ("F11", self.tr("slides in a window, or full screen")),
            ("Esc", self.tr("leave; Shift+F5 comes back here")),
        )
        self._columns = (
            ((self.tr("Through the lecture"), go), (self.tr("The slide"), show)),
            (
                (self.tr("Where the audience guesses"), hall),
                (self.tr("The sentence"), sentence),
                (self.tr("The speaker"), windows),
            ),
        )
        self._title = self.tr("Keys of the lecture")
        self._closing = self.tr("F1 or Esc closes this page")
        self.setAccessibleName(self._title)
        self.setAccessibleDescription("; ".join(f"{keys}: {what}" for keys, what in self.rows()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(colours.ground))
            upright = self.height() > self.width()
            base = TALL if upright else WIDE
            scale = min(self.width() / base[0], self.height() / base[1])
            painter.translate((self.width() - scale * base[0]) / 2, (self.height() - scale * base[1]) / 2)
            painter.scale(scale, scale)
            half = base[0] / 2 - MARGIN
            self._write(painter, QRectF(MARGIN, 40, half, 60), self._title, 40, colours.text, bold=True)
            closing = QRectF(base[0] / 2, 40, half, 60)
            self._write(painter, closing, self._closing, 24, colours.secondary, right=True)
            x, y = MARGIN, TOP
            for groups in self._columns:
                end = self._draw_column(painter, x, y, groups)
                x, y = (x, end) if upright else (x + COLUMN + GAP, TOP)

    def _draw_column(self, painter: QPainter, x: float, y: float, groups: tuple[Group, ...]) -> float:
        """Groups below each other; returns where the next one would begin."""
        colours = theme().colours
        for name, rows in groups:
            self._write(painter, QRectF(x, y, COLUMN, ROW), name, 25, colours.secondary, bold=True)
            y += ROW + 4
            for keys, what in rows:
                path = QPainterPath()
                path.addRoundedRect(QRectF(x, y + 3, CHIP, ROW - 6), 9, 9)
                painter.fillPath(path, QColor(colours.chip))
                self._write(painter, QRectF(x + 12, y, CHIP - 24, ROW), keys, 25, colours.text, bold=True)
                self._write(painter, QRectF(x + CHIP + 14, y, COLUMN - CHIP - 14, ROW), what, 25, colours.text)
                y += ROW
            y += 22
        return y

    def _write(
        self, painter: QPainter, box: QRectF, text: str, size: int, colour: str, bold: bool = False, right: bool = False
    ) -> None:
        fonts = (slide_font(pixels) for pixels in range(size, SMALLEST, -1))
        font = next((font for font in fonts if width_of(text, font) <= box.width()), slide_font(SMALLEST))
        draw_plain(painter, box, text, font, colour, RIGHT if right else LEFT, bold)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A clicker goes on working below the card."""
        event.accept()
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Question):
            self.leave()
        elif not event.text().strip():
            self._keys.press(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.leave()
