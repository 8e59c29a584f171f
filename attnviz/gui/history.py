"""Where the user has been: choices of head, pair, look and layout, to go back and forward through as in a browser."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from attnviz.trace import Focus

MOST = 100
GLANCE = 0.7
"""seconds: a place left sooner was only passed, as by a held arrow key"""


@dataclass(frozen=True)
class Look:
    """How it was looked at.

    Attributes:
        options: (name, value) of the choices of how pictures are drawn.
        layout: how the docks stood; "" where that has not been changed from there: sizes are the user's of now.
    """

    options: tuple[tuple[str, Any], ...] = ()
    layout: str = ""


@dataclass(frozen=True)
class Place:
    """What was looked at, and in what: a pair is only a pair of the text and model that it was chosen in."""

    focus: Focus
    text: str
    model: str
    look: Look = Look()

    def is_here(self, here: Place) -> bool:
        """To go there would change nothing. ``here`` says how the docks stand."""
        stands = self.look.layout or here.look.layout
        return replace(self, look=replace(self.look, layout=stands)) == here

    def focus_in(self, now: Place) -> Focus:
        """Its focus where ``now`` looks: the pair in the same text and model, else its head on the pair of now."""
        same = (self.text, self.model) == (now.text, now.model)
        return self.focus if same else now.focus.on_head(*self.focus.head_id)


class History:
    """Two stacks of places."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._behind: list[Place] = []
        self._ahead: list[Place] = []
        self._since = -GLANCE

    @property
    def can_go_back(self) -> bool:
        return bool(self._behind)

    @property
    def can_go_forward(self) -> bool:
        return bool(self._ahead)

    def leave(self, place: Place) -> None:
        """The user chooses something else: remember ``place``, unless it was only passed. What lay ahead is gone."""
        now = self._clock()
        passed = now - self._since < GLANCE and bool(self._behind)
        self._since = now
        self._ahead.clear()
        if not passed and self._behind[-1:] != [place]:
            self._behind = [*self._behind, place][-MOST:]

    def back(self, here: Place) -> Place | None:
        """The place before ``here``, which then lies ahead; None at the beginning."""
        return self._move(self._behind, self._ahead, here)

    def forward(self, here: Place) -> Place | None:
        return self._move(self._ahead, self._behind, here)

    def _move(self, source: list[Place], goal: list[Place], here: Place) -> Place | None:
        while source and source[-1].is_here(here):
            source.pop()
        if not source:
            return None
        goal.append(here if source[-1].look.layout else replace(here, look=replace(here.look, layout="")))
        self._since = self._clock() - GLANCE  # nothing is only passed here: the user came back to it
        return source.pop()
