"""The sqrt(d) lab: how spread out attention is with the division and without it, for queries of d numbers.

Part 0: without; part 1: with it beside. Knobs: with ``d``, the row of the query for so many numbers above the lines, or
alone where there is little room; ``divided`` says which of the two rows.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF

from attnviz.digits import number, percent
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.gui.slides.chart import Line, draw_lines
from attnviz.gui.slides.chart_mark import draw_mark
from attnviz.gui.slides.columns import draw_labels, lay_out, left_out_text
from attnviz.gui.slides.found import found_by
from attnviz.lab import lab
from attnviz.labs.scaling import Scaling, row_at

VALUE, BESIDE = 44.0, 44.0
HIGH = 560.0
"""With more height than this there is room for the row and for the lines."""
ROW = 0.46


def draw(canvas: Canvas, rect: QRectF) -> None:
    found = found_by(canvas, rect, lab("scaling"))
    if found is None:
        return
    d = int(canvas.page.step.knob("d", 0))
    if not d:
        _draw_chart(canvas, rect, found, 0)
        return
    high = rect.height() * ROW if rect.height() >= HIGH else rect.height()
    _draw_row(canvas, QRectF(rect.x(), rect.y(), rect.width(), high), d)
    if rect.height() >= HIGH:
        _draw_chart(canvas, rect.adjusted(0, high + 24, 0, 0), found, d)


def _draw_chart(canvas: Canvas, rect: QRectF, found: Scaling, d: int) -> None:
    """Both lines, or without the division only; the width ``d`` that is looked at is marked."""
    c, divided = canvas.colours, bool(canvas.page.step.part)
    labels = [str(width.d) for width in found.widths]
    lines = [Line([width.bits_plain for width in found.widths], c.negative, translate("lesson", "not divided"))]
    if divided or d:
        divided_line = [width.bits_divided for width in found.widths]
        lines.insert(0, Line(divided_line, c.value, translate("lesson", "divided by √d")))
    most = ceil(2 * max(value for line in lines for value in line.values)) / 2
    room = rect.adjusted(0, 44, 0, -44)
    canvas.text(QRectF(rect.x(), rect.y(), rect.width(), 44), _axis(), 28, c.secondary, LEFT)
    if str(d) in labels:
        draw_mark(canvas, room, labels.index(str(d)), len(labels))
    draw_lines(canvas, room, lines, labels, 0.0, max(0.5, most))
    foot = QRectF(rect.x(), rect.bottom() - 44, rect.width(), 44)
    canvas.text(foot, translate("lesson", "d: numbers of each query and key that are used"), 28, c.secondary, CENTRE)


def _axis() -> str:
    return translate("lesson", "spread in bits, mean of all rows: 0 bits is a single word")


def _draw_row(canvas: Canvas, rect: QRectF, d: int) -> None:
    """The shares of the query, from so many numbers: a bar each."""
    c, scene = canvas.colours, canvas.scene
    divided = bool(canvas.page.step.knob("divided", True))
    made = row_at(scene.head, scene.pair.query_index, min(d, scene.head.query.shape[1]), divided)
    name = translate("lesson", "divided by √d") if divided else translate("lesson", "not divided")
    spread = translate("lesson", "spread: {bits} bits").format(bits=number(made.bits))
    tone = c.value if divided else c.negative
    canvas.text(QRectF(rect.x(), rect.y(), rect.width(), BESIDE), f"d = {d}", 32, c.text, bold=True)
    left = canvas.width(f"d = {d}", 32) + 36
    canvas.text(QRectF(rect.x() + left, rect.y(), rect.width(), BESIDE), f"{name} · {spread}", 32, tone, bold=True)
    columns = lay_out(canvas, rect.adjusted(0, BESIDE + 8, 0, 0), weights=made.shares)
    note = QRectF(rect.x(), rect.y(), rect.width(), BESIDE)
    canvas.text(note, left_out_text(canvas, columns), 24, c.secondary, RIGHT)
    base = rect.bottom() - columns.labels
    canvas.box(QRectF(rect.x(), base, rect.width(), 2), c.line)
    top = rect.y() + BESIDE + 8 + VALUE
    for key, box in zip(columns.keys, columns.boxes, strict=True):
        share = float(made.shares[key])
        tall = share * (base - top) * canvas.progress  # of 100 %, so that rows can be compared
        canvas.box(QRectF(box.x() + 0.22 * box.width(), base - tall, 0.56 * box.width(), tall), tone, 6)
        text = QRectF(box.x() - 8, base - tall - VALUE, box.width() + 16, VALUE)
        canvas.text(text, percent(share, 0 if share >= 0.0995 else 1), 26, c.text, CENTRE)
        said = f"{canvas.key_label(key)}: {percent(share, 4)}"
        canvas.tip(QRectF(box.x(), rect.y(), box.width(), rect.height()), said)
    draw_labels(canvas, columns, base + 4, scene.pair.query_index)
