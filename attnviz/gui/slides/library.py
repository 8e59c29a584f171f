"""The library: a theme to search for (query), labels on spines (keys) with how well they match, and what is taken home.

Part 0: theme, labels and scores. Part 1: how much of each book is taken along, the shares.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.digits import counted, percent
from attnviz.gui.slides.canvas import CENTRE, LEFT, Canvas, translate
from attnviz.gui.theme import mix
from attnviz.lessons.scene import Scene, score_text, strongest_keys
from attnviz.pair import MASKED

BOOKS = 9
CARD = 400.0
GAP = 18.0
NUMBER = 56.0
WIDEST = 240.0
COVERED = 0.6
"""A share that reaches up to the label."""
SIZES = (52, 46, 40, 34, 30)
_LYING = "ー〜～－…（）「」"
"""Turned with the line where Japanese is written from top to bottom."""


def draw(canvas: Canvas, rect: QRectF) -> None:
    c, scene = canvas.colours, canvas.scene
    keys = books(scene)
    card = QRectF(rect.x(), rect.y() + 40, CARD - 40, rect.height() - 120)
    _draw_theme(canvas, card)
    room = QRectF(rect.x() + CARD, rect.y(), rect.width() - CARD, rect.height())
    width = min(WIDEST, (room.width() - GAP * (len(keys) - 1)) / len(keys))
    for place, key in enumerate(keys):
        book = QRectF(room.x() + place * (width + GAP), room.y() + 40, width, room.height() - NUMBER - 80)
        _draw_book(canvas, book, key)
    canvas.box(QRectF(room.x() - 12, room.bottom() - NUMBER - 36, room.width() + 24, 10), c.secondary, 4)
    name = translate("lesson", "share taken") if canvas.page.step.part else translate("lesson", "match (score)")
    foot = QRectF(rect.x(), room.bottom() - NUMBER - 8, CARD - 40, NUMBER)
    canvas.text(foot.adjusted(0, -8, 0, -16), name, 30, c.secondary, LEFT)
    if len(keys) < len(scene.keys):
        shown = translate("lesson", "{shown} of {total} tokens").format(
            shown=counted(len(keys)), total=counted(len(scene.keys))
        )
        canvas.text(QRectF(foot.x(), foot.bottom() - 18, foot.width(), 34), shown, 24, c.secondary, LEFT)


def books(scene: Scene) -> list[int]:
    """The keys that are most looked at in reading order; nobody would take a comma for a book."""
    keys = scene.keys
    empty = [
        not keys.special[at] and not any(character.isalnum() for character in keys.surface(at))
        for at in range(len(keys))
    ]
    unseen = scene.pair.row_scores <= MASKED
    weights = np.where(empty | unseen, np.float32(-1), scene.pair.row_weights)
    return [key for key in strongest_keys(scene.pair, BOOKS, weights) if weights[key] >= 0 or key == scene.key_place]


def _draw_theme(canvas: Canvas, card: QRectF) -> None:
    c, scene = canvas.colours, canvas.scene
    canvas.box(card, c.panel, 24)
    canvas.painter.setPen(QPen(QColor(c.query), 4))
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawRoundedRect(card.adjusted(2, 2, -2, -2), 24, 24)
    inner = card.adjusted(20, 20, -20, -20)
    title = QRectF(inner.x(), inner.y(), inner.width(), 50)
    canvas.text(title, translate("lesson", "this word searches"), 30, c.secondary, CENTRE)
    word = scene.queries.word_surface(scene.pair.query_index)
    size = next((size for size in (72, 60, 50, 40) if canvas.width(word, size) <= inner.width()), 32)
    canvas.text(inner, word, size, c.query, CENTRE, bold=True)
    below = QRectF(inner.x(), inner.bottom() - 50, inner.width(), 50)
    canvas.text(below, translate("lesson", "its theme: the query"), 30, c.query, CENTRE)


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
    ink = c.key if own and not (part and weight > COVERED) else c.text
    draw_spine(canvas, book.adjusted(0, 24, 0, -24), canvas.key_label(key), ink, own)
    text = percent(weight) if part else score_text(float(pair.row_scores[key]))
    number = QRectF(book.x() - 10, book.bottom() + 32, book.width() + 20, NUMBER)
    canvas.text(number, text, 34, c.key if own else c.text, CENTRE, bold=own)


def draw_spine(canvas: Canvas, rect: QRectF, text: str, colour: str, bold: bool = False) -> None:
    """A word from the top of a spine down: Japanese letter below letter, others turned to the right."""
    if any(character >= "\u3000" for character in text):
        size = next((size for size in SIZES if len(text) * size * 1.06 <= rect.height()), SIZES[-1])
        fitting = max(1, int(rect.height() / (1.06 * size)))
        letters = text if len(text) <= fitting else text[: fitting - 1] + "…"
        for place, letter in enumerate(letters):
            box = QRectF(rect.x(), rect.y() + place * 1.06 * size, rect.width(), 1.06 * size)
            _draw_turned(canvas, box, letter, size, colour, bold, letter in _LYING or letter < "\u3000", CENTRE)
        return
    size = next((size for size in SIZES if canvas.width(text, size) <= rect.height()), SIZES[-1])
    _draw_turned(canvas, rect, text, size, colour, bold, True, LEFT)


def _draw_turned(
    canvas: Canvas, box: QRectF, text: str, size: int, colour: str, bold: bool, turned: bool, align: Qt.AlignmentFlag
) -> None:
    if not turned:
        canvas.text(box, text, size, colour, align, bold=bold)
        return
    painter = canvas.painter
    painter.save()
    painter.translate(box.center())
    painter.rotate(90)
    canvas.text(QRectF(-box.height() / 2, -box.width() / 2, box.height(), box.width()), text, size, colour, align, bold)
    painter.restore()
