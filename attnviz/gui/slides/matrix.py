"""Picture 8: the whole table of shares, rows that look and columns that are looked at, our pair framed.

Part 1: the same in words of every day, for who has not heard of queries and keys yet.
"""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.colours import weight_table
from attnviz.digits import percent
from attnviz.gui.paint import draw_cells
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.gui.views.colour_bar import cell_image, masked_colour
from attnviz.pair import MASKED
from attnviz.trace import Array

SQUARE = True  # its formula stands beside it
ROWS = 210.0
COLUMNS = 130.0
BAR = 174.0
SIZE = 26
LARGE = 40
"""Tokens from which on a table has no lines between its cells, and colours that reach no further than its shares."""

NAMED = 27.0
"""Height of a row, or width of a column, from which on each has its name."""

FEWEST_CELLS = 64
"""A table is never pooled to less, however small the picture."""


def draw(canvas: Canvas, rect: QRectF) -> None:
    head, pair = canvas.scene.head, canvas.scene.pair
    grid = QRectF(rect.x() + ROWS, rect.y() + COLUMNS, rect.width() - ROWS - BAR, rect.height() - COLUMNS)
    rows, columns = head.weights.shape
    pixels = grid.width() * canvas.painter.worldTransform().m11(), grid.height() * canvas.painter.worldTransform().m22()
    top = scale_top(head.weights, pair.weight)
    most = max(FEWEST_CELLS, int(min(pixels)))
    _draw_cells(canvas, grid, pool(head.weights, most) / top, pool(head.scores, most) <= MASKED)
    cell = QRectF(
        grid.x() + grid.width() * pair.key_index / columns,
        grid.y() + grid.height() * pair.query_index / rows,
        grid.width() / columns,
        grid.height() / rows,
    )
    draw_frame(canvas, grid, cell)
    draw_row_labels(canvas, grid, cell)
    draw_column_labels(canvas, grid, cell)
    _draw_axes(canvas, grid, plain=canvas.page.step.part == 1)
    _draw_scale(canvas, QRectF(grid.right() + 28, grid.y(), 30, grid.height()), top)


def _draw_axes(canvas: Canvas, grid: QRectF, plain: bool) -> None:
    """What rows and columns are, left of the names of the columns; ``plain`` before queries and keys are explained."""
    c, width = canvas.colours, ROWS - 14
    rows = translate("lesson", "who looks ↓") if plain else translate("lesson", "query ↓")
    columns = translate("lesson", "at whom →") if plain else translate("lesson", "key →")
    canvas.text(QRectF(grid.x() - ROWS, grid.y() - 48, width, 40), rows, SIZE, c.query, RIGHT, bold=True)
    canvas.text(QRectF(grid.x() - ROWS, grid.y() - 92, width, 40), columns, SIZE, c.key, RIGHT, bold=True)


def pool(weights: Array, most: int) -> Array:
    """The table with at most ``most`` rows and columns, each cell the largest of the cells it stands for."""
    for axis in (0, 1):
        size = weights.shape[axis]
        if size > most:
            starts = np.arange(0, size, ceil(size / most))
            weights = np.maximum.reduceat(weights, starts, axis=axis)
    return weights


def scale_top(weights: Array, own: float) -> float:
    """The share that the brightest colour stands for: 100 %, or in a large table, whose shares are small, the next
    5 % above nearly all of them and above the pair's own."""
    if max(weights.shape) <= LARGE:
        return 1.0
    typical = max(float(np.quantile(weights, 0.998)), own)
    return float(min(1.0, max(0.05, ceil(round(typical * 20, 3)) / 20)))


def _draw_cells(canvas: Canvas, grid: QRectF, table: Array, masked: NDArray[np.bool_]) -> None:
    """One image, scaled without smoothing; rows appear from the top while it moves. Masked cells are grey."""
    rows, columns = table.shape
    shown = max(1, round(rows * canvas.progress))
    image = cell_image(table[:shown], 1.0, masked[:shown], masked_colour(canvas.colours))
    draw_cells(canvas.painter, QRectF(grid.x(), grid.y(), grid.width(), grid.height() * shown / rows), image)
    if rows <= LARGE and columns <= LARGE:
        for i in range(1, columns):
            canvas.box(
                QRectF(grid.x() + i * grid.width() / columns - 1, grid.y(), 2, grid.height()), canvas.colours.ground
            )
        for i in range(1, rows):
            canvas.box(
                QRectF(grid.x(), grid.y() + i * grid.height() / rows - 1, grid.width(), 2), canvas.colours.ground
            )


def draw_frame(canvas: Canvas, grid: QRectF, cell: QRectF) -> None:
    """A frame that shows on the darkest and on the brightest cell, and that a single thin cell cannot hide."""
    painter, frame = canvas.painter, QRectF(cell)
    for low, high, grow in ((frame.width(), 14.0, "x"), (frame.height(), 14.0, "y")):
        spare = max(0.0, high - low) / 2
        frame.adjust(*((-spare, 0, spare, 0) if grow == "x" else (0, -spare, 0, spare)))
    frame = frame.adjusted(-2, -2, 2, 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in (("#101114", 9.0), ("#ffffff", 4.0)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawRoundedRect(frame, 4, 4)


def draw_row_labels(canvas: Canvas, grid: QRectF, cell: QRectF) -> None:
    pair, count = canvas.scene.pair, len(canvas.scene.queries)
    step = grid.height() / count
    for i in _labelled(count, step, pair.query_index):
        own = i == pair.query_index
        y = min(max(grid.y() + (i + 0.5) * step, grid.y() + 18), grid.bottom() - 18)
        box = QRectF(grid.x() - ROWS, y - 18, ROWS - 14, 36)
        canvas.text(
            box, canvas.query_label(i), SIZE, canvas.colours.query if own else canvas.colours.secondary, RIGHT, bold=own
        )


def draw_column_labels(canvas: Canvas, grid: QRectF, cell: QRectF) -> None:
    """Names above the columns, slanted where they are wider than their column."""
    pair, count, painter = canvas.scene.pair, len(canvas.scene.keys), canvas.painter
    step = grid.width() / count
    labelled = _labelled(count, step, pair.key_index)
    if labelled == [pair.key_index] and count > 1:
        half = min(canvas.width(canvas.key_label(pair.key_index), SIZE) / 2 + 4, 150.0)
        middle = min(max(cell.center().x(), grid.x() + half), grid.right() - half)
        name = QRectF(middle - half, grid.y() - 48, 2 * half, 40)
        canvas.text(name, canvas.key_label(pair.key_index), SIZE, canvas.colours.key, CENTRE, bold=True)
        return
    level = all(canvas.width(canvas.key_label(i), SIZE) < step - 6 for i in labelled)
    for i in labelled:
        own = i == pair.key_index
        colour = canvas.colours.key if own else canvas.colours.secondary
        x = grid.x() + (i + 0.5) * step
        if level:
            canvas.text(
                QRectF(x - step / 2, grid.y() - 44, step, 38), canvas.key_label(i), SIZE, colour, CENTRE, bold=own
            )
            continue
        painter.save()
        painter.translate(x - 4, grid.y() - 10)
        painter.rotate(-45)
        canvas.text(QRectF(0, -20, (COLUMNS - 26) * 1.41, 40), canvas.key_label(i), SIZE, colour, LEFT, bold=own)
        painter.restore()


def _labelled(count: int, step: float, own: int) -> list[int]:
    """All tokens where their names have room; else only the pair's own."""
    return list(range(count)) if step >= NAMED else [own]


def _draw_scale(canvas: Canvas, rect: QRectF, top: float) -> None:
    """The colour bar up to the share ``top``, with the pair's own weight marked on it."""
    c, weight = canvas.colours, canvas.scene.pair.weight
    lookup = weight_table()
    slices = 128
    for i in range(slices):
        colour = QColor(*(int(v) for v in lookup[round(i * 255 / (slices - 1))][:3]))
        y = rect.bottom() - (i + 1) * rect.height() / slices
        canvas.painter.fillRect(QRectF(rect.x(), y, rect.width(), rect.height() / slices + 1), colour)

    def height(share: float) -> float:
        return min(max(rect.bottom() - share / top * rect.height(), rect.y() + 14), rect.bottom() - 14)

    above = "≥ " if float(canvas.scene.head.weights.max()) > top else ""
    half = percent(top / 2, 0 if float(round(50 * top, 3)).is_integer() else 1)
    for share, text in ((0.0, percent(0.0, 0)), (top / 2, half), (top, above + percent(top, 0))):
        if abs(height(weight) - height(share)) > 36:
            canvas.text(QRectF(rect.right() + 12, height(share) - 20, BAR - 70, 40), text, 24, c.secondary)
    y = height(weight)
    canvas.box(QRectF(rect.x() - 6, y - 2, rect.width() + 12, 4), c.text)
    canvas.text(QRectF(rect.right() + 12, y - 20, BAR - 70, 40), percent(weight), 26, c.text, LEFT, bold=True)
