"""Small painting moves shared by the inspector and the slides: strips of numbers, bars, texts that fit.

All of them draw on a QPainter, so that the same code serves the window, PNG, SVG and PDF.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath

from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.theme import Colours, mix


def signed_colour(value: float, largest: float, positive: str, colours: Colours, ground: str | None = None) -> QColor:
    """From the ground colour at 0 to ``positive`` at +largest and to the negative colour at -largest."""
    strength = min(1.0, abs(value) / largest) if largest > 0 else 0.0
    # a little offset, so that a small number still differs from "no number"
    share = 0.06 + 0.94 * strength
    return _ramp(ground or colours.chip, positive if value >= 0 else colours.negative)[round(255 * share)]


@lru_cache(maxsize=64)
def _ramp(start: str, end: str) -> tuple[QColor, ...]:
    """256 colours between two: as fine as a screen shows, and made once, since a strip asks for one a cell."""
    return tuple(mix(start, end, i / 255) for i in range(256))


def strip_cells(rect: QRectF, count: int, gap: float = 1.0) -> list[QRectF]:
    """``count`` equal cells side by side in ``rect``."""
    width = rect.width() / max(1, count)
    gap = gap if width > 4 else 0.0
    return [QRectF(rect.x() + i * width, rect.y(), width - gap, rect.height()) for i in range(count)]


def draw_strip(
    painter: QPainter,
    rect: QRectF,
    values: Sequence[float],
    positive: str,
    colours: Colours,
    largest: float | None = None,
) -> None:
    """A vector as a strip of coloured cells; the strongest colour is its largest absolute number unless given."""
    peak = largest if largest is not None else max((abs(float(v)) for v in values), default=0.0)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    for cell, value in zip(strip_cells(rect, len(values)), values, strict=True):
        painter.setBrush(signed_colour(float(value), peak, positive, colours))
        radius = min(2.0, cell.width() / 4)
        painter.drawRoundedRect(cell, radius, radius)
    painter.restore()


def draw_bar(painter: QPainter, rect: QRectF, colour: str | QColor, radius: float = 3.0) -> None:
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    radius = min(radius, rect.width() / 2, rect.height() / 2)
    painter.drawRoundedRect(rect, radius, radius)
    painter.restore()


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    colour: str | QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
) -> None:
    """One line, elided in the middle where it does not fit. Plain text: markup in it is shown, never read."""
    width = text_width(text, font)
    if width > 0.95 * rect.width():  # near the edge the device's own metrics decide
        metrics = QFontMetricsF(font, painter.device())
        text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, rect.width() + 0.5)
        width = metrics.horizontalAdvance(text)
    spare = rect.width() - width
    shift = spare if align & Qt.AlignmentFlag.AlignRight else spare / 2 if align & Qt.AlignmentFlag.AlignHCenter else 0.0
    painter.save()
    painter.setFont(font)
    painter.setPen(QColor(colour))
    # at a point: in a rectangle, Qt lays the line out twice
    painter.drawText(QPointF(rect.x() + shift, rect.center().y() + drop(font.pixelSize(), font.bold())), text)
    painter.restore()


@cache
def drop(pixels: int, bold: bool = False) -> float:
    """How far below the middle of a line its baseline lies, in ``ui_font``."""
    metrics = QFontMetricsF(ui_font(pixels, bold))
    return (metrics.ascent() - metrics.descent()) / 2


def text_width(text: str, font: QFont) -> float:
    """Width of a line on screen, in a font of ``ui_font``."""
    return ui_width(text, font.pixelSize(), font.bold())


def draw_arrow(painter: QPainter, start: QPointF, end: QPointF, colour: str | QColor, width: float = 2.0) -> None:
    """A straight arrow with a small filled head at ``end``."""
    dx, dy = end.x() - start.x(), end.y() - start.y()
    length = max(1e-6, (dx * dx + dy * dy) ** 0.5)
    ux, uy, size = dx / length, dy / length, 3.5 * width
    neck = QPointF(end.x() - ux * size, end.y() - uy * size)
    head = QPainterPath(end)
    head.lineTo(neck.x() - uy * size / 2, neck.y() + ux * size / 2)
    head.lineTo(neck.x() + uy * size / 2, neck.y() - ux * size / 2)
    head.closeSubpath()
    painter.save()
    pen = painter.pen()
    pen.setColor(QColor(colour))
    pen.setWidthF(width)
    painter.setPen(pen)
    painter.drawLine(start, neck)
    painter.fillPath(head, QColor(colour))
    painter.restore()
