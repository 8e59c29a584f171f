"""The real window on a stopwatch, in a process of its own: key press to painted heatmap.

``attnviz bench`` starts it offscreen and tells it what to do; ``ACTIONS`` are what it serves. Its settings live in a
temporary folder, so that the user's own window remembers nothing of it.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from attnviz.gui import app
from attnviz.gui.opening import start_at
from attnviz.settings import Settings
from attnviz.trace import Focus, Trace

PATIENCE = 60.0
HEAD = (3, 7)


class Stopwatch:
    """A window with a text, a finger that types an s and takes it back, and an eye on the heatmap."""

    def __init__(self, text: str, model: str, device: str, profile: bool) -> None:
        self._folder = tempfile.TemporaryDirectory()
        settings = Settings(Path(self._folder.name) / "settings.json")
        start_at(settings, text, model, Focus(*HEAD))
        settings["device"], settings["language"] = device, "en"
        app.make_application(settings)
        self.window = app.make_window(settings)
        self.window.microscope.profile = profile  # without the panel, which would be painted as well
        self._seen = ""
        self._begun = 0.0
        self.since: dict[str, float] = {}
        self.window.heatmap.painted.connect(self._on_painted)
        self.window.resize(1440, 900)
        self.window.show()
        if not self.window.wait_until_idle(PATIENCE):
            raise TimeoutError("the window did not load its model")
        if self.window.microscope.trace is None:
            raise RuntimeError("the window has no trace")
        self.window.worker.busy_changed.connect(self._on_busy)  # emitted just before the trace itself
        self.window.microscope.shown.connect(self._on_shown)

    def _on_painted(self, text: str) -> None:
        if text != self._seen:
            self._seen = text
            self.since["heatmap"] = (time.perf_counter() - self._begun) * 1e3

    def _on_busy(self, busy: bool) -> None:
        if not busy:
            self.since["arrived"] = (time.perf_counter() - self._begun) * 1e3

    def _on_shown(self, trace: Trace, focus: Focus) -> None:
        self.since["given"] = (time.perf_counter() - self._begun) * 1e3

    def press(self) -> float:
        """One key: the milliseconds from its event to the end of the heatmap's paint that shows what it changed."""
        editor = self.window.text_bar.editor
        text = editor.toPlainText()
        typed = text.endswith("s")
        key, character = (Qt.Key.Key_Backspace, "\b") if typed else (Qt.Key.Key_S, "s")
        wanted = text[:-1] if typed else text + "s"
        self._begun = time.perf_counter()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, character)
            QApplication.postEvent(editor, event)
        deadline = time.monotonic() + PATIENCE
        while self._seen != wanted:
            if time.monotonic() > deadline:
                raise TimeoutError("the heatmap did not show what was typed")
            # returns when all that was due is done, the rest of the window's paint included
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self.since["painted"] = (time.perf_counter() - self._begun) * 1e3
        return self.since["heatmap"]

    def close(self) -> None:
        self.window.close()
        self._folder.cleanup()


_watches: dict[str, Stopwatch] = {}


def keys(text: str, model: str, device: str, profile: bool) -> Any:
    """Open the window on a text that does not end in s; the job presses a key. With ``profile``, count kernels too."""
    watch = _watches["now"] = Stopwatch(text, model, device, profile)

    def job(turn: int, count: int) -> float:
        return sum(watch.press() for _ in range(count))

    job(0, 2)
    assert watch.window.microscope.trace is not None
    return {"tokens": len(watch.window.microscope.trace.tokens)}, job


def parts() -> dict[str, float]:
    """Of the last key press, in milliseconds: inside kernels, the engine's own parts, and when since the key event the
    trace arrived in the window's thread, the heatmap was painted, all views had it, and the window was done. Beside
    them the number of launches.
    """
    watch = _watches["now"]
    trace = watch.window.microscope.trace
    assert trace is not None
    kernels = trace.profile.launches if trace.profile else ()
    calls, inside = sum(one.calls for one in kernels), sum(one.milliseconds for one in kernels)
    return {"launches": calls, "inside": inside, **trace.milliseconds, **watch.since}


def rest(seconds: float) -> None:
    """Be idle as a window is: its timers go on."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1e3), loop.quit)
    loop.exec()


def end() -> None:
    _watches.pop("now").close()


ACTIONS = {"keys": keys, "parts": parts, "rest": rest, "end": end}
