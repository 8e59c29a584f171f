"""Flash attention along one row, as far as the knob says: the scores as bars in their tiles, the running maximum over
them, all from a little below the lowest score; below, what is kept, what is held, and what fits into a local memory.

Knobs: ``tile``, keys of a tile; ``read``, keys that were walked past; ``budget``, bytes of local memory.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.digits import byte_count, number, printed_small
from attnviz.gui.slides.canvas import CENTRE, LEFT, Canvas, translate
from attnviz.gui.slides.found import asked_of, found_by
from attnviz.gui.slides.small_cards import Card, draw_small_cards
from attnviz.labs.flash import CARD, Flash, Tile, walk
from attnviz.lessons.scene import score_text
from attnviz.pair import MASKED

MOST = 64
"""keys that are drawn; of a longer row those around the tile that is read"""
LABEL, TITLE = 42.0, 46.0
TALLEST = 240.0
"""of the cards"""
NAMED = 70.0
"""width of a key from which on it has its name and its score"""


def draw(canvas: Canvas, rect: QRectF) -> None:
    step, scores = canvas.page.step, canvas.scene.pair.row_scores.astype(np.float64)
    found = found_by(canvas, rect, asked_of(step, "flash"))
    if found is None:
        return
    tiles = walk(scores, found.block)
    at = min(len(tiles) - 1, (max(1, int(step.knob("read", 1))) - 1) // found.block)
    cards = min(TALLEST, 0.36 * rect.height())
    _draw_row(canvas, rect.adjusted(0, 0, 0, -cards - 16), scores, tiles, at)
    foot = QRectF(rect.x(), rect.bottom() - cards, rect.width(), cards)
    draw_small_cards(canvas, foot, _cards(canvas, found, tiles[at], at == len(tiles) - 1), across=5)


def _cards(canvas: Canvas, found: Flash, tile: Tile, over: bool) -> list[Card]:
    c, budget = canvas.colours, int(canvas.page.step.knob("budget", CARD))
    both = translate("lesson", "of the plain and the flash answer")
    own = translate("lesson", "{bytes} on this device: {count}")
    fits = translate("lesson", "keys fit into {bytes}").format(bytes=f"{budget >> 10} KiB")
    here = translate("lesson", "this device has none")
    if found.device_bytes:
        here = own.format(bytes=byte_count(found.device_bytes), count=f"{found.fitting(found.device_bytes):,}")
    total = translate("lesson", "sum of the row: done") if over else translate("lesson", "sum so far")
    return [
        Card(score_text(tile.highest), translate("lesson", "largest so far"), "", c.query),
        Card(
            number(tile.total),
            total,
            translate("lesson", "old sum × {factor}").format(factor=number(tile.factor)),
            c.text,
        ),
        Card(
            byte_count(found.flash_bytes),
            translate("lesson", "held"),
            translate("lesson", "plain: {bytes}").format(bytes=byte_count(found.plain_bytes)),
            c.value,
        ),
        Card(printed_small(found.difference), translate("lesson", "answers apart"), both, c.text),
        Card(f"{found.fitting(budget):,}", fits, here, c.key),
    ]


def _draw_row(canvas: Canvas, rect: QRectF, scores: np.ndarray, tiles: Sequence[Tile], at: int) -> None:
    """The keys of the row side by side, bars as tall as their scores; tiles that are yet to come are pale."""
    c = canvas.colours
    first, stop = _shown(tiles, at)
    seen = scores[scores > MASKED]
    low, high = float(seen.min()), float(seen.max())
    low -= 0.08 * (high - low) + 1e-6  # the lowest has a bar, too
    plot = QRectF(rect.x(), rect.y() + TITLE, rect.width(), rect.height() - TITLE - LABEL)
    wide = plot.width() / (stop - first)
    floor, unit = plot.bottom() - 4, (plot.height() - 44) / (high - low)
    _draw_title(canvas, QRectF(rect.x(), rect.y(), rect.width(), TITLE - 6), tiles, at)
    for place, tile in enumerate(tiles):
        start, end = max(first, tile.start), min(stop, tile.stop)
        if start >= end:
            continue
        box = QRectF(
            plot.x() + (start - first) * wide + 2, plot.y(), (end - start) * wide - 4, rect.bottom() - plot.y()
        )
        canvas.box(box, c.panel if place <= at else c.ground, 12)
        if place == at:
            canvas.painter.setPen(QPen(QColor(c.query), 5))
            canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
            canvas.painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 12, 12)
    _draw_highest(canvas, plot, tiles[: at + 1], first, wide, (low, unit))
    reached = tiles[at].stop
    for key in range(first, stop):
        cell = QRectF(plot.x() + (key - first) * wide, plot.y(), wide, plot.height())
        tall = max(0.0, float(scores[key]) - low) * unit
        _draw_key(canvas, cell, key, float(scores[key]), floor - tall, key < reached)


def _shown(tiles: Sequence[Tile], at: int) -> tuple[int, int]:
    """The keys that are drawn: whole tiles around the one that is read."""
    last = tiles[-1].stop
    if last <= MOST:
        return 0, last
    first = max(0, min(tiles[at].start - MOST // 2, last - MOST))
    return first, max(first + MOST, tiles[at].stop)


def _draw_title(canvas: Canvas, rect: QRectF, tiles: Sequence[Tile], at: int) -> None:
    c, query = canvas.colours, canvas.query_label(canvas.scene.pair.query_index)
    name = translate("lesson", "scores of “{query}”").format(query=query)
    canvas.text(QRectF(rect.x(), rect.y(), 0.6 * rect.width(), rect.height()), name, 30, c.query, LEFT, bold=True)
    said = translate("lesson", "tile {number} of {all}").format(number=at + 1, all=len(tiles))
    wide = canvas.width(said, 30) + 20
    canvas.text(QRectF(rect.right() - wide, rect.y(), wide, rect.height()), said, 30, c.text, CENTRE, bold=True)


def _draw_key(canvas: Canvas, cell: QRectF, key: int, score: float, top: float, read: bool) -> None:
    c = canvas.colours
    masked = score <= MASKED
    own = canvas.token_colour(key, c.neutral_bar)
    bar = QRectF(cell.x() + 0.16 * cell.width(), top, 0.68 * cell.width(), max(3.0, cell.bottom() - 4 - top))
    canvas.box(bar, own if read and not masked else c.hover, 6)
    canvas.tip(cell, f"{canvas.key_label(key)}: {score_text(score)}")
    if cell.width() < NAMED:
        return
    label = QRectF(cell.x() + 2, cell.bottom(), cell.width() - 4, LABEL)
    canvas.text(label, canvas.key_label(key), 26, canvas.token_colour(key, c.secondary), CENTRE, bold=own == c.key)
    if read:
        text = score_text(score)
        half = canvas.width(text, 24) / 2 + 2
        value = QRectF(cell.center().x() - half, bar.y() - 34, 2 * half, 30)
        canvas.box(value, c.panel)  # the line of the maximum stops there
        canvas.text(value, text, 24, canvas.token_colour(key), CENTRE)


def _draw_highest(
    canvas: Canvas, plot: QRectF, tiles: Sequence[Tile], first: int, wide: float, scale: tuple[float, float]
) -> None:
    """The largest score so far, as a line over each tile."""
    low, unit = scale
    canvas.painter.setPen(QPen(QColor(canvas.colours.query), 4, Qt.PenStyle.DashLine))
    for tile in tiles:
        if tile.stop <= first or not np.isfinite(tile.highest):
            continue
        y = plot.bottom() - 4 - (tile.highest - low) * unit
        start = plot.x() + (max(first, tile.start) - first) * wide
        canvas.painter.drawLine(QPointF(start + 4, y), QPointF(plot.x() + (tile.stop - first) * wide - 4, y))
