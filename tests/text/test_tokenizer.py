from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from token_checks import TEXTS, check
from tokenizers import Tokenizer as Library
from tokenizers import models, pre_tokenizers, processors

from attnviz.text.tokenizer import Tokenizer
from attnviz.trace import Tokens


@pytest.mark.parametrize("text", TEXTS)
def test_what_always_holds(tokenizer: Tokenizer, text: str) -> None:
    tokens = tokenizer.encode(text)
    check(tokens)
    assert tokens.text == text
    assert tokens.read_to == len(text)
    assert tokens.special[0]
    assert tokens.special[-1]
    assert not any(tokens.special[1:-1])


@pytest.mark.parametrize("text", TEXTS)
def test_no_visible_character_is_lost(tokenizer: Tokenizer, text: str) -> None:
    tokens = tokenizer.encode(text)
    covered = {at for start, end in tokens.spans for at in range(start, end)}
    for at, char in enumerate(text):
        assert at in covered or char == "▁" or unicodedata.category(char)[0] in "CZM", (at, char)


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u3000"])
def test_nothing_to_read_gives_no_tokens(tokenizer: Tokenizer, text: str) -> None:
    assert tokenizer.encode(text) == Tokens(text=text, limit=512, read_to=len(text))


def test_the_english_sample(minilm: Tokenizer) -> None:
    tokens = minilm.encode("Taro ate the cake. After that, he fell asleep.")
    assert " ".join(tokens.labels) == "[CLS] tar ##o ate the cake . after that , he fell asleep . [SEP]"
    assert tokens.word(1) == (1, 2)
    assert tokens.word_surface(2) == "Taro"
    assert tokens.surface(1) == "Tar"
    assert tokens.surface(0) == "[CLS]"
    assert tokens.total == 15


def test_an_unknown_word_is_shown_as_it_is(minilm: Tokenizer) -> None:
    tokens = minilm.encode("I ate 🍰!")
    assert tokens.pieces[3] == "[UNK]"
    assert tokens.labels[3] == "🍰"


def test_a_typed_special_token_is_the_users_own(minilm: Tokenizer, e5: Tokenizer) -> None:
    tokens = minilm.encode("a [MASK].")
    assert tokens.pieces[2] == "[MASK]"
    assert tokens.ids[2] == 103
    assert not tokens.special[2]
    assert tokens.surface(2) == "[MASK]"
    assert 250001 in e5.encode("a <mask>.").ids


@pytest.mark.parametrize("count", [509, 510, 511, 600])
def test_the_limit(tokenizer: Tokenizer, count: int) -> None:
    text = " ".join(["cat"] * count)
    tokens = tokenizer.encode(text)
    check(tokens)
    kept = min(count, 510)
    assert tokens.total == count + 2
    assert len(tokens) == kept + 2
    assert tokens.read_to == 4 * kept - 1
    assert tokens.special[-1]
    assert tokens.pieces[-1] in ("[SEP]", "</s>")


def test_japanese_beyond_the_limit(e5: Tokenizer) -> None:
    text = "太郎はケーキを食べた。" * 200
    tokens = e5.encode(text)
    check(tokens)
    assert len(tokens) == 512 < tokens.total
    assert text[: tokens.read_to] == "".join(tokens.surface(i) for i in range(2, 511))


def test_half_an_emoji_keeps_its_place(tokenizer: Tokenizer) -> None:
    tokens = tokenizer.encode("a \ud83d b")
    start, end = tokens.spans[-2]
    assert tokens.text[start:end] == "b"


@pytest.mark.parametrize("size", [2_000, 100_000])
def test_long_texts_keep_their_spans(tokenizer: Tokenizer, size: int) -> None:
    text = ("The cake was lovely, 太郎はケーキを食べた。🍰 \n" * (size // 30))[:size]
    tokens = tokenizer.encode(text)
    assert len(tokens) == 512 < tokens.total
    check(tokens)


def test_a_tokenizer_json_of_the_sentencepiece_kind(tmp_path: Path) -> None:
    """XLM-R and the original e5 come so: "▁" in front of words, no pieces marked with "##"."""
    scores = {"<s>": 0, "</s>": 0, "<unk>": 0, "▁": -3, "▁he": -4, "llo": -4, "太郎": -5, "は": -3, "!": -3}
    library = Library(models.Unigram(list(scores.items()), unk_id=2))
    library.pre_tokenizer = pre_tokenizers.Metaspace()
    library.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 1)]
    )
    library.enable_truncation(4)
    library.save(str(tmp_path / "tokenizer.json"))
    tokenizer = Tokenizer.from_tokenizer_json(tmp_path / "tokenizer.json", 12)
    tokens = tokenizer.encode("hello 太郎は🍰!")
    check(tokens)
    assert tokens.pieces == ("<s>", "▁he", "llo", "▁", "太郎", "は", "<unk>", "!", "</s>")
    assert tokens.labels == ("<s>", "he", "llo", "▁", "太郎", "は", "🍰", "!", "</s>")
    assert [tokens.surface(i) for i in (1, 2, 4, 5, 6, 7)] == ["he", "llo", "太郎", "は", "🍰", "!"]
    assert tokens.words == (0, 1, 1, 2, 2, 3, 4, 5, 6)
    assert tokenizer.highest_id == 8
    assert not len(tokenizer.encode("  "))
