"""What a view shows when there is nothing to show: a quiet sketch of the picture to come, and one friendly line."""

from __future__ import annotations

from itertools import takewhile

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from attnviz.gui.fonts import ui_font
from attnviz.gui.phrases import in_phrases
from attnviz.gui.theme import Colours, mix, theme
from attnviz.samples import sample_text

GHOST_SIDE, GHOST_CELL, GHOST_GAP = 6, 26.0, 4.0
GHOST_HEIGHT = GHOST_SIDE * (GHOST_CELL + GHOST_GAP) - GHOST_GAP
LEAST_GHOST = 72.0  # smaller, it is only noise
EDGE, GAP = 4.0, 10.0


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


def _even_width(metrics: QFontMetricsF, flags: int, text: str, width: float) -> float:
    """The least width in which a text takes no more lines: none of them is left with one word."""

    def bounds(wide: float) -> QRectF:
        return metrics.boundingRect(QRectF(0, 0, wide, 400), flags, text)

    def fits(wide: float) -> bool:  # a phrase that Qt may not break sticks out
        return bounds(wide).height() <= high and bounds(wide).width() <= wide

    high = bounds(width).height()
    return min(takewhile(fits, (width * share / 20 for share in range(19, 9, -1))), default=width)


def draw_empty(painter: QPainter, area: QRectF, title: str, line: str, colours: Colours) -> None:
    """The ghost with a title and a line of explanation below it, in the middle of ``area``; texts wrap.

    In less room the title is smaller, and the ghost; then it stays away, and last the line: the title comes first.
    """
    width = min(area.width() - 32, 520.0)
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
    room = area.height() - 2 * EDGE
    for size, second, ghost in ((21, line, GHOST_HEIGHT), (17, line, LEAST_GHOST), (17, line, 0.0), (17, "", 0.0)):
        texts = [(title, ui_font(size), colours.text), (second, ui_font(14), colours.secondary)]
        texts = [(in_phrases(text, font, width), font, colour) for text, font, colour in texts if text]
        bounds = QRectF(0, 0, width, 400)
        heights = [QFontMetricsF(font).boundingRect(bounds, flags, text).height() for text, font, _ in texts]
        words = sum(heights) + GAP * (len(texts) - 1)
        above = 2 * GAP if ghost and texts else 0.0
        if words + above + ghost <= room:
            break
    if ghost:
        ghost = min(GHOST_HEIGHT, room - words - above)
        draw_ghost(painter, area.center() - QPointF(0, (words + above) / 2), colours, ghost)
    y = area.center().y() + (ghost + above - words) / 2
    painter.save()
    for height, (text, font, colour) in zip(heights, texts, strict=True):
        painter.setFont(font)
        painter.setPen(QColor(colour))
        even = _even_width(QFontMetricsF(font), flags, text, width)
        painter.drawText(QRectF(area.center().x() - even / 2, y, even, height + 4), flags, text)
        y += height + GAP
    painter.restore()


class Nothing(QWidget):
    """Says in place of a picture why there is none: a title and a line."""

    def __init__(self, parent: QWidget | None = None, least: tuple[int, int] = (0, 0)) -> None:
        """``least``: width and height that it always keeps."""
        super().__init__(parent)
        self.title = self.line = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(*least)
        theme().changed.connect(self.update)

    def say(self, title: str, line: str) -> None:
        if (title, line) != (self.title, self.line):
            self.title, self.line = title, line
            self.setAccessibleName(f"{title}. {line}" if line else title)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_empty(QPainter(self), QRectF(self.rect()), self.title, self.line, theme().colours)
