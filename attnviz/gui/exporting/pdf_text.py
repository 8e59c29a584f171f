"""Text in PDF that can be searched and copied as what it is.

Qt writes for each glyph which character it stands for (ISO 32000-1, 9.10.3, "ToUnicode CMaps"), and of several that
share one glyph it takes the one with the lowest number: in 食べた the radical U+2FB7 in place of U+98DF, and a tab for
each space. Both have four digits, so that they are exchanged in place and nothing in the file moves.
"""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtGui import QRawFont

from attnviz.gui.fonts import ui_font

RADICALS = range(0x2E80, 0x2FE0)
IDEOGRAPHS = range(0x4E00, 0xA000)


def mend_text(pdf: bytes) -> bytes:
    """A PDF of Qt's, with ideographs where it names radicals, and spaces where it names tabs."""
    return re.sub(rb"begincmap.*?endcmap", _mend_map, pdf, flags=re.DOTALL)


def _mend_map(found: re.Match[bytes]) -> bytes:
    """Only lists of characters in [ ]: numbers outside them are glyphs."""
    return re.sub(rb"\[[^\]]*\]", lambda characters: re.sub(rb"<(\w{4})>", _mend_character, characters[0]), found[0])


def _mend_character(found: re.Match[bytes]) -> bytes:
    character = int(found[1], 16)
    return b"<%04X>" % _instead().get(character, character)


@cache
def _instead() -> dict[int, int]:
    """What stands for a character that shares its glyph in the interface's font."""
    font = QRawFont.fromFont(ui_font(14))
    radicals, ideographs = (
        font.glyphIndexesForString("".join(map(chr, characters))) for characters in (RADICALS, IDEOGRAPHS)
    )
    of_glyph = dict(zip(ideographs, IDEOGRAPHS, strict=True))
    shared = {
        radical: of_glyph[glyph]
        for radical, glyph in zip(RADICALS, radicals, strict=True)
        if glyph and glyph in of_glyph
    }
    return shared | {0x09: 0x20}
