"""Which SentencePiece tokens make up one word, so that their weights can be joined.

The rule, token by token. A new word starts
- at a "▁", except after a lone "▁", which belongs to what follows it;
- at punctuation and symbols, which are words of their own;
- at any token of a script written without spaces (kana, Thai, Lao, Khmer, Burmese ...),
except that neighbours are one word where a run of kanji, a run of katakana, or a run of other letters and digits
(Latin, Cyrillic, Arabic, Hangul ...) goes on across their border, and where both come from the same character.
Combining marks and the sign ー belong to what is before them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from attnviz.text.spelling import METASPACE

_JOINING = ("kanji", "katakana", "letter")
_RANGES = (
    (0x3005, 0x3007, "kanji"),  # 々〆〇
    (0x3400, 0x9FFF, "kanji"),
    (0xF900, 0xFAFF, "kanji"),
    (0x20000, 0x3FFFF, "kanji"),
    (0x30FC, 0x30FC, "mark"),  # ー
    (0x30A1, 0x30FA, "katakana"),
    (0x30FD, 0x30FF, "katakana"),
    (0x31F0, 0x31FF, "katakana"),
    (0xFF66, 0xFF9F, "katakana"),
    (0x3041, 0x3096, "unspaced"),  # hiragana
    (0x309D, 0x309F, "unspaced"),
    (0x0E00, 0x0EFF, "unspaced"),  # Thai, Lao
    (0x0F00, 0x109F, "unspaced"),  # Tibetan, Burmese
    (0x1780, 0x17FF, "unspaced"),  # Khmer
    (0x1F3FB, 0x1F3FF, "mark"),  # skin tones
    (0x200C, 0x200D, "mark"),
)


def word_numbers(pieces: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[int]:
    """Index of the word of each piece, from 0. A piece that the vocabulary does not know comes as its characters."""
    numbers = [0] if pieces else []
    for (left, right), (before, here) in zip(pairwise(pieces), pairwise(spans), strict=True):
        same_character = here[0] < before[1]
        numbers.append(numbers[-1] + (not same_character and _starts_word(left, right)))
    return numbers


def numbered(keys: Iterable[object]) -> list[int]:
    """Index, from 0 without gaps, of the run of equal neighbours that each key is in."""
    numbers: list[int] = []
    number, last = -1, object()
    for key in keys:
        if key != last:
            number, last = number + 1, key
        numbers.append(number)
    return numbers


@lru_cache(maxsize=1 << 13)
def _starts_word(left: str, right: str) -> bool:
    if right.startswith(METASPACE):
        return True
    if left == METASPACE:
        return False
    kind = _kind(right[0])
    if kind == "mark":
        return False
    last = next((found for char in reversed(left) if (found := _kind(char)) != "mark"), "other")
    return last != kind or kind not in _JOINING


def _kind(char: str) -> str:
    code = ord(char)
    for first, last, kind in _RANGES:
        if first <= code <= last:
            return kind
    return {"L": "letter", "N": "letter", "M": "mark"}.get(unicodedata.category(char)[0], "other")
