"""All terms of a dot product, one line each: index, q, k, their product, and the sum so far."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from attnviz.digits import exact, number
from attnviz.gui.fonts import ui_font
from attnviz.gui.paint import draw_text
from attnviz.gui.theme import Colours
from attnviz.gui.views.calculation import running_sums
from attnviz.gui.views.inspector_sections import Section
from attnviz.pair import Pair

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TermsTable(Section):
    """Painted, because a grid widget would cost a frame, its own scroll bars and a second look. Sums end at q·k."""

    LINE, FIRST = 20, 28
    COLUMNS = ("i", "q", "k", "q×k", "Σ")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.rows: Sequence[tuple[float, float, float, float]] = ()
        self.pointed: int | None = None

    def show_pair(self, pair: Pair) -> None:
        columns = (pair.query, pair.key, pair.products, running_sums(pair))
        self.rows = [tuple(float(value) for value in row) for row in zip(*columns, strict=True)]
        self.set_high(self.LINE * (len(self.rows) + 1) + 4)
        self.update()

    def number_at(self, point: QPointF) -> tuple[str, float] | None:
        """(name, number) under a point, e.g. ("q[7]", -1.23)."""
        row = int((point.y() - self.LINE - 4) // self.LINE)
        column = int((point.x() - self.FIRST) // self._column_width())
        if 0 <= row < len(self.rows) and 0 <= column < 4 and point.x() >= self.FIRST:
            return f"{self.COLUMNS[column + 1]}[{row}]", self.rows[row][column]
        return None

    def readout(self, point: QPointF) -> str:
        found = self.number_at(point)
        return f"{found[0]} = {exact(found[1])}" if found else ""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = int((event.position().y() - self.LINE - 4) // self.LINE)
        self.pointed = row if 0 <= row < len(self.rows) else None
        self.setToolTip(self.readout(event.position()))
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed = None
        self.update()

    def _column_width(self) -> float:
        return (self.width() - self.FIRST) / 4

    def paint(self, painter: QPainter, c: Colours) -> None:
        inks = (c.query, c.key, c.text, c.secondary)
        wide = self._column_width()
        for column, (name, ink) in enumerate(zip(self.COLUMNS, (c.secondary, *inks), strict=True)):
            right = self.FIRST + column * wide
            draw_text(painter, QRectF(0, 0, right - 4, self.LINE), name, ui_font(12, bold=True), ink, RIGHT)
        painter.setPen(QColor(c.line))
        painter.drawLine(QPointF(0, self.LINE + 1.5), QPointF(self.width(), self.LINE + 1.5))
        for i, row in enumerate(self.rows):
            y = self.LINE * (i + 1) + 4
            if i == self.pointed:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(c.chip))
                painter.drawRoundedRect(QRectF(0, y, self.width(), self.LINE), 4, 4)
            draw_text(painter, QRectF(0, y, self.FIRST - 4, self.LINE), str(i), ui_font(12), c.secondary, RIGHT)
            for column, (value, ink) in enumerate(zip(row, inks, strict=True)):
                ink = c.negative if value < 0 and column < 3 else ink
                last = column == 3 and i == len(self.rows) - 1
                rect = QRectF(self.FIRST + column * wide, y, wide - 4, self.LINE)
                draw_text(painter, rect, number(value, 3), ui_font(12, bold=last), c.text if last else ink, RIGHT)
