"""The sentences the window opens with, and where in each model they show what they are known for.

Measured on the models that install from PyPI; tests/test_fidelity.py holds the program to them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from attnviz.trace import Focus, Tokens


@dataclass(frozen=True)
class KnownPair:
    """A pair of words of a sample that one head of one model links. ``weight`` is the joined weight of the words."""

    model: str
    layer: int
    head: int
    query: str
    key: str
    weight: float


@dataclass(frozen=True)
class Sample:
    language: str
    text: str
    pairs: tuple[KnownPair, ...]


SAMPLES = (
    Sample(
        "en",
        "Taro ate the cake. After that, he fell asleep.",
        (
            KnownPair("all-MiniLM-L6-v2", 3, 7, "he", "Taro", 0.58),
            KnownPair("multilingual-e5-small", 7, 0, "he", "Taro", 0.70),
        ),
    ),
    Sample(
        "ja",
        "太郎はケーキを食べた。そのあと彼は眠った。",
        (KnownPair("multilingual-e5-small", 11, 10, "彼", "太郎", 0.51),),
    ),
)


_SCRIPTS = {"en": "LATIN"}
"""what Unicode's names of a language's letters begin with"""


def sample_text(language: str) -> str:
    """The sentence a new user sees first."""
    return next((s.text for s in SAMPLES if s.language == language), SAMPLES[0].text)


def foreign(text: str, language: str) -> bool:
    """Whether most letters of a text are of a script that the language is not written in; False where that is not known
    of the language.
    """
    script = _SCRIPTS.get(language)
    if script is None:
        return False
    letters = [character for character in text if character.isalpha()]
    return 2 * sum(unicodedata.name(letter, "").startswith(script) for letter in letters) < len(letters)


def known_pair(model: str, text: str) -> KnownPair | None:
    """Where ``model`` shows what the sample ``text`` is known for, if anywhere."""
    for sample in SAMPLES:
        if sample.text == text:
            return next((pair for pair in sample.pairs if pair.model == model), None)
    return None


def find_pair(pair: KnownPair, tokens: Tokens) -> Focus:
    """The focus on a known pair: the first token of each word (the strongest piece is the caller's to choose)."""

    def token_at(word: str) -> int:
        for index, (start, end) in enumerate(tokens.spans):
            follows = tokens.text[start + len(word) : start + len(word) + 1]
            glued = follows.isascii() and follows.isalnum()
            if start < end and tokens.text.startswith(word, start) and not glued:
                return index
        raise ValueError(f"no token of {tokens.text!r} begins with {word!r}")

    return Focus(pair.layer, pair.head, token_at(pair.query), token_at(pair.key))
