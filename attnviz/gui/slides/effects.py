"""Weight against cause: every head of the layer as a dot, its weight to the right, what its removal does upwards.

Knob: ``of``, "all" for the heads of all layers, as many as have been removed so far.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.digits import number, percent, printed_small
from attnviz.effect import rank_correlation
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.gui.slides.cause import effect_name
from attnviz.gui.slides.found import draw_missing, told
from attnviz.gui.slides.ranking import head_name
from attnviz.gui.views.what_if_scatter import small, ticks_to
from attnviz.lessons.removals import Removal, all_heads, effect_kind, removals_of
from attnviz.trace import HeadId

NAMES, LABEL, TOP = 170.0, 54.0, 64.0
NAMED = 2
"""of the largest effects, and of the largest weights, that bear their head's number, beside the head in focus"""


def draw(canvas: Canvas, rect: QRectF) -> None:
    page, trace = canvas.page, canvas.scene.trace
    kind = effect_kind(trace.model)
    if kind == "vector" and trace.request.states and trace.states is None:
        draw_missing(canvas, rect, asked=True)
        return
    found = told(canvas, rect, removals_of(page))
    if found is None:
        return
    across, up = ticks_to(max(dot.weight for dot in found)), ticks_to(max(dot.size for dot in found))
    plot = QRectF(rect.x() + NAMES, rect.y() + TOP, rect.width() - NAMES - 140, rect.height() - TOP - 2 * LABEL)
    _draw_axes(canvas, rect, plot, across, up, effect_name(kind))
    places = [
        QPointF(
            plot.x() + dot.weight / across[-1] * plot.width(),
            plot.bottom() - dot.size / up[-1] * plot.height() * canvas.progress,
        )
        for dot in found
    ]
    order = sorted(range(len(found)), key=lambda at: -found[at].size)[:NAMED]
    order += sorted(range(len(found)), key=lambda at: -found[at].weight)[:NAMED]
    own = canvas.scene.focus.head_id
    taken: list[QRectF] = []
    for at in sorted(range(len(found)), key=lambda at: (found[at].head == own, at in order)):
        _draw_dot(canvas, places[at], found[at])
    for at in sorted(set(order) | {at for at, dot in enumerate(found) if dot.head == own}, key=order_of(found, own)):
        _name_dot(canvas, places[at], found[at], taken, rect)
    _draw_note(canvas, QRectF(rect.x() + NAMES, rect.bottom() - LABEL, rect.width() - NAMES, LABEL), found)


def order_of(found: list[Removal], own: HeadId) -> Callable[[int], tuple[bool, float]]:
    """The head in focus is named first, then those of the largest effects."""
    return lambda at: (found[at].head != own, -found[at].size)


def together(found: list[Removal]) -> float:
    """How far weight and effect rank heads alike; see ``rank_correlation``."""
    return rank_correlation([dot.weight for dot in found], [dot.size for dot in found])


def _draw_note(canvas: Canvas, foot: QRectF, found: list[Removal]) -> None:
    """How far both go together; where all heads are removed in turn, how many have been."""
    c, model = canvas.colours, canvas.scene.trace.model
    if all_heads(canvas.page):
        heads = model.attentions * model.heads
        if len(found) < heads:
            text = translate("lesson", "{count} of {all} heads so far")
            canvas.text(foot, text.format(count=len(found), all=heads), 28, c.secondary, RIGHT)
    elif not canvas.page.step.knobs and (rank := together(found)) == rank:
        note = translate("lesson", "rank correlation {number}: 1 would mean that a larger weight always does more")
        canvas.text(foot, note.format(number=number(rank)), 30, c.text, RIGHT)


def _draw_axes(canvas: Canvas, rect: QRectF, plot: QRectF, across: list[float], up: list[float], name: str) -> None:
    c = canvas.colours
    for value in up:
        y = plot.bottom() - value / up[-1] * plot.height()
        canvas.box(QRectF(plot.x(), y - 1, plot.width(), 2), c.line)
        canvas.text(QRectF(rect.x(), y - 22, NAMES - 16, 44), small(value), 26, c.secondary, RIGHT)
    for value in across:
        x = plot.x() + value / across[-1] * plot.width()
        canvas.text(QRectF(x - 80, plot.bottom() + 10, 160, LABEL - 10), percent(value, 0), 28, c.secondary, CENTRE)
    canvas.text(QRectF(plot.x() + 10, rect.y() - 6, rect.width(), TOP - 8), f"↑ {name}", 28, c.value, LEFT, bold=True)
    foot = QRectF(rect.x() + NAMES, plot.bottom() + LABEL, 620, LABEL)
    canvas.text(foot, f"→ {translate('lesson', 'weight between the two words')}", 28, c.key, LEFT, bold=True)


def _draw_dot(canvas: Canvas, point: QPointF, dot: Removal) -> None:
    c, own = canvas.colours, dot.head == canvas.scene.focus.head_id
    radius = 16.0 if own else 9.0 if all_heads(canvas.page) else 12.0
    canvas.painter.setPen(QPen(QColor(c.ground), 2))
    canvas.painter.setBrush(QColor(c.key if own else c.text))
    canvas.painter.drawEllipse(point, radius, radius)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    name = head_name(canvas.scene.trace.model, *dot.head)
    said = translate("lesson", "{head}: weight {weight}, effect {size}")
    text = said.format(head=name, weight=percent(dot.weight, 4), size=printed_small(dot.size))
    canvas.tip(QRectF(point.x() - 14, point.y() - 14, 28, 28), text)


def _name_dot(canvas: Canvas, point: QPointF, dot: Removal, taken: list[QRectF], rect: QRectF) -> None:
    """Beside its dot, unless another name is there."""
    c, own = canvas.colours, dot.head == canvas.scene.focus.head_id
    name = translate("lesson", "head {number}").format(number=dot.head[1])
    if all_heads(canvas.page):
        name = f"{dot.head[0]}.{dot.head[1]}"
    wide = canvas.width(name, 28) + 12
    left = point.x() + 22 if point.x() + 22 + wide <= rect.right() else point.x() - 22 - wide
    box = QRectF(left, point.y() - 22, wide, 44)
    if not any(box.intersects(other) for other in taken):
        canvas.text(box, name, 28, c.key if own else c.text, LEFT, bold=own)
        taken.append(box)
