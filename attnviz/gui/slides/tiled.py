"""Two tables multiply, tile by tile: the table of scores in the making, right of its rows of Q and below its columns of
K transposed; and how fast tiles of each size are on this device.

Knobs: ``side``, rows and columns of a tile; ``made``, how far the table is made, in percent.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from attnviz.digits import number
from attnviz.gui.paint import signed_colour
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.gui.slides.found import asked_of, found_by
from attnviz.gui.slides.product import Table, draw_cells, frame
from attnviz.lab import lab
from attnviz.labs.tile_rates import TileRate
from attnviz.labs.tiles import SIDE, SIDES, Tiles

MOST, FEW = 16, 8
"""rows and columns of the table of scores, and numbers of each query and key, that are drawn; where there is little
room"""
ROOMY = 640.0
"""width for the tables from which on there is more room"""
LARGEST = 44.0
TITLE, GAP, FOOT = 44.0, 14.0, 40.0
NAMES, VALUE = 164.0, 120.0


class Part(NamedTuple):
    """Of the tables: from which query and key on, and how many of each."""

    row: int
    column: int
    rows: int
    columns: int


def draw(canvas: Canvas, rect: QRectF) -> None:
    step = canvas.page.step
    found = found_by(canvas, rect, asked_of(step, "tiles"))
    if found is None:
        return
    left = rect.adjusted(0, 0, -0.53 * rect.width(), 0)
    _draw_tables(canvas, left, found, float(step.knob("made", 100)) / 100 * canvas.progress)
    _draw_rates(canvas, rect.adjusted(left.width() + 40, 0, 0, 0), int(step.knob("side", SIDE)))


def tile_at(found: Tiles, made: float) -> int:
    """How many tiles are made by then."""
    return min(found.tiles, round(found.tiles * made))


def _draw_tables(canvas: Canvas, rect: QRectF, found: Tiles, made: float) -> None:
    """The part of the tables around the tile that was made last."""
    c, head = canvas.colours, canvas.scene.head
    done = tile_at(found, made)
    last = max(0, done - 1)
    at = last // found.across * found.side, last % found.across * found.side
    most = MOST if rect.width() >= ROOMY else max(FEW, found.side)
    part = _part(found, at, most)
    depth = min(most, found.depth)
    room = QRectF(rect.x(), rect.y() + TITLE, rect.width(), rect.height() - TITLE - FOOT)
    unit = min((room.width() - GAP) / (depth + part.columns), (room.height() - GAP) / (depth + part.rows), LARGEST)
    left = room.x() + (room.width() - unit * (depth + part.columns) - GAP) / 2
    top = room.y() + (room.height() - unit * (depth + part.rows) - GAP) / 2
    middle = QRectF(left + depth * unit + GAP, top + depth * unit + GAP, unit * part.columns, unit * part.rows)
    q = Table(QRectF(left, middle.y(), depth * unit, middle.height()), part.rows, depth)
    k = Table(QRectF(middle.x(), top, middle.width(), depth * unit), depth, part.columns)
    s = Table(middle, part.rows, part.columns)
    queries, keys = head.query[part.row : part.row + part.rows], head.key[part.column : part.column + part.columns]
    draw_cells(canvas, q, queries[:, :depth], c.query, queries.size)
    draw_cells(canvas, k, np.ascontiguousarray(keys[:, :depth].T), c.key, keys.size)
    _draw_scores(canvas, s, queries.astype(np.float64) @ keys.astype(np.float64).T, found, part, done)
    if done:
        row, column = at[0] - part.row, at[1] - part.column
        frame(canvas, q.span(row, 0, found.side, depth), c.text, 4)
        frame(canvas, k.span(0, column, depth, found.side), c.text, 4)
        frame(canvas, s.span(row, column, found.side, found.side), c.text, 5)
    corner = QRectF(left, top, depth * unit, depth * unit)
    names = (
        (QRectF(corner.x(), corner.bottom() - 38, corner.width(), 38), translate("lesson", "Q ↓"), c.query, CENTRE),
        (QRectF(corner.x(), corner.y(), corner.width() - 4, 38), translate("lesson", "Kᵀ →"), c.key, RIGHT),
    )
    for box, text, colour, align in names:
        canvas.text(box, text, 28, colour, align, bold=True)
    done_text = translate("lesson", "tile {number} of {all}").format(number=f"{done:,}", all=f"{found.tiles:,}")
    canvas.text(QRectF(rect.x(), rect.y(), rect.width(), TITLE - 4), done_text, 30, c.text, CENTRE, bold=True)
    note = translate("lesson", "{fetched} numbers fetched for {flops} calculations")
    told = note.format(fetched=f"{found.fetched:,}", flops=f"{found.flops:,}")
    foot = QRectF(rect.x(), rect.bottom() - FOOT + 4, rect.width(), FOOT - 4)
    canvas.tip(foot, told)
    if canvas.width(told, 26) > foot.width():
        told = translate("lesson", "{fetched} numbers fetched").format(fetched=f"{found.fetched:,}")
    canvas.text(foot, told, 26, c.secondary, CENTRE)


def _part(found: Tiles, at: tuple[int, int], most: int) -> Part:
    """So many rows and columns as are drawn, the tile's own among them, from the edge of a tile on."""
    starts = []
    for first, count in zip(at, (found.rows, found.columns), strict=True):
        least = max(0, -((most - found.side - first) // found.side)) * found.side  # the tile is the last one then
        last = max(least, (count - most) // found.side * found.side)
        starts.append(min(max(least, (first - most // 2) // found.side * found.side), last))
    row, column = starts
    return Part(row, column, min(most, found.rows - row), min(most, found.columns - column))


def _draw_scores(
    canvas: Canvas, table: Table, scores: NDArray[np.float64], found: Tiles, part: Part, done: int
) -> None:
    """Those of the tiles that are made; the others are empty, in their tiles."""
    c, peak, scene = canvas.colours, float(np.abs(scores).max()) or 1.0, canvas.scene
    for row in range(table.rows):
        for column in range(table.columns):
            i, j = part.row + row, part.column + column
            made = i // found.side * found.across + j // found.side < done
            cell = table.span(row, column)
            score = float(scores[row, column])
            canvas.box(
                cell.adjusted(1.5, 1.5, -1.5, -1.5), signed_colour(score, peak, c.value, c) if made else c.panel, 4
            )
            if made:
                canvas.tip(cell, f"{scene.queries.labels[i]} · {scene.keys.labels[j]} = {number(score)}")
    for row in range(0, table.rows, found.side):
        for column in range(0, table.columns, found.side):
            frame(canvas, table.span(row, column, found.side, found.side), c.line, 2)


def _draw_rates(canvas: Canvas, rect: QRectF, side: int) -> None:
    """A bar for each size of tile, as long as its rate; below, the kernel of the models, and the ceiling."""
    c, labs = canvas.colours, canvas.scene.trace.labs
    found = {one: labs.get(lab("tile_rates", side=one)) for one in SIDES}
    rates = [rate for rate in found.values() if isinstance(rate, TileRate)]
    own = max((rate.own for rate in rates), default=0.0)
    top = max([rate.gflops for rate in rates] + [own, 1e-9])
    line = (rect.height() - TITLE - FOOT) / (len(SIDES) + 1)
    title = translate("lesson", "GFLOP/s by size of tile")
    canvas.text(QRectF(rect.x(), rect.y(), rect.width(), TITLE - 4), title, 30, c.text, LEFT, bold=True)
    bars = [(f"{one} × {one}", getattr(found[one], "gflops", None), one == side) for one in SIDES]
    bars.append((translate("lesson", "models’ own"), own or None, False))
    for row, (name, rate, chosen) in enumerate(bars):
        box = QRectF(rect.x(), rect.y() + TITLE + row * line, rect.width(), line)
        last = row == len(SIDES)
        size = 28 if canvas.width(name, 28) < NAMES - 12 else 24
        colour = c.value if chosen else c.secondary if last else c.text
        canvas.text(QRectF(box.x(), box.y(), NAMES - 10, line), name, size, colour, LEFT, bold=chosen)
        if rate is None:
            canvas.text(box.adjusted(NAMES, 0, 0, 0), "…", 28, c.secondary, LEFT)
            continue
        tall = min(0.7 * line, 64.0)
        length = max(5.0, (box.width() - NAMES - VALUE) * rate / top)
        bar = QRectF(box.x() + NAMES, box.center().y() - tall / 2, length, tall)
        canvas.box(bar, c.value if chosen else c.hover if last else c.neutral_bar, 8)
        canvas.text(QRectF(bar.right() + 14, box.y(), VALUE - 14, line), number(rate, 1), 32, colour, LEFT, bold=chosen)
        canvas.tip(box, f"{name}: {number(rate, 2)} GFLOP/s")
    if rates:
        ceiling = max(rate.ceiling for rate in rates)
        note = translate("lesson", "ceiling of this device: {ceiling} GFLOP/s").format(ceiling=number(ceiling, 0))
        canvas.text(QRectF(rect.x(), rect.bottom() - FOOT + 4, rect.width(), FOOT - 4), note, 26, c.secondary, LEFT)
