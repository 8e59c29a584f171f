"""A job that may take minutes, in a thread of its own, for one dialog: it can be let go of at any moment."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from attnviz.beside import stand_back


class LetGo(Exception):
    """Raised inside a job that nobody waits for any more, at its next word."""


Tell = Callable[[Any], None]
_under_way: set[Errand] = set()
"""Keeps each one until its thread has ended: Qt must not delete it there."""


class Errand(QObject):
    """Runs ``call(tell)`` once. Every method and signal belongs to the GUI thread.

    Signals:
        told(object): what the call tells on the way.
        ended(object, Exception | None): what it returned, or raised. Nothing comes after ``let_go``.
    """

    told = Signal(object)
    ended = Signal(object, object)
    _heard = Signal(object)
    _landed = Signal(object, object)

    def __init__(self, call: Callable[[Tell], object]) -> None:
        super().__init__()
        self._call = call
        self._unwanted = False
        self._heard.connect(self._on_heard, Qt.ConnectionType.QueuedConnection)
        self._landed.connect(self._on_landed, Qt.ConnectionType.QueuedConnection)

    @property
    def wanted(self) -> bool:
        return not self._unwanted

    def start(self) -> None:
        _under_way.add(self)
        self._thread = threading.Thread(target=self._work, name="attnviz-errand", daemon=True)
        self._thread.start()

    def let_go(self) -> None:
        """Hear no more of it; the call ends at its next word, and what it has stored stays."""
        self._unwanted = True

    def _on_heard(self, word: object) -> None:
        if self.wanted:
            self.told.emit(word)

    def _on_landed(self, result: object, error: Exception | None) -> None:
        _under_way.discard(self)
        if self.wanted:
            self.ended.emit(result, error)
        self._thread.join()  # it may still be inside the signal that brought this: Qt looks at the sender once more
        self.deleteLater()  # what is connected to it, and whoever that holds, would live on with it for good

    # --- below: the call's thread

    def _work(self) -> None:
        stand_back()
        result, error = None, None
        try:
            result = self._call(self._tell)
        except Exception as caught:
            error = caught
        with contextlib.suppress(RuntimeError):  # the program has ended meanwhile
            self._landed.emit(result, error)

    def _tell(self, word: object) -> None:
        if self._unwanted:
            raise LetGo
        with contextlib.suppress(RuntimeError):
            self._heard.emit(word)
