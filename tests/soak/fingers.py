"""Somebody at the keyboard of the real window: keys, an input method, the clipboard, the mouse."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from passages import pieces
from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

Key, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
PATIENCE = 300.0

BURST = 10
"""keys that come in one turn of the window's event loop"""


@dataclass
class Latency:
    """Of keys that were waited for, in milliseconds: until the heatmap was painted, and what all threads have worked
    since the one before."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


class Fingers:
    """Counts what it presses; a key of an input method counts like any other.

    Attributes:
        pressed: keys so far.
        waits_every: of so many keys one waits until the heatmap shows what it has changed: a typist looks up.
        latency: of those.
    """

    def __init__(self, window: Any, seed: str = "", waits_every: int = 20) -> None:
        self.window, self.editor = window, window.text_bar.editor
        self.random = random.Random(seed)
        self.pressed = 0
        self.waits_every = waits_every
        self.latency = Latency()
        self._seen = ""
        self._worked = time.process_time()
        window.heatmap.painted.connect(self._on_painted)

    def _on_painted(self, text: str) -> None:
        self._seen = text

    def take_back(self) -> None:
        """Leave the window alone for good."""
        self.window.heatmap.painted.disconnect(self._on_painted)

    # --- keys

    def key(self, key: Qt.Key | str, modifiers: Any = NONE, on: QWidget | None = None) -> None:
        """One key, pressed and let go."""
        self._strike(lambda: QTest.keyClick(on or self.editor, key, modifiers))

    def shortcut(self, sequence: str, on: QWidget | None = None) -> None:
        """One key with what is held beside it, as menus write it: "Ctrl+Shift+1"."""
        top = (on or self.window).window()
        if QApplication.activeWindow() is not top:
            top.activateWindow()
            QApplication.processEvents()
        combination = QKeySequence(sequence)[0]
        self.key(combination.key(), combination.keyboardModifiers(), on or self.window)

    def compose(self, committed: str, spelled: str) -> None:
        """A piece by an input method: each sign of its spelling, the conversion, the commit."""
        for end in range(1, len(spelled) + 1):
            self._strike(lambda end=end: self._send(QInputMethodEvent(spelled[:end], [])))
        if committed != spelled:
            self._strike(lambda: self._send(QInputMethodEvent(committed, [])))

        def commit() -> None:
            event = QInputMethodEvent()
            event.setCommitString(committed)
            self._send(event)

        self._strike(commit)

    def _send(self, event: QInputMethodEvent) -> None:
        QApplication.sendEvent(self.editor, event)

    def _strike(self, act: Callable[[], object]) -> None:
        before, began = self.editor.text(), time.perf_counter()
        act()
        self.pressed += 1
        if self.pressed % self.waits_every == 0 and self.answers and self.editor.text() != before:
            self._await_paint()
            self.latency.wall.append(1e3 * (time.perf_counter() - began))
            worked = time.process_time()  # with what the views around the heatmap cost after the key before
            self.latency.processor.append(1e3 * (worked - self._worked))
            self._worked = worked
        elif self.pressed % BURST == 0:
            QApplication.processEvents()

    @property
    def answers(self) -> bool:
        """The heatmap will show what is typed."""
        scope = self.window.microscope
        writable = self.window.isVisible() and not self.editor.isReadOnly()
        return writable and scope.trace is not None and scope.trace.request.model == scope.model

    def _await_paint(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while self._seen != self.editor.text() and self.answers:
            if time.monotonic() > deadline:
                raise TimeoutError(f"the heatmap shows {self._seen!r}, the sentence is {self.editor.text()!r}")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if self.window.worker.idle and not self.window.showing.behind and not self.editor.text().strip():
                return  # nothing to paint
            time.sleep(0.0005)  # a window waits for its events: turning here took a core from the device's threads

    # --- writing

    def write_english(self, text: str) -> None:
        """With slips of the finger, corrections, steps of the cursor, selections and undo."""
        for letter in text:
            self.key(letter)
            slip = self.random.random()
            if slip < 0.03:
                self.key(self.random.choice("aeinorst"))
                self.key(Key.Key_Backspace)
            elif slip < 0.036:
                self.shortcut("Ctrl+Left", self.editor)
                self.key(self.random.choice("aeinorst"))
                self.key(Key.Key_Backspace)
                self.shortcut("Ctrl+End", self.editor)
            elif slip < 0.042:
                self.shortcut("Ctrl+Shift+Left", self.editor)
                self.key(Key.Key_Right)
            elif slip < 0.048:
                self.shortcut("Ctrl+Z")
                self.shortcut("Ctrl+Shift+Z")
                self.shortcut("Ctrl+End", self.editor)

    def write_slowly(self, text: str) -> None:
        """In the place of what stands there, each letter waited for, and no latency noted."""
        self.editor.setFocus()
        noted, every = self.latency, self.waits_every
        self.latency, self.waits_every = Latency(), 1
        self.shortcut("Ctrl+A", self.editor)
        for letter in text:
            self.key(letter)
        self.settle()
        self.latency, self.waits_every = noted, every

    def write_japanese(self, passage: str) -> None:
        for committed, spelled in pieces(passage):
            self.compose(committed, spelled)
            if self.random.random() < 0.05:
                self.key(Key.Key_Backspace)
                self.shortcut("Ctrl+Z")
                self.shortcut("Ctrl+End", self.editor)

    def paste(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self.shortcut("Ctrl+V", self.editor)

    def clear(self) -> None:
        """Select all and delete, or word by word."""
        if self.random.random() < 0.7:
            self.shortcut("Ctrl+A", self.editor)
            self.key(Key.Key_Delete)
        else:
            self.shortcut("Ctrl+End", self.editor)
            for _ in range(6):
                self.shortcut("Ctrl+Backspace", self.editor)
            self.shortcut("Ctrl+A", self.editor)
            self.key(Key.Key_Backspace)

    # --- mouse

    def click(self, part: QWidget, at: QPoint | None = None) -> None:
        QTest.mouseClick(part, Qt.MouseButton.LeftButton, NONE, at or part.rect().center())
        QApplication.processEvents()

    def wander(self, part: QWidget) -> None:
        """Move the pointer over something."""
        for _ in range(4):
            at = QPoint(self.random.randrange(max(1, part.width())), self.random.randrange(max(1, part.height())))
            QTest.mouseMove(part, at)
            QApplication.processEvents()

    # --- waiting

    def settle(self) -> None:
        """Until all that was asked for is on the screen."""
        if not self.window.wait_until_idle(PATIENCE):
            raise TimeoutError("the window did not come to rest")

    def rest(self, seconds: float) -> None:
        """Do nothing, as the timers of a window go on."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
            time.sleep(0.002)

    def until(self, done: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > deadline:
                raise TimeoutError(what)
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            time.sleep(0.001)


def delete_now() -> None:
    """What was to be deleted later."""
    for _ in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
