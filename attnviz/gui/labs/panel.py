"""A panel of the laboratory as data: what it says, its knobs, and the picture of a slide that it shows.

The picture is drawn by the same file of ``gui/slides`` as in a lecture, so that a panel and a slide can't disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from attnviz.lab import Knob
from attnviz.lessons.step import Step

Stand = Mapping[str, Knob]
"""how each knob of a panel stands, by name"""


@dataclass(frozen=True)
class Turn:
    """A knob: a switch for False and True, a slider for numbers, a choice for words.

    Attributes:
        name: as ``Step.knob`` is asked for it.
        title: beside the knob; marked for translation in the context "labs".
        values: what it can take, in order.
        first: how it stands in a new panel; one of ``values``.
        said: (template marked for translation in the context "labs", its places filled) of a value.
    """

    name: str
    title: str
    values: tuple[Knob, ...]
    first: Knob
    said: Callable[[Knob], tuple[str, Mapping[str, object]]]


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
    """

    id: str
    title: str
    says: str
    measured: str
    step: Callable[[Stand], Step]
    turns: tuple[Turn, ...] = ()
    topics: tuple[int, ...] = ()

    def usual(self) -> dict[str, Knob]:
        """How the knobs of a new panel stand."""
        return {turn.name: turn.first for turn in self.turns}
