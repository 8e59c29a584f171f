"""Fonts that are always there: one family for the interface, others for what a user may type."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from PySide6.QtCore import QLoggingCategory
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF
from PySide6.QtWidgets import QApplication

FAMILY = "Noto Sans CJK JP"


def install_fonts() -> None:
    """Register the bundled fonts and make the Japanese one the application's own, so every machine looks the same.

    Qt's fallback then finds emoji, Arabic, Hebrew, Devanagari, Thai and others in the fonts registered beside it.
    """
    # Qt warns that the Japanese font cannot shape Devanagari, then finds the font that can
    QLoggingCategory.setFilterRules("qt.text.font.db=false")
    japanese = files("noto_cjk_sans_jp_regular") / "NotoSansCJKjp-Regular.otf"
    QFontDatabase.addApplicationFont(str(japanese))
    for font in sorted(files("manimgx_fonts").iterdir(), key=lambda entry: entry.name):
        if font.name.endswith(".ttf") and "Italic" not in font.name:
            QFontDatabase.addApplicationFont(str(font))
    QApplication.setFont(ui_font(14))


def ui_font(pixels: float, bold: bool = False) -> QFont:
    """The interface's font at a size in device-independent pixels. Sizes in use: 12, 14, 17, 21, 24; slides larger."""
    return QFont(_font(max(1, round(pixels)), bold))


@cache
def _font(pixels: int, bold: bool) -> QFont:
    """Made once: painting asks hundreds of times for each key press."""
    font = QFont(FAMILY)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    # figures of one width: a number that changes must not make its neighbours jump
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@lru_cache(maxsize=8192)
def ui_width(text: str, pixels: int, bold: bool = False) -> float:
    """Width of a line in ``ui_font``, on screen. Kept, because the same few hundred words are laid out at each key."""
    return QFontMetricsF(_font(pixels, bold)).horizontalAdvance(text)
