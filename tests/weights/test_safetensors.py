"""Folders as they lie on the Hugging Face hub: one file or several, every family, 16-bit floats, and damage."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_gguf
from safetensors.numpy import save_file
from small_gguf import CONFIGS
from small_models import write_folder

from attnviz.errors import UserError
from attnviz.text.tokenizer import Tokenizer
from attnviz.weights.catalogue import find
from attnviz.weights.checkpoint import Checkpoint, open_arrays, open_checkpoint
from attnviz.weights.families import FAMILIES, MODEL_TYPES, check_config
from attnviz.weights.memory import check_fits, free_memory, in_words, needed_bytes
from attnviz.weights.packed import Packed
from attnviz.weights.safetensors_file import SafetensorsFile

INDEX = "model.safetensors.index.json"
SMALL: dict[str, dict[str, Any]] = {
    **{kind: config for kind, (_, config) in CONFIGS.items()},
    "mistral": {**CONFIGS["llama"][1], "model_type": "mistral"},
    "roberta": {**CONFIGS["bert"][1], "model_type": "roberta", "type_vocab_size": 1},
    "distilbert": {
        "model_type": "distilbert",
        "vocab_size": 32,
        "dim": 64,
        "hidden_dim": 96,
        "n_layers": 2,
        "n_heads": 4,
        "max_position_embeddings": 40,
    },
    "marian": {
        "model_type": "marian",
        "vocab_size": 32,
        "d_model": 64,
        "encoder_layers": 1,
        "decoder_layers": 2,
        "encoder_ffn_dim": 96,
        "decoder_ffn_dim": 128,
        "encoder_attention_heads": 4,
        "decoder_attention_heads": 4,
        "max_position_embeddings": 40,
        "decoder_start_token_id": 31,
        "pad_token_id": 31,
    },
}


def made(kind: str) -> dict[str, np.ndarray]:
    """Random arrays by canonical names, as a file would have to hold them: without what a formula gives."""
    config = check_config(SMALL[kind], Path("config.json"))
    rng = np.random.default_rng(2)
    by_formula = MODEL_TYPES[kind].made(config)
    return {
        name: rng.normal(size=shape).astype(np.float32)
        for name, shape in FAMILIES[kind](config).items()
        if name not in by_formula
    }


def write(folder: Path, kind: str, arrays: dict[str, np.ndarray]) -> Path:
    write_folder(folder)
    (folder / "config.json").write_text(json.dumps(SMALL[kind]))
    turned = MODEL_TYPES[kind].turned
    save_file(
        {name: np.ascontiguousarray(array.T if turned(name) else array) for name, array in arrays.items()},
        folder / "model.safetensors",
    )
    return folder


def opened(folder: Path) -> Checkpoint:
    source = find(str(folder))
    arrays, config = open_arrays(source)
    return Checkpoint(source, arrays, config, tokenizer=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", SMALL)
def test_every_family_gives_its_own_numbers(tmp_path: Path, kind: str) -> None:
    arrays = made(kind)
    checkpoint = opened(write(tmp_path, kind, arrays))
    for name, array in arrays.items():
        np.testing.assert_array_equal(checkpoint.tensor(name), array)
        np.testing.assert_array_equal(checkpoint.stored(name).dense(), array)
        assert checkpoint.shapes[name] == array.shape
        assert checkpoint.stored_kind(name) == "F32"
    for name in set(checkpoint.shapes) - set(arrays):
        assert checkpoint.tensor(name).shape == checkpoint.shapes[name] == checkpoint.stored(name).dense().shape
    assert checkpoint.info.parameters == sum(array.size for array in arrays.values())
    config = check_config(SMALL[kind], tmp_path)
    assert (
        needed_bytes(checkpoint)
        == needed_bytes(config)
        == 4 * sum(int(np.prod(shape)) for shape in checkpoint.shapes.values())
    )


def test_distilbert_has_no_token_types(tmp_path: Path) -> None:
    checkpoint = opened(write(tmp_path, "distilbert", made("distilbert")))
    assert not checkpoint.tensor("embeddings.token_type_embeddings.weight").any()


def test_roberta_counts_positions_from_its_padding(tmp_path: Path) -> None:
    checkpoint = opened(write(tmp_path, "roberta", made("roberta")))
    assert checkpoint.config["position_offset"] == 2
    assert checkpoint.info.limit == 38


@pytest.mark.parametrize("stored", [np.float16, np.float64])
def test_other_floats_stay_packed(tmp_path: Path, stored: type) -> None:
    arrays = {name: array.astype(stored) for name, array in made("gpt2").items()}
    checkpoint = opened(write(tmp_path, "gpt2", arrays))
    for name, array in arrays.items():
        packed = checkpoint.stored(name)
        assert packed.kind == {np.float16: "F16", np.float64: "F64"}[stored]
        np.testing.assert_array_equal(packed.data.view(stored).reshape(array.shape), array)
        np.testing.assert_array_equal(checkpoint.tensor(name), array.astype(np.float32))
        if array.ndim > 1:
            np.testing.assert_array_equal(packed.rows(1, 5), array[1:5].astype(np.float32))
    sizes = [array.nbytes if array.ndim > 1 else 4 * array.size for array in arrays.values()]
    assert needed_bytes(checkpoint, kept=("F16", "F64")) == sum(sizes)


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("kind", ["F32", "F16", "F64", "BF16"])
def test_values_that_are_not_numbers(kind: str, value: float) -> None:
    array = np.ones((3, 4), np.float32)
    assert packed(kind, array).is_finite()
    array[2, 1] = value
    assert not packed(kind, array).is_finite()


def packed(kind: str, array: np.ndarray) -> Packed:
    if kind == "BF16":
        stored = (array.view(np.uint32) >> 16).astype(np.uint16)
    else:
        stored = array.astype({"F32": np.float32, "F16": np.float16, "F64": np.float64}[kind])
    return Packed(kind, array.shape, stored.view(np.uint8))


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """A folder with its weights in two files and an index."""
    folder = write_folder(tmp_path / "parts")
    whole = SafetensorsFile(folder / "model.safetensors")
    names = sorted(whole.shapes)
    listed = {}
    for number, some in enumerate((names[::2], names[1::2])):
        file = f"model-{number + 1:05}-of-00002.safetensors"
        save_file({name: np.array(whole.tensor(name)) for name in some}, folder / file)
        listed.update(dict.fromkeys(some, file))
    (folder / INDEX).write_text(json.dumps({"metadata": {}, "weight_map": listed}))
    (folder / "model.safetensors").rename(tmp_path / "whole.safetensors")
    return folder


def test_weights_in_several_files(parts: Path) -> None:
    whole = SafetensorsFile(parts.parent / "whole.safetensors")
    checkpoint = open_checkpoint(str(parts))
    for name in whole.shapes:
        np.testing.assert_array_equal(checkpoint.tensor(name), whole.tensor(name))
    assert open_checkpoint(str(parts / "model-00002-of-00002.safetensors")).info.name == "parts"


def test_a_part_is_missing_or_cut_short(parts: Path) -> None:
    part = parts / "model-00002-of-00002.safetensors"
    raw = part.read_bytes()
    for length in (0, 7, 300, len(raw) - 1):
        part.write_bytes(raw[:length])
        with pytest.raises(UserError, match=r"model-00002-of-00002\.safetensors is damaged, cut short"):
            open_checkpoint(str(parts))
    part.unlink()
    with pytest.raises(UserError, match=r"model-00002-of-00002\.safetensors is missing; .* lists 2 files"):
        open_checkpoint(str(parts))


def test_a_part_of_another_model(parts: Path) -> None:
    save_file({"x": np.zeros(3)}, parts / "model-00002-of-00002.safetensors")
    with pytest.raises(UserError, match=r"lacks the weights .* that model\.safetensors\.index\.json places in it"):
        open_checkpoint(str(parts))


@pytest.mark.parametrize(
    ("shard", "message"),
    [
        ("../whole.safetensors", "names “../whole.safetensors”, which is no .safetensors file of its folder"),
        ("pytorch_model.bin", "names “pytorch_model.bin”"),
        ("C:\\model.safetensors", "is missing|names"),
        ("", "names “”"),
        (7, "names “7”"),
        (["a"], "names"),
    ],
)
def test_an_index_that_leads_elsewhere(parts: Path, shard: object, message: str) -> None:
    index = json.loads((parts / INDEX).read_text())
    index["weight_map"]["embeddings.LayerNorm.bias"] = shard
    (parts / INDEX).write_text(json.dumps(index))
    with pytest.raises(UserError, match=message):
        open_checkpoint(str(parts))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"weight_map": {}}', '{"weight_map": 3}', "[" * 100_000])
def test_an_index_that_is_none(parts: Path, content: str) -> None:
    (parts / INDEX).write_text(content)
    with pytest.raises(UserError, match=r"model\.safetensors\.index\.json is not an index"):
        open_checkpoint(str(parts))


def test_a_translator_without_its_words(tmp_path: Path) -> None:
    folder = write(tmp_path / "marian", "marian", made("marian"))
    (folder / "tokenizer.json").unlink()
    with pytest.raises(UserError, match=r"tokenizer\.json is missing"):
        find(str(folder))
    for name in ("vocab.json", "source.spm", "target.spm"):
        (folder / name).write_text("")
    assert find(str(folder)).name == "marian"


def test_a_translator_shares_its_table_under_any_name(tmp_path: Path) -> None:
    arrays = made("marian")
    table = arrays.pop("shared.weight")
    for name in ("model.shared.weight", "lm_head.weight", "model.decoder.embed_tokens.weight"):
        folder = write(tmp_path / name, "marian", {**arrays, name: table})
        np.testing.assert_array_equal(opened(folder).tensor("shared.weight"), table)


def test_memory(tmp_path: Path) -> None:
    config = check_config({"model_type": "llama"}, tmp_path)  # Llama 7B
    assert needed_bytes(config) == 4 * 6_738_415_616
    assert needed_bytes(config, tokens=2048) - needed_bytes(config) == 2 * 4 * 32 * 4096 * 2048
    smol = opened(Path(find("SmolLM2-135M-Instruct").weights))
    assert 95e6 < needed_bytes(smol, kept=("Q4_0", "Q4_1", "Q8_0")) < 99e6
    assert needed_bytes(smol, kept=("Q8_0",)) > 450e6
    small = open_checkpoint("multilingual-e5-small")  # its word table is the same on every device
    assert needed_bytes(small) < 4 * small.info.parameters / 2
    assert needed_bytes(smol) == 4 * 134_515_008
    check_fits(8, 8)
    with pytest.raises(UserError, match="The model needs 14 GB of memory, but this device has 8 GB"):
        check_fits(14 * 10**9, 8 * 10**9)
    assert [in_words(size) for size in (12, 98_362_432, 14_123_456_789, 700_000_000_000)] == [
        "12 B",
        "98.4 MB",
        "14.1 GB",
        "700 GB",
    ]


def test_free_memory_is_what_the_system_says(tmp_path: Path) -> None:
    told = tmp_path / "meminfo"
    told.write_text("MemTotal:       65780876 kB\nMemFree:          123 kB\nMemAvailable:    8000000 kB\n")
    assert free_memory(told) == 8_000_000 * 1024
    told.write_text("MemTotal:       65780876 kB\n")
    everything = free_memory(told)
    assert everything is None or everything > 10**8


def test_a_folder_whose_tokenizer_is_damaged(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "model")
    (folder / "tokenizer.json").write_text('{"model": {}}')
    with pytest.raises(UserError, match=r"tokenizer\.json: its tokenizer is damaged, missing or not supported"):
        open_checkpoint(str(folder))
    shutil.rmtree(folder)


def test_a_translators_words_are_read_from_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "marian", "marian", made("marian"))
    heard: list[Any] = []

    def failing(*asked: Any) -> None:
        heard.extend(asked)
        raise ValueError("source.spm is cut short")

    monkeypatch.setattr(Tokenizer, "from_marian", failing, raising=False)
    for name in ("vocab.json", "source.spm", "target.spm"):
        (folder / name).write_text("")
    (folder / "tokenizer.json").unlink()
    with pytest.raises(UserError, match=r"marian: its tokenizer is damaged, .* \(source\.spm is cut short\)"):
        open_checkpoint(str(folder))
    assert (heard[0], heard[1]["decoder_start_token_id"], heard[2]) == (folder, 31, 40)


def test_a_gguf_file_without_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(fields: Any, limit: int) -> None:
        raise ValueError(f"{len(fields)} fields")

    monkeypatch.setattr(Tokenizer, "from_gguf", failing, raising=False)
    path = small_gguf.write(tmp_path / "a.gguf", "llama")
    with pytest.raises(UserError, match=r"a\.gguf: its tokenizer is damaged, missing or not supported \(0 fields\)"):
        open_checkpoint(str(path))


def test_a_gguf_file_gives_its_words_and_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Words:
        def __init__(self, fields: dict[str, Any], limit: int) -> None:
            self.fields, self.limit, self.highest_id = fields, limit, len(fields["tokenizer.ggml.tokens"]) - 1

    monkeypatch.setattr(Tokenizer, "from_gguf", Words, raising=False)
    words = {"tokenizer.ggml.tokens": ["a"] * 32, "tokenizer.ggml.model": "gpt2"}
    checkpoint = open_checkpoint(str(small_gguf.write(tmp_path / "a.gguf", "llama", fields=words)))
    assert (checkpoint.tokenizer.fields, checkpoint.tokenizer.limit) == (words, 128)
    words["tokenizer.ggml.tokens"].append("b")
    path = small_gguf.write(tmp_path / "b.gguf", "llama", fields=words)
    with pytest.raises(UserError, match=r"b\.gguf knows 33 tokens, but the model has vectors for 32"):
        open_checkpoint(str(path))
