"""A small matrix that answers mouse, wheel and keyboard; it scrolls where cells would get too small to read."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollBar, QSizePolicy, QWidget

from attnviz.gui.i18n import Live
from attnviz.gui.theme import theme
from attnviz.gui.views.difference_map_painting import Cell, Cells, Looks, Marks, paint_cells, plan_cells
from attnviz.gui.views.inspector_sections import STALE_OPACITY
from attnviz.gui.views.plan import LABEL_GAP, MIN_CELL, SCROLL_BAR, TILT, Plan
from attnviz.gui.views.pointing import FocusRing

_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
Spot = tuple[int | None, int | None]
TALLEST = 100_000.0


class CellMap(FocusRing, Live, QWidget):
    """Shows ``Cells``.

    Signals:
        chosen(int, int): row and column that were clicked, or that the arrow keys went to.
        hovered(object): (row, column) under the mouse, one of them None on a label, both None elsewhere.
        scrolled(object): how many cells are out of sight (QPointF), left and above.
        menu_asked(QPoint, object): the right mouse button or the menu key at a point of the screen, on a cell or None.
        copy_asked(): Ctrl+C.
        whole_asked(bool): F: all cells at once, however small, or again at a readable size.
    """

    chosen = Signal(int, int)
    hovered = Signal(object)
    scrolled = Signal(object)
    menu_asked = Signal(QPoint, object)
    copy_asked = Signal()
    whole_asked = Signal(bool)

    def __init__(self, looks: Looks | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.looks = looks or Looks()
        self.cells: Cells | None = None
        self.marks = Marks()
        self.stale = False
        self.whole = False
        self._plan: Plan | None = None
        self._mouse: QPointF | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 110)
        self._bars = {side: QScrollBar(side, self) for side in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical)}
        for bar in self._bars.values():
            bar.hide()
            bar.valueChanged.connect(self._on_scrolled)
        theme().changed.connect(self.update)

    # what is shown

    def show_cells(self, cells: Cells | None, looks: Looks | None = None) -> None:
        self.cells, self.looks = cells, looks or self.looks
        self._lay_out()

    def mark(self, cell: Cell | None) -> None:
        """Outline the chosen cell, and bring it into sight."""
        if cell != self.marks.chosen:
            self.marks = Marks(cell, self.marks.hovered)
            self._reveal()
            self.update()

    def point(self, spot: Spot) -> None:
        """Light up what is under the mouse, here or in another picture of the same rows and columns."""
        if spot != self.marks.hovered:
            self.marks = Marks(self.marks.chosen, spot)
            self.update()

    def show_whole(self, whole: bool) -> None:
        """All cells at once, however small; or those that fit at a readable size."""
        if whole != self.whole:
            self.whole = whole
            self._lay_out()

    def set_stale(self, stale: bool) -> None:
        """Dim it: something newer is on its way."""
        if stale != self.stale:
            self.stale = stale
            self.update()

    # where it lies

    @property
    def plan(self) -> Plan | None:
        return self._plan

    @property
    def offset(self) -> QPointF:
        """Pixels that are scrolled out of sight; always whole cells."""
        cell = self._plan.cell if self._plan else 1.0
        return QPointF(*(cell * round(bar.value() / cell) for bar in self._bars.values()))

    def height_for(self, width: float, most: float) -> int:
        """The height at which cells are as large as the width allows; not more than ``most``."""
        if self.cells is None or not all(self.cells.shape):
            return self.minimumHeight()
        plan = self._planned(QRectF(0, 0, width, TALLEST))
        below = SCROLL_BAR + 8 if plan.hidden.width() > 0 else 3
        return math.ceil(min(plan.matrix.bottom() + below, most))

    def cell_rect(self, row: int, column: int) -> QRectF:
        return self._plan.cell_rect(row, column, self.offset) if self._plan else QRectF()

    def _planned(self, area: QRectF) -> Plan:
        assert self.cells is not None
        return plan_cells(area, self.cells, replace(self.looks, whole=self.looks.whole or self.whole))

    def _lay_out(self) -> None:
        shown = self.cells is not None and all(self.cells.shape)
        self._plan = self._planned(QRectF(self.rect()).adjusted(2, 2, -2, -3)) if shown else None
        hidden = self._plan.hidden if self._plan else QSizeF(0, 0)
        area = self._plan.matrix.toRect() if self._plan else self.rect()
        across, down = self._bars.values()
        for bar, most, page in ((across, hidden.width(), area.width()), (down, hidden.height(), area.height())):
            bar.blockSignals(True)
            bar.setRange(0, round(most))
            bar.setPageStep(page)
            bar.setSingleStep(round(self._plan.cell) if self._plan else 1)
            bar.blockSignals(False)
            bar.setVisible(round(most) > 0)
        across.setGeometry(area.x(), area.bottom() + 5, area.width(), int(SCROLL_BAR))
        down.setGeometry(area.right() + 5, area.y(), int(SCROLL_BAR), area.height())
        self._reveal()
        self._follow_mouse()
        self.update()

    def scroll_to(self, cells: QPointF) -> None:
        """Have so many cells out of sight; nothing is told of it."""
        if self._plan is None:
            return
        for bar, value in zip(self._bars.values(), (cells.x(), cells.y()), strict=True):
            bar.blockSignals(True)
            bar.setValue(round(value * self._plan.cell))
            bar.blockSignals(False)
        self.update()

    def _on_scrolled(self) -> None:
        self._follow_mouse()
        self.update()
        if self._plan is not None:
            self.scrolled.emit(self.offset / self._plan.cell)

    def _reveal(self) -> None:
        if self._plan is None or self.marks.chosen is None:
            return
        row, column = self.marks.chosen
        for bar, index in zip(self._bars.values(), (column, row), strict=True):
            start, around = index * self._plan.cell, 2 * self._plan.cell
            low, high = start + self._plan.cell + around - bar.pageStep(), start - around
            bar.setValue(round(min(max(bar.value(), low), max(high, 0))))

    def sizeHint(self) -> QSize:
        return QSize(360, 320)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        c, painter = theme().colours, QPainter(self)
        if self.cells is not None and self._plan is not None:
            painter.setOpacity(STALE_OPACITY if self.stale else 1.0)
            paint_cells(painter, self.cells, self._plan, self.offset, self.marks, self.looks, c)
            painter.setOpacity(1.0)
        self.draw_ring(painter)
        painter.end()

    # the mouse

    def spot(self, point: QPointF) -> Spot:
        """(row, column) at a point: both on a cell, one of them on a label, none elsewhere."""
        plan = self._plan
        if plan is None:
            return None, None
        if cell := plan.cell_at(point, self.offset):
            return cell
        area = plan.matrix
        if point.x() < area.x() and area.top() <= point.y() < area.bottom():
            return min(int((point.y() - area.y() + self.offset.y()) // plan.cell), plan.rows - 1), None
        rise = area.y() - LABEL_GAP - point.y()
        if rise > -LABEL_GAP:
            lean = max(0.0, rise) / math.tan(math.radians(TILT)) if plan.above == "tilted" else 0.0
            x = point.x() - lean
            if area.left() <= x < area.right():
                return None, min(int((x - area.x() + self.offset.x()) // plan.cell), plan.columns - 1)
        return None, None

    def _follow_mouse(self) -> None:
        spot = self.spot(self._mouse) if self._mouse is not None else (None, None)
        if spot != self.marks.hovered and (self._mouse is not None or self.underMouse()):
            self._tell_hover(spot)

    def _tell_hover(self, spot: Spot) -> None:
        self.point(spot)
        self.hovered.emit(spot)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position()
        self._follow_mouse()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._mouse = None
        self._tell_hover((None, None))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        row, column = self.spot(event.position())
        if row is None and column is None:
            return
        kept = self.marks.chosen or (row or 0, column or 0)
        self._choose(kept[0] if row is None else row, kept[1] if column is None else column)

    def _choose(self, row: int, column: int) -> None:
        self.mark((row, column))
        self.chosen.emit(row, column)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls here as long as there is something to; else the panel around it does."""
        delta = event.angleDelta()
        sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) or abs(delta.x()) > abs(delta.y())
        bar = self._bars[Qt.Orientation.Horizontal if sideways else Qt.Orientation.Vertical]
        turned = delta.y() or delta.x()
        at_end = bar.value() == (bar.minimum() if turned > 0 else bar.maximum())
        if not turned or bar.maximum() == 0 or at_end:
            event.ignore()
            return
        bar.setValue(round(bar.value() - turned / 120 * 3 * max(MIN_CELL, bar.singleStep())))
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        chosen = self.marks.chosen
        cell = chosen if keyboard else self._cell_at(QPointF(event.pos()))
        at = self.cell_rect(*chosen).center().toPoint() if keyboard and chosen else event.pos()
        self.menu_asked.emit(self.mapToGlobal(at), cell or chosen)

    def _cell_at(self, point: QPointF) -> Cell | None:
        return self._plan.cell_at(point, self.offset) if self._plan else None

    # the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End move the chosen cell; F shows all."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain, control = modifiers == Qt.KeyboardModifier.NoModifier, modifiers == Qt.KeyboardModifier.ControlModifier
        plan = self._plan
        if plan is None:
            event.ignore()
        elif control and key == Qt.Key.Key_C:
            self.copy_asked.emit()
        elif plain and key == Qt.Key.Key_F:
            self.whole_asked.emit(not self.whole)
        elif plain and key in _ARROWS:
            self._step(*_ARROWS[key])
        elif (plain or control) and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            end = key == Qt.Key.Key_End
            row = (plan.rows - 1 if end else 0) if control else (self.marks.chosen or (0, 0))[0]
            self._choose(row, plan.columns - 1 if end else 0)
        else:
            event.ignore()

    def _step(self, down: int, across: int) -> None:
        plan, cell = self._plan, self.marks.chosen
        if plan is None:
            return
        if cell is None:
            self._choose(0, 0)
            return
        goal = min(max(cell[0] + down, 0), plan.rows - 1), min(max(cell[1] + across, 0), plan.columns - 1)
        if goal != cell:
            self._choose(*goal)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
