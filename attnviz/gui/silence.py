"""Notices that a device does not answer: its thread gives no sign of life, though something was asked of it.

A load and a long text give several signs a second, so silence is a driver that hangs, or one launch that takes very
long. Where the device shows how far a launch is (``Ops.pulse``) one can tell these apart; elsewhere the user is told,
may decide, and is decided for when no launch would take so long.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal


@dataclass
class Sign:
    """Of life, from an engine's thread; and the word to it that nobody waits any more.

    Attributes:
        pulse: a number that changes while the device computes, asked in the window's thread; None where it shows none.
    """

    given_up: bool = False
    pulse: Callable[[], int | None] = lambda: None
    seen: float = field(default_factory=time.monotonic)
    told: tuple[float, str] = (-1.0, "")

    def tell(self, fraction: float, template: str) -> None:
        """A progress report; one that only repeats the last is made by whoever waits, not by what works."""
        if not template or (fraction, template) != self.told:
            self.told, self.seen = (fraction, template), time.monotonic()


class Watch(QObject):
    """Looks once a second, while something was asked.

    Signals:
        silent(int): no sign for so many seconds; told every second.
        hangs(int): none for so many seconds that there will be none; told once.
        answered(): there was one after all, or nobody waits any more.
    """

    PATIENCE = 8.0  # seconds
    STILL, LONGEST = 30.0, 240.0
    """seconds after which a device hangs whose pulse stands still, and one that shows none"""
    STEP = 2.0
    """seconds that count between two looks, at most: a process that was stopped, or a machine that stood still, has not
    let the device's thread run either"""
    silent = Signal(int)
    hangs = Signal(int)
    answered = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sign = Sign()
        self.is_silent = False
        self._pulse: int | None = None
        self._said = False
        self._looked = time.monotonic()
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        """Something was asked."""
        self._looked = self.sign.seen = time.monotonic()
        self.sign.told = (-1.0, "")
        self._said = False
        self._timer.start()

    def end(self) -> None:
        """It was answered."""
        self._timer.stop()
        self._hear()

    def give_up(self) -> None:
        """Nobody waits for it any more; what is asked next is asked of another engine."""
        self.sign.given_up = True
        self.sign = Sign()
        self.end()

    def _look(self) -> None:
        pulse = self.sign.pulse()
        if pulse is not None and pulse != self._pulse:
            self._pulse, self.sign.seen = pulse, time.monotonic()
        now = time.monotonic()
        self.sign.seen = min(now, self.sign.seen + max(0.0, now - self._looked - self.STEP))
        self._looked = now
        silence = now - self.sign.seen
        if silence < self.PATIENCE:
            self._hear()
            return
        self.is_silent = True
        self.silent.emit(int(silence))
        if silence >= (self.LONGEST if pulse is None else self.STILL) and not self._said:
            self._said = True
            self.hangs.emit(int(silence))

    def _hear(self) -> None:
        if self.is_silent:
            self.is_silent = False
            self.answered.emit()
