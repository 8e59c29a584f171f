"""The pictures of all heads as a figure for a paper or a slide, and what they do as a table."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter

from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.paint import draw_line, draw_text, drop
from attnviz.gui.theme import Colours
from attnviz.gui.views.calculation import copied
from attnviz.gui.views.heads_picture import MARK, VEIL, atlas, draw_mark, mark_colour
from attnviz.gui.views.heads_plan import CAPTION, HeadsPlan, plan_flow, plan_matrix
from attnviz.gui.views.heads_said import Named, part_caption, pattern_name
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
    _draw_marks(painter, figure, plan, c)
    if not figure.flow:
        _draw_numbers(painter, figure, plan, c)
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


def _draw_marks(painter: QPainter, figure: Figure, plan: HeadsPlan, c: Colours) -> None:
    size, veil = min(MARK, plan.strip - 1), QColor(c.panel)
    veil.setAlphaF(VEIL)
    for slot, head in enumerate(figure.order):
        rect = plan.rect(slot)
        if head in figure.dimmed:
            painter.fillRect(rect, veil)
            continue
        pattern = int(figure.found.patterns[head]) if figure.found is not None else -1
        at = QPoint(rect.x() + (plan.cell - size) // 2, rect.bottom() + plan.strip - size)
        if figure.flow:
            name = QRectF(rect.x(), rect.bottom() + 2, plan.cell, 17)
            draw_text(painter, name, f"{head[0]}·{head[1]}", ui_font(12), c.text)
            at = QPoint(rect.right() - size, rect.bottom() + 6)
        if pattern >= 0:
            draw_mark(painter, QRectF(at.x(), at.y(), size, size), pattern, mark_colour(pattern, c))


def _draw_numbers(painter: QPainter, figure: Figure, plan: HeadsPlan, c: Colours) -> None:
    """Layers at the left, heads at the top, and which attention the layers of an encoder-decoder are."""
    font = ui_font(12)
    for row, top in enumerate(plan.tops):
        draw_text(painter, QRectF(-plan.gutter, top, plan.gutter - 7, plan.cell), str(row), font, c.secondary, RIGHT)
    for column in range(plan.columns):
        above = QRectF(column * plan.pitch, -plan.header, plan.cell, plan.header)
        draw_text(painter, above, str(column), font, c.secondary, CENTRE)
    for y, layer in plan.captions:
        text = part_caption(figure.trace.model.attention(layer)[0])
        draw_text(painter, QRectF(0, y, plan.size.width(), CAPTION - 2), text, ui_font(12, bold=True), c.secondary)


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
