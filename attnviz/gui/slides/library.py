"""The library: a theme to search for (query), labels on spines (keys) with how well they match, and what is taken home.

Part 0: theme, labels and scores. Part 1: how much of each book is taken along, the shares.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.digits import percent
from attnviz.gui.slides.canvas import CENTRE, LEFT, RIGHT, Canvas, translate
from attnviz.gui.theme import mix
from attnviz.lessons.scene import score_text, strongest_keys

BOOKS = 9
CARD = 400.0
GAP = 18.0
NUMBER = 56.0
COVERED = 0.6
"""A share that reaches up to the label."""


def draw(canvas: Canvas, rect: QRectF) -> None:
    c, scene = canvas.colours, canvas.scene
    keys = strongest_keys(scene.pair, BOOKS)
    card = QRectF(rect.x(), rect.y() + 40, CARD - 40, rect.height() - 120)
    _draw_theme(canvas, card)
    room = QRectF(rect.x() + CARD, rect.y(), rect.width() - CARD, rect.height())
    width = (room.width() - GAP * (len(keys) - 1)) / len(keys)
    for place, key in enumerate(keys):
        book = QRectF(room.x() + place * (width + GAP), room.y() + 40, width, room.height() - NUMBER - 80)
        _draw_book(canvas, book, key)
    shelf = QRectF(room.x() - 12, room.bottom() - NUMBER - 36, room.width() + 24, 10)
    canvas.box(shelf, c.secondary, 4)
    name = translate("lesson", "share taken") if canvas.page.step.part else translate("lesson", "match (score)")
    canvas.text(QRectF(rect.x(), room.bottom() - NUMBER - 8, CARD - 40, NUMBER), name, 30, c.secondary, LEFT)


def _draw_theme(canvas: Canvas, card: QRectF) -> None:
    c, scene = canvas.colours, canvas.scene
    canvas.box(card, c.panel, 24)
    canvas.painter.setPen(QPen(QColor(c.query), 4))
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawRoundedRect(card.adjusted(2, 2, -2, -2), 24, 24)
    inner = card.adjusted(20, 20, -20, -20)
    title = QRectF(inner.x(), inner.y(), inner.width(), 50)
    canvas.text(title, translate("lesson", "I am looking for"), 28, c.secondary, CENTRE)
    word = scene.queries.word_surface(scene.pair.query_index)
    size = next((size for size in (60, 50, 40) if canvas.width(word, size) <= inner.width()), 32)
    canvas.text(inner, word, size, c.query, CENTRE, bold=True)
    below = QRectF(inner.x(), inner.bottom() - 50, inner.width(), 50)
    canvas.text(below, translate("lesson", "query"), 28, c.query, CENTRE)


def _draw_book(canvas: Canvas, book: QRectF, key: int) -> None:
    """A spine with its label along it; in the second part filled from below by its share."""
    c, pair, part = canvas.colours, canvas.scene.pair, canvas.page.step.part
    own, weight = key == pair.key_index, float(pair.row_weights[key])
    canvas.box(book, c.panel, 12)
    if part:
        tall = book.height() * weight * canvas.progress
        canvas.box(QRectF(book.x(), book.bottom() - tall, book.width(), tall), mix(c.panel, c.value, 0.75), 12)
    canvas.painter.setPen(QPen(QColor(c.key if own else c.line), 4 if own else 2))
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawRoundedRect(book.adjusted(1, 1, -1, -1), 12, 12)
    painter = canvas.painter
    painter.save()
    painter.translate(book.center())
    painter.rotate(-90)
    along = QRectF(-book.height() / 2 + 24, -book.width() / 2, book.height() - 48, book.width())
    ink = c.key if own and not (part and weight > COVERED) else c.text
    canvas.text(along, canvas.key_label(key), 44, ink, RIGHT, bold=own)
    painter.restore()
    text = percent(weight) if part else score_text(float(pair.row_scores[key]))
    number = QRectF(book.x() - 10, book.bottom() + 32, book.width() + 20, NUMBER)
    canvas.text(number, text, 34, c.key if own else c.text, CENTRE, bold=own)
