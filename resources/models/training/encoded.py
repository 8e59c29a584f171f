"""Sentences as the models read them: token ids of both sides, and which target token says what source token says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grammar import Sentence, Span
from tokenizers import Tokenizer


@dataclass(frozen=True)
class Pair:
    """One sentence pair.

    Attributes:
        source, target: token ids with </s> at the end.
        aligned: (target token, source token) for each pair that says the same; function words have none.
    """

    source: list[int]
    target: list[int]
    aligned: tuple[tuple[int, int], ...]


def encode_pair(tokenizer: Tokenizer, sentence: Sentence) -> Pair:
    """Both sides of a sentence."""
    source, target = tokenizer.encode(sentence.english), tokenizer.encode(sentence.japanese)
    aligned = {
        (there, here)
        for link in sentence.links
        for here in _tokens(source.offsets, link.english)
        for there in _tokens(target.offsets, link.japanese)
    }
    return Pair(source.ids, target.ids, tuple(sorted(aligned)))


def _tokens(offsets: Sequence[Span], span: Span) -> list[int]:
    """The tokens that share a character with a span."""
    return [at for at, (start, end) in enumerate(offsets) if start < span[1] and span[0] < end]


def batches(lengths: Sequence[int], tokens: int, order: Iterable[int]) -> Iterator[list[int]]:
    """Indices in groups of about the same length, at most ``tokens`` tokens each with padding."""
    group: list[int] = []
    longest = 0
    for index in sorted(order, key=lambda at: lengths[at]):
        longest = max(longest, lengths[index])
        if group and longest * (len(group) + 1) > tokens:
            yield group
            group, longest = [], lengths[index]
        group.append(index)
    if group:
        yield group
