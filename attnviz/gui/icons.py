"""The program's own icons: black SVG shapes, dyed at load.

Qt does not know ``currentColor``, and icon themes are missing on a bare machine.
"""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from attnviz.assets import asset

SCALES = (1, 2, 3)  # device pixels for each pixel of the layout


@lru_cache(maxsize=32)
def _source(name: str) -> bytes:
    return asset("resources", "icons", f"{name}.svg").read_bytes()


def has_icon(name: str) -> bool:
    return asset("resources", "icons", f"{name}.svg").is_file()


def pixmap(name: str, colour: str, size: int = 16, scale: float = 1) -> QPixmap:
    """One icon in one colour; only the shape's opacity counts."""
    return _drawn(QSvgRenderer(QByteArray(_source(name))), colour, size, scale)


def _drawn(shape: QSvgRenderer, colour: str, size: int, scale: float) -> QPixmap:
    picture = QImage(QSize(round(size * scale), round(size * scale)), QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    shape.render(painter, QRectF(picture.rect()))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(picture.rect(), QColor(colour))
    painter.end()
    picture.setDevicePixelRatio(scale)
    return QPixmap.fromImage(picture.copy())  # Qt keeps what it painted with, 17 kB, as long as what it painted on


def icon(name: str, colour: str, size: int = 16) -> QIcon:
    """An icon for buttons and menus, sharp on screens of any scale."""
    made, shape = QIcon(), QSvgRenderer(QByteArray(_source(name)))  # read once for all scales
    for scale in SCALES:
        made.addPixmap(_drawn(shape, colour, size, scale))
    return made


@cache
def app_icon() -> QIcon:
    """The program's own, in its own colours. Made once: Qt keeps the pixels of each new one, up to 10 MB."""
    return QIcon(str(asset("resources", "icons", "attnviz.svg")))
