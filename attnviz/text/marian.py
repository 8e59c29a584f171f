"""Splitter of a translator: one vocabulary to read the source language, one to write the target language.

Folders of opus-mt models (Tiedemann and Thottingal 2020) hold source.spm and target.spm, which cut each language, and
vocab.json, which numbers the pieces of both; a few have vocab.json for the source and target_vocab.json for the target.
To write, the numbers alone are needed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tokenizers import AddedToken

from attnviz.files import whole
from attnviz.text.apart import Here, no_panic
from attnviz.text.hugging_face import MOST_VOCABULARY, read_tokenizer_json, with_marks
from attnviz.text.sentencepiece import library_of, read_sentencepiece
from attnviz.text.spelling import Style
from attnviz.text.splitter import Named, Splitter
from attnviz.text.vocabulary import Pieces, Vocabulary

_LANGUAGE = re.compile(">>.+<<")  # asks a model of several target languages for one of them


def marian_splitter(folder: Path, config: Mapping[str, Any]) -> Splitter:
    """See ``Tokenizer.from_marian``."""
    whole = folder / "tokenizer.json"
    return read_tokenizer_json(whole) if whole.is_file() else MarianSplitter(folder, config)


class MarianSplitter:
    """See ``Splitter``.

    Raises:
        ValueError: a file is missing or damaged.
    """

    def __init__(self, folder: Path, config: Mapping[str, Any]) -> None:
        ids = _numbers(folder / "vocab.json")
        target = folder / "target_vocab.json"
        written_ids = _numbers(target) if target.is_file() else ids
        if "</s>" not in ids or "<unk>" not in ids:
            raise ValueError("vocab.json has no </s> or no <unk>")
        self._by_piece, self._unknown = ids, ids["<unk>"]
        model = read_sentencepiece(folder / "source.spm")
        languages = [piece for piece in ids if _LANGUAGE.fullmatch(piece)]
        self._library = library_of(model)
        self._library.add_tokens([AddedToken(piece, normalized=False) for piece in languages])
        self._encoded = Here(self._library)
        self._numbers = [ids.get(piece, self._unknown) for piece in (*model.pieces, *languages)]
        self._read = _vocabulary(ids, config)
        self.written = self._read if written_ids is ids else _vocabulary(written_ids, config)
        self.head: tuple[Named, ...] = ()
        self.tail: tuple[Named, ...] = ((ids["</s>"], "</s>"),)
        self.highest_id = max(max(ids.values()), max(written_ids.values()))

    def split(self, text: str, most: int) -> Pieces:
        found = self._encoded(text, False)
        ids = [self._numbers[id] for id in found.ids]
        bounds = with_marks(text, found.offsets)
        for at, (start, end) in enumerate(bounds):
            if ids[at] == self._unknown:
                ids[at] = self._number(text[start:end])
        return self._read.pieces(text, ids, bounds).first(most)

    def _number(self, surface: str) -> int:
        """The number of characters that source.spm has no piece for: the target language may have one."""
        with no_panic():
            return self._by_piece.get(self._library.normalizer.normalize_str(surface), self._unknown)


def _numbers(path: Path) -> dict[str, int]:
    try:
        found = json.loads(whole(path, MOST_VOCABULARY))
    except (OSError, ValueError, RecursionError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    if not isinstance(found, dict) or not found or not all(type(id) is int and id >= 0 for id in found.values()):
        raise ValueError(f"{path.name} is not a list of pieces with their numbers")
    return found


def _vocabulary(ids: Mapping[str, int], config: Mapping[str, Any]) -> Vocabulary:
    pieces = {id: piece for piece, id in ids.items()}
    own = {ids.get(name) for name in ("</s>", "<unk>", "<pad>", "<s>")}
    own |= {config.get(name) for name in ("eos_token_id", "pad_token_id", "decoder_start_token_id")}
    end = {ids.get("</s>"), config.get("eos_token_id")}
    return Vocabulary(
        lambda id: pieces.get(id, ""),
        Style.METASPACE,
        ids.get("<unk>"),
        {id for id in own if isinstance(id, int)},
        {id for id in end if isinstance(id, int)},
        prefixed=True,
    )
