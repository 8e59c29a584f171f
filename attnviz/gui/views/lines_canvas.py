"""The picture of attention as lines in its scrolling frame, and how it answers mouse and keyboard."""

from __future__ import annotations

from html import escape

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip

from attnviz.digits import percent
from attnviz.gui.i18n import Live
from attnviz.gui.theme import theme
from attnviz.gui.views.heatmap_header import one_line
from attnviz.gui.views.lines_data import LineSet, Scene
from attnviz.gui.views.lines_painting import (
    Marks,
    chosen_lines,
    draw_emphasis,
    draw_labels,
    draw_shares,
    draw_some,
    head_name,
)
from attnviz.gui.views.lines_plan import LinesPlan, plan_lines
from attnviz.gui.views.lines_strokes import LineLayer, sampled, strokes

SLICE = 0.004
"""Seconds of painting between two looks at what the user does."""
NEAR = 5.0
BAR = 10  # as wide as the style sheet makes it
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: -10,
    Qt.Key.Key_PageDown: 10,
}


class LinesCanvas(Live, QAbstractScrollArea):
    """Shows a ``Scene``. What is under the mouse, or else under the cursor of the keyboard, is shown alone.

    Signals:
        pair_chosen(int, int): query and key, as token indices.
        marked(): what is shown alone has changed, see ``marks``; or how the picture lies.
        key_pressed(object): a key that means something else than moving about.
    """

    pair_chosen = Signal(int, int)
    marked = Signal()
    key_pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 150)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("QAbstractScrollArea { background: transparent; }")
        self.scene: Scene | None = None
        self.plan: LinesPlan | None = None
        self.marks = Marks()
        self.stale = False
        self.layer = LineLayer()
        self._mouse: tuple[QPointF, bool] | None = None
        self._cursor: tuple[str, int] | None = None
        self._fresh = False
        self._ring = False
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._go_on)
        theme().changed.connect(self._repaint_lines)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.setSingleStep(20)

    def show_scene(self, scene: Scene | None, stale: bool = False) -> None:
        """Draw this; ``stale`` dims it, because something newer is on its way."""
        old, self.scene, self.stale = self.scene, scene, stale
        if scene is None or old is None or not _same_text(old, scene):
            self._cursor = None
        self._lay_out()
        if scene is not None and (
            old is None or (old.focus, old.arcs, old.rows) != (scene.focus, scene.arcs, scene.rows)
        ):
            self._reveal_chosen()
        self._follow()

    # where it lies

    def _lay_out(self) -> None:
        self.plan = None
        room, most = self.maximumViewportSize(), QSize(0, 0)
        if self.scene is not None and len(self.scene.rows) and len(self.scene.columns):
            self.plan = plan_lines(self.scene, room.width(), room.height())
            wide, high = self.plan.size.width() > room.width(), self.plan.size.height() > room.height()
            if wide or high:  # a bar takes room from the other side
                room -= QSize(BAR if high else 0, BAR if wide else 0)
                self.plan = plan_lines(self.scene, room.width(), room.height())
            most = self.plan.size.toSize() - room
        for bar, hidden, page in (
            (self.horizontalScrollBar(), most.width(), room.width()),
            (self.verticalScrollBar(), most.height(), room.height()),
        ):
            bar.setRange(0, max(0, hidden))
            bar.setPageStep(page)
        self._repaint_lines()

    @property
    def corner(self) -> QPointF:
        """What part of the plan is in sight: the plan's point in the view's corner."""
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    @property
    def scrolls(self) -> bool:
        """Part of the picture is out of sight."""
        return any(bar.maximum() > 0 for bar in (self.horizontalScrollBar(), self.verticalScrollBar()))

    @property
    def sight(self) -> QRectF:
        return QRectF(self.corner, QRectF(self.viewport().rect()).size())

    def _reveal_chosen(self) -> None:
        if self.scene is not None and self.scene.chosen is not None:
            self.reveal("query", self.scene.chosen[0])

    def reveal(self, side: str, place: int) -> None:
        """Scroll a token into sight, with its neighbours."""
        if self.plan is None:
            return
        box = self.plan.box(side, place).adjusted(-60, -60, 60, 60)
        for bar, low, high in (
            (self.horizontalScrollBar(), box.left(), box.right()),
            (self.verticalScrollBar(), box.top(), box.bottom()),
        ):
            bar.setValue(round(min(max(bar.value(), high - bar.pageStep()), low)))

    # painting

    def _repaint_lines(self) -> None:
        self._fresh = False
        self.viewport().update()

    def _begin_layer(self) -> None:
        """Start on the lines in sight; those that the first slice does not reach follow in the next turns."""
        scale = self.viewport().devicePixelRatioF()
        made = strokes(self.scene, self.plan, self.scene.lines, theme().colours, self.sight, scale)
        self.layer.start(made, self.corner, self.viewport().size(), scale)
        self._fresh = True
        self.layer.work(SLICE)
        if not self.layer.finished:
            self._more.start()

    def _go_on(self) -> None:
        self.layer.work(SLICE)
        self.viewport().update()
        if not self.layer.finished:
            self._more.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        c, painter = theme().colours, QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.scene is not None and self.plan is not None:
            painter.setOpacity(0.45 if self.stale else 1.0)
            alone = self.marks.lines(self.scene)
            if alone is None:
                if not self._fresh:
                    self._begin_layer()
                painter.drawImage(QPointF(), self.layer.image)
            painter.translate(-self.corner)
            self._paint_front(painter, alone)
            painter.resetTransform()
        if self._ring:
            painter.setOpacity(1.0)
            painter.setPen(QPen(QColor(c.query), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.end()

    def _paint_front(self, painter: QPainter, alone: LineSet | None) -> None:
        """The lines that are shown alone, or the pair in focus; tokens; shares."""
        c, scene, plan, sight = theme().colours, self.scene, self.plan, self.sight
        chosen = chosen_lines(scene) if alone is None else None
        if alone is not None and self.marks.token is not None:
            draw_some(painter, scene, plan, alone, c, self.viewport().devicePixelRatioF())
        elif alone is not None:
            draw_emphasis(painter, scene, plan, alone, c)
        elif chosen is not None:
            draw_emphasis(painter, scene, plan, chosen, c)
        draw_labels(painter, scene, plan, sight, self.marks, alone, c)
        ends = alone if alone is not None else chosen
        if ends is not None and (plan.kind == "columns" or alone is not None):
            at = "query" if self.marks.token and self.marks.token[0] == "key" else "key"
            draw_shares(painter, scene, plan, ends, at, sight, c)

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
        self.pair_chosen.emit(self.scene.rows[row], self.scene.columns[column])

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._forget_mouse()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._forget_mouse()
        elif isinstance(event, QHelpEvent):
            text = self.tip(QPointF(event.pos()) + self.corner)
            QToolTip.showText(event.globalPos(), f"<qt>{escape(text)}</qt>" if text else "", self)
            return True
        return super().viewportEvent(event)

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
                return self.tr("{token} as query; with Shift, as key").format(token=label)
            return label
        line = self.line_at(point)
        return self.line_text(line) if line is not None else ""

    def line_text(self, line: LineSet) -> str:
        scene, (head, query, key) = self.scene, (int(line.head[0]), int(line.query[0]), int(line.key[0]))
        return self.tr("{query} → {key}: {share}, rank {rank} · {head}").format(
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

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self._reveal_chosen()
        self.marked.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring = False
        self.viewport().update()


def _same_text(one: Scene, other: Scene) -> bool:
    return one.queries.ids == other.queries.ids and list(one.rows) == list(other.rows)


def _first(line: LineSet | None) -> tuple[int, int, int] | None:
    return (int(line.head[0]), int(line.query[0]), int(line.key[0])) if line is not None and len(line) else None
