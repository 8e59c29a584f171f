"""The sentences the window opens with, and where in each model they show what they are known for.

Measured on the models that install from PyPI; tests/test_fidelity.py holds the program to them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from attnviz.errors import QT_TRANSLATE_NOOP
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


@dataclass(frozen=True)
class Example:
    """A sentence worth a look. ``look`` says at what: a question, for the answer depends on model, layer and head."""

    language: str
    text: str
    look: str


_AGAIN = QT_TRANSLATE_NOOP("examples", "Said twice: does a word find its first mention, or what came after that?")
EXAMPLES = (
    Example("en", SAMPLES[0].text, QT_TRANSLATE_NOOP("examples", "Whom does “he” look at?")),
    Example(
        "en",
        "She sat on the bank of the river and thought of the money in the bank.",
        QT_TRANSLATE_NOOP("examples", "One word, two meanings: compare the rows of the two “bank”."),
    ),
    Example(
        "en",
        "The animal didn't cross the street because it was too tired.",
        QT_TRANSLATE_NOOP("examples", "Does “it” look at the animal or the street? Then make “tired” into “wide”."),
    ),
    Example(
        "en",
        "The keys to the cabinet are on the table.",
        QT_TRANSLATE_NOOP("examples", "Which head lets “are” find “keys”, past the nearer “cabinet”?"),
    ),
    Example("en", "The cat sat on the mat. The cat sat on the mat.", _AGAIN),
    Example("ja", SAMPLES[1].text, QT_TRANSLATE_NOOP("examples", "Whom does 彼 look at?")),
    Example(
        "ja",
        "花子は次郎に自分の本を貸した。",
        QT_TRANSLATE_NOOP("examples", "Whose book is it: does 自分 look at 花子 or at 次郎?"),
    ),
    Example(
        "ja",
        "はしのはしで、はしをひろった。",
        QT_TRANSLATE_NOOP("examples", "Bridge, edge, chopsticks: three words written alike; do their rows differ?"),
    ),
    Example(
        "ja",
        "象は鼻が長い。",
        QT_TRANSLATE_NOOP("examples", "What is long: does 長い look at 象 or at 鼻?"),
    ),
    Example("ja", "猫が鼠を追った。猫が鼠を追った。", _AGAIN),
)


@dataclass(frozen=True)
class TwoSentences:
    """Two sentences to set beside each other. ``look`` as in ``Example``."""

    language: str
    one: str
    other: str
    look: str

    @property
    def texts(self) -> tuple[str, str]:
        return self.one, self.other


PAIRS = (
    TwoSentences(
        "en",
        "He went to the river bank.",
        "He went to the bank to withdraw money.",
        QT_TRANSLATE_NOOP("examples", "One word, two meanings: at which layer do the two “bank” part?"),
    ),
    TwoSentences(
        "en",
        SAMPLES[0].text,
        "Hanako ate the cake. After that, she fell asleep.",
        QT_TRANSLATE_NOOP("examples", "Other names, other pronouns: which weights stay as they are?"),
    ),
    TwoSentences(
        "en",
        "The animal didn't cross the street because it was too tired.",
        "The animal didn't cross the street because it was too wide.",
        QT_TRANSLATE_NOOP("examples", "One word is another one: does “it” look elsewhere?"),
    ),
    TwoSentences(
        "ja",
        "このケーキは甘い。",
        "その考えは甘い。",
        QT_TRANSLATE_NOOP("examples", "One word, two meanings: do the two 甘い part on their way up?"),
    ),
    TwoSentences(
        "ja",
        SAMPLES[1].text,
        "花子はケーキを食べた。そのあと彼女は眠った。",
        QT_TRANSLATE_NOOP("examples", "Other names, other pronouns: which weights stay as they are?"),
    ),
    TwoSentences(
        "ja",
        "太郎が花子を呼んだ。",
        "花子を太郎が呼んだ。",
        QT_TRANSLATE_NOOP("examples", "Same words, another order: does 呼んだ still find who called whom?"),
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
