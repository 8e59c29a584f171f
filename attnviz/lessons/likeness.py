"""How alike vectors of words are, layer by layer: of a shared word in two sentences, of a word and what it was."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attnviz.lessons.words import tells
from attnviz.trace import Tokens, Trace

Floats = NDArray[np.float64]


def word_vectors(trace: Trace, token: int) -> Floats | None:
    """The vector of a word after each layer, its pieces averaged (L + 1, D); None for a trace without states."""
    if trace.states is None or token >= trace.states.shape[1]:
        return None
    vectors: Floats = trace.states[:, list(trace.tokens.word(token))].astype(np.float64).mean(axis=1)
    return vectors


def shared_word(first: Tokens, second: Tokens, wanted: int | None = None) -> tuple[int, int] | None:
    """A word that two texts have, as the first token of each: the one of ``wanted`` if both have it, else the longest.

    None where they share none of two letters or more that tells something; a single one that is no letter of an
    alphabet counts.
    """
    words, others = _firsts(first), _firsts(second)
    common = [word for word in words if word in others]
    if wanted is not None and not first.special[wanted]:
        own = first.word_surface(wanted).lower()
        if own in common:
            return words[own], others[own]
    common = [word for word in common if tells(first, words[word]) and (len(word) > 1 or not word.isascii())]
    best = max(common, key=lambda word: (_weight(word), len(word)), default=None)
    return None if best is None else (words[best], others[best])


def shared_words(first: Tokens, second: Tokens) -> tuple[str, ...]:
    """All words that two texts have, in the order of the first."""
    others = _firsts(second)
    return tuple(word for word in _firsts(first) if word in others)


def first_token(tokens: Tokens, word: str) -> int | None:
    """The first token of a word, as ``shared_words`` writes it; None where the text has no such word."""
    return _firsts(tokens).get(word)


def _weight(word: str) -> int:
    """A kanji says more than kana, of which particles and endings are made."""
    return sum(character >= "\u3400" for character in word) * 4 + len(word)


def _firsts(tokens: Tokens) -> dict[str, int]:
    """Each word and its first token."""
    found: dict[str, int] = {}
    for at in range(len(tokens)):
        if not tokens.special[at] and tokens.word(at)[0] == at:
            surface = tokens.word_surface(at).lower()
            if any(character.isalnum() for character in surface):
                found.setdefault(surface, at)
    return found
