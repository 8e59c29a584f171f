"""Rows of bars over the same words, one below the other and on one scale: what a word gets in this way and in that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF

from attnviz.digits import percent
from attnviz.gui.slides.canvas import CENTRE, Canvas
from attnviz.gui.slides.columns import Columns, bar_colour, draw_labels, lay_out, left_out_text
from attnviz.gui.slides.text import draw_line, lines_of, paragraphs, slide_font
from attnviz.lessons.step import Run
from attnviz.trace import Array

NAMES = 264.0
VALUE = 40.0
GAP = 18.0


@dataclass(frozen=True)
class BarRow:
    """A share of each key.

    Attributes:
        name: what it is, on up to two lines.
        values: (S,).
        read: keys up to this one had been read; others have no bar. None where all had.
        moving: it grows with the step's motion.
    """

    name: str
    values: Array
    read: int | None = None
    moving: bool = True


def draw_bar_rows(canvas: Canvas, rect: QRectF, rows: Sequence[BarRow], query: int | None = None) -> Columns:
    """The keys that have most in any of the rows, as many as there is room for; their names once at the foot.

    Args:
        query: whose rows they are, among the keys; -1 where it is of another text. The pair's by default.
    """
    query = _query(canvas) if query is None else query
    most = np.max([row.values / max(float(np.max(row.values)), 1e-30) for row in rows], axis=0)
    columns = lay_out(canvas, rect.adjusted(NAMES, 0, 0, 0), weights=most)
    height = (rect.height() - columns.labels) / len(rows)
    top = max(float(np.max(row.values)) for row in rows)
    for place, row in enumerate(rows):
        box = QRectF(rect.x(), rect.y() + place * height, rect.width(), height - GAP)
        _draw_row(canvas, box, row, columns, max(top, 1e-6), query)
    foot = rect.bottom() - columns.labels
    draw_labels(canvas, columns, foot + 2, query)
    canvas.text(
        QRectF(rect.x(), foot + 2, NAMES - 20, 40), left_out_text(canvas, columns), 26, canvas.colours.secondary
    )
    return columns


def _draw_row(canvas: Canvas, rect: QRectF, row: BarRow, columns: Columns, top: float, query: int) -> None:
    c, pair = canvas.colours, canvas.scene.pair
    base, room = rect.bottom(), rect.height() - VALUE
    _draw_name(canvas, QRectF(rect.x(), base - 84, NAMES - 24, 88), row.name)
    canvas.box(QRectF(rect.x() + NAMES, base - 1, columns.right - rect.x() - NAMES, 2), c.line)
    for key, box in zip(columns.keys, columns.boxes, strict=True):
        share, own = float(row.values[key]), key == pair.key_index
        if row.read is not None and key > row.read:
            canvas.text(QRectF(box.x(), base - VALUE, box.width(), VALUE - 6), "–", 26, c.secondary, CENTRE)
            continue
        tall = share / top * room * (canvas.progress if row.moving else 1.0)
        colour = c.query if key == query and not own else bar_colour(canvas, key)
        canvas.box(QRectF(box.x() + 8, base - tall, box.width() - 16, tall), colour, 8)
        text = percent(share, 0 if share >= 0.0995 else 1)
        size = next((size for size in (32, 28) if canvas.width(text, size) < box.width() + 8), 24)
        label = QRectF(box.x() - 20, base - tall - VALUE, box.width() + 40, VALUE)
        canvas.text(label, text, size, colour if colour in (c.key, c.query) else c.text, CENTRE, bold=own)
        canvas.tip(
            QRectF(box.x(), rect.y(), box.width(), rect.height()), f"{canvas.key_label(key)}: {percent(share, 3)}"
        )


def _query(canvas: Canvas) -> int:
    """The query's place among the keys; -1 where it is of another text."""
    return canvas.scene.pair.query_index if canvas.scene.queries is canvas.scene.keys else -1


def _draw_name(canvas: Canvas, rect: QRectF, name: str) -> None:
    """On two lines, or on three of smaller letters, the last one at the foot."""
    (rich,) = paragraphs([Run(name)])
    for size in (30, 26):
        font = slide_font(size)
        lines = lines_of(rich, rect.width(), font)
        if len(lines) <= 2:
            break
    for index, span in enumerate(lines[:3]):
        y = rect.bottom() - (min(3, len(lines)) - index) * 1.36 * size
        draw_line(canvas.painter, rect.x(), y, rich, span, font, canvas.colours.text, {})
