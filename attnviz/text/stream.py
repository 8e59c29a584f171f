"""The text of a model that is still writing, token by token."""

from __future__ import annotations

import codecs

from attnviz.text.spelling import without_surrogates
from attnviz.text.vocabulary import Vocabulary


class TextStream:
    """Hands out each character once it is whole: a token may end inside one.

    Args:
        at_start: nothing stands before what is written, so that a space that the vocabulary puts before each text
            is left out.
    """

    def __init__(self, vocabulary: Vocabulary, at_start: bool = False) -> None:
        self._vocabulary = vocabulary
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._drop_space = at_start and vocabulary.prefixed

    def push(self, id: int) -> str:
        """The characters that this token completes; "" while it leaves one unfinished."""
        text = self._decoder.decode(self._vocabulary.bytes(id))
        if text and self._drop_space:
            text, self._drop_space = text.removeprefix(" "), False
        return without_surrogates(text)

    def close(self) -> str:
        """A U+FFFD for each byte of a character that was never finished."""
        return without_surrogates(self._decoder.decode(b"", final=True))
