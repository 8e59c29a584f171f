"""One slide: where we are, the sentence, what happens, the picture, and the formula with the pair's own numbers.

Everything is laid out in pixels of a 1920x1080 base and scaled to the rectangle at hand. A taller or wider rectangle
gives the picture more room; nothing is letterboxed.
"""

from __future__ import annotations

from importlib import import_module

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.gui.slides.band import draw_band, draw_formula_card
from attnviz.gui.slides.canvas import CENTRE, RIGHT, Canvas, translate
from attnviz.gui.slides.sentence import draw_sentence
from attnviz.gui.slides.text import draw_line, draw_plain, lines_of, paragraphs, slide_font, width_of
from attnviz.gui.theme import Colours, mix
from attnviz.gui.views.parts import place_name
from attnviz.lessons.page import Page
from attnviz.lessons.places import Places
from attnviz.lessons.step import CONTEXT, fill_text

BASE = (1920.0, 1080.0)
TALLEST = 1500.0
"""On a screen that stands upright the slide keeps to its middle: bars of any height help nobody."""
MARGIN = 96.0
HEADER, BETWEEN = 32, "   ·   "
BAND = 156.0
FOOTER = 40.0

SIDE = 520.0
"""Width of the formula's card beside a picture that is SQUARE."""

NO_TEXT = QT_TRANSLATE_NOOP("lesson", "First type a sentence.")
NO_TEXT_HINT = QT_TRANSLATE_NOOP("lesson", "Press Esc, write a few words, and come back.")
NO_HEAD = QT_TRANSLATE_NOOP("lesson", "One moment…")
MISSING_HINT = QT_TRANSLATE_NOOP("lesson", "Press S for a sentence and a model that have it.")
NO_HEAD_HINT = QT_TRANSLATE_NOOP("lesson", "The numbers of this head are on their way.")


def draw_slide(
    painter: QPainter,
    rect: QRectF,
    page: Page,
    colours: Colours,
    progress: float = 1.0,
    hint: str = "",
    zoom: float = 1.0,
) -> None:
    """Paint one step of a lesson over the whole of ``rect``.

    Args:
        progress: 0..1 of the step's motion; 1 is the slide at rest, as it is exported.
        hint: a line about the keys, for the foot of the slide; "" for none.
        zoom: how much larger than usual everything is.
    """
    painter.save()
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing
        | QPainter.RenderHint.TextAntialiasing
        | QPainter.RenderHint.SmoothPixmapTransform
    )
    painter.setClipRect(rect)
    painter.fillRect(rect, QColor(colours.ground))
    scale = zoom * min(rect.width() / BASE[0], rect.height() / BASE[1])
    painter.translate(rect.topLeft())
    painter.scale(scale, scale)
    height = rect.height() / scale
    paper = QRectF(0, 0, rect.width() / scale, min(height, TALLEST))
    painter.translate(0, (height - paper.height()) / 2)
    empty = page.trace is None or not len(page.trace.tokens)
    if page.missing and not empty:
        _draw_empty(painter, paper, colours, page.missing, MISSING_HINT)
    elif page.scene is None:
        _draw_empty(painter, paper, colours, NO_TEXT if empty else NO_HEAD, NO_TEXT_HINT if empty else NO_HEAD_HINT)
    else:
        _draw_step(Canvas(painter, page, colours, progress), paper, hint)
    painter.restore()


def _draw_step(canvas: Canvas, paper: QRectF, hint: str) -> None:
    step = canvas.page.step
    picture = import_module(f"attnviz.gui.slides.{step.picture}")
    left, width = MARGIN, paper.width() - 2 * MARGIN
    _draw_header(canvas, QRectF(left, 44, width, 44))
    y = draw_sentence(canvas, QRectF(left, 112, width, 100))
    y = _draw_statement(canvas, left, y + 18, width)
    foot = paper.height() - 36 - FOOTER
    _draw_footer(canvas, QRectF(left, foot, width, FOOTER), hint)
    body = QRectF(left, y + 34, width, foot - 24 - y - 34)
    if not step.formula:
        picture.draw(canvas, body)
    elif getattr(picture, "SQUARE", False):
        picture.draw(canvas, body.adjusted(0, 0, -SIDE - 40, 0))
        draw_formula_card(canvas, body.adjusted(width - SIDE, 0, 0, 0), step)
    else:
        picture.draw(canvas, body.adjusted(0, 0, 0, -BAND - 28))
        draw_band(canvas, QRectF(left, body.bottom() - BAND, width, BAND), step)


def _draw_header(canvas: Canvas, rect: QRectF) -> None:
    """The lesson, as far as there is room for it, and the step."""
    page, c = canvas.page, canvas.colours
    lesson, step = translate(CONTEXT, page.lesson.title), translate(CONTEXT, page.step.title)
    canvas.text(rect, f"{page.index + 1} / {len(page.lesson.steps)}", HEADER, c.secondary, RIGHT)
    room = rect.adjusted(0, 0, -160, 0)
    before = canvas.width(f"{lesson}{BETWEEN}", HEADER)
    if lesson != step and before + canvas.width(step, HEADER) <= room.width():
        canvas.text(room, f"{lesson}{BETWEEN}", HEADER, c.secondary)
        room = room.adjusted(before, 0, 0, 0)
    canvas.text(room, step, HEADER, c.text)


def _draw_statement(canvas: Canvas, left: float, top: float, width: float) -> float:
    """At most two short sentences, each from a new line; returns where they end."""
    parts = paragraphs(fill_text(translate(CONTEXT, canvas.page.step.text), Places(canvas.page)))
    for size in (40, 36, 32):
        font = slide_font(size)
        lines = [(part, span) for part in parts for span in lines_of(part, width, font)]
        if len(lines) <= 3:
            break
    c = canvas.colours
    quiet = mix(c.text, c.ground, 0.12).name()  # the sentence above comes first
    role_colours = {"query": c.query, "key": c.key, "strong": c.text}
    for part, span in lines:
        draw_line(canvas.painter, left, top, part, span, font, quiet, role_colours)
        top += 1.4 * size
    return top


def _draw_footer(canvas: Canvas, rect: QRectF, hint: str) -> None:
    """Which head these numbers are from, the keys on request, and the place in the lesson as dots."""
    c, scene, index, count = canvas.colours, canvas.scene, canvas.page.index, len(canvas.page.lesson.steps)
    where = place_name(scene.trace.model, scene.focus)
    if canvas.page.step.whole:
        where = f"{scene.trace.model.name} · {scene.trace.device.name}"
    elif canvas.page.step.schematic:
        where = translate("lesson", "Schematic: not numbers of this model")
    gap, radius = 34.0, 8.0
    dots = gap * count
    taken = 700.0 if hint else rect.width() - dots - 20
    canvas.text(QRectF(rect.x(), rect.y(), taken, rect.height()), where, 24, c.secondary)
    if hint:
        canvas.text(
            QRectF(rect.x() + taken, rect.y(), rect.width() - taken - dots - 20, rect.height()),
            hint,
            24,
            c.secondary,
            RIGHT,
        )
    for i in range(count):
        x, y = rect.right() - dots + (i + 0.5) * gap + gap / 2 - radius, rect.center().y()
        size = radius + 3 if i == index else radius
        colour = c.text if i == index else (c.secondary if i < index else c.hover)
        canvas.box(QRectF(x - size, y - size, 2 * size, 2 * size), colour, size)


def _draw_empty(painter: QPainter, page: QRectF, colours: Colours, title: str, hint: str) -> None:
    """Two lines in the middle, as large as they fit."""
    middle, width = page.center().y(), page.width() - 2 * MARGIN
    for top, text, largest, colour in ((-90, title, 64, colours.text), (20, hint, 36, colours.secondary)):
        told = translate(CONTEXT, text)
        fitting = (size for size in range(largest, 28, -4) if width_of(told, slide_font(size)) <= width)
        line = QRectF(MARGIN, middle + top, width, 90)
        draw_plain(painter, line, told, slide_font(next(fitting, 28)), colour, CENTRE, bold=text == title)
