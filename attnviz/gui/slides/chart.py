"""A line of numbers layer by layer, with each number at its point: large enough for a hall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF

from attnviz.digits import number
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas

NAMES, LABEL, VALUE = 130.0, 48.0, 44.0
WIDEST = 90.0
"""A number; where labels stand closer, only every second, third … has one."""
NAME = 260.0
CLOSE = 70.0
"""Below another line by less, a number hangs under its point."""
"""right of the last point, for what a line is called"""


@dataclass(frozen=True)
class Line:
    """What is drawn, and how it is called."""

    values: Sequence[float]
    colour: str
    name: str = ""


def draw_lines(
    canvas: Canvas,
    rect: QRectF,
    lines: Sequence[Line],
    labels: Sequence[str],
    low: float,
    high: float,
    places: int = 2,
    numbers: bool = True,
) -> None:
    """Lines over common labels, with the number at each point.

    Args:
        low, high: what the lower and the upper edge stand for.
        places: decimals of all numbers.
        numbers: whether there are any at the points.
    """
    c = canvas.colours
    plot = QRectF(
        rect.x() + NAMES,
        rect.y() + VALUE,
        rect.width() - NAMES - (NAME if any(line.name for line in lines) else 60),
        rect.height() - LABEL - VALUE,
    )
    for value in (low, (low + high) / 2, high):
        y = _y(plot, value, low, high)
        canvas.box(QRectF(plot.x(), y - 1, plot.width(), 2), c.line)
        canvas.text(QRectF(rect.x(), y - 22, NAMES - 16, 44), number(value, places), 26, c.secondary, RIGHT)
    step = plot.width() / max(1, len(labels) - 1)
    every = max(1, ceil(WIDEST / step))
    for at, label in enumerate(labels):
        if at % every == 0 or at == len(labels) - 1:
            box = QRectF(plot.x() + at * step - 80, plot.bottom() + 6, 160, LABEL - 6)
            canvas.text(box, label, 26, c.secondary, CENTRE)
    placed = [
        [QPointF(plot.x() + at * step, _y(plot, value, low, high)) for at, value in enumerate(line.values)]
        for line in lines
    ]
    for line, points in zip(lines, placed, strict=True):
        shown = points[: max(1, round(len(points) * canvas.progress))]
        canvas.painter.setPen(QPen(QColor(line.colour), 5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
        canvas.painter.drawPolyline(QPolygonF(shown))
        for at, point in enumerate(shown):
            canvas.box(QRectF(point.x() - 8, point.y() - 8, 16, 16), line.colour, 8)
            if numbers and (at % every == 0 or at == len(points) - 1):
                above = any(0 < point.y() - other[at].y() < CLOSE for other in placed if at < len(other))
                if above and point.y() + VALUE + 10 > plot.bottom():
                    continue  # no room between the other line and the labels
                crowded = any(0 < other[at].y() - point.y() < 2 * CLOSE for other in placed if at < len(other))
                text = number(float(line.values[at]), places)
                _draw_value(canvas, points, at, text, line.colour, plot.bottom(), above, crowded)
        if line.name and len(shown) == len(points):
            box = QRectF(points[-1].x() + 20, points[-1].y() - 22, NAME - 20, 44)
            canvas.text(box, line.name, 28, line.colour, LEFT, bold=True)


def _draw_value(
    canvas: Canvas, points: list[QPointF], at: int, text: str, colour: str, floor: float, above: bool, crowded: bool
) -> None:
    """Where the line leaves room: above its peaks, beside its slopes, below its troughs unless they touch
    ``floor`` or another line makes them ``crowded``, and below it where another line is close ``above``."""
    here = points[at]
    before = points[at - 1].y() - here.y() if at else 0.0
    after = points[at + 1].y() - here.y() if at + 1 < len(points) else 0.0
    trough = before <= 0 and after <= 0 and min(before, after) < -12 and here.y() + VALUE + 10 < floor
    trough = (trough and not crowded) or above
    falls = 0.0 if trough else min(40.0, max(-40.0, after - before))
    top = here.y() + 10 if trough else here.y() - VALUE - 8
    shift = falls if at else max(0.0, falls) + 24
    box = QRectF(here.x() - 70 + shift, top, 140, VALUE)
    canvas.text(box, text, 28, colour, CENTRE, bold=True)


def _y(plot: QRectF, value: float, low: float, high: float) -> float:
    return plot.bottom() - (min(max(value, low), high) - low) / (high - low) * plot.height()
