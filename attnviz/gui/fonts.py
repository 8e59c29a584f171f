"""Fonts that are always there: one family for the interface, others for what a user may type."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QLoggingCategory
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QFontMetricsF
from PySide6.QtWidgets import QApplication

from attnviz.errors import QT_TRANSLATE_NOOP, UserError

FAMILY = "Noto Sans CJK JP"


NO_FONT = QT_TRANSLATE_NOOP(
    "errors",
    "Fonts of attnviz are missing ({fonts}), so those of the system are used: some letters may show as boxes. "
    "Install attnviz anew.",
)
NO_FONTS = QT_TRANSLATE_NOOP(
    "errors", "There is no font here, neither of attnviz nor of the system. Install attnviz anew, or a font."
)
PACKAGES = {"noto_cjk_sans_jp_regular": "NotoSansCJKjp-Regular.otf", "manimgx_fonts": "*.ttf"}
_missing: list[str] = []


def install_fonts() -> None:
    """Register the bundled fonts and make the Japanese one the application's own, so every machine looks the same.

    Qt's fallback then finds emoji, Arabic, Hebrew, Devanagari, Thai and others in the fonts registered beside it.
    What is missing ``missing_fonts`` tells.

    Raises:
        UserError: there is no font at all.
    """
    # Qt warns that the Japanese font cannot shape Devanagari, then finds the font that can
    QLoggingCategory.setFilterRules("qt.text.font.db=false")
    _missing[:] = [package for package, names in PACKAGES.items() if not _install(package, names)]
    # where there is none, fontconfig still names families, and Qt draws boxes
    if _missing and not QFontMetrics(QFont(FAMILY)).inFont("A"):
        raise UserError(NO_FONTS)
    QApplication.setFont(ui_font(14))


def missing_fonts() -> list[str]:
    """Packages of ours whose fonts could not be installed."""
    return list(_missing)


def _install(package: str, names: str) -> bool:
    """Register a package's fonts; False if there is none or one of them is damaged."""
    found = find_spec(package)
    folders = [] if found is None else found.submodule_search_locations or []
    paths = sorted(path for folder in folders for path in Path(folder).glob(names) if "Italic" not in path.name)
    return bool(paths) and min(QFontDatabase.addApplicationFont(str(path)) for path in paths) >= 0


def ui_font(pixels: float, bold: bool = False) -> QFont:
    """The interface's font at a size in device-independent pixels. Sizes in use: 12, 14, 17, 21, 24; slides larger."""
    return QFont(kept_font(max(1, round(pixels)), bold))


@cache
def kept_font(pixels: int, bold: bool) -> QFont:
    """``ui_font``, not to be changed. Made once: painting asks hundreds of times for each key press."""
    font = QFont(FAMILY)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    # figures of one width: a number that changes must not make its neighbours jump
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@lru_cache(maxsize=8192)
def ui_width(text: str, pixels: int, bold: bool = False) -> float:
    """Width of a line in ``ui_font``, on screen. Kept, because the same few hundred words are laid out at each key."""
    return QFontMetricsF(kept_font(pixels, bold)).horizontalAdvance(text)
