"""How a small matrix is painted: the cells in sight, numbers where they fit, labels, bar, and what stands out."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from attnviz.gui.fonts import ui_width
from attnviz.gui.paint import draw_cells, draw_line, drop
from attnviz.gui.theme import Colours, mix
from attnviz.gui.views.difference_map_scale import Scale, ink_for
from attnviz.gui.views.heatmap_canvas import draw_gaps, draw_outline, gap_of, in_sight
from attnviz.gui.views.matrix import pooled
from attnviz.gui.views.plan import LABEL_PIXELS, Plan, plan_heatmap
from attnviz.gui.views.token_axis import AxisState, draw_left, draw_top
from attnviz.trace import Array

NUMBERS = ((46.0, 1, 12), (27.0, 0, 10))
"""(least cell, decimals, pixels): how numbers are printed in cells of a size; smaller ones have none."""
LEAST_CELL = 11.0  # that still has a label of its own
LEAST_HATCHED = 3.0  # smaller cells are left empty: strokes would be a grey
HATCH = 9.0  # pixels between two strokes of a hatched cell
Cell = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Cells:
    """What a small matrix shows.

    Attributes:
        values: (R, C); NaN for a cell without a number, which is left empty.
        queries, keys: labels of rows and columns.
        only: where not 0, why there is none (R, C): 1 for a pair that only the first of two texts has, 2 for one that
            only the second has. Such cells are hatched, one way or the other.
    """

    values: Array
    queries: tuple[str, ...]
    keys: tuple[str, ...]
    scale: Scale
    only: NDArray[np.uint8] | None = None

    @property
    def shape(self) -> Cell:
        return len(self.queries), len(self.keys)


@dataclass(frozen=True)
class Marks:
    """Cells that stand out."""

    chosen: Cell | None = None
    hovered: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True)
class Looks:
    """Which parts a picture has, and how it is laid out; see ``plan_heatmap``."""

    row_labels: bool = True
    bar: bool = True
    whole: bool = False
    upright: bool = False
    sizes: tuple[int, ...] = field(default=LABEL_PIXELS[1:])


def plan_cells(area: QRectF, cells: Cells, looks: Looks) -> Plan:
    """Where the parts of a picture lie in ``area``; it scrolls only where cells would be smaller than LEAST_CELL."""
    left = cells.queries if looks.row_labels else ("",) * len(cells.queries)
    whole = plan_heatmap(area, left, cells.keys, True, None, looks.sizes, looks.bar, looks.upright)
    if looks.whole or whole.cell >= LEAST_CELL:
        return whole
    return plan_heatmap(area, left, cells.keys, False, None, looks.sizes, looks.bar, looks.upright)


def paint_cells(
    painter: QPainter, cells: Cells, plan: Plan, offset: QPointF, marks: Marks, looks: Looks, c: Colours
) -> None:
    """Draw the picture; ``offset`` is what is scrolled out of sight, in pixels."""
    painter.save()
    rows, columns = in_sight(plan, offset)
    part = slice(rows.start, rows.stop), slice(columns.start, columns.stop)
    painter.save()
    painter.setClipRect(plan.matrix)
    values = cells.values[part] if plan.cell >= 1 else pooled_signed(cells.values[part], plan.cell)
    image = cells.scale.image(values, c, QColor(c.panel))  # as if there were no cell
    corner = plan.cell_rect(rows.start, columns.start, offset).topLeft()
    draw_cells(painter, QRectF(corner.x(), corner.y(), len(columns) * plan.cell, len(rows) * plan.cell), image)
    if cells.only is not None:
        _hatch(painter, cells.only, plan, offset, c)
    draw_gaps(painter, plan, offset, c)
    _draw_numbers(painter, cells, plan, offset, c)
    painter.restore()
    _draw_axes(painter, cells, plan, offset, marks, looks, c)
    if looks.bar:
        cells.scale.draw_bar(painter, plan.bar, c)
    _draw_marks(painter, plan, offset, marks, c)
    painter.restore()


def pooled_signed(values: Array, cell: float) -> Array:
    """Where a cell is smaller than a pixel: of those that share one, the number that is farthest from 0."""
    known = np.isfinite(values)
    numbers = np.where(known, values, np.float32(0))
    size = [max(1, round(side * cell)) for side in values.shape]
    above, below = pooled(numbers, *size), pooled(-numbers, *size)
    farthest: Array = np.where(above >= below, above, -below)
    farthest[pooled(known.astype(np.float32), *size) == 0] = np.nan
    return farthest


def _hatch(painter: QPainter, only: NDArray[np.uint8], plan: Plan, offset: QPointF, c: Colours) -> None:
    """Strokes over the cells in sight that only one text has; drawn one by one, since SVG has no brush of strokes."""
    if plan.cell < LEAST_HATCHED:
        return
    rows, columns = in_sight(plan, offset)
    strokes = max(1, round(plan.cell / HATCH))
    lines = []
    for row, column in np.argwhere(only[rows.start : rows.stop, columns.start : columns.stop]).tolist():
        rect = plan.cell_rect(rows.start + row, columns.start + column, offset)
        up = only[rows.start + row, columns.start + column] == 1
        lines += _strokes(rect, strokes, up)
    if not lines:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(mix(c.panel, c.secondary, 0.5), 1))
    painter.drawLines(lines)
    painter.restore()


def _strokes(rect: QRectF, count: int, up: bool) -> list[QLineF]:
    """``count`` slanted lines across a square, which meet those of the square beside it."""
    side, lines = rect.width(), []
    for i in range(count):
        reach = side * (2 * i + 1) / count  # x + y of the line's points, from the corner
        low, high = max(0.0, reach - side), min(reach, side)
        one, other = QPointF(low, high), QPointF(high, low)
        if not up:
            one, other = QPointF(side - one.x(), one.y()), QPointF(side - other.x(), other.y())
        lines.append(QLineF(rect.topLeft() + one, rect.topLeft() + other))
    return lines


def _draw_numbers(painter: QPainter, cells: Cells, plan: Plan, offset: QPointF, c: Colours) -> None:
    found = next(((places, pixels) for least, places, pixels in NUMBERS if plan.cell >= least), None)
    if found is None:
        return
    places, pixels = found
    rows, columns = in_sight(plan, offset)
    room = plan.cell - gap_of(plan.cell) - 2
    for row in rows:
        for column in columns:
            value = float(cells.values[row, column])
            text = cells.scale.text(value, places) if np.isfinite(value) else ""
            width = ui_width(text, pixels)
            if not text or (places == 0 and text == "0") or width > room:  # a field of naughts would only be noise
                continue
            rect = plan.cell_rect(row, column, offset)
            painter.setPen(ink_for(cells.scale.colour(value, c)))
            baseline = rect.center().y() + drop(pixels)
            draw_line(painter, QPointF(rect.center().x() - width / 2, baseline), text, pixels)


def _draw_axes(
    painter: QPainter, cells: Cells, plan: Plan, offset: QPointF, marks: Marks, looks: Looks, c: Colours
) -> None:
    row, column = marks.chosen or (None, None)
    hover_row, hover_column = marks.hovered
    if looks.row_labels:
        draw_left(painter, plan, cells.queries, offset.y(), AxisState(row, c.query, hover_row), c)
    draw_top(painter, plan, cells.keys, offset.x(), AxisState(column, c.key, hover_column), c)


def _draw_marks(painter: QPainter, plan: Plan, offset: QPointF, marks: Marks, c: Colours) -> None:
    """The chosen cell, the one under the mouse, and the row and the column of that."""
    painter.save()
    painter.setClipRect(plan.matrix.adjusted(-3, -3, 3, 3))
    row, column = marks.hovered
    band = QColor(c.text)
    band.setAlphaF(0.55)
    painter.setPen(QPen(band, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    area = plan.matrix
    if row is not None and row < plan.rows:
        rect = plan.cell_rect(row, 0, offset)
        painter.drawRect(QRectF(area.x() - 0.5, rect.y() - 0.5, area.width(), rect.height()))
    if column is not None and column < plan.columns:
        rect = plan.cell_rect(0, column, offset)
        painter.drawRect(QRectF(rect.x() - 0.5, area.y() - 0.5, rect.width(), area.height()))
    if row is not None and column is not None and row < plan.rows and column < plan.columns:
        draw_outline(painter, _seen(plan.cell_rect(row, column, offset)), c, soft=True)
    if marks.chosen is not None and marks.chosen[0] < plan.rows and marks.chosen[1] < plan.columns:
        draw_outline(painter, _seen(plan.cell_rect(*marks.chosen, offset)), c)
    painter.restore()


def _seen(rect: QRectF) -> QRectF:
    """Where the outline of a cell goes: one smaller than that could not be found."""
    grow = max(0.0, (6 - rect.width()) / 2)
    return rect.adjusted(-grow, -grow, grow, grow)
