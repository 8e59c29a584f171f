"""Python's garbage collector: in the window's own thread only, and kept from holding up a key press.

By itself it runs in whichever thread happens to make an object. A dialog that was closed, or a view, is often part of a
cycle; destroyed in the engine's thread, it takes the program with it at the next change of colours (seen: a crash in
``QApplication.setStyleSheet``). So it is switched off, and this timer collects.
"""

from __future__ import annotations

import gc
from functools import cache

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000
YOUNG = 700
"""new objects since the last time, from which the young ones are looked through: what Python itself takes"""
WHOLE = 60
"""turns after which all objects are looked through that were made since the window stood"""


@cache
def freeze_once() -> None:
    """Take what exists now out of every later collection; the second call in a process does nothing.

    Once the window stands, modules, model and widgets are there to stay. A full collection would still walk through
    all of them from time to time: 20 to 40 ms in which no key is taken.
    """
    gc.freeze()


class Collector(QObject):
    """Collects as long as it lives; made in the thread of the window."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._turns = 0
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """What is due: nothing, the young, or now and then everything."""
        self._turns += 1
        if self._turns >= WHOLE:
            self._turns = 0
            gc.collect()
        elif gc.get_count()[0] >= YOUNG:
            gc.collect(1)
