"""What comes back at the next start, also after a kill: written soon after each change, and once more at the end."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Mapping

from PySide6.QtCore import QByteArray, QElapsedTimer, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QSplitter

from attnviz.settings import Settings
from attnviz.trace import Focus

DEFAULT_SIZE = (1440, 900)
FRAME = (16, 48)
"""Room for title bar and borders. How large they are is known only once the window is up: too late to open well."""


class Session(QObject):
    """Collects the state to keep and writes it at most ``DELAY`` after the first change, in a thread of its own.

    Waiting until the file is on the disk takes some milliseconds, on a busy disk seconds: no key press waits for it,
    and what is typed meanwhile is written as well, by another thread.

    Signals:
        unsaved(OSError): the file cannot be written; said once, then it is quiet till ``saved_again``.
        saved_again(): it could be written after all.
        looked(): soon after a change, not at each of many.
    """

    DELAY = 250  # milliseconds; not prolonged by further changes, so that steady typing is saved as well
    SOON = 60  # milliseconds after a first change: its picture comes first
    unsaved = Signal(object)
    saved_again = Signal()
    looked = Signal()
    _done = Signal(object)

    def __init__(self, settings: Settings, collect: Callable[[], Mapping[str, object]], parent: QObject) -> None:
        super().__init__(parent)
        self.settings = settings
        self._collect = collect
        self._written: dict[str, object] = {}
        self._said = self._failed = False
        self._writers: list[threading.Thread] = []
        self._hurrying, self._confirming = threading.Lock(), threading.Lock()
        self._timer = QTimer(self, singleShot=True, interval=self.DELAY)
        self._since = QElapsedTimer()  # the last writing
        self._timer.timeout.connect(self._save_behind)
        self._done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)

    @property
    def kept(self) -> bool:
        """Whether it could be written when it was tried last."""
        return not self._said

    @property
    def pending(self) -> bool:
        return self._timer.isActive() or self._writing()

    def touch(self) -> None:
        """Something worth keeping has changed."""
        if not self._timer.isActive():
            left = self.DELAY - self._since.elapsed() if self._since.isValid() else 0
            self._timer.start(max(self.SOON, left))

    def write_behind(self) -> None:
        """Before the window's own thread waits for the disk: a kill meanwhile is to lose none of the last keys."""
        self._save_behind()

    def save(self) -> None:
        """Write now; on return the file is on the disk, or it has been said that it cannot be."""
        self._timer.stop()
        for writer in self._writers:
            writer.join()
        if self._failed:  # the writing thread's word of it may still be on its way
            self._written = {}
        if self._take_changes():
            self._on_done(self._tried(self.settings.save))

    def _writing(self) -> bool:
        self._writers = [writer for writer in self._writers if writer.is_alive()]
        return bool(self._writers)

    def _save_behind(self) -> None:
        self.looked.emit()
        self._since.start()
        if self._hurrying.locked():  # two at once would write the same file
            self._timer.start(self.SOON)
        elif self._take_changes():
            self._writing()  # forgets those that ended
            self._hurrying.acquire()
            snapshot = self.settings.snapshot()
            writer = threading.Thread(target=self._write, args=(snapshot,), daemon=True)
            try:
                writer.start()
                self._writers.append(writer)
            except RuntimeError:  # no memory for another thread
                self._write(snapshot)

    def _take_changes(self) -> bool:
        """Bring the settings up to date; False when they are as they were written last."""
        state = dict(self._collect())
        if state == self._written:
            return False
        for name, value in state.items():
            self.settings[name] = value
        self._written = state
        return True

    def _write(self, snapshot: bytes) -> None:
        """In a writing thread; of several one waits for the disk, and goes on till it has what came last."""
        try:
            error = self._tried(lambda: self.settings.hurry(snapshot))
        finally:
            self._hurrying.release()
        # asked again after each release: who found it taken in the last moment has gone without
        while error is None and not self.settings.confirmed and self._confirming.acquire(blocking=False):
            error = self._tried(self.settings.confirm)
            self._confirming.release()
        if error is None and not self.settings.confirmed:  # another thread is at it
            return
        self._failed = error is not None
        with contextlib.suppress(RuntimeError):  # the window has gone meanwhile
            self._done.emit(error)

    def _tried(self, write: Callable[[], None]) -> OSError | None:
        try:
            write()
        except OSError as error:
            return error
        return None

    def _on_done(self, error: OSError | None) -> None:
        if error is not None:
            self._written = {}
            if not self._said:
                self._said = True
                self.unsaved.emit(error)
        elif self._said:
            self._said = False
            self.saved_again.emit()


def stored_focus(settings: Settings) -> Focus | None:
    """Where the user left off, or None at the first start."""
    if settings["layer"] < 0 or settings["head"] < 0:
        return None
    focus = Focus(settings["layer"], settings["head"])
    if settings["query"] < 0 or settings["key"] < 0:
        return focus
    return focus.on_pair(settings["query"], settings["key"])


def packed(state: QByteArray) -> str:
    return bytes(state.toBase64()).decode("ascii")


def unpacked(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii", "ignore"))


def restore_geometry(window: QMainWindow, stored: str) -> None:
    """The stored size and place, moved back where no screen shows it any more; a good size at the first start."""
    if not (stored and window.restoreGeometry(unpacked(stored))):
        room = QGuiApplication.primaryScreen().availableGeometry()
        window.resize(min(DEFAULT_SIZE[0], room.width() - FRAME[0]), min(DEFAULT_SIZE[1], room.height() - FRAME[1]))
    frame = window.frameGeometry()
    for screen in QGuiApplication.screens():
        seen = screen.availableGeometry() & frame
        # enough of the title bar to take hold of
        if seen.width() >= 120 and seen.height() >= 80 and frame.top() >= screen.availableGeometry().top():
            return
    room = QGuiApplication.primaryScreen().availableGeometry()
    window.resize(min(window.width(), room.width()), min(window.height(), room.height()))
    window.move(room.topLeft())


def packed_splitters(*splitters: QSplitter) -> str:
    return json.dumps([splitter.sizes() for splitter in splitters])


def restore_splitters(stored: str, *splitters: QSplitter) -> None:
    """Sizes of all splitters; anything that is not what ``packed_splitters`` writes is passed over."""
    try:
        sizes = json.loads(stored)
    except ValueError:
        return
    if not isinstance(sizes, list) or len(sizes) != len(splitters):
        return
    for splitter, widths in zip(splitters, sizes, strict=True):
        if not isinstance(widths, list) or len(widths) != splitter.count():
            continue
        if all(type(width) is int and 0 < width < 20_000 for width in widths):
            splitter.setSizes(widths)
