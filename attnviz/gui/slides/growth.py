"""Cost against length: milliseconds measured on this device, with the line of n squared (part 0: full; part 1: all).

Knobs: ``kind``, whose lengths the step's wishes name one by one; what is not timed yet is not drawn yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF

from attnviz.digits import byte_count, number, time_taken
from attnviz.errors import UserError
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.gui.slides.found import told
from attnviz.lab import lab
from attnviz.labs.cost import Cost, Point, joined

NAMES, LABEL, SIDE = 150.0, 54.0, 420.0
MARK = 70.0


class Kind(NamedTuple):
    """A line, and what it is called."""

    name: str
    points: tuple[Point, ...]
    colour: str


def draw(canvas: Canvas, rect: QRectF) -> None:
    """Both axes double from line to line, so that n squared is straight and steeper than n."""
    step, c = canvas.page.step, canvas.colours
    found = _so_far(canvas) if step.knobs else canvas.scene.trace.labs.get(lab("cost"))
    found = told(canvas, rect, found)
    if found is None:
        return
    kinds = [
        Kind(translate("lesson", "full: all weights kept"), found.full, c.negative),
        Kind(translate("lesson", "flash: no table"), found.flash, c.value),
        Kind(translate("lesson", "one head alone"), found.one_head, c.key),
    ]
    if step.knobs:
        names = translate("lesson", "full attention"), translate("lesson", "flash attention"), kinds[2].name
        kinds = [kind._replace(name=name) for kind, name in zip(kinds, names, strict=True) if kind.points]
    kinds = kinds[: 3 if step.part or step.knobs else 1]
    squared = found.squared(kinds[0].points)
    plot = QRectF(rect.x() + NAMES, rect.y() + 50, rect.width() - NAMES - SIDE, rect.height() - 50 - LABEL)
    if step.knobs:
        plot = QRectF(rect.x() + NAMES, rect.y() + 50, rect.width() - NAMES - 50, rect.height() - 50 - LABEL)
    every = [point.milliseconds for kind in kinds for point in kind.points] + squared
    low, high = min(every) * 0.8, max(every) * 1.25
    points = max((kind.points for kind in kinds), key=len)
    _draw_axes(canvas, rect, plot, points, low, high)
    _draw_line(canvas, plot, kinds[0].points, squared, low, high, c.secondary, points, dashed=True)
    for kind in kinds:
        taken = [point.milliseconds for point in kind.points]
        _draw_line(canvas, plot, kind.points, taken, low, high, kind.colour, points)
    if step.knobs:
        _draw_legend(canvas, plot, kinds)
        return
    for row, (name, own, colour) in enumerate(kinds):
        box = QRectF(plot.right() + 30, plot.y() + row * 110, SIDE - 30, 50)
        canvas.text(box, name, 28, colour, LEFT, bold=True)
        canvas.text(box.translated(0, 46), _last(own), 28, c.text, LEFT)
    square = QRectF(plot.right() + 30, plot.y() + 110 * len(kinds), SIDE - 30, 50)
    canvas.text(square, translate("lesson", "- - -  n² through the last point"), 28, c.secondary, LEFT)


def _so_far(canvas: Canvas) -> Cost | UserError | None:
    """What has been timed of the lengths that the step asks for, or why nothing was."""
    labs = canvas.scene.trace.labs
    found = [labs[asked] for asked in canvas.page.step.wishes.labs if asked in labs]
    parts = [one for one in found if isinstance(one, Cost)]
    return joined(parts) if parts else next(iter(found), None)


def _last(points: tuple[Point, ...]) -> str:
    last = points[-1]
    return translate("lesson", "{time} at {n} tokens").format(time=time_taken(last.milliseconds), n=f"{last.n:,}")


def _draw_legend(canvas: Canvas, plot: QRectF, kinds: Sequence[Kind]) -> None:
    """In the lower right of the plot, below all lines, which rise to the right."""
    c, line = canvas.colours, min(50.0, 0.13 * plot.height())
    told = translate("lesson", "{kind}: {time}")
    texts = [told.format(kind=kind.name, time=time_taken(kind.points[-1].milliseconds)) for kind in kinds]
    square = translate("lesson", "- - -  n² through the last point")
    for size in (30, 28, 26, 24):
        wide = max(*(canvas.width(text, size) + MARK for text in texts), canvas.width(square, size)) + 12
        if wide < 0.56 * plot.width() and 1.2 * size < line:
            break
    left, top = plot.right() - wide, plot.bottom() - 12 - line * (len(kinds) + 1)
    canvas.box(QRectF(left - 12, top, wide + 24, line * (len(kinds) + 1)), c.ground)  # no grid through the words
    for row, (kind, text) in enumerate(zip(kinds, texts, strict=True)):
        box = QRectF(left + MARK, top + row * line, wide - MARK, line)
        canvas.box(QRectF(left, box.center().y() - 4, MARK - 20, 8), kind.colour, 4)
        canvas.text(box, text, size, kind.colour, LEFT, bold=True)
        held = translate("lesson", "holds {bytes} of weights").format(bytes=byte_count(kind.points[-1].bytes))
        canvas.tip(box, f"{_last(kind.points)}\n{held}")
    canvas.text(QRectF(left, top + len(kinds) * line, wide, line), square, size, c.secondary, LEFT)


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
        canvas.text(QRectF(x - 100, plot.bottom() + 8, 200, LABEL - 8), f"{point.n:,}", 28, c.secondary, CENTRE)
    unit = QRectF(plot.right() + 56, plot.bottom() + 8, rect.right() - plot.right() - 56, LABEL - 8)
    if canvas.width(translate("lesson", "tokens"), 28) <= unit.width():
        canvas.text(unit, translate("lesson", "tokens"), 28, c.secondary, LEFT)


def _draw_line(
    canvas: Canvas,
    plot: QRectF,
    points: tuple[Point, ...],
    values: list[float],
    low: float,
    high: float,
    colour: str,
    axis: tuple[Point, ...],
    dashed: bool = False,
) -> None:
    places = [_place(plot, point, value, axis, low, high) for point, value in zip(points, values, strict=True)]
    shown = places if dashed else places[: max(1, round(len(places) * canvas.progress))]
    pen = QPen(QColor(colour), 4 if dashed else 6, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
    canvas.painter.setPen(pen)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawPolyline(QPolygonF(shown))
    for place, point in () if dashed else zip(shown, points, strict=False):
        canvas.box(QRectF(place.x() - 9, place.y() - 9, 18, 18), colour, 9)
        canvas.tip(QRectF(place.x() - 24, place.y() - 24, 48, 48), _last((point,)))
