"""Weight and cause: the sentence's vector, or the next word, with a part of the computation taken away."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF

from attnviz.digits import number, percent
from attnviz.errors import UserError
from attnviz.gui.slides.canvas import CENTRE, LEFT, Canvas, translate
from attnviz.lessons.beside import others_of
from attnviz.sampling import Sampling, probabilities
from attnviz.trace import Trace

ROW = 120.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    """What was taken away: its weight, and what became of the output."""
    scene, c = canvas.scene, canvas.colours
    (asked,) = others_of(canvas.page.step.beside, scene)
    other = scene.trace.others.get(asked)
    if not isinstance(other, Trace):
        text = str(other) if isinstance(other, UserError) else translate("lesson", "One moment…")
        canvas.text(rect, text, 36, c.secondary, CENTRE)
        return
    share = float(scene.pair.row_weights[list(scene.keys.word(scene.pair.key_index))].sum())
    changed = change_of_output(scene.trace, other)
    rows = [(translate("lesson", "weight between the two words"), share, percent(share), c.key)]
    if changed is not None:
        rows.append((*changed, c.value))
    top = rect.y() + (rect.height() - ROW * len(rows)) / 2 - 40
    for place, (name, value, text, colour) in enumerate(rows):
        line = QRectF(rect.x(), top + place * (ROW + 40), rect.width(), ROW)
        _draw_bar(canvas, line, name, value, text, colour, canvas.progress if place else 1.0)


def change_of_output(trace: Trace, other: Trace) -> tuple[str, float, str] | None:
    """How much the output differs: (what it is, 0..1, in print); None for a model of which nothing was asked."""
    if trace.next_words is not None and other.next_words is not None:
        before, after = (probabilities(one.next_words.logits, Sampling(1.0)) for one in (trace, other))
        moved = float(np.abs(before - after).sum() / 2)
        return translate("lesson", "probability that moves to other next words"), moved, percent(moved)
    if trace.states is not None and other.states is not None and trace.states.shape == other.states.shape:
        a, b = (one.states[-1].astype(np.float64).mean(axis=0) for one in (trace, other))
        cosine = float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b) or 1.0))
        name = translate("lesson", "change of the sentence's vector (1 − cosine)")
        return name, 1.0 - cosine, number(1.0 - cosine, 4)
    return None


def _draw_bar(canvas: Canvas, line: QRectF, name: str, value: float, text: str, colour: str, progress: float) -> None:
    c = canvas.colours
    canvas.text(QRectF(line.x(), line.y(), line.width(), 44), name, 32, c.text, LEFT)
    bar = QRectF(line.x(), line.y() + 52, line.width() - 240, line.height() - 64)
    canvas.box(bar, c.panel, 10)
    filled = QRectF(bar.x(), bar.y(), max(4.0, bar.width() * min(1.0, value) * progress), bar.height())
    canvas.box(filled, colour, 10)
    canvas.text(QRectF(bar.right() + 24, bar.y() - 4, 216, bar.height() + 8), text, 44, c.text, LEFT, bold=True)
