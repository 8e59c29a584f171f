from __future__ import annotations

import gc
import json
import tracemalloc
import unicodedata
from functools import cache
from pathlib import Path

import pytest
import small_vocabularies as small
from token_checks import TEXTS, check, check_written
from tokenizers import Tokenizer as Library
from tokenizers import models

from attnviz.text.hugging_face import HuggingFaceSplitter
from attnviz.text.tokenizer import Tokenizer
from attnviz.trace import Tokens

WRITERS = ("gpt2", "llama3", "qwen2", "llama2")
MORE = (*TEXTS, "I'm  here:\n\n\t x = 12.5  ", " leading", "\n", "  ", "のｶﾀｶﾅ2026年に食べた。", "🍰" * 5, "ü 한국어 ß")


@cache
def both(kind: str) -> tuple[Library, Tokenizer]:
    library = small.ALL[kind]()
    return library, Tokenizer(HuggingFaceSplitter(library), 4000)


@pytest.mark.parametrize("kind", small.ALL)
@pytest.mark.parametrize("text", MORE)
def test_the_ids_are_the_librarys(kind: str, text: str) -> None:
    library, tokenizer = both(kind)
    tokens = tokenizer.encode(text)
    check(tokens)
    if len(tokens):
        assert list(tokens.ids) == library.encode(text.encode("utf-8", "replace").decode()).ids or "\ud83d" in text
    else:
        assert kind in ("xlm_roberta", "bert")
        assert not text.strip()


@pytest.mark.parametrize("kind", small.ALL)
@pytest.mark.parametrize("text", MORE)
def test_no_visible_character_is_lost(kind: str, text: str) -> None:
    tokens = both(kind)[1].encode(text)
    covered = {at for start, end in tokens.spans for at in range(start, end)}
    for at, char in enumerate(text):
        assert at in covered or char == "▁" or unicodedata.category(char)[0] in "CZM", (at, char)


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("text", MORE)
def test_what_a_model_writes_is_read_back(kind: str, text: str) -> None:
    """Encode, then take it for what a model wrote: the text comes back, from first to last token."""
    library, tokenizer = both(kind)
    ids = tokenizer.encode(text).ids
    check_written(tokenizer, ids)
    readable = text.replace("\ud83d", "\ufffd").replace("\udf70", "\ufffd")
    readable = unicodedata.normalize("NFC", readable) if kind == "qwen2" else readable
    for name in ("<s>", "</s>", "<unk>") if kind == "llama2" else ():  # typed by the user, and special all the same
        if name in readable:
            return
    assert tokenizer.decode(ids) == readable == library.decode(list(ids))


def test_a_character_of_several_tokens_appears_when_it_is_whole() -> None:
    for kind in WRITERS:
        tokenizer = both(kind)[1]
        ids = tokenizer.encode("🍰").ids
        stream = tokenizer.stream(at_start=True)
        assert [stream.push(id) for id in ids] == [""] * (len(ids) - 1) + ["🍰"]
        assert len(ids) >= 4
        stream = tokenizer.stream()
        assert stream.push(ids[-4]) == ""
        assert stream.close() == "\ufffd"
        assert tokenizer.decode(ids[:-1]) == ""
        assert {tokenizer.token_label(id) for id in ids[-4:]} == {"‹F0›", "‹9F›", "‹8D›", "‹B0›"}


def test_tokens_of_one_character_share_its_place_and_word() -> None:
    for kind in WRITERS:
        tokens = both(kind)[1].encode("a 🍰 b")
        inside = [at for at, span in enumerate(tokens.spans) if span == (2, 3)]
        assert len(inside) >= 4
        assert len({tokens.words[at] for at in inside}) == 1
        assert tokens.word_surface(inside[0]) == "🍰"


def test_a_word_may_begin_with_a_part_of_a_character() -> None:
    """ "Ġð" is a space and the first byte of an emoji: the space still parts it from the word before."""
    library = Library.from_str(small.gpt2().to_str())
    library.model = models.BPE({**library.get_vocab(), "ĠÐ": library.get_vocab_size()}, [("Ġ", "Ð")])
    tokens = Tokenizer(HuggingFaceSplitter(library), 100).encode("to Шу")
    assert tokens.labels[-4:] == ("‹D0›", "‹A8›", "‹D1›", "‹83›")
    assert [tokens.word_surface(at) for at in (0, len(tokens) - 1)] == ["to", "Шу"]


@pytest.mark.parametrize("kind", ["qwen2", "bert"])
def test_an_accent_belongs_to_its_letter(kind: str) -> None:
    """One vocabulary composes them, the other leaves the accent out."""
    tokens = both(kind)[1].encode("ate か\u3099 e\u0301!")
    surfaces = {tokens.surface(at) for at, own in enumerate(tokens.special) if not own}
    assert {"か\u3099", "e\u0301", "!"} <= surfaces


def test_words() -> None:
    tokens = both("gpt2")[1].encode("Taro ate  12 cakes.\n東京大学のプログラム")
    surfaces = dict.fromkeys((tokens.words[at], tokens.word_surface(at)) for at in range(len(tokens)))
    assert [surface for _, surface in surfaces] == [
        "Taro",
        "ate",
        "␣",
        "12",
        "cakes",
        ".",
        "⏎",
        "東京大学",
        "の",
        "プログラム",
    ]


@pytest.mark.parametrize(
    ("kind", "head", "tail", "ends"),
    [
        ("gpt2", (), (), {"<|endoftext|>"}),
        ("llama3", ("<|begin_of_text|>",), (), {"<|eot_id|>"}),
        ("llama2", ("<s>",), (), {"</s>"}),
        ("xlm_roberta", ("<s>",), ("</s>",), {"</s>"}),
        ("bert", ("[CLS]",), ("[SEP]",), set()),
    ],
)
def test_special_tokens_are_those_of_the_file(
    kind: str, head: tuple[str, ...], tail: tuple[str, ...], ends: set[str]
) -> None:
    library, tokenizer = both(kind)
    tokens = tokenizer.encode("cake")
    assert tuple(p for p, own in zip(tokens.pieces, tokens.special, strict=True) if own) == head + tail
    assert tokens.pieces[: len(head)] == head
    assert {library.id_to_token(id) for id in tokenizer.end_ids} == ends
    empty = tokenizer.encode("")
    if tail or not head:
        assert empty == Tokens(text="", limit=4000)
    else:  # a decoder writes on from its token for the beginning
        assert empty.pieces == empty.labels == head
        assert empty.special == (True,)
        assert empty.spans == ((0, 0),)
        assert (empty.words, empty.total) == ((0,), 1)


def test_the_highest_index_is_found_where_there_are_gaps() -> None:
    for ids in ({"a": 0, "b": 1, "c": 2}, {"a": 0, "b": 7, "c": 3}, {"a": 5, "b": 6}):
        assert HuggingFaceSplitter(Library(models.WordLevel(ids, "a"))).highest_id == max(ids.values())


def test_a_large_vocabulary_does_not_become_a_dictionary() -> None:
    """It took 10 MB at each load of a model, and left Python's memory full of holes."""
    library = Library(models.WordLevel({f"word {id}": id for id in range(50_000)}, "word 0"))
    gc.collect()
    tracemalloc.start()
    try:
        HuggingFaceSplitter(library)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def test_a_decoder_cuts_at_its_limit() -> None:
    splitter = HuggingFaceSplitter(small.llama3())
    tokens = Tokenizer(splitter, 8).encode("cake " * 20)
    check(tokens)
    assert len(tokens) == 8 < tokens.total
    assert tokens.read_to == tokens.spans[-1][1]


def test_the_end_token_may_be_named_by_the_files_beside(tmp_path: Path) -> None:
    library = small.gpt2()
    library.add_special_tokens(["<fin>", "<stop>"])
    library.save(str(tmp_path / "tokenizer.json"))
    ends = [library.token_to_id(name) for name in ("<|endoftext|>", "<fin>", "<stop>")]
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"eos_token": {"content": "<fin>"}}))
    assert Tokenizer.from_tokenizer_json(tmp_path / "tokenizer.json", 9).end_ids == set(ends[:2])
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"eos_token": "<fin>"}))
    (tmp_path / "generation_config.json").write_text(json.dumps({"eos_token_id": [ends[2]]}))
    assert Tokenizer.from_tokenizer_json(tmp_path / "tokenizer.json", 9).end_ids == set(ends)
    (tmp_path / "generation_config.json").write_text("{")
    assert Tokenizer.from_tokenizer_json(tmp_path / "tokenizer.json", 9).end_ids == set(ends[:2])


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"model": {"type": "BPE"}}'])
def test_a_damaged_file(tmp_path: Path, content: str) -> None:
    (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(ValueError, match=r"."):
        Tokenizer.from_tokenizer_json(tmp_path / "tokenizer.json", 9)
