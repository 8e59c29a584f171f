"""How alike a word's vectors are in two sentences, after each layer: a line with its numbers.

Painted here: pyqtgraph takes a quarter of a second to import, and twenty points need no scene.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from attnviz.digits import number
from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.i18n import Live
from attnviz.gui.paint import draw_text
from attnviz.gui.theme import Colours, theme
from attnviz.gui.views.calculation import copied
from attnviz.gui.views.compare_data import Sides
from attnviz.gui.views.runs import Run, draw_runs
from attnviz.trace import Array
from attnviz.word_pair import Word, word_text

TITLE, ABOVE, BELOW, LEFT, RIGHT = 26, 22, 22, 48, 20
INSET = 20  # from the edges of the plot to the first and the last point
LOWEST = 96.0  # of the plot itself
CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, eq=False)
class Lines:
    """What the chart shows.

    Attributes:
        word: as both texts spell it.
        values: cosine of its vectors before the first layer and after each (L + 1,).
        others: the mean of the other words that both texts have; None where there is none.
        layer: the one in focus.
    """

    word: str
    values: Array
    others: Array | None
    layer: int


def lines_of(sides: Sides, word: Word | None, layer: int) -> Lines | None:
    """A word's line, and the mean of all others; None where both texts have not got it, or no vectors."""
    place = next((i for i, slot in enumerate(sides.words) if word and slot[0].start == word.start), None)
    if sides.cosines is None or place is None or word is None:
        return None
    rest = np.delete(sides.cosines, place, axis=1)
    others = rest.mean(axis=1) if rest.shape[1] else None
    here = layer if layer < sides.one.model.layers else -1
    return Lines(word_text(sides.one.tokens, word), sides.cosines[:, place], others, here)


class CosineChart(Live, QWidget):
    """A point for the embedding and one for each layer. Left and right arrows go from one to the next.

    Signals:
        marked(): another point is read out.
    """

    marked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: Lines | None = None
        self.why = ""  # there are no lines
        self.at: int | None = None  # the point under the mouse, or under the arrow keys
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(round(TITLE + ABOVE + LOWEST + BELOW))
        theme().changed.connect(self.update)
        self._retell = self.live(self._tell)

    def show_lines(self, lines: Lines | None, why: str = "") -> None:
        """Draw these, or say why there are none."""
        self.lines, self.why = lines, why
        if lines is None or (self.at is not None and self.at >= len(lines.values)):
            self.at = None
        self._retell()
        self.update()

    # what is said

    def point_name(self, point: int) -> str:
        """Where in the model a point is."""
        if point == 0:
            return self.tr("before layer 0")
        return self.tr("after layer {layer}").format(layer=point - 1)

    def said(self, point: int) -> str:
        """A point in words."""
        assert self.lines is not None
        text = self.tr("{place}: cosine {value}").format(
            place=self.point_name(point), value=number(float(self.lines.values[point]), 3)
        )
        if self.lines.others is not None:
            others = number(float(self.lines.others[point]), 3)
            text += " · " + self.tr("other shared words {value}").format(value=others)
        return text

    def title(self) -> str:
        if self.lines is None:
            return ""
        return self.tr("Vector of “{word}” in a and in b").format(word=self.lines.word)

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Cosine through the layers"))
        self.setAccessibleDescription(self.why if self.lines is None else self.summary())
        self.update()

    def summary(self) -> str:
        """The whole line in a sentence."""
        if self.lines is None:
            return self.why
        if self.at is not None:
            return f"{self.title()}. {self.said(self.at)}"
        values = self.lines.values
        text = self.tr("{title}: cosine from {first} at the start to {last} at the end, least {least} {place}")
        least = int(np.nanargmin(values)) if np.isfinite(values).any() else 0
        return text.format(
            title=self.title(), first=number(float(values[0])), last=number(float(values[-1])),
            least=number(float(values[least])), place=self.point_name(least),
        )  # fmt: skip

    def table(self) -> list[list[str]]:
        """A row for each point, with all digits."""
        if self.lines is None:
            return []
        rows = [[self.tr("layer"), self.lines.word, self.tr("other shared words")]]
        for point, value in enumerate(self.lines.values):
            others = "" if self.lines.others is None else copied(float(self.lines.others[point]))
            rows.append([self.point_name(point), copied(float(value)), others])
        return rows

    # where it lies

    def _plot(self, area: QRectF) -> QRectF:
        return area.adjusted(LEFT, TITLE + ABOVE, -RIGHT, -BELOW)

    def _floor(self) -> float:
        """The lowest number on the axis: a tenth that leaves room below the line."""
        assert self.lines is not None
        both = [self.lines.values] if self.lines.others is None else [self.lines.values, self.lines.others]
        known = np.concatenate(both)
        known = known[np.isfinite(known)]
        low = float(known.min()) if known.size else 0.0
        return max(-1.0, math.floor(10 * (low - 0.02)) / 10) if low < 0.99 else 0.9

    def point(self, index: int, value: float, area: QRectF) -> QPointF:
        plot, floor = self._plot(area), self._floor()
        steps = max(1, len(self.lines.values) - 1) if self.lines else 1
        x = plot.x() + INSET + (plot.width() - 2 * INSET) * index / steps
        return QPointF(x, plot.bottom() - plot.height() * (value - floor) / (1 - floor))

    def sizeHint(self) -> QSize:
        return QSize(400, 190)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.draw(painter, QRectF(self.rect()), self.hasFocus())
        painter.end()

    def draw(self, painter: QPainter, area: QRectF, focused: bool = False) -> None:
        """The chart in any rectangle."""
        c, lines = theme().colours, self.lines
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if lines is None:
            self._draw_why(painter, area, c)
        else:
            self._draw_title(painter, area, lines, c)
            self._draw_axes(painter, area, lines, c)
            if lines.others is not None:
                self._draw_line(painter, area, lines.others, c.secondary, dots=False)
            self._draw_line(painter, area, lines.values, c.query, dots=True)
            self._draw_values(painter, area, lines, c)
            if self.at is not None:
                self._draw_mark(painter, area, lines, c)
        if focused:
            painter.setPen(QPen(QColor(c.query), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 8, 8)
        painter.restore()

    def _draw_why(self, painter: QPainter, area: QRectF, c: Colours) -> None:
        painter.setPen(QColor(c.secondary))
        painter.setFont(ui_font(14))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area.adjusted(24, 4, -24, -4), int(flags), self.why)

    def _draw_title(self, painter: QPainter, area: QRectF, lines: Lines, c: Colours) -> None:
        """The point that is read out, or the word and what the lines are."""
        rect = QRectF(area.x(), area.y(), area.width(), TITLE)
        if self.at is not None:
            runs = [Run(f"{lines.word}  ", c.query, 14, bold=True, gives=True), Run(self.said(self.at), c.text, 12)]
        else:
            runs = [
                Run(lines.word, c.query, 14, bold=True, gives=True),
                Run("  " + self.tr("cosine of its vectors in a and b"), c.text, 12, gives=True),
            ]
            if lines.others is not None and area.width() > 400:
                runs += [Run("  —  ", c.secondary, 12), Run(self.tr("other shared words"), c.secondary, 12, gives=True)]
        draw_runs(painter, rect, runs)

    def _draw_axes(self, painter: QPainter, area: QRectF, lines: Lines, c: Colours) -> None:
        plot, floor, font = self._plot(area), self._floor(), ui_font(12)
        for value in (floor, (1 + floor) / 2, 1.0):
            y = plot.bottom() - plot.height() * (value - floor) / (1 - floor)
            painter.setPen(QPen(QColor(c.line), 1))
            painter.drawLine(QPointF(plot.x(), y), QPointF(plot.right(), y))
            beside = QRectF(area.x(), y - 9, LEFT - 8, 18)
            draw_text(painter, beside, number(value), font, c.secondary, Qt.AlignmentFlag.AlignRight)
        count = len(lines.values)
        names = [self.tr("in"), *(str(layer) for layer in range(count - 1))]
        room = max(ui_width(name, 12) for name in names) + 8
        step = max(1, math.ceil(room / max(1.0, plot.width() / max(1, count - 1))))
        for point, name in enumerate(names):
            if point and (point - 1) % step and point - 1 != lines.layer:
                continue
            if point and point - 1 != lines.layer and abs(point - 1 - lines.layer) < step:
                continue
            x = self.point(point, floor, area).x()
            here = point - 1 == lines.layer
            wide = QRectF(x - 20, plot.bottom() + 3, 40, 18)
            draw_text(painter, wide, name, ui_font(12, bold=here), c.text if here else c.secondary, CENTRE)

    def _draw_line(self, painter: QPainter, area: QRectF, values: Array, colour: str, dots: bool) -> None:
        points = [self.point(i, float(value), area) for i, value in enumerate(values) if np.isfinite(value)]
        pen = QPen(QColor(colour), 2 if dots else 1.5)
        if not dots:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        if dots:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            for point in points:
                painter.drawEllipse(point, 3.5, 3.5)

    def _draw_values(self, painter: QPainter, area: QRectF, lines: Lines, c: Colours) -> None:
        """A number at each point that has room for it, and at both ends."""
        plot, count = self._plot(area), len(lines.values)
        wide = ui_width(number(-0.5), 12) + 6
        step = max(1, math.ceil(wide / max(1.0, plot.width() / max(1, count - 1))))
        for point, value in enumerate(lines.values):
            if not np.isfinite(value) or (point % step and point != count - 1):
                continue
            if point != count - 1 and count - 1 - point < step:
                continue
            at = self.point(point, float(value), area)
            rect = QRectF(at.x() - wide / 2, at.y() - 22, wide, 16)
            draw_text(painter, rect, number(float(value)), ui_font(12), c.text, CENTRE)

    def _draw_mark(self, painter: QPainter, area: QRectF, lines: Lines, c: Colours) -> None:
        assert self.at is not None
        plot, at = self._plot(area), self.point(self.at, float(lines.values[self.at]), area)
        painter.setPen(QPen(QColor(c.secondary), 1))
        painter.drawLine(QPointF(at.x(), plot.y() - 6), QPointF(at.x(), plot.bottom()))
        painter.setPen(QPen(QColor(c.panel), 2))
        painter.setBrush(QColor(c.text))
        painter.drawEllipse(at, 5, 5)

    # Qt

    def _nearest(self, x: float) -> int | None:
        if self.lines is None:
            return None
        plot, steps = self._plot(QRectF(self.rect())), max(1, len(self.lines.values) - 1)
        return min(max(round((x - plot.x() - INSET) / max(1.0, plot.width() - 2 * INSET) * steps), 0), steps)

    def _mark(self, point: int | None) -> None:
        if point != self.at:
            self.at = point
            self._retell()
            self.marked.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mark(self._nearest(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._mark(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.lines.values) - 1 if self.lines is not None else -1
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_C:
            QGuiApplication.clipboard().setText(self.summary())
        elif last < 0 or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        elif event.key() in moves:
            start = (-1 if moves[event.key()] > 0 else last + 1) if self.at is None else self.at
            self._mark(min(max(start + moves[event.key()], 0), last))
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._mark(0 if event.key() == Qt.Key.Key_Home else last)
        elif event.key() == Qt.Key.Key_Escape and self.at is not None:
            self._mark(None)
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.make_menu()
        menu.exec(event.globalPos())
        menu.deleteLater()

    def make_menu(self) -> QMenu:
        """What can be copied."""
        menu = QMenu(self)
        if self.lines is not None:
            said = menu.addAction(self.tr("Copy as a sentence"))
            said.triggered.connect(lambda: QGuiApplication.clipboard().setText(self.summary()))
            table = menu.addAction(self.tr("Copy the numbers as a table"))
            rows = "".join("\t".join(row) + "\n" for row in self.table())
            table.triggered.connect(lambda: QGuiApplication.clipboard().setText(rows))
        return menu

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark(None)
        self.update()
