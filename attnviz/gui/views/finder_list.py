"""All heads in the order of a weight: a list of bars, of which only the lines in sight are painted."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from attnviz.digits import counted, percent
from attnviz.finding import Ranking
from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.i18n import Live
from attnviz.gui.paint import draw_bar, draw_text
from attnviz.gui.theme import Colours, theme
from attnviz.gui.views.colour_bar import weight_colour
from attnviz.gui.views.inspector_sections import STALE_OPACITY
from attnviz.gui.views.parts import short_part_name
from attnviz.gui.views.pointing import FocusRing, ViewportTips
from attnviz.trace import HeadId, ModelInfo

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def head_name(model: ModelInfo, head: HeadId) -> str:
    """A head as list, map and title call it."""
    layer, index = head
    if part := short_part_name(model, layer):
        return QCoreApplication.translate("Finder", "{part} · head {head}").format(part=part, head=index)
    return QCoreApplication.translate("Finder", "layer {layer} · head {head}").format(layer=layer, head=index)


def head_said(model: ModelInfo, ranking: Ranking, head: HeadId) -> str:
    """A head with its weight and rank, for tooltips and screen readers."""
    return QCoreApplication.translate("Finder", "{head}: {share}, rank {rank} of {count}").format(
        head=head_name(model, head),
        share=percent(ranking.weight(head), 2),
        rank=counted(ranking.rank(head)),
        count=counted(len(ranking)),
    )


class HeadList(FocusRing, ViewportTips, Live, QAbstractScrollArea):
    """Rank, name, bar and weight of every head. Arrow keys mark one, a click or Enter chooses it.

    Signals:
        chosen(int, int): layer and head.
        marked(object): the head under the pointer or under the arrow keys, or None.
    """

    chosen = Signal(int, int)
    marked = Signal(object)
    LINE, PERCENT, BAR = 24, 56, 14

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model: ModelInfo | None = None  # there is one wherever there is a ranking
        self.ranking: Ranking | None = None
        self.focused: HeadId | None = None  # the head that the window looks at
        self.pointed: HeadId | None = None
        self.place = 0  # under the arrow keys
        self.stale = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().setSingleStep(self.LINE)
        self.setMinimumSize(180, 2 * self.LINE)
        theme().changed.connect(self.viewport().update)
        self._retell = self.live(self._tell)

    def show_ranking(self, model: ModelInfo, ranking: Ranking | None, focused: HeadId, fresh: bool) -> None:
        """``fresh``: of other words than before, so that the list starts at its top."""
        self.model, self.ranking, self.focused = model, ranking, focused
        self.pointed = None if fresh else self.pointed
        self.place = 0 if fresh or ranking is None else min(self.place, len(ranking) - 1)
        self._fit()
        if fresh:
            self.verticalScrollBar().setValue(0)
        self._retell()
        self.viewport().update()

    def set_stale(self, stale: bool) -> None:
        self.stale = stale
        self.viewport().update()

    def point(self, head: HeadId | None) -> None:
        """Light up a head that is pointed at elsewhere."""
        if head != self.pointed:
            self.pointed = head
            self.viewport().update()

    def mark(self, head: HeadId) -> None:
        """Bring the arrow keys to a head."""
        place = self.ranking.place(head) if self.ranking is not None else None
        if place is not None:
            self._go(place)

    @property
    def current(self) -> HeadId | None:
        return None if self.ranking is None or not len(self.ranking) else self.ranking.head(self.place)

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Heads by weight"))
        head = self.current
        self.setAccessibleDescription(
            self.tr("No heads yet.") if head is None else head_said(self.model, self.ranking, head)
        )
        self.viewport().update()

    def _fit(self) -> None:
        bar, count = self.verticalScrollBar(), 0 if self.ranking is None else len(self.ranking)
        bar.setRange(0, max(0, count * self.LINE - self.viewport().height()))
        bar.setPageStep(self.viewport().height())

    def _go(self, place: int) -> None:
        assert self.ranking is not None
        self.place = max(0, min(place, len(self.ranking) - 1))
        bar, top = self.verticalScrollBar(), self.place * self.LINE
        bar.setValue(min(max(bar.value(), top + self.LINE - self.viewport().height()), top))
        self._retell()
        self.marked.emit(self.current)

    def place_at(self, y: float) -> int | None:
        place = int((y + self.verticalScrollBar().value()) // self.LINE)
        return place if self.ranking is not None and 0 <= place < len(self.ranking) else None

    def line_rect(self, place: int) -> QRect:
        """Where a line lies in the viewport now."""
        return QRect(0, place * self.LINE - self.verticalScrollBar().value(), self.viewport().width(), self.LINE)

    # Qt

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self._go(place)
            self.chosen.emit(*self.ranking.head(place))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the press has done it all

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().y())
        pointing = Qt.CursorShape.ArrowCursor if place is None else Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(pointing)
        self._point_and_tell(None if place is None else self.ranking.head(place))

    def _point_and_tell(self, head: HeadId | None) -> None:
        if head != self.pointed:
            self.point(head)
            self.marked.emit(head)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, self.viewport().height() // self.LINE - 1)
        moves = {
            Qt.Key.Key_Up: self.place - 1,
            Qt.Key.Key_Down: self.place + 1,
            Qt.Key.Key_PageUp: self.place - page,
            Qt.Key.Key_PageDown: self.place + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: 1 << 30,
        }
        head = self.current
        if head is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        elif event.key() in moves:
            self._go(moves[event.key()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(*head)
        else:
            event.ignore()

    def tip_at(self, point: QPointF) -> str:
        place = self.place_at(point.y())
        act = self.tr("Click or Enter: look at this head and these words")
        return "" if place is None else f"{head_said(self.model, self.ranking, self.ranking.head(place))}\n{act}"

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._point_and_tell(None)
        return super().viewportEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(260, 8 * self.LINE)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.ranking is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(STALE_OPACITY if self.stale else 1.0)
        offset, count = self.verticalScrollBar().value(), len(self.ranking)
        first, last = offset // self.LINE, (offset + self.viewport().height()) // self.LINE
        rank = ui_width(f"{count}", 12) + 6
        last_head = self.ranking.weights.shape[1] - 1
        longest = ui_width(head_name(self.model, (self.ranking.layers[-1], last_head)), 14, True)
        name = min(longest + 8, self.viewport().width() - rank - self.PERCENT - self.BAR - 24)
        places = range(first, min(count, last + 1))
        if self.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff:  # a figure: whole lines only
            places = [place for place in places if self.viewport().rect().contains(self.line_rect(place))]
        for place in places:
            self._paint_line(painter, place, rank, name, theme().colours)

    def _paint_line(self, painter: QPainter, place: int, rank: float, name: float, c: Colours) -> None:
        assert self.ranking is not None
        line, head = QRectF(self.line_rect(place)), self.ranking.head(place)
        ringed, here = self.hasFocus() and place == self.place, head == self.focused
        if ringed or here or head == self.pointed:
            painter.setPen(QPen(QColor(c.query), 1.5) if ringed else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.hover if head == self.pointed else c.chip))
            painter.drawRoundedRect(line.adjusted(1, 1, -1, -1), 6, 6)
        weight = self.ranking.weight(head)
        x = line.x() + 6
        number = str(self.ranking.rank(head))
        draw_text(painter, QRectF(x, line.y(), rank, self.LINE), number, ui_font(12), c.secondary, RIGHT)
        x += rank + 8
        draw_text(
            painter, QRectF(x, line.y(), name, self.LINE), head_name(self.model, head), ui_font(14, bold=here), c.text
        )
        x += name + 4
        room = line.right() - 6 - self.PERCENT - x
        top = self.ranking.top or 1.0
        draw_bar(painter, QRectF(x, line.y() + 7, room, self.LINE - 14), c.chip if not (here or ringed) else c.panel)
        if weight > 0:
            filled = QRectF(x, line.y() + 7, max(2.0, room * weight / top), self.LINE - 14)
            draw_bar(painter, filled, weight_colour(weight, top))
        share = QRectF(line.right() - 6 - self.PERCENT, line.y(), self.PERCENT, self.LINE)
        draw_text(painter, share, percent(weight), ui_font(14, bold=here), c.text, RIGHT)
