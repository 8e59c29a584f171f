"""A recurrent net reads the sentence: its states (part 0), what is left of each word (1), attention beside it (2), and
how many steps either takes (3).

Knobs: ``read``, how many tokens the net has read, 0 for those up to the query; those of the lab come with its wish.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.gui.paint import signed_colour
from attnviz.gui.slides.bar_rows import BarRow, draw_bar_rows
from attnviz.gui.slides.canvas import CENTRE, LEFT, Canvas, translate
from attnviz.gui.slides.columns import draw_labels, lay_out
from attnviz.gui.slides.found import asked_of, found_by
from attnviz.gui.slides.roles import draw_sign_legend
from attnviz.labs.recurrent import Recurrent
from attnviz.lessons.scene import word_name

FOOT = 44.0
WIDEST_STRIP = 74.0
COUNTS = 360.0
STATES, LEFT_OVER, BESIDE, STEPS = range(4)


def draw(canvas: Canvas, rect: QRectF) -> None:
    part = canvas.page.step.part
    if part == STEPS:
        _draw_steps(canvas, rect)
        return
    found = found_by(canvas, rect, asked_of(canvas.page.step, "recurrent"))
    if found is None:
        return
    note = translate("lesson", "an untrained net of {count} numbers, reading the word vectors of this model")
    foot = QRectF(rect.x(), rect.bottom() - FOOT + 8, rect.width(), FOOT - 8)
    if not canvas.page.step.knobs:  # a panel says it itself
        align = LEFT if part == STATES else CENTRE
        canvas.text(foot, note.format(count=found.states.shape[1]), 26, canvas.colours.secondary, align)
        if part == STATES:
            draw_sign_legend(canvas, foot, canvas.colours.value)
    body = rect.adjusted(0, 0, 0, 0 if canvas.page.step.knobs else -FOOT)
    (_draw_states if part == STATES else _draw_left)(canvas, body, found)


def _draw_states(canvas: Canvas, rect: QRectF, found: Recurrent) -> None:
    """The words, and below each the state that it leaves, made of the word and the state before it."""
    c, columns = canvas.colours, lay_out(canvas, rect)
    top, base = rect.y() + columns.labels + 34, rect.bottom() - 6
    draw_labels(canvas, columns, rect.y())
    shown = max(1, round(len(columns.keys) * canvas.progress))
    middle = (top + base) / 2
    for place, (key, box) in enumerate(list(zip(columns.keys, columns.boxes, strict=True))[:shown]):
        state = found.states[min(key, len(found.states) - 1)]
        width = min(WIDEST_STRIP, 0.62 * box.width())
        strip = QRectF(box.center().x() - width / 2, top, width, base - top)
        canvas.box(strip.adjusted(-4, -4, 4, 4), c.panel, 8)
        cell = strip.height() / len(state)
        for at, value in enumerate(state):
            part = QRectF(strip.x(), strip.y() + at * cell, strip.width(), cell - 2)
            canvas.box(part, signed_colour(float(value), 1.0, c.value, c), 2)
        _draw_arrow(canvas, QPointF(box.center().x(), top - 34), QPointF(box.center().x(), top - 8))
        if place and width + 20 < box.width():
            before = columns.boxes[place - 1].center().x() + width / 2 + 7
            if columns.keys[place - 1] == key - 1:
                _draw_arrow(canvas, QPointF(before, middle), QPointF(strip.x() - 7, middle))
            else:
                canvas.text(QRectF(before, middle - 20, strip.x() - 7 - before, 40), "…", 28, c.secondary, CENTRE)


def _draw_arrow(canvas: Canvas, start: QPointF, end: QPointF) -> None:
    c, size = canvas.colours, 9.0
    canvas.painter.setPen(QPen(QColor(c.secondary), 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    canvas.painter.drawLine(start, end)
    across = start.y() == end.y()
    for side in (-size, size):
        tail = QPointF(end.x() - size, end.y() + side) if across else QPointF(end.x() + side, end.y() - size)
        canvas.painter.drawLine(end, tail)


def _draw_left(canvas: Canvas, rect: QRectF, found: Recurrent) -> None:
    """What is left of each word when the net has read the query's; and what attention gives it."""
    scene, step = canvas.scene, canvas.page.step
    beside, read = step.part == BESIDE, int(step.knob("read", 0))
    query = scene.pair.query_index if scene.queries is scene.keys else -1
    end, shares = found.shares(read - 1 if read else query)
    name = translate("lesson", "left in the net after “{word}”").format(word=word_name(scene.keys, end, end))
    rows = [BarRow(name, shares, end, moving=not beside)]
    if beside:
        weights = scene.weights_of(end) if read else scene.pair.row_weights
        rows.append(BarRow(translate("lesson", "weights of this head"), weights))
    draw_bar_rows(canvas, rect, rows, end if read and scene.queries is scene.keys else query)


def _draw_steps(canvas: Canvas, rect: QRectF) -> None:
    """As many steps as words, each after the one before it; and all words in one."""
    count = len(canvas.scene.keys)
    half = rect.height() / 2
    rows = (
        (translate("lesson", "recurrent net"), count, canvas.colours.negative),
        (translate("lesson", "attention"), 1, canvas.colours.value),
    )
    for place, (name, steps, colour) in enumerate(rows):
        row = QRectF(rect.x(), rect.y() + place * half, rect.width(), half - 24)
        canvas.box(row, canvas.colours.panel, 20)
        inner = row.adjusted(32, 20, -32, -20)
        canvas.text(QRectF(inner.x(), inner.y(), COUNTS, 50), name, 36, canvas.colours.text, LEFT, bold=True)
        number = QRectF(inner.x(), inner.center().y() - 60, COUNTS, 120)
        canvas.text(number, str(steps), 100, colour, LEFT, bold=True)
        unit = translate("lesson", "step") if steps == 1 else translate("lesson", "steps, one after the other")
        canvas.text(QRectF(inner.x(), inner.bottom() - 44, COUNTS, 44), unit, 28, canvas.colours.secondary, LEFT)
        _draw_stairs(canvas, inner.adjusted(COUNTS + 30, 0, 0, 0), count, steps, colour)


def _draw_stairs(canvas: Canvas, rect: QRectF, count: int, steps: int, colour: str) -> None:
    """A box for each word: in its own step along the way, or all in the first."""
    across = rect.width() / count
    tall = rect.height() / count
    shown = max(1, round(count * canvas.progress))
    for at in range(count if steps == 1 else shown):
        x = rect.x() if steps == 1 else rect.x() + at * across
        box = QRectF(x, rect.y() + at * tall, max(5.0, 0.9 * across), max(5.0, 0.8 * tall))
        canvas.box(box, colour, 4)
    if steps > 1:
        time = translate("lesson", "time →")
        canvas.text(QRectF(rect.x(), rect.bottom() - 40, 200, 40), time, 28, canvas.colours.secondary, LEFT)
