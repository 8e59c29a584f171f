"""What the tokenizer asks of a splitter: one class for each kind of vocabulary."""

from __future__ import annotations

from typing import Protocol

from attnviz.text.vocabulary import Pieces, Vocabulary

Named = tuple[int, str]
"""(vocabulary index, spelling)"""


class Splitter(Protocol):
    """Splits a text as one vocabulary does.

    Attributes:
        head, tail: the tokens the model wants before and after any text.
        highest_id: the largest vocabulary index that can come out.
        written: the tokens that the model writes; those that it reads, except in a translator with two vocabularies.
    """

    head: tuple[Named, ...]
    tail: tuple[Named, ...]
    highest_id: int
    written: Vocabulary

    def split(self, text: str, most: int) -> Pieces:
        """The first ``most`` pieces of a text."""
        ...
