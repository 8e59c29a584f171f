"""What is on the screen of a lecture: a step of a lesson, on a trace, with the hands that were counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.lessons.beside import TWO_MEANINGS
from attnviz.lessons.lesson import Lesson
from attnviz.lessons.scene import Scene, open_scene
from attnviz.lessons.step import Step
from attnviz.lessons.words import PARTICLES, PRONOUNS
from attnviz.trace import Focus, HeadId, Trace

NEEDED = {
    "decoder": QT_TRANSLATE_NOOP("lesson", "This needs a model that writes on, a decoder."),
    "encoder-decoder": QT_TRANSLATE_NOOP("lesson", "This needs a translator: an encoder with a decoder."),
    "experts": QT_TRANSLATE_NOOP("lesson", "This needs a model with experts."),
    "grouped": QT_TRANSLATE_NOOP("lesson", "This needs a model whose heads share keys and values."),
    "reader": QT_TRANSLATE_NOOP("lesson", "This needs a head that reads the text, not one that writes another."),
    "twice": QT_TRANSLATE_NOOP("lesson", "This needs a word that the sentence has twice."),
    "pronoun": QT_TRANSLATE_NOOP("lesson", "Here a word such as “it” or “he” should be the one that looks."),
    "two meanings": QT_TRANSLATE_NOOP("lesson", "Here a word with two meanings, such as “bank”, should look."),
}


@dataclass(frozen=True)
class Page:
    """Nothing else decides what a slide looks like, but its size and colours.

    Attributes:
        index: of the step in its lesson, from 0.
        hands: token of a candidate -> the hands raised for it, in this step or the one before it that asks.
        removals: head -> how far the output moves without it, as far as that has been measured; for a step whose knob
            asks for all heads of the model, which are too many for one run.
    """

    lesson: Lesson
    index: int
    trace: Trace | None
    focus: Focus
    hands: Mapping[int, int] = field(default_factory=dict)
    removals: Mapping[HeadId, float] = field(default_factory=dict)

    @property
    def step(self) -> Step:
        return self.lesson.steps[self.index]

    @cached_property
    def scene(self) -> Scene | None:
        """The pair in focus; None where there is nothing to show."""
        return open_scene(self.trace, self.focus)

    @cached_property
    def missing(self) -> str:
        """What the step needs and the trace has not, a template; "" when it has all."""
        trace, need = self.trace, self.step.needs
        if trace is None or not need:
            return ""
        model, reads = trace.model, trace.queries(self.focus.layer) is trace.tokens
        has = {
            "decoder": model.kind == "decoder",
            "encoder-decoder": model.kind == "encoder-decoder",
            "experts": model.experts > 0,
            "grouped": model.kv_heads < model.heads,
            "reader": reads,
            "twice": any(count > 1 for count in Counter(_words(trace)).values()),
            "pronoun": self._query_is_one_of(PRONOUNS),
            "two meanings": reads and self._query_is_one_of(TWO_MEANINGS),
        }
        return "" if has[need] else NEEDED[need]

    def _query_is_one_of(self, words: Collection[str]) -> bool:
        """With or without a particle, which some tokens end with (それは). Nothing is said of a head on its way."""
        if self.scene is None:
            return True
        word = self.scene.queries.word_surface(self.scene.pair.query_index).lower()
        return word in words or (word[-1:] in PARTICLES and word[:-1] in words)


def _words(trace: Trace) -> list[str]:
    tokens = trace.tokens
    first = [at for at in range(len(tokens)) if not tokens.special[at] and tokens.word(at)[0] == at]
    surfaces = (tokens.word_surface(at).lower() for at in first)
    return [surface for surface in surfaces if any(character.isalnum() for character in surface)]
