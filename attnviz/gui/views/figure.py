"""What a view shows as a figure for a paper or a slide: its parts without buttons and fields, under the sentence."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from attnviz.gui.theme import theme
from attnviz.gui.views.empty_state import draw_empty
from attnviz.gui.views.lines_picture import draw_title
from attnviz.trace import Trace

EDGE, BELOW_TITLE = 16.0, 8.0
LEAST = QSize(360, 200)


def draw_figure(painter: QPainter, area: QRectF, trace: Trace, about: str, parts: QWidget) -> None:
    """The sentence, the model with what the figure is ``about``, and below them ``parts``, which go with the drawing.

    Parts that need more room than there is are made smaller.
    """
    c, inside = theme().colours, area.adjusted(EDGE, EDGE - 4, -EDGE, -EDGE + 4)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(area, QColor(c.panel))
    top = draw_title(painter, inside, trace, about, c) + BELOW_TITLE
    below = QRectF(inside.x(), top, inside.width(), max(1.0, inside.bottom() - top))
    if (column := parts.layout()) is not None:
        column.setContentsMargins(0, 0, 0, 0)
    least = parts.minimumSizeHint().expandedTo(LEAST)
    scale = min(1.0, below.width() / least.width(), below.height() / least.height())
    parts.resize(round(below.width() / scale), round(below.height() / scale))
    painter.translate(QPointF(below.topLeft()))
    painter.scale(scale, scale)
    parts.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    shiboken6.delete(parts)  # now: it may show what belongs to a view that goes before the event loop has its turn
    painter.restore()


def draw_nothing(painter: QPainter, area: QRectF, title: str, line: str) -> None:
    """What a view says where it shows no picture."""
    painter.fillRect(area, QColor(theme().colours.panel))
    draw_empty(painter, area, title, line, theme().colours)
