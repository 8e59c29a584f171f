from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from small_models import E5S, arrays, config, write_folder

from attnviz.errors import UserError
from attnviz.weights.checkpoint import open_checkpoint
from attnviz.weights.q4 import Q4Matrix

QUERY = "encoder.layer.1.attention.self.query.weight"
WORDS = "embeddings.word_embeddings.weight"


def test_a_folder_gives_its_own_numbers(tmp_path: Path) -> None:
    checkpoint = open_checkpoint(str(write_folder(tmp_path / "small")))
    for name, array in arrays().items():
        found = checkpoint.tensor(name)
        assert found.dtype == np.float32
        assert found.flags.c_contiguous
        assert found.flags.aligned
        np.testing.assert_array_equal(found, array)
    assert set(checkpoint.shapes) == set(arrays())
    info = checkpoint.info
    assert (info.name, info.family, info.layers, info.heads, info.head_width) == ("small", "bert", 2, 2, 32)
    assert (info.width, info.limit) == (64, 40)
    assert info.parameters == sum(array.size for array in arrays().values())
    filled_in = {"position_embedding_type": "absolute", "position_offset": 0, "is_decoder": False}
    assert checkpoint.config == {**config(), **filled_in}
    assert checkpoint.tokenizer.encode("Hello!").ids == (2, 4, 5, 6, 3)
    assert checkpoint.tokenizer.limit == 40


def test_names_with_a_prefix_and_old_names(tmp_path: Path) -> None:
    old = {
        "embeddings.LayerNorm.weight": None,
        "embeddings.LayerNorm.bias": None,
        "embeddings.LayerNorm.gamma": arrays()["embeddings.LayerNorm.weight"],
        "embeddings.LayerNorm.beta": arrays()["embeddings.LayerNorm.bias"],
    }
    checkpoint = open_checkpoint(str(write_folder(tmp_path / "small", old, prefix="bert.")))
    for name, array in arrays().items():
        np.testing.assert_array_equal(checkpoint.tensor(name), array)


def test_half_precision_is_widened(tmp_path: Path) -> None:
    array = arrays()[QUERY].astype(np.float16)
    checkpoint = open_checkpoint(str(write_folder(tmp_path / "small", {QUERY: array})))
    np.testing.assert_array_equal(checkpoint.tensor(QUERY), array.astype(np.float32))


def test_bfloat16_is_widened(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "small")
    upper = (arrays()[QUERY].view(np.uint32) >> 16).astype(np.uint16)
    save_file({**arrays(), QUERY: upper}, folder / "model.safetensors")
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes().replace(b'"U16"', b'"BF16"').replace(b'"BF16", ', b'"BF16",'))
    _mend_header_length(path)
    expected = (upper.astype(np.uint32) << 16).view(np.float32)
    np.testing.assert_array_equal(open_checkpoint(str(folder)).tensor(QUERY), expected)


def _mend_header_length(path: Path) -> None:
    """The header grew by hand: its length is written anew."""
    raw = path.read_bytes()
    text, _ = json.JSONDecoder().raw_decode(raw[8:].decode("latin-1"))
    header = json.dumps(text).encode()
    data = max(entry["data_offsets"][1] for name, entry in text.items() if name != "__metadata__")
    path.write_bytes(len(header).to_bytes(8, "little") + header + raw[-data:])


def test_an_e5s_file_gives_its_own_numbers(tmp_path: Path) -> None:
    made = E5S()
    checkpoint = open_checkpoint(str(made.write(tmp_path / "tiny.bin")))
    for name, array in made.numbers.items():
        np.testing.assert_array_equal(checkpoint.tensor(name), array)
    table = checkpoint.word_table()
    assert isinstance(table, Q4Matrix)
    np.testing.assert_array_equal(table.rows([3, 19]), made.numbers[WORDS][[3, 19]])
    packed = checkpoint.stored(WORDS)
    assert (packed.kind, packed.shape) == ("Q4_0", (20, 64))
    np.testing.assert_array_equal(packed.dense(), made.numbers[WORDS])
    np.testing.assert_array_equal(checkpoint.stored(QUERY).dense(), made.numbers[QUERY])
    assert {name: checkpoint.config[name] for name in config()} == {**config(), "layer_norm_eps": pytest.approx(1e-12)}
    assert checkpoint.info.name == "tiny"
    tokens = checkpoint.tokenizer.encode("hello 太郎は")
    assert tokens.pieces == ("<s>", "▁he", "llo", "▁", "太郎", "は", "</s>")


def test_progress_ends_at_one(tmp_path: Path) -> None:
    heard: list[float] = []
    open_checkpoint(str(E5S().write(tmp_path / "tiny.bin")), lambda fraction, what: heard.append(fraction))
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model_type": "t5"}, "kind “t5”; supported: bert, roberta"),
        ({"model_type": None}, "kind “.”; supported: bert"),
        ({"hidden_size": 96}, r"“embeddings.word_embeddings.weight” have the shape 20 × 64, but .* 20 × 96"),
        ({"hidden_size": "64"}, "the entry hidden_size cannot be 64"),
        ({"vocab_size": 10**12}, "the entry vocab_size cannot be"),
        ({"num_hidden_layers": 0}, "the entry num_hidden_layers cannot be 0"),
        ({"num_hidden_layers": 10**7}, "the entry num_hidden_layers cannot be"),
        ({"num_hidden_layers": 3}, r"lacks the weights “encoder.layer.2.attention.self.query.weight”"),
        ({"num_attention_heads": 7}, "the entry num_attention_heads cannot be 7"),
        ({"layer_norm_eps": -1}, "the entry layer_norm_eps cannot be -1"),
        ({"hidden_act": "relu"}, "hidden_act = relu; only gelu is supported"),
        ({"position_embedding_type": "relative_key"}, "only absolute is supported"),
        ({"is_decoder": True}, "is_decoder = True"),
    ],
)
def test_a_configuration_that_does_not_fit(tmp_path: Path, change: dict[str, object], message: str) -> None:
    folder = write_folder(tmp_path / "small")
    (folder / "config.json").write_text(json.dumps({**config(), **change}))
    with pytest.raises(UserError, match=message):
        open_checkpoint(str(folder))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
@pytest.mark.parametrize("name", ["config.json", "tokenizer.json"])
def test_a_json_file_that_is_none(tmp_path: Path, name: str, content: bytes) -> None:
    folder = write_folder(tmp_path / "small")
    (folder / name).write_bytes(content)
    with pytest.raises(UserError, match=name):
        open_checkpoint(str(folder))


def test_a_tokenizer_of_another_model(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "small", {WORDS: arrays()[WORDS][:5]})
    (folder / "config.json").write_text(json.dumps({**config(), "vocab_size": 5}))
    with pytest.raises(UserError, match=r"tokenizer\.json knows 7 tokens, but the model has vectors for 5"):
        open_checkpoint(str(folder))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_not_numbers(tmp_path: Path, value: float) -> None:
    array = arrays()[QUERY]
    array[3, 5] = value
    checkpoint = open_checkpoint(str(write_folder(tmp_path / "small", {QUERY: array})))
    with pytest.raises(UserError, match="values that are not numbers"):
        checkpoint.tensor(QUERY)


def test_a_scale_that_is_not_a_number(tmp_path: Path) -> None:
    path = E5S().write(tmp_path / "tiny.bin")
    raw = bytearray(path.read_bytes())
    words = E5S().write(tmp_path / "other.bin")
    table = open_checkpoint(str(words)).word_table()
    assert isinstance(table, Q4Matrix)
    at = bytes(raw).index(table.blocks.tobytes())
    raw[at : at + 2] = b"\x00\x7e"  # NaN
    path.write_bytes(raw)
    with pytest.raises(UserError, match="values that are not numbers"):
        open_checkpoint(str(path)).word_table()


def test_integers_are_not_weights(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "small", {QUERY: np.zeros((64, 64), np.int8)})
    with pytest.raises(UserError, match="stored as I8; supported: F32"):
        open_checkpoint(str(folder)).tensor(QUERY)


def test_a_safetensors_file_cut_anywhere(tmp_path: Path) -> None:
    path = write_folder(tmp_path / "small") / "model.safetensors"
    raw = path.read_bytes()
    for length in (0, 4, 8, 100, len(raw) // 2, len(raw) - 1):
        path.write_bytes(raw[:length])
        with pytest.raises(UserError, match=r"model\.safetensors is damaged, cut short or not a safetensors file"):
            open_checkpoint(str(path.parent))
    path.write_bytes((1 << 62).to_bytes(8, "little") + raw[8:])
    with pytest.raises(UserError, match=r"model\.safetensors is damaged"):
        open_checkpoint(str(path.parent))


def test_an_e5s_file_cut_anywhere(tmp_path: Path) -> None:
    path = E5S().write(tmp_path / "tiny.bin")
    raw = path.read_bytes()
    for length in [*range(4, 900, 7), *range(900, len(raw), 4999), len(raw) - 1]:
        path.write_bytes(raw[:length])
        with pytest.raises(UserError, match=r"tiny\.bin is damaged, cut short or not an E5S1"):
            open_checkpoint(str(path))


def test_an_e5s_file_with_any_wrong_bytes(tmp_path: Path) -> None:
    """Whatever the header claims, the answer is a model or one clear error: no crash, no huge allocation."""
    path = E5S().write(tmp_path / "tiny.bin")
    raw = path.read_bytes()
    start = raw.index(b"emb.word")
    rng = random.Random(3)
    for at in [*range(4, 76), *rng.sample(range(76, start + 600), 150)]:
        for value in (0xFF, 0x7F, 0x00):
            path.write_bytes(raw[:at] + bytes([value]) + raw[at + 1 :])
            with contextlib.suppress(UserError):
                open_checkpoint(str(path))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda made: setattr(made, "version", 2), "version 2, known is 1"),
        (lambda made: setattr(made, "block", 64), "blocks of 64"),
        (lambda made: made.sizes.__setitem__(0, -64), "hidden_size cannot be -64"),
        (lambda made: made.sizes.__setitem__(1, 3), "lacks the weights"),
        (lambda made: made.sizes.__setitem__(4, 12), "16 pieces for 12 word vectors"),
        (lambda made: made.sizes.__setitem__(4, 24), "have the shape 1280, but the model's configuration says 24 × 64"),
        (lambda made: made.specials.__setitem__(0, 99), "16 pieces"),
        (lambda made: made.pieces.__setitem__(5, b"\xff\xfe"), "a piece is not UTF-8"),
        (lambda made: made.scores.__setitem__(5, float("nan")), "a piece has no score"),
        (lambda made: setattr(made, "shift", 1 << 40), "bytes at 1099511"),
        (lambda made: made.arrays.pop(QUERY), f"lacks the weights “{QUERY}”"),
    ],
)
def test_an_e5s_file_that_contradicts_itself(tmp_path: Path, change: Callable[[E5S], None], message: str) -> None:
    made = E5S()
    change(made)
    with pytest.raises(UserError, match=message):
        open_checkpoint(str(made.write(tmp_path / "tiny.bin")))
