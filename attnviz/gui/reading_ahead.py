"""Reads the modules of the views while nobody does anything, so that the first opening of one does not hold the window.

A start reads none of them: each is read in a turn of its own, some seconds after the first picture.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

from attnviz.gui import labs, views

REST, BETWEEN = 2000, 40
"""Milliseconds of rest before the first one, and between two."""
NOT = {"attnviz.gui.views.run_chart"}
"""Reads pyqtgraph, in 0.2 s at one stretch: only for who opens that chart."""


class ReadingAhead(QObject):
    """One module a turn, while the engine rests and no other picture comes."""

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window
        self._left: Iterator[str] | None = unread()
        self._turn = QTimer(self, singleShot=True, interval=REST)
        self._turn.timeout.connect(self._read)
        window.microscope.shown.connect(self._wait)

    def _wait(self) -> None:
        if self._left is not None:
            self._turn.start(REST)

    def _read(self) -> None:
        if not self._window.worker.idle:
            self._wait()
        elif (name := next(self._left, None)) is None:
            self._left = None
        else:
            import_module(name)
            self._turn.start(BETWEEN)


def unread() -> Iterator[str]:
    """Modules of views and laboratory that are not read yet, when each one's turn comes."""
    for package in (views, labs):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if module.name not in NOT and module.name not in sys.modules:
                yield module.name
