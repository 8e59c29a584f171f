"""No text of the interface, in either language, and nothing a user is likely to type, is drawn as an empty box."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtGui import QTextLayout

from attnviz.gui.fonts import ui_font

CATALOGUE = Path(__file__).resolve().parents[2] / "resources" / "i18n" / "attnviz_ja.ts"
GLYPHS = (
    QTextLayout.GlyphRunRetrievalFlag.RetrieveGlyphIndexes | QTextLayout.GlyphRunRetrievalFlag.RetrieveStringIndexes
)


def missing_glyphs(text: str) -> list[str]:
    layout = QTextLayout(text, ui_font(14))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return [
        text.encode("utf-16-le")[2 * i : 2 * i + 2].decode("utf-16-le", "replace")
        for run in layout.glyphRuns(-1, -1, GLYPHS)
        for glyph, i in zip(run.glyphIndexes(), run.stringIndexes(), strict=True)
        if glyph == 0
    ]


def interface_texts() -> list[str]:
    texts = []
    for message in ET.parse(CATALOGUE).iter("message"):
        for part in ("source", "translation"):
            # control characters and break marks are never drawn
            texts.append(re.sub(r"[\n\t\u200b]", " ", "".join(message.find(part).itertext())))
    return texts


def test_every_text_of_the_interface_has_its_glyphs(dressed):
    texts = interface_texts()
    assert len(texts) > 200
    assert {text: missing for text in texts if (missing := missing_glyphs(text))} == {}


@pytest.mark.parametrize(
    "text",
    [
        "Taro ate the cake. ##o [CLS] <s> </s> ▁ ␣ ⏎ ⇥ ‹U+0000› ◌ � − × √ ÷ · → Σ ▸ ▾ …",
        "太郎はケーキを食べた。髙﨑、鷗外、〜・「」ｱｲｳ 々〆",
        "🍰🍣😀❤ 한국어 中文 简体",
        "Ελλάδα Москва café Ångström",
        "שלום עולם",
        "مرحبا بالعالم",
        "हिन्दी ไทย தமிழ் বাংলা ქართული հայերեն",
    ],
)
def test_what_users_type_has_its_glyphs(dressed, text):
    assert missing_glyphs(text) == []


def test_the_check_can_fail(dressed):
    assert missing_glyphs("a\U0001346f") != []
