"""Joins the performance panel to the engine: profiles while it is open, a ceiling once, comparisons when asked."""

from __future__ import annotations

from PySide6.QtCore import QObject

from attnviz.performance import Ceiling
from attnviz.trace import DeviceInfo, Focus, Trace


class Measuring(QObject):
    """Made after the window has connected its views, so that the heatmap is painted before the panel."""

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window
        self._panel = window.performance
        self._without_ceiling: set[DeviceInfo] = set()
        window.microscope.shown.connect(self._on_shown)
        self._dock = window.docks.docks["performance"]
        self._dock.seen_changed.connect(lambda: self.open(self._dock.seen))
        self._panel.compare_asked.connect(self._compare)
        self._panel.measure_asked.connect(self._measure_ceiling)
        window.worker.comparing.connect(self._panel.show_comparing)
        window.worker.compared.connect(self._panel.show_comparison)
        window.worker.ceiling_measured.connect(self._on_ceiling_measured)

    def open(self, on: bool) -> None:
        """The panel comes into sight, or leaves it; then no run is asked what it costs."""
        scope = self._window.microscope
        scope.set_profile(on)
        if scope.trace is not None:
            self._on_shown(scope.trace, scope.focus)

    def _on_shown(self, trace: Trace, focus: Focus) -> None:
        if not self._window.microscope.profile:
            return
        self._panel.show_trace(trace)
        if self._panel.wants_ceiling and trace.device not in self._without_ceiling:
            self._measure_ceiling()

    def _measure_ceiling(self) -> None:
        self._panel.show_measuring(True)
        self._window.worker.measure_ceiling(self._window.microscope.trace.request)

    def _on_ceiling_measured(self, found: Ceiling | Exception) -> None:
        self._panel.show_measuring(False)
        if isinstance(found, Exception):
            self._without_ceiling.add(self._window.microscope.trace.device)  # not again at each key press
            self._window.news.report(found, "ceiling")
        else:
            self._window.microscope.ask_again()

    def _compare(self) -> None:
        self._panel.show_comparing(0.0)
        self._window.worker.compare(self._window.microscope.trace.request)
