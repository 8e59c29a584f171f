"""How a heatmap paints what is around its cells: all of it, or after a key press what the new trace changed."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QRegion

from attnviz.gui.paint import ink, outside_corners
from attnviz.gui.theme import Colours, theme
from attnviz.gui.views.axis_groups import draw_left_groups, draw_top_groups
from attnviz.gui.views.colour_bar import draw_colour_bar, draw_pointers
from attnviz.gui.views.heatmap_changes import Picture, bar_rect, changed
from attnviz.gui.views.heatmap_header import draw_header, pair_lines
from attnviz.gui.views.heatmap_shown import Shown
from attnviz.gui.views.matrix import Block, Matrix
from attnviz.gui.views.token_axis import AxisState, draw_left, draw_top, only_in

RADIUS = 12.0
"""Of the panel's corners, as the style sheet's panels have them."""


class HeatmapPainting:
    """The part of ``HeatmapView`` that paints. Its state: what the last trace looked like, and what it changed."""

    _picture: Picture | None = None
    _changes = QRegion()
    _painted: Shown | None = None

    def _mark_changes(self) -> None:
        """Have what differs around the cells painted anew; the switches look after themselves."""
        old, self._picture = self._picture, None
        if self._shown is None or self._plan is None:
            self._changes = QRegion(self.rect())
        else:
            matrix = self._shown.matrix
            self._picture = Picture(
                self.size(), self._plan, (matrix.row_labels, matrix.column_labels), self._labels_top,
                pair_lines(self._inside(), self._taken()), tuple(self._notes), self._offset,
                (matrix.top, matrix.clipped),
                (self.stale, matrix.transposed, self._hover, matrix.log),
                matrix.block(*(self._shown.chosen or (None, None))), (matrix.row_groups, matrix.column_groups),
            )  # fmt: skip
            self._changes = changed(old, self._picture) - self._buttons()
        self.update(self._changes)

    def _buttons(self) -> QRegion:
        """What looks after itself."""
        here = QRegion(self.switches.geometry())
        return here if self.hint.isHidden() else here + QRegion(self.hint.geometry())

    def _taken(self) -> tuple[float, float]:
        """Of the header's first two lines at the right."""
        return self.switches.width() + 12.0, self.hint.taken

    def paint_changes(self) -> None:
        """Paint now what the last trace changed, before anything else in the window is painted."""
        self.repaint(self._changes)

    def paintEvent(self, event: QPaintEvent) -> None:
        c, region = theme().colours, event.region()
        painter = QPainter(self)
        self._paint_panel(painter, region, c)
        shown, plan = self._shown, self._plan
        if plan is None or shown is None:
            self._paint_nothing(painter)
            painter.end()
            return
        painter.setOpacity(0.45 if self.stale else 1.0)
        if region.intersects(QRect(0, 0, self.width(), round(self._labels_top))):
            spot, taken = self._hovered_units(), self._taken()
            draw_header(painter, self._inside(), shown, self._notes, spot, c, hint=True, taken=taken, only=region)
        self._paint_axes(painter, region)
        self._paint_bar(painter, region)
        painter.end()
        self._painted = shown
        self._say_painted()

    def _say_painted(self) -> None:
        """Once both are on the screen, the cells and what is around them; Qt decides which of them comes first."""
        if self._shown is not None and self._painted is self._shown and self._canvas.fresh:
            self.painted.emit(self._shown.trace.request.text)

    def _paint_panel(self, painter: QPainter, region: QRegion, c: Colours) -> None:
        """The rounded ground, and behind its corners the window's."""
        painter.fillRect(region.boundingRect(), ink(c.panel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for square, corner in outside_corners(self.width(), self.height(), RADIUS):
            if region.intersects(square):
                painter.fillPath(corner, ink(c.ground))
        if self._ring:
            painter.setPen(QPen(QColor(c.query), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def _paint_axes(self, painter: QPainter, region: QRegion) -> None:
        c, matrix, plan, offset = theme().colours, self._shown.matrix, self._plan, self._offset
        only = only_in(region, plan, self._labels_top)
        left, top = axis_states(matrix, matrix.block(*(self._shown.chosen or (None, None))), c, self._hover)
        draw_left(painter, plan, matrix.row_labels, offset.y(), left, c, only)
        draw_top(painter, plan, matrix.column_labels, offset.x(), top, c, only)
        draw_left_groups(painter, plan, matrix.row_labels, matrix.row_groups, offset.y(), left, c)
        draw_top_groups(painter, plan, matrix.column_labels, matrix.column_groups, offset.x(), top, c)

    def _paint_bar(self, painter: QPainter, region: QRegion) -> None:
        c, plan, matrix = theme().colours, self._plan, self._shown.matrix
        if region.intersects(bar_rect(plan).toAlignedRect()):
            draw_colour_bar(painter, plan.bar, matrix.top, matrix.clipped, c, matrix.log)
        marks = {}
        if self._shown.chosen and not self._shown.is_masked(self._shown.chosen):
            marks[matrix.weight(*self._shown.chosen)] = c.text
        if (pair := self._hovered_pair()) and not self._shown.is_masked(pair):
            marks[matrix.weight(*pair)] = c.secondary
        draw_pointers(painter, plan.bar, matrix.top, marks, matrix.log)


def axis_states(
    matrix: Matrix, chosen: Block | None, c: Colours, hovered: tuple[int | None, int | None] = (None, None)
) -> tuple[AxisState, AxisState]:
    """Which labels of the rows and of the columns stand out, in the colours of their roles."""
    down, across = (c.key, c.query) if matrix.transposed else (c.query, c.key)
    if chosen is None:
        return AxisState(None, down, hovered[0]), AxisState(None, across, hovered[1])
    left = AxisState(chosen.row, down, hovered[0], chosen.rows)
    return left, AxisState(chosen.column, across, hovered[1], chosen.columns)
