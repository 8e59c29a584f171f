"""How vocabularies write bytes and spaces as printable tokens, and back.

- byte level (GPT-2, Radford 2019; Llama 3, Qwen, SmolLM): each byte has a printable sign, a space is "Ġ";
- metaspace (SentencePiece, Kudo 2018; Llama 2, XLM-R, Marian): a space is "▁", a byte without a piece "<0xE3>";
- word pieces (BERT, Devlin 2018): a piece inside a word starts with "##".
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from enum import Enum

METASPACE = "▁"  # U+2581, how SentencePiece writes a space
_BYTE_PIECE = re.compile("<0x([0-9A-F]{2})>")
_ESCAPED = re.compile("[\udc80-\udcff]")


class Style(Enum):
    """How a vocabulary spells its tokens."""

    BYTE_LEVEL = "byte level"
    METASPACE = "metaspace"
    WORD_PIECE = "word piece"


def _byte_signs() -> dict[int, str]:
    """GPT-2's sign of each byte: itself where Latin-1 prints it, else the next free one from U+0100 on."""
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    hidden = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(0x100 + at) for at, byte in enumerate(hidden)}


_BYTES = {sign: byte for byte, sign in _byte_signs().items()}


def token_bytes(spelling: str, style: Style) -> bytes:
    """The UTF-8 bytes that one token adds to a text."""
    if style is Style.BYTE_LEVEL:
        try:
            return bytes(map(_BYTES.__getitem__, spelling))
        except KeyError:  # a token that was added later is written as it is
            return spelling.encode("utf-8", "replace")
    if style is Style.METASPACE:
        byte = byte_piece(spelling)
        return byte if byte is not None else spelling.replace(METASPACE, " ").encode("utf-8", "replace")
    inside = spelling.startswith("##") and len(spelling) > 2
    return (spelling[2:] if inside else " " + spelling).encode("utf-8", "replace")


def byte_piece(spelling: str) -> bytes | None:
    """The byte of a piece like "<0xE3>", which stands for a part of a character without a piece of its own."""
    found = _BYTE_PIECE.fullmatch(spelling)
    return bytes([int(found[1], 16)]) if found else None


def joined(parts: Iterable[bytes]) -> tuple[str, list[tuple[int, int]]]:
    """The text of tokens, and the code points (start, end) that each has a part in.

    A character whose last byte is still to come is not in the text; its tokens end with the text. Bytes that are no
    UTF-8 are one U+FFFD each.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    text, bounds = "", []
    for part in parts:
        start = len(text)
        text += decoder.decode(part)
        unfinished = bool(decoder.getstate()[0])
        bounds.append((start, len(text) + unfinished))
    return without_surrogates(text), [(start, min(end, len(text))) for start, end in bounds]


def without_surrogates(text: str) -> str:
    """A text of the same length that has U+FFFD where bytes were no characters."""
    return _ESCAPED.sub("\ufffd", text)
