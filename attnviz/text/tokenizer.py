"""From what the user typed to what the model reads, without losing track of any character.

All spans count code points of the user's own text, whatever the vocabulary's normalisation makes of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attnviz.text.labels import visible
from attnviz.text.spelling import joined
from attnviz.text.splitter import Named, Splitter
from attnviz.text.stream import TextStream
from attnviz.text.unigram import UnigramSplitter
from attnviz.text.words import numbered
from attnviz.trace import Tokens

_SURROGATES = re.compile("[\ud800-\udfff]")


class Tokenizer:
    """Text -> Tokens for one model, and back for one that writes.

    Attributes:
        limit: the most tokens the model takes, special tokens included.
        highest_id: the largest vocabulary index that can come out.
        end_ids: indices after which a model that writes has finished.
        mask_id: index that stands where an encoder should guess a word; None where the vocabulary has none.
    """

    def __init__(self, splitter: Splitter, limit: int) -> None:
        if len(splitter.head) + len(splitter.tail) >= limit:
            raise ValueError("what it puts before and after a text leaves no room for one")
        self._splitter = splitter
        self.limit = limit
        self.highest_id = max([splitter.highest_id, *(id for id, _ in (*splitter.head, *splitter.tail))])
        self.end_ids = splitter.written.end
        self.mask_id = splitter.written.mask

    @classmethod
    def from_tokenizer_json(cls, path: Path, limit: int) -> Tokenizer:
        """A Hugging Face tokenizer.json; its own truncation and padding are switched off.

        Raises:
            ValueError: the file is not one.
        """
        from attnviz.text.hugging_face import read_tokenizer_json  # here: the default model does without

        return cls(read_tokenizer_json(path), limit)

    @classmethod
    def from_gguf(cls, fields: Mapping[str, Any], limit: int) -> Tokenizer:
        """The vocabulary in a GGUF file: its ``tokenizer.ggml.*`` fields as plain values, by their full names.

        Raises:
            ValueError: fields are missing or contradict each other.
            UserError: the file names a kind of vocabulary, or a way to split a text, that is not known here.
        """
        from attnviz.text.gguf_vocabulary import gguf_splitter  # here, as above

        return cls(gguf_splitter(fields), limit)

    @classmethod
    def from_marian(cls, folder: Path, config: Mapping[str, Any], limit: int) -> Tokenizer:
        """A translator's folder: tokenizer.json, or source.spm, target.spm and vocab.json as opus-mt has them.
        ``encode`` reads the source language, ``decode`` and ``describe`` the target language.

        Raises:
            ValueError: a file is missing or damaged.
        """
        from attnviz.text.marian import marian_splitter  # here, as above

        return cls(marian_splitter(folder, config), limit)

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
        """Split a text. One without anything the model reads (empty; for some vocabularies, spaces) gives no tokens,
        except that a decoder with a token for the beginning has that one to go on from.

        What is beyond ``limit`` is cut before the special tokens at the end; ``total`` and ``read_to`` tell of it.
        """
        head, tail = self._splitter.head, self._splitter.tail
        # half of a pair (a broken paste) is no character; one of the same length keeps every span in place
        readable = _SURROGATES.sub("\ufffd", text)
        pieces = self._splitter.split(readable, self.limit - len(head) - len(tail))
        if not pieces.ids and (tail or not head):
            return Tokens(text=text, limit=self.limit, read_to=len(text))
        end = pieces.spans[-1][1] if pieces.ids else 0
        words = [word + len(head) for word in pieces.words]
        after = words[-1] + 1 if words else len(head)
        return Tokens(
            text=text,
            ids=(*(id for id, _ in head), *pieces.ids, *(id for id, _ in tail)),
            pieces=(*(name for _, name in head), *pieces.spellings, *(name for _, name in tail)),
            labels=(*map(_label, head), *pieces.labels, *map(_label, tail)),
            spans=(*((0, 0) for _ in head), *pieces.spans, *((end, end) for _ in tail)),
            special=(True,) * len(head) + (False,) * len(pieces.ids) + (True,) * len(tail),
            words=(*range(len(head)), *words, *range(after, after + len(tail))),
            limit=self.limit,
            total=pieces.total + len(head) + len(tail),
            read_to=len(text) if pieces.total == len(pieces.ids) else end,
        )

    def decode(self, ids: Sequence[int]) -> str:
        """The text of tokens that a model wrote, without its special ones and without an unfinished last character."""
        return self._joined(ids)[0]

    def describe(self, ids: Sequence[int]) -> Tokens:
        """Tokens that a model wrote, with ``decode(ids)`` as their text."""
        text, bounds = self._joined(ids)
        written = self._splitter.written
        special = tuple(id in written.special for id in ids)
        bounds = [(start, start if own else end) for own, (start, end) in zip(special, bounds, strict=True)]
        pieces = written.pieces(text, ids, bounds)
        words = [(word, at if own else None) for at, (own, word) in enumerate(zip(special, pieces.words, strict=True))]
        return Tokens(
            text=text,
            ids=tuple(ids),
            pieces=tuple(pieces.spellings),
            labels=tuple(pieces.labels),
            spans=tuple(pieces.spans),
            special=special,
            words=tuple(numbered(words)),
            limit=self.limit,
            total=len(ids),
            read_to=len(text),
        )

    def _joined(self, ids: Sequence[int]) -> tuple[str, list[tuple[int, int]]]:
        text, bounds = joined(map(self.token_bytes, ids))
        if not (self._splitter.written.prefixed and text.startswith(" ")):
            return text, bounds
        return text[1:], [(max(start - 1, 0), max(end - 1, 0)) for start, end in bounds]

    def token_bytes(self, id: int) -> bytes:
        """UTF-8 bytes that a token adds to a text; none for a special one."""
        return self._splitter.written.bytes(id)

    def token_label(self, id: int) -> str:
        """A token of the vocabulary as a person should read it: never empty, no line breaks, no control characters."""
        return self._splitter.written.label(id)

    @property
    def mask(self) -> str:
        """What to write in a text where a word should be guessed; "" where the vocabulary has no such token."""
        return "" if self.mask_id is None else self._splitter.written.spelling(self.mask_id)

    def stream(self, at_start: bool = False) -> TextStream:
        """For a model that writes: token by token in, text out. ``at_start``: nothing stands before it."""
        return TextStream(self._splitter.written, at_start)


def _label(token: Named) -> str:
    """Of one that stands before or after each text."""
    id, name = token
    return visible(name) or f"‹{id}›"
