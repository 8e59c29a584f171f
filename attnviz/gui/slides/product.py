"""Two tables multiply: queries times keys, tile by tile (part 0), and how fast this device does it (part 1)."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.digits import number
from attnviz.errors import UserError
from attnviz.gui.paint import signed_colour
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.gui.theme import mix
from attnviz.lab import lab
from attnviz.trace import Array

MOST = 12
"""Rows and columns of a table that are drawn; of larger ones the first."""
WIDE = 16
"""Numbers of each query and key that are drawn."""
TILE = 4
LABEL = 54.0
GAP = 40.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    (_draw_rates if canvas.page.step.part else _draw_tables)(canvas, rect)


def _draw_tables(canvas: Canvas, rect: QRectF) -> None:
    """Q at the left, K transposed above, the table of scores between: its tiles fill one after the other."""
    head, c = canvas.scene.head, canvas.colours
    query, key = head.query[:MOST, :WIDE], head.key[:MOST, :WIDE]
    scores = head.query[:MOST].astype(np.float64) @ head.key[:MOST].astype(np.float64).T
    rows, columns, inner = len(query), len(key), query.shape[1]
    unit = min((rect.width() - GAP - 400) / (inner + columns), (rect.height() - GAP - 2 * LABEL) / (inner + rows))
    left = rect.x() + (rect.width() - GAP - unit * (inner + columns)) / 2
    grid = QRectF(left + inner * unit + GAP, rect.y() + LABEL + inner * unit + GAP, columns * unit, rows * unit)
    _draw_cells(canvas, QRectF(left, grid.y(), inner * unit, grid.height()), query, c.query)
    _draw_cells(canvas, QRectF(grid.x(), rect.y() + LABEL, grid.width(), inner * unit), key.T, c.key)
    _draw_scores(canvas, grid, scores)
    for text, box, colour in (
        (translate("lesson", "queries Q"), QRectF(left, grid.bottom() + 4, inner * unit, LABEL), c.query),
        (translate("lesson", "keys, turned: Kᵀ"), QRectF(grid.x(), rect.y(), grid.width(), LABEL - 6), c.key),
        (translate("lesson", "scores"), QRectF(grid.x(), grid.bottom() + 4, grid.width(), LABEL), c.text),
    ):
        canvas.text(box.adjusted(-60, 0, 60, 0), text, 30, colour, CENTRE, bold=True)


def _draw_cells(canvas: Canvas, area: QRectF, values: Array, colour: str) -> None:
    peak = float(np.abs(values).max()) or 1.0
    rows, columns = values.shape
    for row in range(rows):
        for column in range(columns):
            box = _cell(area, row, column, rows, columns)
            canvas.box(box, signed_colour(float(values[row, column]), peak, colour, canvas.colours), 3)


def _draw_scores(canvas: Canvas, grid: QRectF, scores: np.ndarray) -> None:
    """Tiles in order, as far as the motion has come; the one being made is framed."""
    c, (rows, columns) = canvas.colours, scores.shape
    peak = float(np.abs(scores).max()) or 1.0
    across, down = -(-columns // TILE), -(-rows // TILE)
    done = round(across * down * canvas.progress)
    for row in range(rows):
        for column in range(columns):
            tile = row // TILE * across + column // TILE
            box = _cell(grid, row, column, rows, columns)
            made = tile < done
            canvas.box(box, signed_colour(float(scores[row, column]), peak, c.value, c) if made else c.panel, 3)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.setPen(QPen(QColor(mix(c.text, c.ground, 0.3)), 2))
    for tile in range(across * down):
        first = _cell(grid, tile // across * TILE, tile % across * TILE, rows, columns)
        low, right = min(rows, (tile // across + 1) * TILE) - 1, min(columns, (tile % across + 1) * TILE) - 1
        last = _cell(grid, low, right, rows, columns)
        canvas.painter.drawRect(first.united(last).adjusted(-1, -1, 1, 1))


def _cell(area: QRectF, row: int, column: int, rows: int, columns: int) -> QRectF:
    width, height = area.width() / columns, area.height() / rows
    return QRectF(area.x() + column * width, area.y() + row * height, width, height).adjusted(1, 1, -1, -1)


def _draw_rates(canvas: Canvas, rect: QRectF) -> None:
    found, c = canvas.scene.trace.labs.get(lab("gemm")), canvas.colours
    if found is None or isinstance(found, UserError):
        canvas.text(rect, translate("lesson", "One moment…"), 36, c.secondary, CENTRE)
        return
    names = {
        "QK": translate("lesson", "queries × keys"),
        "WV": translate("lesson", "weights × values"),
        "large": translate("lesson", "a large product"),
    }
    top = max(one.gflops for one in found.products)
    height = min(150.0, (rect.height() - 60) / len(found.products))
    for row, one in enumerate(found.products):
        line = QRectF(rect.x(), rect.y() + row * height, rect.width(), height - 20)
        canvas.text(QRectF(line.x(), line.y(), 380, line.height() / 2), names[one.name], 34, c.text, LEFT, bold=True)
        shape = f"{one.m}×{one.k} · {one.k}×{one.n}"
        canvas.text(QRectF(line.x(), line.center().y(), 380, line.height() / 2), shape, 28, c.secondary, LEFT)
        room = line.width() - 400 - 330
        bar = QRectF(
            line.x() + 400, line.y() + 8, max(3.0, one.gflops / top * room * canvas.progress), line.height() - 16
        )
        canvas.box(bar, c.value if one.name == "large" else c.neutral_bar, 8)
        text = translate("lesson", "{rate} GFLOP/s").format(rate=number(one.gflops, 1))
        canvas.text(QRectF(bar.right() + 16, line.y(), 320, line.height()), text, 36, c.text, LEFT, bold=True)
    device = canvas.scene.trace.device
    foot = QRectF(rect.x(), rect.bottom() - 44, rect.width(), 44)
    canvas.text(
        foot, translate("lesson", "measured just now on {device}").format(device=device.name), 28, c.secondary, RIGHT
    )
