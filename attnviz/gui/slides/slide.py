"""One slide: where we are, the sentence, what happens, the picture, and the formula with the pair's own numbers.

Everything is laid out in pixels of a 1920x1080 base and scaled to the rectangle at hand. A taller or wider rectangle
gives the picture more room; nothing is letterboxed.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.gui.slides import blend, exponentials, matrix, roles, scaling, score, shares, tokens
from attnviz.gui.slides.band import draw_band, draw_formula_card
from attnviz.gui.slides.canvas import CENTRE, RIGHT, Canvas, translate
from attnviz.gui.slides.sentence import draw_sentence
from attnviz.gui.slides.text import break_lines, draw_line, draw_plain, paragraphs, slide_font, width_of
from attnviz.gui.theme import Colours, mix
from attnviz.gui.views.parts import place_name
from attnviz.lessons.pair_walk import STEPS
from attnviz.lessons.scene import open_scene, words
from attnviz.lessons.step import CONTEXT, Step, fill_text
from attnviz.trace import Focus, Trace

BASE = (1920.0, 1080.0)
TALLEST = 1500.0
"""On a screen that stands upright the slide keeps to its middle: bars of any height help nobody."""
MARGIN = 96.0
BAND = 156.0
FOOTER = 40.0

PICTURES: dict[str, Callable[[Canvas, QRectF], None]] = {
    "tokens": tokens.draw,
    "roles": roles.draw,
    "score": score.draw,
    "scaling": scaling.draw,
    "exponentials": exponentials.draw,
    "shares": shares.draw,
    "blend": blend.draw,
    "matrix": matrix.draw,
}

NO_TEXT = QT_TRANSLATE_NOOP("lesson", "First type a sentence.")
NO_TEXT_HINT = QT_TRANSLATE_NOOP("lesson", "Press Esc, write a few words, and come back.")
NO_HEAD = QT_TRANSLATE_NOOP("lesson", "One moment…")
NO_HEAD_HINT = QT_TRANSLATE_NOOP("lesson", "The numbers of this head are on their way.")


def draw_slide(
    painter: QPainter,
    rect: QRectF,
    trace: Trace | None,
    focus: Focus,
    step_index: int,
    colours: Colours,
    progress: float = 1.0,
    hint: str = "",
) -> None:
    """Paint one step of the walk over the whole of ``rect``.

    Args:
        step_index: 0 to len(STEPS) - 1.
        progress: 0..1 of the step's motion; 1 is the slide at rest, as it is exported.
        hint: a line about the keys, for the foot of the slide; "" for none.
    """
    painter.save()
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing
        | QPainter.RenderHint.TextAntialiasing
        | QPainter.RenderHint.SmoothPixmapTransform
    )
    painter.setClipRect(rect)
    painter.fillRect(rect, QColor(colours.ground))
    scale = min(rect.width() / BASE[0], rect.height() / BASE[1])
    painter.translate(rect.topLeft())
    painter.scale(scale, scale)
    height = rect.height() / scale
    page = QRectF(0, 0, rect.width() / scale, min(height, TALLEST))
    painter.translate(0, (height - page.height()) / 2)
    scene = open_scene(trace, focus)
    if scene is None:
        empty = trace is None or not len(trace.tokens)
        _draw_empty(painter, page, colours, NO_TEXT if empty else NO_HEAD, NO_TEXT_HINT if empty else NO_HEAD_HINT)
    else:
        _draw_step(Canvas(painter, scene, colours, progress), page, step_index, hint)
    painter.restore()


def _draw_step(canvas: Canvas, page: QRectF, index: int, hint: str) -> None:
    step = STEPS[index]
    left, width = MARGIN, page.width() - 2 * MARGIN
    _draw_header(canvas, QRectF(left, 44, width, 44), step, index)
    y = draw_sentence(canvas, QRectF(left, 112, width, 100))
    y = _draw_statement(canvas, left, y + 18, width, step)
    foot = page.height() - 36 - FOOTER
    _draw_footer(canvas, QRectF(left, foot, width, FOOTER), index, hint)
    body = QRectF(left, y + 34, width, foot - 24 - y - 34)
    if step.picture == "matrix":
        # the one square picture: its formula stands beside it
        side = QRectF(body.right() - 520, body.y(), 520, body.height())
        matrix.draw(canvas, QRectF(body.x(), body.y(), width - 520 - 40, body.height()))
        draw_formula_card(canvas, side, step)
        return
    PICTURES[step.picture](canvas, QRectF(body.x(), body.y(), width, body.height() - BAND - 28))
    draw_band(canvas, QRectF(left, body.bottom() - BAND, width, BAND), step)


def _draw_header(canvas: Canvas, rect: QRectF, step: Step, index: int) -> None:
    title = f"{index + 1} · {translate(CONTEXT, step.title)}"
    canvas.text(rect.adjusted(0, 0, -160, 0), title, 32, canvas.colours.secondary)
    canvas.text(rect, f"{index + 1} / {len(STEPS)}", 32, canvas.colours.secondary, RIGHT)


def _draw_statement(canvas: Canvas, left: float, top: float, width: float, step: Step) -> float:
    """At most two short sentences, each from a new line; returns where they end."""
    parts = paragraphs(fill_text(translate(CONTEXT, step.text), words(canvas.scene)))
    for size in (40, 36, 32):
        font = slide_font(size)
        lines = [(part, span) for part in parts for span in break_lines(part, width, lambda t, f=font: width_of(t, f))]
        if len(lines) <= 3:
            break
    c = canvas.colours
    quiet = mix(c.text, c.ground, 0.12).name()  # the sentence above comes first
    role_colours = {"query": c.query, "key": c.key, "strong": c.text}
    for part, span in lines:
        draw_line(canvas.painter, left, top, part, span, font, quiet, role_colours)
        top += 1.4 * size
    return top


def _draw_footer(canvas: Canvas, rect: QRectF, index: int, hint: str) -> None:
    """Which head these numbers are from, the keys on request, and the place in the lesson as dots."""
    c, scene = canvas.colours, canvas.scene
    where = place_name(scene.trace.model, scene.focus)
    gap, radius = 34.0, 8.0
    dots = gap * len(STEPS)
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
    for i in range(len(STEPS)):
        x, y = rect.right() - dots + (i + 0.5) * gap + gap / 2 - radius, rect.center().y()
        size = radius + 3 if i == index else radius
        colour = c.text if i == index else (c.secondary if i < index else c.hover)
        canvas.box(QRectF(x - size, y - size, 2 * size, 2 * size), colour, size)


def _draw_empty(painter: QPainter, page: QRectF, colours: Colours, title: str, hint: str) -> None:
    middle = page.center().y()
    for top, text, size, colour in ((-90, title, 64, colours.text), (20, hint, 36, colours.secondary)):
        line = QRectF(MARGIN, middle + top, page.width() - 2 * MARGIN, 90)
        draw_plain(painter, line, translate(CONTEXT, text), slide_font(size), colour, CENTRE, bold=size == 64)
