"""What a splitter hands to the tokenizer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Pieces(NamedTuple):
    """The tokens of the user's text, by column: a long text has many, and each key press makes them all.

    Attributes:
        ids: vocabulary index of each.
        spellings: as the vocabulary spells them.
        labels: as a person should read them.
        spans: (start, end) in code points of the text; equal when no character stands behind it.
        words: a number that grows with each word of the text.
        total: how many tokens the whole text has.
    """

    ids: Sequence[int] = ()
    spellings: Sequence[str] = ()
    labels: Sequence[str] = ()
    spans: Sequence[tuple[int, int]] = ()
    words: Sequence[int] = ()
    total: int = 0


class Splitter(Protocol):
    """Splits a text as one vocabulary does.

    Attributes:
        head, tail: (id, spelling) of the tokens the model wants before and after any text.
        highest_id: the largest vocabulary index that can come out.
    """

    head: tuple[tuple[int, str], ...]
    tail: tuple[tuple[int, str], ...]
    highest_id: int

    def split(self, text: str, most: int) -> Pieces:
        """The first ``most`` pieces of a text."""
        ...
