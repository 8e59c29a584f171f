"""The audience guesses: the words to choose from as large cards, each with its number and the hands counted so far."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.gui.slides.canvas import CENTRE, Canvas, translate
from attnviz.lessons.scene import candidates

GAP = 28.0
TALLEST = 420.0
NOTE = 56.0


def draw(canvas: Canvas, rect: QRectF) -> None:
    c, scene = canvas.colours, canvas.scene
    chosen = candidates(scene)
    if not chosen:
        canvas.text(rect, translate("lesson", "There is no other word to choose."), 36, c.secondary, CENTRE)
        return
    width = (rect.width() - GAP * (len(chosen) - 1)) / len(chosen)
    height = min(TALLEST, rect.height() - NOTE)
    top = rect.y() + (rect.height() - NOTE - height) / 2
    for number, token in enumerate(chosen, 1):
        card = QRectF(rect.x() + (number - 1) * (width + GAP), top, width, height)
        _draw_card(canvas, card, number, scene.keys.word_surface(token), canvas.page.hands.get(token, 0))
    note = translate("lesson", "The speaker presses the number once for each hand.")
    canvas.text(QRectF(rect.x(), rect.bottom() - NOTE, rect.width(), NOTE), note, 26, c.secondary, CENTRE)


def _draw_card(canvas: Canvas, card: QRectF, number: int, word: str, hands: int) -> None:
    c = canvas.colours
    canvas.box(card, c.panel, 24)
    if hands:
        canvas.painter.setPen(QPen(QColor(c.text), 3))
        canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
        canvas.painter.drawRoundedRect(card.adjusted(1.5, 1.5, -1.5, -1.5), 24, 24)
    third = card.height() / 3
    inner = card.adjusted(16, 0, -16, 0)
    canvas.text(QRectF(inner.x(), card.y() + 8, inner.width(), third), str(number), 44, c.secondary, CENTRE, bold=True)
    size = next((size for size in (60, 52, 44, 36) if canvas.width(word, size) <= inner.width()), 30)
    canvas.text(QRectF(inner.x(), card.y() + third, inner.width(), third), word, size, c.text, CENTRE, bold=True)
    if hands:
        box = QRectF(inner.x(), card.y() + 2 * third, inner.width(), third - 16)
        canvas.text(box, f"× {hands}", 44, c.text, CENTRE)
