"""The one that is killed: the real window, used by real keys without end. What was done goes into a pipe, unbuffered.

Each record is a line of JSON: ``at`` (time.monotonic), ``waited`` (seconds for a processor, so far), ``what`` and
``state`` (what the window shows then), and for files ``path`` and, once written, ``digest``.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fake_engine import DEVICES, FakeEngine
from killed_checks import waited
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from attnviz.gui import app
from attnviz.gui.engines import default_devices, default_engine
from attnviz.gui.exporting.dialog import ExportDialog
from attnviz.gui.main_window import MainWindow
from attnviz.lessons.course import Place
from attnviz.settings import Settings

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
WORDS = ("Taro", "Hanako", "ate", "read", "the cake", "book", "slowly", "太郎", "は", "ケーキ", "を", "食べた。", "📖")
EXPORTS = (
    ("Heatmap", ".png"), ("Heatmap", ".svg"), ("Heatmap", ".pdf"), ("HeadNumbers", ".csv"), ("HeadNumbers", ".npz"),
    ("AllHeads", ".safetensors"),
)  # fmt: skip
VIEWS = ("heads", "lines", "output", "flow")
STARTING = 300  # seconds: the first start builds kernels
STEPS = (("weight", "answer"), ("softmax", "stickers"), ("weight", "row"))


class Driver:
    """Uses a window until its process is killed."""

    def __init__(self, window: MainWindow, files: Path, pipe: int, seed: int) -> None:
        self.window, self.files, self.pipe = window, files, pipe
        self.random = random.Random(seed)
        self.saved_as = ""
        QMessageBox.exec = lambda box: QMessageBox.StandardButton.Discard
        QFileDialog.getSaveFileName = lambda *_: (self.saved_as, "")
        # each lecture that there is for a moment may be the one that is kept: a step that was added at once, too
        window.presenting.decks.builder.changed.connect(lambda: self.tell("lecture"))

    # --- what is written down

    def tell(self, what: str, **more: Any) -> None:
        record = {"at": time.monotonic(), "waited": waited(), "what": what, "state": self.state(), **more}
        os.write(self.pipe, json.dumps(record).encode() + b"\n")

    def state(self) -> dict[str, Any]:
        """What a user would miss, in words of JSON."""
        window = self.window
        builder = window.presenting.decks.builder  # where an unsaved lecture comes back
        return {
            "text": window.text_bar.text(),
            "language": window.language_choice,
            "theme": window.theme_choice,
            "options": dict(window.options),
            "open": sorted(name for name, dock in window.docks.docks.items() if dock.isVisibleTo(window.docks)),
            "answers": window.presenting.answers(),
            "session": str(window.desktop.sessions.path or ""),
            "head": list(window.microscope.focus.head_id) if window.microscope.trace else None,
            "deck": [[one.lesson, one.step, one.notes] for one in builder.deck().items if builder.modified],
        }

    def wait(self, milliseconds: int) -> None:
        """Let the window work; what comes of it is told at once."""
        end = time.monotonic() + milliseconds / 1000
        was = self.state()
        while time.monotonic() < end:
            QTest.qWait(5)
            if (now := self.state()) != was:
                was = now
                self.tell("went on")

    def writing(self, path: Path, do: Callable[[], object], busy: Callable[[], bool] = lambda: False) -> None:
        """Write a file, telling before and after."""
        self.tell("write", path=str(path))
        do()
        end = time.monotonic() + 20
        while busy() and time.monotonic() < end:
            self.wait(5)
        if path.is_file():
            self.tell("written", path=str(path), digest=hashlib.sha256(path.read_bytes()).hexdigest())

    # --- what is done

    def go_on(self) -> None:
        actions = [self.type] * 5 + [self.save, self.save_as, self.export, self.export, self.prefer, self.prefer,
                                     self.aim, self.view, self.count, self.deck, self.film]  # fmt: skip
        while True:
            self.random.choice(actions)()

    def type(self) -> None:
        editor = self.window.text_bar.editor
        editor.setFocus()
        if len(self.window.text_bar.text()) > 120:
            QTest.keyClick(editor, Qt.Key.Key_A, CONTROL)
        for _ in range(self.random.randint(1, 4)):
            for letter in self.random.choice(WORDS) + " ":
                if letter.isascii():
                    QTest.keyClick(editor, letter)
                else:  # as an input method commits it
                    editor.insertPlainText(letter)
                self.tell("key")
                self.wait(self.random.randint(10, 90))

    def save(self) -> None:
        sessions = self.window.desktop.sessions
        if sessions.path is None:
            self.save_as()
        else:
            self._keyed(sessions.path, Qt.Key.Key_S, CONTROL)

    def save_as(self) -> None:
        path = self.files / f"session {self.random.randint(1, 3)} 日本.attnviz"
        self.saved_as = str(path)
        self._keyed(path, Qt.Key.Key_S, CONTROL | SHIFT)

    def _keyed(self, path: Path, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        editor = self.window.text_bar.editor
        self.writing(path, lambda: QTest.keyClick(editor, key, modifier))

    def export(self) -> None:
        if self.window.microscope.trace is None or not len(self.window.microscope.trace.tokens):
            return
        what, ending = self.random.choice(EXPORTS)
        path = self.files / f"picture {self.random.randint(1, 2)}{ending}"
        self.window.menus.export.trigger()
        dialog = next(
            one for one in QApplication.topLevelWidgets() if isinstance(one, ExportDialog) and one.isVisible()
        )
        dialog.choose(what, ending)
        self.writing(path, lambda: dialog.export(str(path)), lambda: dialog.busy)
        dialog.reject()
        self.wait(5)

    def prefer(self) -> None:
        window, choose = self.window, self.random.choice
        choose([
            lambda: window.menus.languages[choose(["en", "ja"])].trigger(),
            lambda: window.menus.theme[choose(["light", "dark"])].trigger(),
            lambda: window.menus.transposed.trigger(),
            lambda: window.menus.scale[choose(["full", "contrast", "log"])].trigger(),
            lambda: window.menus.axis[choose(["words", "tokens"])].trigger(),
        ])()  # fmt: skip
        self.tell("preferred")
        self.wait(self.random.randint(0, 300))

    def aim(self) -> None:
        self.window.microscope.choose_head(self.random.randint(0, 5), self.random.randint(0, 11))
        self.tell("aimed")
        self.wait(self.random.randint(50, 300))

    def view(self) -> None:
        self.window.menus.docks[self.random.choice(VIEWS)].trigger()
        self.tell("opened or closed a view")
        self.wait(self.random.randint(50, 200))

    def count(self) -> None:
        """Hands in a lecture, by the number keys."""
        course = self.window.presenting.course
        places = [place for place in course.places if course.step(place).asks]
        self.window.presenting.open(self.random.choice(places), full_screen=False)
        presenter = self.window.presenter
        if presenter is None or not presenter.isVisible():
            return
        for _ in range(self.random.randint(1, 4)):
            QTest.keyClick(presenter, self.random.choice("123"))
            self.tell("counted")
            self.wait(self.random.randint(20, 200))
        QTest.keyClick(presenter, Qt.Key.Key_Escape)

    def deck(self) -> None:
        """A step added, a note typed, now and then saved or handed out."""
        decks = self.window.presenting.decks
        builder = decks.builder
        decks.open()
        if len(builder.deck().items) > 6:
            builder._forget()
        place = self.window.presenting.course.find(*self.random.choice(STEPS))
        self._choose(builder, place)
        builder.add_button.click()
        self.wait(200)
        if builder.steps.count():
            builder.steps.setCurrentRow(builder.steps.count() - 1)
            for letter in self.random.choice(WORDS[:7]):
                QTest.keyClick(builder.card.notes, letter)
                self.tell("noted")
                self.wait(30)
            if self.random.random() < 0.4:
                path = self.files / "lecture.attndeck"
                self.writing(path, lambda: builder.save_file(path))
            if self.random.random() < 0.4:
                path = self.files / "handout.pdf"
                self.writing(path, lambda: builder.handout_asked.emit(builder.deck(), path))
        builder.hide()

    def film(self) -> None:
        builder = self.window.presenting.decks.builder
        if self.random.random() < 0.4 and builder.steps.count():
            path = self.files / f"lecture{self.random.choice(['.gif', '.mp4'])}"
            decks = self.window.presenting.decks
            self.writing(path, lambda: builder.film_asked.emit(builder.deck(), path), lambda: decks._job is not None)

    def _choose(self, builder: Any, place: Place) -> None:
        heading = builder.lessons.topLevelItem(place.lesson)
        heading.setExpanded(True)
        builder.lessons.setCurrentItem(heading.child(place.step))


class Stored(Settings):
    """Tells when the writing of the settings begins and ends."""

    pipe = -1

    def hurry(self, snapshot: bytes) -> None:
        self._told("storing")
        super().hurry(snapshot)
        self._told("stored")

    def confirm(self) -> None:
        super().confirm()
        self._told("confirmed")

    def _told(self, what: str) -> None:
        os.write(self.pipe, json.dumps({"at": time.monotonic(), "what": what}).encode() + b"\n")


def slow_disk(seconds: float) -> None:
    """Each file takes at least so long to be on the disk."""

    def slow(handle: int, real: Callable[[int], None] = os.fsync) -> None:
        time.sleep(seconds)
        real(handle)

    os.fsync = slow


def drive(files: Path, pipe: int, seed: int, real: bool, disk: float) -> None:
    """As ``attnviz.gui.app.run`` does, with someone at the keys; never returns."""
    if disk:
        slow_disk(disk)
    Stored.pipe = pipe
    settings = Stored()
    settings["tour_done"] = True
    app.make_application(settings)
    engine = default_engine if real else FakeEngine
    window = app.make_window(settings, engine, default_devices if real else lambda: list(DEVICES))
    app.report_bugs(window)
    window.show()
    os.write(pipe, json.dumps({"at": time.monotonic(), "what": "begun"}).encode() + b"\n")
    window.wait_until_idle(STARTING)
    driver = Driver(window, files, pipe, seed)
    banner = window.banner.text() if window.banner.isVisible() else ""
    driver.tell("shown", banner=banner, focused=_focused(window), told=window.presenting.decks.builder.message.text())
    driver.go_on()


def _focused(window: MainWindow) -> bool:
    return window.focusWidget() is window.text_bar.editor
