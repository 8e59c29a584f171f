"""A panel as a picture of its own, for files, paper and the clipboard: its name, the sentence, the finding, the
picture, and what was measured."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from attnviz.gui.fonts import ui_font
from attnviz.gui.labs.knobs import tell, translate
from attnviz.gui.labs.panel import Panel
from attnviz.gui.labs.picture import paint, why_nothing
from attnviz.gui.slides.text import draw_line, lines_of, paragraphs
from attnviz.gui.theme import Colours
from attnviz.gui.views.heatmap_header import one_line
from attnviz.gui.views.parts import place_name
from attnviz.lessons.page import Page
from attnviz.lessons.step import Run

MARGIN, GAP = 20.0, 8.0
MOST = 3


def paint_figure(painter: QPainter, area: QRectF, panel: Panel, page: Page, said: str, colours: Colours) -> None:
    """Draw it over ``area``; ``said`` tells how the knobs stand."""
    painter.save()
    painter.fillRect(area, QColor(colours.panel))
    inner = area.adjusted(MARGIN, MARGIN - 4, -MARGIN, -MARGIN)
    lines = [(translate("labs", panel.title), 21, colours.text, True)]
    if page.trace is not None and len(page.trace.tokens):
        lines.append((one_line(page.trace.tokens.text), 17, colours.text, False))
    if said:
        lines.append((said, 14, colours.secondary, False))
    if not why_nothing(page)[0] and panel.finding is not None:
        lines.append((tell(panel.finding(page)), 17, colours.text, True))
    y = inner.y()
    for text, pixels, colour, bold in lines:
        y = _draw_text(painter, inner, y, text, pixels, colour, bold)
    foot = foot_of(panel, page)
    high = _height(foot, 12, inner.width())
    paint(painter, QRectF(inner.x(), y + GAP, inner.width(), inner.bottom() - high - 2 * GAP - y), page, colours)
    _draw_text(painter, inner, inner.bottom() - high, foot, 12, colours.secondary, False)
    painter.restore()


def foot_of(panel: Panel, page: Page) -> str:
    """What was measured, and on what."""
    said = translate("labs", panel.measured)
    if page.trace is None or page.step.schematic:
        return said
    if page.step.whole or page.scene is None:
        return f"{said} · {page.trace.model.name} · {page.trace.device.name}"
    return f"{said} · {place_name(page.trace.model, page.scene.focus)}"


def _lines(text: str, pixels: int, width: float) -> list[tuple[int, int]]:
    (rich,) = paragraphs([Run(text.replace("\n", " "))])
    font = ui_font(pixels)
    return lines_of(rich, width, font)[:MOST]


def _height(text: str, pixels: int, width: float) -> float:
    return 1.5 * pixels * len(_lines(text, pixels, width))


def _draw_text(painter: QPainter, inner: QRectF, y: float, text: str, pixels: int, colour: str, bold: bool) -> float:
    (rich,) = paragraphs([Run(text.replace("\n", " "))])
    for span in _lines(text, pixels, inner.width()):
        draw_line(painter, inner.x(), y, rich, span, ui_font(pixels), colour, {}, bold)
        y += 1.5 * pixels
    return y
