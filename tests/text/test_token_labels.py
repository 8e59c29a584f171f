from __future__ import annotations

import pytest

from attnviz.text.labels import piece_label, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("太郎", "太郎"),
        ("a b", "a␣b"),
        ("\n", "⏎"),
        ("\t", "⇥"),
        ("\0", "‹U+0000›"),
        ("\x7f", "‹U+007F›"),
        ("\u3000", "␣"),
        ("\u202e", "‹RLO›"),
        ("x\u2067y", "x‹RLI›y"),
        ("\u200b", "‹ZWSP›"),
        ("\u200d", "‹ZWJ›"),
        ("\u0085", "‹U+0085›"),
        ("\ue000", "‹U+E000›"),
        ("\ud83d", "\ufffd"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\ufe0f", "‹VS16›"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("\u3099", "◌\u3099"),
        ("e\u0301", "e\u0301"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("piece", "surface", "unknown", "metaspace", "label"),
    [
        ("##o", "o", False, False, "##o"),
        ("##\u0301", "e", False, False, "##◌\u0301"),
        ("##", "##", False, False, "##"),
        ("▁", "▁", False, False, "▁"),
        ("▁太郎", "太郎", False, True, "太郎"),
        ("▁", "", False, True, "▁"),
        ("[UNK]", "🍰", True, False, "🍰"),
        ("<unk>", "", True, True, "<unk>"),
        ("[CLS]", "", False, False, "[CLS]"),
    ],
)
def test_piece_label(piece: str, surface: str, unknown: bool, metaspace: bool, label: str) -> None:
    assert piece_label(piece, surface, unknown=unknown, metaspace=metaspace) == label
