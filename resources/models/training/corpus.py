"""The corpus: sentences of the grammar, split so that nothing of the held-out part is ever trained on.

A sentence is held out when its English hashes into one part of twenty, or when it holds a pair of words (a verb with
its object, an adjective with its noun) that does: such pairs are never seen in training, so translating them needs more
than remembering. The hash is SHA-256, the same on every machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from grammar import Grammar, Sentence

TRAIN_SEED, TEST_SEED = 20260721, 20260722
_SHARE = 20  # one part of this many


def _drawn(text: str) -> bool:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) % _SHARE == 0


def is_new(pair: tuple[str, str]) -> bool:
    """Whether a pair of words is kept out of training."""
    return _drawn("+".join(pair))


def new_pair(sentence: Sentence) -> bool:
    """Whether the sentence holds a pair of words that is kept out of training."""
    return any(map(is_new, sentence.pairs))


def is_held_out(sentence: Sentence) -> bool:
    """Whether the sentence is for testing only."""
    return _drawn(sentence.english) or new_pair(sentence)


def training(count: int, seed: int = TRAIN_SEED) -> Iterator[Sentence]:
    """The first ``count`` different sentences to train on."""
    return _different(count, seed, held_out=False)


def held_out(count: int, seed: int = TEST_SEED) -> Iterator[Sentence]:
    """The first ``count`` different sentences to test on."""
    return _different(count, seed, held_out=True)


def _different(count: int, seed: int, *, held_out: bool) -> Iterator[Sentence]:
    grammar, seen = Grammar(seed), set()
    while len(seen) < count:
        sentence = grammar.sentence()
        if is_held_out(sentence) == held_out and sentence.english not in seen:
            seen.add(sentence.english)
            yield sentence
