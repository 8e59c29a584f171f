"""A signal that asks the program to end: nothing is asked, all is kept, and a window that does not answer is left."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from attnviz.gui.main_window import MainWindow

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Ending(QObject):
    """Hears Ctrl+C in the terminal, the session's end, and the terminal's.

    Python runs its own handlers only when the interpreter has its turn, which Qt's event loop may not give it for
    minutes. So a thread hears them: it asks the window, and ends the process itself when that does not answer, or at
    the second signal. What was typed is on the disk by then (``Session``).
    """

    PATIENCE = 5.0  # seconds
    _asked = Signal(int)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._asked.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._heard, self._told = socket.socketpair()
        self._told.setblocking(False)  # as set_wakeup_fd wants it
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup leaves it
                signal.signal(number, _woken)
        signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)
        threading.Thread(target=self._listen, name="attnviz-ending", daemon=True).start()

    def _end(self, number: int) -> None:
        self._window.leave()
        QApplication.exit(128 + number)  # as a shell tells of a process that a signal ended

    # --- below: the listening thread

    def _listen(self) -> None:
        number = self._heard.recv(1)[0]
        with contextlib.suppress(RuntimeError):  # the window is gone already
            self._asked.emit(number)
        self._heard.settimeout(self.PATIENCE)
        with contextlib.suppress(TimeoutError):
            self._heard.recv(1)
        os._exit(128 + number)


def _woken(number: int, frame: object) -> None:
    """Nothing: that there is a handler keeps the process from ending at once."""
