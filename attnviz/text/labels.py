"""A token as a person should read it on an axis: never empty, never invisible, nothing that upsets the line."""

from __future__ import annotations

import re
import unicodedata

from attnviz.text.spelling import METASPACE, Style, byte_piece, token_bytes

LONGEST = 200
"""characters of a label: a vocabulary may hold a token of 100,000"""
MOST_MARKS = 8
"""marks on a letter: no writing has more than five"""
_NAMES = {
    "\u00ad": "SHY",
    "\u061c": "ALM",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2060": "WJ",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufe0e": "VS15",
    "\ufe0f": "VS16",
    "\ufeff": "BOM",
}
_JOINERS = {"\u200c", "\u200d", *map(chr, range(0xE0020, 0xE0080))}  # hold an emoji or a Persian word together


_BROKEN = re.compile("([\udc80-\udcff]+)")  # bytes that are no character, as "surrogateescape" leaves them


def token_label(spelling: str, style: Style) -> str:
    """Label of a token, from how its vocabulary spells it. The space before a word is not shown."""
    if style is Style.WORD_PIECE:
        inside = spelling.startswith("##") and len(spelling) > 2
        return "##" + visible(spelling[2:]) if inside else visible(spelling)
    if style is Style.BYTE_LEVEL or byte_piece(spelling):
        return _bytes_label(token_bytes(spelling, style)) or visible(spelling)
    return visible(_without_gap(spelling, METASPACE))


def _bytes_label(data: bytes) -> str:
    """Characters as they are; bytes of a character that other tokens complete as ‹E3 81›."""
    text = _without_gap(data.decode("utf-8", "surrogateescape"), " ")
    parts = _BROKEN.split(text)
    return "".join(_hex(part) if at % 2 else part and visible(part) for at, part in enumerate(parts))


def _hex(escaped: str) -> str:
    return f"‹{' '.join(f'{ord(char) - 0xDC00:02X}' for char in escaped)}›"


def _without_gap(text: str, gap: str) -> str:
    return text[1:] if text[:1] == gap and text[1:2] != gap and text[1:].strip() else text


def visible(text: str) -> str:
    """A text with a visible sign for each character that has none of its own, and a circle under a lone accent; of a
    text longer than anybody reads the beginning and the end."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST * 3 // 4]}…{text[-LONGEST // 4 :]}"
    text = _with_few_marks(text)
    shown = text if text.isprintable() and " " not in text else "".join(_sign(char, len(text) > 1) for char in text)
    if _is_selector(shown[:1]):
        shown = _sign(shown[0], inside=False) + shown[1:]
    return "\u25cc" + shown if unicodedata.category(shown[:1] or " ")[0] == "M" else shown


def _with_few_marks(text: str) -> str:
    """Marks that are heaped on one letter cost the font the square of their number, for each time they are painted."""
    if len(text) <= MOST_MARKS or text.isascii():
        return text
    kept, heaped = [], 0
    for char in text:
        heaped = heaped + 1 if unicodedata.category(char)[0] == "M" else 0
        if heaped <= MOST_MARKS + 1:
            kept.append(char if heaped <= MOST_MARKS else "…")
    return "".join(kept)


def _sign(char: str, inside: bool) -> str:
    code = ord(char)
    if char == "\n":
        return "⏎"
    if char == "\t":
        return "⇥"
    if char == " ":
        return "␣"
    if 0xD800 <= code < 0xE000:
        return "\ufffd"
    if char.isprintable() and not (_is_selector(char) and not inside):
        return char
    if inside and char in _JOINERS:
        return char
    if unicodedata.category(char) == "Zs":
        return "␣"
    return f"‹{_NAMES.get(char) or f'U+{code:04X}'}›"


def _is_selector(char: str) -> bool:
    return bool(char) and ("\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef")
