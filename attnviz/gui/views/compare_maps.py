"""The weights of a and of b as two small heatmaps on the same axes, each named above it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from attnviz.difference import Compared
from attnviz.errors import one_line
from attnviz.gui.i18n import Live
from attnviz.gui.plain import as_tip
from attnviz.gui.theme import theme
from attnviz.gui.views.colour_bar import scale_ticks
from attnviz.gui.views.difference_map import draw_whole
from attnviz.gui.views.difference_map_cells import CellMap, Spot
from attnviz.gui.views.difference_map_painting import Cell, Cells, Looks
from attnviz.gui.views.difference_map_scale import WeightScale
from attnviz.gui.views.plan import LABEL_GAP, TILT, widest
from attnviz.gui.views.runs import Run, draw_runs

CAPTION, BETWEEN = 24, 12
LABELS = ((12, False), (12, True), (10, True))  # pixels, and whether they stand: the first that fit are taken


class PairMaps(Live, QWidget):
    """a at the left with the labels of the rows, b at the right without; cells of one size, and one scale for both.

    Signals:
        chosen(int, int), hovered(object), scrolled(object), menu_asked(QPoint, object), copy_asked(),
            whole_asked(bool): of either map,
            see ``CellMap``.
    """

    chosen = Signal(int, int)
    hovered = Signal(object)
    scrolled = Signal(object)
    menu_asked = Signal(QPoint, object)
    copy_asked = Signal()
    whole_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.maps = CellMap(Looks(bar=False), self), CellMap(Looks(row_labels=False, bar=False), self)
        self.captions = "", ""
        self.top = 1.0
        self._cells: tuple[Cells, Cells] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 150)
        for one, other in (self.maps, self.maps[::-1]):
            one.chosen.connect(lambda row, column, other=other: other.mark((row, column)))
            one.chosen.connect(self.chosen)
            one.hovered.connect(other.point)
            one.hovered.connect(self.hovered)
            one.scrolled.connect(other.scroll_to)
            one.scrolled.connect(self.scrolled)
            one.menu_asked.connect(self.menu_asked)
            one.copy_asked.connect(self.copy_asked)
            one.whole_asked.connect(self.whole_asked)
        theme().changed.connect(self.update)
        self.live(self._tell)

    def show_compared(self, compared: Compared | None, captions: tuple[str, str]) -> None:
        """Show the weights of both; ``captions``: what a and b are."""
        self.captions, self._cells = (one_line(captions[0]), one_line(captions[1])), None
        if compared is not None:
            self.top = compared.top or 1.0
            self._cells = _cells_of(compared, 0, self.top), _cells_of(compared, 1, self.top)
        self._arrange()
        self._tell()
        self.update()

    def mark(self, cell: Cell | None) -> None:
        for side in self.maps:
            side.mark(cell)

    def point(self, spot: Spot) -> None:
        for side in self.maps:
            side.point(spot)

    def scroll_to(self, at: QPointF) -> None:
        for side in self.maps:
            side.scroll_to(at)

    def show_whole(self, whole: bool) -> None:
        for side in self.maps:
            side.show_whole(whole)

    def set_stale(self, stale: bool) -> None:
        for side in self.maps:
            side.set_stale(stale)

    def describe(self, text: str) -> None:
        """What a screen reader says of the chosen cell."""
        for side in self.maps:
            side.setAccessibleDescription(text)

    def height_for(self, width: float, most: float) -> int:
        """The height at which cells are as large as the width allows; not more than ``most``."""
        if self._cells is None:
            return self.minimumHeight()
        looks, wide = self._plan_looks(width)
        one = self.maps[0]
        one.show_cells(self._cells[0], looks[0])
        return max(self.minimumHeight(), CAPTION + one.height_for(wide[0], most - CAPTION))

    # where they lie

    def _plan_looks(self, width: float) -> tuple[tuple[Looks, Looks], tuple[float, float]]:
        """Looks and widths of the two maps, so that the cells of both are alike."""
        assert self._cells is not None
        labels = self._cells[0].queries
        for pixels, upright in LABELS:
            room = widest(labels, pixels)
            each = (width - room - BETWEEN) / 2
            lean = 0.0 if upright else widest(self._cells[0].keys, pixels) * math.cos(math.radians(TILT))
            cell = (each - LABEL_GAP - lean) / max(1, len(self._cells[0].keys))
            if cell >= 1.4 * pixels:
                break
        looks = Looks(bar=False, sizes=(pixels,), upright=upright)
        return (looks, replace(looks, row_labels=False)), (room + each, each)

    def _arrange(self) -> None:
        for side in self.maps:
            side.setVisible(self._cells is not None)
        if self._cells is None:
            return
        looks, wide = self._plan_looks(self.width())
        high = self.height() - CAPTION
        lefts = 0, round(wide[0]) + BETWEEN
        for side, cells, look, left, width in zip(self.maps, self._cells, looks, lefts, wide, strict=True):
            side.setGeometry(left, CAPTION, round(width), high)
            side.show_cells(cells, look)

    def _tell(self) -> None:
        self.maps[0].setAccessibleName(self.tr("Weights of a: {what}").format(what=self.captions[0]))
        self.maps[1].setAccessibleName(self.tr("Weights of b: {what}").format(what=self.captions[1]))

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._cells is None:
            return
        painter = QPainter(self)
        lefts = [side.x() for side in self.maps]
        self._draw_captions(painter, lefts, [lefts[1] - BETWEEN, self.width() - lefts[1]], 0)
        painter.end()

    def _draw_captions(self, painter: QPainter, lefts: list[float], wide: list[float], y: float) -> None:
        for name, said, left, width in zip("ab", self.captions, lefts, wide, strict=True):
            draw_caption(painter, QRectF(left, y, width, CAPTION), name, said)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Both as a figure: all cells, however small."""
        if self._cells is None:
            return
        looks, wide = self._plan_looks(area.width())
        lefts = [area.x(), area.x() + wide[0] + BETWEEN]
        self._draw_captions(painter, lefts, list(wide), area.y())
        for side, cells, look, left, width in zip(self.maps, self._cells, looks, lefts, wide, strict=True):
            below = QRectF(left, area.y() + CAPTION, width, area.height() - CAPTION)
            draw_whole(painter, below, cells, side.marks.chosen, replace(look, whole=True))

    def top_label(self) -> str:
        """What the last colour of both stands for."""
        return scale_ticks(self.top, False)[-1][1]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            left = event.pos().x() < self.maps[1].x()
            self.setToolTip(as_tip(self.captions[0 if left else 1]))
        return super().event(event)


def draw_caption(painter: QPainter, rect: QRectF, name: str, said: str) -> None:
    """What a picture is, above it."""
    c = theme().colours
    draw_runs(painter, rect, [Run(f"{name}  ", c.text, 14, bold=True), Run(said, c.secondary, 12, gives=True)])


class Caption(QWidget):
    """The line above the map of differences."""

    def __init__(self) -> None:
        super().__init__()
        self.said = ""
        self.setFixedHeight(CAPTION)
        theme().changed.connect(self.update)

    def show_text(self, said: str) -> None:
        self.said = said
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.draw(painter, QRectF(self.rect()))
        painter.end()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        draw_runs(painter, area, [Run(self.said, theme().colours.text, 12, gives=True)])


def _cells_of(compared: Compared, side: int, top: float) -> Cells:
    """One side's weights; what only the other has is hatched, as in the map of differences."""
    sides = compared.before, compared.after
    lacks = np.isnan(sides[side]) & ~np.isnan(sides[1 - side])
    only = np.where(lacks, 2 - side, 0).astype(np.uint8) if lacks.any() else None
    return Cells(sides[side], compared.row_labels, compared.column_labels, WeightScale(top), only)
