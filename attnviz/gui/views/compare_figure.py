"""The comparison as a figure for a paper or a slide: three pictures, how to read them, and the vectors of a word."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from attnviz.gui.theme import theme
from attnviz.gui.views.compare_chart import CosineChart
from attnviz.gui.views.compare_maps import CAPTION, Caption, PairMaps
from attnviz.gui.views.difference_map import DifferenceMap, draw_whole
from attnviz.gui.views.heatmap_header import wrapped
from attnviz.gui.views.heatmap_picture import MARGIN
from attnviz.gui.views.readout import HEAD_LINE, NOTE_LINE, Readout
from attnviz.gui.views.runs import Run, draw_runs

CHART, BETWEEN = 190.0, 16.0
LABELS = 40.0  # above the cells, with what names them
_SHARE = 0.64  # of the width, for the two heatmaps
WIDE = 800.0  # from which the pictures stand beside each other


def paint_compare(
    painter: QPainter,
    rect: QRectF,
    title: str,
    readout: Readout,
    maps: PairMaps,
    caption: Caption,
    difference: DifferenceMap,
    chart: CosineChart,
) -> None:
    """Draw what the parts of the view show into ``rect``; ``title``: where in which model."""
    c, area = theme().colours, rect.adjusted(MARGIN, MARGIN - 6, -MARGIN, -MARGIN)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    y = area.y()
    draw_runs(painter, QRectF(area.x(), y, area.width(), NOTE_LINE), [Run(title, c.secondary, 14, gives=True)])
    y += NOTE_LINE + 4
    draw_runs(painter, QRectF(area.x(), y, area.width(), HEAD_LINE), readout.runs)
    y += HEAD_LINE
    for text in wrapped(readout.notes, area.width()):
        draw_runs(painter, QRectF(area.x(), y, area.width(), NOTE_LINE), [Run(text, c.secondary, 12, gives=True)])
        y += NOTE_LINE
    low = CHART if chart.lines is not None else 0.0
    high = area.bottom() - y - 10 - low
    if low and area.width() >= WIDE:  # cells are square: what short sentences leave below them is the chart's
        high = min(high, _SHARE * area.width() / 2 + LABELS)
    left, right = _places(QRectF(area.x(), y + 10, area.width(), high))
    maps.draw(painter, left)
    caption.draw(painter, QRectF(right.x(), right.y(), right.width(), CAPTION))
    if difference.cells.cells is not None:
        chosen = difference.cells.marks.chosen
        draw_whole(painter, right.adjusted(0, CAPTION, 0, 0), difference.cells.cells, chosen)
    if low:
        top = left.bottom() + 10 if area.width() >= WIDE else area.bottom() - low + 10
        chart.draw(painter, QRectF(area.x(), top, area.width(), area.bottom() - top))
    painter.restore()


def _places(area: QRectF) -> tuple[QRectF, QRectF]:
    """Of the two heatmaps, and of the map of differences."""
    if area.width() >= WIDE:
        wide = (area.width() - BETWEEN) * _SHARE
        right = area.adjusted(wide + BETWEEN, 0, 0, 0)
        return QRectF(area.x(), area.y(), wide, area.height()), right
    high = (area.height() - BETWEEN) * 0.45
    return QRectF(area.x(), area.y(), area.width(), high), area.adjusted(0, high + BETWEEN, 0, 0)
