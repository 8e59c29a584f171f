"""Before and after: the weights of the head in focus, their difference, one row of them, and the model's output."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from attnviz.gui.i18n import Live
from attnviz.gui.views.difference_map import DifferenceMap
from attnviz.gui.views.heatmap_header import one_line
from attnviz.gui.views.inspector_sections import Bar
from attnviz.gui.views.what_if_bars import PairedBars, largest_first, paired
from attnviz.gui.views.what_if_map import WeightMap, shown_of
from attnviz.gui.views.what_if_output import EffectPanel
from attnviz.gui.views.what_if_said import Compared, notes_of

MOST_KEYS = 6
WIDE, LOW = 600, 260
"""pixels from which parts stand side by side, and of the difference at least"""
DOWN, ACROSS = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight


class ChangeResults(Live, QWidget):
    """All that a change has done, from top to bottom.

    Signals:
        pair_chosen(int, int): query and key.
    """

    pair_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Compared | None = None
        self.before, self.after, self.difference = WeightMap(), WeightMap(), DifferenceMap()
        self.difference.setMinimumHeight(LOW)
        self.difference.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.heading, self.notes = QLabel(), QLabel()
        self.heading.setProperty("role", "heading")
        self.notes.setProperty("role", "secondary")
        self.notes.setWordWrap(True)
        self.row, self.output = PairedBars("key"), EffectPanel()
        row = QWidget()
        around = _column(row)
        for part in (self.heading, self.row):
            around.addWidget(part)
        around.addStretch(1)
        self._numbers, self._small, self._maps = (QBoxLayout(DOWN) for _ in range(3))
        for layout in (self._numbers, self._small, self._maps):
            layout.setSpacing(12)
        for part in (self.output, row):
            self._numbers.addWidget(part, 1)
        for part in (self.before, self.after):
            self._small.addWidget(part, 1)
        self._maps.addLayout(self._small, 2)
        self._maps.addWidget(self.difference, 5)
        column = _column(self)
        column.addWidget(self.notes)
        column.addLayout(self._numbers)
        column.addLayout(self._maps, 1)
        for part in (self.before, self.after):
            part.pair_chosen.connect(self.pair_chosen)
        self.difference.pair_chosen.connect(self._on_cell)
        self.row.key_chosen.connect(self._on_key)
        self.output.token_chosen.connect(lambda token: self._choose(query=token))
        self._retell = self.live(self._tell)

    def show_compared(self, shown: Compared) -> None:
        if shown is not self._shown:
            self._shown = shown
            self.output.show_compared(shown)
            self._retell()

    def set_stale(self, stale: bool) -> None:
        """Dim what is of an older run."""
        for part in (self.row, self.output, self.before, self.after, self.difference):
            part.set_stale(stale)

    def _on_cell(self, row: int, column: int) -> None:
        """Of the tokens behind a cell of the difference, the strongest pair."""
        if self._shown is not None and self._shown.weights is not None:
            self.pair_chosen.emit(*self._shown.weights.pair(row, column))

    def _on_key(self, unit: int) -> None:
        """A bar of the row was chosen."""
        shown = self._shown
        if shown is not None and shown.weights is not None and shown.pair is not None:
            query, _ = shown.weights.units(shown.pair)
            self._choose(key=shown.weights.pair(query, unit)[1])

    def _choose(self, query: int | None = None, key: int | None = None) -> None:
        shown = self._shown
        if shown is not None and shown.focus.query is not None and shown.focus.key is not None:
            layer = shown.focus.layer
            if query is not None and shown.before.queries(layer) is not shown.before.tokens:
                return  # a token of what is read is no query of what is written
            self.pair_chosen.emit(
                shown.focus.query if query is None else query, shown.focus.key if key is None else key
            )

    def _tell(self) -> None:
        shown = self._shown
        if shown is None:
            return
        notes = notes_of(shown)
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        self._show_maps(shown)
        self._show_row(shown)

    def _show_maps(self, shown: Compared) -> None:
        focus = shown.focus
        heads, weights = (shown.before.head(focus), shown.after.head(focus)), shown.weights
        axis = weights.queries.kind if weights is not None else "tokens"
        for part, title, run, head in (
            (self.before, self.tr("Weights before"), shown.before, heads[0]),
            (self.after, self.tr("Weights after"), shown.after, heads[1]),
        ):
            part.show_head(title, None if head is None else shown_of(run, head, focus, axis))
        differ = weights is not None and not shown.untouched
        self.difference.setVisible(differ)
        if weights is not None and differ:
            self.difference.kind = weights.queries.kind
            self.difference.show_difference(weights.before, weights.after, *weights.labels)
            self.difference.mark(None if shown.pair is None else weights.units(shown.pair))
        self._arrange()

    def _show_row(self, shown: Compared) -> None:
        pair, weights = shown.pair, shown.weights
        bars: list[Bar] = []
        if pair is not None and weights is not None:
            row, column = weights.units(pair)
            before, after, keys = weights.before[row], weights.after[row], weights.keys
            word = {unit for token in keys.tokens.word(pair[1]) for unit in keys.units_of(token)}
            places = largest_first(before, after, MOST_KEYS)
            if column not in places:
                places = [*places[:-1], column]
            names = {key: one_line(keys.name(key)) or keys.name(key) for key in places}
            bars = [paired(key, names[key], float(before[key]), float(after[key]), key in word) for key in places]
            query = one_line(weights.queries.name(row))
            self.heading.setText(self.tr("Row of {query}: before → after").format(query=query))
            self.row.setAccessibleDescription(self.heading.text())
        self.row.show_bars(bars, "")
        for part in (self.heading, self.row):
            part.setVisible(bool(bars))

    def _arrange(self) -> None:
        """Where there is room numbers stand side by side, and both maps beside their difference."""
        wide = self.width() >= WIDE
        self._numbers.setDirection(ACROSS if wide else DOWN)
        self._maps.setDirection(ACROSS if wide else DOWN)
        beside = wide and not self.difference.isHidden()
        self._small.setDirection(DOWN if beside else ACROSS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    return column
