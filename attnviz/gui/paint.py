"""Small painting moves shared by the inspector and the slides: strips of numbers, bars, texts that fit.

All of them draw on a QPainter, so that the same code serves the window, PNG, SVG and PDF.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QStaticText,
    QTextLayout,
    QTransform,
)

from attnviz.gui.fonts import kept_font, ui_font, ui_width
from attnviz.gui.theme import Colours, mix

FINE = 1200
"""Pixels on the longer side to which pictures of cells are blown up in files."""


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
    return _strip_cells(rect.x(), rect.y(), rect.width(), rect.height(), count, gap)


@lru_cache(maxsize=64)
def _strip_cells(x: float, y: float, width: float, height: float, count: int, gap: float) -> list[QRectF]:
    """Kept: six strips of one size are painted at each key press."""
    wide = width / max(1, count)
    gap = gap if wide > 4 else 0.0
    return [QRectF(x + i * wide, y, wide - gap, height) for i in range(count)]


def draw_strip(
    painter: QPainter,
    rect: QRectF,
    values: Sequence[float],
    positive: str,
    colours: Colours,
    largest: float | None = None,
) -> None:
    """A vector as a strip of coloured cells; the strongest colour is its largest absolute number unless given."""
    numbers = np.asarray(values, np.float64)
    peak = largest if largest is not None else float(np.abs(numbers).max(initial=0.0))
    shape = _strip_shape(painter, rect, len(numbers))
    if shape is not None:
        painter.drawImage(rect.topLeft(), shape.filled(strip_colours(numbers, peak, positive, colours)))
        return
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    cells = strip_cells(rect, len(numbers))
    radius = _strip_radius(cells)
    for cell, value in zip(cells, numbers.tolist(), strict=True):
        painter.setBrush(signed_colour(value, peak, positive, colours))
        painter.drawRoundedRect(cell, radius, radius)
    painter.restore()


def _strip_radius(cells: list[QRectF]) -> float:
    return min(2.0, cells[0].width() / 4) if cells else 0.0


def strip_colours(numbers: NDArray[np.float64], peak: float, positive: str, colours: Colours) -> NDArray[np.uint32]:
    """``signed_colour`` of each number, as Qt's 0xffRRGGBB (N,)."""
    strength = np.minimum(1.0, np.abs(numbers) / peak) if peak > 0 else np.zeros(len(numbers))
    shades = np.rint(255 * (0.06 + 0.94 * strength)).astype(np.intp)
    return _both_ramps(colours.chip, colours.negative, positive).take(shades + 256 * (numbers >= 0))


@lru_cache(maxsize=64)
def _both_ramps(start: str, negative: str, positive: str) -> NDArray[np.uint32]:
    """Those to the negative colour and, after them, those to the positive one (512,)."""
    return np.array([colour.rgb() for end in (negative, positive) for colour in _ramp(start, end)], np.uint32)


def _strip_shape(painter: QPainter, rect: QRectF, count: int) -> StripShape | None:
    """The outlines of a strip's cells where it goes to a screen, pixel on pixel; None where shapes have to be drawn."""
    engine, to_device = painter.paintEngine(), painter.deviceTransform()
    scale, corner = to_device.m11(), to_device.map(rect.topLeft())
    plain = to_device.m12() == to_device.m21() == 0 and to_device.m22() == scale > 0
    whole = all(abs(part - round(part)) < 0.001 for part in (corner.x(), corner.y()))
    if engine is None or engine.type() != QPaintEngine.Type.Raster or not (plain and whole):
        return None
    cells = strip_cells(QRectF(0, 0, rect.width(), rect.height()), count)
    if len(cells) < 2 or scale * (cells[1].left() - cells[0].right()) < 1:  # two cells would share a pixel
        return None
    return _made_shape(rect.width(), rect.height(), count, scale)


class StripShape:
    """How much of each pixel the cells of a strip cover: kept, since rounded shapes are slow to draw anew in colour."""

    def __init__(self, width: float, height: float, count: int, scale: float) -> None:
        self._covered = QImage(
            math.ceil(width * scale - 1e-6), math.ceil(height * scale - 1e-6), QImage.Format.Format_ARGB32_Premultiplied
        )
        self._covered.setDevicePixelRatio(scale)
        self._covered.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._covered)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.white)
        cells = strip_cells(QRectF(0, 0, width, height), count)
        for cell in cells:
            painter.drawRoundedRect(cell, _strip_radius(cells), _strip_radius(cells))
        painter.end()
        right = np.arange(1, self._covered.width() + 1) / scale
        self._cell = np.minimum(np.ceil(right * count / width).astype(np.intp) - 1, count - 1)  # of each column

    def filled(self, colours: NDArray[np.uint32]) -> QImage:
        """The cells in these colours (N,)."""
        line = colours.take(self._cell)
        image = QImage(line.data, len(line), 1, QImage.Format.Format_RGB32).scaled(self._covered.size())
        image.convertTo(QImage.Format.Format_ARGB32_Premultiplied)
        painter = QPainter(image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        painter.drawImage(image.rect(), self._covered)
        painter.end()
        image.setDevicePixelRatio(self._covered.devicePixelRatio())
        return image


@lru_cache(maxsize=32)
def _made_shape(width: float, height: float, count: int, scale: float) -> StripShape:
    return StripShape(width, height, count, scale)


def draw_cells(painter: QPainter, rect: QRectF, image: QImage) -> None:
    """Draw a picture of which each pixel is a cell, with sharp edges, whoever shows it in the end.

    To a file it goes blown up: what shows an SVG or PDF smooths small pictures until their cells cannot be told apart.
    """
    engine = painter.paintEngine()
    if engine is not None and engine.type() != QPaintEngine.Type.Raster:
        image = image.scaled(max(1, FINE // max(image.width(), image.height())) * image.size())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(rect, image)
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
    pixels, bold, room = font.pixelSize(), font.bold(), rect.width()
    width = ui_width(text, pixels, bold)
    if width > 0.95 * room:  # near the edge the device's own metrics decide
        metrics = QFontMetricsF(font, painter.device())
        text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room + 0.5)
        width = metrics.horizontalAdvance(text)
    painter.setPen(ink(colour) if isinstance(colour, str) else colour)
    start = QPointF(rect.x() + _free_left(align) * (room - width), rect.center().y() + drop(pixels, bold))
    draw_line(painter, start, text, pixels, bold)


@lru_cache(maxsize=64)
def ink(colour: str) -> QColor:
    """A colour of the theme, not to be changed. Kept: each paint asks for the same few a hundred times."""
    return QColor(colour)


@cache
def _free_left(align: Qt.AlignmentFlag) -> float:
    """The share of the free room that lies left of a line. Kept: Python's flags are slow to take apart."""
    return 1.0 if align & Qt.AlignmentFlag.AlignRight else 0.5 if align & Qt.AlignmentFlag.AlignHCenter else 0.0


def draw_line(painter: QPainter, start: QPointF, text: str, pixels: int, bold: bool = False) -> None:
    """A line in ``ui_font`` and the painter's pen, from the left end of its baseline.

    Rejected: ``drawText``, which shapes the same few hundred words anew at each paint.
    """
    line, ascent, font = _laid_out(text, pixels, bold, painter.worldTransform().isRotating())
    painter.setFont(font)
    painter.drawStaticText(QPointF(start.x(), start.y() - ascent), line)


@lru_cache(maxsize=2048)  # 1 kB each
def _laid_out(text: str, pixels: int, bold: bool, turned: bool) -> tuple[QStaticText, float, QFont]:
    """A line ready to be drawn, how far its baseline lies below its top, and its font. Fallback fonts reach higher.

    A token's label lies at the left of a heatmap and leans above it: with one line for both, Qt would lay it out anew
    at each paint, which took half the time of all labels.
    """
    font = kept_font(pixels, bold)
    line = QStaticText(text)
    line.setTextFormat(Qt.TextFormat.PlainText)
    line.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    line.prepare(QTransform(), font)
    layout = QTextLayout(text, font)
    layout.beginLayout()
    first = layout.createLine()
    if first.isValid():
        first.setLineWidth(1e6)
    layout.endLayout()
    return line, first.ascent() if first.isValid() else 0.0, font


@cache
def drop(pixels: int, bold: bool = False) -> float:
    """How far below the middle of a line its baseline lies, in ``ui_font``."""
    metrics = QFontMetricsF(ui_font(pixels, bold))
    return (metrics.ascent() - metrics.descent()) / 2


def text_width(text: str, font: QFont) -> float:
    """Width of a line on screen, in a font of ``ui_font``."""
    return ui_width(text, font.pixelSize(), font.bold())


@lru_cache(maxsize=8)
def outside_corners(width: float, height: float, radius: float) -> list[tuple[QRect, QPainterPath]]:
    """What a rectangle with rounded corners leaves free of the square one: for a widget that covers all of itself.

    Each corner with the square that it lies in, so that a paint elsewhere can do without.
    """
    corners = []
    for x, y, start in ((0.0, 0.0, 180), (0.0, height, 270), (width, height, 0), (width, 0.0, 90)):
        centre_x = x + radius if x == 0 else x - radius
        centre_y = y + radius if y == 0 else y - radius
        circle = QRectF(centre_x - radius, centre_y - radius, 2 * radius, 2 * radius)
        path = QPainterPath(QPointF(x, y))
        path.arcTo(circle, start, -90)  # Qt's angles run against the clock
        path.closeSubpath()
        corners.append((path.boundingRect().toAlignedRect(), path))
    return corners


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
