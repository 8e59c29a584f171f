"""Has a process of its own look whether this window lives, and offer a restart when it does not.

A driver that hangs in a call in which pyopencl keeps Python's lock (it lets go of it to build, to finish and to wait
for events, and in no other call) stops all that is written in Python: keys, the banner, Ctrl+C and the close button.
Only another process can say so then. What was typed is on the disk.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from attnviz.compute.trial import environment_of_a_start

if TYPE_CHECKING:
    from attnviz.gui.main_window import MainWindow

CHILD = Path(__file__).with_name("guard_child.py")
OFFER = ("-P", "-m", "attnviz.gui.stuck")


class Guard(QObject):
    """Begins once the start, which it would slow down, is over; ends with the window."""

    DELAY, BEAT = 3000, 1000  # milliseconds
    SECONDS = 20.0
    """without a beat; longer than any driver was seen to take for one kernel that it compiles"""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._child: subprocess.Popen[bytes] | None = None
        self._timer = QTimer(self, interval=self.BEAT)
        self._timer.timeout.connect(self._beat)
        if sys.platform == "linux":  # where a system tells what a thread waits for
            QTimer.singleShot(self.DELAY, self, self._begin)

    def end(self) -> None:
        """Nobody is to look any more."""
        self._timer.stop()
        if self._child is not None:
            child, self._child = self._child, None
            assert child.stdin is not None
            with contextlib.suppress(OSError):
                child.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(2)

    def _begin(self) -> None:
        command = [sys.executable, "-P", "-S", "-E", str(CHILD), str(os.getpid()), str(self.SECONDS)]
        with contextlib.suppress(OSError):  # no further process: the window works without
            self._child = subprocess.Popen(
                [*command, sys.executable, *OFFER],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                bufsize=0,
                env=environment_of_a_start(),
                start_new_session=True,  # Ctrl+C in the terminal is for the window
            )
            assert self._child.stdin is not None
            os.set_blocking(self._child.stdin.fileno(), False)
            self._timer.start()
            self._beat()

    def _beat(self) -> None:
        assert self._child is not None
        assert self._child.stdin is not None
        trace = self._window.microscope.trace
        try:
            self._child.stdin.write(f"{trace.device.key if trace else ''}\n".encode())
        except BlockingIOError:  # somebody has stopped it
            pass
        except OSError:  # it is gone
            self.end()
