"""The lecture on a stopwatch, for ``attnviz bench``: every step once, then the slowest ones again and again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from attnviz.lessons.course import Place

CANDIDATES = 5
"""How many of the slowest steps are taken again: one visit alone says little on a machine that does other things."""


class Laps:
    """Goes through the lecture by key, as a speaker does.

    Args:
        settle: wait until the window has all its numbers.
        rest: be idle for some seconds.
        watch: notes when a widget is painted, see ``timing.PaintWatch``.
        lessons: ids; () for all.
        spoken: seconds on each step before the next key.

    Attributes:
        slowest: lesson and step that took longest when they were taken last.
    """

    def __init__(
        self,
        presenter: Any,
        settle: Callable[[], None],
        rest: Callable[[float], None],
        watch: Callable[[Any], Any],
        lessons: Sequence[str],
        spoken: float,
    ) -> None:
        self._presenter, self._settle, self._rest, self._watch = presenter, settle, rest, watch
        self._spoken = spoken
        course = presenter.lecture.course
        self._steps = [
            place for place in course.places[1:] if not lessons or course.lesson(place).id in lessons
        ]  # fmt: skip
        self._candidates: list[Place] = []
        self.slowest = ""

    def lap(self) -> float:
        """The milliseconds of the slowest step: of all at first, later of those that were slowest then."""
        if not self._candidates:
            taken = {place: milliseconds for place in self._steps if (milliseconds := self._take(place))}
            self._candidates = sorted(taken, key=lambda place: -taken[place])[:CANDIDATES]
        again = {place: self._take(place) for place in self._candidates}
        place = max(again, key=lambda place: again[place])
        course = self._presenter.lecture.course
        self.slowest = f"{course.lesson(place).id}/{course.step(place).id}"
        return again[place]

    def _take(self, place: Place) -> float:
        """Milliseconds for each paint from the key press that leads to a step until it stands still.

        0 for a step that the model has nothing for, or that is not painted before its numbers are there.
        """
        presenter, lecture = self._presenter, self._presenter.lecture
        lecture.go_to(lecture.course.moved(place, -1))
        self._settle()
        self._rest(self._spoken)
        if lecture.page(place).missing or lecture.page(place).scene is None:
            return 0.0
        eye, begun = self._watch(presenter), time.perf_counter()
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(presenter, key)
        while not eye.moments or lecture.progress < 1:
            QApplication.processEvents()
        taken = 1e3 * (time.perf_counter() - begun) / len(eye.moments)
        presenter.removeEventFilter(eye)
        return taken
