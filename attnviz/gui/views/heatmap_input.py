"""How a heatmap answers mouse, wheel, touchpad and keyboard."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from attnviz.gui.plain import as_tip
from attnviz.gui.views.heatmap_header import scale_rule
from attnviz.gui.views.heatmap_readout import Spot
from attnviz.gui.views.heatmap_shown import masked_reason
from attnviz.gui.views.parts import next_word
from attnviz.gui.views.plan import LABEL_GAP, TILT

NOTCH = 120
"""Wheel units of one notch; touchpads send fractions of it."""
ZOOM_STEP = 1.25
_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class HeatmapInput:
    """The half of ``HeatmapView`` that listens. Its state: the mouse, the wheel's remainder, a drag."""

    _mouse: QPointF | None = None
    _hover: tuple[int | None, int | None] = (None, None)
    _pressed: QPointF | None = None
    _dragged_from: QPointF | None = None
    _turned = 0
    _turned_layers = False

    # the mouse

    def _hovered_cell(self) -> tuple[int, int] | None:
        row, column = self._hover
        return (row, column) if row is not None and column is not None else None

    def _hovered_pair(self) -> tuple[int, int] | None:
        cell = self._hovered_cell()
        return self._shown.matrix.pair(*cell) if cell and self._shown else None

    def _hovered_units(self) -> Spot:
        """(query, key) under the mouse as units of the axes; one of the two on a label."""
        if self._shown is None or not self._hover_fits():
            return None, None
        row, column = self._hover
        query, key = self._shown.matrix.units(row or 0, column or 0) if len(self._shown.matrix) else (None, None)
        asked = row if not self._shown.matrix.transposed else column
        answers = column if not self._shown.matrix.transposed else row
        return (None if asked is None else query), (None if answers is None else key)

    def _spot(self, point: QPointF) -> tuple[int | None, int | None]:
        """(row, column) at a point: both on a cell, one of them on a label, none elsewhere."""
        plan = self._plan
        if plan is None:
            return None, None
        if cell := plan.cell_at(point, self._offset):
            return cell
        area = plan.matrix
        if point.x() < area.x() and area.top() <= point.y() < area.bottom():
            row = int((point.y() - area.y() + self._offset.y()) // plan.cell)
            return (row if row < plan.rows else None), None
        rise = area.y() - LABEL_GAP - point.y()
        if rise > -LABEL_GAP and point.y() > self._labels_top:
            lean = max(0.0, rise) / math.tan(math.radians(TILT)) if plan.above == "tilted" else 0.0
            x = point.x() - lean
            if area.left() <= x < area.right():
                column = int((x - area.x() + self._offset.x()) // plan.cell)
                return None, (column if column < plan.columns else None)
        return None, None

    def _follow_mouse(self) -> None:
        """Find what lies under the mouse now: it has moved, or the picture has."""
        old = self._hovered_pair() if self._hover_fits() else None
        self._hover = self._spot(self._mouse) if self._mouse is not None else (None, None)
        new = self._hovered_pair()
        if new != old:
            self.hovered.emit(new)

    def _hover_fits(self) -> bool:
        counts = (self._plan.rows, self._plan.columns) if self._plan else (0, 0)
        return all(index is None or index < count for index, count in zip(self._hover, counts, strict=True))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position())
        spot = self._spot(self._mouse)
        if spot != self._hover:
            self._follow_mouse()
            self._place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()  # the window knows the others
            return
        self._pressed, self._dragged_from = event.position(), None

    def _drag(self, point: QPointF) -> None:
        """Pan, once the mouse has left the place where a click would still be meant."""
        if self._dragged_from is None:
            far = (point - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if not far or self._plan is None or self._plan.hidden.isNull():
                return
            self._dragged_from = self._offset
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        goal = self._dragged_from - (point - self._pressed)
        for bar, value in zip(self._bars.values(), (goal.x(), goal.y()), strict=True):
            bar.setValue(round(value))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        dragged, self._pressed, self._dragged_from = self._dragged_from is not None, None, None
        self.unsetCursor()
        if not dragged:
            self._click(*self._spot(event.position()))

    def _click(self, row: int | None, column: int | None) -> None:
        """A cell chooses its pair; a label changes its half of the pair and keeps the other."""
        if self._shown is None or (row is None and column is None):
            return
        matrix = self._shown.matrix
        kept = matrix.place(*self._shown.chosen) if self._shown.chosen else None
        if row is None:
            row = kept[0] if kept else int(matrix.cells[:, column].argmax())
        elif column is None:
            column = kept[1] if kept else int(matrix.cells[row].argmax())
        self._choose(row, column)

    def _choose(self, row: int, column: int) -> None:
        """Show the choice at once and tell of it: a held arrow key must not wait for an answer."""
        query, key = self._shown.matrix.pair(row, column)
        trace, focus = self._newest
        self._newest, self._behind = (trace, focus.on_pair(query, key)), True
        self._catch_up()
        self.pair_chosen.emit(query, key)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._mouse = None
        self._follow_mouse()
        self._place()

    # the wheel

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Wheel: next or previous head. With Ctrl or Shift: layer. With Alt: zoom."""
        delta = event.angleDelta().y() or event.angleDelta().x()  # Alt and Shift may turn the axis
        modifiers = event.modifiers()
        event.accept()
        if modifiers & Qt.KeyboardModifier.AltModifier:
            self._zoom_by(ZOOM_STEP ** (delta / NOTCH), event.position())
            return
        layers = bool(modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))
        if layers != self._turned_layers or self._turned * delta < 0:
            self._turned = 0
        self._turned_layers = layers
        self._turned += delta
        notches = int(self._turned / NOTCH)
        self._turned -= notches * NOTCH
        if notches:
            self.head_stepped.emit(*((-notches, 0) if layers else (0, -notches)))

    def _zoom_by(self, factor: float, around: QPointF | None = None) -> None:
        if self._plan is not None:
            self.zoom_to(self._plan.cell * factor, around)

    # the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End and the page keys move the cell cursor; F shows all; plus, minus and 0 zoom."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = event.key()
        control = modifiers == Qt.KeyboardModifier.ControlModifier
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        if self._shown is None or self._plan is None:
            super().keyPressEvent(event)
        elif plain and key in _ARROWS:
            self._move_cursor(*_ARROWS[key])
        elif (plain or control) and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._jump(end=key == Qt.Key.Key_End, both=control)
        elif plain and key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            rows = max(1, int(self._plan.matrix.height() / self._plan.cell) - 1)
            self._move_cursor(rows if key == Qt.Key.Key_PageDown else -rows, 0)
        elif plain and key == Qt.Key.Key_F:
            self.show_whole(not self._whole)
        elif plain and key == Qt.Key.Key_0:
            self.zoom_to(None)
        elif not control and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._zoom_by(1 / ZOOM_STEP if key == Qt.Key.Key_Minus else ZOOM_STEP, self._cursor_point())
        else:
            super().keyPressEvent(event)

    def _cursor(self) -> tuple[int, int] | None:
        return self._shown.matrix.place(*self._shown.chosen) if self._shown.chosen else None

    def _cursor_point(self) -> QPointF | None:
        """The middle of the chosen cell, as long as it is in sight."""
        cursor = self._cursor()
        point = self._plan.cell_rect(*cursor, self._offset).center() if cursor else QPointF()
        return point if cursor and self._plan.matrix.contains(point) else None

    def _forget_mouse(self) -> None:
        """The keyboard moves now: a mouse that happens to rest here says nothing until it moves again."""
        if self._mouse is not None:
            self._mouse = None
            self._follow_mouse()
            self._place()

    def _move_cursor(self, down: int, across: int) -> None:
        self._forget_mouse()
        matrix, chosen = self._shown.matrix, self._shown.chosen
        block = matrix.block(*chosen) if chosen else None
        if block is None:
            self._choose(0, 0)
            return
        row = block.row + down + (block.rows - 1 if down > 0 else 0)  # out of all cells of a token
        column = block.column + across + (block.columns - 1 if across > 0 else 0)
        goal = min(max(row, 0), self._plan.rows - 1), min(max(column, 0), self._plan.columns - 1)
        if matrix.place(*matrix.pair(*goal)) != block.cell:
            self._choose(*goal)

    def _jump(self, end: bool, both: bool) -> None:
        """To the row's first or last cell; with Ctrl to the matrix's."""
        self._forget_mouse()
        last_row, last_column = (self._plan.rows - 1, self._plan.columns - 1) if end else (0, 0)
        row = last_row if both else (self._cursor() or (0, 0))[0]
        self._choose(row, last_column)

    # the rest

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            return self._show_tip(event)
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self._zoom_by(1.0 + event.value(), event.position())
            return True
        return super().event(event)

    def _show_tip(self, event: QHelpEvent) -> bool:
        """Whole labels, and what the ends of the scale mean. The token may hold markup: it is shown, never read."""
        text, point = "", QPointF(event.pos())
        row, column = self._spot(point)
        if self._shown is not None and row is not None and column is not None:
            text = masked_reason(self._shown, self._shown.matrix.pair(row, column))
        elif self._shown is not None and (row is not None or column is not None):
            text = self._label_tip(row, column)
        elif self._plan is not None and _around(self._plan.bar).contains(point):
            text = scale_rule(self._shown.options.scale)
        if text:
            QToolTip.showText(event.globalPos(), as_tip(text), self)
        else:
            QToolTip.hideText()
        return True

    def _label_tip(self, row: int | None, column: int | None) -> str:
        """Of a label on one of the axes: the whole of it, or what it looks for."""
        matrix, focus = self._shown.matrix, self._shown.focus
        query = matrix.queries.tokens_of(matrix.units(row or 0, column or 0)[0]).start
        asks = (row is not None) != self._shown.options.transposed
        label = matrix.row_labels[row] if row is not None else matrix.column_labels[column]
        return (next_word(self._shown.trace, focus.layer, query) if asks else "") or label


def _around(bar: QRectF) -> QRectF:
    return bar.adjusted(-6, -6, 50, 6)
