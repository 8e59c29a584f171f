"""A head's weights as a small picture: the same head before a change, and after it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QMouseEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.paint import draw_text
from attnviz.gui.theme import theme
from attnviz.gui.views.colour_bar import cell_image, masked_colour
from attnviz.gui.views.heatmap_canvas import draw_outline
from attnviz.gui.views.heatmap_header import Shown, one_line
from attnviz.gui.views.heatmap_menu import whole_table
from attnviz.gui.views.heatmap_picture import FINE, enlarged
from attnviz.gui.views.inspector_sections import STALE_OPACITY
from attnviz.gui.views.matrix import HeatmapOptions, arrange, pooled_cells
from attnviz.gui.views.pointing import Tips
from attnviz.tables import MOST_COPIED
from attnviz.trace import Focus, HeadTrace, Trace


def shown_of(trace: Trace, head: HeadTrace, focus: Focus, axis: str = "tokens") -> Shown:
    """A head of a trace with all its tokens, as small pictures and tables show it."""
    options = HeatmapOptions(axis=axis)
    return Shown(
        trace, head, focus, options, arrange(trace.queries(focus.layer), head, options, trace.keys(focus.layer))
    )


class WeightMap(Tips, Live, QWidget):
    """Queries in rows, keys in columns, the pair in focus outlined. A click chooses a pair.

    Signals:
        pair_chosen(int, int): query and key.
    """

    pair_chosen = Signal(int, int)
    TITLE, LEAST, USUAL = 22, 84, 150

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ""
        self.shown: Shown | None = None
        self.stale = False
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)
        theme().changed.connect(self.update)

    def set_stale(self, stale: bool) -> None:
        self.stale = stale
        self.update()

    def show_head(self, title: str, shown: Shown | None) -> None:
        """Nothing but the title for None."""
        self.title = title
        self.shown = shown if shown is not None and len(shown.matrix) else None
        self.setAccessibleName(title)
        chosen = self.shown.chosen if self.shown is not None else None
        self.setAccessibleDescription(self.said(*chosen) if chosen is not None else "")
        self.update()

    def said(self, query: int, key: int) -> str:
        """The cell of two tokens in words."""
        assert self.shown is not None
        matrix = self.shown.matrix
        units = matrix.units_of(query, key)
        names = matrix.queries.name(units[0]), matrix.keys.name(units[1])
        return f"{one_line(names[0])} → {one_line(names[1])}: {self.shown.unit_weight(*units)}"

    @property
    def square(self) -> QRectF:
        """Where the cells lie."""
        rows, columns = self.shown.matrix.shape if self.shown is not None else (1, 1)
        room = QRectF(0, self.TITLE, self.width(), self.height() - self.TITLE)
        side = min(room.width() / columns, room.height() / rows)
        return QRectF(0, self.TITLE, side * columns, side * rows)

    def pair_at(self, point: QPointF) -> tuple[int, int] | None:
        """The tokens of the cell under a point."""
        square = self.square
        if self.shown is None or not square.contains(point):
            return None
        rows, columns = self.shown.matrix.shape
        row = int((point.y() - square.y()) * rows / square.height())
        column = int((point.x() - square.x()) * columns / square.width())
        return self.shown.matrix.pair(min(row, rows - 1), min(column, columns - 1))

    def cell_rect(self, query: int, key: int) -> QRectF:
        """Where the cells of two tokens lie."""
        assert self.shown is not None
        (rows, columns), square, block = self.shown.matrix.shape, self.square, self.shown.matrix.block(query, key)
        wide, high = square.width() / columns, square.height() / rows
        corner = QPointF(square.x() + block.column * wide, square.y() + block.row * high)
        return QRectF(corner, QSizeF(block.columns * wide, block.rows * high))

    def make_menu(self) -> QMenu:
        menu, shown = QMenu(self), self.shown
        copy = menu.addAction(self.tr("Copy all weights as a table"))
        copy.setEnabled(shown is not None and shown.matrix.weights.size <= MOST_COPIED)
        if shown is not None:
            copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(whole_table(shown)))
        return menu

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(self.USUAL, self.TITLE + self.USUAL)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.LEAST, self.TITLE + self.LEAST)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, c = QPainter(self), theme().colours
        draw_text(painter, QRectF(0, 0, self.width(), self.TITLE - 4), self.title, ui_font(12), c.secondary)
        if self.shown is None:
            painter.end()
            return
        painter.setOpacity(STALE_OPACITY if self.stale else 1.0)
        square, ratio = self.square, self.devicePixelRatioF()
        if painter.paintEngine().type() == QPaintEngine.Type.Raster:
            down, across = (max(1, int(side * ratio)) for side in (square.height(), square.width()))
            cells, masked = pooled_cells(self.shown.matrix, down, across)
            painter.drawImage(square, cell_image(cells, 1.0, masked, masked_colour(c)))
        else:
            painter.drawImage(square, enlarged(self.shown.matrix, FINE, masked_colour(c)))
        if self.shown.chosen is not None:
            cell = self.cell_rect(*self.shown.chosen)
            grown = max(0.0, 8 - cell.width()) / 2
            draw_outline(painter, cell.adjusted(-grown, -grown, grown, grown), c)
        painter.end()

    def tip_at(self, point: QPointF) -> str:
        pair = self.pair_at(point)
        return "" if pair is None else self.said(*pair)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        inside = self.pair_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if inside else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        pair = self.pair_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and pair is not None:
            self.pair_chosen.emit(*pair)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.make_menu()
        menu.exec(event.globalPos())
        menu.deleteLater()
