"""A word and the company it keeps in two sentences: what it looks at in each, and how alike its vectors remain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnviz.effect import cosine
from attnviz.lessons.likeness import Floats, first_token, shared_word, word_vectors
from attnviz.lessons.scene import Scene
from attnviz.lessons.step import Step
from attnviz.trace import Array, HeadId, Trace

SHOWN = 5
Looks = list[tuple[int, float]]
"""(first token of a word, share)"""


@dataclass(frozen=True)
class Company:
    """A word that two texts have.

    Attributes:
        traces: the runs of the two texts.
        tokens: its first token in each.
        looks: the other words that it looks at most in each; None while a run has not the weights.
        cosines: of its two vectors, of the embeddings and after each layer (L + 1,); None without states.
    """

    traces: tuple[Trace, Trace]
    tokens: tuple[int, int]
    looks: tuple[Looks, Looks] | None
    cosines: Floats | None

    @property
    def word(self) -> str:
        return self.traces[0].tokens.word_surface(self.tokens[0])


def company_of(step: Step, scene: Scene, other: Trace) -> Company | None:
    """As the step's knobs ask for, see ``gui/slides/meaning.py``; None where the texts share no word."""
    trace = scene.trace
    tokens = _shared(step, trace, other, scene.pair.query_index)
    if tokens is None:
        return None
    one, two = (_weights(step, run, scene.focus.head_id) for run in (trace, other))
    looks = None
    if one is not None and two is not None:
        looks = word_shares(trace, one, tokens[0]), word_shares(other, two, tokens[1])
    own, others = word_vectors(trace, tokens[0]), word_vectors(other, tokens[1])
    cosines = None if own is None or others is None else np.asarray(cosine(own, others))
    return Company((trace, other), tokens, looks, cosines)


def _shared(step: Step, trace: Trace, other: Trace, query: int) -> tuple[int, int] | None:
    """The word that is compared, as its first token in each text."""
    word = str(step.knob("word", ""))
    one, two = first_token(trace.tokens, word), first_token(other.tokens, word)
    return (one, two) if one is not None and two is not None else shared_word(trace.tokens, other.tokens, query)


def _weights(step: Step, trace: Trace, head_id: HeadId) -> Array | None:
    """Whose rows are shown (T, S): the head in focus, or all heads of the layer that the knob stands at, averaged."""
    if step.knob("show", "head") == "layer":
        layer = int(step.knob("layer", 0))
        return trace.means[layer] if trace.means is not None and layer < len(trace.means) else None
    return trace.heads[head_id].weights if head_id in trace.heads else None


def word_shares(trace: Trace, weights: Array, token: int) -> Looks:
    """The other words that a word looks at most."""
    tokens = trace.tokens
    rows = list(tokens.word(token))
    words = (at for at in range(len(tokens)) if not tokens.special[at] and tokens.word(at)[0] == at and at not in rows)
    firsts = [at for at in words if any(letter.isalnum() for letter in tokens.word_surface(at))]
    shares = [(at, float(weights[np.ix_(rows, tokens.word(at))].sum(axis=1).mean())) for at in firsts]
    return sorted(shares, key=lambda one: -one[1])[:SHOWN]
