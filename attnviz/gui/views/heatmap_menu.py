"""The heatmap's own menu, by the right mouse button or the menu key: copy numbers, choose a token, and more."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QMenu

from attnviz.gui.views.calculation import copied
from attnviz.gui.views.heatmap_readout import entropy
from attnviz.gui.views.heatmap_shown import Shown, one_line
from attnviz.tables import as_cell

WIDEST = 160  # pixels of a word in an entry


def cell_of_table(label: str) -> str:
    """A token's label as one cell of a table that spreadsheets read: they break at tabs and lines, and run formulas."""
    return as_cell(" ".join(label.split())) or label.encode("unicode_escape").decode("ascii")


def row_table(shown: Shown, query: int) -> str:
    """A query's weights of all keys, by units: one line for each, label and number parted by a tab."""
    lines = enumerate(shown.matrix.weights[query])
    keys = shown.matrix.keys
    return "".join(f"{cell_of_table(keys.name(key))}\t{copied(float(weight))}\n" for key, weight in lines)


def whole_table(shown: Shown) -> str:
    """All weights: the keys' labels on top, then one line for each query. In the corner stands what the units are."""
    queries, keys = shown.matrix.queries, shown.matrix.keys
    corner = "" if queries.kind == "tokens" else queries.kind
    top = "\t".join([corner, *(cell_of_table(label) for label in map(keys.name, range(len(keys))))])
    rows = (
        "\t".join([cell_of_table(queries.name(query)), *(copied(float(weight)) for weight in weights)])
        for query, weights in enumerate(shown.matrix.weights)
    )
    return "\n".join([top, *rows]) + "\n"


class HeatmapMenu:
    """The part of ``HeatmapView`` that makes its menu. Actions of the window are added with ``addAction``."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        point = self._cursor_point() if keyboard and self._shown is not None and self._plan is not None else None
        at = (point or QPointF(event.pos())).toPoint()
        menu = self.make_menu(at)
        menu.exec(self.mapToGlobal(at))
        menu.deleteLater()

    def make_menu(self, point: QPoint) -> QMenu:
        """What can be done with the cell or the label at a point of this widget; elsewhere with the pair in focus."""
        menu = QMenu(self)
        if self._shown is not None and len(self._shown.matrix) and self._plan is not None:
            self._fill_menu(menu, self._shown, *self._spot(QPointF(point)))
            menu.addSeparator()
        menu.addActions(self.actions())
        return menu

    def _fill_menu(self, menu: QMenu, shown: Shown, row: int | None, column: int | None) -> None:
        matrix = shown.matrix
        kept = matrix.place(*shown.chosen) if shown.chosen else (0, 0)
        cell = (kept[0] if row is None else row, kept[1] if column is None else column)
        query, key = matrix.pair(*cell)
        units = matrix.units(*cell)
        weight = float(matrix.weights[units])

        def word(label: str) -> str:
            short = QFontMetrics(menu.font()).elidedText(one_line(label), Qt.TextElideMode.ElideRight, WIDEST)
            return short.replace("&", "&&")

        def copy(title: str, text: str) -> None:
            menu.addAction(title).triggered.connect(lambda: QGuiApplication.clipboard().setText(text))

        named = matrix.queries.name(units[0]), matrix.keys.name(units[1])
        names = dict(zip(("query", "key"), map(word, named), strict=True))
        copy(
            self.tr("Copy the weight {query} → {key}: {weight}").format(**names, weight=copied(weight)), copied(weight)
        )
        row_of = self.tr("Copy the row of {query} as a table").format(**names)
        menu.addAction(row_of).triggered.connect(
            lambda: QGuiApplication.clipboard().setText(row_table(shown, units[0]))
        )
        bits = copied(entropy(shown, units[0]))
        copy(self.tr("Copy the entropy of {query}: {bits} bits").format(query=names["query"], bits=bits), bits)
        whole = menu.addAction(self.tr("Copy all weights as a table"))
        whole.triggered.connect(lambda: QGuiApplication.clipboard().setText(whole_table(shown)))
        menu.addSeparator()
        chosen = shown.chosen or (query, key)
        for title, pair in (
            (self.tr("Choose this pair"), (query, key)),
            (self.tr("Choose {query} as query").format(**names), (query, chosen[1])),
            (self.tr("Choose {key} as key").format(**names), (chosen[0], key)),
        ):
            action = menu.addAction(title)
            place = matrix.place(*pair)
            action.setEnabled(place is not None and pair != shown.chosen)
            if place is not None:
                action.triggered.connect(lambda _checked=False, place=place: self._choose(*place))
