"""A signal that asks the program to end: nothing is asked, all is kept, and a window that does not answer is left."""

from __future__ import annotations

import contextlib
import signal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from attnviz.signals import heeded

if TYPE_CHECKING:
    from attnviz.gui.main_window import MainWindow

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Ending(QObject):
    """Hears Ctrl+C in the terminal, the session's end, and the terminal's.

    What was typed is on the disk by the time that a window which does not answer is left (``Session``).
    """

    _asked = Signal(int)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._asked.connect(self._end, Qt.ConnectionType.QueuedConnection)
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup leaves it
                signal.signal(number, _woken)
        self._heeded = heeded(self._hear)
        self._heeded.__enter__()  # till the process ends

    def _end(self, number: int) -> None:
        self._window.leave()
        QApplication.exit(128 + number)  # as a shell tells of a process that a signal ended

    def _hear(self, number: int) -> None:
        """In the listening thread."""
        with contextlib.suppress(RuntimeError):  # the window is gone already
            self._asked.emit(number)


def _woken(number: int, frame: object) -> None:
    """Nothing: that there is a handler keeps the process from ending at once."""
