"""Cards in rows of two or more, where a picture has little room: a large number, and below it what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF

from attnviz.gui.slides.canvas import LEFT, Canvas
from attnviz.gui.slides.text import draw_line, lines_of, paragraphs, slide_font
from attnviz.lessons.step import Run

PAD, GAP = 16.0, 12.0
SIZES = (30, 28, 26, 24)
LARGEST, SMALLEST = 72, 32


class Card(NamedTuple):
    """A large number, what it says, a note that may be left out where there is no room, and the number's colour."""

    number: str
    name: str
    note: str
    colour: str


def draw_small_cards(canvas: Canvas, rect: QRectF, cards: Sequence[Card], across: int = 2) -> None:
    """So many in a row, all of one size, each with a tip that says all of it."""
    down = -(-len(cards) // across)
    wide, tall = (rect.width() - (across - 1) * GAP) / across, min(300.0, (rect.height() - (down - 1) * GAP) / down)
    top = rect.y() + (rect.height() - down * tall - (down - 1) * GAP) / 2
    number = _number_size(canvas, cards, wide - 2 * PAD, tall)
    for place, card in enumerate(cards):
        box = QRectF(rect.x() + place % across * (wide + GAP), top + place // across * (tall + GAP), wide, tall)
        canvas.box(box, canvas.colours.panel, 16)
        canvas.tip(box, f"{card.number} {card.name}\n{card.note}".strip())
        inner = box.adjusted(PAD, 8, -PAD, -8)
        canvas.text(
            QRectF(inner.x(), inner.y(), inner.width(), 1.25 * number), card.number, number, card.colour, LEFT, True
        )
        y = _draw_words(canvas, inner.adjusted(0, 1.3 * number, 0, 0), card.name, canvas.colours.text)
        _draw_words(canvas, inner.adjusted(0, y - inner.y() + 4, 0, 0), card.note, canvas.colours.secondary, whole=True)


def _number_size(canvas: Canvas, cards: Sequence[Card], wide: float, tall: float) -> int:
    """The largest at which all numbers fit, of at most a third of a card's height."""
    most = max(SMALLEST, min(LARGEST, int(tall / 3)))
    fitting = (
        size for size in range(most, SMALLEST, -2) if all(canvas.width(one.number, size) < wide - 8 for one in cards)
    )
    return next(fitting, SMALLEST)


def _draw_words(canvas: Canvas, rect: QRectF, text: str, colour: str, whole: bool = False) -> float:
    """As many lines as there is room for, as large as they fit; returns where they end.

    Args:
        whole: nothing where not all of it fits.
    """
    if not text:
        return rect.y()
    (rich,) = paragraphs([Run(text)])
    for size in SIZES:
        font, line = slide_font(size), 1.26 * size
        spans = lines_of(rich, rect.width(), font)
        if len(spans) * line <= rect.height() + 2:
            break
    else:
        if whole:
            return rect.y()
    room = max(1, int((rect.height() + 2) / line))
    for place, span in enumerate(spans[:room]):
        draw_line(canvas.painter, rect.x(), rect.y() + place * line, rich, span, font, colour, {})
    return rect.y() + min(room, len(spans)) * line
