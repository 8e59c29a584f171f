"""Experts and their router: for one token (part 0), for every token (1), and how the text loads each expert (2)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.digits import percent
from attnviz.gui.slides.canvas import CENTRE, RIGHT, Canvas, translate
from attnviz.gui.slides.found import draw_missing
from attnviz.gui.theme import mix
from attnviz.gui.views.routers import chosen_experts, loads
from attnviz.trace import Array

NAMES, LABEL = 240.0, 48.0
MOST = 12
"""Tokens of the table; of a longer text those around the query."""


def draw(canvas: Canvas, rect: QRectF) -> None:
    trace = canvas.scene.trace
    if trace.routers is None:
        draw_missing(canvas, rect, asked=True)
        return
    layer = min(canvas.scene.focus.layer, len(trace.routers) - 1)
    probabilities, used = trace.routers[layer], trace.model.experts_used
    query = min(canvas.scene.pair.query_index, len(probabilities) - 1)
    part = canvas.page.step.part
    if part == 0:
        chosen = chosen_experts(probabilities[query], used)
        _draw_bars(canvas, rect, probabilities[query], set(chosen), None)
    elif part == 1:
        _draw_table(canvas, rect, probabilities, query, used)
    else:
        _draw_bars(canvas, rect, loads(probabilities, used), set(), used / trace.model.experts)


def _draw_bars(canvas: Canvas, rect: QRectF, shares: Array, marked: set[int], even: float | None) -> None:
    c, width = canvas.colours, rect.width() / len(shares)
    base, top = rect.bottom() - LABEL, max(float(max(shares)), 1e-6)
    room = base - rect.y() - 60
    for expert, share in enumerate(shares):
        own = expert in marked
        tall = float(share) / top * room * canvas.progress
        box = QRectF(rect.x() + (expert + 0.2) * width, base - tall, 0.6 * width, tall)
        canvas.box(box, c.query if own else c.neutral_bar, 8)
        value = QRectF(rect.x() + expert * width, box.y() - 50, width, 46)
        canvas.text(value, percent(float(share)), 32, c.query if own else c.text, CENTRE, bold=own)
        name = translate("lesson", "expert {number}").format(number=expert)
        canvas.text(QRectF(rect.x() + expert * width, base + 4, width, LABEL - 4), name, 28, c.text, CENTRE, bold=own)
    canvas.box(QRectF(rect.x(), base - 2, rect.width(), 2), c.line)
    if even is not None:
        y = base - even / top * room
        canvas.painter.setPen(QPen(QColor(c.text), 3, Qt.PenStyle.DashLine))
        canvas.painter.drawLine(rect.x(), y, rect.right(), y)
        note = translate("lesson", "if all had the same: {share}").format(share=percent(even))
        wide = canvas.width(note, 28) + 32
        box = QRectF(rect.right() - wide, y - 54, wide, 48)
        canvas.box(box, c.ground, 12)
        canvas.text(box.adjusted(16, 0, -16, 0), note, 28, c.text, RIGHT)


def _draw_table(canvas: Canvas, rect: QRectF, probabilities: Array, query: int, used: int) -> None:
    """A row for each token, a column for each expert; the chosen ones framed."""
    c, (count, experts) = canvas.colours, probabilities.shape
    first = max(0, min(query - MOST // 2, count - MOST))
    tokens = range(first, min(count, first + MOST))
    width, height = (rect.width() - NAMES) / experts, (rect.height() - LABEL) / len(tokens)
    shown = round(len(tokens) * canvas.progress)
    for row, token in enumerate(tokens):
        middle = rect.y() + (row + 0.5) * height
        own = token == query
        name = QRectF(rect.x(), middle - 24, NAMES - 20, 48)
        canvas.text(name, canvas.query_label(token), 30, c.query if own else c.text, RIGHT, bold=own)
        chosen = chosen_experts(probabilities[token], used)
        for expert in range(experts if row < shown else 0):
            box = QRectF(rect.x() + NAMES + expert * width, rect.y() + row * height, width, height)
            box = box.adjusted(3, 3, -3, -3)
            share = float(probabilities[token, expert])
            canvas.box(box, mix(c.panel, c.query, 0.75 * share), 8)
            if expert in chosen:
                canvas.painter.setPen(QPen(QColor(c.query), 3))
                canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
                canvas.painter.drawRoundedRect(box, 8, 8)
            canvas.text(box, percent(share, 0), 26, c.text, CENTRE, bold=expert in chosen)
    for expert in range(experts):
        name = translate("lesson", "expert {number}").format(number=expert)
        box = QRectF(rect.x() + NAMES + expert * width, rect.bottom() - LABEL, width, LABEL)
        canvas.text(box, name, 26, c.secondary, CENTRE)
