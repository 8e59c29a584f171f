"""Reader of SentencePiece model files (.spm, .model): a protocol buffer, of which a few fields matter here.

Format: https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto. The sentencepiece package
would be one more dependency, to split texts a second way; the ``tokenizers`` library, which is needed anyway, takes the
same pieces, scores and normalisation tables, and tells the place of each piece in the user's text.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tokenizers import Regex, models, normalizers, pre_tokenizers
from tokenizers import Tokenizer as Library

from attnviz.files import whole
from attnviz.text.apart import no_panic
from attnviz.text.gguf_vocabulary import merges_by_score
from attnviz.text.hugging_face import MOST_VOCABULARY
from attnviz.text.rules import check_rules

NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = range(1, 7)
_BPE = 2


@dataclass
class SentencePieceModel:
    """What a file holds.

    Attributes:
        pieces, scores, types: by index.
        bpe: pieces are joined by score; otherwise the likeliest cut is taken (Unigram).
        charsmap: what characters become before the text is cut, in SentencePiece's own table form.
        prefixed: a space is put before the text.
        squeezed: spaces at the ends are left out, and runs of them made one.
    """

    pieces: list[str] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    types: list[int] = field(default_factory=list)
    bpe: bool = False
    charsmap: bytes = b""
    prefixed: bool = True
    squeezed: bool = True


def read_sentencepiece(path: Path) -> SentencePieceModel:
    """Read one file.

    Raises:
        ValueError: it cannot be read or is not one.
    """
    try:
        data = whole(path, MOST_VOCABULARY)
    except OSError as error:
        raise ValueError(str(error)) from error
    model = SentencePieceModel()
    try:
        for number, value in _fields(data):
            if number == 1:
                _add_piece(model, _Message(value))
            elif number == 2:
                model.bpe = _Message(value).number(3, 1) == _BPE
            elif number == 3:
                rules = _Message(value)
                model.charsmap = rules.bytes(2)
                model.prefixed, model.squeezed = bool(rules.number(3, 1)), bool(rules.number(4, 1))
    except (IndexError, TypeError, UnicodeDecodeError, struct.error) as error:
        raise ValueError(f"{path.name} is cut short or not a SentencePiece model") from error
    if not model.pieces:
        raise ValueError(f"{path.name} holds no pieces")
    return model


def library_of(model: SentencePieceModel) -> Library:
    """A tokenizer that cuts as SentencePiece does with this model; ids are the model's own.

    Raises:
        ValueError: the model contradicts itself.
    """
    try:
        with no_panic():
            return _library_of(model)
    except Exception as error:  # the library raises plain Exception
        raise ValueError(str(error)) from error


def _library_of(model: SentencePieceModel) -> Library:
    unknown = model.types.index(UNKNOWN)
    library = Library(_merging(model, unknown) if model.bpe else _likeliest(model, unknown))
    rules: list[normalizers.Normalizer] = []
    if model.charsmap:
        rules.append(normalizers.Precompiled(model.charsmap))
    if model.squeezed:
        rules += [normalizers.Strip(), normalizers.Replace(Regex(" {2,}"), " ")]
    library.normalizer = normalizers.Sequence(rules)
    check_rules(library)
    scheme = "always" if model.prefixed else "never"
    # learned by words, Unigram pieces hold no space inside; BPE may join several, so that the text stays whole
    library.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=scheme, split=not model.bpe)
    return library


def _likeliest(model: SentencePieceModel, unknown: int) -> models.Unigram:
    scored = list(zip(model.pieces, model.scores, strict=True))
    return models.Unigram(scored, unk_id=unknown, byte_fallback=BYTE in model.types)


def _merging(model: SentencePieceModel, unknown: int) -> models.BPE:
    rows = zip(model.pieces, model.scores, model.types, strict=True)
    return models.BPE(
        {piece: id for id, piece in enumerate(model.pieces)},
        merges_by_score({piece: score for piece, score, kind in rows if kind == NORMAL}),
        unk_token=model.pieces[unknown],
        fuse_unk=True,
        byte_fallback=BYTE in model.types,
    )


def _add_piece(model: SentencePieceModel, piece: _Message) -> None:
    model.pieces.append(piece.bytes(1).decode())
    model.scores.append(struct.unpack("<f", piece.bytes(2) or bytes(4))[0])
    model.types.append(piece.number(3, NORMAL))


class _Message:
    """The fields of one message by number; the last one counts where one is repeated."""

    def __init__(self, data: int | bytes) -> None:
        if isinstance(data, int):
            raise TypeError("a number where a message should be")
        self._values = dict(_fields(data))

    def number(self, number: int, default: int) -> int:
        value = self._values.get(number, default)
        if isinstance(value, bytes):
            raise TypeError("bytes where a number should be")
        return value

    def bytes(self, number: int) -> bytes:
        value = self._values.get(number, b"")
        if isinstance(value, int):
            raise TypeError("a number where bytes should be")
        return value


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """(field number, value) in order: numbers as int, all else as bytes (4 or 8 for fixed-size ones)."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(data, at)
            yield number, value
            continue
        size = {1: 8, 5: 4}.get(wire)
        if wire == 2:
            size, at = _varint(data, at)
        if size is None or at + size > len(data):
            raise IndexError("a field ends behind its message")
        yield number, data[at : at + size]
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number in groups of 7 bits, lowest first, and where it ends."""
    value = 0
    for shift in range(0, 70, 7):
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise IndexError("a number of more than 64 bits")
