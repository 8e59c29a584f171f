"""What a change does to a model's output: the vector of a sentence, what is expected next, or what is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from attnviz.sampling import Sampling, probabilities
from attnviz.trace import Array, Candidate, NextWords, Tokens, Trace, edited

Doubles = NDArray[np.float64]


def sentence_vector(states: Array) -> Doubles:
    """The mean of the last layer's states over all tokens, special ones included (D,).

    As sentence-transformers pools MiniLM, and Wang et al. 2024 e5 ("Multilingual E5 Text Embeddings", section 2);
    Reimers & Gurevych 2019 ("Sentence-BERT", section 3) name it MEAN.

    Args:
        states: (L + 1, T, D), see ``Trace.states``.
    """
    mean: Doubles = states[-1].astype(np.float64).mean(axis=0)
    return mean


def cosine(one: NDArray[np.floating], other: NDArray[np.floating]) -> float | Doubles:
    """Of the angle between vectors along the last axis, -1..1; 1 of two that are 0, 0 where only one is."""
    a, b = one.astype(np.float64), other.astype(np.float64)
    lengths = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.clip((a * b).sum(axis=-1) / lengths, -1.0, 1.0)
    both = (np.abs(a).max(axis=-1) == 0) & (np.abs(b).max(axis=-1) == 0)
    found = np.where(lengths > 0, found, np.where(both, 1.0, 0.0))
    return float(found) if found.ndim == 0 else found


@dataclass(frozen=True)
class VectorEffect:
    """An encoder's output before and after; of an encoder-decoder that of its encoder.

    Attributes:
        cosine: between the two sentence vectors; 1 where only their length is another one.
        tokens: cosine between the two vectors of each token in the last layer (T,).
    """

    cosine: float
    tokens: Doubles

    @cached_property
    def most_moved(self) -> NDArray[np.intp]:
        """Tokens, the one that moved most first (T,)."""
        order: NDArray[np.intp] = np.argsort(self.tokens, kind="stable")
        return order


@dataclass(frozen=True)
class WordsEffect:
    """What a decoder expects next, before and after.

    Attributes:
        before, after: probabilities of the whole vocabulary, adding up to 1 (V,).
        words: the most likely of both, the likeliest in either of the two first.
        moved: total variation, 0..1: the share of the probability that went to other words.
        bits: Kullback-Leibler divergence of ``after`` from ``before`` in bits; inf where a word is not possible any
            more.
    """

    before: Doubles
    after: Doubles
    words: tuple[Candidate, ...]

    @cached_property
    def moved(self) -> float:
        return float(np.abs(self.before - self.after).sum() / 2)

    @cached_property
    def bits(self) -> float:
        seen = self.before > 0
        with np.errstate(divide="ignore"):
            each = self.before[seen] * (np.log2(self.before[seen]) - np.log2(self.after[seen]))
        return max(0.0, float(each.sum()))  # rounding makes two that are alike differ by less than nothing

    def best(self, after: bool) -> Candidate:
        """The most likely word."""
        shares = self.after if after else self.before
        return max(self.words, key=lambda word: shares[word.id])


@dataclass(frozen=True)
class WrittenEffect:
    """What an encoder-decoder writes, before and after."""

    before: Tokens
    after: Tokens

    @property
    def moved(self) -> float:
        """Share of the longer one's tokens that are not alike from the beginning or from the end on, 0..1."""
        if self.before.ids == self.after.ids:
            return 0.0
        return 1.0 - sum(edited(self.before, self.after)) / max(len(self.before), len(self.after))


@dataclass(frozen=True)
class Effect:
    """All that is known of what a change does; None for what a model has not, or was not asked for."""

    vector: VectorEffect | None = None
    words: WordsEffect | None = None
    written: WrittenEffect | None = None

    @property
    def size(self) -> float | None:
        """How far the output moves, 0 not at all: the share of what is written, or of the next word's probability, or
        of a sentence vector 1 - cosine."""
        if self.written is not None:
            return self.written.moved
        if self.words is not None:
            return self.words.moved
        return None if self.vector is None else 1.0 - self.vector.cosine


def effect_of(before: Trace, after: Trace) -> Effect:
    """Compare two runs of one text."""
    vector = words = written = None
    one, other = before.states, after.states
    if one is not None and other is not None and one.shape == other.shape and len(before.tokens):
        vector = VectorEffect(
            float(cosine(sentence_vector(one), sentence_vector(other))), np.asarray(cosine(one[-1], other[-1]))
        )
    if before.next_words is not None and after.next_words is not None:
        words = _words(before.next_words, after.next_words)
    if before.target is not None and after.rewritten is not None:
        written = WrittenEffect(before.target, after.rewritten)
    return Effect(vector, words, written)


def _words(before: NextWords, after: NextWords) -> WordsEffect:
    shares = probabilities(before.logits, Sampling()), probabilities(after.logits, Sampling())
    known = {word.id: word for word in (*before.best, *after.best)}
    likely = sorted(known.values(), key=lambda word: -max(float(share[word.id]) for share in shares))
    return WordsEffect(*shares, tuple(likely))


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's, -1..1: 1 where the larger of one always goes with the larger of the other; NaN of fewer than 3, or
    where all of one are alike.

    Ties share the mean of their ranks (Kendall 1945).
    """
    a, b = (_ranks(np.asarray(values, np.float64)) for values in (one, other))
    if len(a) < 3 or a.min() == a.max() or b.min() == b.max():
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def _ranks(values: Doubles) -> Doubles:
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Doubles = (last - (counts - 1) / 2)[group]
    return ranks
