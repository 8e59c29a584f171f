"""The difference of two matrices of weights, cell by cell, on a diverging scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QResizeEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from attnviz.gui.i18n import Live
from attnviz.gui.theme import Colours, theme
from attnviz.gui.views.calculation import copied
from attnviz.gui.views.difference_map_cells import CellMap, Spot
from attnviz.gui.views.difference_map_painting import LEAST_CELL, Cell, Cells, Looks, Marks, paint_cells, plan_cells
from attnviz.gui.views.difference_map_scale import LEAST_END, SignedScale, share, signed
from attnviz.gui.views.heatmap_header import one_line, wrapped
from attnviz.gui.views.heatmap_menu import cell_of_table
from attnviz.gui.views.readout import HEAD_LINE, NOTE_LINE, Readout
from attnviz.gui.views.runs import Run, draw_runs
from attnviz.trace import Array


class DifferenceMap(Live, QWidget):
    """Rows are queries, columns keys; a cell is after - before, NaN where one of the two has no such pair.

    Above the cells stands what is under the mouse, or else the chosen pair: both weights and their difference.

    Attributes:
        cells: the picture itself; it has the keyboard.
        readout: the lines above it, or those that it was given to fill elsewhere.
        more_notes: what these say besides.
        titled: what the colours stand for is said by somebody else.
        kind: what rows and columns are, one of ``attnviz.axis.AXES``; tables say it.

    Signals:
        pair_chosen(int, int): row and column that were clicked, or that the arrow keys went to.
        hovered(object): (row, column) under the mouse; see ``CellMap.hovered``.
    """

    pair_chosen = Signal(int, int)
    hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None, readout: Readout | None = None) -> None:
        super().__init__(parent)
        self._before = self._after = np.zeros((0, 0), np.float32)
        self._names: tuple[str, str] | None = None
        self.more_notes: list[str] = []
        self.titled, self.kind = False, "tokens"
        self.readout, self.cells = readout or Readout(), CellMap()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        if readout is None:
            column.addWidget(self.readout)
        column.addWidget(self.cells, 1)
        self.setFocusProxy(self.cells)
        self.cells.chosen.connect(self._on_chosen)
        self.cells.hovered.connect(self._on_hovered)
        self.cells.whole_asked.connect(self.show_whole)
        self.cells.menu_asked.connect(lambda at, cell: self.make_menu(cell).exec(at))
        self.cells.copy_asked.connect(lambda: QGuiApplication.clipboard().setText(self.readout.text()))
        theme().changed.connect(self.tell)
        self.live(self.tell)

    # what is shown

    def show_difference(self, before: Array, after: Array, queries: Sequence[str], keys: Sequence[str]) -> None:
        """Show two (T, S) of the same labels, NaN where one has no such pair."""
        self._before, self._after = before, after
        self.cells.show_cells(difference_cells(before, after, queries, keys))
        chosen = self.cells.marks.chosen
        if chosen is not None and not _inside(chosen, before.shape):
            self.cells.mark(None)
        self.tell()

    def set_names(self, before: str, after: str) -> None:
        """What the readout calls the two, in the language in use; "before" and "after" unless told."""
        self._names = before, after
        self.tell()

    def mark(self, cell: Cell | None) -> None:
        """Outline the chosen cell; nothing is told of it."""
        self.cells.mark(cell)
        self.tell()

    def point(self, spot: Spot) -> None:
        """Light up what is under the mouse in another picture of the same rows and columns."""
        self.cells.point(spot)
        self.tell()

    def show_whole(self, whole: bool) -> None:
        """All cells at once, however small; or those that fit at a readable size."""
        self.cells.show_whole(whole)
        self.tell()

    def set_stale(self, stale: bool) -> None:
        self.cells.set_stale(stale)

    @property
    def names(self) -> tuple[str, str]:
        return self._names or (self.tr("before"), self.tr("after"))

    def height_for(self, width: float, most: float) -> int:
        """The height at which cells are as large as the width allows."""
        above = HEAD_LINE + NOTE_LINE * len(wrapped(self.notes(), max(60.0, width))) + self.layout().spacing()
        above = above if self.readout.parent() is self else 0
        return above + self.cells.height_for(width, most - above)

    # what is said

    def tell(self) -> None:
        """All texts anew."""
        self.cells.setAccessibleName(self.tr("Difference of weights"))
        cell = self._spoken_cell()
        c = theme().colours
        hint = [Run(self.tr("Choose a cell to compare its weights"), c.secondary, 14, gives=True)]
        self.readout.show_texts(self.runs(cell, c) if cell is not None else hint, self.notes())
        self.cells.setAccessibleDescription(self.readout.text())

    def _spoken_cell(self) -> Cell | None:
        """What is under the mouse, or else chosen."""
        shape, (row, column) = self._before.shape, self.cells.marks.hovered
        if row is not None and column is not None and _inside((row, column), shape):
            return row, column
        chosen = self.cells.marks.chosen
        return chosen if chosen is not None and _inside(chosen, shape) else None

    def runs(self, cell: Cell, c: Colours) -> list[Run]:
        """ "query → key  before 12.3 %  after 45.6 %  +33.3"."""
        cells = self.cells.cells
        if cells is None:
            return []
        before, after = float(self._before[cell]), float(self._after[cell])
        runs = [
            Run(one_line(cells.queries[cell[0]]) or cells.queries[cell[0]], c.query, 17, gives=True),
            Run(" → ", c.text, 17),
            Run(one_line(cells.keys[cell[1]]) or cells.keys[cell[1]], c.key, 17, gives=True),
        ]
        for name, weight in zip(self.names, (before, after), strict=True):
            runs += [Run(f"  {name} ", c.secondary, 14), Run(share(weight), c.text, 14, bold=True)]
        if np.isfinite(before) and np.isfinite(after):
            text = signed(after - before)
            colour = c.value if text.startswith("+") else c.text if text[0].isdigit() else c.negative
            runs.append(Run(f"  {text}", colour, 17, bold=True))
        else:
            runs.append(Run(f"  {self._why_none(before, after)}", c.secondary, 12, gives=True))
        return runs

    def _why_none(self, before: float, after: float) -> str:
        if np.isfinite(before):
            return self.tr("only {name} has this pair").format(name=self.names[0])
        if np.isfinite(after):
            return self.tr("only {name} has this pair").format(name=self.names[1])
        return self.tr("neither has this pair")

    def notes(self) -> list[str]:
        """How to read the picture."""
        cells = self.cells.cells
        if cells is None or not all(cells.shape):
            return []
        notes = [] if self.titled else [self.scale_said()]
        if cells.only is not None and cells.only.any():
            notes.append(self.tr("hatched: only one has this pair"))
        if (np.isnan(cells.values) & ((cells.only == 0) if cells.only is not None else True)).any():
            notes.append(self.tr("empty: neither has it"))
        plan = self.cells.plan
        if plan is not None and not plan.hidden.isNull():
            notes.append(self.tr("F: show all"))
        elif plan is not None and self.cells.whole and plan.cell < LEAST_CELL:
            notes.append(self.tr("F: readable size"))
        return [*notes, *self.more_notes]

    def scale_said(self) -> str:
        """What the colours stand for."""
        (before, after), cells = self.names, self.cells.cells
        largest = 0.0 if cells is None else np.abs(cells.values[np.isfinite(cells.values)]).max(initial=0.0)
        if cells is None or largest < LEAST_END:
            return self.tr("{after} − {before}: no difference worth a colour").format(after=after, before=before)
        end = signed(cells.scale.end).lstrip("+")
        text = self.tr("{after} − {before} in percentage points, up to ±{end}")
        return text.format(after=after, before=before, end=end)

    # what the user does

    def _on_chosen(self, row: int, column: int) -> None:
        self.tell()
        self.pair_chosen.emit(row, column)

    def _on_hovered(self, spot: Spot) -> None:
        self.tell()
        self.hovered.emit(spot)

    def make_menu(self, cell: Cell | None) -> QMenu:
        """What can be copied."""
        menu, cells = QMenu(self), self.cells.cells
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def copy(title: str, text: str) -> None:
            menu.addAction(title).triggered.connect(lambda: QGuiApplication.clipboard().setText(text))

        if cells is None:
            return menu
        if cell is not None and _inside(cell, cells.values.shape):
            said = "".join(run.text for run in self.runs(cell, theme().colours))
            copy(self.tr("Copy this cell: {said}").format(said=said).replace("&", "&&"), said)
            copy(self.tr("Copy this row as a table"), self.table(cell[0]))
        whole = menu.addAction(self.tr("Copy all differences as a table"))
        whole.triggered.connect(lambda: QGuiApplication.clipboard().setText(self.table()))
        return menu

    def table(self, row: int | None = None) -> str:
        """``rows`` as a clipboard wants them."""
        return "".join("\t".join(cells) + "\n" for cells in self.rows(row))

    def rows(self, row: int | None = None) -> list[list[str]]:
        """Query, key, both weights and their difference with all digits, a line for each cell of one row or of all."""
        cells = self.cells.cells
        if cells is None:
            return []
        units = "" if self.kind == "tokens" else f" ({self.kind})"
        sides = [f"{name}{units}" for name in (self.tr("query"), self.tr("key"))]
        lines = [[*sides, *self.names, self.tr("difference")]]
        for i in range(len(cells.queries)) if row is None else (row,):
            for j, key in enumerate(cells.keys):
                numbers = (self._before[i, j], self._after[i, j], cells.values[i, j])
                texts = [copied(float(value)) if np.isfinite(value) else "" for value in numbers]
                lines.append([cell_of_table(cells.queries[i]), cell_of_table(key), *texts])
        return lines

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self.tell)  # once the cells have their place: they may scroll now

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """The same as a figure: all of the cells, however small, and how to read them."""
        cells, c = self.cells.cells, theme().colours
        if cells is None or not all(cells.shape):
            return
        y, cell = area.y(), self._spoken_cell()
        if cell is not None:
            draw_runs(painter, QRectF(area.x(), y, area.width(), HEAD_LINE), self.runs(cell, c))
            y += HEAD_LINE
        for text in wrapped(self.notes(), area.width()):
            draw_runs(painter, QRectF(area.x(), y, area.width(), NOTE_LINE), [Run(text, c.secondary, 12, gives=True)])
            y += NOTE_LINE
        draw_whole(
            painter, QRectF(area.x(), y + 4, area.width(), area.bottom() - y - 4), cells, self.cells.marks.chosen
        )


def draw_whole(painter: QPainter, area: QRectF, cells: Cells, chosen: Cell | None, looks: Looks | None = None) -> None:
    """All of a small matrix, for a figure."""
    looks = looks or Looks(whole=True)
    painter.setPen(QColor(theme().colours.text))
    paint_cells(painter, cells, plan_cells(area, cells, looks), QPointF(), Marks(chosen), looks, theme().colours)


def difference_cells(before: Array, after: Array, queries: Sequence[str], keys: Sequence[str]) -> Cells:
    """What a map of after - before shows; see ``DifferenceMap.show_difference``."""
    values = np.asarray(after, np.float32) - np.asarray(before, np.float32)
    lacks = np.isnan(before), np.isnan(after)
    only = (lacks[1] & ~lacks[0]) + 2 * (lacks[0] & ~lacks[1]).astype(np.uint8)
    scale = SignedScale.of(values)
    return Cells(values, tuple(queries), tuple(keys), scale, only.astype(np.uint8) if only.any() else None)


def _inside(cell: Cell, shape: tuple[int, ...]) -> bool:
    return cell[0] < shape[0] and cell[1] < shape[1]
