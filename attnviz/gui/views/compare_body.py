"""The pictures of the comparison: a and b, their difference, and the vectors of a word; what one shows all do."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from attnviz.gui.views.compare_chart import CosineChart
from attnviz.gui.views.compare_figure import paint_compare
from attnviz.gui.views.compare_maps import CAPTION, Caption, PairMaps
from attnviz.gui.views.compare_said import SharedWords
from attnviz.gui.views.difference_map import DifferenceMap
from attnviz.gui.views.difference_map_painting import Cell
from attnviz.gui.views.readout import Readout

WIDE, NARROW = 900, 400
"""Pixels of the whole view from which its pictures stand beside each other, and below which two maps side by side are
small: the difference comes first there, alone in its line."""
TALLEST = 340, 420  # pixels of the two heatmaps and of the map of differences, where they stand in one column


class CompareBody(QWidget):
    """Knows nothing of runs.

    Signals:
        chosen(int, int): row and column of a cell of any picture.
        word_chosen(Word): one of a's words.
        whole_asked(bool): see ``CellMap``.
    """

    chosen = Signal(int, int)
    word_chosen = Signal(object)
    whole_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.readout, self.maps = Readout(), PairMaps()
        self.difference, self.caption = DifferenceMap(readout=self.readout), Caption()
        self.words, self.chart = SharedWords(), CosineChart()
        self.difference.titled = True
        self.difference_panel = QWidget()
        beside = _column(self.difference_panel, 0)  # a line above, so that its cells lie level with those of a and b
        beside.addWidget(self.caption)
        beside.addWidget(self.difference, 1)
        column = _column(self, 8)
        column.addWidget(self.readout)
        self._pictures = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._pictures.setSpacing(12)
        self._pictures.addWidget(self.maps, 2)
        self._pictures.addWidget(self.difference_panel, 1)
        column.addLayout(self._pictures, 3)
        column.addWidget(self.words)
        column.addWidget(self.chart, 1)
        column.addStretch(0)
        self._connect()

    def _connect(self) -> None:
        cells = self.difference.cells
        self.maps.chosen.connect(self.chosen)
        self.difference.pair_chosen.connect(self.chosen)
        self.maps.hovered.connect(self.difference.point)
        self.difference.hovered.connect(self.maps.point)
        self.maps.scrolled.connect(cells.scroll_to)
        cells.scrolled.connect(self.maps.scroll_to)
        self.maps.menu_asked.connect(cells.menu_asked)
        self.maps.copy_asked.connect(cells.copy_asked)
        for picture in (self.maps, cells):
            picture.whole_asked.connect(self.whole_asked)
        self.words.chosen.connect(self.word_chosen)

    def show_whole(self, whole: bool) -> None:
        """All cells of the three pictures at once, however small; or those that fit at a readable size."""
        self.maps.show_whole(whole)
        self.difference.show_whole(whole)

    def mark(self, cell: Cell | None) -> None:
        """Outline the chosen cell in all pictures."""
        self.maps.mark(cell)
        self.difference.mark(cell)

    def set_stale(self, stale: bool) -> None:
        for picture in (self.maps, self.difference):
            picture.set_stale(stale)

    # where it lies

    def arrange(self, width: int, vectors: bool) -> None:
        """The pictures beside each other where there is room; in a narrow place in one column, which scrolls.

        Args:
            width: of the view.
            vectors: the chart has lines to show.
        """
        wide = width >= WIDE
        across = QBoxLayout.Direction
        direction = across.LeftToRight if wide else across.BottomToTop if width < NARROW else across.TopToBottom
        if self._pictures.direction() != direction:
            self._pictures.setDirection(direction)
            self._order_keys(direction == across.BottomToTop)
        room = width - 32
        below = CAPTION + self.difference.height_for(room, TALLEST[1])
        heights = self.maps.height_for(room, TALLEST[0]), below
        for picture, high in zip((self.maps, self.difference_panel), heights, strict=True):
            if wide:
                picture.setMinimumHeight(240)
                picture.setMaximumHeight(16_777_215)
            else:
                picture.setFixedHeight(high)
        self.chart.setMinimumHeight(176 if vectors else 48)
        self.chart.setMaximumHeight((190 if wide else 240) if vectors else 64)

    def _order_keys(self, difference_first: bool) -> None:
        """The Tab key goes through the pictures as they are read."""
        one, other = self.maps.maps
        order = (self.difference.cells, one, other) if difference_first else (one, other, self.difference.cells)
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def height_for(self, width: int) -> int:
        """With all parts at their own heights; ``width`` is the view's."""
        words = 0 if self.words.isHidden() else self.words.minimumSizeHint().height() + 8
        pictures = self.maps.minimumHeight()
        if width < WIDE:
            pictures += 12 + self.difference_panel.minimumHeight()
        return self.readout.minimumHeight() + 8 + pictures + 8 + words + self.chart.minimumHeight()

    # for an export

    def draw(self, painter: QPainter, area: QRectF, title: str) -> None:
        """All of it as a figure, however long the texts are."""
        paint_compare(painter, area, title, self.readout, self.maps, self.caption, self.difference, self.chart)

    def table(self) -> list[list[str]]:
        """Each pair with both weights and their difference; below, the cosines of the word that is followed."""
        rows = self.difference.rows()
        return [*rows, [], *self.chart.table()] if self.chart.lines is not None else rows


def _column(widget: QWidget, spacing: int) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing)
    return column
