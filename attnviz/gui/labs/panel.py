"""A panel of the laboratory as data: what it says, its knobs, and the picture of a slide that it shows.

The picture is drawn by the same file of ``gui/slides`` as in a lecture, so that a panel and a slide can't disagree.
A panel's file reads no Qt: its numbers can be had without a display.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from attnviz.lab import Knob
from attnviz.lessons.lesson import Lesson
from attnviz.lessons.page import Page
from attnviz.lessons.step import Step
from attnviz.trace import Focus, HeadId, Trace

Stand = Mapping[str, Knob]
"""how each knob of a panel stands, by name"""
Said = tuple[str, Mapping[str, object]]
"""a template marked for translation in the context "labs", and what fills its places"""


def said_number(value: Knob) -> Said:
    """As it is, in no more digits than it has."""
    return "{number}", {"number": f"{value:g}"}


@dataclass(frozen=True)
class Turn:
    """A knob: a switch for False and True, a slider for numbers, a choice for words.

    Attributes:
        name: as ``Step.knob`` is asked for it.
        title: beside the knob; marked for translation in the context "labs".
        values: what it can take, in order.
        first: how it stands in a new panel; one of ``values``.
        said: (template marked for translation in the context "labs", its places filled) of a value.
        among: what it can take with a run, where that depends on it: layers of the model, words of the text. Until one
            is there it can take ``values``.
        used: whether it does anything as all knobs stand; it is out of sight where it does not.
    """

    name: str
    title: str
    values: tuple[Knob, ...]
    first: Knob
    said: Callable[[Knob], Said]
    among: Callable[[Trace], tuple[Knob, ...]] | None = None
    used: Callable[[Stand], bool] | None = None

    def nearest(self, wanted: Knob, trace: Trace | None) -> Knob:
        """``wanted``, or of what the knob can take that which comes nearest to it."""
        can = self.can(trace)
        if any(type(value) is type(wanted) and value == wanted for value in can):
            return wanted
        numbers = [value for value in can if isinstance(value, int | float) and not isinstance(value, bool)]
        if numbers and isinstance(wanted, int | float) and not isinstance(wanted, bool):
            goal = float(wanted)
            return min(numbers, key=lambda value: abs(float(value) - goal))
        return self.first if self.first in can else can[0]

    def can(self, trace: Trace | None) -> tuple[Knob, ...]:
        """What it can take now, at least one value."""
        own = self.among(trace) if self.among is not None and trace is not None and len(trace.tokens) else ()
        return own or self.values


@dataclass(frozen=True)
class Panel:
    """One lab.

    Attributes:
        id: stable, for settings and links.
        title: marked for translation in the context "labs", as are the texts below.
        says: what to try here and what to see, one or two short sentences.
        measured: what the numbers are and how they are computed, a line; a schematic says that it is one.
        step: how the knobs stand -> what to draw and what to ask of runs.
        turns: the knobs, in order.
        topics: of the curriculum, from 1 to 22.
        removes: whether the picture needs every head removed in its turn, as the knobs stand: ``Page.removals``.
        finding: the panel's main number in one sentence, shown above the picture and read by screen readers; None
            while there is none. Called only for a page that has a scene and whose ``missing`` is "".
        numbers: all numbers of the picture as rows of cells, for CSV: in English, with all their digits, what they are
            above or beside them; empty while there are none. Called as ``finding``.
    """

    id: str
    title: str
    says: str
    measured: str
    step: Callable[[Stand], Step]
    turns: tuple[Turn, ...] = ()
    topics: tuple[int, ...] = ()
    removes: Callable[[Stand], bool] | None = None
    finding: Callable[[Page], Said | None] | None = None
    numbers: Callable[[Page], Sequence[Sequence[str]]] | None = None

    def usual(self) -> dict[str, Knob]:
        """How the knobs of a new panel stand."""
        return {turn.name: turn.first for turn in self.turns}

    def stand(self, wanted: Stand, trace: Trace | None) -> dict[str, Knob]:
        """How the knobs stand with this run, where they were turned to ``wanted``."""
        return {turn.name: turn.nearest(wanted.get(turn.name, turn.first), trace) for turn in self.turns}

    def page(
        self, stand: Stand, trace: Trace | None, focus: Focus, removals: Mapping[HeadId, float] = MappingProxyType({})
    ) -> Page:
        """What its picture is drawn of."""
        lesson = Lesson(self.id, self.title, self.topics, (self.step(stand),))
        return Page(lesson, 0, trace, focus, removals=removals)
