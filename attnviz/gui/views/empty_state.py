"""What a view shows when there is nothing to show: a quiet sketch of the picture to come, and one friendly line."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from attnviz.gui.fonts import ui_font
from attnviz.gui.theme import Colours, mix
from attnviz.samples import sample_text

GHOST_SIDE, GHOST_CELL, GHOST_GAP = 6, 26.0, 4.0
GHOST_HEIGHT = GHOST_SIDE * (GHOST_CELL + GHOST_GAP) - GHOST_GAP


def example_sentence() -> str:
    """The sample sentence in the language in use."""
    japanese = QLocale().language() == QLocale.Language.Japanese
    return sample_text("ja" if japanese else "en")


def draw_ghost(painter: QPainter, centre: QPointF, colours: Colours) -> None:
    """A small matrix of empty cells that fade out away from the diagonal."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    corner = centre - QPointF(GHOST_HEIGHT / 2, GHOST_HEIGHT / 2)
    for row in range(GHOST_SIDE):
        for column in range(GHOST_SIDE):
            strength = max(0.15, 1.0 - 0.24 * abs(row - column))
            painter.setBrush(mix(colours.panel, colours.hover, strength))
            step = GHOST_CELL + GHOST_GAP
            cell = QRectF(corner.x() + column * step, corner.y() + row * step, GHOST_CELL, GHOST_CELL)
            painter.drawRoundedRect(cell, 4, 4)
    painter.restore()


def draw_empty(painter: QPainter, area: QRectF, title: str, line: str, colours: Colours) -> None:
    """The ghost with a title and a line of explanation below it, in the middle of ``area``; texts wrap."""
    width = min(area.width() - 32, 520.0)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    texts = [(title, ui_font(21), colours.text, 20.0), (line, ui_font(14), colours.secondary, 10.0)]
    heights = [
        QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 400), int(flags), text).height() if text else 0.0
        for text, font, _, _ in texts
    ]
    total = GHOST_HEIGHT + sum(h + above for h, (*_, above) in zip(heights, texts, strict=True) if h)
    y = area.center().y() - total / 2
    draw_ghost(painter, QPointF(area.center().x(), y + GHOST_HEIGHT / 2), colours)
    y += GHOST_HEIGHT
    painter.save()
    for height, (text, font, colour, above) in zip(heights, texts, strict=True):
        if not text:
            continue
        y += above
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(QRectF(area.center().x() - width / 2, y, width, height + 4), int(flags), text)
        y += height
    painter.restore()
