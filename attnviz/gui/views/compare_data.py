"""What stands beside the head in focus, without a pixel of it: the user's choice, what a run must bring for it, and
where in a trace it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from PySide6.QtCore import QLocale

from attnviz.alignment import Slot, align
from attnviz.difference import Compared, compare, cosines
from attnviz.errors import UserError
from attnviz.other import Other
from attnviz.samples import PAIRS
from attnviz.trace import Array, Focus, HeadId, ModelInfo, Trace, Wishes
from attnviz.word_pair import Word, word_at

KINDS = ("text", "head", "layer", "model")
LONGEST_TEXT = 100_000


@dataclass(frozen=True)
class Choice:
    """What b is. None stands for what goes best with a, as long as the user has not chosen.

    Attributes:
        kind: one of ``KINDS``; the others keep what was chosen in them.
        text: of "text".
        head: (layer, head) of "head"; None for the one after a's.
        layer: of "layer", in which b has a's head; None for the one after a's.
        model, model_head: of "model"; None for the first other one, and for a's own numbers.
    """

    kind: str = "text"
    text: str | None = None
    head: HeadId | None = None
    layer: int | None = None
    model: str | None = None
    model_head: HeadId | None = None

    def stored(self) -> dict[str, Any]:
        """For a settings file."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(self).items()}

    @classmethod
    def restored(cls, state: Mapping[str, Any]) -> Choice:
        """From what ``stored`` gave; what is not understood is as in a new view."""
        text, model, layer, kind = (state.get(name) for name in ("text", "model", "layer", "kind"))
        return cls(
            kind if kind in KINDS else "text",
            text if isinstance(text, str) and len(text) <= LONGEST_TEXT else None,
            _head(state.get("head")),
            layer if type(layer) is int and 0 <= layer < 1000 else None,
            model if isinstance(model, str) and model else None,
            _head(state.get("model_head")),
        )


def _head(value: object) -> HeadId | None:
    fits = isinstance(value, list) and len(value) == 2 and all(type(part) is int and 0 <= part < 1000 for part in value)
    return (value[0], value[1]) if isinstance(value, list) and fits else None


def partner(text: str) -> str | None:
    """What the examples set beside a sentence."""
    return next(({pair.one: pair.other, pair.other: pair.one}[text] for pair in PAIRS if text in pair.texts), None)


def offered(now: str, text: str) -> str:
    """b's sentence while the user has typed none: what the examples set beside a, or any of theirs to begin with."""
    japanese = QLocale().language() == QLocale.Language.Japanese
    return partner(text) or now or next(pair.other for pair in PAIRS if (pair.language == "ja") == japanese)


def other_head(choice: Choice, model: ModelInfo, focus: Focus) -> HeadId:
    """b's head in the model in focus, for "head" and "layer"."""
    layer, head = focus.head_id
    if choice.kind == "layer":
        wanted = (layer + 1) % model.attentions if choice.layer is None else choice.layer
        return min(wanted, model.attentions - 1), head
    wanted_head = choice.head or (layer, (head + 1) % model.heads)
    return min(wanted_head[0], model.attentions - 1), min(wanted_head[1], model.heads - 1)


def other_model(choice: Choice, models: Mapping[str, str], used: str) -> str | None:
    """The model of b: the one chosen, or the first installed one that a has not; None where there is none."""
    if choice.model is not None and choice.model != used:
        return choice.model
    return next((model for model in models if model != used), None)


def other_run(choice: Choice, text: str, models: Mapping[str, str], trace: Trace, focus: Focus) -> Other | None:
    """The run that b needs beside a's; None where a's own has all. ``text``: b's."""
    if trace.model.captured_by:
        return None
    if choice.kind == "text":
        return Other(text=text)
    model = other_model(choice, models, trace.request.model) if choice.kind == "model" else None
    return None if model is None else Other(model=model, heads=(choice.model_head or focus.head_id,))


def wishes(choice: Choice, text: str, models: Mapping[str, str], trace: Trace | None, focus: Focus) -> Wishes:
    """What b asks of each run."""
    if trace is None:
        return Wishes(states=choice.kind == "text")
    if choice.kind in ("head", "layer"):
        return Wishes(heads=(other_head(choice, trace.model, focus),))
    other = other_run(choice, text, models, trace, focus)
    return Wishes() if other is None else Wishes(states=choice.kind == "text", others=(other,))


@dataclass(frozen=True, eq=False)
class Sides:
    """a and b.

    Attributes:
        one, other: the runs of a and of b; one and the same for two heads or two layers.
        head, other_head: (layer, head) in each.
        axis: one of ``attnviz.axis.AXES``, for their weights.
    """

    one: Trace
    head: HeadId
    other: Trace
    other_head: HeadId
    axis: str = "tokens"

    def like(self, other: Sides | None) -> bool:
        """The same runs and heads, on the same axis."""
        return (
            other is not None
            and all(getattr(self, name) is getattr(other, name) for name in ("one", "other"))
            and (self.head, self.other_head, self.axis) == (other.head, other.other_head, other.axis)
        )

    def on_axis(self, axis: str) -> Sides:
        """The same on another axis; the vectors, which know of none, are not compared again."""
        other = replace(self, axis=axis)
        vars(other).update({name: vars(self)[name] for name in ("words", "cosines") if name in vars(self)})
        return other

    @cached_property
    def compared(self) -> Compared | None:
        """None where they cannot be laid over each other, see ``difference.compare``."""
        return compare(self.one, self.head, self.other, self.other_head, self.axis)

    @cached_property
    def words(self) -> tuple[Slot, ...]:
        """The words that both texts have, as tokens of each."""
        return align(self.one.tokens, self.other.tokens, self.one.model.id == self.other.model.id).words

    @cached_property
    def cosines(self) -> Array | None:
        """Of ``words`` (L + 1, W); None where a run has no vectors, or they cannot be compared."""
        one, other = self.one.states, self.other.states
        if one is None or other is None or self.one is self.other or self.one.model.id != self.other.model.id:
            return None
        return cosines(one, other, self.words)


def sides_of(
    choice: Choice, text: str, models: Mapping[str, str], trace: Trace, focus: Focus, axis: str = "tokens"
) -> Sides | UserError | None:
    """What a trace has of a and b; the reason why b could not be run; None while it is on its way."""
    if choice.kind in ("head", "layer"):
        other, head = trace, other_head(choice, trace.model, focus)
    else:
        asked = other_run(choice, text, models, trace, focus)
        found = None if asked is None else trace.others.get(asked)
        if found is None or isinstance(found, UserError):
            return found
        other, wanted = found, (choice.model_head if choice.kind == "model" else None) or focus.head_id
        head = min(wanted[0], found.model.attentions - 1), min(wanted[1], found.model.heads - 1)
    if focus.head_id not in trace.heads or (head not in other.heads and len(other.tokens)):
        return None
    return Sides(trace, focus.head_id, other, head, axis)


def word_to_follow(sides: Sides, focus: Focus) -> Word | None:
    """Whose vectors to show: the query's word or the key's, if both texts have it, else the one that changes most."""
    trace, tokens = sides.one, sides.one.tokens
    shared = {slot[0].start for slot in sides.words}
    for token, side in ((focus.query, trace.queries(focus.layer)), (focus.key, trace.keys(focus.layer))):
        if token is not None and side is tokens and token < len(tokens):
            word = word_at(tokens, token)
            if word.start in shared:
                return word
    if sides.cosines is None or not sides.words or not np.isfinite(sides.cosines[-1]).any():
        return None
    return word_at(tokens, sides.words[int(np.nanargmin(sides.cosines[-1]))][0].start)
