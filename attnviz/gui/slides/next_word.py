"""What a decoder expects next: the most likely tokens with their probabilities, at a temperature (of each part)."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from attnviz.digits import number, percent
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.sampling import Sampling, probabilities

TEMPERATURES = (1.0, 0.5, 2.0)
SHOWN = 8
NAMES, VALUE = 420.0, 170.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    c, words = canvas.colours, canvas.scene.trace.next_words
    if words is None:
        canvas.text(rect, translate("lesson", "One moment…"), 36, c.secondary, CENTRE)
        return
    temperature = TEMPERATURES[canvas.page.step.part]
    before = probabilities(words.logits, Sampling(1.0))
    now = probabilities(words.logits, Sampling(temperature))
    shown = words.best[:SHOWN]
    height = min(84.0, (rect.height() - 48) / len(shown))
    room = rect.width() - NAMES - VALUE
    for row, candidate in enumerate(shown):
        line = QRectF(rect.x(), rect.y() + row * height, rect.width(), height - 12)
        share = float(before[candidate.id] + (now[candidate.id] - before[candidate.id]) * canvas.progress)
        canvas.text(QRectF(line.x(), line.y(), NAMES - 24, line.height()), candidate.label, 38, c.text, RIGHT, row == 0)
        bar = QRectF(line.x() + NAMES, line.y() + 6, max(2.0, share * room), line.height() - 12)
        canvas.box(bar, c.value if row == 0 else c.neutral_bar, 8)
        text = percent(float(now[candidate.id]))
        canvas.text(QRectF(bar.right() + 16, line.y(), VALUE, line.height()), text, 34, c.text, LEFT, bold=row == 0)
    rest = 1.0 - sum(float(now[candidate.id]) for candidate in shown)
    note = translate("lesson", "temperature {number}; all other {count} tokens together: {rest}").format(
        number=number(temperature, 1), count=f"{len(words.logits) - len(shown):,}", rest=percent(max(0.0, rest))
    )
    canvas.text(QRectF(rect.x(), rect.bottom() - 44, rect.width(), 44), note, 28, c.secondary, RIGHT)
