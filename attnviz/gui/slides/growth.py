"""Cost against length: milliseconds measured on this device, with the line of n squared (part 0: full; part 1: all)."""

from __future__ import annotations

from math import log2

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF

from attnviz.digits import number
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.gui.slides.found import told
from attnviz.lab import lab
from attnviz.labs.cost import Point

NAMES, LABEL, SIDE = 150.0, 54.0, 420.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    """Both axes double from line to line, so that n squared is straight and steeper than n."""
    found, c = told(canvas, rect, canvas.scene.trace.labs.get(lab("cost"))), canvas.colours
    if found is None:
        return
    kinds = [(translate("lesson", "full: all weights kept"), found.full, c.negative)]
    if canvas.page.step.part:
        kinds.append((translate("lesson", "flash: no table"), found.flash, c.value))
        kinds.append((translate("lesson", "one head alone"), found.one_head, c.key))
    plot = QRectF(rect.x() + NAMES, rect.y() + 50, rect.width() - NAMES - SIDE, rect.height() - 50 - LABEL)
    every = [point.milliseconds for _, points, _ in kinds for point in points] + found.squared(found.full)
    low, high = min(every) * 0.8, max(every) * 1.25
    _draw_axes(canvas, rect, plot, found.full, low, high)
    _draw_line(canvas, plot, found.full, found.squared(found.full), low, high, c.secondary, dashed=True)
    for row, (name, points, colour) in enumerate(kinds):
        _draw_line(canvas, plot, points, [point.milliseconds for point in points], low, high, colour)
        box = QRectF(plot.right() + 30, plot.y() + row * 110, SIDE - 30, 50)
        canvas.text(box, name, 28, colour, LEFT, bold=True)
        last = points[-1]
        text = translate("lesson", "{ms} ms at {n} tokens").format(ms=number(last.milliseconds), n=last.n)
        canvas.text(box.translated(0, 46), text, 28, c.text, LEFT)
    square = QRectF(plot.right() + 30, plot.y() + 110 * len(kinds), SIDE - 30, 50)
    canvas.text(square, translate("lesson", "- - -  n² through the last point"), 28, c.secondary, LEFT)


def _place(plot: QRectF, point: Point, value: float, points: tuple[Point, ...], low: float, high: float) -> QPointF:
    first, last = log2(points[0].n), log2(points[-1].n)
    x = plot.x() + (log2(point.n) - first) / (last - first or 1.0) * plot.width()
    return QPointF(x, plot.bottom() - (log2(value) - log2(low)) / (log2(high) - log2(low)) * plot.height())


def _draw_axes(canvas: Canvas, rect: QRectF, plot: QRectF, points: tuple[Point, ...], low: float, high: float) -> None:
    c = canvas.colours
    canvas.text(QRectF(rect.x(), rect.y(), 500, 44), translate("lesson", "milliseconds"), 28, c.secondary, LEFT)
    value = 2.0 ** round(log2(low))
    while value <= high:
        if value >= low:
            y = _place(plot, points[0], value, points, low, high).y()
            canvas.box(QRectF(plot.x(), y - 1, plot.width(), 2), c.line)
            label = number(value, 0 if value >= 1 else 2)
            canvas.text(QRectF(rect.x(), y - 22, NAMES - 16, 44), label, 26, c.secondary, RIGHT)
        value *= 4
    for point in points:
        x = _place(plot, point, low, points, low, high).x()
        canvas.text(QRectF(x - 100, plot.bottom() + 8, 200, LABEL - 8), f"{point.n}", 28, c.secondary, CENTRE)


def _draw_line(
    canvas: Canvas,
    plot: QRectF,
    points: tuple[Point, ...],
    values: list[float],
    low: float,
    high: float,
    colour: str,
    dashed: bool = False,
) -> None:
    places = [_place(plot, point, value, points, low, high) for point, value in zip(points, values, strict=True)]
    shown = places if dashed else places[: max(1, round(len(places) * canvas.progress))]
    pen = QPen(QColor(colour), 4 if dashed else 6, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
    canvas.painter.setPen(pen)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawPolyline(QPolygonF(shown))
    for place in () if dashed else shown:
        canvas.box(QRectF(place.x() - 9, place.y() - 9, 18, 18), colour, 9)
