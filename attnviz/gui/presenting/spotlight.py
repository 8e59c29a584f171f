"""The spotlight: all but a circle dimmed, in the audience's window and in the speaker's picture of it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QRadialGradient

SPOT = 0.17
"""Radius, as a share of the slide's height."""
DIM = 190


def draw_spotlight(painter: QPainter, rect: QRectF, spot: tuple[float, float]) -> None:
    """A light at a share of ``rect``'s width and height; its edge is soft, as a lamp's."""
    at = QPointF(rect.x() + spot[0] * rect.width(), rect.y() + spot[1] * rect.height())
    light = QRadialGradient(at, 1.15 * SPOT * rect.height())
    light.setColorAt(0.0, QColor(0, 0, 0, 0))
    light.setColorAt(0.87, QColor(0, 0, 0, 0))
    light.setColorAt(1.0, QColor(0, 0, 0, DIM))
    painter.fillRect(rect, light)
