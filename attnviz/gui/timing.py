"""The real window on a stopwatch, in a process of its own: key press to painted heatmap or to everything painted, and
how long the sentence stands still, or the window does not answer, while keys keep arriving.

``attnviz bench`` starts it offscreen and tells it what to do; ``ACTIONS`` are what it serves. Its settings live in a
temporary folder, so that the user's own window remembers nothing of it.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from attnviz.gui import app
from attnviz.gui.dock_layouts import Layout
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
        self.window, self.text = app.make_window(settings), text
        self.window.microscope.profile = profile  # without the panel, which would be painted as well
        self._seen = ""
        self._begun = 0.0
        self._eyes: dict[str, PaintWatch] = {}
        self.laps: Any = None  # of the lecture, see ``slides``
        self.since: dict[str, float] = {}
        self.window.heatmap.painted.connect(self._on_painted)
        self.window.resize(1440, 900)
        self.window.show()
        self.settle()
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

    def open_all_heads(self) -> None:
        """Beside heatmap and inspector, with room for every one; and watch what a key press makes anew."""
        window = self.window
        window.resize(1920, 1080)
        window.docks.use_layout(Layout(right=(("heads",), ("inspector",)), width=0.5))
        self.settle()
        heads = window.docks.docks["heads"].content
        # of the inspector its last part: each paints itself
        parts = {"thumbnails": heads.canvas.viewport(), "inspector": window.inspector.content.output}
        self._eyes = {name: PaintWatch(part) for name, part in parts.items()}

    def heads_in_sight(self) -> int:
        """Thumbnails that are wholly on the screen."""
        canvas = self.window.docks.docks["heads"].content.canvas
        return sum(canvas.viewport().rect().contains(canvas.cell_rect(head)) for head in canvas.order)

    def update(self) -> float:
        """One key: the milliseconds from its event until all has been painted anew.

        Raises:
            RuntimeError: something was not, or its thumbnails are of another text.
        """
        self.press()
        arrived = self._begun + 1e-3 * self.since["arrived"]
        late = [name for name, eye in self._eyes.items() if not eye.moments or eye.moments[-1] < arrived]
        trace = self.window.microscope.trace
        if late or trace is None or trace.thumbnails is None or trace.request.text != self._seen:
            raise RuntimeError(f"not painted: {late or 'thumbnails of the newest text'}")
        return self.since["painted"]

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
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        while self.window.showing.behind:
            QApplication.processEvents()
        QApplication.processEvents()  # what the other views have asked to be painted
        self.since["painted"] = (time.perf_counter() - self._begun) * 1e3
        return self.since["heatmap"]

    def burst(self, text: str, position: int, keys: str, keys_a_second: float) -> float:
        """Keys that arrive whatever the window does: the longest time, in milliseconds, that no typed key showed.

        Each gap runs from one paint of the sentence to the next, the first one from the first key.
        """
        editor = self.window.text_bar.editor
        editor.setPlainText(text)
        cursor = editor.textCursor()
        cursor.setPosition(position)
        editor.setTextCursor(cursor)
        self.settle()
        eye, pulse = PaintWatch(editor.viewport()), Pulse()
        events = [_key_events(character) for character in keys]  # here: another thread has no keyboard
        fingers = threading.Thread(target=_type, args=(editor, events, 1 / keys_a_second))
        begun = time.perf_counter()
        fingers.start()
        while len(editor.toPlainText()) < len(text) + len(keys):
            if not fingers.is_alive() and time.perf_counter() - begun > len(keys) / keys_a_second + PATIENCE:
                raise TimeoutError("the window did not take all keys")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        QApplication.processEvents()  # the paint of the last key
        fingers.join()
        moments = [begun, *eye.moments]
        self.since["silence"] = 1e3 * _longest(pulse.moments())
        self.settle()
        return 1e3 * _longest(moments)

    def settle(self) -> None:
        if not self.window.wait_until_idle(PATIENCE):
            raise TimeoutError("the window did not come to rest")

    def close(self) -> None:
        self.window.close()
        self._folder.cleanup()


class PaintWatch(QObject):
    """Notes when a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.moments: list[float] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.moments.append(time.perf_counter())
        return False


class Pulse(QTimer):
    """Notes each millisecond at which the window's thread is free to answer."""

    def __init__(self) -> None:
        super().__init__(timerType=Qt.TimerType.PreciseTimer, interval=1)
        self._moments = [time.perf_counter()]
        self.timeout.connect(lambda: self._moments.append(time.perf_counter()))
        self.start()

    def moments(self) -> list[float]:
        """All until now, which is the last one."""
        super().stop()
        return [*self._moments, time.perf_counter()]


def _longest(moments: list[float]) -> float:
    return max(later - earlier for earlier, later in pairwise(moments))


def _key_events(character: str) -> list[QKeyEvent]:
    key = Qt.Key(ord(character.upper()))
    kinds = QEvent.Type.KeyPress, QEvent.Type.KeyRelease
    return [QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, character) for kind in kinds]


def _type(editor: QWidget, events: list[list[QKeyEvent]], period: float) -> None:
    """Press keys on time. In a thread of its own: a timer of the window's thread would wait as long as the window."""
    begun = time.perf_counter()
    for place, pressed in enumerate(events):
        time.sleep(max(0.0, begun + place * period - time.perf_counter()))
        for event in pressed:
            QApplication.postEvent(editor, event)


_watches: dict[str, Stopwatch] = {}


def keys(text: str, model: str, device: str, profile: bool) -> Any:
    """Open the window on a text that does not end in s; the job presses a key. With ``profile``, count kernels too."""
    watch = _watches["now"] = Stopwatch(text, model, device, profile)

    def job(turn: int, count: int) -> float:
        return sum(watch.press() for _ in range(count))

    job(0, 2)
    assert watch.window.microscope.trace is not None
    return {"tokens": len(watch.window.microscope.trace.tokens)}, job


def burst(place: str, keys: str, keys_a_second: float) -> Any:
    """Type into the "middle" or at the "end" of the text that ``keys`` opened the window on; ``tokens`` is what the
    text has grown to.
    """
    watch = _watches["now"]
    text = watch.text
    position = text.index(" ", len(text) // 2) if place == "middle" else len(text)

    def job(turn: int, count: int) -> float:
        return max(watch.burst(text, position, keys, keys_a_second) for _ in range(count))

    watch.burst(text, position, keys[:10], keys_a_second)
    editor = watch.window.text_bar.editor
    editor.setPlainText(text[:position] + keys + text[position:])
    watch.settle()
    return {"tokens": len(watch.window.microscope.trace.tokens)}, job


def update(text: str, model: str, device: str) -> Any:
    """Open the window with All heads on a text that does not end in s; the job presses a key and waits for all of it.

    ``heads`` are the thumbnails in sight.
    """
    told, _ = keys(text, model, device, profile=False)
    watch = _watches["now"]
    watch.open_all_heads()

    def job(turn: int, count: int) -> float:
        return sum(watch.update() for _ in range(count))

    job(0, 2)
    return {**told, "heads": watch.heads_in_sight()}, job


def silence(keys: str, keys_a_second: float) -> Any:
    """Type at the end of the text that ``update`` opened the window on; the job tells the longest time, in
    milliseconds, that the window's thread did not answer.
    """
    told, again = burst("end", keys, keys_a_second)
    watch = _watches["now"]

    def job(turn: int, count: int) -> float:
        return max((again(turn, 1), watch.since["silence"])[1] for _ in range(count))

    return told, job


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


def slides(text: str, model: str, device: str, moves: bool, lessons: Sequence[str], spoken: float) -> Any:
    """Open the lecture on a text; the job goes through its lessons by key, all of them or the ones named, ``spoken``
    seconds a step, and tells the milliseconds of the slowest step: without motion from a key press until the next step
    is painted, with it from one frame to the next.
    """
    from attnviz.gui.lecture_timing import Laps  # here: the start is measured by what this module reads

    told, _ = keys(text, model, device, profile=False)
    watch = _watches["now"]
    presenting = watch.window.presenting
    presenting.open(presenting.course.places[0], full_screen=False)
    presenter = presenting.presenter
    presenter.resize(1920, 1080)
    presenter.set_motion(moves)
    watch.laps = Laps(presenter, watch.settle, rest, PaintWatch, lessons, spoken)

    def job(turn: int, count: int) -> float:
        return max(watch.laps.lap() for _ in range(count))

    return told, job


def slowest() -> str:
    """Lesson and step that the last turn of ``slides`` found slowest."""
    return _watches["now"].laps.slowest


ACTIONS = {
    "slides": slides,
    "slowest": slowest,
    "keys": keys,
    "burst": burst,
    "update": update,
    "silence": silence,
    "parts": parts,
    "rest": rest,
    "end": end,
}
