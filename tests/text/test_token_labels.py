from __future__ import annotations

import pytest
from tokenizers.pre_tokenizers import ByteLevel

from attnviz.text.labels import token_label, visible
from attnviz.text.spelling import Style, joined, token_bytes
from attnviz.text.vocabulary import Vocabulary


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
    ("spelling", "style", "label"),
    [
        ("##o", Style.WORD_PIECE, "##o"),
        ("##\u0301", Style.WORD_PIECE, "##◌\u0301"),
        ("##", Style.WORD_PIECE, "##"),
        ("▁", Style.WORD_PIECE, "▁"),
        ("[CLS]", Style.WORD_PIECE, "[CLS]"),
        ("▁太郎", Style.METASPACE, "太郎"),
        ("▁", Style.METASPACE, "▁"),
        ("▁▁▁", Style.METASPACE, "▁▁▁"),
        ("<unk>", Style.METASPACE, "<unk>"),
        ("<0x0A>", Style.METASPACE, "⏎"),
        ("<0xE3>", Style.METASPACE, "‹E3›"),
        ("Ġcake", Style.BYTE_LEVEL, "cake"),
        ("cake", Style.BYTE_LEVEL, "cake"),
        ("Ġ", Style.BYTE_LEVEL, "␣"),
        ("ĠĠĠ", Style.BYTE_LEVEL, "␣␣␣"),
        ("Ċ", Style.BYTE_LEVEL, "⏎"),
        ("ĊĊĠ", Style.BYTE_LEVEL, "⏎⏎␣"),
        ("ãģ", Style.BYTE_LEVEL, "‹E3 81›"),
        ("Ġå", Style.BYTE_LEVEL, "‹E5›"),
        ("ãģ®ãģ", Style.BYTE_LEVEL, "の‹E3 81›"),
        ("ÃĹ", Style.BYTE_LEVEL, "×"),
        ("<|im_end|>", Style.BYTE_LEVEL, "<|im_end|>"),
        ("  ", Style.BYTE_LEVEL, "␣␣"),
    ],
)
def test_token_label(spelling: str, style: Style, label: str) -> None:
    assert token_label(spelling, style) == label


def test_every_byte_has_a_sign_of_its_own() -> None:
    """The signs as the library's own table lists them."""
    alphabet = ByteLevel.alphabet()
    found = {token_bytes(sign, Style.BYTE_LEVEL) for sign in alphabet}
    assert found == {bytes([byte]) for byte in range(256)}
    assert all(token_label(sign, Style.BYTE_LEVEL) for sign in alphabet)


@pytest.mark.parametrize(
    ("parts", "text", "bounds"),
    [
        ([b"ab", b"", b" c"], "ab c", [(0, 2), (2, 2), (2, 4)]),
        ([b"a\xe3", b"\x81", b"\xae!"], "aの!", [(0, 2), (1, 2), (1, 3)]),
        ([b"a\xe3", b"\x81"], "a", [(0, 1), (1, 1)]),
        ([b"\xff", b"b"], "\ufffdb", [(0, 1), (1, 2)]),
        ([b"\xe3", b"x"], "\ufffdx", [(0, 1), (0, 2)]),
        ([], "", []),
    ],
)
def test_joined(parts: list[bytes], text: str, bounds: list[tuple[int, int]]) -> None:
    assert joined(parts) == (text, bounds)


def test_marks_heaped_on_a_letter_are_few() -> None:
    """A font lays out 150 of them on one letter in a tenth of a second, for each token and each time."""
    heaped = "a" + "\u0301" * 150
    assert visible(heaped) == "a" + "\u0301" * 8 + "…"
    assert visible(heaped[:60] + "b" + heaped[:60]) == "a" + "\u0301" * 8 + "…ba" + "\u0301" * 8 + "…"
    assert visible("e\u0323\u0302\u0301") == "e\u0323\u0302\u0301"


def test_descriptions_of_a_large_vocabulary_do_not_pile_up() -> None:
    """All of e5's would be 100 MB: a table of tokens or a year of typing asks for one after the other."""
    words = Vocabulary(lambda id: f"▁word {id}", Style.METASPACE, None)
    for id in range(20_000):
        assert words.label(id).endswith(str(id))
    assert len(words._known) < 10_000
    assert words.spelling(7) == "▁word 7"
