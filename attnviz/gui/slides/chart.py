"""A line of numbers layer by layer, with each number at its point: large enough for a hall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF

from attnviz.digits import number
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas

NAMES, LABEL, VALUE = 130.0, 48.0, 44.0


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
    """Lines over common labels; numbers stand above the points of the first one.

    Args:
        low, high: what the lower and the upper edge stand for.
        places: decimals of all numbers.
        numbers: whether there are any at the points.
    """
    c = canvas.colours
    plot = QRectF(rect.x() + NAMES, rect.y() + VALUE, rect.width() - NAMES - 40, rect.height() - LABEL - VALUE)
    for value in (low, (low + high) / 2, high):
        y = _y(plot, value, low, high)
        canvas.box(QRectF(plot.x(), y - 1, plot.width(), 2), c.line)
        canvas.text(QRectF(rect.x(), y - 22, NAMES - 16, 44), number(value, places), 26, c.secondary, RIGHT)
    step = plot.width() / max(1, len(labels) - 1)
    every = max(1, round(70 / step) if step < 70 else 1)
    for at, label in enumerate(labels):
        if at % every == 0 or at == len(labels) - 1:
            box = QRectF(plot.x() + at * step - 80, plot.bottom() + 6, 160, LABEL - 6)
            canvas.text(box, label, 26, c.secondary, CENTRE)
    for index, line in enumerate(lines):
        points = [QPointF(plot.x() + at * step, _y(plot, value, low, high)) for at, value in enumerate(line.values)]
        shown = points[: max(1, round(len(points) * canvas.progress))]
        canvas.painter.setPen(QPen(QColor(line.colour), 5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
        canvas.painter.drawPolyline(QPolygonF(shown))
        for at, point in enumerate(shown):
            canvas.box(QRectF(point.x() - 8, point.y() - 8, 16, 16), line.colour, 8)
            if numbers and index == 0 and at % every == 0:
                box = QRectF(point.x() - 70, point.y() - VALUE - 8, 140, VALUE)
                canvas.text(box, number(float(line.values[at]), places), 28, line.colour, CENTRE, bold=True)
        if line.name and len(shown) == len(points):
            below = points[-1].y() + 58 < plot.bottom()
            box = QRectF(points[-1].x() - 500, points[-1].y() + (14 if below else -58), 440 if not below else 500, 44)
            canvas.text(box, line.name, 28, line.colour, RIGHT if len(labels) > 1 else LEFT)


def _y(plot: QRectF, value: float, low: float, high: float) -> float:
    return plot.bottom() - (min(max(value, low), high) - low) / (high - low) * plot.height()
