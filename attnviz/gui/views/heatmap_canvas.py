"""The cells of a heatmap: an image of those in sight, with gaps, values and outlines over it in whole pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from attnviz.digits import number
from attnviz.gui.fonts import ui_font
from attnviz.gui.theme import Colours
from attnviz.gui.views.colour_bar import cell_image, ink_on, weight_colour
from attnviz.gui.views.matrix import Matrix, pooled
from attnviz.gui.views.plan import Plan

PAD = 4
"""Pixels around the matrix, so that the outline of a cell at the edge is whole."""
GAP_FROM, VALUES_FROM = 8.0, 52.0


@dataclass(frozen=True)
class Marks:
    """Cells that stand out, as (row, column). ``stale`` dims the picture: newer text is on its way."""

    chosen: tuple[int, int] | None = None
    hovered: tuple[int, int] | None = None
    stale: bool = False


def gap_of(cell: float) -> int:
    """Width of the gap between cells of a size; none where it would eat the picture."""
    return 0 if cell < GAP_FROM else 1 if cell < 24 else 2


def draw_gaps(painter: QPainter, plan: Plan, offset: QPointF, colours: Colours) -> None:
    """Lines in the panel's colour between the cells; the painter's origin is the plan's."""
    gap = gap_of(plan.cell)
    if not gap:
        return
    area, lines = plan.matrix.toRect().adjusted(-gap, -gap, gap, gap), []
    left, top = plan.matrix.x() - offset.x() - gap / 2, plan.matrix.y() - offset.y() - gap / 2
    rows, columns = in_sight(plan, offset)
    for column in range(columns.start, columns.stop + 1):
        lines.append(QRect(math.floor(left + column * plan.cell + 0.5), area.y(), gap, area.height()))
    for row in range(rows.start, rows.stop + 1):
        lines.append(QRect(area.x(), math.floor(top + row * plan.cell + 0.5), area.width(), gap))
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.panel))
    painter.drawRects(lines)
    painter.restore()


def in_sight(plan: Plan, offset: QPointF) -> tuple[range, range]:
    """Rows and columns of which something shows: of 512 tokens that is some tenth of each."""

    def seen(start: float, length: float) -> range:
        return range(int(start / plan.cell + 1e-6), min(plan.count, math.ceil((start + length) / plan.cell - 1e-6)))

    return seen(offset.y(), plan.matrix.height()), seen(offset.x(), plan.matrix.width())


def draw_values(painter: QPainter, plan: Plan, matrix: Matrix, offset: QPointF) -> None:
    """Per cents inside cells that have room for them without a crowd."""
    if plan.cell < VALUES_FROM:
        return
    painter.save()
    painter.setFont(ui_font(12 if plan.cell < 72 else 14))
    rows, columns = in_sight(plan, offset)
    for row in rows:
        for column in columns:
            weight = float(matrix.cells[row, column])
            painter.setPen(ink_on(weight_colour(weight, matrix.top)))
            rect = plan.cell_rect(row, column, offset)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, number(100 * weight, 1))
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


class CellPainter:
    """Paints the window onto the cells.

    Only the cells in sight become colours, so that a text of 4,096 tokens costs what one of 60 does; where a cell is
    smaller than a pixel, the largest of those that share one.
    Rejected: a scene with pyqtgraph's ImageItem, which took four times as long for the same pixels.
    """

    def __init__(self) -> None:
        self._image = QImage()
        self._holds: tuple[object, ...] = ()

    def draw(self, painter: QPainter, matrix: Matrix, plan: Plan, offset: QPointF, marks: Marks, c: Colours) -> None:
        """Cover the plan's matrix; outlines reach ``PAD`` pixels beyond it."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawImage(plan.matrix, self._cells_in_sight(matrix, plan, offset, painter.device().devicePixelRatioF()))
        draw_gaps(painter, plan, offset, c)
        draw_values(painter, plan, matrix, offset)
        if marks.stale:
            veil = QColor(c.panel)
            veil.setAlphaF(0.6)
            painter.fillRect(plan.matrix.adjusted(-PAD, -PAD, PAD, PAD), veil)
        painter.setClipRect(plan.matrix.adjusted(-PAD, -PAD, PAD, PAD))
        for place, soft in ((marks.hovered, True), (marks.chosen, False)):
            if place is not None:
                draw_outline(painter, _seen_cell(plan, place, offset), c, soft)
        painter.restore()

    def _cells_in_sight(self, matrix: Matrix, plan: Plan, offset: QPointF, ratio: float) -> QImage:
        """The cells that show, as colours; kept for the next paint that shows the same ones."""
        rows, columns = in_sight(plan, offset)
        pixels = round(plan.extent * ratio) if plan.cell * ratio < 1 else 0
        wanted = matrix, rows, columns, pixels
        if not self._holds or self._holds[0] is not matrix or self._holds[1:] != wanted[1:]:
            cells = pooled(matrix.cells, pixels) if pixels else matrix.cells[_slice(rows), _slice(columns)]
            self._image, self._holds = cell_image(cells, matrix.top), wanted
        return self._image


def _slice(indices: range) -> slice:
    return slice(indices.start, indices.stop)


def _seen_cell(plan: Plan, place: tuple[int, int], offset: QPointF) -> QRectF:
    rect = plan.cell_rect(*place, offset)
    # a cell smaller than its outline could not be seen, nor found again
    grow = max(0.0, (6 - rect.width()) / 2)
    return rect.adjusted(-grow, -grow, grow, grow)
