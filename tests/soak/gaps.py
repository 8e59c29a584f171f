"""How long the window's thread is busy at a stretch, in every view, with a long text.

    python tests/soak/gaps.py [--model ID] [--tokens 512] [--lang en] [VIEW ...]

opens the real window (give it a screen: QT_QPA_PLATFORM=offscreen will do), types in the middle of a text and at its
end, scrolls, hovers, walks, switches the axis, zooms and resizes, with each view open, and prints for each deed the
longest turn of the event loop: the thread's own processor time, which other programs on the machine do not change, and
of the longest ones where they were. Exit code 1 where a turn took longer than --most milliseconds.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from attnviz.gui import app
from attnviz.gui.main_window import MainWindow
from attnviz.other import Change
from attnviz.settings import Settings

VIEWS = ("heatmap", "heads", "lines", "finder", "compare", "what_if", "flow", "output")
WORDS = "the quick brown fox jumps over a lazy dog while wise owls watch from unbelievably old trees"
JAPANESE = "昨日東京駅で友達に会いました。そのあと彼は静かに眠った。"
STILL = 0.3  # seconds without anything asked or painted


class Turns:
    """Turns of the event loop, each with the processor time that this thread took for it.

    A timer of the processor's time looks where a long turn is; it costs some 0.1 ms a look.
    """

    LOOK = 0.01

    def __init__(self) -> None:
        self.longest, self.wall, self.stacks = 0.0, 0.0, Counter[str]()
        self._began = time.thread_time()
        signal.signal(signal.SIGPROF, self._look)

    def run(self, deed: Callable[[], object]) -> None:
        """One turn: the handling of an event, or of all that waits."""
        self._began, began = time.thread_time(), time.perf_counter()
        signal.setitimer(signal.ITIMER_PROF, self.LOOK, self.LOOK)
        deed()
        signal.setitimer(signal.ITIMER_PROF, 0)
        took = time.thread_time() - self._began
        if took > self.longest:
            self.longest, self.wall = took, time.perf_counter() - began

    def _look(self, number: int, frame: FrameType | None) -> None:
        if time.thread_time() - self._began < 2 * self.LOOK:
            return
        lines: list[str] = []
        while frame is not None and len(lines) < 6:
            name = frame.f_code.co_filename
            if "/attnviz/" in name:
                lines.append(f"{Path(name).name}:{frame.f_lineno}:{frame.f_code.co_name}")
            frame = frame.f_back
        self.stacks[" < ".join(lines)] += 1


class Gaps:
    """The window, and what is done in it."""

    def __init__(self, given: argparse.Namespace) -> None:
        settings = Settings(Path(tempfile.mkdtemp()) / "settings.json")
        settings["language"], settings["theme"], settings["text_stored"] = given.lang, "dark", True
        settings["text"] = "A short one."
        if given.model:
            settings["model"] = given.model
        self.given, self.turns, self.failed = given, Turns(), 0
        app.make_application(settings)
        self.window: MainWindow = app.make_window(settings)
        self.window.resize(1920, 1080)
        self.window.show()
        self.window.wait_until_idle(120)
        self.text = _text(given)

    def still(self, limit: float = 600.0) -> None:
        """Turn after turn until nothing is left to do."""
        end, quiet = time.monotonic() + limit, time.monotonic()
        while time.monotonic() < min(end, quiet + STILL):
            before = time.thread_time()
            self.turns.run(QApplication.processEvents)
            if not self._answered() or time.thread_time() - before > 0.004:
                quiet = time.monotonic()
            time.sleep(0.002)

    def _answered(self) -> bool:
        scope = self.window.microscope
        text = self.window.text_bar.text()
        come = scope.trace is not None and scope.trace.request.text == scope.text == text
        return come and self.window.worker.idle and not scope.unsettled

    def told(self, view: str, deed: str) -> None:
        turns, self.turns = self.turns, Turns()
        took = 1000 * turns.longest
        print(f"{view:9} {deed:18} {took:7.0f} ms of the processor {1000 * turns.wall:7.0f} by the clock", flush=True)
        if took > self.given.most:
            self.failed += 1
            for stack, looks in turns.stacks.most_common(self.given.stacks):
                print(f"     {looks:4}  {stack}", flush=True)

    def walk(self, view: str) -> None:
        """All deeds with one view open."""
        window, turns = self.window, self.turns
        editor, docks = window.text_bar.editor, window.docks
        turns.run(lambda: editor.setPlainText("A short one."))
        self.still()
        if view != "heatmap":
            turns.run(lambda: docks.open(view))
            self.still()
            self.told(view, "opened, short text")
            content = docks.docks[view].content
            if view == "what_if":
                content.set_change(Change(temperature=2.0))
            elif view == "compare":
                content.choice.take_text(self.text[: -len(self.text) // 20] + " and so on")
            self.still()
            self.turns = Turns()
        self.turns.run(lambda: editor.setPlainText(self.text))
        self.still()
        self.told(view, f"{len(window.microscope.trace.tokens)} tokens arrive")
        if view != "heatmap":
            docks.docks[view].close()
            self.still()
            self.turns = Turns()
            self.turns.run(lambda: docks.open(view))
            self.still()
            self.told(view, "opened")
        places = editor.textCursor().MoveOperation
        for name, place in (("middle", places.Start), ("end", places.End)):
            editor.moveCursor(place)
            if name == "middle":
                cursor = editor.textCursor()
                cursor.setPosition(len(self.text) // 2)
                editor.setTextCursor(cursor)
            for letter in "so it":
                self.turns.run(lambda letter=letter: QTest.keyClicks(editor, letter))
                self._for(0.15)
            self.still()
            self.told(view, f"typed, {name}")
        content = window.heatmap if view == "heatmap" else docks.docks[view].content
        self._answer(view, content.focusProxy() or content)
        for axis in ("words", "bytes", "tokens", "words"):
            self.turns.run(lambda axis=axis: window.use_option("axis", axis))
            self.still()
            self.told(view, f"axis {axis}")
        cursor = editor.textCursor()
        for letter in " or":
            self.turns.run(lambda letter=letter: QTest.keyClicks(editor, letter))
            self._for(0.15)
        self.still()
        self.told(view, "typed, words")
        if view == "heatmap":
            self._heatmap()
        window.use_option("axis", "tokens")
        self.still()
        self.turns = Turns()
        window.resize(1600, 900)
        self.still()
        self.told(view, "resized")
        window.resize(1920, 1080)
        if view != "heatmap":
            docks.docks[view].close()
        self.still()
        self.turns = Turns()

    def _answer(self, view: str, target: QWidget) -> None:
        """Arrow keys, the mouse, its wheel, and where there is a zoom, that."""
        target.setFocus()
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Down) * 4:
            self.turns.run(lambda key=key: QTest.keyClick(target, key))
            self._for(0.05)
        self.still()
        self.told(view, "arrow keys")
        place = target.viewport() if isinstance(target, QAbstractScrollArea) else target
        for step in range(20):
            point = QPoint(place.width() * (step + 1) // 22, place.height() * (step + 1) // 22)
            self.turns.run(lambda point=point: QTest.mouseMove(place, point))
            self._for(0.02)
        self.still()
        self.told(view, "mouse")
        for modifier, name in (
            (Qt.KeyboardModifier.NoModifier, "wheel"),
            (Qt.KeyboardModifier.ControlModifier, "zoom"),
        ):
            for turn in (-1, -1, -1, 1, 1):
                self.turns.run(lambda turn=turn, modifier=modifier: _wheel(place, turn, modifier))
                self._for(0.05)
            self.still()
            self.told(view, name)

    def _heatmap(self) -> None:
        """What only the heatmap has: all of it at once, and colours by the strongest weight."""
        for axis in ("words", "bytes", "tokens"):
            self.window.use_option("axis", axis)
            self.still()
            self.turns = Turns()
            for key, name in ((Qt.Key.Key_F, "all of it"), (Qt.Key.Key_F, "readable")):
                self.turns.run(lambda key=key: QTest.keyClick(self.window.heatmap, key))
                self.still()
                self.told("heatmap", f"{name}, {axis}")
            for scale in ("contrast", "full"):
                self.turns.run(lambda scale=scale: self.window.use_option("scale", scale))
                self.still()
                self.told("heatmap", f"{scale}, {axis}")

    def _for(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.turns.run(QApplication.processEvents)
            time.sleep(0.002)


def _wheel(place: QWidget, turn: int, modifier: Qt.KeyboardModifier) -> None:
    centre = QPointF(place.rect().center())
    event = QWheelEvent(
        centre, QPointF(place.mapToGlobal(centre.toPoint())), QPoint(), QPoint(0, 120 * turn), Qt.MouseButton.NoButton,
        modifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(place, event)


def _text(given: argparse.Namespace) -> str:
    """Words enough for the tokens that are asked for; what the model does not take is cut off by it."""
    if given.lang == "ja":
        return (JAPANESE * (given.tokens // 10 + 1))[: given.tokens]
    words = WORDS.split()
    return " ".join(words[place * 7 % len(words)] for place in range(given.tokens))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("views", nargs="*", metavar="VIEW", help=f"of {', '.join(VIEWS)}; all")
    parser.add_argument("--model", default="")
    parser.add_argument("--tokens", type=int, default=512, help="words of the text")
    parser.add_argument("--lang", choices=("en", "ja"), default="en")
    parser.add_argument("--most", type=float, default=50.0, help="milliseconds")
    parser.add_argument("--stacks", type=int, default=3, help="places that are told of what takes longer")
    given = parser.parse_args()
    if unknown := set(given.views) - set(VIEWS):
        parser.error(f"no such view: {', '.join(sorted(unknown))}")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    gaps = Gaps(given)
    for view in given.views or VIEWS:
        gaps.walk(view)
    gaps.window.close()
    print(f"{gaps.failed} deeds with a turn of more than {given.most:.0f} ms")
    return 1 if gaps.failed else 0


if __name__ == "__main__":
    sys.exit(main())
