"""Pieces in one block of bytes, and the hash table that finds them, against a list and a dictionary."""

from __future__ import annotations

import random

import numpy as np
import pytest

from attnviz.text.piece_table import PieceIds, PieceTable

PIECES = ["<unk>", "", "a", "太郎", "▁", "🍰", "ab", "é", "a", "▁the", "0123456789abcdef-x-fedcba9876543210"]


def test_pieces_are_those_of_the_list() -> None:
    found = PieceTable.of(PIECES)
    assert list(found) == PIECES
    assert found[-2] == "▁the"
    assert found[2:5] == PIECES[2:5]
    with pytest.raises(IndexError):
        found[len(PIECES)]


def test_longest_by_first_character() -> None:
    assert PieceTable.of(PIECES).longest() == {"<": 5, "a": 2, "太": 2, "▁": 4, "🍰": 1, "é": 1, "0": 35}


def test_each_spelling_has_its_index_and_nothing_else_has_one() -> None:
    ids = PieceIds(PieceTable.of(PIECES), 0)
    assert ids["a"] == 8  # the last of those that are spelt alike
    assert ids["<unk>"] is None
    for absent in ("b", "abc", "太", "0123456789abcdef-y-fedcba9876543210", "\x00", "a\x00"):
        assert ids[absent] is None
    assert [ids[piece] for piece in PIECES[3:8]] == [3, 4, 5, 6, 7]
    assert ids[PIECES[-1]] == 10


def test_many_pieces_of_all_lengths_are_found() -> None:
    rng = random.Random(3)
    pieces = ["?", *sorted({"".join(rng.choices("ab太🍰", k=rng.randint(1, 12))) for _ in range(3000)})]
    ids = PieceIds(PieceTable.of(pieces), 0)
    assert [ids[piece] for piece in pieces[1:]] == list(range(1, len(pieces)))
    wanted = {piece: index for index, piece in enumerate(pieces)}
    for _ in range(3000):
        text = "".join(rng.choices("ab太🍰", k=rng.randint(1, 12)))
        assert ids[text] == wanted.get(text)


def test_what_is_remembered_does_not_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attnviz.text.piece_table._MOST_KEPT", 10)
    ids = PieceIds(PieceTable.of(PIECES), 0)
    for number in range(100):
        assert ids[str(number)] is None
        assert ids["ab"] == 6
        assert len(ids) <= 10


@pytest.mark.parametrize(
    ("text", "offsets"),
    [("太".encode(), [0, 1, 3]), (b"a\xff", [0, 1, 2]), ("太".encode()[:2], [0, 2])],
    ids=["inside a character", "no character", "cut short"],
)
def test_a_piece_that_is_not_utf8(text: bytes, offsets: list[int]) -> None:
    with pytest.raises(UnicodeDecodeError):
        PieceTable(text, np.array(offsets, np.uint32))
