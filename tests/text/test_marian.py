"""Folders as opus-mt models have them, made with the sentencepiece package; ids recorded with transformers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import small_vocabularies as small
from token_checks import TEXTS, check, check_written

from attnviz.text.sentencepiece import read_sentencepiece
from attnviz.text.tokenizer import Tokenizer

GOLDEN = Path(__file__).parent.parent / "golden" / "marian"
KINDS = ("unigram", "bpe")


def opened(kind: str) -> tuple[Tokenizer, dict[str, Any]]:
    recorded = json.loads((GOLDEN / kind / "recorded.json").read_text("utf-8"))
    return Tokenizer.from_marian(GOLDEN / kind, recorded["config"], 512), recorded


@pytest.mark.parametrize("kind", KINDS)
def test_the_ids_are_those_of_transformers(kind: str) -> None:
    tokenizer, recorded = opened(kind)
    for text, ids in zip(recorded["texts"], recorded["ids"], strict=True):
        tokens = tokenizer.encode(text)
        check(tokens)
        assert list(tokens.ids) == (ids if ids != [0] else []), text


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_in_the_target_language(kind: str) -> None:
    tokenizer, recorded = opened(kind)
    for text, ids in zip(recorded["decoded"], recorded["written"], strict=True):
        assert tokenizer.decode(ids) == text
        check_written(tokenizer, tuple(ids))
    described = tokenizer.describe(recorded["written"][0])
    assert "".join(described.surface(at) for at in range(1, len(described) - 1)) == "太郎はケーキを食べた。"
    assert described.word_surface(1) == "太郎"
    assert described.special == (*(False,) * (len(described) - 1), True)
    assert tokenizer.end_ids == {0}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", TEXTS)
def test_what_always_holds(kind: str, text: str) -> None:
    tokens = opened(kind)[0].encode(text)
    check(tokens)
    assert tokens.pieces[-1] == "</s>"
    assert tokens.special == (*(False,) * (len(tokens) - 1), True)


def test_a_language_is_asked_for_in_front() -> None:
    tokens = opened("unigram")[0].encode(">>jpn<< The cake")
    assert tokens.pieces[0] == tokens.labels[0] == ">>jpn<<"
    assert tokens.surface(1) == "Th" or tokens.surface(1).startswith("T")


def test_unknown_characters_are_shown_as_they_are() -> None:
    tokens = opened("unigram")[0].encode("a 🍰!")
    assert tokens.labels[tokens.pieces.index("<unk>")] == "🍰"


def test_two_vocabularies(tmp_path: Path) -> None:
    for name in ("source.spm", "vocab.json"):
        shutil.copy(GOLDEN / "unigram" / name, tmp_path)
    target = {"</s>": 0, "<unk>": 1, "▁太": 2, "郎": 3, "<pad>": 4}
    (tmp_path / "target_vocab.json").write_text(json.dumps(target), "utf-8")
    tokenizer = Tokenizer.from_marian(tmp_path, {"eos_token_id": 0}, 512)
    assert tokenizer.decode([4, 2, 3, 0]) == "太郎"
    assert tokenizer.encode("The cake").ids == opened("unigram")[0].encode("The cake").ids


def test_a_folder_with_a_tokenizer_json(tmp_path: Path) -> None:
    small.xlm_roberta().save(str(tmp_path / "tokenizer.json"))
    tokenizer = Tokenizer.from_marian(tmp_path, {}, 512)
    tokens = tokenizer.encode("Taro ate the cake.")
    assert tokens.pieces[0] == "<s>"
    assert tokenizer.decode(tokens.ids) == "Taro ate the cake."


def test_reading_a_model_file() -> None:
    model = read_sentencepiece(GOLDEN / "unigram" / "source.spm")
    assert model.pieces[:3] == ["<unk>", "<s>", "</s>"]
    assert model.types[:4] == [2, 3, 3, 1]
    assert not model.bpe
    assert model.charsmap
    assert all(score < 0 for score in model.scores[3:])
    assert read_sentencepiece(GOLDEN / "bpe" / "source.spm").bpe


@pytest.mark.parametrize("size", [0, 1, 7, 300])
@pytest.mark.parametrize("name", ["source.spm", "vocab.json"])
def test_damaged_files(tmp_path: Path, name: str, size: int) -> None:
    for file in ("source.spm", "vocab.json"):
        data = (GOLDEN / "unigram" / file).read_bytes()
        (tmp_path / file).write_bytes(data[:size] if file == name else data)
    with pytest.raises(ValueError, match=name):
        Tokenizer.from_marian(tmp_path, {}, 512)


@pytest.mark.parametrize("name", ["source.spm", "vocab.json"])
def test_missing_files(tmp_path: Path, name: str) -> None:
    shutil.copytree(GOLDEN / "unigram", tmp_path, dirs_exist_ok=True)
    (tmp_path / name).unlink()
    with pytest.raises(ValueError, match=name):
        Tokenizer.from_marian(tmp_path, {}, 512)


@pytest.mark.parametrize("content", ["[]", "{}", '{"a": "b"}', '{"a": 1}', '{"</s>": -1, "<unk>": 1}'])
def test_numbers_that_make_no_sense(tmp_path: Path, content: str) -> None:
    shutil.copytree(GOLDEN / "unigram", tmp_path, dirs_exist_ok=True)
    (tmp_path / "vocab.json").write_text(content)
    with pytest.raises(ValueError, match=r"vocab\.json"):
        Tokenizer.from_marian(tmp_path, {}, 512)
