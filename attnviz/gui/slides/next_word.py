"""What a decoder expects next: the most likely tokens with their probabilities, at a temperature (of each part)."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from attnviz.digits import number, percent
from attnviz.gui.slides.canvas import LEFT, RIGHT, Canvas, translate
from attnviz.gui.slides.found import draw_missing
from attnviz.sampling import Sampling, probabilities

TEMPERATURES = (1.0, 0.5, 2.0)
SHOWN = 8
NAMES, VALUE = 420.0, 170.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    c, words = canvas.colours, canvas.scene.trace.next_words
    if words is None:
        draw_missing(canvas, rect, canvas.scene.trace.request.next_words)
        return
    temperature = TEMPERATURES[canvas.page.step.part]
    before = probabilities(words.logits, Sampling(1.0))
    now = probabilities(words.logits, Sampling(temperature))
    shown = words.best[:SHOWN]
    others = translate("lesson", "the other {count}").format(count=f"{len(words.logits) - len(shown):,}")
    rows = [(word.label, float(before[word.id]), float(now[word.id])) for word in shown]
    rows.append((others, *(max(0.0, 1.0 - sum(row[at] for row in rows)) for at in (1, 2))))
    height = min(84.0, (rect.height() - 48) / len(rows))
    room = rect.width() - NAMES - VALUE
    for row, (label, was, share) in enumerate(rows):
        line = QRectF(rect.x(), rect.y() + row * height, rect.width(), height - 10)
        first, last = row == 0, row == len(rows) - 1
        name = QRectF(line.x(), line.y(), NAMES - 24, line.height())
        canvas.text(name, label, 32 if last else 38, c.secondary if last else c.text, RIGHT, bold=first)
        length = max(2.0, (was + (share - was) * canvas.progress) * room)
        bar = QRectF(line.x() + NAMES, line.y() + 6, length, line.height() - 12)
        canvas.box(bar, c.value if first else c.hover if last else c.neutral_bar, 8)
        value = QRectF(bar.right() + 16, line.y(), VALUE, line.height())
        canvas.text(value, percent(share), 34, c.text, LEFT, bold=first)
    note = translate("lesson", "temperature {number}").format(number=number(temperature, 1))
    canvas.text(QRectF(rect.x(), rect.bottom() - 44, rect.width(), 44), note, 30, c.secondary, RIGHT, bold=True)
