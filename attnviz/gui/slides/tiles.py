"""Flash attention along one row: tiles of keys, the running maximum and sum below (part 0); what is held (part 1)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.digits import byte_count, number, printed_small
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.gui.slides.found import found_by
from attnviz.lab import lab
from attnviz.labs.flash import Flash, Tile, walk
from attnviz.lessons.scene import score_text

NAMES = 250.0
MOST = 5
"""Tiles that are drawn; of a longer row the first ones, and the one that the pair's key is in."""
GAP = 56.0
TALL = 150.0
"""of a row of numbers, at most"""


def draw(canvas: Canvas, rect: QRectF) -> None:
    found = found_by(canvas, rect, lab("flash"))
    if found is None:
        return
    if canvas.page.step.part:
        _draw_held(canvas, rect, found)
    else:
        _draw_walk(canvas, rect)


def _draw_walk(canvas: Canvas, rect: QRectF) -> None:
    """Along the row of the pair's query: the tiles in a row, below each what is kept after it."""
    scores = canvas.scene.pair.row_scores
    tiles = walk(scores.astype(np.float64))
    shown = _shown(canvas, tiles)
    gaps = [tiles[at] for at, after in pairwise(shown) if after != at + 1]
    unit = min(TALL, rect.height() / 6)
    names = QRectF(rect.x(), rect.y(), NAMES - 20, unit)
    rows = [names.translated(0, (3 + at) * unit) for at in range(3)]
    _draw_names(canvas, names, rows)
    width = (rect.width() - NAMES - GAP * len(gaps)) / len(shown)
    reached, x = max(1, round(len(shown) * canvas.progress)), rect.x() + NAMES
    for place, at in enumerate(shown):
        tile, active = tiles[at], place == reached - 1
        _draw_tile(canvas, QRectF(x + 6, rect.y(), width - 12, 2.7 * unit), tile, active)
        for value, row in zip((score_text(tile.highest), number(tile.factor), number(tile.total)), rows, strict=True):
            box = QRectF(x, row.y(), width, unit)
            if place < reached:
                canvas.text(box, value, 44, canvas.colours.text, CENTRE, bold=active)
        x += width
        if tile in gaps:
            canvas.text(QRectF(x, rect.y(), GAP, 2.7 * unit), "…", 44, canvas.colours.secondary, CENTRE)
            x += GAP


def _shown(canvas: Canvas, tiles: list[Tile]) -> list[int]:
    """Which tiles are drawn."""
    own = next(at for at, tile in enumerate(tiles) if canvas.scene.pair.key_index < tile.stop)
    first = [at for at in range(min(MOST, len(tiles))) if at != own]
    return sorted([*first[: MOST - 1], own])


def _draw_names(canvas: Canvas, head: QRectF, rows: list[QRectF]) -> None:
    c, pair = canvas.colours, canvas.scene.pair
    names = (
        translate("lesson", "largest so far"),
        translate("lesson", "old sum times"),
        translate("lesson", "sum so far"),
    )
    for row, name in zip(rows, names, strict=True):
        canvas.text(row, name, 30, c.secondary, LEFT, bold=True)
    canvas.text(head, canvas.query_label(pair.query_index), 40, c.query, LEFT, bold=True)
    canvas.text(
        head.translated(0, 1.5 * head.height()), translate("lesson", "scores"), 30, c.secondary, LEFT, bold=True
    )


def _draw_tile(canvas: Canvas, frame: QRectF, tile: Tile, active: bool) -> None:
    """Its keys with their scores; the one being read is framed."""
    c, pair = canvas.colours, canvas.scene.pair
    canvas.box(frame, c.panel, 14)
    if active:
        canvas.painter.setPen(QPen(QColor(c.query), 5))
        canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
        canvas.painter.drawRoundedRect(frame.adjusted(2, 2, -2, -2), 14, 14)
    scores = pair.row_scores[tile.start : tile.stop]
    step = frame.width() / len(scores)
    for place, score in enumerate(scores):
        key = tile.start + place
        cell = QRectF(frame.x() + place * step + 3, frame.y(), step - 6, frame.height())
        colour = canvas.token_colour(key)
        top, text = cell.adjusted(0, 0, 0, -0.5 * cell.height()), score_text(float(score))
        label = canvas.key_label(key)
        size = next((size for size in (30, 27) if canvas.width(label, size) <= cell.width() - 8), 24)
        canvas.text(top, label, size, canvas.token_colour(key, c.secondary), CENTRE, bold=key == pair.key_index)
        size = next((size for size in (32, 28, 26) if canvas.width(text, size) <= cell.width() - 14), 24)
        canvas.text(top.translated(0, top.height()), text, size, colour, CENTRE, bold=bool(score == scores.max()))


def _draw_held(canvas: Canvas, rect: QRectF, found: Flash) -> None:
    """Bytes of both ways, the difference of their answers, and what fits beside a processor of the card."""
    c = canvas.colours
    rows = (
        (
            translate("lesson", "plain: the weights of all heads of this layer"),
            byte_count(found.plain_bytes),
            c.negative,
        ),
        (translate("lesson", "flash: scores of one tile, a maximum and a sum"), byte_count(found.flash_bytes), c.value),
        (
            translate("lesson", "largest difference of the two answers, as computed by the kernels"),
            printed_small(found.difference),
            c.text,
        ),
        (
            translate("lesson", "keys and values that fit into 64 KiB of local memory (gfx900), one head"),
            f"{found.rows}",
            c.text,
        ),
    )
    height = min(170.0, rect.height() / len(rows))
    top = rect.y() + (rect.height() - height * len(rows)) / 2
    for row, (name, value, colour) in enumerate(rows):
        line = QRectF(rect.x(), top + row * height, rect.width(), height - 20)
        canvas.box(line, c.panel, 16)
        canvas.text(line.adjusted(36, 0, -360, 0), name, 36, c.text, LEFT)
        canvas.text(line.adjusted(line.width() - 360, 0, -36, 0), value, 60, colour, RIGHT, bold=True)
