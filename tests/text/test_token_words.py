from __future__ import annotations

import pytest

from attnviz.text.words import word_numbers


def joined(pieces: str) -> str:
    """Pieces between spaces, answered with "+" inside words: spans are laid out one after the other."""
    parts = pieces.split()
    spans, at = [], 0
    for part in parts:
        spans.append((at, at + len(part)))
        at += len(part)
    numbers = word_numbers(parts, spans)
    out = parts[0]
    for index in range(1, len(parts)):
        out += ("+" if numbers[index] == numbers[index - 1] else " ") + parts[index]
    return out


@pytest.mark.parametrize(
    "expected",
    [
        "▁Tar+o ▁a+te ▁the ▁cake .",
        "▁+太郎 は ケーキ を 食べ た 。",
        "▁+東京+大学 の コンピュータ+サイエンス",
        "▁don ' t",
        "▁iPhone+15 を ▁買 った",
        "▁+สวัสดี ครับ",
        "▁한국+어 ▁문장+입니다",
        "▁При+вет ▁мир",
        "▁+らー メン",
        "▁+サーバ+ー",
        "▁+か+\u3099",
        "▁+👍+🏽 🍰",
        "▁( ok ) ▁!",
        "▁x ▁",
    ],
)
def test_words(expected: str) -> None:
    assert joined(expected.replace("+", " ")) == expected


def test_pieces_of_one_character_are_one_word() -> None:
    assert word_numbers(["キ", "ロ", "は"], [(0, 1), (0, 1), (1, 2)]) == [0, 0, 1]
    assert word_numbers(["(", "株", ")"], [(0, 1), (0, 1), (0, 1)]) == [0, 0, 0]
    assert word_numbers([], []) == []
