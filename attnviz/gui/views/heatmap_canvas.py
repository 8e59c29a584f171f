"""The cells of a heatmap: an image of those in sight, with gaps, values and outlines over it in whole pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QWidget

from attnviz.digits import number
from attnviz.gui.fonts import ui_font
from attnviz.gui.theme import Colours, theme
from attnviz.gui.views.colour_bar import cell_image, ink_on_weight, masked_colour
from attnviz.gui.views.heatmap_changes import PAD
from attnviz.gui.views.heatmap_strips import Strips
from attnviz.gui.views.matrix import Block, Matrix
from attnviz.gui.views.plan import Plan

GAP_FROM = 8.0
VALUES_FROM, DECIMALS_FROM = 32.0, 52.0
"""Sides of cells from which per cents stand in them, whole ones and with a decimal."""


@dataclass(frozen=True)
class Marks:
    """Cells that stand out. ``stale`` dims the picture: newer text is on its way."""

    chosen: Block | None = None
    hovered: Block | None = None
    stale: bool = False


def gap_of(cell: float) -> int:
    """Width of the gap between cells of a size; none where it would eat the picture."""
    return 0 if cell < GAP_FROM else 1 if cell < 24 else 2


def draw_gaps(painter: QPainter, plan: Plan, offset: QPointF, colours: Colours) -> None:
    """Lines in the panel's colour between the cells; the painter's origin is the plan's."""
    if not gap_of(plan.cell):
        return
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.panel))
    painter.drawRects(_gap_lines(plan.matrix.getRect(), plan.cell, plan.rows, plan.columns, offset.x(), offset.y()))
    painter.restore()


@lru_cache(maxsize=8)
def _gap_lines(
    matrix: tuple[float, float, float, float], cell: float, rows: int, columns: int, across: float, down: float
) -> list[QRect]:
    """Kept: they stay where they are while letters are typed."""
    x, y, wide, high = matrix
    gap, area = gap_of(cell), QRectF(*matrix).toRect()
    area.adjust(-gap, -gap, gap, gap)
    left, top = x - across - gap / 2, y - down - gap / 2
    seen_rows, seen_columns = _seen(rows, cell, down, high), _seen(columns, cell, across, wide)
    return [
        QRect(math.floor(left + column * cell + 0.5), area.y(), gap, area.height())
        for column in range(seen_columns.start, seen_columns.stop + 1)
    ] + [
        QRect(area.x(), math.floor(top + row * cell + 0.5), area.width(), gap)
        for row in range(seen_rows.start, seen_rows.stop + 1)
    ]


def in_sight(plan: Plan, offset: QPointF) -> tuple[range, range]:
    """Rows and columns of which something shows: of 512 tokens that is some tenth of each."""
    rows = _seen(plan.rows, plan.cell, offset.y(), plan.matrix.height())
    return rows, _seen(plan.columns, plan.cell, offset.x(), plan.matrix.width())


def _seen(count: int, cell: float, start: float, length: float) -> range:
    return range(int(start / cell + 1e-6), min(count, math.ceil((start + length) / cell - 1e-6)))


def draw_values(painter: QPainter, plan: Plan, matrix: Matrix, offset: QPointF) -> None:
    """Per cents inside cells that have room for them without a crowd."""
    if plan.cell < VALUES_FROM:
        return
    painter.save()
    painter.setFont(ui_font(12 if plan.cell < 72 else 14))
    rows, columns = in_sight(plan, offset)
    places = 0 if plan.cell < DECIMALS_FROM else 1
    masked = matrix.masked(_slice(rows), _slice(columns))
    cells = matrix.cells[_slice(rows), _slice(columns)].tolist()  # Python's numbers: numpy's cost more one by one
    for row, weights in zip(rows, cells, strict=True):
        for column, weight in zip(columns, weights, strict=True):
            if masked is not None and masked[row - rows.start, column - columns.start]:
                continue
            painter.setPen(ink_on_weight(weight, matrix.top, matrix.log))
            rect = plan.cell_rect(row, column, offset)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, number(100 * weight, places))
    painter.restore()


def draw_outline(painter: QPainter, rect: QRectF, colours: Colours, soft: bool = False) -> None:
    """The frame of a cell: light inside dark or dark around light, so that it shows on every colour of the map."""
    ink, casing = ("#ffffff", colours.ground) if colours.name == "dark" else (colours.text, "#ffffff")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner = QColor(ink)
    if soft:
        inner.setAlphaF(0.6)
    else:
        painter.setPen(QPen(QColor(casing), 1.5))
        painter.drawRoundedRect(rect.adjusted(2.25, 2.25, -2.25, -2.25), 1.5, 1.5)
    painter.setPen(QPen(inner, 1.5 if soft else 2.5))
    painter.drawRoundedRect(rect.adjusted(0.25, 0.25, -0.25, -0.25), 2.5, 2.5)
    painter.restore()


class HeatmapCanvas(QWidget):
    """The window onto the cells. It takes no events: the heatmap around it reads mouse and keys for all its parts.

    Only the cells in sight become colours, so that a text of 4,096 tokens costs what one of 60 does; where a cell is
    smaller than a pixel, the largest of those that share one. A widget of its own, because Qt enlarges an image fast
    only where what is painted is one rectangle.
    Rejected: a scene with pyqtgraph's ImageItem, which took four times as long for the same pixels.

    Signals:
        painted(): the cells are drawn.
    """

    painted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.matrix: Matrix | None = None
        self.fresh = False
        self._plan: Plan | None = None
        self._offset = QPointF()
        self._marks = Marks()
        self._image = QImage()
        self._strips = Strips(self)
        self._strips.grown.connect(self.update)
        self._holds: tuple[object, ...] = ()

    def show_cells(self, matrix: Matrix, plan: Plan, offset: QPointF, marks: Marks) -> None:
        """Put the cells on the screen; ``fresh`` is False until they are painted."""
        if self.matrix is not matrix:
            self._holds = ()
        self.matrix, self._plan, self._offset, self._marks = matrix, plan, QPointF(offset), marks
        area = plan.matrix.toAlignedRect().adjusted(-PAD, -PAD, PAD, PAD)
        if self.geometry() != area:
            self.setGeometry(area)
        self.fresh = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.matrix is None or self._plan is None:
            return
        plan, c = self._plan, theme().colours
        painter = QPainter(self)
        painter.translate(-QPointF(self.pos()))
        for edge in QRegion(self.geometry()) - QRegion(plan.matrix.toRect()):
            painter.fillRect(edge, QColor(c.panel))
        painter.drawImage(plan.matrix, self._cells_in_sight(self.matrix, plan, self._offset, self.devicePixelRatioF()))
        draw_gaps(painter, plan, self._offset, c)
        draw_values(painter, plan, self.matrix, self._offset)
        if self._marks.stale:
            veil = QColor(c.panel)
            veil.setAlphaF(0.6)
            painter.fillRect(QRectF(self.geometry()), veil)
        for place, soft in ((self._marks.hovered, True), (self._marks.chosen, False)):
            if place is not None:
                draw_outline(painter, _seen_block(plan, place, self._offset), c, soft)
        painter.end()
        if self._strips.whole:
            self.fresh = True
            self.painted.emit()

    def _cells_in_sight(self, matrix: Matrix, plan: Plan, offset: QPointF, ratio: float) -> QImage:
        """The cells that show, as colours; kept for the next paint that shows the same ones."""
        rows, columns = in_sight(plan, offset)
        whole = plan.extent * ratio
        pixels = (round(whole.height()), round(whole.width())) if plan.cell * ratio < 1 else None
        blank = masked_colour(theme().colours)
        wanted = rows, columns, pixels, blank.rgb()
        if self._holds != wanted:
            self._holds = wanted
            if pixels:
                self._strips.begin(matrix, pixels, blank)
            else:
                self._strips.stop()
                part = _slice(rows), _slice(columns)
                self._image = cell_image(matrix.cells[part], matrix.top, matrix.masked(*part), blank, matrix.log)
        return self._strips.image if pixels else self._image


def _slice(indices: range) -> slice:
    return slice(indices.start, indices.stop)


def _seen_block(plan: Plan, block: Block, offset: QPointF) -> QRectF:
    rect = plan.block_rect(*block, offset)
    # a cell smaller than its outline could not be seen, nor found again
    grow = max(0.0, (6 - rect.width()) / 2)
    return rect.adjusted(-grow, -grow, grow, grow)
