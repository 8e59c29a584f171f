"""The picture of attention as lines in its scrolling frame: where it lies, and how it is painted in slices."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy

from attnviz.gui.i18n import Live
from attnviz.gui.theme import theme
from attnviz.gui.views.lines_data import LineSet, Scene
from attnviz.gui.views.lines_input import LinesInput
from attnviz.gui.views.lines_painting import (
    Marks,
    chosen_lines,
    draw_emphasis,
    draw_labels,
    draw_shares,
    draw_some,
)
from attnviz.gui.views.lines_plan import LinesPlan, plan_lines
from attnviz.gui.views.lines_strokes import LineLayer, strokes
from attnviz.gui.views.pointing import FocusRing

SLICE = 0.004
"""Seconds of painting between two looks at what the user does."""
BAR = 10  # as wide as the style sheet makes it


class LinesCanvas(Live, FocusRing, LinesInput, QAbstractScrollArea):
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
        self._fresh = False
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
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.scene is not None and self.plan is not None:
            painter.setOpacity(0.45 if self.stale else 1.0)
            alone = self.marks.lines(self.scene)
            if self.marks.token is None:
                if not self._fresh:
                    self._begin_layer()
                painter.setOpacity(painter.opacity() * (1.0 if alone is None else 0.3))
                painter.drawImage(QPointF(), self.layer.image)
                painter.setOpacity(0.45 if self.stale else 1.0)
            painter.translate(-self.corner)
            self._paint_front(painter, alone)
            painter.resetTransform()
        self.draw_ring(painter)
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
        draw_labels(painter, scene, plan, sight, self.marks, alone if self.marks.token else None, c)
        ends = alone if alone is not None else chosen
        if ends is not None and (plan.kind == "columns" or alone is not None):
            at = "query" if self.marks.token and self.marks.token[0] == "key" else "key"
            draw_shares(painter, scene, plan, ends, at, sight, c)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self._reveal_chosen()
        self.marked.emit()


def _same_text(one: Scene, other: Scene) -> bool:
    same = one.queries.labels == other.queries.labels and one.queries.tokens.ids == other.queries.tokens.ids
    return same and list(one.rows) == list(other.rows)
