"""A token as a person should read it on an axis: never empty, never invisible, nothing that upsets the line."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

METASPACE = "▁"  # U+2581, how SentencePiece writes a space

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


@lru_cache(maxsize=1 << 16)
def piece_label(piece: str, surface: str, unknown: bool, metaspace: bool) -> str:
    """Label of a token.

    Args:
        piece: as the vocabulary spells it.
        surface: the characters of the user's text behind it; shown when the vocabulary does not know them.
        metaspace: the vocabulary marks a space before a word with "▁" (it does not mark pieces inside with "##").
    """
    if unknown:
        return visible(surface or piece)
    if metaspace:
        return visible(piece.removeprefix(METASPACE) or METASPACE)
    return "##" + visible(piece[2:]) if piece.startswith("##") and len(piece) > 2 else visible(piece)


def visible(text: str) -> str:
    """A text with a visible sign for each character that has none of its own, and a circle under a lone accent."""
    shown = text if text.isprintable() and " " not in text else "".join(_sign(char, len(text) > 1) for char in text)
    if _is_selector(shown[:1]):
        shown = _sign(shown[0], inside=False) + shown[1:]
    return "\u25cc" + shown if unicodedata.category(shown[:1] or " ")[0] == "M" else shown


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
