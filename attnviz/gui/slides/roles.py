"""Picture 2: the three vectors of the pair as strips, one below the other, each with its first numbers.

Part 1: in place of the numbers what each is made of, the word's own vector and a table.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage

from attnviz.digits import counted, number
from attnviz.gui.paint import draw_cells, signed_colour, strip_cells, strip_colours
from attnviz.gui.slides.canvas import LEFT, RIGHT, Canvas, translate
from attnviz.trace import Array

NAMES = 330.0
FIRST = 460.0
ENTRY, TABLE = 420.0, 210.0
CAPTION = 48.0
MADE = 1
"""the part that shows what the vectors are made of"""


def draw(canvas: Canvas, rect: QRectF) -> None:
    c, scene, pair = canvas.colours, canvas.scene, canvas.scene.pair
    rows = (
        (translate("lesson", "query"), scene.query_place, pair.query, c.query, "Q"),
        (translate("lesson", "key"), scene.key_place, pair.key, c.key, "K"),
        (translate("lesson", "value"), scene.key_place, pair.value, c.value, "V"),
    )
    made = canvas.page.step.part == MADE and scene.trace.states is not None and scene.queries is scene.trace.tokens
    start, first = (ENTRY + TABLE, 0.0) if made else (0.0, FIRST)
    strip_x, strip_width = rect.x() + NAMES + start, rect.width() - NAMES - start - first
    height = (rect.height() - CAPTION) / 3
    for row, (role, token, vector, colour, table) in enumerate(rows):
        box = QRectF(rect.x(), rect.y() + row * height, rect.width(), height)
        strip = QRectF(strip_x, box.center().y() - min(46.0, height * 0.38), strip_width, min(92.0, height * 0.76))
        canvas.text(QRectF(box.x(), strip.y(), NAMES - 30, strip.height() * 0.52), role, 36, colour, LEFT, bold=True)
        under = QRectF(box.x(), strip.center().y(), NAMES - 30, strip.height() * 0.5)
        canvas.text(under, canvas.label(token), 30, canvas.colours.secondary)
        draw_vector(canvas, strip, vector, colour, canvas.progress)
        if made:
            _draw_making(canvas, QRectF(rect.x() + NAMES, strip.y(), start, strip.height()), token, table, colour)
            continue
        numbers = "  ".join(number(float(v)) for v in vector[:4]) + ("  …" if len(vector) > 4 else "")
        canvas.text(QRectF(strip.right() + 30, strip.y(), FIRST - 30, strip.height()), numbers, 30, c.text)
    foot = QRectF(strip_x, rect.bottom() - CAPTION, strip_width, CAPTION)
    each = translate("lesson", "{count} numbers each").format(count=counted(len(pair.query)))
    canvas.text(foot, each, 28, c.secondary)
    draw_sign_legend(canvas, foot, c.query)
    if made:
        entry = translate("lesson", "x: {count} numbers").format(count=counted(scene.trace.model.width))
        canvas.text(QRectF(rect.x() + NAMES, foot.y(), ENTRY + TABLE - 20, CAPTION), entry, 28, c.secondary)
        return
    below = QRectF(foot.right() + 30, foot.y(), FIRST - 30, CAPTION)
    canvas.text(below, translate("lesson", "first numbers"), 28, c.secondary)


def _draw_making(canvas: Canvas, rect: QRectF, token: int, table: str, colour: str) -> None:
    """The word's own vector as it enters the layer, and the table that makes the strip beside it."""
    c, scene = canvas.colours, canvas.scene
    assert scene.trace.states is not None
    entry = QRectF(rect.x(), rect.y(), ENTRY, rect.height())
    draw_vector(canvas, entry, scene.trace.states[scene.focus.layer, token], c.text)
    x = entry.right() + 24
    canvas.text(QRectF(x, rect.y(), 44, rect.height()), "×", 44, c.text)
    canvas.text(QRectF(x + 50, rect.y(), 60, rect.height()), "W", 44, colour, bold=True)
    canvas.text(QRectF(x + 92, rect.y() + 16, 40, rect.height()), table, 28, colour, bold=True)
    canvas.text(QRectF(x + 130, rect.y(), 50, rect.height()), "=", 44, c.text)


def draw_vector(
    canvas: Canvas, rect: QRectF, values: Array, positive: str, shown: float = 1.0, largest: float | None = None
) -> None:
    """A vector as a strip; with ``shown`` below 1 only its first cells, as if written from left to right."""
    peak = largest if largest is not None else max((abs(float(v)) for v in values), default=0.0)
    cells = strip_cells(rect, len(values), 3.0)[: round(len(values) * shown)]
    if len(cells) > 1 and cells[1].left() - cells[0].right() < 0.01:  # a vector of hundreds: too narrow for gaps
        line = strip_colours(np.asarray(values[: len(cells)], np.float64), peak, positive, canvas.colours)
        image = QImage(line.data, len(line), 1, QImage.Format.Format_RGB32)
        draw_cells(canvas.painter, QRectF(rect.topLeft(), cells[-1].bottomRight()), image)
        return
    radius = min(5.0, cells[0].width() / 4) if cells else 0.0
    canvas.painter.setPen(Qt.PenStyle.NoPen)
    for cell, value in zip(cells, values, strict=False):
        canvas.painter.setBrush(signed_colour(float(value), peak, positive, canvas.colours))
        canvas.painter.drawRoundedRect(cell, radius, radius)


def draw_sign_legend(canvas: Canvas, rect: QRectF, positive: str) -> None:
    """From the most negative through zero to the most positive, at the right end of ``rect``."""
    c, width, text = canvas.colours, 36.0, 28
    plus, minus = translate("lesson", "positive"), translate("lesson", "negative")
    steps = (-1.0, -0.5, 0.0, 0.5, 1.0)
    right = rect.right() - canvas.width(plus, text) - 14
    canvas.text(QRectF(right + 14, rect.y(), 300, rect.height()), plus, text, c.secondary, LEFT)
    x = right - width * len(steps)
    for i, value in enumerate(steps):
        cell = QRectF(x + i * width, rect.center().y() - 13, width - 3, 26)
        canvas.box(cell, signed_colour(value, 1.0, positive, c), 5)
    canvas.text(QRectF(x - 314, rect.y(), 300, rect.height()), minus, text, c.secondary, RIGHT)
