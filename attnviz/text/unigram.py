"""Splitter of a SentencePiece Unigram vocabulary, for files that carry one without a tokenizer.json.

A text is rewritten first (characters mapped, accents composed, spaces joined and written "▁", one put in front), then
cut into the pieces whose scores add up to the most. The rewriting remembers which characters of the user's text each
new character comes from.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from attnviz.text.labels import METASPACE, piece_label
from attnviz.text.piece import Piece
from attnviz.text.viterbi import BestCut
from attnviz.text.words import word_numbers


@dataclass(frozen=True)
class Rewritten:
    """A rewritten text; character i comes from code points starts[i]:ends[i] of the user's text."""

    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Code points of the user's text behind a piece, without the space before it unless it is only that."""
        while start < end - 1 and self.text[start] == METASPACE:
            start += 1
        return self.starts[start], self.ends[end - 1]


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
        self._unknown = unk
        self._unknown_piece = pieces[unk]
        self._rules = rules
        self.head: tuple[tuple[int, str], ...] = ((bos, pieces[bos]),)
        self.tail: tuple[tuple[int, str], ...] = ((eos, pieces[eos]),)
        self.highest_id = len(pieces) - 1

    def split(self, text: str, most: int) -> tuple[list[Piece], int]:
        rewritten = rewrite(text, self._rules)
        if not rewritten.text.strip(METASPACE):
            return [], 0
        found = self._cut(rewritten.text)
        kept = found[:most]
        spans = [rewritten.span(start, end) for start, end, _ in kept]
        bodies = [rewritten.text[start:end] for start, end, _ in kept]
        words = word_numbers(bodies, spans)
        pieces = []
        for (_, _, id), body, span, word in zip(kept, bodies, spans, words, strict=True):
            unknown = id == self._unknown
            label = piece_label(body, text[slice(*span)], unknown=unknown, metaspace=True)
            pieces.append(Piece(id, self._unknown_piece if unknown else body, label, *span, word))
        return pieces, len(found)


def rewrite(text: str, rules: Mapping[str, str]) -> Rewritten:
    """What the vocabulary makes of a text before it is cut into pieces."""
    chars: list[str] = []
    places: list[tuple[int, int]] = []
    for at, char in enumerate(text):
        for new in rules.get(char, char):
            chars.append(new)
            places.append((at, at + 1))
    if not unicodedata.is_normalized("NFC", "".join(chars)):
        chars, places = _composed(chars, places)
    return _with_metaspaces(chars, places)


def _composed(chars: list[str], places: list[tuple[int, int]]) -> tuple[list[str], list[tuple[int, int]]]:
    """Join letters and their combining marks (か + ゙ -> が), as SentencePiece's "nmt_nfkc" does in its rules for
    sequences; rules for single characters cannot say it."""
    new_chars: list[str] = []
    new_places: list[tuple[int, int]] = []
    first = 0
    while first < len(chars):
        last = first + 1
        while last < len(chars) and _attaches(chars[last]):
            last += 1
        joined = unicodedata.normalize("NFC", "".join(chars[first:last]))
        if list(joined) == chars[first:last]:
            new_places += places[first:last]
        else:
            new_places += [(places[first][0], places[last - 1][1])] * len(joined)
        new_chars += joined
        first = last
    return new_chars, new_places


def _attaches(char: str) -> bool:
    return unicodedata.combining(char) != 0 or "\u1160" <= char <= "\u11ff"  # accents; Hangul vowels and finals


def _with_metaspaces(chars: list[str], places: list[tuple[int, int]]) -> Rewritten:
    """Write each run of spaces as one "▁", and one in front of the text."""
    out, starts, ends = [METASPACE], [0], [0]
    for char, (start, end) in zip(chars, places, strict=True):
        if char != " ":
            out.append(char)
        elif out[-1] != METASPACE:
            out.append(METASPACE)
        else:
            ends[-1] = end
            continue
        starts.append(start)
        ends.append(end)
    return Rewritten("".join(out), starts, ends)
