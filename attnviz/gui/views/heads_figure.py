"""The pictures of all heads as a figure for a paper or a slide, and what they do as a table."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter

from attnviz.gui.fonts import ui_width
from attnviz.gui.paint import draw_line, drop
from attnviz.gui.theme import Colours
from attnviz.gui.views.calculation import copied
from attnviz.gui.views.heads_marks import HeadMarks, draw_captions, draw_heads, draw_layers
from attnviz.gui.views.heads_picture import MARK, atlas, draw_mark, mark_colour
from attnviz.gui.views.heads_plan import HeadsPlan, plan_flow, plan_matrix
from attnviz.gui.views.heads_said import Named, pattern_name
from attnviz.gui.views.heatmap_canvas import draw_outline
from attnviz.gui.views.heatmap_picture import MARGIN
from attnviz.gui.views.lines_picture import draw_title
from attnviz.heads import FACTS, PATTERNS
from attnviz.trace import HeadId, Trace

LEGEND, FINE = 24.0, 2.0
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Figure:
    """What is drawn.

    Attributes:
        order: the heads, layer by layer and all of them unless ``flow``.
        flow: line after line, each head with its name.
        own: colours of each reach up to its own strongest weight.
        about: what stands beside the model's name.
        focus: the head that has a ring.
        dimmed: heads that keep their place but step back.
    """

    trace: Trace
    found: Named | None
    order: list[HeadId]
    flow: bool
    own: bool
    about: str
    focus: HeadId
    dimmed: frozenset[HeadId] = frozenset()

    def parts(self) -> tuple[int, ...]:
        """The layers that have a caption above them."""
        model = self.trace.model
        parts = (0, model.layers, model.layers + model.decoder_layers)
        return parts if model.kind == "encoder-decoder" else ()


def plan_for(figure: Figure, room: QSize) -> HeadsPlan:
    """Where the pictures lie in a room of this size, or as little beyond as they need."""
    model = figure.trace.model
    if figure.flow:
        return plan_flow(room, len(figure.order))
    return plan_matrix(room, model.attentions, model.heads, figure.parts())


def paint_heads(painter: QPainter, rect: QRectF, figure: Figure, c: Colours) -> None:
    """Draw the figure: sentence, model, marks with their meaning, pictures with their numbers. All of it fits."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(rect, QColor(c.panel))
    area = rect.adjusted(MARGIN, MARGIN - 6, -MARGIN, -MARGIN)
    y = draw_title(painter, area, figure.trace, figure.about, c)
    if figure.found is not None:
        y = _draw_legend(painter, QRectF(area.x(), y, area.width(), LEGEND), figure.found, c)
    below = QRectF(area.x(), y + 8, area.width(), max(1.0, area.bottom() - y - 8))
    plan = plan_for(figure, below.size().toSize())
    whole = plan.size + QSize(plan.gutter, plan.header)
    shrink = min(1.0, below.width() / whole.width(), below.height() / whole.height())
    painter.translate(below.x() + (below.width() - shrink * whole.width()) / 2, below.y())
    painter.scale(shrink, shrink)
    painter.translate(plan.gutter, plan.header)
    rows = range(len(plan.tops))
    image = atlas(figure.trace.thumbnails, figure.order, plan, rows, FINE, figure.own, QColor(c.panel))
    painter.drawImage(QPointF(0, plan.tops[0]), image)
    found, corner = figure.found, QPointF(-plan.gutter, 0)
    patterns = {} if found is None else {head: int(found.patterns[head]) for head in figure.order}
    marks = HeadMarks(plan, figure.order, patterns, figure.dimmed, figure.flow)
    marks.draw(painter, range(len(figure.order)), QPoint(), c, _draw_mark)
    if not figure.flow:
        draw_layers(painter, plan, rows, corner, c)
        draw_heads(painter, plan, QPointF(0, -plan.header), c)
        draw_captions(painter, plan, QPointF(), plan.size.width(), figure.trace.model, c)
    if figure.focus in figure.order:
        around = QRectF(plan.rect(figure.order.index(figure.focus))).adjusted(-1, -1, 1, 1)
        draw_outline(painter, around, c)
    painter.restore()


def _draw_legend(painter: QPainter, rect: QRectF, found: Named, c: Colours) -> float:
    """Each mark with its name and how many heads have it, in as many lines as that takes; returns the y below."""
    x, y = rect.x(), rect.y()
    for pattern in range(len(PATTERNS)):
        text = f"{pattern_name(pattern)} {int((found.patterns == pattern).sum())}"
        wide = ui_width(text, 12) + MARK + 6
        if x > rect.x() and x + wide > rect.right():
            x, y = rect.x(), y + LEGEND
        draw_mark(painter, QRectF(x, y + (LEGEND - MARK) / 2, MARK, MARK), pattern, mark_colour(pattern, c))
        painter.setPen(QColor(c.secondary))
        draw_line(painter, QPointF(x + MARK + 6, y + LEGEND / 2 + drop(12)), text, 12)
        x += wide + 18
    return y + LEGEND


def _draw_mark(painter: QPainter, rect: QRectF, pattern: int, c: Colours) -> None:
    draw_mark(painter, rect, pattern, mark_colour(pattern, c))


def facts_table(trace: Trace, found: Named | None) -> list[list[str]]:
    """A line for each head: its pattern and its facts, as ``HeadFacts`` has them; empty for a trace without."""
    if found is None:
        return []
    rows = [["layer", "head", "pattern", *FACTS]]
    for layer in range(trace.model.attentions):
        for head in range(trace.model.heads):
            pattern = int(found.patterns[layer, head])
            facts = ("" if value != value else copied(value) for value in found.facts.values[layer, head])
            rows.append([str(layer), str(head), PATTERNS[pattern] if pattern >= 0 else "", *facts])
    return rows
