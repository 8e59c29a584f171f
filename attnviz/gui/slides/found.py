"""What a lab found for a slide; or, in the middle of the slide, why there is nothing yet."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF

from attnviz.errors import UserError
from attnviz.gui.i18n import explain
from attnviz.gui.slides.canvas import Canvas, translate
from attnviz.gui.slides.text import draw_line, lines_of, paragraphs, slide_font, width_of
from attnviz.lab import Lab, lab
from attnviz.lessons.step import Run, Step

SIZE, LINE, MOST = 36, 52.0, 4


def found_by(canvas: Canvas, rect: QRectF, asked: Lab) -> Any:
    """The lab's record; None where there is none, which is drawn then. What was found for another head than the one in
    focus counts for nothing: a new run is on its way."""
    trace = canvas.scene.trace
    own = next(iter(trace.heads)) == canvas.scene.focus.head_id
    return told(canvas, rect, trace.labs.get(asked) if own else None)


def asked_of(step: Step, name: str) -> Lab:
    """The lab of that name as the step asks for it, with the step's knobs; as it stands at first if none does."""
    return next((asked for asked in step.wishes.labs if asked.name == name), lab(name))


def told(canvas: Canvas, rect: QRectF, found: Any) -> Any:
    """What was found; None where nothing was yet, or an error says why not, which is drawn then."""
    if found is not None and not isinstance(found, UserError):
        return found
    draw_message(canvas, rect, translate("lesson", "One moment…") if found is None else explain(found))
    return None


def draw_missing(canvas: Canvas, rect: QRectF, asked: bool) -> None:
    """A part of the trace is not there. Was it ``asked`` for, it will not come: the text is too long, or the model was
    run elsewhere."""
    never = translate("lesson", "This cannot be shown for this text and model. Press S for a sample where it can.")
    draw_message(canvas, rect, never if asked else translate("lesson", "One moment…"))


def draw_message(canvas: Canvas, rect: QRectF, text: str) -> None:
    """Why there is nothing, in the middle."""
    (rich,) = paragraphs([Run(text)])
    font = slide_font(SIZE)
    lines = lines_of(rich, rect.width() - min(200.0, 0.1 * rect.width()), font)[:MOST]
    top = rect.center().y() - len(lines) * LINE / 2
    for index, span in enumerate(lines):
        x = rect.x() + (rect.width() - width_of(rich.text[span[0] : span[1]], font)) / 2
        draw_line(canvas.painter, x, top + LINE * index, rich, span, font, canvas.colours.secondary, {})
