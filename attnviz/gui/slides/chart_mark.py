"""The place of a chart that a knob stands at: a dashed line through its points."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from attnviz.gui.slides.canvas import Canvas
from attnviz.gui.slides.chart import LABEL, NAME, NAMES

UNNAMED = 60.0
"""right of the last point of lines without names; see ``chart.draw_lines``"""


def draw_mark(canvas: Canvas, rect: QRectF, at: int, count: int, named: bool = True) -> None:
    """Where ``chart.draw_lines`` puts the ``at``-th of ``count`` labels; ``named`` lines leave less room."""
    step = (rect.width() - NAMES - (NAME if named else UNNAMED)) / max(1, count - 1)
    x = rect.x() + NAMES + at * step
    canvas.painter.setPen(QPen(QColor(canvas.colours.secondary), 3, Qt.PenStyle.DashLine))
    canvas.painter.drawLine(QLineF(x, rect.y() + 10, x, rect.bottom() - LABEL))
