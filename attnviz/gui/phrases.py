"""Where a Japanese text may go on in a new line: between phrases (文節), not after any character, as Qt would."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtGui import QFont, QFontMetricsF

OPENING, CLOSING = "「『（", "」』）"
_PARTICLES = "はがをにへとでもや"
_PAUSES = "、。，．！？!?…」』）"
_GLUE = "\u2060"  # word joiner: nothing to see, and no line ends there


def phrase_breaks(text: str) -> tuple[int, ...]:
    """Where a line of a user's text may begin: after a space, after Japanese punctuation, and after a particle that
    a new kanji, katakana or Latin word follows. A small rule: it misses some breaks and makes hardly a wrong one."""
    places = []
    for i in range(1, len(text)):
        before, after = text[i - 1], text[i]
        particle = before in _PARTICLES and not _is_hiragana(after) and after not in _PAUSES and after.isalnum()
        pause = before in _PAUSES and after not in _PAUSES and not after.isspace() and ord(before) > 0x2E7F
        if (before.isspace() and not after.isspace()) or particle or pause:
            places.append(i)
    return tuple(places)


def _is_hiragana(character: str) -> bool:
    return "\u3041" <= character <= "\u309f"


def unbroken(text: str, fits: Callable[[str], bool]) -> str:
    """``text`` for Qt to wrap at its phrases, those apart that do not fit a line; Latin words are left to Qt."""
    if text.isascii():
        return text
    edges = [0, *phrase_breaks(text), len(text)]
    phrases = (text[a:b] for a, b in pairwise(edges))
    return "".join(phrase if phrase.isascii() or not fits(phrase) else _GLUE.join(phrase) for phrase in phrases)


def in_phrases(text: str, font: QFont, width: float) -> str:
    """``text`` for Qt to wrap at its phrases in lines of ``width`` pixels."""
    metrics = QFontMetricsF(font)
    return unbroken(text, lambda phrase: metrics.horizontalAdvance(phrase) < width)


def without_glue(text: str) -> str:
    """A text that ``in_phrases`` prepared, as it was before: for what is copied out of it."""
    return text.replace(_GLUE, "")
