"""How a picture of attention as lines answers mouse, wheel and keyboard."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from attnviz.digits import percent
from attnviz.gui.views.heatmap_header import one_line
from attnviz.gui.views.lines_data import LineSet
from attnviz.gui.views.lines_painting import Marks, head_name
from attnviz.gui.views.lines_strokes import sampled
from attnviz.gui.views.pointing import ViewportTips

NEAR = 5.0
"""How far from a line the mouse still means it, in pixels."""
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: -10,
    Qt.Key.Key_PageDown: 10,
}


class LinesInput(ViewportTips):
    """The half of ``LinesCanvas`` that listens. Its state: the mouse, and whether Shift is down; the cursor."""

    _mouse: tuple[QPointF, bool] | None = None
    _cursor: tuple[str, int] | None = None

    # the mouse

    def _follow(self) -> None:
        """Find what is to be shown alone: under the mouse, else at the keyboard's cursor."""
        old, self.marks = self.marks, Marks(self._cursor)
        if self.scene is None or self.plan is None:
            self.marks = Marks()
        elif self._mouse is not None:
            point, as_key = self._mouse
            spot = self.plan.token_at(point + self.corner)
            if spot is not None and as_key and self.plan.kind == "arcs":
                spot = ("key", spot[1])
            if spot is not None:
                self.marks = Marks(spot)
            elif (line := self.line_at(point + self.corner)) is not None:
                self.marks = Marks(None, line)
        if self.marks.token != old.token or _first(self.marks.line) != _first(old.line):
            self.marked.emit()
        self.viewport().update()

    def line_at(self, point: QPointF) -> LineSet | None:
        """The strongest line within reach of a point of the plan."""
        if self.scene is None or self.plan is None or not len(self.scene.lines):
            return None
        curves, lines = self.plan.curves_near(self.scene.lines, self.sight)
        here = np.array([point.x(), point.y()])
        near = ((curves.min(axis=1) <= here + NEAR) & (curves.max(axis=1) >= here - NEAR)).all(axis=1)
        found = np.flatnonzero(near)
        if not len(found):
            return None
        points = sampled(curves[found])
        start, along = points[:, :-1], np.diff(points, axis=1)  # (N, 23, 2)
        length = np.maximum((along**2).sum(axis=2), 1e-9)
        t = np.clip(((here - start) * along).sum(axis=2) / length, 0.0, 1.0)
        away = np.sqrt(((start + t[..., None] * along - here) ** 2).sum(axis=2)).min(axis=1)
        best = int(away.argmin())
        return lines.some(found[best : best + 1]) if away[best] <= NEAR else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._cursor = None
        self._follow()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._mouse = event.position(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._follow()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self.scene is None:
            return
        if self.marks.token is not None:
            self._choose_strongest(*self.marks.token)
        elif self.marks.line is not None:
            self._choose(int(self.marks.line.query[0]), int(self.marks.line.key[0]))

    def _choose_strongest(self, side: str, place: int) -> None:
        other = self.scene.strongest(side, place)
        self._choose(*((place, other) if side == "query" else (other, place)))

    def _choose(self, row: int, column: int) -> None:
        self.pair_chosen.emit(*self.scene.pair(row, column))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._forget_mouse()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._forget_mouse()
        return super().viewportEvent(event)

    def tip_at(self, point: QPointF) -> str:
        return self.tip(point + self.corner)

    def _forget_mouse(self) -> None:
        if self._mouse is not None:
            self._mouse = None
            self._follow()

    def tip(self, point: QPointF) -> str:
        """The whole of a label; of a line, its words, share, rank and head."""
        if self.scene is None or self.plan is None:
            return ""
        if (spot := self.plan.token_at(point)) is not None:
            label = one_line(self.scene.label(*spot)) or self.scene.label(*spot)
            if self.plan.kind == "arcs":
                return QCoreApplication.translate("LinesCanvas", "{token} as query; with Shift, as key").format(
                    token=label
                )
            return label
        line = self.line_at(point)
        return self.line_text(line) if line is not None else ""

    def line_text(self, line: LineSet) -> str:
        scene, (head, query, key) = self.scene, (int(line.head[0]), int(line.query[0]), int(line.key[0]))
        return QCoreApplication.translate("LinesCanvas", "{query} → {key}: {share}, rank {rank} · {head}").format(
            query=scene.label("query", query),
            key=scene.label("key", key),
            share=percent(float(line.weight[0])),
            rank=scene.rank(head, query, key),
            head=head_name(scene.heads[head]),
        )

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A line of text scrolls sideways with any wheel."""
        across = self.horizontalScrollBar()
        if not self.verticalScrollBar().maximum() and across.maximum():
            delta = event.angleDelta().y() or event.angleDelta().x()
            across.setValue(across.value() - delta)
            event.accept()
        else:
            super().wheelEvent(event)

    def scrollContentsBy(self, across: int, down: int) -> None:
        self._repaint_lines()
        self._follow()

    # the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End move along the queries; Enter takes the strongest key; Escape shows all again."""
        key = event.key()
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            super().keyPressEvent(event)
        elif self.plan is None or self.scene is None:
            self.key_pressed.emit(event)
        elif key in _STEPS:
            self._move_cursor(self._place() + _STEPS[key] if self._at() is not None else 0)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._move_cursor(0 if key == Qt.Key.Key_Home else len(self.scene.rows) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at() is not None:
            self._choose_strongest("query", self._place())
        elif key == Qt.Key.Key_Escape and self._cursor is not None:
            self._cursor = None
            self._follow()
        else:
            self.key_pressed.emit(event)

    def _at(self) -> int | None:
        """The query that the keyboard would move on from."""
        if self._cursor is not None:
            return self._cursor[1]
        return self.scene.chosen[0] if self.scene.chosen else None

    def _place(self) -> int:
        return self._at() or 0

    def _move_cursor(self, place: int) -> None:
        self._mouse = None
        self._cursor = ("query", min(max(place, 0), len(self.scene.rows) - 1))
        self.reveal(*self._cursor)
        self._follow()


def _first(line: LineSet | None) -> tuple[int, int, int] | None:
    return (int(line.head[0]), int(line.query[0]), int(line.key[0])) if line is not None and len(line) else None
