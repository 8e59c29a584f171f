"""Experts and their router: for one token (part 0), for every token (1), and how the text loads each expert (2).

Knobs: ``show``, one of SHOWN in place of the part, of which the last are the parameters at work; ``layer``, from 0.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.digits import percent
from attnviz.gui.slides.canvas import CENTRE, RIGHT, Canvas, translate
from attnviz.gui.slides.experts_work import draw_work, expert_name
from attnviz.gui.slides.found import draw_missing
from attnviz.gui.theme import mix
from attnviz.labs.experts import chosen_experts, loads
from attnviz.lessons.scene import Scene
from attnviz.lessons.step import Step
from attnviz.trace import Array

SHOWN = ("word", "all", "load", "work")
NAMES, LABEL = 240.0, 48.0
MOST, LOWEST = 12, 36.0
"""Tokens of the table; of a longer text those around the query."""


def draw(canvas: Canvas, rect: QRectF) -> None:
    trace = canvas.scene.trace
    if trace.routers is None:
        draw_missing(canvas, rect, asked=True)
        return
    layer = layer_of(canvas.page.step, canvas.scene)
    probabilities, used = trace.routers[layer], trace.model.experts_used
    query = min(canvas.scene.pair.query_index, len(probabilities) - 1)
    shown = str(canvas.page.step.knob("show", SHOWN[canvas.page.step.part]))
    if shown == "work":
        draw_work(canvas, rect, set(chosen_experts(probabilities[query], used)))
    elif shown == "word":
        chosen = chosen_experts(probabilities[query], used)
        _draw_bars(canvas, rect, probabilities[query], set(chosen), None)
    elif shown == "all":
        _draw_table(canvas, rect, probabilities, query, used)
    else:
        _draw_bars(canvas, rect, loads(probabilities, used), set(), used / trace.model.experts)


def layer_of(step: Step, scene: Scene) -> int:
    """The layer whose router is shown: that of the knob, or the one in focus."""
    assert scene.trace.routers is not None
    return min(int(step.knob("layer", scene.focus.layer)), len(scene.trace.routers) - 1)


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
        name = expert_name(canvas, expert, width)
        canvas.text(QRectF(rect.x() + expert * width, base + 4, width, LABEL - 4), name, 28, c.text, CENTRE, bold=own)
        column = QRectF(rect.x() + expert * width, rect.y(), width, rect.height())
        canvas.tip(column, f"{name}: {percent(float(share), 4)}")
    canvas.box(QRectF(rect.x(), base - 2, rect.width(), 2), c.line)
    if even is not None:
        y = base - even / top * room
        canvas.painter.setPen(QPen(QColor(c.text), 3, Qt.PenStyle.DashLine))
        canvas.painter.drawLine(rect.x(), y, rect.right(), y)
        note = translate("lesson", "if all had the same: {share}").format(share=percent(even))
        wide = canvas.width(note, 28) + 32
        box = QRectF(_free(rect, wide, [float(share) < even for share in shares]), y - 54, wide, 48)
        canvas.box(box, c.ground, 12)
        canvas.text(box.adjusted(16, 0, -16, 0), note, 28, c.text, RIGHT)


def _free(rect: QRectF, wide: float, low: list[bool]) -> float:
    """Where a note so ``wide`` may begin without lying on a column: the ``low`` ones leave room; else at the right."""
    width = rect.width() / len(low)
    count = ceil(wide / width)
    ends = (end for end in range(len(low), count - 1, -1) if all(low[end - count : end]))
    return rect.x() + next(ends, len(low)) * width - wide


def _draw_table(canvas: Canvas, rect: QRectF, probabilities: Array, query: int, used: int) -> None:
    """A row for each token, a column for each expert; the chosen ones framed."""
    c, (count, experts) = canvas.colours, probabilities.shape
    most = max(1, min(MOST, int((rect.height() - LABEL) // LOWEST)))
    first = max(0, min(query - most // 2, count - most))
    tokens = range(first, min(count, first + most))
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
        name = expert_name(canvas, expert, width)
        box = QRectF(rect.x() + NAMES + expert * width, rect.bottom() - LABEL, width, LABEL)
        canvas.text(box, name, 26, c.secondary, CENTRE)
