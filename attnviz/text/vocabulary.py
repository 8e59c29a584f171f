"""What every splitter needs to know of its vocabulary: what a token is called, shown as, and adds to a text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from attnviz.text.labels import token_label, visible
from attnviz.text.spelling import METASPACE, Style, token_bytes
from attnviz.text.words import word_numbers

_MOST_KNOWN = 1 << 13
"""tokens whose description is remembered, of up to a quarter of a million: half a kilobyte each"""


class Pieces(NamedTuple):
    """Tokens of a text, by column: a long text has many, and each key press makes them all.

    Attributes:
        ids: vocabulary index of each.
        spellings: as the vocabulary spells them.
        labels: as a person should read them.
        spans: (start, end) in code points of the text; equal when no character stands behind it.
        words: index of the word of each, from 0 without gaps.
        total: how many tokens the whole text has; more than these when the row was cut.
    """

    ids: Sequence[int] = ()
    spellings: Sequence[str] = ()
    labels: Sequence[str] = ()
    spans: Sequence[tuple[int, int]] = ()
    words: Sequence[int] = ()
    total: int = 0

    def first(self, most: int) -> Pieces:
        """The row cut after so many tokens."""
        if len(self.ids) <= most:
            return self
        return Pieces(
            self.ids[:most], self.spellings[:most], self.labels[:most], self.spans[:most], self.words[:most], self.total
        )


class Vocabulary:
    """The tokens of one model, by index.

    Args:
        spell: how the vocabulary spells an index; "" for one that it does not have.
        style: how it spells bytes and spaces.
        unknown: index that stands for characters without a token.
        special: indices that add nothing to a text (begin, end, padding).
        end: indices after which a model that writes has finished.
        prefixed: a space is put in front of each text, and taken away from what was written.
        mask: index that stands where an encoder should guess a word.
    """

    def __init__(
        self,
        spell: Callable[[int], str],
        style: Style,
        unknown: int | None,
        special: Collection[int] = (),
        end: Collection[int] = (),
        prefixed: bool = False,
        mask: int | None = None,
    ) -> None:
        self._spell = spell
        self.style = style
        self.unknown = unknown
        self.special = frozenset(special)
        self.end = frozenset(end)
        self.prefixed = prefixed
        self.mask = mask
        self._known: dict[int, _Token] = {}

    def spelling(self, id: int) -> str:
        return self._token(id).spelling

    def label(self, id: int) -> str:
        """As a person should read it: never empty, no line breaks, no control characters."""
        return self._token(id).label

    def bytes(self, id: int) -> bytes:
        """UTF-8 bytes that the token adds to a text; none for a special one."""
        return b"" if id in self.special else token_bytes(self.spelling(id), self.style)

    def pieces(
        self,
        text: str,
        ids: Sequence[int],
        bounds: Sequence[tuple[int, int]],
        words: Sequence[int] | None = None,
    ) -> Pieces:
        """The columns of tokens; token i stands for text[start:end], (start, end) = bounds[i], space before it too."""
        tokens = [self._token(id) for id in ids]
        spans = [
            _span(text, token, *bound) if token.body == METASPACE or text[bound[0] : bound[0] + 1].isspace() else bound
            for token, bound in zip(tokens, bounds, strict=True)
        ]
        if len(ids) > 1 and tokens[0].body == METASPACE and bounds[0][0] == bounds[1][0]:
            spans[0] = (bounds[0][0], bounds[0][0])  # put there by the vocabulary, though the text begins with a space
        labels = [token.label for token in tokens]
        if self.unknown in ids:
            for at, (start, end) in enumerate(spans):
                if ids[at] == self.unknown:
                    labels[at] = visible(text[start:end] or tokens[at].spelling)
        if words is None:
            bodies = [token.body or _body(text, *bound) for token, bound in zip(tokens, bounds, strict=True)]
            words = word_numbers(bodies, spans)
        return Pieces(ids, [token.spelling for token in tokens], labels, spans, words, len(ids))

    def _token(self, id: int) -> _Token:
        token = self._known.get(id)
        if token is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            token = self._known[id] = self._described(id)
        return token

    def _described(self, id: int) -> _Token:
        spelling = self._spell(id)
        label = token_label(spelling, self.style) or f"‹{id}›"
        if id == self.unknown or id in self.special:
            return _Token(spelling, label, "")
        data = token_bytes(spelling, self.style)
        try:
            body = data.decode()
        except UnicodeDecodeError:
            return _Token(spelling, label, "")
        return _Token(spelling, label, METASPACE + body[1:] if body[:1] == " " else body)


class _Token(NamedTuple):
    """How one token is spelled and shown, and its text with "▁" for a space before it; "" where only the user's text
    tells (a part of a character, an unknown one)."""

    spelling: str
    label: str
    body: str


def _span(text: str, token: _Token, start: int, end: int) -> tuple[int, int]:
    """Without the space before a word. A "▁" that the vocabulary puts before a text stands for no character."""
    surface = text[start:end]
    if token.body == METASPACE and not surface.isspace():
        return start, start
    return (start, end) if surface.isspace() else (end - len(surface.lstrip()), end)


def _body(text: str, start: int, end: int) -> str:
    """The text of a token that only the user's text tells, with "▁" for spaces before it."""
    surface = text[start:end]
    shown = surface.lstrip()
    return surface if shown and shown == surface else METASPACE + shown
