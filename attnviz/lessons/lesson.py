"""A lesson: steps that belong together, the topics they teach, and the sentence they are best shown on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from attnviz.lessons.step import Step


@dataclass(frozen=True)
class Sample:
    """What a lesson is shown on where the text in use will not do.

    Attributes:
        text: the sentence.
        model: a name of the catalogue.
        query, key: the words of the pair to look at, as they stand in the text; "" for the strongest pair.
        layer, head: where that pair is strongest.
    """

    text: str
    model: str
    query: str = ""
    key: str = ""
    layer: int = 0
    head: int = 0


@dataclass(frozen=True)
class Lesson:
    """Some steps in a row.

    Attributes:
        id: stable name, for links.
        title: marked for translation.
        topics: numbers of the subjects it teaches, as the README's table counts them.
        steps: in order.
        samples: language -> what it is shown on.
    """

    id: str
    title: str
    topics: tuple[int, ...]
    steps: tuple[Step, ...]
    samples: Mapping[str, Sample] = field(default_factory=dict)

    def index(self, step: str) -> int | None:
        """Which step has that name."""
        return next((at for at, one in enumerate(self.steps) if one.id == step), None)
