"""The heads themselves: the picture of all of them, its numbers and marks, and how it answers mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QWidget

from attnviz.gui.theme import Colours, theme
from attnviz.gui.views.heads_marks import HeadMarks, KeptMarks, draw_captions, draw_heads, draw_layers
from attnviz.gui.views.heads_picture import atlas
from attnviz.gui.views.heads_plan import CAPTION, SCROLL_BAR, HeadsPlan, plan_flow, plan_matrix
from attnviz.gui.views.heatmap_canvas import draw_outline
from attnviz.gui.views.pointing import ViewportTips
from attnviz.trace import HeadId, Trace

_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
RING = 3
"""how far the ring of a head reaches out of it"""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class HeadsCanvas(ViewportTips, QAbstractScrollArea):
    """Cells of heads that can be pointed at, walked through and chosen.

    Attributes:
        tip: what the tooltip says of a head; whoever owns the canvas sets it.
        order, dimmed: see ``show_heads``.

    Signals:
        chosen(int, int): this layer and head were clicked, or Enter pressed on them.
        enlarged(int, int): the same for a double click and Space.
        pointed(object): the head under the mouse, or else of the cursor, is another one.
        fitted(): cells have another size.
        left(): Escape, a click, or another widget took the keyboard: what is enlarged may close.
    """

    chosen = Signal(int, int)
    enlarged = Signal(int, int)
    pointed = Signal(object)
    fitted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 96)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.tip: Callable[[HeadId], str] = lambda head: ""
        self.plan: HeadsPlan | None = None
        self.order: list[HeadId] = []
        self.cursor: HeadId | None = None
        self.hovered: HeadId | None = None
        self.focus_head: HeadId = (0, 0)
        self._trace: Trace | None = None
        self._flow, self._own = False, False
        self._patterns: dict[HeadId, int] = {}
        self.dimmed: frozenset[HeadId] = frozenset()
        self._slots: dict[HeadId, int] = {}
        self._image = QImage()
        self._holds: tuple[object, ...] = ()
        self._marks = KeptMarks()
        theme().changed.connect(self.viewport().update)

    # what is shown

    def show_heads(
        self,
        trace: Trace,
        order: list[HeadId],
        patterns: dict[HeadId, int],
        dimmed: frozenset[HeadId] = frozenset(),
        flow: bool = False,
        own: bool = False,
    ) -> None:
        """Show the thumbnails of a trace.

        Args:
            order: the heads to show; layer by layer and all of them unless ``flow``.
            patterns: what their marks say.
            dimmed: heads that keep their place but step back.
            flow: line after line in ``order``, each with its name.
            own: see ``atlas``.
        """
        self._trace, self._flow, self._own = trace, flow, own
        old, self._patterns, self.dimmed = self.dimmed, patterns, dimmed
        if order != self.order:
            self.order, self._slots = order, {head: slot for slot, head in enumerate(order)}
        if self.cursor not in self._slots:
            self.cursor = self.focus_head if self.focus_head in self._slots else (order[0] if order else None)
        if self.hovered not in self._slots:
            self.hovered = None
        self._holds = ()
        self._fit()
        if dimmed and not old and len(dimmed) < len(order):  # what a filter leaves may lie below
            self._reveal(next(head for head in order if head not in dimmed))

    def set_focus_head(self, head: HeadId) -> None:
        """Ring this head, and go there with the cursor."""
        if head == self.focus_head and self.cursor is not None:
            return
        self.focus_head = head
        if head in self._slots:
            self.cursor = head
            self._reveal(head)
        self.viewport().update()

    def cell_rect(self, head: HeadId) -> QRect:
        """Where a head's picture lies in the viewport; empty where it is not shown."""
        if self.plan is None or head not in self._slots:
            return QRect()
        return self.plan.rect(self._slots[head]).translated(self._corner())

    # where it lies

    def _fit(self) -> None:
        """Plan for the size that there is."""
        if self._trace is None or not self.order:
            self.plan = None
            self._set_ranges(QSize())
            self.viewport().update()
            return
        old, room, model = self.plan, self.size(), self._trace.model
        if self._flow:
            self.plan = plan_flow(room, len(self.order))
        else:
            encoder, decoder = model.layers, model.decoder_layers
            parts = (0, encoder, encoder + decoder) if model.kind == "encoder-decoder" else ()
            self.plan = plan_matrix(room, model.attentions, model.heads, parts)
        self._set_ranges(self.plan.size)
        if self.plan != old:
            self._holds = ()
            if self.cursor is not None:
                self._reveal(self.cursor)
        if old is None or self.plan.cell != old.cell:
            self.fitted.emit()
        self.viewport().update(self._body() if self.plan == old else self.viewport().rect())

    def _body(self) -> QRect:
        """The viewport without the numbers at the left and the top."""
        return self.viewport().rect().adjusted(self._left() + self.plan.gutter - RING, self.plan.header - RING, 0, 0)

    def _left(self) -> int:
        """Where the numbers at the left begin: beside the cells, or at the edge where these scroll."""
        return max(0, self._corner().x() + self.horizontalScrollBar().value() - self.plan.gutter)

    def _set_ranges(self, whole: QSize) -> None:
        plan, room = self.plan, self.size()  # not the viewport's, which the bars of the plan before may have narrowed
        gutter, header = (plan.gutter, plan.header) if plan else (0, 0)
        down = whole.height() > room.height() - header
        across = whole.width() > room.width() - gutter - SCROLL_BAR * down
        room -= QSize(SCROLL_BAR * down, SCROLL_BAR * across)
        for bar, length, free, step in (
            (self.horizontalScrollBar(), whole.width(), room.width() - gutter, plan.pitch if plan else 1),
            (self.verticalScrollBar(), whole.height(), room.height() - header, plan.cell if plan else 1),
        ):
            bar.setRange(0, max(0, length - free))
            bar.setPageStep(max(1, free))
            bar.setSingleStep(step)

    def _corner(self) -> QPoint:
        """The top left of what scrolls, in the viewport; what is narrower than its room stands in the middle."""
        assert self.plan is not None
        spare = max(0, self.viewport().width() - self.plan.gutter - self.plan.size.width())
        shift = QPoint(self.plan.gutter + spare // 2, self.plan.header)
        return shift - QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _reveal(self, head: HeadId) -> None:
        """Scroll a head into sight, with the strip below and a caption above it."""
        if self.plan is None:
            return
        rect = self.plan.rect(self._slots[head]).adjusted(-4, -CAPTION, 4, self.plan.strip)
        for bar, start, end in (
            (self.horizontalScrollBar(), rect.left(), rect.right()),
            (self.verticalScrollBar(), rect.top(), rect.bottom()),
        ):
            bar.setValue(min(max(bar.value(), end - bar.pageStep()), max(0, start)))

    def head_at(self, point: QPoint) -> HeadId | None:
        if self.plan is None or point.y() < self.plan.header:
            return None
        slot = self.plan.slot_at(point - self._corner())
        return None if slot is None else self.order[slot]

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, c = QPainter(self.viewport()), theme().colours
        if self.plan is None or self._trace is None or self._trace.thumbnails is None:
            painter.fillRect(event.rect(), QColor(c.panel))
            return
        corner, body = self._corner(), self.viewport().rect()
        body.setTop(max(0, self.plan.header - RING))
        rows = self.plan.rows_in(body.top() - corner.y() - CAPTION, body.bottom() - corner.y() + CAPTION)
        picture = self._picture(rows, c) if rows else QImage()
        at = corner + QPoint(0, self.plan.tops[rows.start] if rows else 0)
        covered = QRect(at, picture.deviceIndependentSize().toSize()) & body
        for part in QRegion(event.rect()) - covered:  # the picture has the ground between the cells, too
            painter.fillRect(part, QColor(c.panel))
        if not rows:
            return
        painter.setClipRect(body)
        painter.drawImage(at, picture)
        slots = range(rows.start * self.plan.columns, min(rows.stop * self.plan.columns, len(self.order)))
        marks = HeadMarks(self.plan, self.order, self._patterns, self.dimmed, self._flow)
        marks.draw_around(painter, slots, corner, c)
        self._marks.draw(painter, marks, slots, corner, c, self.devicePixelRatioF())
        self._draw_rings(painter, c)
        if not self._flow:
            wide = self.viewport().width() - corner.x()
            draw_captions(painter, self.plan, QPointF(corner), wide, self._trace.model, c)
            if not self._body().contains(event.rect()):
                self._draw_numbers(painter, rows, corner, c)

    def _draw_numbers(self, painter: QPainter, rows: range, corner: QPoint, c: Colours) -> None:
        """They stay in sight."""
        plan, port = self.plan, self.viewport().rect()
        left = self._left()
        gutter = QRect(left, plan.header - RING, plan.gutter - 3, port.height())
        if self.horizontalScrollBar().maximum():
            painter.fillRect(gutter, QColor(c.panel))
        draw_layers(painter, plan, rows, QPointF(left, corner.y()), c, self.focus_head[0])
        painter.setClipRect(port.adjusted(left + plan.gutter - 3, 0, 0, 0))
        draw_heads(painter, plan, QPointF(corner.x(), 0), c, self.focus_head[1])

    def _picture(self, rows: range, c: Colours) -> QImage:
        ratio = self.devicePixelRatioF()
        wanted = (rows, c.panel, ratio)
        if self._holds != wanted:
            ground = QColor(c.panel)
            self._image = atlas(self._trace.thumbnails, self.order, self.plan, rows, ratio, self._own, ground)
            self._holds = wanted
        return self._image

    def _draw_rings(self, painter: QPainter, c: Colours) -> None:
        if self.hovered is not None:
            draw_outline(painter, QRectF(self.cell_rect(self.hovered)).adjusted(-1, -1, 1, 1), c, soft=True)
        if self.focus_head in self._slots:
            draw_outline(painter, QRectF(self.cell_rect(self.focus_head)).adjusted(-1, -1, 1, 1), c)
        if self.cursor is not None and self.hasFocus():
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(c.query), 2.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.cell_rect(self.cursor)).adjusted(-2, -2, 2, 2), 4, 4)
            painter.restore()

    # mouse and keyboard

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.head_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)
        super().leaveEvent(event)

    def _point_at(self, head: HeadId | None) -> None:
        if head != self.hovered:
            self.hovered = head
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if head else Qt.CursorShape.ArrowCursor)
            self.pointed.emit(head or self.cursor)
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.left.emit()
        head = self.head_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and head is not None:
            self._go_to(head)
            self.chosen.emit(*head)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        head = self.head_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and head is not None:
            self.enlarged.emit(*head)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, slot = event.key(), self._slots.get(self.cursor) if self.cursor else None
        if self.plan is None or slot is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(*self.cursor)
        elif key == Qt.Key.Key_Space:
            self.enlarged.emit(*self.cursor)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif (to := self.plan.stepped(slot, event.key(), event.modifiers(), self._flow, self._page)) is not None:
            self._go_to(self.order[to])
        else:
            super().keyPressEvent(event)

    @property
    def _page(self) -> int:
        """Rows of cells in sight."""
        return max(1, self.verticalScrollBar().pageStep() // (self.plan.cell + self.plan.strip))

    def _go_to(self, head: HeadId) -> None:
        if head != self.cursor:
            self.cursor = head
            self._reveal(head)
            self.pointed.emit(head)
        self.viewport().update()

    # Qt

    def tip_at(self, point: QPointF) -> tuple[str, QRectF]:
        head = self.head_at(point.toPoint())
        return ("", QRectF()) if head is None else (self.tip(head), QRectF(self.cell_rect(head)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.left.emit()
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(420, 480)
