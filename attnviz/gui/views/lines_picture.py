"""Attention as lines as a figure for a paper or a slide: everything named on it, nothing that needs a mouse."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from attnviz.gui.fonts import ui_width
from attnviz.gui.paint import draw_line, drop
from attnviz.gui.theme import Colours
from attnviz.gui.views.heatmap_header import one_line, wrapped
from attnviz.gui.views.heatmap_picture import MARGIN, TITLE_HEIGHT, TITLE_PIXELS, sentence_lines
from attnviz.gui.views.lines_colours import head_colour
from attnviz.gui.views.lines_data import Scene
from attnviz.gui.views.lines_painting import (
    Marks,
    chosen_lines,
    draw_emphasis,
    draw_labels,
    draw_shares,
    draw_some,
    head_name,
    reading_notes,
)
from attnviz.gui.views.lines_plan import plan_lines
from attnviz.gui.views.parts import part_name
from attnviz.gui.views.runs import Run, draw_runs
from attnviz.trace import Trace

NOTE, LEGEND = 18.0, 24.0
BIGGEST_SHRINK = 0.05


def paint_lines(painter: QPainter, rect: QRectF, scene: Scene, marks: Marks, c: Colours) -> None:
    """Draw the figure: sentence, model, heads with their colours, how to read it, tokens and lines.

    All of it fits ``rect``, however many tokens there are: a long text gets small.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(rect, QColor(c.panel))
    area = rect.adjusted(MARGIN, MARGIN - 6, -MARGIN, -MARGIN)
    y = draw_title(painter, area, scene.trace, part_name(scene.trace.model, scene.focus.layer), c)
    y = _draw_legend(painter, QRectF(area.x(), y, area.width(), LEGEND), scene, c)
    notes = wrapped(reading_notes(scene, plan_lines(scene, area.width(), area.height())), area.width())
    for text in notes:
        draw_runs(painter, QRectF(area.x(), y, area.width(), NOTE), [Run(text, c.secondary, 12, gives=True)])
        y += NOTE
    below = QRectF(area.x(), y + 8, area.width(), max(1.0, area.bottom() - y - 8))
    plan = plan_lines(scene, below.width(), below.height())
    shrink = min(below.width() / plan.size.width(), below.height() / plan.size.height(), 1.0)
    if BIGGEST_SHRINK < shrink < 1.0:  # planned for the room that there is in its own pixels
        plan = plan_lines(scene, below.width() / shrink, below.height() / shrink)
        shrink = min(below.width() / plan.size.width(), below.height() / plan.size.height(), 1.0)
    painter.translate(below.x() + (below.width() - shrink * plan.size.width()) / 2, below.y())
    painter.scale(shrink, shrink)
    whole = QRectF(QPointF(), plan.size)
    alone = marks.lines(scene)
    draw_some(painter, scene, plan, scene.lines if alone is None else alone, c, None)
    chosen = chosen_lines(scene) if alone is None else None
    if chosen is not None:
        draw_emphasis(painter, scene, plan, chosen, c)
    draw_labels(painter, scene, plan, whole, marks, alone, c)
    ends = alone if alone is not None else chosen
    if ends is not None and (plan.kind == "columns" or alone is not None):
        at = "query" if marks.token and marks.token[0] == "key" else "key"
        draw_shares(painter, scene, plan, ends, at, whole, c)
    painter.restore()


def draw_title(painter: QPainter, area: QRectF, trace: Trace, about: str, c: Colours) -> float:
    """The sentence, and below it model and what the figure is ``about``; returns the y below them."""
    y, text = area.y(), one_line(trace.tokens.text)
    if trace.target is not None:
        text = f"{text} → {one_line(trace.target.text)}"
    for line in sentence_lines(text, area.width()):
        draw_runs(painter, QRectF(area.x(), y, area.width(), TITLE_HEIGHT), [Run(line, c.text, TITLE_PIXELS)])
        y += TITLE_HEIGHT
    name = " · ".join(part for part in (trace.model.name, about) if part)
    draw_runs(painter, QRectF(area.x(), y, area.width(), LEGEND), [Run(name, c.secondary, 14, gives=True)])
    return y + LEGEND


def _draw_legend(painter: QPainter, rect: QRectF, scene: Scene, c: Colours) -> float:
    """A spot of colour and a name for each head, in as many lines as that takes; returns the y below."""
    x, y = rect.x(), rect.y()
    for head, slot in zip(scene.heads, scene.slots, strict=True):
        name = head_name(head)
        wide = ui_width(name, 14) + 18
        if x > rect.x() and x + wide > rect.right():
            x, y = rect.x(), y + LEGEND
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(head_colour(slot, c)))
        painter.drawEllipse(QRectF(x, y + LEGEND / 2 - 5, 10, 10))
        painter.setPen(QColor(c.text))
        draw_line(painter, QPointF(x + 16, y + LEGEND / 2 + drop(14)), name, 14)
        x += wide + 16
    return y + LEGEND
