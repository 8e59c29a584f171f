"""The difference of two matrices of weights, cell by cell, on a diverging scale."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from attnviz.gui.i18n import Live
from attnviz.trace import Array


class DifferenceMap(Live, QWidget):
    """Rows are queries, columns keys; a cell is after - before, NaN where one of the two has no such pair.

    Signals:
        pair_chosen(int, int): row and column that were clicked.
    """

    pair_chosen = Signal(int, int)

    def show_difference(self, before: Array, after: Array, queries: Sequence[str], keys: Sequence[str]) -> None:
        """Show two (T, S) of the same labels, NaN where one has no such pair."""
        self.update()
