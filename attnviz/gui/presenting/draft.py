"""What of a lecture no file holds yet: kept beside the settings, so that a kill or a power cut takes none of it."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from attnviz.errors import UserError
from attnviz.files import hold

if TYPE_CHECKING:
    from attnviz.lessons.deck import Deck

NAME = "unsaved{}.attndeck"
COPIES = ("", *(f"-{number}" for number in range(2, 10)))
"""of the program that run at once, and each keeps a lecture of its own"""


def left_behind(folder: Path) -> Path | None:
    """A lecture that was not saved when the program was killed, and that no running copy of it is at work on."""
    for path in _places(folder):
        if path.exists() and (held := _held(path)) is not None:
            held.close()
            return path
    return None


def _places(folder: Path) -> list[Path]:
    return [folder / NAME.format(copy) for copy in COPIES]


def _held(path: Path) -> BinaryIO | None:
    with contextlib.suppress(OSError):
        return hold(path.with_name(f".{path.name}.lock"))
    return None


class Draft(QObject):
    """Writes the lecture at most ``DELAY`` after a change, in a thread of its own, and removes it once it is saved.

    Signals:
        refused(UserError): it cannot be kept; said once.
    """

    DELAY = 250  # milliseconds; not prolonged by further changes
    refused = Signal(object)
    _failed = Signal(object)

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._deck: Deck | None = None
        self._writer: threading.Thread | None = None
        self._said = False
        self._timer = QTimer(self, singleShot=True, interval=self.DELAY)
        self._timer.timeout.connect(self._write_behind)
        self._failed.connect(self._on_failed, Qt.ConnectionType.QueuedConnection)
        # one that was left behind comes first
        places = sorted(_places(folder), key=lambda path: not path.exists())
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        self._lock, self.path = next(
            ((held, path) for path in places if (held := _held(path)) is not None), (None, places[-1])
        )
        if self._lock is not None:
            self.destroyed.connect(self._lock.close)

    def found(self) -> Deck | None:
        """What was left behind; None if nothing was.

        Raises:
            UserError: it cannot be read. It is put aside, under the name that the error says.
        """
        from attnviz.lessons.deck import read_deck

        if self._lock is None or not self.path.exists():
            return None
        try:
            return read_deck(self.path)
        except UserError:
            with contextlib.suppress(OSError):
                os.replace(self.path, self.path.with_suffix(".kept"))
            raise

    def keep(self, deck: Deck | None) -> None:
        """This is what no file holds now; None: all is saved."""
        self._deck = deck
        if not self._timer.isActive():
            self._timer.start()

    @property
    def pending(self) -> bool:
        return self._timer.isActive() or self._writing()

    def finish(self) -> None:
        """Before the program ends: what is on the disk is what is not saved."""
        self._timer.stop()
        if self._writer is not None:
            self._writer.join()
        if self._lock is not None:
            self._work(self._deck)
            self._lock.close()
            self._lock = None

    def _writing(self) -> bool:
        return self._writer is not None and self._writer.is_alive()

    def _write_behind(self) -> None:
        if self._lock is None:
            return
        if self._writing():
            self._timer.start()
            return
        self._writer = threading.Thread(target=self._work, args=(self._deck,), daemon=True)
        self._writer.start()

    def _on_failed(self, error: UserError) -> None:
        if not self._said:
            self._said = True
            self.refused.emit(error)

    # --- below: the writing thread

    def _work(self, deck: Deck | None) -> None:
        from attnviz.lessons.deck import write_deck

        try:
            if deck is not None:
                write_deck(self.path, deck)
            else:
                with contextlib.suppress(OSError):
                    self.path.unlink()
        except UserError as error:
            with contextlib.suppress(RuntimeError):  # the window has gone meanwhile
                self._failed.emit(error)
