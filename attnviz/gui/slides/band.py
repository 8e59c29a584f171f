"""The formula of a step, in general and with the numbers of the pair, in the colours of the picture above it."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from attnviz.gui.formula import Formula, formula
from attnviz.gui.slides.canvas import Canvas, translate
from attnviz.lessons.scene import scene_numbers
from attnviz.lessons.step import Step, fill_numbers

LARGEST = 54.0
PAD = 36.0
CAPTION = 40.0
CAPTION_SIZE = 26


def step_formulas(canvas: Canvas, step: Step) -> tuple[Formula, Formula]:
    """The general rule, and the same with the pair's own numbers."""
    own = fill_numbers(step.numbers, scene_numbers(canvas.scene))
    return formula(step.formula, canvas.colours), formula(own, canvas.colours)


def draw_band(canvas: Canvas, rect: QRectF, step: Step) -> None:
    """Rule and numbers side by side along the foot of a slide, each after its caption."""
    rule, own = step_formulas(canvas, step)
    canvas.box(rect, canvas.colours.panel, 20)
    ascent, descent = max(rule.ascent, own.ascent), max(rule.descent, own.descent)
    captions = translate("lesson", "The rule"), translate("lesson", "Our pair")
    widths = [canvas.width(caption, CAPTION_SIZE) + 28 for caption in captions]
    room = rect.width() - 4 * PAD - sum(widths)
    em = min(LARGEST, room / (rule.width + own.width), (rect.height() - 16) / (ascent + descent))
    x, middle = rect.x() + PAD, rect.center().y()
    for caption, width, part in zip(captions, widths, (rule, own), strict=True):
        if part is own:
            canvas.box(QRectF(x - PAD - 1, rect.y() + 28, 2, rect.height() - 56), canvas.colours.line)
        baseline = middle + (ascent - descent) * em / 2
        line = QRectF(x, baseline - 0.24 * em - 20, width, 40)  # beside the letters, not the middle of a tall formula
        canvas.text(line, caption, CAPTION_SIZE, canvas.colours.secondary)
        part.draw(canvas.painter, x + width, baseline, em)
        x += width + part.width * em + 2 * PAD


def draw_formula_card(canvas: Canvas, rect: QRectF, step: Step) -> None:
    """Rule and numbers one below the other, beside a picture."""
    rule, own = step_formulas(canvas, step)
    canvas.box(rect, canvas.colours.panel, 20)
    room = rect.width() - 2 * PAD
    half = rect.height() / 2
    for part, top, caption in (
        (rule, rect.y(), translate("lesson", "The rule")),
        (own, rect.y() + half, translate("lesson", "Our pair")),
    ):
        em = min(LARGEST if part is rule else 1.2 * LARGEST, room / part.width)
        canvas.text(QRectF(rect.x() + PAD, top + 22, room, 36), caption, CAPTION_SIZE, canvas.colours.secondary)
        _draw_centred(canvas, part, rect.x() + PAD, top + CAPTION + 10 + (half - CAPTION - 20) / 2, em)
    canvas.box(QRectF(rect.x() + PAD, rect.y() + half, room, 2), canvas.colours.line)


def _draw_centred(canvas: Canvas, part: Formula, x: float, middle: float, em: float) -> None:
    part.draw(canvas.painter, x, middle + (part.ascent - part.descent) * em / 2, em)
