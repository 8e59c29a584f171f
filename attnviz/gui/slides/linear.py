"""Without the big table: numbers made positive (part 0), fading memories (1), three ways to share out (2), cost (3).

Knobs: those of the labs, which the step's wishes ask for.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF

from attnviz.digits import counted, number, percent, time_taken
from attnviz.gui.slides.bar_rows import BarRow, draw_bar_rows
from attnviz.gui.slides.canvas import CENTRE, LEFT, Canvas, translate
from attnviz.gui.slides.chart import Line, draw_lines
from attnviz.gui.slides.found import asked_of, found_by
from attnviz.gui.theme import mix
from attnviz.labs.linear import HALF_LIVES, Linear, costs
from attnviz.labs.linear_cost import LinearCost
from attnviz.trace import Array

FOOT = 48.0
NAMES, TOTAL = 220.0, 380.0
BESIDE = 210.0
FARTHEST = 24
"""tokens back to which memories are drawn"""
LENGTHS = tuple(range(256, 2049, 256))
POSITIVE, MEMORIES, THREE, COSTS = range(4)


def draw(canvas: Canvas, rect: QRectF) -> None:
    part = canvas.page.step.part
    if part == POSITIVE:
        _draw_positive(canvas, rect)
    elif part == MEMORIES:
        _draw_memories(canvas, rect)
    elif part == COSTS:
        _draw_costs(canvas, rect)
    elif (found := found_by(canvas, rect, asked_of(canvas.page.step, "linear"))) is not None:
        _draw_three(canvas, rect, found)


def phi(x: Array) -> Array:
    """elu(x) + 1 (Katharopoulos et al. 2020, equation 7)."""
    made: Array = np.where(x < 0, np.exp(np.minimum(x, 0)), x + 1)
    return made


def _draw_positive(canvas: Canvas, rect: QRectF) -> None:
    """Each number of the pair's query and key, and with the motion what phi makes of it: none is below zero."""
    c, pair = canvas.colours, canvas.scene.pair
    half = (rect.height() - FOOT) / 2
    query, key = pair.query.astype(np.float64), pair.key.astype(np.float64)
    rows = ((translate("lesson", "query"), query, c.query), (translate("lesson", "key"), key, c.key))
    for place, (name, vector, colour) in enumerate(rows):
        row = QRectF(rect.x(), rect.y() + place * half, rect.width() - TOTAL, half - 20)
        canvas.text(QRectF(row.x(), row.y(), NAMES, row.height()), name, 36, colour, LEFT, bold=True)
        _draw_numbers(canvas, row.adjusted(NAMES, 0, -40, 0), vector, canvas.progress, colour)
    right = QRectF(rect.right() - TOTAL, rect.y(), TOTAL, 2 * half - 20)
    canvas.box(right, c.panel, 20)
    totals = (("q · k", pair.dot, c.secondary), ("φ(q) · φ(k)", float(phi(query) @ phi(key)), c.text))
    for place, (name, value, colour) in enumerate(totals):
        middle = right.y() + (0.28 + 0.44 * place) * right.height()
        canvas.text(QRectF(right.x(), middle - 70, TOTAL, 56), name, 40, colour, CENTRE)
        canvas.text(QRectF(right.x(), middle - 10, TOTAL, 84), number(value), 68, colour, CENTRE, bold=place == 1)
    foot = QRectF(rect.x(), rect.bottom() - FOOT, rect.width(), FOOT)
    rule = translate("lesson", "narrow bars: x; wide bars: φ(x) = x + 1 where x is positive, else e to the power of x")
    canvas.text(foot, rule, 32, c.secondary, CENTRE)


def _draw_numbers(canvas: Canvas, rect: QRectF, before: Array, progress: float, colour: str) -> None:
    """Bars from a line at zero: what the numbers were, narrow and pale, and what becomes of them."""
    c, after = canvas.colours, phi(before)
    now = before + (after - before) * progress
    high, low = max(float(after.max()), 1e-6), min(float(before.min()), 0.0)
    zero, unit = rect.y() + rect.height() * high / (high - low), rect.height() / (high - low)
    width = rect.width() / len(before)
    for at, (old, new) in enumerate(zip(before * unit, now * unit, strict=True)):
        x = rect.x() + at * width
        canvas.box(QRectF(x + 0.1 * width, min(zero, zero - new), 0.8 * width, abs(new)), colour, 4)
        ghost = QRectF(x + 0.32 * width, min(zero, zero - old), 0.36 * width, abs(old))
        canvas.box(ghost, c.negative if old < 0 else mix(colour, c.ground, 0.45), 3)
    canvas.box(QRectF(rect.x(), zero - 1.5, rect.width(), 3), c.secondary)


def _draw_memories(canvas: Canvas, rect: QRectF) -> None:
    """What is left of a word in each memory, so many words later."""
    c = canvas.colours
    axis = translate("lesson", "what is left of a word (1 = all of it)")
    canvas.text(QRectF(rect.x(), rect.y(), rect.width(), FOOT), axis, 28, c.secondary, LEFT)
    lines = []
    for place, half_life in enumerate(HALF_LIVES):
        values = [0.5 ** (back / half_life) for back in range(FARTHEST + 1)]
        lines.append(Line(values, mix(c.negative, c.value, place / (len(HALF_LIVES) - 1)).name()))
    chart = rect.adjusted(0, FOOT, -330, -FOOT)
    draw_lines(canvas, chart, lines, [str(back) for back in range(FARTHEST + 1)], 0.0, 1.0, numbers=False)
    legend = QRectF(rect.right() - 320, rect.y() + FOOT + 20, 320, rect.height() - 2 * FOOT - 40)
    _draw_legend(canvas, legend, [line.colour for line in lines])
    foot = QRectF(rect.x(), rect.bottom() - FOOT, rect.width() - 330, FOOT)
    canvas.text(foot, translate("lesson", "tokens later"), 28, c.secondary, CENTRE)


def _draw_legend(canvas: Canvas, rect: QRectF, colours: list[str]) -> None:
    """Slowest first, as the lines lie."""
    height = rect.height() / (len(HALF_LIVES) + 1)
    title = QRectF(rect.x(), rect.y(), rect.width(), height)
    canvas.text(title, translate("lesson", "half is gone after"), 30, canvas.colours.text, LEFT, bold=True)
    for place, at in enumerate(reversed(range(len(HALF_LIVES)))):
        y = rect.y() + (place + 1) * height
        canvas.box(QRectF(rect.x(), y + height / 2 - 4, 50, 8), colours[at], 4)
        tokens = translate("lesson", "1 token") if HALF_LIVES[at] == 1 else translate("lesson", "{count} tokens")
        line = QRectF(rect.x() + 70, y, rect.width() - 70, height)
        canvas.text(line, tokens.format(count=HALF_LIVES[at]), 30, canvas.colours.text, LEFT)


def _draw_three(canvas: Canvas, rect: QRectF, found: Linear) -> None:
    scene = canvas.scene
    query = scene.pair.query_index
    rows = [
        BarRow(translate("lesson", "softmax attention"), scene.pair.row_weights, moving=False),
        BarRow(translate("lesson", "linear attention"), found.weights[query]),
    ]
    if scene.queries is scene.keys:
        rows.append(BarRow(translate("lesson", "state-space model"), found.fading_row(query), query))
    if canvas.page.step.knobs:
        columns = draw_bar_rows(canvas, rect.adjusted(0, 0, -BESIDE, 0), rows)
        beside = QRectF(rect.right() - BESIDE + 24, rect.y(), BESIDE - 24, rect.height() - columns.labels)
        _draw_differences(canvas, beside, len(rows), found)
        return
    draw_bar_rows(canvas, rect.adjusted(0, 0, 0, -FOOT), rows)
    note = translate("lesson", "linear attention’s output differs from this head’s own by {share}")
    foot = QRectF(rect.x(), rect.bottom() - FOOT + 8, rect.width(), FOOT - 8)
    canvas.text(foot, note.format(share=percent(found.difference, 0)), 28, canvas.colours.secondary, CENTRE)


def _draw_differences(canvas: Canvas, rect: QRectF, rows: int, found: Linear) -> None:
    """Beside each row of bars how far its output is from the head's own, and its time on a long text."""
    c, cost = canvas.colours, canvas.scene.trace.labs.get(asked_of(canvas.page.step, "linear_cost"))
    times = (cost.softmax, cost.linear, cost.fading) if isinstance(cost, LinearCost) else (None,) * 3
    off = translate("lesson", "{share} off")
    away = (
        translate("lesson", "the head’s own"),
        off.format(share=percent(found.difference, 0)),
        off.format(share=percent(found.fading_difference, 0)),
    )
    height = rect.height() / rows
    for place, (text, taken) in enumerate(zip(away[:rows], times[:rows], strict=True)):
        foot = QRectF(rect.x(), rect.y() + (place + 1) * height - 18, rect.width(), 0)
        size = 30 if canvas.width(text, 30) < rect.width() else 26
        time = "…" if taken is None else time_taken(taken)
        canvas.text(foot.adjusted(0, -80, 0, -40), text, size, c.text, LEFT, bold=place > 0)
        canvas.text(foot.adjusted(0, -38, 0, 0), time, 28, c.secondary, LEFT)


def _draw_costs(canvas: Canvas, rect: QRectF) -> None:
    """Operations of one head against the length of the text, counted."""
    c, width, count = canvas.colours, len(canvas.scene.pair.query), len(canvas.scene.keys)
    work = np.array([costs(length, width) for length in LENGTHS]) / 1e6
    lines = [Line(work[:, 0].tolist(), c.negative), Line(work[:, 1].tolist(), c.value)]
    axis = translate("lesson", "millions of multiplications and additions of one head, counted")
    canvas.text(QRectF(rect.x(), rect.y(), rect.width(), FOOT), axis, 28, c.secondary, LEFT)
    labels = [str(length) for length in LENGTHS]
    draw_lines(canvas, rect.adjusted(0, FOOT, 0, -FOOT), lines, labels, 0.0, float(work.max()), places=0)
    names = (
        (translate("lesson", "softmax attention: n × n × d"), c.negative),
        (translate("lesson", "linear attention: n × d × d"), c.value),
    )
    for place, (name, colour) in enumerate(names):
        y = rect.y() + 2.2 * FOOT + place * 64
        canvas.box(QRectF(rect.x() + 200, y + 25, 60, 10), colour, 5)
        canvas.text(QRectF(rect.x() + 280, y, 800, 60), name, 38, colour, LEFT, bold=True)
    here = costs(count, width)
    note = translate(
        "lesson", "{count} tokens here: {softmax} against {linear}. It pays from about d = {d} tokens on."
    ).format(d=counted(width), count=counted(count), softmax=f"{here[0]:,}", linear=f"{here[1]:,}")
    canvas.text(QRectF(rect.x(), rect.bottom() - FOOT, rect.width(), FOOT), note, 28, c.secondary, CENTRE)
