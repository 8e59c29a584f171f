"""Reader of an E5S1 file: a BERT encoder with 4-bit matrices and its SentencePiece vocabulary, all in one file.

Everything is little endian and packed without padding, except that arrays start on 64-byte borders:

    char[4]  magic "E5S1"        uint32 version (1)
    int32    D, L, H, F, V, positions, token types        float32 layer norm epsilon        int32 block width (32)
    int32    P (pieces), bos, eos, pad, unk                uint64 B (bytes of text)
    uint32   offsets[P + 1]      float32 scores[P]         uint8 text[B] (UTF-8; piece i is offsets[i]:offsets[i+1])
    int32    M (rules)           uint32 bytes              M times: uint32 code point, uint8 n, uint32 becomes[n]
    int32    A (arrays)          A times: uint16 n, char name[n], uint8 kind, uint32 weights, uint64 offset, uint64 size

Kind 0 is float32, kind 1 is blocks of 4 bits (``q4``). Matrices are (out, in), as in Hugging Face checkpoints. A rule
rewrites one code point before the text is split into pieces. Positions count from 0 and the token type is 0.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.errors import QT_TRANSLATE_NOOP, UserError, reason
from attnviz.text.piece_table import PieceTable
from attnviz.trace import Array
from attnviz.weights.families import FAMILIES, check_config
from attnviz.weights.mapped import mapped
from attnviz.weights.packed import Packed
from attnviz.weights.q4 import BLOCK, WIDTH, Q4Matrix, expand

MAGIC = b"E5S1"
_FLOAT32, _Q4 = 0, 1
_LONGEST_PIECE = 500  # bytes: at each place of a text all lengths up to the longest piece's are looked up
_RULE, _ENTRY = struct.Struct("<IB"), struct.Struct("<BIQQ")

_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True)
class Vocabulary:
    """A SentencePiece Unigram vocabulary: what ``text.Tokenizer.from_unigram`` is built from.

    Attributes:
        pieces, scores: spelling and log probability of each vocabulary index.
        bos, eos, unk: vocabulary indices of <s>, </s> and <unk>.
        rules: what single characters become before the text is split.
    """

    pieces: PieceTable
    scores: Sequence[float]
    bos: int
    eos: int
    unk: int
    rules: Mapping[str, str]


@dataclass(frozen=True)
class _Entry:
    kind: int
    offset: int
    size: int


class E5SFile:
    """Arrays, configuration and vocabulary of one file, memory-mapped; arrays are expanded when asked for.

    Attributes:
        config: sizes, under the names of a Hugging Face config.json.
        shapes: shape of every array by its Hugging Face name.
        vocabulary: pieces, scores and rewriting rules.

    Raises:
        UserError: the file cannot be read, is not whole, or contradicts itself.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._bytes = mapped(path)
        except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped
            raise UserError(
                QT_TRANSLATE_NOOP("errors", "{file} cannot be read ({reason})."), file=path, reason=reason(error)
            ) from error
        try:
            cursor = _Cursor(self._bytes)
            self.config = check_config(_read_config(cursor), path)
            self.vocabulary = _read_vocabulary(cursor, self.config["vocab_size"])
            self._entries, self.shapes = _read_directory(cursor, self.config, len(self._bytes))
        except _Damage as damage:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "errors", "{file} is damaged, cut short or not an E5S1 model file ({reason}). Install it again."
                ),
                file=path,
                reason=damage,
            ) from damage

    def tensor(self, name: str) -> Array:
        """One array as float32, in its shape.

        Raises:
            KeyError: no array of this name.
        """
        entry = self._entries[name]
        raw = self._bytes[entry.offset : entry.offset + entry.size]
        if entry.kind == _Q4:
            return expand(raw.view(BLOCK)).reshape(self.shapes[name])
        return np.require(raw.view("<f4"), dtype=np.float32, requirements=["C", "A"]).reshape(self.shapes[name])

    def kind(self, name: str) -> str:
        """How an array is stored: a key of ``packed.KINDS``."""
        return "Q4_0" if self._entries[name].kind == _Q4 else "F32"

    def stored(self, name: str) -> Packed:
        """One array as it is stored, a view of the file.

        Raises:
            KeyError: no array of this name.
        """
        entry = self._entries[name]
        raw = self._bytes[entry.offset : entry.offset + entry.size]
        shape = self.shapes[name]
        return Packed(self.kind(name), shape, raw.reshape(shape[0] if len(shape) > 1 else 1, -1))

    def word_table(self) -> Q4Matrix:
        """The word embeddings (V, D), left in 4 bits: a sentence needs a few of the 250,000 rows. A copy of the file's
        bytes: who reads what a mapped file no longer has is killed, and this is read at each key press.
        """
        entry = self._entries[_EMBEDDINGS["emb.word"]]
        rows, columns = self.shapes[_EMBEDDINGS["emb.word"]]
        return Q4Matrix.on_bytes(self._bytes[entry.offset : entry.offset + entry.size].copy(), (rows, columns))


class _Damage(Exception):
    """Where the bytes stop making sense."""


class _Cursor:
    """Reads the header in order. Every length is compared with what is left before anything is made of it."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data
        self._at = 0

    def bytes(self, count: int) -> NDArray[np.uint8]:
        if not 0 <= count <= len(self._data) - self._at:
            raise _Damage(f"{count} bytes wanted at {self._at}, {len(self._data) - self._at} left")
        self._at += count
        return self._data[self._at - count : self._at]

    def array(self, kind: str, count: int) -> NDArray[Any]:
        return self.bytes(count * np.dtype(kind).itemsize).view(kind)

    def integer(self, kind: str = "<i4") -> int:
        return int(self.array(kind, 1)[0])


def _read_config(cursor: _Cursor) -> dict[str, Any]:
    if cursor.bytes(4).tobytes() != MAGIC:
        raise _Damage("it does not start with E5S1")
    if (version := cursor.integer("<u4")) != 1:
        raise _Damage(f"version {version}, known is 1")
    width, layers, heads, inner, words, positions, types = (cursor.integer() for _ in range(7))
    eps = float(cursor.array("<f4", 1)[0])
    if (block := cursor.integer()) != WIDTH or width % WIDTH or inner % WIDTH:
        raise _Damage(f"blocks of {block}, known is {WIDTH}")
    return {
        "model_type": "bert",
        "hidden_size": width,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": inner,
        "max_position_embeddings": positions,
        "type_vocab_size": types,
        "vocab_size": words,
        "layer_norm_eps": eps,
        "hidden_act": "gelu",
    }


def _read_vocabulary(cursor: _Cursor, words: int) -> Vocabulary:
    count, bos, eos, pad, unk = (cursor.integer() for _ in range(5))
    length = cursor.integer("<u8")
    if not 0 < count <= words or not all(0 <= special < count for special in (bos, eos, pad, unk)):
        raise _Damage(f"{count} pieces for {words} word vectors")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    text = cursor.bytes(length).tobytes()
    if offsets[0] != 0 or offsets[-1] != length or (offsets[1:] < offsets[:-1]).any():
        raise _Damage("piece offsets out of order")
    if (offsets[1:] - offsets[:-1]).max() > _LONGEST_PIECE:
        raise _Damage(f"a piece of more than {_LONGEST_PIECE} bytes")
    if not np.isfinite(scores).all():
        raise _Damage("a piece has no score")
    try:
        pieces = PieceTable(text, offsets)
    except UnicodeDecodeError as error:
        raise _Damage("a piece is not UTF-8") from error
    return Vocabulary(pieces, np.require(scores, np.float32, ["A"]).data, bos, eos, unk, _read_rules(cursor))


def _read_rules(cursor: _Cursor) -> dict[str, str]:
    count = cursor.integer()
    block = cursor.bytes(cursor.integer("<u4")).tobytes()
    rules, at = {}, 0
    codes = [struct.Struct(f"<{length}I") for length in range(256)]
    for _ in range(count):  # thousands, at each start: struct takes a tenth of the cursor's time
        try:
            code, length = _RULE.unpack_from(block, at)
            start, at = at + _RULE.size, at + _RULE.size + 4 * length
            if at > len(block):
                raise _Damage(f"a rule of {length} code points, {len(block) - start} bytes left")
            rules[chr(code)] = "".join(map(chr, codes[length].unpack_from(block, start)))
        except (ValueError, OverflowError) as error:
            raise _Damage(f"a rule holds a code point beyond Unicode, after {code}") from error
        except struct.error as error:
            raise _Damage(f"{count} rules wanted, {len(rules)} found") from error
    return rules


def _read_directory(
    cursor: _Cursor, config: Mapping[str, Any], size: int
) -> tuple[dict[str, _Entry], dict[str, tuple[int, ...]]]:
    """Entries by Hugging Face name; an array has the shape its family gives it if its number of weights agrees."""
    wanted = FAMILIES[config["model_type"]](config)
    entries, shapes = {}, {}
    for _ in range(cursor.integer()):
        short = cursor.bytes(cursor.integer("<u2")).tobytes().decode("utf-8", "replace")
        kind, weights, offset, length = _ENTRY.unpack(cursor.bytes(_ENTRY.size).data)
        expected = {_FLOAT32: 4 * weights, _Q4: weights // WIDTH * BLOCK.itemsize}.get(kind)
        if length != expected or offset + length > size:
            raise _Damage(f"{short}: {length} bytes at {offset}, the file has {size}")
        name = _long_name(short)
        shape = wanted.get(name, ())
        if (kind == _Q4) and (weights % WIDTH or len(shape) != 2):
            raise _Damage(f"{short}: {weights} weights in 4 bits")
        shapes[name] = shape if int(np.prod(shape, dtype=np.int64)) == weights else (weights,)
        entries[name] = _Entry(kind, offset, length)
    if entries.get(_EMBEDDINGS["emb.word"], _Entry(_Q4, 0, 0)).kind != _Q4:
        raise _Damage("emb.word is not in 4 bits")
    return entries, shapes


def _long_name(short: str) -> str:
    """ "l3.q.w" -> "encoder.layer.3.attention.self.query.weight"; a name that is not known stays as it is."""
    if short in _EMBEDDINGS:
        return _EMBEDDINGS[short]
    layer, _, rest = short.partition(".")
    part, _, ending = rest.partition(".")
    if part in _PARTS and ending in ("w", "b") and layer[:1] == "l" and layer[1:].isdecimal():
        return f"encoder.layer.{layer[1:]}.{_PARTS[part]}.{'weight' if ending == 'w' else 'bias'}"
    return short
