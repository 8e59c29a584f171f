"""What a view shows when there is nothing to show: a quiet sketch of the picture to come, and one friendly line."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from attnviz.gui.fonts import ui_font
from attnviz.gui.phrases import unbroken
from attnviz.gui.theme import Colours, mix
from attnviz.samples import sample_text

GHOST_SIDE, GHOST_CELL, GHOST_GAP = 6, 26.0, 4.0
GHOST_HEIGHT = GHOST_SIDE * (GHOST_CELL + GHOST_GAP) - GHOST_GAP
LEAST_GHOST = 72.0  # smaller, it is only noise
TITLES = (21, 17)
EDGE = 8.0


def example_sentence() -> str:
    """The sample sentence in the language in use."""
    japanese = QLocale().language() == QLocale.Language.Japanese
    return sample_text("ja" if japanese else "en")


def draw_ghost(painter: QPainter, centre: QPointF, colours: Colours, height: float = GHOST_HEIGHT) -> None:
    """A small matrix of empty cells that fade out away from the diagonal."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.translate(centre)
    painter.scale(height / GHOST_HEIGHT, height / GHOST_HEIGHT)
    painter.translate(-GHOST_HEIGHT / 2, -GHOST_HEIGHT / 2)
    step = GHOST_CELL + GHOST_GAP
    for row in range(GHOST_SIDE):
        for column in range(GHOST_SIDE):
            strength = max(0.15, 1.0 - 0.24 * abs(row - column))
            painter.setBrush(mix(colours.panel, colours.hover, strength))
            painter.drawRoundedRect(QRectF(column * step, row * step, GHOST_CELL, GHOST_CELL), 4, 4)
    painter.restore()


def _whole(text: str, font: QFont, width: float) -> str:
    return unbroken(text, lambda phrase: QFontMetricsF(font).horizontalAdvance(phrase) < width)


def draw_empty(painter: QPainter, area: QRectF, title: str, line: str, colours: Colours) -> None:
    """The ghost with a title and a line of explanation below it, in the middle of ``area``; texts wrap.

    In less room the title is smaller and the ghost too, or it stays away: the words come first.
    """
    width = min(area.width() - 32, 520.0)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    for size in TITLES:
        texts = [(title, ui_font(size), colours.text, 20.0), (line, ui_font(14), colours.secondary, 10.0)]
        texts = [(_whole(text, font, width), font, *look) for text, font, *look in texts if text]
        heights = [
            QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 400), int(flags), text).height()
            for text, font, *_ in texts
        ]
        words = sum(heights) + sum(above for *_, above in texts)
        if words + GHOST_HEIGHT <= area.height():
            break
    ghost = min(GHOST_HEIGHT, area.height() - words - 2 * EDGE)
    ghost = ghost if ghost >= LEAST_GHOST else 0.0
    y = area.center().y() - (words + ghost) / 2
    if ghost:
        draw_ghost(painter, QPointF(area.center().x(), y + ghost / 2), colours, ghost)
    elif texts:
        y = max(area.top(), y - texts[0][-1] / 2)  # what stands above the first line is no gap any more
    y += ghost
    painter.save()
    for height, (text, font, colour, above) in zip(heights, texts, strict=True):
        y += above
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(QRectF(area.center().x() - width / 2, y, width, height + 4), int(flags), text)
        y += height
    painter.restore()
