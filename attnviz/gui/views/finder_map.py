"""A weight in all heads as a small map: a row for each layer, a column for each head."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from attnviz.digits import percent
from attnviz.finding import Ranking
from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.i18n import Live
from attnviz.gui.paint import draw_cells, draw_text
from attnviz.gui.theme import Colours, theme
from attnviz.gui.views.colour_bar import cell_image, weight_colour
from attnviz.gui.views.finder_list import RIGHT, head_said
from attnviz.gui.views.inspector_sections import STALE_OPACITY
from attnviz.gui.views.pointing import FocusRing, Tips
from attnviz.trace import HeadId, ModelInfo

CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
_STEPS = (1, 2, 4, 5, 10, 20, 50, 100, 200)


class HeadMap(FocusRing, Tips, Live, QWidget):
    """Brightest where the weight is the largest of all heads. Arrow keys move a ring, a click or Enter chooses.

    Signals:
        chosen(int, int): layer and head.
        marked(object): the head under the pointer or under the arrow keys, or None.
    """

    chosen = Signal(int, int)
    marked = Signal(object)
    TITLE, HEADS, LEGEND, MOST, LEAST = 18, 16, 22, 20.0, 3.0
    SCALE = 132  # width of the colour scale with its two numbers

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model: ModelInfo | None = None
        self.ranking: Ranking | None = None
        self.focused: HeadId | None = None
        self.pointed: HeadId | None = None
        self.ring = (0, 0)  # row and column
        self.stale = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        theme().changed.connect(self.update)
        self._retell = self.live(self._tell)

    def show_ranking(self, model: ModelInfo, ranking: Ranking | None, focused: HeadId, fresh: bool) -> None:
        resized = (ranking is None) != (self.ranking is None) or (
            ranking is not None and self.ranking is not None and ranking.weights.shape != self.ranking.weights.shape
        )
        self.model, self.ranking, self.focused = model, ranking, focused
        if ranking is not None and (fresh or resized) and len(ranking):
            self._ring_at(ranking.head(0))
        self.pointed = None if fresh else self.pointed
        if resized:
            self.updateGeometry()
        self._retell()
        self.update()

    def set_stale(self, stale: bool) -> None:
        self.stale = stale
        self.update()

    def point(self, head: HeadId | None) -> None:
        """Light up a head that is pointed at elsewhere."""
        if head != self.pointed:
            self.pointed = head
            self.update()

    def mark(self, head: HeadId) -> None:
        """Bring the arrow keys to a head."""
        if self.ranking is not None and head[0] in self.ranking.layers:
            self._ring_at(head)
            self._retell()
            self.update()

    def said(self, head: HeadId) -> str:
        """A head that is on the map, in words."""
        return head_said(self.model, self.ranking, head)

    def ends(self, top: float) -> tuple[str, str]:
        """What stands beside the scale of colours."""
        return percent(0.0, 0), percent(top)

    def _ring_at(self, head: HeadId) -> None:
        assert self.ranking is not None
        self.ring = self.ranking.layers.index(head[0]), head[1]

    @property
    def current(self) -> HeadId | None:
        if self.ranking is None or not len(self.ranking):
            return None
        return self.ranking.layers[self.ring[0]], self.ring[1]

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Map of heads"))
        self._named = self.tr("layers down, heads across")
        head = self.current
        self.setAccessibleDescription(self.tr("No heads yet.") if head is None else self.said(head))
        self.update()

    # where it lies

    @property
    def _shape(self) -> tuple[int, int]:
        return (0, 0) if self.ranking is None else self.ranking.weights.shape

    def _gutter(self) -> float:
        return ui_width(str(max(self.ranking.layers, default=0)) if self.ranking else "0", 12) + 8

    @property
    def cell(self) -> float:
        """Side of a cell: as large as there is room for, up to MOST."""
        rows, columns = self._shape
        wide = (self.width() - self._gutter() - 2) / max(1, columns)
        high = (self.height() - self.TITLE - self.HEADS - self.LEGEND) / max(1, rows)
        side = max(self.LEAST, min(wide, high, self.MOST))
        return float(int(side)) if side >= 6 else side

    def cells(self) -> QRectF:
        rows, columns = self._shape
        return QRectF(self._gutter(), self.TITLE + self.HEADS, columns * self.cell, rows * self.cell)

    def cell_rect(self, head: HeadId) -> QRectF:
        """Where a head's cell lies; empty for one that is not on the map."""
        if self.ranking is None or head[0] not in self.ranking.layers or head[1] >= self._shape[1]:
            return QRectF()
        area, row = self.cells(), self.ranking.layers.index(head[0])
        return QRectF(area.x() + head[1] * self.cell, area.y() + row * self.cell, self.cell, self.cell)

    def head_at(self, point: QPointF) -> HeadId | None:
        area = self.cells()
        if self.ranking is None or not area.contains(point):
            return None
        row, column = int((point.y() - area.y()) // self.cell), int((point.x() - area.x()) // self.cell)
        rows, columns = self._shape
        return (self.ranking.layers[min(row, rows - 1)], min(column, columns - 1))

    def sizeHint(self) -> QSize:
        rows, columns = self._shape
        side = 16 if rows <= 8 else 13 if rows <= 16 else 10 if rows <= 32 else 6
        around = self.TITLE + self.HEADS + self.LEGEND
        wide = max(self._gutter() + columns * side, ui_width(self._named, 12), self._gutter() + self.SCALE)
        return QSize(round(wide) + 8, rows * side + around)

    def minimumSizeHint(self) -> QSize:
        rows, columns = self._shape
        side = 8 if rows <= 32 else 3
        around = self.TITLE + self.HEADS + self.LEGEND
        wide = max(self._gutter() + columns * side, self._gutter() + self.SCALE)
        return QSize(round(wide), rows * side + around)

    # what it shows

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.ranking is None or not len(self.ranking):
            return
        painter, c = QPainter(self), theme().colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(STALE_OPACITY if self.stale else 1.0)
        area, side, top = self.cells(), self.cell, self.ranking.top or 1.0
        draw_cells(painter, area, cell_image(self.ranking.weights, top))
        rows, columns = self._shape
        if side >= 6:  # gaps, in the colour below
            for row in range(1, rows):
                painter.fillRect(QRectF(area.x(), area.y() + row * side - 1, area.width(), 1), QColor(c.panel))
            for column in range(1, columns):
                painter.fillRect(QRectF(area.x() + column * side - 1, area.y(), 1, area.height()), QColor(c.panel))
        self._paint_numbers(painter, area, c)
        self._paint_legend(painter, area, top, c)
        if self.focused is not None:
            self._outline(painter, self.focused, c.text, 2)
        if self.hasFocus() and self.current is not None:
            self._outline(painter, self.current, c.query, 2)
        if self.pointed is not None:
            self._outline(painter, self.pointed, c.text, 1)

    def _outline(self, painter: QPainter, head: HeadId, colour: str, width: float) -> None:
        rect = self.cell_rect(head)
        if rect.isEmpty():
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        around = rect.adjusted(-1, -1, 0, 0)
        painter.setPen(QPen(QColor(theme().colours.panel), width + 2))  # stands out from bright cells, too
        painter.drawRoundedRect(around, 2, 2)
        painter.setPen(QPen(QColor(colour), width))
        painter.drawRoundedRect(around, 2, 2)

    def _paint_numbers(self, painter: QPainter, area: QRectF, c: Colours) -> None:
        assert self.ranking is not None
        side, font = self.cell, ui_font(12)
        draw_text(painter, QRectF(0, 0, self.width(), self.TITLE - 2), self._named, font, c.secondary)
        down = next(step for step in _STEPS if step * side >= 13 or step == _STEPS[-1])
        for row, layer in enumerate(self.ranking.layers):
            if row % down == 0:
                beside = QRectF(0, area.y() + row * side + side / 2 - 8, area.x() - 5, 16)
                draw_text(painter, beside, str(layer), font, c.secondary, RIGHT)
        columns = self._shape[1]
        needed = ui_width(str(columns - 1), 12) + 4
        across = next(step for step in _STEPS if step * side >= needed or step == _STEPS[-1])
        for column in range(0, columns, across):
            above = QRectF(area.x() + column * side + side / 2 - 12, self.TITLE, 24, self.HEADS - 2)
            draw_text(painter, above, str(column), font, c.secondary, CENTRE)

    def _paint_legend(self, painter: QPainter, area: QRectF, top: float, c: Colours) -> None:
        """From 0 to the best head's weight, which has the last colour."""
        y, font = area.bottom() + 6, ui_font(12)
        low, high = self.ends(self.ranking.top if self.ranking else 0.0)
        left = area.x() + ui_width(low, 12) + 6
        right = max(left + 48, min(area.right(), left + 120) - ui_width(high, 12) - 6)
        gradient = QLinearGradient(left, 0, right, 0)
        for i in range(9):
            gradient.setColorAt(i / 8, weight_colour(top * i / 8, top))
        draw_text(painter, QRectF(area.x(), y, left - area.x(), 14), low, font, c.secondary)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(QRectF(left, y + 3, right - left, 8), 3, 3)
        draw_text(painter, QRectF(right + 6, y, 80, 14), high, font, c.secondary)

    # Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        head = self.head_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and head is not None:
            self.mark(head)
            self.chosen.emit(*head)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the press has done it all

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        head = self.head_at(event.position())
        self.setCursor(Qt.CursorShape.ArrowCursor if head is None else Qt.CursorShape.PointingHandCursor)
        self._point_and_tell(head)

    def leaveEvent(self, event: QEvent) -> None:
        self._point_and_tell(None)

    def _point_and_tell(self, head: HeadId | None) -> None:
        if head != self.pointed:
            self.point(head)
            self.marked.emit(head)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
        }
        head = self.current
        if head is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        elif event.key() in moves:
            (row, column), (down, right), (rows, columns) = self.ring, moves[event.key()], self._shape
            self.ring = min(max(row + down, 0), rows - 1), min(max(column + right, 0), columns - 1)
            self._retell()
            self.marked.emit(self.current)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(*head)
        else:
            event.ignore()

    def tip_at(self, point: QPointF) -> str:
        head = self.head_at(point)
        return "" if head is None else self.said(head)
