"""Two scales of colour for small matrices: weights from 0 to a top, and differences of weights around 0.

A difference is in percentage points. Its colours run from the theme's negative magenta through the ground to its green:
signs keep the colours that they have elsewhere, near 0 a cell fades into the picture in both themes, and the two ends
stay far apart for red-blind and green-blind readers (tests/gui/test_difference_map.py measures it).
Rejected: CET-CBD1, whose middle is white, a glare in the dark theme, and whose blue is the query's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

from attnviz.digits import MINUS, number, percent
from attnviz.gui.fonts import ui_font
from attnviz.gui.paint import draw_text
from attnviz.gui.theme import Colours, mix
from attnviz.gui.views.colour_bar import cell_image, draw_colour_bar, weight_colour
from attnviz.trace import Array

LEAST_END = 0.001
"""The smallest end of a scale of differences: rounding between two runs must not look like an effect."""
STEPS = 255  # of a scale of differences: odd, so that 0 has a colour of its own


def signed(difference: float, places: int = 1) -> str:
    """Percentage points with their sign, "+33.3"; what rounds to nothing has none."""
    text = number(100 * difference, places)
    return text if text.startswith(MINUS) or not any(digit in "123456789" for digit in text) else f"+{text}"


def ink_for(colour: QColor) -> QColor:
    """Black or white, whichever has more contrast: 4.58 to 1 at the least (WCAG 2.2, relative luminance)."""
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return QColor("#000000") if luminance > 0.179 else QColor("#ffffff")


@lru_cache(maxsize=4)
def _signed_table(negative: str, ground: str, positive: str) -> NDArray[np.uint32]:
    """STEPS colours from -end to +end, as Qt's 0xffRRGGBB."""
    half = STEPS // 2
    below = [mix(ground, negative, step / half) for step in range(half, 0, -1)]
    above = [mix(ground, positive, step / half) for step in range(half + 1)]
    return np.array([colour.rgb() for colour in below + above], np.uint32)


@dataclass(frozen=True)
class SignedScale:
    """Differences from -end to +end."""

    end: float

    @classmethod
    def of(cls, differences: Array) -> SignedScale:
        """Its end is the largest difference of all, whichever its sign."""
        known = np.abs(differences[np.isfinite(differences)])
        return cls(max(LEAST_END, float(known.max(initial=0.0))))

    def image(self, values: Array, colours: Colours, blank: QColor) -> QImage:
        """One pixel for each of the values (R, C); ``blank`` where there is none."""
        half = STEPS // 2
        known = np.isfinite(values)
        places = np.rint(np.where(known, values, 0) * (half / self.end)).clip(-half, half).astype(np.intp) + half
        pixels = _signed_table(colours.negative, colours.chip, colours.value)[places]  # (R, C)
        pixels[~known] = blank.rgb()
        pixels = np.ascontiguousarray(pixels)
        rows, columns = pixels.shape
        return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()

    def colour(self, value: float, colours: Colours) -> QColor:
        half = STEPS // 2
        place = half + round(min(max(value / self.end, -1.0), 1.0) * half)
        return QColor.fromRgb(int(_signed_table(colours.negative, colours.chip, colours.value)[place]))

    def text(self, value: float, places: int) -> str:
        return signed(value, places)

    def draw_bar(self, painter: QPainter, bar: QRectF, colours: Colours) -> None:
        """The bar with its ends and its middle named at the right."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gradient = QLinearGradient(bar.topLeft(), bar.bottomLeft())
        for place, colour in ((0.0, colours.value), (0.5, colours.chip), (1.0, colours.negative)):
            gradient.setColorAt(place, QColor(colour))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 3, 3)
        places = 0 if self.end >= 0.2 else 1 if self.end >= 0.01 else 2
        shares = (1.0, 0.0, -1.0) if bar.height() < 100 else (1.0, 0.5, 0.0, -0.5, -1.0)
        for share in shares:
            y = bar.center().y() - share * bar.height() / 2
            painter.setPen(QColor(colours.secondary))
            painter.drawLine(QPointF(bar.right() + 3, y), QPointF(bar.right() + 6, y))
            label = "0" if share == 0 else signed(share * self.end, places)
            draw_text(painter, QRectF(bar.right() + 10, y - 10, 60, 20), label, ui_font(12), colours.secondary)
        painter.restore()


@dataclass(frozen=True)
class WeightScale:
    """Weights from 0 to ``end``."""

    end: float

    def image(self, values: Array, colours: Colours, blank: QColor) -> QImage:
        """As ``SignedScale.image``."""
        return cell_image(values, self.end, ~np.isfinite(values), blank)

    def colour(self, value: float, colours: Colours) -> QColor:
        return weight_colour(value, self.end)

    def text(self, value: float, places: int) -> str:
        return number(100 * value, places)

    def draw_bar(self, painter: QPainter, bar: QRectF, colours: Colours) -> None:
        draw_colour_bar(painter, bar, self.end, False, colours)


Scale = SignedScale | WeightScale


def share(weight: float) -> str:
    """A weight as a readout has it; a dash where there is none."""
    return percent(weight) if np.isfinite(weight) else "–"
