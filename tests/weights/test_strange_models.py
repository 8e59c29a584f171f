"""What strangers' models tried, one by one: each once went wrong, and is a sentence now."""

from __future__ import annotations

import base64
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from small_gguf import write as write_gguf
from small_models import E5S, arrays, write_folder
from tokenizers import Tokenizer as Library
from tokenizers import models

from attnviz.errors import UserError
from attnviz.text.rules import check_charsmap, check_rules
from attnviz.text.sentencepiece import SentencePieceModel, library_of
from attnviz.text.tokenizer import Tokenizer
from attnviz.weights import safetensors_file
from attnviz.weights.captured import open_model
from attnviz.weights.checkpoint import open_checkpoint
from attnviz.weights.gguf_header import read_header
from attnviz.weights.own_files import INDEX


def tokenizer_with(folder: Path, **changed: object) -> Path:
    write_folder(folder)
    path = folder / "tokenizer.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changed}))
    return path


# --- links and names


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, name: str) -> None:
    folder = write_folder(tmp_path / "model")
    (folder / name).rename(tmp_path / name)
    (folder / name).symlink_to(tmp_path / name)
    with pytest.raises(UserError, match="outside the model's folder") as caught:
        open_checkpoint(str(folder))
    assert str(tmp_path / name) in str(caught.value)
    (folder / name).unlink()
    shutil.move(tmp_path / name, folder / "kept.json")
    (folder / name).symlink_to("kept.json")
    open_checkpoint(str(folder))


def test_links_of_the_cache_are_its_own(tmp_path: Path) -> None:
    repo = tmp_path / "models--a--b"
    folder = write_folder(repo / "snapshots" / ("0" * 40))
    (repo / "blobs").mkdir()
    for path in list(folder.iterdir()):
        path.rename(repo / "blobs" / path.name)
        path.symlink_to(f"../../blobs/{path.name}")
    assert open_checkpoint(str(folder)).info.name == "a/b"
    (folder / "config.json").unlink()
    (tmp_path / "elsewhere.json").write_text("{}")
    (folder / "config.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(UserError, match="outside the model's folder"):
        open_checkpoint(str(folder))


@pytest.mark.parametrize(
    "shard", ["../b.safetensors", "/b.safetensors", "x" * 5000 + ".safetensors", "a\0.safetensors"]
)
def test_an_index_names_files_of_its_folder(tmp_path: Path, shard: str) -> None:
    folder = write_folder(tmp_path / "model")
    (folder / "model.safetensors").rename(tmp_path / "b.safetensors")
    (folder / INDEX).write_text(json.dumps({"weight_map": {"a": shard}}))
    with pytest.raises(UserError, match=r"no \.safetensors file of its folder|is missing"):
        open_checkpoint(str(folder))


@pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json", "generation_config.json", "tokenizer.json"])
def test_a_pipe_beside_the_weights_is_not_waited_for(tmp_path: Path, name: str) -> None:
    folder = write_folder(tmp_path / "model")
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    if name.startswith(("tokenizer_", "generation")):
        open_checkpoint(str(folder))
    else:
        with pytest.raises(UserError, match=name):
            open_checkpoint(str(folder))


def test_a_name_is_one_line(tmp_path: Path) -> None:
    info = open_checkpoint(str(write_folder(tmp_path / ("a\nb\u202ec" + "x" * 200)))).info
    assert "\n" not in info.name
    assert "\u202e" not in info.name
    assert len(info.name) <= 123


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "model.pth", "model.ckpt", "model.pkl"])
def test_pickles_are_refused_by_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x80\x04cos\nsystem\n.")
    for asked in (path, tmp_path):
        with pytest.raises(UserError, match="may be a Python pickle, which can run any program"):
            open_model(str(asked))


# --- numbers


def test_what_is_computed_must_be_numbers(tmp_path: Path) -> None:
    from attnviz.engine import Engine
    from attnviz.trace import TraceRequest

    huge = {"encoder.layer.0.attention.self.query.weight": np.full((64, 64), 3e38, np.float32)}
    folder, engine = write_folder(tmp_path / "model", huge), Engine()
    with np.errstate(all="ignore"), pytest.raises(UserError, match="beyond what 32 bits can hold"):
        engine.run(TraceRequest(1, "hello he!", str(folder), "numpy"))
    engine.close()


def test_a_number_of_64_bits_must_fit_32(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "model")
    name = "encoder.layer.0.output.dense.weight"
    wide = arrays()[name].astype(np.float64)
    wide[0, 0] = 1e300
    save_file({**arrays(), name: wide}, folder / "model.safetensors")
    with np.errstate(all="ignore"), pytest.raises(UserError, match="not numbers"):
        open_checkpoint(str(folder)).stored(name)


# --- sizes


def test_a_header_without_end_is_not_read(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "model")
    path = folder / "model.safetensors"
    with path.open("wb") as file:
        file.write((1 << 26).to_bytes(8, "little"))
        file.truncate(1 << 27)
    with pytest.raises(UserError, match=f"up to {safetensors_file.MOST_HEADER} are read"):
        open_checkpoint(str(folder))
    shutil.move(path, tmp_path / "alone.safetensors")
    with pytest.raises(UserError, match="are read"):
        open_model(str(tmp_path / "alone.safetensors"))


def gguf_with(path: Path, entries: int, tensors: int, body: bytes) -> Path:
    path.write_bytes(
        b"GGUF" + b"".join(n.to_bytes(s, "little") for n, s in ((3, 4), (tensors, 8), (entries, 8))) + body
    )
    return path


def entry(kind: int, value: bytes) -> bytes:
    return (1).to_bytes(8, "little") + b"k" + kind.to_bytes(4, "little") + value


def test_lists_and_texts_of_a_gguf_have_an_end(tmp_path: Path) -> None:
    count = 1 << 23
    numbers = entry(9, (0).to_bytes(4, "little") + count.to_bytes(8, "little") + bytes(count))
    with pytest.raises(UserError, match="values or"):
        read_header(gguf_with(tmp_path / "a.gguf", 1, 0, numbers))
    text = entry(8, (1 << 26).to_bytes(8, "little") + bytes(1 << 26))
    with pytest.raises(UserError, match="bytes of text"):
        read_header(gguf_with(tmp_path / "b.gguf", 1, 0, text))
    with pytest.raises(UserError, match="entries announced"):
        read_header(gguf_with(tmp_path / "c.gguf", 1 << 20, 0, entry(0, b"\0") * (1 << 17)))


def test_pieces_that_take_the_square_of_their_length_are_refused(tmp_path: Path) -> None:
    pieces = [*E5S().pieces[:-1], b"x" * 600]
    with pytest.raises(UserError, match="a piece of more than 500 bytes"):
        open_checkpoint(str(E5S(pieces=pieces).write(tmp_path / "a.bin")))
    model = SentencePieceModel(["<unk>", "a" * 2000], [0.0, -1.0], [2, 1], bpe=True)
    with pytest.raises(ValueError, match="a piece of more than 1000 characters"):
        library_of(model)
    fields = {
        "tokenizer.ggml.model": "llama", "tokenizer.ggml.tokens": ["<unk>", "a" * 2000] + [f"t{n}" for n in range(30)],
        "tokenizer.ggml.scores": [0.0] * 32, "tokenizer.ggml.token_type": [2] + [1] * 31,
    }  # fmt: skip
    with pytest.raises(UserError, match="a piece of more than 1000 characters"):
        open_checkpoint(str(write_gguf(tmp_path / "a.gguf", "llama", fields=fields)))


# --- rules of tokenizers


def split_on(expression: str) -> dict[str, object]:
    return {"type": "Split", "pattern": {"Regex": expression}, "behavior": "Isolated", "invert": False}


def test_an_expression_that_gives_up_ends_no_thread(tmp_path: Path) -> None:
    """The library panics then, with what is no ``Exception``."""
    path = tokenizer_with(tmp_path / "model", pre_tokenizer=split_on("(e+)+$"), normalizer=None)
    tokenizer = Tokenizer.from_tokenizer_json(path, 40)
    with pytest.raises(UserError, match="cannot split this text"):
        tokenizer.encode("e" * 60 + "!")
    assert tokenizer.encode("he").ids


def replaced(content: str, times: int, pattern: dict[str, str]) -> dict[str, object]:
    return {
        "type": "Sequence",
        "normalizers": [{"type": "Replace", "pattern": pattern, "content": content} for _ in range(times)],
    }


@pytest.mark.parametrize(
    "normalizer",
    [
        replaced("aa", 40, {"String": "a"}),
        replaced("a" * 1000, 1, {"String": "a"}),
        replaced("a", 40, {"Regex": ""}),
        {"type": "Sequence", "normalizers": [replaced("aa", 20, {"String": "a"})] * 2},
    ],
)
def test_rules_that_would_fill_the_memory_are_refused(tmp_path: Path, normalizer: dict[str, object]) -> None:
    path = tokenizer_with(tmp_path / "model", normalizer=normalizer)
    with pytest.raises(ValueError, match="more than 64 characters of one"):
        Tokenizer.from_tokenizer_json(path, 40)


def test_a_table_of_sentencepiece_has_short_answers() -> None:
    check_charsmap((4).to_bytes(4, "little") + bytes(4) + b"kilo\0gram\0")
    with pytest.raises(ValueError, match="more than 64 characters of one"):
        check_charsmap((4).to_bytes(4, "little") + bytes(4) + b"x" * 1000 + b"\0")
    assert base64.b64decode("AAAA") == bytes(3)


def test_chance_and_words_without_end_are_switched_off() -> None:
    bpe = Library(models.BPE({"a": 0}, [], dropout=0.5))
    check_rules(bpe)
    assert not bpe.model.dropout
    words = Library(models.WordPiece({"a": 0, "[UNK]": 1}, unk_token="[UNK]", max_input_chars_per_word=10**9))
    check_rules(words)
    assert words.model.max_input_chars_per_word == 1000


def frame(ids: int) -> dict[str, object]:
    special = {"id": "[CLS]", "ids": [10**6], "tokens": ["[CLS]"]}
    return {
        "type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}] * ids + [{"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {"[CLS]": special},
    }


def test_what_stands_before_a_text_has_a_vector_and_leaves_room(tmp_path: Path) -> None:
    tokenizer_with(tmp_path / "one", post_processor=frame(1))
    with pytest.raises(UserError, match="knows 1,000,001 tokens, but the model has vectors for 20"):
        open_checkpoint(str(tmp_path / "one"))
    tokenizer_with(tmp_path / "many", post_processor=frame(60))
    with pytest.raises(UserError, match="leaves no room for one"):
        open_checkpoint(str(tmp_path / "many"))


@pytest.mark.parametrize("rename", [str, lambda name: f"model {name}"])
def test_errors_repeat_no_more_than_a_sentence_bears(tmp_path: Path, rename: Callable[[str], str]) -> None:
    folder = write_folder(tmp_path / "model")
    config = json.loads((folder / "config.json").read_text())
    kind = "\x1b[31m" + rename("bert") + "\n\u202e" + "x" * 100_000
    (folder / "config.json").write_text(json.dumps({**config, "model_type": kind}))
    with pytest.raises(UserError, match="holds a model of the kind") as caught:
        open_checkpoint(str(folder))
    said = str(caught.value)
    assert len(said) < 1500
    assert said.isprintable()
