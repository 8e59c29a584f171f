"""The cells of a heatmap: a pyqtgraph image, with gaps, values and outlines painted over it in whole pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QFrame, QWidget

from attnviz.digits import number
from attnviz.gui.fonts import ui_font
from attnviz.gui.theme import Colours, theme
from attnviz.gui.views.colour_bar import ink_on, weight_colour, weight_table
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
    area, ground = plan.matrix, QColor(colours.panel)
    rows, columns = in_sight(plan, offset)
    for column in range(columns.start, columns.stop + 1):
        x = area.x() + column * plan.cell - offset.x() - gap / 2
        painter.fillRect(QRectF(x, area.y() - gap, gap, area.height() + 2 * gap), ground)
    for row in range(rows.start, rows.stop + 1):
        y = area.y() + row * plan.cell - offset.y() - gap / 2
        painter.fillRect(QRectF(area.x() - gap, y, area.width() + 2 * gap, gap), ground)


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


class CellImage(pg.ImageItem):
    """Cells in the format that Qt enlarges fastest: as a table of indices, each paint takes twice as long."""

    def render(self) -> None:
        super().render()
        if self.qimage is not None:
            self.qimage = self.qimage.convertToFormat(QImage.Format.Format_RGB32)


class HeatmapCanvas(pg.GraphicsView):
    """The window onto the cells. It takes no events: the heatmap around it reads mouse and keys for all its parts.

    Signals:
        painted(): the cells are drawn.
    """

    painted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, background=None)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("background: transparent")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # show_cells asks for each repaint itself; the scene would ask for a second one, a turn later
        self.setViewportUpdateMode(self.ViewportUpdateMode.NoViewportUpdate)
        self._box = pg.ViewBox(enableMouse=False, enableMenu=False, border=None, defaultPadding=0)
        self._box.invertY(True)
        self.setCentralItem(self._box)
        self.image = CellImage(axisOrder="row-major")
        self.image.setLookupTable(weight_table())
        self._box.addItem(self.image)
        self._matrix: Matrix | None = None
        self._plan: Plan | None = None
        self._offset = QPointF()
        self._marks = Marks()

    def show_cells(self, matrix: Matrix, plan: Plan, offset: QPointF, marks: Marks) -> None:
        """Put the cells on the screen; only what differs from what is shown is worked out again."""
        pixels = round(plan.extent * self.devicePixelRatioF()) if plan.cell * self.devicePixelRatioF() < 1 else 0
        fresh = self._matrix is not matrix or self._plan is None or self._plan.cell != plan.cell
        self._matrix, self._plan, self._offset, self._marks = matrix, plan, QPointF(offset), marks
        area = plan.matrix.toAlignedRect().adjusted(-PAD, -PAD, PAD, PAD)
        if self.geometry() != area:
            self.setGeometry(area)
        if fresh:
            cells = pooled(matrix.cells, pixels) if pixels else matrix.cells
            self.image.setImage(np.ascontiguousarray(cells), levels=(0.0, matrix.top), autoLevels=False)
            self.image.setRect(QRectF(0, 0, plan.count, plan.count))
        corner = QPointF(area.topLeft()) - plan.matrix.topLeft() + offset
        left, top = corner.x() / plan.cell, corner.y() / plan.cell
        self._box.setRange(
            xRange=(left, left + area.width() / plan.cell),
            yRange=(top, top + area.height() / plan.cell),
            padding=0,
            disableAutoRange=True,
        )
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._matrix is None or self._plan is None:
            return
        colours = theme().colours
        painter = QPainter(self.viewport())
        painter.translate(-QPointF(self.geometry().topLeft()))
        frame = QRegion(self.geometry()) - QRegion(self._plan.matrix.toRect())
        for part in frame:  # halves of cells that are scrolled out of sight
            painter.fillRect(part, QColor(colours.panel))
        draw_gaps(painter, self._plan, self._offset, colours)
        draw_values(painter, self._plan, self._matrix, self._offset)
        if self._marks.stale:
            veil = QColor(colours.panel)
            veil.setAlphaF(0.6)
            painter.fillRect(QRectF(self.geometry()), veil)
        if self._marks.hovered is not None:
            draw_outline(painter, self._cell(self._marks.hovered), colours, soft=True)
        if self._marks.chosen is not None:
            draw_outline(painter, self._cell(self._marks.chosen), colours)
        painter.end()
        self.painted.emit()

    def _cell(self, place: tuple[int, int]) -> QRectF:
        rect = self._plan.cell_rect(*place, self._offset)
        # a cell smaller than its outline could not be seen, nor found again
        grow = max(0.0, (6 - rect.width()) / 2)
        return rect.adjusted(-grow, -grow, grow, grow)
