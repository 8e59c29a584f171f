"""A text as a model sees it, the pair of its tokens that is looked at, and how both go on while the text is edited.

Part of the records of ``trace.py``, where the rest of the program finds them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from attnviz.errors import one_line

HeadId = tuple[int, int]
"""(layer, head)"""
LONGEST_WORD = 200  # characters that are shown of one


@dataclass(frozen=True)
class Tokens:
    """A text as a model sees it.

    Attributes:
        text: what the user typed, unchanged.
        ids: vocabulary index of each token.
        pieces: each token as the vocabulary spells it ("##o", "▁太郎", "[CLS]").
        labels: each token as a person should read it on an axis: never empty, no line breaks, no control characters.
        spans: (start, end) of each token in ``text``, in code points; (p, p) for one that stands for no character.
        special: True for tokens that the model adds itself ([CLS], </s>).
        words: index of the word each token belongs to, so that pieces can be joined; never falls from one token to the
            next; a special token is a word of its own.
        limit: the most tokens the model takes, special tokens included.
        total: tokens the whole text would have; more than ``len(ids)`` when the text was too long.
        read_to: code points of ``text`` that the model reads; ``len(text)`` unless the text was too long.
    """

    text: str
    ids: tuple[int, ...] = ()
    pieces: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    special: tuple[bool, ...] = ()
    words: tuple[int, ...] = ()
    limit: int = 0
    total: int = 0
    read_to: int = 0

    def __len__(self) -> int:
        return len(self.ids)

    def word(self, token: int) -> tuple[int, ...]:
        """Indices of all tokens of the word that ``token`` is a piece of, in order."""
        start, stop, word = token, token + 1, self.words[token]
        while start > 0 and self.words[start - 1] == word:
            start -= 1
        while stop < len(self.words) and self.words[stop] == word:
            stop += 1
        return tuple(range(start, stop))

    def surface(self, token: int) -> str:
        """The characters of the user's text behind one token, to be shown; its label where there are none."""
        start, end = self.spans[token]
        return one_line(self.text[start:end], LONGEST_WORD) or self.labels[token]

    def word_surface(self, token: int) -> str:
        """The characters of the user's text behind the whole word of ``token``, to be shown."""
        pieces = self.word(token)
        start, end = self.spans[pieces[0]][0], self.spans[pieces[-1]][1]
        return one_line(self.text[start:end].strip(), LONGEST_WORD) or self.labels[token]


@dataclass(frozen=True)
class Focus:
    """What everything on screen speaks of: one head, and in it one pair of tokens.

    ``query`` and ``key`` are token indices, both None while no pair is chosen.
    """

    layer: int = 0
    head: int = 0
    query: int | None = None
    key: int | None = None

    def on_head(self, layer: int, head: int) -> Focus:
        return replace(self, layer=layer, head=head)

    def on_pair(self, query: int | None, key: int | None) -> Focus:
        return replace(self, query=query, key=key)

    @property
    def head_id(self) -> HeadId:
        return self.layer, self.head


def edited(old: Tokens, new: Tokens) -> tuple[int, int]:
    """The run of tokens that an edit replaced: how many are the same before it, and how many after it."""
    shorter = min(len(old), len(new))
    before = next((i for i in range(shorter) if old.ids[i] != new.ids[i]), shorter)
    room = shorter - before
    after = next((i for i in range(room) if old.ids[-1 - i] != new.ids[-1 - i]), room)
    return before, after


def follow(
    focus: Focus, old: Tokens, new: Tokens, old_keys: Tokens | None = None, new_keys: Tokens | None = None
) -> Focus:
    """Keep a focus on its own words while the text around them is edited.

    Tokens before the edit keep their index, tokens after it keep their distance from the end; one inside the edit
    goes to the nearest token that the edit left or made, rather to a word than to a full stop. When the edit took both,
    the pair is gone: query and key are None. ``old_keys`` and ``new_keys`` are given where the keys are those of
    another text than the queries.
    """
    if focus.query is None or focus.key is None:
        return focus.on_pair(None, None)
    old_keys, new_keys = (old if old_keys is None else old_keys), (new if new_keys is None else new_keys)
    if not len(new) or not len(new_keys):
        return focus.on_pair(None, None)
    query, query_lost = _moved(focus.query, old, new)
    key, key_lost = _moved(focus.key, old_keys, new_keys)
    return focus.on_pair(None, None) if query_lost and key_lost else focus.on_pair(query, key)


def _moved(index: int, old: Tokens, new: Tokens) -> tuple[int, bool]:
    """Where a token is after an edit, and whether the edit took it and another one stands in."""
    before, after = edited(old, new)
    if before <= index < len(old) - after:
        return _word_near(new, min(index, max(before, len(new) - after - 1), len(new) - 1)), True
    return (index if index < before else index + len(new) - len(old)), False


def _word_near(tokens: Tokens, index: int) -> int:
    """The nearest token with a letter or a digit, the one before it first; itself where there is none."""
    around = (i for away in range(len(tokens)) for i in (index - away, index + away) if 0 <= i < len(tokens))
    return next((i for i in around if any(map(str.isalnum, tokens.text[slice(*tokens.spans[i])]))), index)
