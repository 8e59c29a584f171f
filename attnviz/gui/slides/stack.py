"""The stack of layers, each attention and then a small network; and how much of a word itself is left on its way up."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF

from attnviz.digits import number
from attnviz.effect import cosine
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.gui.slides.found import draw_missing
from attnviz.gui.theme import mix
from attnviz.lessons.likeness import Floats, word_vectors

MOST = 12
"""Rows that are drawn; of a higher stack every so many layers."""
HEAD, GAP = 54.0, 10.0
NAMES, BLOCK, BETWEEN, ROOM = 170.0, 330.0, 44.0, 80.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    """The word comes in below; rows appear from there with the motion."""
    scene, c = canvas.scene, canvas.colours
    vectors = word_vectors(scene.trace, scene.pair.query_index)
    if vectors is None:
        draw_missing(canvas, rect, asked=scene.trace.states is not None)
        return
    left = left_of_word(vectors)
    rows = shown_rows(len(vectors))
    height = min(84.0, (rect.height() - HEAD) / len(rows))
    base = rect.y() + HEAD + height * len(rows)
    blocks = rect.x() + NAMES
    bars = blocks + 2 * BLOCK + BETWEEN + ROOM
    word = scene.queries.word_surface(scene.pair.query_index)
    for x, width, name in (
        (blocks, BLOCK, translate("lesson", "attention")),
        (blocks + BLOCK + BETWEEN, BLOCK, translate("lesson", "a small network")),
    ):
        canvas.text(QRectF(x, rect.y(), width, HEAD - 8), name, 30, c.text, CENTRE, bold=True)
    caption = translate("lesson", "likeness to “{word}” as it came in (cosine)").format(word=word)
    size = next((size for size in (30, 28, 26) if canvas.width(caption, size) <= rect.right() - bars), 24)
    canvas.text(QRectF(bars, rect.y(), rect.right() - bars, HEAD - 8), caption, size, c.query)
    _draw_rise(canvas, bars - ROOM / 2, base - GAP, rect.y() + HEAD)
    shown = max(1, round(len(rows) * canvas.progress))
    for place, layer in enumerate(rows):
        row = QRectF(rect.x(), base - (place + 1) * height, rect.width(), height - GAP)
        entry = layer == 0
        name = (
            translate("lesson", "comes in") if entry else translate("lesson", "layer {number}").format(number=layer - 1)
        )
        canvas.text(QRectF(row.x(), row.y(), NAMES - 20, row.height()), name, 28, c.secondary, RIGHT)
        if not entry:
            _draw_layer(canvas, QRectF(blocks, row.y(), 2 * BLOCK + BETWEEN, row.height()))
        if place >= shown:
            continue
        share, room = float(left[layer]), rect.right() - bars - 110
        bar = QRectF(bars, row.y(), max(4.0, max(0.0, share) * room), row.height())
        canvas.box(bar, c.query if entry else c.neutral_bar, 8)
        value = QRectF(bar.right() + 14, row.y(), 110, row.height())
        canvas.text(value, number(share), 30, c.text, LEFT, bold=True)


def _draw_rise(canvas: Canvas, x: float, base: float, top: float) -> None:
    """The way of the word, from the entry to the last layer."""
    c = canvas.colours
    canvas.box(QRectF(x - 4, top + 20, 8, base - top - 20), c.query)
    canvas.painter.setPen(Qt.PenStyle.NoPen)
    canvas.painter.setBrush(QColor(c.query))
    canvas.painter.drawPolygon(QPolygonF([QPointF(x - 18, top + 26), QPointF(x + 18, top + 26), QPointF(x, top)]))


def left_of_word(vectors: Floats) -> Floats:
    """Cosine of a word's vector after each layer with the one that came in (L + 1,)."""
    return np.asarray(cosine(vectors[:1], vectors))


def shown_rows(count: int) -> list[int]:
    """Of so many states the first, the last, and as many between them as there is room for."""
    return sorted({round(at) for at in np.linspace(0, count - 1, min(count, MOST + 1))})


def _draw_layer(canvas: Canvas, rect: QRectF) -> None:
    """The two halves of a layer with an arrow from one to the other."""
    c = canvas.colours
    first = QRectF(rect.x(), rect.y(), BLOCK, rect.height())
    second = first.translated(BLOCK + BETWEEN, 0)
    for box, colour in ((first, c.key), (second, c.value)):
        canvas.box(box, mix(c.ground, colour, 0.4), 8)
    y = rect.center().y()
    canvas.painter.setPen(QPen(QColor(c.secondary), 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    canvas.painter.drawLine(QPointF(first.right() + 10, y), QPointF(second.x() - 10, y))
    for side in (-8, 8):
        canvas.painter.drawLine(QPointF(second.x() - 18, y + side), QPointF(second.x() - 10, y))
