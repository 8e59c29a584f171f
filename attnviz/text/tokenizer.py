"""From what the user typed to what the model reads, without losing track of any character.

All spans count code points of the user's own text, whatever the vocabulary's normalisation makes of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from attnviz.text.piece import Splitter
from attnviz.text.unigram import UnigramSplitter
from attnviz.trace import Tokens

_SURROGATES = re.compile("[\ud800-\udfff]")


class Tokenizer:
    """Text -> Tokens for one model.

    Attributes:
        limit: the most tokens the model takes, special tokens included.
        highest_id: the largest vocabulary index that can come out.
    """

    def __init__(self, splitter: Splitter, limit: int) -> None:
        self._splitter = splitter
        self.limit = limit
        self.highest_id = splitter.highest_id

    @classmethod
    def from_tokenizer_json(cls, path: Path, limit: int) -> Tokenizer:
        """A Hugging Face tokenizer.json; its own truncation and padding are switched off.

        Raises:
            ValueError: the file is not one.
        """
        from attnviz.text.hugging_face import HuggingFaceSplitter  # here: the default model does without

        return cls(HuggingFaceSplitter(path), limit)

    @classmethod
    def from_unigram(
        cls,
        pieces: Sequence[str],
        scores: Sequence[float],
        unk: int,
        bos: int,
        eos: int,
        rules: Mapping[str, str],
        limit: int,
    ) -> Tokenizer:
        """A SentencePiece Unigram vocabulary (Kudo 2018) and what its normalisation makes of single characters."""
        return cls(UnigramSplitter(pieces, scores, unk, bos, eos, rules), limit)

    def encode(self, text: str) -> Tokens:
        """Split a text. One without anything the model reads (empty, spaces) gives no tokens at all.

        What is beyond ``limit`` is cut before the special tokens at the end; ``total`` and ``read_to`` tell of it.
        """
        head, tail = self._splitter.head, self._splitter.tail
        # half of a pair (a broken paste) is no character; one of the same length keeps every span in place
        readable = _SURROGATES.sub("\ufffd", text)
        pieces, count = self._splitter.split(readable, self.limit - len(head) - len(tail))
        if not pieces:
            return Tokens(text=text, limit=self.limit, read_to=len(text))
        end = pieces[-1].end
        words = [index + len(head) for index in _counted([piece.word for piece in pieces])]
        return Tokens(
            text=text,
            ids=(*(id for id, _ in head), *(piece.id for piece in pieces), *(id for id, _ in tail)),
            pieces=(*(name for _, name in head), *(piece.spelling for piece in pieces), *(name for _, name in tail)),
            labels=(*(name for _, name in head), *(piece.label for piece in pieces), *(name for _, name in tail)),
            spans=((0, 0),) * len(head) + tuple((p.start, p.end) for p in pieces) + ((end, end),) * len(tail),
            special=(True,) * len(head) + (False,) * len(pieces) + (True,) * len(tail),
            words=(*range(len(head)), *words, *range(words[-1] + 1, words[-1] + 1 + len(tail))),
            limit=self.limit,
            total=count + len(head) + len(tail),
            read_to=len(text) if count == len(pieces) else end,
        )


def _counted(words: Sequence[int]) -> list[int]:
    """The same grouping of neighbours, numbered 0, 1, 2 without gaps."""
    numbers: list[int] = []
    for at, word in enumerate(words):
        numbers.append(numbers[-1] + (word != words[at - 1]) if at else 0)
    return numbers
