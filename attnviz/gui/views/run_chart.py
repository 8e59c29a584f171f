"""The last runs as a chart: milliseconds of each key press, and of its kernels.

pyqtgraph draws it. Importing that takes a quarter of a second, so this module is imported when somebody asks for the
chart, never at the start.
"""

from __future__ import annotations

from collections import deque

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from attnviz.gui.i18n import Live
from attnviz.gui.theme import theme
from attnviz.gui.views.performance_parts import time_parts
from attnviz.trace import Trace

RUNS = 120


class RunChart(Live, QWidget):
    """A line for whole runs and a filled one for what of them was spent inside kernels, oldest on the left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole: deque[float] = deque(maxlen=RUNS)
        self._inside: deque[float] = deque(maxlen=RUNS)
        self._last = -1
        self.plot = pg.PlotWidget(self)
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(False, False)
        self.plot.hideButtons()
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.legend = self.plot.addLegend(offset=(-8, 4), labelTextSize="9pt")
        self.whole = self.plot.plot([], [])
        self.inside = self.plot.plot([], [], fillLevel=0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot)
        theme().changed.connect(self._dress)
        self._dress()
        self.live(self._tell)

    def show_trace(self, trace: Trace) -> None:
        """Add a run; one that is shown again is not added twice."""
        if trace.request.id == self._last:
            return
        self._last = trace.request.id
        parts = time_parts(trace)
        inside = sum(taken for name, taken in parts.parts if name in ("kernels", "model"))
        self._whole.append(parts.whole)
        self._inside.append(inside)
        places = range(-len(self._whole) + 1, 1)
        self.whole.setData(places, self._whole)
        self.inside.setData(places, self._inside)
        self.plot.setXRange(min(-9, places.start), 0, padding=0.02)
        self.plot.setYRange(0, 1.1 * max(self._whole), padding=0)

    def _dress(self) -> None:
        colours = theme().colours
        self.plot.setBackground(colours.panel)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(colours.line)
            axis.setTextPen(colours.secondary)
        self.whole.setPen(pg.mkPen(colours.text, width=2))
        self.inside.setPen(pg.mkPen(colours.secondary, width=1))
        self.inside.setBrush(pg.mkBrush(colours.neutral_bar))
        self.legend.setLabelTextColor(colours.text)

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Last runs"))
        self.plot.setLabel("left", self.tr("milliseconds"))
        self.plot.setLabel("bottom", self.tr("runs ago"))
        self.legend.clear()
        self.legend.addItem(self.whole, self.tr("whole run"))
        self.legend.addItem(self.inside, self.tr("inside kernels"))
