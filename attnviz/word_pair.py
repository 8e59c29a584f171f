"""Two words to ask about: which tokens they are, and where they are after an edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from attnviz.errors import one_line, signs
from attnviz.trace import LONGEST_WORD, Focus, Tokens, Trace, edited

ROLES = ("query", "key")
MOST_PIECES = 32
"""Pieces of a query word that are averaged: a row of all heads is asked of the device for each one."""

_ONE_LINE = {ord(space): " " for space in "\n\r\t\v\f\u2028\u2029\x85"}


@dataclass(frozen=True)
class Word:
    """A run of tokens that are pieces of one word: those from ``start`` to before ``stop``.

    ``written``: of what an encoder-decoder has written, not of what it reads.
    """

    start: int
    stop: int
    written: bool = False

    @property
    def tokens(self) -> range:
        return range(self.start, self.stop)

    @property
    def asked(self) -> range:
        """The tokens whose rows are averaged where this word is the query: not more than MOST_PIECES."""
        return self.tokens[:MOST_PIECES]


def text_of(trace: Trace, written: bool) -> Tokens:
    """What a model reads, or what it has written; no tokens for one that writes nothing."""
    return (trace.target or Tokens("")) if written else trace.tokens


def word_at(tokens: Tokens, token: int, written: bool = False) -> Word:
    """The whole word of a token."""
    pieces = tokens.word(token)
    return Word(pieces[0], pieces[-1] + 1, written)


def word_bounds(tokens: Tokens) -> list[int]:
    """The first token of each word of a text, in order, and how many tokens there are; a special token is a word."""
    if not len(tokens):
        return [0]
    return [0, *(np.flatnonzero(np.diff(np.asarray(tokens.words))) + 1).tolist(), len(tokens)]


def word_texts(tokens: Tokens) -> list[str]:
    """Each word as ``Tokens.word_surface`` has it, in one line."""
    text = signs(tokens.text.translate(_ONE_LINE))
    bounds, spans = word_bounds(tokens), tokens.spans
    return [
        text[spans[start][0] : spans[stop - 1][1]].strip() or tokens.labels[start] for start, stop in pairwise(bounds)
    ]


def find_again(word: Word, old: Tokens, new: Tokens) -> Word | None:
    """Where a word is after an edit of its text in the same model; None when the edit took it.

    A word that is being typed or mended stays the one that is looked at, whatever it has become.
    """
    if not len(new) or word.stop > len(old):
        return None
    if old.ids == new.ids:
        return word_at(new, word.start, word.written)
    before, after = edited(old, new)
    shift, end = len(new) - len(old), len(new) - after
    if word.stop <= before:
        return word_at(new, word.start, word.written)
    if word.start >= len(old) - after:
        return word_at(new, word.start + shift, word.written)
    same = find_word(word_text(old, word), new, word.written, range(before, end))
    if same is not None:
        return same
    if end > before:
        return word_at(new, min(max(word.start, before), end - 1), word.written)
    if word.start < before:
        return word_at(new, before - 1, word.written)
    return word_at(new, end, word.written) if word.stop > len(old) - after else None


def find_word(text: str, tokens: Tokens, written: bool = False, among: range | None = None) -> Word | None:
    """The first word that is spelled so; ``among`` limits the tokens that it may begin at."""
    for spelled, (start, stop) in zip(word_texts(tokens), pairwise(word_bounds(tokens)), strict=True):
        if spelled == text and (among is None or start in among):
            return Word(start, stop, written)
    return None


def word_text(tokens: Tokens, word: Word) -> str:
    """A word as a line of text shows it."""
    start, end = tokens.spans[word.start][0], tokens.spans[word.stop - 1][1]
    return one_line(tokens.text[start:end].strip(), LONGEST_WORD) or tokens.labels[word.start]


def in_other_model(word: Word, old: Tokens, new: Tokens) -> Word | None:
    """The word of the same characters where another model cuts the text; None when the text is another one too."""
    special = old.special[word.start]
    if old.text != new.text or not len(new) or special:
        return find_word(word_text(old, word), new, word.written)
    start = old.spans[word.start][0]
    holding = (i for i, (a, b) in enumerate(new.spans) if a <= start < b)
    token = next(holding, None)
    return None if token is None else word_at(new, token, word.written)


class WordPair:
    """Two words of a trace that stay the same two while the text around them is edited.

    Attributes:
        query, key: the words; None for one that was never chosen, or that an edit took.
        lost: what a word was that an edit took; it is found again when the text has it again.
    """

    def __init__(self) -> None:
        self.query: Word | None = None
        self.key: Word | None = None
        self.lost: dict[str, str] = {}

    def __getitem__(self, role: str) -> Word | None:
        return self.query if role == "query" else self.key

    def choose(self, role: str, word: Word | None) -> None:
        self.lost.pop(role, None)
        setattr(self, role, word)

    def swap(self) -> None:
        self.query, self.key = self.key, self.query
        self.lost = {("key" if role == "query" else "query"): text for role, text in self.lost.items()}

    def follow_focus(self, trace: Trace | None, focus: Focus) -> None:
        """Take the words of the pair in focus; none where there is no such pair."""
        self.query = self.key = None
        self.lost = {}
        if trace is None or focus.query is None or focus.key is None or focus.layer >= trace.model.attentions:
            return
        queries, keys = trace.queries(focus.layer), trace.keys(focus.layer)
        if focus.query < len(queries) and focus.key < len(keys):
            self.query = word_at(queries, focus.query, queries is trace.target)
            self.key = word_at(keys, focus.key, keys is trace.target)

    def follow_edit(self, old: Trace, new: Trace) -> None:
        """Find the words again in another trace, or remember what has gone."""
        for role in ROLES:
            word = self[role]
            if word is not None:
                before, after = text_of(old, word.written), text_of(new, word.written)
                move = find_again if old.model.id == new.model.id else in_other_model
                moved = move(word, before, after)
                self.choose(role, moved)
                if moved is None:
                    self.lost[role] = word_text(before, word)
            elif role in self.lost:
                gone = self.lost[role]
                found = find_word(gone, new.tokens) or find_word(gone, text_of(new, True), written=True)
                if found is not None:
                    self.choose(role, found)

    def stored(self, trace: Trace | None) -> dict[str, Any]:
        """Both words as JSON can hold them: where they stand in a trace, and how they are spelled."""
        held: dict[str, Any] = {}
        for role in ROLES:
            word = self[role]
            if word is not None and trace is not None:
                spelled = word_text(text_of(trace, word.written), word)
                held[role] = {"start": word.start, "written": word.written, "text": spelled}
            elif role in self.lost:
                held[role] = {"text": self.lost[role]}
        return held

    def find_stored(self, held: Mapping[str, Any], trace: Trace) -> None:
        """Choose what ``stored`` gave at another time: the word at its place, else the first that is spelled so.

        A word that the text does not have is lost; what is not understood is passed over.
        """
        for role in ROLES:
            one = held.get(role)
            if not isinstance(one, Mapping):
                continue
            spelled = one.get("text")
            if not isinstance(spelled, str) or not spelled:
                continue
            start, written = one.get("start"), one.get("written") is True
            tokens = text_of(trace, written)
            here = word_at(tokens, start, written) if type(start) is int and 0 <= start < len(tokens) else None
            if here is None or word_text(tokens, here) != spelled:
                here = find_word(spelled, tokens, written)
            self.choose(role, here)
            if here is None:
                self.lost[role] = spelled
