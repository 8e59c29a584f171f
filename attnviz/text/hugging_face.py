"""Splitter around a tokenizer of the ``tokenizers`` library, wherever its vocabulary comes from."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer as Library

from attnviz.files import whole
from attnviz.text.apart import Apart, Found, Here, no_panic
from attnviz.text.edits import LastRow, Row
from attnviz.text.pre_tokenizers import EXPRESSIONS
from attnviz.text.rules import check_prefix, check_rules, may_take_long
from attnviz.text.spelling import METASPACE, Style
from attnviz.text.splitter import Named
from attnviz.text.vocabulary import Pieces, Vocabulary
from attnviz.text.words import numbered

# What decoders write when they have finished, by the names in use; a checkpoint's own choice is added to them.
_END_NAMES = (
    "</s>",
    "<|endoftext|>",
    "<|end_of_text|>",
    "<|eot_id|>",
    "<|im_end|>",
    "<eos>",
    "<end_of_turn>",
    "<|end|>",
)
_MASK_NAMES = ("[MASK]", "<mask>")  # of BERT and of RoBERTa; no other is in use
_PROBES = ("a", "あ", "0")

MOST_VOCABULARY, MOST_SETTINGS = 1 << 26, 1 << 20
"""bytes of a tokenizer.json (Gemma 3's has 33 MB) and of the small files beside it"""


class HuggingFaceSplitter:
    """See ``Splitter``. How the vocabulary spells is read off the model and the decoder; what is put before and
    after a text off the library's own answer, so that a file whose post-processor adds nothing adds nothing here.

    Args:
        library: the tokenizer; its truncation and padding are switched off, since sentence-transformers models cut
            at 128 and pad to it, while the model's limit is the caller's business.
        end: indices after which a model that writes has finished, beside those with a usual name.
    """

    def __init__(self, library: Library, end: Collection[int] = ()) -> None:
        check_rules(library)
        library.no_truncation()
        library.no_padding()
        self._encoded: Callable[[str, bool], Found] = (Apart if may_take_long(library, EXPRESSIONS) else Here)(library)
        kind = type(library.model).__name__
        self._blank_is_nothing = kind == "Unigram"  # encoders: a text of spaces is a lone "▁"
        self.highest_id = _highest_id(library)
        self.head, self.tail, prefixed = _frame(self._encoded, library.get_vocab)
        added = library.get_added_tokens_decoder()
        style = _style(library, kind)
        special = {id for id, token in added.items() if token.special}
        special |= {id for id, _ in (*self.head, *self.tail)}
        named = {id for id in special if library.id_to_token(id) in _END_NAMES}
        self.written = Vocabulary(
            lambda id: library.id_to_token(id) or "",
            style,
            _unknown_id(library, kind),
            special,
            named.union(end),
            prefixed or style is Style.WORD_PIECE,
            next((id for id in sorted(special) if library.id_to_token(id) in _MASK_NAMES), None),
        )

        longest = max((len(token.content) for token in added.values()), default=0)
        self._last = LastRow(self._row, style is Style.WORD_PIECE, longest)

    def split(self, text: str, most: int) -> Pieces:
        # where "▁" begins a text, what follows a seam is not split as if it began one
        row = self._row(text) if self.written.style is Style.METASPACE else self._last(text)
        if self._blank_is_nothing and not "".join(row.pieces.spellings).strip(METASPACE):
            return Pieces()
        return row.pieces.first(most)

    def _row(self, text: str) -> Row:
        found = self._encoded(text, False)
        bounds = with_marks(text, found.offsets)
        runs = numbered(found.word_ids)
        words = runs if self.written.style is Style.WORD_PIECE else None
        return Row(text, self.written.pieces(text, found.ids, bounds, words), bounds, runs)


def read_tokenizer_json(path: Path) -> HuggingFaceSplitter:
    """A Hugging Face tokenizer.json, and the end token that the files beside it name.

    Raises:
        ValueError: the file is not one.
    """
    try:
        written = whole(path, MOST_VOCABULARY)
        check_prefix(written)
        with no_panic():
            library = Library.from_str(written.decode("utf-8"))
    except Exception as error:  # the library raises plain Exception
        raise ValueError(str(error)) from error
    return HuggingFaceSplitter(library, _named_end(library, path.parent))


def _named_end(library: Library, folder: Path) -> set[int]:
    """The "eos_token" of tokenizer_config.json and the "eos_token_id" of generation_config.json, where they are."""
    name = _json_object(folder / "tokenizer_config.json").get("eos_token")
    name = name.get("content") if isinstance(name, dict) else name
    named = _id(library, name) if isinstance(name, str) else None
    ids = _json_object(folder / "generation_config.json").get("eos_token_id")
    return {id for id in (named, *(ids if isinstance(ids, list) else [ids])) if isinstance(id, int)}


def _json_object(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(whole(path, MOST_SETTINGS))
    except (OSError, ValueError, RecursionError):  # what these files would add is a convenience
        return {}
    return content if isinstance(content, dict) else {}


def _highest_id(library: Library) -> int:
    """-1 where there are no tokens. A dictionary of all would be 10 MB at the load of a model, in small pieces between
    which Python's memory stays full of holes; only for indices with gaps it is made."""
    size = int(library.get_vocab_size())
    if all(library.id_to_token(id) is not None for id in range(size)):
        return size - 1
    return max(library.get_vocab().values(), default=-1)


def _frame(
    encoded: Callable[[str, bool], Found], vocabulary: Callable[[], Iterable[str]]
) -> tuple[tuple[Named, ...], tuple[Named, ...], bool]:
    """(id, spelling) of what the post-processor adds before and after a text, and whether a "▁" starts each text."""
    for probe in chain.from_iterable(ask() for ask in (lambda: _PROBES, vocabulary)):  # all words only as a last resort
        found = encoded(probe, True)
        mask = found.special_tokens_mask
        if 0 in mask:
            first, last = mask.index(0), len(mask) - mask[::-1].index(0)
            named = tuple(zip(found.ids, found.tokens, strict=True))
            return named[:first], named[last:], found.tokens[first].startswith(METASPACE)
    return (), (), False


def _style(library: Library, kind: str) -> Style:
    if kind == "WordPiece":
        return Style.WORD_PIECE
    byte_level = "ByteLevel" in f"{library.pre_tokenizer!r} {library.decoder!r}"
    return Style.BYTE_LEVEL if byte_level else Style.METASPACE


def _unknown_id(library: Library, kind: str) -> int | None:
    name = getattr(library.model, "unk_token", None)
    if isinstance(name, str) and name:
        return _id(library, name)
    if kind != "Unigram":  # a "<unk>" that the model does not name is a token like any other
        return None
    return next((id for id in (_id(library, name) for name in ("<unk>", "[UNK]")) if id is not None), None)


def with_marks(text: str, bounds: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join accents to the letter before them: where a vocabulary composes or drops them, the library's end is before
    them."""
    if text.isascii():  # has none
        return list(bounds)
    limits = [*(start for start, _ in bounds[1:]), len(text)]
    grown = []
    for (start, end), limit in zip(bounds, limits, strict=False):  # no tokens, no limit
        while end < limit and end > start and unicodedata.category(text[end])[0] == "M":
            end += 1
        grown.append((start, end))
    return grown


def _id(library: Library, name: str) -> int | None:
    id = library.token_to_id(name)
    return None if id is None else int(id)
