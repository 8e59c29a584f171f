"""Two tables multiply: queries times keys, tile by tile (part 0), and how fast this device does it (part 1)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.digits import number
from attnviz.gui.paint import signed_colour
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.gui.slides.found import found_by
from attnviz.lab import lab

MOST = 10
"""Rows and columns of a table that are drawn; of larger ones those around the pair."""
WIDE = 12
"""Numbers of each query and key that are drawn."""
TILE = 4
LABEL = 54.0
NAMES, SIGN = 190.0, 80.0


@dataclass(frozen=True)
class Table:
    """Cells of equal size, which are squares where there is room."""

    area: QRectF
    rows: int
    columns: int

    def span(self, row: int, column: int, rows: int = 1, columns: int = 1) -> QRectF:
        """Some cells next to each other; those beyond the edge are left out."""
        wide, tall = self.area.width() / self.columns, self.area.height() / self.rows
        rows, columns = min(rows, self.rows - row), min(columns, self.columns - column)
        return QRectF(self.area.x() + column * wide, self.area.y() + row * tall, columns * wide, rows * tall)


def draw(canvas: Canvas, rect: QRectF) -> None:
    (_draw_rates if canvas.page.step.part else _draw_tables)(canvas, rect)


def _draw_tables(canvas: Canvas, rect: QRectF) -> None:
    """Q, K transposed and the table of scores side by side: its tiles fill one after the other, from the rows and
    columns that are framed with it. At rest the pair's own row, column and cell are."""
    head, pair, c = canvas.scene.head, canvas.scene.pair, canvas.colours
    first, left = _first(pair.query_index, len(head.query)), _first(pair.key_index, len(head.key))
    query, key = head.query[first : first + MOST, :WIDE], head.key[left : left + MOST, :WIDE]
    whole = head.query[first : first + MOST].astype(np.float64), head.key[left : left + MOST].astype(np.float64)
    rows, columns, inner = len(query), len(key), query.shape[1]
    wide, tall = rect.width() - NAMES - 2 * SIGN, rect.height() - LABEL
    unit = min(wide / (inner + 2 * columns), tall / max(inner, rows))
    x = rect.x() + (rect.width() - NAMES - 2 * SIGN - unit * (inner + 2 * columns)) / 2 + NAMES
    middle = rect.y() + LABEL + tall / 2

    def table(rows: int, columns: int) -> Table:
        nonlocal x
        made = Table(QRectF(x, middle - rows * unit / 2, columns * unit, rows * unit), rows, columns)
        x = made.area.right() + SIGN
        return made

    q, k, s = table(rows, inner), table(inner, columns), table(rows, columns)
    draw_cells(canvas, q, query, c.query, rows * inner)
    draw_cells(canvas, k, key.T, c.key, inner * columns)
    done = _draw_scores(canvas, s, whole[0] @ whole[1].T)
    _frame_sources(canvas, (q, k, s), (pair.query_index - first, pair.key_index - left), done)
    _draw_names(canvas, q, first)
    for text, of, colour in (
        (translate("lesson", "queries Q"), q, c.query),
        (translate("lesson", "keys, turned: Kᵀ"), k, c.key),
        (translate("lesson", "scores"), s, c.text),
    ):
        title = QRectF(of.area.x() - 60, of.area.y() - LABEL, of.area.width() + 120, LABEL - 8)
        canvas.text(title, text, 30, colour, CENTRE, bold=True)
    for sign, before in (("×", k), ("=", s)):
        canvas.text(QRectF(before.area.x() - SIGN, middle - 40, SIGN, 80), sign, 52, c.text, CENTRE, bold=True)


def _first(index: int, count: int) -> int:
    """Of the rows that are drawn."""
    return max(0, min(index - MOST // 2, count - MOST))


def draw_cells(canvas: Canvas, table: Table, values: NDArray[np.floating], colour: str, made: int) -> None:
    """The first ``made`` cells in reading order hold their numbers as colours."""
    peak, c = float(np.abs(values).max()) or 1.0, canvas.colours
    for row in range(table.rows):
        for column in range(table.columns):
            box = table.span(row, column).adjusted(1.5, 1.5, -1.5, -1.5)
            known = row * table.columns + column < made
            canvas.box(box, signed_colour(float(values[row, column]), peak, colour, c) if known else c.panel, 4)


def _draw_scores(canvas: Canvas, table: Table, scores: NDArray[np.float64]) -> int | None:
    """Tiles in order, as far as the motion has come; which one was made last, None of a table that is complete."""
    c, across, down = canvas.colours, -(-table.columns // TILE), -(-table.rows // TILE)
    done = min(across * down, round(across * down * canvas.progress))
    peak = float(np.abs(scores).max()) or 1.0
    for row in range(table.rows):
        for column in range(table.columns):
            made = row // TILE * across + column // TILE < done
            box = table.span(row, column).adjusted(1.5, 1.5, -1.5, -1.5)
            canvas.box(box, signed_colour(float(scores[row, column]), peak, c.value, c) if made else c.panel, 4)
    for tile in range(across * down):
        frame(canvas, table.span(tile // across * TILE, tile % across * TILE, TILE, TILE), c.secondary, 2)
    return max(0, done - 1) if canvas.progress < 1 else None


def _frame_sources(canvas: Canvas, tables: tuple[Table, Table, Table], pair: tuple[int, int], tile: int | None) -> None:
    """What the tile, or the pair's cell, is made of: rows of Q and columns of K."""
    q, k, s = tables
    row, column, size = (*pair, 1)
    if tile is not None:
        across = -(-s.columns // TILE)
        row, column, size = tile // across * TILE, tile % across * TILE, TILE
    frame(canvas, q.span(row, 0, size, q.columns), canvas.colours.text, 4)
    frame(canvas, k.span(0, column, k.rows, size), canvas.colours.text, 4)
    frame(canvas, s.span(row, column, size, size), canvas.colours.text, 5)


def frame(canvas: Canvas, box: QRectF, colour: str, width: int) -> None:
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.setPen(QPen(QColor(colour), width))
    canvas.painter.drawRoundedRect(box, 4, 4)


def _draw_names(canvas: Canvas, table: Table, first: int) -> None:
    """The words whose queries the rows are."""
    for row in range(table.rows):
        own, cell = first + row == canvas.scene.pair.query_index, table.span(row, 0)
        name = QRectF(cell.x() - NAMES, cell.center().y() - 20, NAMES - 16, 40)
        colour = canvas.colours.query if own else canvas.colours.secondary
        canvas.text(name, canvas.query_label(first + row), 26, colour, RIGHT, bold=own)


def _draw_rates(canvas: Canvas, rect: QRectF) -> None:
    found, c = found_by(canvas, rect, lab("gemm")), canvas.colours
    if found is None:
        return
    names = {
        "QK": translate("lesson", "queries × keys"),
        "WV": translate("lesson", "weights × values"),
        "large": translate("lesson", "a large product"),
    }
    top = max(one.gflops for one in found.products)
    height = min(230.0, (rect.height() - 60) / len(found.products))
    for row, one in enumerate(found.products):
        line = QRectF(rect.x(), rect.y() + row * height, rect.width(), height - 28)
        name = QRectF(line.x(), line.center().y() - 50, 420, 50)
        canvas.text(name, names[one.name], 40, c.text, LEFT, bold=True)
        shape = f"{one.m}×{one.k} · {one.k}×{one.n}"
        canvas.text(name.translated(0, 50), shape, 30, c.secondary, LEFT)
        room = line.width() - 440 - 380
        length = max(4.0, one.gflops / top * room * canvas.progress)
        bar = QRectF(line.x() + 440, line.y() + 8, length, line.height() - 16)
        canvas.box(bar, c.value if one.name == "large" else c.neutral_bar, 8)
        text = translate("lesson", "{rate} GFLOP/s").format(rate=number(one.gflops, 1 if one.gflops >= 1 else 2))
        canvas.text(QRectF(bar.right() + 20, line.y(), 360, line.height()), text, 44, c.text, LEFT, bold=True)
    device = canvas.scene.trace.device
    foot = QRectF(rect.x(), rect.bottom() - 44, rect.width(), 44)
    note = translate("lesson", "measured just now on {device}").format(device=device.name)
    canvas.text(foot, note, 28, c.secondary, RIGHT)
