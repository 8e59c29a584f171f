"""A long call in a thread of its own, while the caller does something else: loading beside importing, say."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")
Progress = Callable[[float, str], None]
STILL_WANTED = (1.0, "")
"""Told to a progress function where there is nothing to tell: a place where the call can be ended."""


def stand_back(by: int = 10) -> None:
    """Let the program's first thread go first: this one, and those that it starts, yield on a busy processor.

    On Linux, where niceness belongs to a thread and is inherited; elsewhere nothing happens.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            first = os.getpriority(os.PRIO_PROCESS, os.getpid())
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), first + by)


_drivers_stand_back = threading.Event()


def let_drivers_stand_back() -> None:
    """Of this process, from now on: the threads that drivers start stand back, the thread that calls them does not.

    Those compute on all processors at once, while a window has to paint. The caller's holds Python's lock: on a busy
    machine a nice one is not let run, and with it the window waits (seen: 130 ms, in a window that had 6 ms to do).
    """
    _drivers_stand_back.set()


def starting_drivers(call: Callable[[], Result]) -> Result:
    """The result of a call that starts threads of drivers, as ``let_drivers_stand_back`` says."""
    if not _drivers_stand_back.is_set():
        return call()

    def standing_back(progress: Progress) -> Result:
        stand_back()
        return call()

    return Beside(standing_back, "attnviz-drivers").result()


class Unwanted(Exception):
    """Raised by the progress function inside a call whose result nobody waits for any more."""


class Beside(Generic[Result]):
    """Runs ``call(progress)`` at once, in a thread that does not keep the program from ending."""

    BEAT = 0.03  # seconds between two looks at how far it is

    def __init__(self, call: Callable[[Progress], Result], name: str) -> None:
        self._call = call
        self._told: tuple[float, str] | None = None
        self._unwanted = False
        self._result: Result
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Until it has ended, but no longer than that."""
        self._thread.join(seconds)

    def give_up(self) -> None:
        """Let the call end when it next tells how far it is."""
        self._unwanted = True

    def result(self, progress: Progress | None = None) -> Result:
        """What the call returned or raised, once it has.

        Args:
            progress: told meanwhile, in this thread, what the call tells. What it raises ends the waiting, and the
                call with it.
        """
        try:
            while self._thread.is_alive():
                if progress and self._told:
                    progress(*self._told)
                self._thread.join(self.BEAT)
        except BaseException:
            self.give_up()
            raise
        if self._error is not None:
            raise self._error
        return self._result

    # --- below: the call's thread

    def _work(self) -> None:
        try:
            self._result = self._call(self._report)
        except Exception as error:
            self._error = error

    def _report(self, share: float, what: str) -> None:
        if self._unwanted:
            raise Unwanted
        self._told = (share, what)
