"""Splitter of a SentencePiece Unigram vocabulary, for files that carry one without a tokenizer.json.

A text is rewritten first (characters mapped, accents composed, spaces joined and written "▁", one put in front), then
cut into the pieces whose scores add up to the most. The rewriting remembers which characters of the user's text each
new character comes from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from attnviz.text.spelling import METASPACE, Style
from attnviz.text.splitter import Named
from attnviz.text.viterbi import BestCut
from attnviz.text.vocabulary import Pieces, Vocabulary

_NEEDLESS = re.compile(f"(?<=[ {METASPACE}]) +")


@dataclass(frozen=True)
class Rewritten:
    """A rewritten text; character i comes from code points start:end of the user's text, (start, end) = places[i]."""

    text: str
    places: list[tuple[int, int]]


class UnigramSplitter:
    """See ``Splitter``."""

    def __init__(
        self,
        pieces: Sequence[str],
        scores: Sequence[float],
        unk: int,
        bos: int,
        eos: int,
        rules: Mapping[str, str],
    ) -> None:
        self._cut = BestCut(pieces, scores, unk)
        self._rules = rules
        self.head: tuple[Named, ...] = ((bos, pieces[bos]),)
        self.tail: tuple[Named, ...] = ((eos, pieces[eos]),)
        self.highest_id = len(pieces) - 1
        self.written = Vocabulary(pieces.__getitem__, Style.METASPACE, unk, (bos, eos), (eos,), prefixed=True)

    def split(self, text: str, most: int) -> Pieces:
        rewritten = rewrite(text, self._rules)
        if not rewritten.text.strip(METASPACE):
            return Pieces()
        found = self._cut(rewritten.text)
        chars, places = rewritten.text, rewritten.places
        # a "▁" may stand for more than spaces (for what the rules leave out between two): it is no part of a word
        bounds = [
            (places[start + (chars[start] == METASPACE and end > start + 1)][0], places[end - 1][1])
            for start, end, _ in found[:most]
        ]
        pieces = self.written.pieces(text, [id for _, _, id in found[:most]], bounds)
        return pieces._replace(total=len(found))


def rewrite(text: str, rules: Mapping[str, str]) -> Rewritten:
    """What the vocabulary makes of a text before it is cut into pieces."""
    new = {char: rules.get(char, char) for char in set(text)}
    chars = "".join(map(new.__getitem__, text))
    if all(len(replaced) == 1 for replaced in new.values()):
        places = [(at, at + 1) for at in range(len(text))]
    else:
        places = [(at, at + 1) for at, char in enumerate(text) for _ in new[char]]
    if not unicodedata.is_normalized("NFC", chars):
        chars, places = _composed(chars, places)
    return _with_metaspaces(chars, places)


def _composed(chars: str, places: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """Join letters and their combining marks (か + ゙ -> が), as SentencePiece's "nmt_nfkc" does in its rules for
    sequences; rules for single characters cannot say it."""
    new_chars = ""
    new_places: list[tuple[int, int]] = []
    first = 0
    while first < len(chars):
        last = first + 1
        while last < len(chars) and _attaches(chars[last]):
            last += 1
        joined = unicodedata.normalize("NFC", chars[first:last])
        if joined == chars[first:last]:
            new_places += places[first:last]
        else:
            new_places += [(places[first][0], places[last - 1][1])] * len(joined)
        new_chars += joined
        first = last
    return new_chars, new_places


def _attaches(char: str) -> bool:
    return unicodedata.combining(char) != 0 or "\u1160" <= char <= "\u11ff"  # accents; Hangul vowels and finals


def _with_metaspaces(chars: str, places: list[tuple[int, int]]) -> Rewritten:
    """Write each run of spaces as one "▁", and one in front of the text."""
    spaced, places = METASPACE + chars, [(0, 0), *places]
    kept: list[tuple[int, int]] = []
    done = 0
    for run in _NEEDLESS.finditer(spaced):
        kept += places[done : run.start()]
        done = run.end()
        kept[-1] = (kept[-1][0], places[done - 1][1])
    return Rewritten(_NEEDLESS.sub("", spaced).replace(" ", METASPACE), kept + places[done:])
