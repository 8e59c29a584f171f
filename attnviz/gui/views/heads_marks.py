"""What stands around the pictures of heads: marks and names below them, numbers of layers and heads, captions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter

from attnviz.gui.fonts import ui_font
from attnviz.gui.paint import draw_text
from attnviz.gui.theme import Colours
from attnviz.gui.views.heads_picture import MARK, VEIL, mark_colour, mark_pixmap
from attnviz.gui.views.heads_plan import CAPTION, HeadsPlan
from attnviz.gui.views.heads_said import part_caption
from attnviz.heads import PATTERNS
from attnviz.trace import HeadId, ModelInfo

CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
DrawMark = Callable[[QPainter, QRectF, int, Colours], None]


@dataclass(frozen=True)
class HeadMarks:
    """What the strips below the pictures say.

    Attributes:
        order: the head in each slot.
        patterns: what their marks say; -1, or none, for no mark.
        dimmed: heads that keep their place but step back.
        flow: each has its name, too.
    """

    plan: HeadsPlan
    order: Sequence[HeadId]
    patterns: Mapping[HeadId, int]
    dimmed: Collection[HeadId]
    flow: bool

    def draw(self, painter: QPainter, slots: range, corner: QPoint, c: Colours, mark: DrawMark) -> None:
        """``corner``: of the first picture; ``mark`` draws one."""
        self.draw_around(painter, slots, corner, c)
        for rect, pattern in self.placed(slots):
            mark(painter, QRectF(rect.translated(corner)), pattern, c)

    def draw_around(self, painter: QPainter, slots: range, corner: QPoint, c: Colours) -> None:
        """Names, and a veil over those that were filtered out."""
        if self.flow:
            for slot in slots:
                (layer, head), rect = self.order[slot], self.plan.rect(slot).translated(corner)
                name = QRectF(rect.x(), rect.bottom() + 2, self.plan.cell, 17)
                draw_text(painter, name, f"{layer}·{head}", ui_font(12), c.text)
        veiled = [self.plan.rect(slot).translated(corner) for slot in slots if self.order[slot] in self.dimmed]
        if veiled:
            veil = QColor(c.panel)
            veil.setAlphaF(VEIL)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(veil)
            painter.drawRects(veiled)

    @property
    def size(self) -> int:
        return MARK if self.flow else min(MARK, self.plan.strip - 1)

    def place(self, slot: int) -> QPoint:
        """Where a head's mark lies, from the top left of what scrolls."""
        rect, size = self.plan.rect(slot), self.size
        if self.flow:
            return QPoint(rect.right() - size, rect.bottom() + 6)
        return QPoint(rect.x() + (self.plan.cell - size) // 2, rect.bottom() + self.plan.strip - size)

    def shown(self, slots: range) -> Iterator[tuple[int, int]]:
        """Slot and mark of the heads that are not filtered out."""
        for slot in slots:
            head = self.order[slot]
            pattern = self.patterns.get(head, -1)
            if pattern >= 0 and head not in self.dimmed:
                yield slot, pattern

    def placed(self, slots: range) -> Iterator[tuple[QRect, int]]:
        """Place and mark of each of them."""
        for slot, pattern in self.shown(slots):
            yield QRect(self.place(slot), QSize(self.size, self.size)), pattern


class KeptMarks:
    """Marks as pixmaps whose places are kept: a hundred of them are painted at each key press, and few are new ones."""

    def __init__(self) -> None:
        self._places: dict[int, QPoint] = {}  # by slot
        self._of: tuple[object, ...] = ()

    def draw(self, painter: QPainter, marks: HeadMarks, slots: range, corner: QPoint, c: Colours, ratio: float) -> None:
        """``corner``: of the first picture; ``ratio``: device pixels for each one."""
        if self._of != (wanted := (marks.plan, marks.flow)):
            self._places, self._of = {}, wanted
        places, size = self._places, marks.size
        pixmaps = [mark_pixmap(i, mark_colour(i, c), ratio, size) for i in range(len(PATTERNS))]
        painter.translate(corner)
        for slot, pattern in marks.shown(slots):
            if slot not in places:
                places[slot] = marks.place(slot)
            painter.drawPixmap(places[slot], pixmaps[pattern])
        painter.translate(-corner)


def draw_captions(
    painter: QPainter, plan: HeadsPlan, corner: QPointF, wide: float, model: ModelInfo, c: Colours
) -> None:
    """Which attention the layers of an encoder-decoder are."""
    for y, layer in plan.captions:
        rect = QRectF(corner.x(), corner.y() + y, wide, CAPTION - 2)
        draw_text(painter, rect, part_caption(model.attention(layer)[0]), ui_font(12, bold=True), c.secondary)


def draw_layers(
    painter: QPainter, plan: HeadsPlan, rows: range, corner: QPointF, c: Colours, chosen: int | None = None
) -> None:
    """Numbers of the layers, right-bound in a gutter from ``corner`` on."""
    for row in rows:
        rect = QRectF(corner.x(), corner.y() + plan.tops[row], plan.gutter - 7, plan.cell)
        _draw_number(painter, rect, row, row == chosen, RIGHT, c)


def draw_heads(painter: QPainter, plan: HeadsPlan, corner: QPointF, c: Colours, chosen: int | None = None) -> None:
    """Numbers of the heads in a line above, from ``corner`` on."""
    for column in range(plan.columns):
        rect = QRectF(corner.x() + column * plan.pitch, corner.y(), plan.cell, plan.header)
        _draw_number(painter, rect, column, column == chosen, CENTRE, c)


def _draw_number(painter: QPainter, rect: QRectF, value: int, chosen: bool, side: Qt.AlignmentFlag, c: Colours) -> None:
    draw_text(painter, rect, str(value), ui_font(12, bold=chosen), c.text if chosen else c.secondary, side)
