"""The parameters of a mixture as one bar: what every token passes, then the experts, those at work in colour."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from attnviz.digits import percent
from attnviz.gui.slides.canvas import CENTRE, LEFT, Canvas, translate
from attnviz.gui.slides.found import draw_message
from attnviz.labs.experts import work_of

ROW = 62.0
BAR = 200.0


def expert_name(canvas: Canvas, expert: int, width: float) -> str:
    """ "expert 3", or its number alone where there is no more room."""
    name = translate("lesson", "expert {number}").format(number=expert)
    return name if canvas.width(name, 28) + 8 <= width else str(expert)


def draw_work(canvas: Canvas, rect: QRectF, chosen: set[int]) -> None:
    """All parameters end to end; those that the token passes are lit."""
    c, model = canvas.colours, canvas.scene.trace.model
    work = work_of(model)
    if work is None:
        text = translate("lesson", "The trace does not say how many of the model's parameters are its experts'.")
        draw_message(canvas, rect, text)
        return
    total, active = f"{work.total:,}", f"{work.active:,}"
    tall = min(BAR, rect.height() - 3 * ROW - 40)
    top = rect.y() + max(0.0, (rect.height() - 3 * ROW - 40 - tall) / 2)
    said = translate("lesson", "{total} parameters in all").format(total=total)
    canvas.text(QRectF(rect.x(), top, rect.width(), ROW), said, 34, c.secondary, LEFT)
    bar = QRectF(rect.x(), top + ROW + 8, rect.width(), tall)
    always = QRectF(bar.x(), bar.y(), work.always / work.total * bar.width(), tall)
    _draw_part(canvas, always, translate("lesson", "for every word"), True, f"{work.always:,}")
    each = (bar.width() - always.width()) / model.experts
    for expert in range(model.experts):
        box = QRectF(always.right() + expert * each, bar.y(), each, tall)
        _draw_part(canvas, box, str(expert), expert in chosen, f"{work.one:,}")
    below = QRectF(always.right(), bar.bottom() + 6, bar.right() - always.right(), ROW - 10)
    names = translate("lesson", "experts, {count} of them").format(count=model.experts)
    canvas.text(below, names, 28, c.secondary, CENTRE)
    at_work = translate("lesson", "{active} at work for this word: {share}").format(
        active=active, share=percent(work.share)
    )
    foot = QRectF(rect.x(), below.bottom() + 6, rect.width(), ROW)
    canvas.text(foot, at_work, 40, c.query, LEFT, bold=True)


def _draw_part(canvas: Canvas, box: QRectF, name: str, lit: bool, count: str) -> None:
    c = canvas.colours
    canvas.box(box.adjusted(2, 0, -2, 0) if box.width() > 8 else box, c.query if lit else c.neutral_bar, 8)
    if canvas.width(name, 28) + 12 <= box.width():
        canvas.text(box, name, 28, c.ground if lit else c.text, CENTRE, bold=lit)
    canvas.tip(box, f"{name}: {count}")
