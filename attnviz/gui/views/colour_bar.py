"""The colour scale of weights: one map, its bar with ticks in per cent, and what colour a weight has."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPolygonF

from attnviz.colours import LOG_FLOOR, scale_place, weight_index, weight_table
from attnviz.digits import percent
from attnviz.gui.fonts import ui_font
from attnviz.gui.paint import draw_text
from attnviz.gui.theme import Colours, mix
from attnviz.trace import Array

Ticks = tuple[tuple[float, str], ...]
LABEL_HEIGHT = 15.0
_NICE = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5)


@cache
def _packed_table() -> NDArray[np.uint32]:
    """The same colours as Qt's 0xffRRGGBB (256,)."""
    return weight_table().astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32) | np.uint32(0xFF << 24)


def masked_colour(colours: Colours) -> QColor:
    """Of a cell that has no weight at all: grey, which no weight is."""
    return mix(colours.panel, colours.hover, 0.6)


def cell_image(
    cells: Array,
    top: float,
    masked: NDArray[np.bool_] | None = None,
    blank: QColor | None = None,
    log: bool = False,
) -> QImage:
    """One pixel for each of the cells (R, C), in the format that Qt enlarges fastest; ``blank`` for masked ones."""
    if log:
        shares = np.fmax(cells * np.float32(1 / top), np.float32(LOG_FLOOR))
        scaled = 256 - np.log10(shares) * np.float32(256 / np.log10(LOG_FLOOR))
    else:
        scaled = np.fmax(cells * np.float32(256 / top), 0)  # what is no number becomes the darkest
    colours = np.ascontiguousarray(_packed_table()[np.minimum(scaled, 255).astype(np.uint8)])  # (R, C)
    if masked is not None and blank is not None:
        colours[masked] = blank.rgb()
    rows, columns = colours.shape
    return QImage(colours.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()


@cache
def _stops() -> list[tuple[float, QColor]]:
    table = weight_table()
    last = len(table) - 1
    return [(i / last, QColor(*(int(part) for part in table[i]))) for i in range(0, len(table), 5)]


def weight_colour(weight: float, top: float, log: bool = False) -> QColor:
    """The colour that the image gives to a weight, for those who paint cells themselves."""
    return QColor(int(_packed_table()[weight_index(weight, top, log)]))


def ink_on_weight(weight: float, top: float, log: bool = False) -> QColor:
    """What is written on the colour of a weight."""
    return _inks()[weight_index(weight, top, log)]


@cache
def _inks() -> list[QColor]:
    """Of the 256 colours, because a short sentence asks for hundreds in each paint."""
    return [ink_on(QColor(int(packed))) for packed in _packed_table()]


def ink_on(colour: QColor) -> QColor:
    """Black or white, whichever stands out more (contrast of WCAG 2, always 4.5:1 or more)."""
    linear = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    luminance = sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return QColor("#000000" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff")


@lru_cache(maxsize=256)
def scale_ticks(top: float, clipped: bool, log: bool = False) -> Ticks:
    """(weight, label) from 0 to the top; the top says "≥" when some cells are stronger than the last colour."""
    if log:
        tens = ((10.0**power, max(0, -2 - power)) for power in range(round(math.log10(LOG_FLOOR)), 1))
        ticks = [(weight, percent(weight, places)) for weight, places in tens]
        return (ticks[0][0], f"≤\u2009{ticks[0][1]}"), *ticks[1:]
    if top >= 0.999:
        return tuple((share, percent(share, 0)) for share in (0.0, 0.25, 0.5, 0.75, 1.0))
    step = next(nice for nice in _NICE if top / nice <= 5)
    places = 0 if step >= 0.01 else 1 if step >= 0.001 else 2
    inner = [i * step for i in range(6) if i * step < top - 0.5 * step]
    ticks = [(weight, percent(weight, places)) for weight in inner]
    label = percent(top, max(places, 0 if top >= 0.1 else 1 if top >= 0.01 else 2))
    return (*ticks, (top, f"≥\u2009{label}" if clipped else label))


def thinned(ticks: Ticks, height: float, log: bool = False) -> Ticks:
    """Those of the ticks, from 0 to the top, that a bar of this height has room for: all, every second, both ends."""
    top = ticks[-1][0]
    for step in (1, 2, len(ticks) - 1):
        kept = ticks[::step]
        places = [height * scale_place(weight, top, log) for weight, _ in kept]
        if kept[-1] == ticks[-1] and min(high - low for low, high in pairwise(places)) >= LABEL_HEIGHT:
            return kept
    return ticks[-1:]


def draw_colour_bar(
    painter: QPainter, bar: QRectF, top: float, clipped: bool, colours: Colours, log: bool = False
) -> None:
    """The bar with its ticks at the right."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
    gradient.setStops(_stops())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    painter.drawRoundedRect(bar, 3, 3)
    for weight, label in thinned(scale_ticks(top, clipped, log), bar.height(), log):
        y = bar.bottom() - bar.height() * scale_place(weight, top, log)
        painter.setPen(QColor(colours.secondary))
        painter.drawLine(QPointF(bar.right() + 3, y), QPointF(bar.right() + 6, y))
        draw_text(painter, QRectF(bar.right() + 10, y - 10, 60, 20), label, ui_font(12), colours.secondary)
    painter.restore()


def draw_pointers(painter: QPainter, bar: QRectF, top: float, marks: dict[float, str], log: bool = False) -> None:
    """Small pointers at the bar's left: weights, and the colour of each."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for weight, colour in marks.items():
        y = bar.bottom() - bar.height() * scale_place(weight, top, log)
        painter.setBrush(QColor(colour))
        tip = QPointF(bar.left() - 2, y)
        painter.drawPolygon(QPolygonF([tip, tip + QPointF(-7, -4.5), tip + QPointF(-7, 4.5)]))
    painter.restore()
