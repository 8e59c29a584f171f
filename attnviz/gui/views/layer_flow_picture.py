"""A flow over layers as a figure for a paper or a slide: everything named on it, nothing that needs a mouse."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QTextDocument

from attnviz.gui.fonts import ui_font
from attnviz.gui.theme import Colours
from attnviz.gui.views.heatmap_header import one_line, wrapped
from attnviz.gui.views.heatmap_picture import MARGIN, TITLE_HEIGHT, TITLE_PIXELS, sentence_lines
from attnviz.gui.views.layer_flow_canvas import paint_flow
from attnviz.gui.views.layer_flow_data import Scene
from attnviz.gui.views.layer_flow_drift import HIGH, DriftScene, draw_drift
from attnviz.gui.views.layer_flow_said import kind_name, notes_of, rich_sentence
from attnviz.gui.views.runs import Run, draw_runs

NOTE, CAPTION = 18.0, 24.0
LEAST = 220.0


def paint_figure(painter: QPainter, rect: QRectF, scene: Scene | None, drift: DriftScene | None, c: Colours) -> None:
    """Draw the figure: sentence and model, what is seen, how to read it, the flow, and the drift where it has room."""
    if scene is None:
        return
    painter.save()
    painter.fillRect(rect, QColor(c.panel))
    area = rect.adjusted(MARGIN, MARGIN - 6, -MARGIN, -MARGIN)
    y, trace = area.y(), scene.trace
    text = one_line(trace.tokens.text)
    if trace.target is not None:
        text = f"{text} → {one_line(trace.target.text)}"
    for line in sentence_lines(text, area.width()):
        draw_runs(painter, QRectF(area.x(), y, area.width(), TITLE_HEIGHT), [Run(line, c.text, TITLE_PIXELS)])
        y += TITLE_HEIGHT
    caption = f"{trace.model.name} · {kind_name(scene.options.kind)}"
    draw_runs(painter, QRectF(area.x(), y, area.width(), CAPTION), [Run(caption, c.secondary, 14, gives=True)])
    y = _draw_said(painter, area, y + CAPTION + 4, scene, c)
    for note in wrapped(notes_of(scene), area.width()):
        draw_runs(painter, QRectF(area.x(), y, area.width(), NOTE), [Run(note, c.secondary, 12, gives=True)])
        y += NOTE
    left = area.bottom() - y - 8
    below = HIGH + 20 if drift is not None and left - HIGH - 40 >= LEAST else 0.0
    flow = QRectF(area.x(), y + 8, area.width(), max(1.0, left - below - (16 if below else 0)))
    paint_flow(painter, flow, scene, c)
    if below:
        draw_drift(painter, QRectF(area.x(), area.bottom() - below, area.width(), below), drift, None, c)
    painter.restore()


def _draw_said(painter: QPainter, area: QRectF, y: float, scene: Scene, c: Colours) -> float:
    """The sentence; returns the y below it."""
    document = QTextDocument()
    document.setDefaultFont(ui_font(17))
    document.setDocumentMargin(0)
    document.setHtml(rich_sentence(scene, c))
    document.setTextWidth(area.width())
    painter.save()
    painter.translate(area.x(), y)
    document.drawContents(painter)
    painter.restore()
    return y + document.size().height() + 4
