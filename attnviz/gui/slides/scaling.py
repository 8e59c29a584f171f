"""Picture 4: every score of the query's row on a line, before and after the division: the line shrinks."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.digits import number
from attnviz.gui.slides.canvas import CENTRE, RIGHT, Canvas, translate
from attnviz.pair import MASKED

NAMES = 280.0
PAD = 60.0
VALUE = 62.0
CROWD = 30
"""More lines than this grow thinner, or they would fill the picture."""


def draw(canvas: Canvas, rect: QRectF) -> None:
    c, pair = canvas.colours, canvas.scene.pair
    scaled = pair.row_scores.astype(np.float64)
    open_keys = [j for j in range(len(scaled)) if scaled[j] > MASKED]
    raw = scaled * pair.root
    low, high = _reach([*raw[open_keys], 0.0, pair.dot])
    axis = QRectF(rect.x() + NAMES + PAD, rect.y(), rect.width() - NAMES - 2 * PAD, rect.height())
    before, after = rect.y() + 96, rect.bottom() - 92

    def place(value: float) -> float:
        return axis.x() + (value - low) / (high - low) * axis.width()

    _draw_names(canvas, rect, before, after)
    for y in (before, after):
        canvas.box(QRectF(axis.x() - 20, y - 1.5, axis.width() + 40, 3), c.secondary)
    canvas.box(QRectF(place(0.0) - 1, before - 22, 2, after - before + 44), c.secondary)
    others = [j for j in open_keys if j != pair.key_index]
    width = 2.0 if len(others) <= CROWD else 2.0 * CROWD / len(others)
    for j in others:
        _move(canvas, QPointF(place(raw[j]), before), QPointF(place(scaled[j]), after), c.neutral_bar, width, 11)
    taken = []
    if pair.score > MASKED:
        start, end = QPointF(place(pair.dot), before), QPointF(place(pair.score), after)
        _move(canvas, start, end, c.key, 5, 17)
        _draw_value(canvas, start.x(), before - 24 - VALUE, number(pair.dot), axis)
        if canvas.progress >= 1:
            _draw_value(canvas, end.x(), after + 24, number(pair.score), axis)
        taken = [start.x(), end.x()]
    for y, x in zip((before - 62, after + 24), taken or (0.0, 0.0), strict=True):
        if abs(x - place(0.0)) > 110:
            canvas.text(QRectF(place(0.0) - 40, y, 80, 38), "0", 28, c.secondary, CENTRE)
    note = QRectF(axis.right() - 700, rect.bottom() - 44, 700 + PAD, 40)
    if not taken or taken[1] < note.x() + 200:
        canvas.text(note, translate("lesson", "each dot is one token"), 26, c.secondary, RIGHT)


def _draw_names(canvas: Canvas, rect: QRectF, before: float, after: float) -> None:
    c, middle = canvas.colours, (before + after) / 2
    dot = f"{translate('lesson', 'query')} · {translate('lesson', 'key')}"
    canvas.text(QRectF(rect.x(), before - 30, NAMES, 60), dot, 34, c.text, bold=True)
    canvas.text(QRectF(rect.x(), middle - 40, NAMES, 80), f"↓  ÷ {number(canvas.scene.pair.root)}", 44, c.text)
    canvas.text(QRectF(rect.x(), after - 30, NAMES, 60), translate("lesson", "score"), 34, c.text, bold=True)


def _reach(values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 1, high + 1)


def _move(canvas: Canvas, start: QPointF, end: QPointF, colour: str, width: float, radius: float) -> None:
    """A dot, its way, and the dot where it went, as far as the motion has come."""
    now = start + (end - start) * canvas.progress
    canvas.painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    canvas.painter.drawLine(QLineF(start, now))
    for dot in (start, now):
        canvas.box(QRectF(dot.x() - radius, dot.y() - radius, 2 * radius, 2 * radius), colour, radius)


def _draw_value(canvas: Canvas, x: float, y: float, text: str, axis: QRectF) -> None:
    x = min(max(x, axis.x()), axis.right())
    canvas.text(QRectF(x - 120, y, 240, VALUE), text, 50, canvas.colours.key, CENTRE, bold=True)
