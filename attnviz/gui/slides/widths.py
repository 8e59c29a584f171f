"""The sqrt(d) lab: how spread out attention is with the division and without it, for queries of d numbers.

Part 0: without; part 1: with it beside.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF

from attnviz.gui.slides.canvas import CENTRE, LEFT, Canvas, translate
from attnviz.gui.slides.chart import Line, draw_lines
from attnviz.gui.slides.found import found_by
from attnviz.lab import lab


def draw(canvas: Canvas, rect: QRectF) -> None:
    c, found = canvas.colours, found_by(canvas, rect, lab("scaling"))
    if found is None:
        return
    labels = [str(width.d) for width in found.widths]
    lines = [Line([width.bits_plain for width in found.widths], c.negative, translate("lesson", "not divided"))]
    if canvas.page.step.part:
        divided = Line([width.bits_divided for width in found.widths], c.value, translate("lesson", "divided by √d"))
        lines.insert(0, divided)
    most = ceil(2 * max(value for line in lines for value in line.values)) / 2
    chart = rect.adjusted(0, 44, 0, -44)
    canvas.text(QRectF(rect.x(), rect.y(), rect.width(), 44), _axis(), 28, c.secondary, LEFT)
    draw_lines(canvas, chart, lines, labels, 0.0, max(0.5, most))
    foot = QRectF(rect.x(), rect.bottom() - 44, rect.width(), 44)
    canvas.text(foot, translate("lesson", "d: numbers of each query and key that are used"), 28, c.secondary, CENTRE)


def _axis() -> str:
    return translate("lesson", "spread in bits, mean of all rows: 0 bits is a single word")
