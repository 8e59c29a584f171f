"""What is said of a change: what was done, what became of a weight, and what the output makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QCoreApplication

from attnviz.digits import number, percent
from attnviz.effect import Effect
from attnviz.gui.views.calculation import copied
from attnviz.gui.views.heatmap_header import axis_rule, one_line
from attnviz.gui.views.what_if_temperature import printed
from attnviz.gui.views.what_if_weights import Weights, weights_of
from attnviz.other import Change
from attnviz.pair import word_weight
from attnviz.trace import Candidate, Focus, HeadId, ModelInfo, Trace

LARGE = 0.3
"""a weight that a reader would call large: nearly a third of a row"""
LITTLE = 0.005
"""1 - cosine, or a share of the probability, that a reader would call small"""
SAME = 0.0005
"""weights less apart are printed alike"""
MOST_NAMED = 3
LONGEST = 40
"""characters of a translation that stands in the sentence"""

translate = QCoreApplication.translate


def captured_note() -> str:
    return translate("WhatIf", "A captured trace holds what was computed once: nothing can be changed.")


def whole_layers(removed: Sequence[HeadId], heads: int) -> tuple[int, ...]:
    """The layers of which every head is removed."""
    layers = sorted({layer for layer, _ in removed})
    return tuple(layer for layer in layers if sum(own == layer for own, _ in removed) >= heads)


def changes_said(change: Change, model: ModelInfo, hidden: Sequence[str]) -> list[str]:
    """Each thing that is done otherwise, in a few words. ``hidden``: the words."""
    said = []
    if change.causal is True:
        said.append(translate("WhatIf", "with a causal mask"))
    if change.causal is False:
        said.append(translate("WhatIf", "without a mask"))
    if not change.scaled:
        said.append(translate("WhatIf", "without dividing by √d"))
    if change.temperature != 1:
        text = translate("WhatIf", "at temperature {temperature}")
        said.append(text.format(temperature=printed(change.temperature)))
    if not change.positions:
        said.append(translate("WhatIf", "without positions"))
    if change.removed:
        said.append(_removed_said(change.removed, model))
    if hidden:
        said.append(_hidden_said(hidden))
    return said


def _removed_said(removed: Sequence[HeadId], model: ModelInfo) -> str:
    whole = whole_layers(removed, model.heads)
    alone = [f"{layer}.{head}" for layer, head in removed if layer not in whole]
    if not whole and len(alone) == 1:
        return translate("WhatIf", "without head {head}").format(head=alone[0])
    if not whole and len(alone) <= MOST_NAMED:
        return translate("WhatIf", "without heads {heads}").format(heads=", ".join(alone))
    if len(whole) == 1 and not alone:
        return translate("WhatIf", "without all heads of layer {layer}").format(layer=whole[0])
    return translate("WhatIf", "without {count} heads").format(count=len(removed))


def _hidden_said(words: Sequence[str]) -> str:
    if len(words) > MOST_NAMED:
        return translate("WhatIf", "with {count} words hidden").format(count=len(words))
    quoted = ", ".join(translate("WhatIf", "“{word}”").format(word=word) for word in words)
    return translate("WhatIf", "with {words} hidden").format(words=quoted)


@dataclass(frozen=True)
class Compared:
    """A run and the same run with a change, as the view shows them.

    Attributes:
        words: the hidden ones.
        axis: one of ``attnviz.axis.AXES``, for the weights.
    """

    before: Trace
    after: Trace
    focus: Focus
    change: Change
    words: tuple[str, ...]
    effect: Effect
    axis: str = "tokens"

    @property
    def pair(self) -> tuple[int, int] | None:
        """The query and key in focus; None where there are no such tokens."""
        query, key, layer = self.focus.query, self.focus.key, self.focus.layer
        if query is None or key is None:
            return None
        held = query < len(self.before.queries(layer)) and key < len(self.before.keys(layer))
        return (query, key) if held else None

    @cached_property
    def weights(self) -> Weights | None:
        """Of the head in focus; None where a run has it not."""
        return weights_of(self.before, self.after, self.focus, self.axis)

    @property
    def word_weights(self) -> tuple[float, float] | None:
        """The weight between the two words in focus, before and after."""
        one, other = self.before.head(self.focus), self.after.head(self.focus)
        if self.pair is None or one is None or other is None:
            return None
        layer = self.focus.layer
        return word_weight(self.before, one, *self.pair, layer), word_weight(self.after, other, *self.pair, layer)

    @property
    def untouched(self) -> bool:
        """Heads are removed and nothing else is done, none of them before the layer in focus."""
        removed, model = self.change.removed, self.before.model
        if not removed or self.change != Change(removed=removed):
            return False
        here = _depth(model, self.focus.layer)
        return all(_depth(model, layer) >= here for layer, _ in removed)


def _depth(model: ModelInfo, layer: int) -> tuple[int, int]:
    """Larger for what is computed later."""
    kind, own = model.attention(layer)
    return kind != "self", 2 * own + (kind == "cross")


def sentence_of(shown: Compared) -> str:
    """All of it in one go: what was done, the weight in focus, the output, and what does not follow."""
    done = translate("WhatIf", ", ").join(changes_said(shown.change, shown.before.model, shown.words))
    done = done[:1].upper() + done[1:]
    parts = [part for part in (weight_said(shown), effect_said(shown.effect, shown.before.model)) if part]
    if not parts:
        return done
    whole = translate("WhatIf", "{done}: {said}.").format(done=done, said=translate("WhatIf", "; ").join(parts))
    lesson = lesson_of(shown)
    return translate("WhatIf", "{said} {lesson}").format(said=whole, lesson=lesson) if lesson else whole


def weight_said(shown: Compared) -> str:
    """The weight between the words in focus, before and after."""
    weights, pair = shown.word_weights, shown.pair
    if weights is None or pair is None:
        return ""
    before, after = weights
    names = {
        "query": one_line(shown.before.queries(shown.focus.layer).word_surface(pair[0])),
        "key": one_line(shown.before.keys(shown.focus.layer).word_surface(pair[1])),
        "layer": shown.focus.layer,
        "head": shown.focus.head,
        "before": percent(before),
        "after": percent(after),
    }
    if shown.untouched and shown.focus.head_id in shown.change.removed:
        text = translate(
            "WhatIf",
            "the weight from “{query}” to “{key}” in head {layer}.{head} itself stays {before}, only what the head "
            "hands on is gone",
        )
    elif abs(before - after) < SAME:
        text = translate("WhatIf", "the weight from “{query}” to “{key}” in head {layer}.{head} stays {before}")
    else:
        text = translate(
            "WhatIf", "the weight from “{query}” to “{key}” in head {layer}.{head} goes from {before} to {after}"
        )
    return text.format(**names)


def effect_said(effect: Effect, model: ModelInfo) -> str:
    """What the output makes of it; "" where that is not known."""
    if effect.written is not None:
        if effect.written.moved == 0:
            return translate("WhatIf", "it writes the same")
        text = one_line(effect.written.after.text)
        if len(text) > LONGEST:
            return translate("WhatIf", "it writes something else")
        return translate("WhatIf", "it now writes “{text}”").format(text=text)
    if effect.words is not None:
        words, moved = effect.words, percent(effect.words.moved)
        one, other = words.best(after=False), words.best(after=True)
        text = translate("WhatIf", "of the next word's probability {moved} moves, and “{word}” stays the likeliest")
        if one.id != other.id:
            text = translate(
                "WhatIf",
                "of the next word's probability {moved} moves, and the likeliest is “{word}”, no longer “{old}”",
            )
        return text.format(moved=moved, word=spelled(other), old=spelled(one))
    if effect.vector is None:
        return ""
    text = translate("WhatIf", "the sentence vector keeps a cosine of {cosine}")
    if model.kind == "encoder-decoder":
        text = translate("WhatIf", "what the encoder hands on keeps a cosine of {cosine}")
    return text.format(cosine=cosine_said(effect.vector.cosine))


def lesson_of(shown: Compared) -> str:
    """What follows from the numbers, and no more than that."""
    weights, size = shown.word_weights, shown.effect.size
    if weights is None or size is None or shown.change != Change(removed=(shown.focus.head_id,)):
        return ""
    if weights[0] >= LARGE and size < LITTLE:
        return translate("WhatIf", "A large weight is not yet a cause.")
    if weights[0] < LARGE / 3 and size >= LITTLE:
        return translate("WhatIf", "A small weight between two words does not mean that a head does little.")
    return ""


def notes_of(shown: Compared) -> list[str]:
    """What a reader has to know to read the numbers."""
    notes = []
    if shown.weights is not None and (rule := axis_rule(shown.weights.queries)):
        notes.append(rule)
    if shown.untouched:
        notes.append(
            translate(
                "WhatIf",
                "Only later layers read what a head hands on: up to its own layer, all weights stay as they were.",
            )
        )
    if shown.change.hidden and shown.effect.vector is not None:
        notes.append(translate("WhatIf", "A hidden word still sees itself, and its own vector counts in the mean."))
    if shown.change.causal is not None and shown.before.model.kind == "encoder-decoder":
        notes.append(translate("WhatIf", "A mask is changed in self-attention only."))
    return notes


def cosine_said(cosine: float) -> str:
    """As many digits as tell it from 1, three at least."""
    places = next((n for n in (3, 4, 5) if float(f"{cosine:.{n}f}") < 1), 3)
    return number(cosine, places)


def spelled(word: Candidate) -> str:
    return word.text.strip() or word.label


def weight_rows(shown: Compared) -> list[list[str]]:
    """The weights of the head in focus as a table. Its head is not translated: programs read it."""
    weights = shown.weights
    if weights is None:
        return [["query", "key", "before", "after"]]
    kind = weights.queries.kind
    units = "" if kind == "tokens" else f" ({kind})"
    rows = [[f"query{units}", f"key{units}", "before", "after"]]
    queries, keys = weights.labels
    for query, before, after in zip(queries, weights.before, weights.after, strict=True):
        rows += [[query, key, copied(a), copied(b)] for key, a, b in zip(keys, before, after, strict=True)]
    return rows
