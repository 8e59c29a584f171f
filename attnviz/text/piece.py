"""What a splitter hands to the tokenizer."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Piece(NamedTuple):
    """One token of the user's text.

    Attributes:
        id: vocabulary index.
        spelling: as the vocabulary spells it.
        label: as a person should read it.
        start, end: code points of the text; equal when no character stands behind it.
        word: grows by one with each word of the text.
    """

    id: int
    spelling: str
    label: str
    start: int
    end: int
    word: int


class Splitter(Protocol):
    """Splits a text as one vocabulary does.

    Attributes:
        head, tail: (id, spelling) of the tokens the model wants before and after any text.
        highest_id: the largest vocabulary index that can come out.
    """

    head: tuple[tuple[int, str], ...]
    tail: tuple[tuple[int, str], ...]
    highest_id: int

    def split(self, text: str, most: int) -> tuple[list[Piece], int]:
        """The first ``most`` pieces of a text, and how many it has altogether."""
        ...
