"""Splitter made from a Hugging Face tokenizer.json."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer as Library

from attnviz.text.labels import METASPACE, piece_label
from attnviz.text.piece import Pieces
from attnviz.text.words import word_numbers


class HuggingFaceSplitter:
    """See ``Splitter``. WordPiece (BERT) and Unigram with "▁" (XLM-R) are told apart by their spellings.

    Raises:
        ValueError: the file is not a tokenizer.json.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._library = Library.from_file(str(path))
        except Exception as error:  # the library raises plain Exception
            raise ValueError(str(error)) from error
        # sentence-transformers models cut at 128 and pad to it; the limit of the model is the caller's business
        self._library.no_truncation()
        self._library.no_padding()
        self._metaspace = type(self._library.model).__name__ == "Unigram"
        self._unknown = _unknown_id(self._library)
        self._spelling = lru_cache(maxsize=1 << 16)(lambda id: self._library.id_to_token(id) or "")
        self.highest_id = max(self._library.get_vocab().values(), default=-1)
        frame = self._library.encode("")  # nothing but the special tokens
        middle = next((at for at, name in enumerate(frame.tokens) if _closes(name)), len(frame.ids))
        specials = tuple(zip(frame.ids, frame.tokens, strict=True))
        self.head, self.tail = specials[:middle], specials[middle:]

    def split(self, text: str, most: int) -> Pieces:
        found = self._library.encode(text, add_special_tokens=False)
        ids = found.ids[:most]
        spans = [_trimmed(text, start, end) for start, end in found.offsets[:most]]
        spellings = [self._spelling(id) for id in ids]
        unknown = self._unknown
        labels = [
            piece_label(spelling, text[start:end] if id == unknown else "", id == unknown, self._metaspace)
            for id, spelling, (start, end) in zip(ids, spellings, spans, strict=True)
        ]
        if self._metaspace:
            bodies = [
                text[start:end] if id == unknown else spelling
                for id, spelling, (start, end) in zip(ids, spellings, spans, strict=True)
            ]
            if not any(body.strip(METASPACE) for body in bodies):
                return Pieces()
            words = word_numbers([body or METASPACE for body in bodies], spans)
        else:
            words = [-1 if word is None else word for word in found.word_ids[:most]]
        return Pieces(ids, spellings, labels, spans, words, len(found.ids))


def _unknown_id(library: Library) -> int | None:
    name = getattr(library.model, "unk_token", None)
    if isinstance(name, str):
        return library.token_to_id(name)
    return next((id for id in map(library.token_to_id, ("<unk>", "[UNK]")) if id is not None), None)


def _closes(name: str) -> bool:
    return name in ("[SEP]", "</s>", "<|endoftext|>", "<eos>")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the space that "▁" stands for, unless there is nothing else."""
    while start < end - 1 and text[start].isspace():
        start += 1
    return start, end
