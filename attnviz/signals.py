"""A signal that asks the program to end is heard though Python's own turn does not come.

Python runs its handlers in the main thread only, and only between two of its own instructions: never while that thread
waits inside a driver that hangs, and not for minutes in Qt's event loop. So another thread hears them.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator

PATIENCE = 5.0
"""seconds that the program may take to end by itself"""


@contextlib.contextmanager
def heeded(hear: Callable[[int], object] = lambda number: None) -> Iterator[None]:
    """Within this the process ends ``PATIENCE`` seconds after a signal that Python handles, at the second one at once.

    Does nothing outside the main thread, or where no more files can be opened.

    Args:
        hear: called with the signal's number, in the thread that hears it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    try:
        heard, told = socket.socketpair()
    except OSError:
        yield
        return
    told.setblocking(False)  # as set_wakeup_fd wants it
    before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=_listen, args=(heard, hear), name="attnviz-signals", daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        told.close()  # which ends the thread


def _listen(heard: socket.socket, hear: Callable[[int], object]) -> None:
    with heard:
        if not (first := heard.recv(1)):
            return
        hear(first[0])
        heard.settimeout(PATIENCE)
        with contextlib.suppress(TimeoutError):
            if not heard.recv(1):
                return
    os._exit(128 + first[0])
