from __future__ import annotations

import contextlib
import hashlib
import random
import struct
from pathlib import Path

import gguf
import numpy as np
import pytest
import small_gguf
from gguf.quants import dequantize, quantize
from small_gguf import CONFIGS, KIN, arrays, write

from attnviz.errors import UserError
from attnviz.weights.catalogue import find
from attnviz.weights.checkpoint import Checkpoint, open_arrays
from attnviz.weights.families import check_config, check_shapes
from attnviz.weights.gguf_file import GGUFFile
from attnviz.weights.gguf_header import read_header
from attnviz.weights.packed import KINDS

Q_PROJ = "layers.1.self_attn.q_proj.weight"


def opened(path: Path) -> Checkpoint:
    source = find(str(path))
    found, config = open_arrays(source)
    return Checkpoint(source, found, config, tokenizer=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", CONFIGS)
def test_every_architecture_gives_hugging_face_names(tmp_path: Path, kind: str) -> None:
    checkpoint = opened(write(tmp_path / "a.gguf", kind))
    made = arrays(kind)
    assert set(checkpoint.shapes) == set(made)
    for name, array in made.items():
        np.testing.assert_array_equal(checkpoint.tensor(name), array)
        np.testing.assert_array_equal(checkpoint.stored(name).dense(), array)
    wanted = check_config(CONFIGS[kind][1], Path("config.json"))
    same = {key: checkpoint.config[key] for key in wanted if key not in ("num_local_experts", "moe_intermediate_size")}
    assert same == {key: wanted[key] for key in same}


@pytest.mark.parametrize("stored", ["F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1"])
def test_packed_rows_are_put_in_order_too(tmp_path: Path, stored: str) -> None:
    checkpoint = opened(write(tmp_path / "a.gguf", "llama", stored=stored))
    sort = gguf.GGMLQuantizationType[stored]
    for name, array in arrays("llama").items():
        if array.ndim > 1 and name.startswith("layers."):
            raw = quantize(array, sort)
            packed = checkpoint.stored(name)
            assert (packed.kind, packed.shape) == (stored, array.shape)
            np.testing.assert_array_equal(packed.data, raw.view(np.uint8).reshape(packed.data.shape))
            np.testing.assert_array_equal(checkpoint.tensor(name), dequantize(raw, sort))
            np.testing.assert_array_equal(packed.rows(3, 9), dequantize(raw, sort)[3:9])


def test_smollm2_is_what_transformers_reads() -> None:
    """Checksums of float32 arrays that transformers 5.23 made of the same file; all 272 were compared, difference 0."""
    checkpoint = opened(Path(find("SmolLM2-135M-Instruct").weights))
    info = checkpoint.info
    assert (info.family, info.kind, info.layers, info.heads, info.kv_heads) == ("llama", "decoder", 30, 9, 3)
    assert (info.head_width, info.width, info.limit, info.vocabulary) == (64, 576, 8192, 49152)
    assert info.parameters == 134_515_008
    for name, digest in SMOLLM2.items():
        assert hashlib.sha256(checkpoint.tensor(name).tobytes()).hexdigest()[:16] == digest, name
    assert checkpoint.stored("layers.0.self_attn.q_proj.weight").kind == "Q4_1"
    assert checkpoint.stored("embed_tokens.weight").kind == "Q8_0"


SMOLLM2 = {
    "embed_tokens.weight": "3fd491c8066dd9dc",
    "layers.0.self_attn.q_proj.weight": "54b377bbfa2deab9",
    "layers.17.self_attn.k_proj.weight": "c2c30f32fb4b4c6f",
    "layers.29.mlp.down_proj.weight": "c19605745425a11e",
    "layers.12.self_attn.v_proj.weight": "020e8fb626607765",
    "norm.weight": "3b87f8e27335e67f",
}


def test_the_header_is_what_the_library_reads(tmp_path: Path) -> None:
    words = ["<s>", "ä", "", "日本"]
    more = {"tokenizer.ggml.tokens": words, "tokenizer.ggml.scores": [0.5, -1.0], "tokenizer.chat_template": "{{x}}"}
    path = write(tmp_path / "a.gguf", "mixtral", fields=more, stored="Q4_0")
    header, theirs = read_header(path), gguf.GGUFReader(path)
    assert header.fields == {
        key: field.contents() for key, field in theirs.fields.items() if not key.startswith("GGUF.")
    }
    assert list(header.tensors) == [tensor.name for tensor in theirs.tensors]
    for tensor in theirs.tensors:
        ours = header.tensors[tensor.name]
        assert ours.shape == tuple(reversed(tensor.shape.tolist()))
        assert (ours.kind, ours.data.tobytes()) == (tensor.tensor_type.name, tensor.data.tobytes())
    file = GGUFFile(path)
    assert file.take_tokenizer_fields() == more
    assert file.take_tokenizer_fields() == {}
    assert file.title == header.fields.get("general.name", "")


def test_experts_in_tensors_of_their_own(tmp_path: Path) -> None:
    made = arrays("mixtral")
    dense = {name: array for name, array in made.items() if ".experts." not in name}
    names = {"gate_proj": "ffn_gate", "up_proj": "ffn_up", "down_proj": "ffn_down"}
    single = {}
    for name, array in made.items():
        if ".experts." in name:
            _, layer, _, _, expert, part, _ = name.split(".")
            single[f"blk.{layer}.{names[part]}.{expert}.weight"] = array
    checkpoint = opened(write(tmp_path / "a.gguf", "mixtral", dense, extra=single))
    for name, array in made.items():
        np.testing.assert_array_equal(checkpoint.tensor(name), array)


def test_rules_for_long_contexts(tmp_path: Path) -> None:
    assert GGUFFile(write(tmp_path / "a.gguf", "llama")).config["rope_scaling"] is None
    stretched = {"llama.rope.scaling.type": "linear", "llama.rope.scaling.factor": 4.0}
    linear = opened(write(tmp_path / "b.gguf", "llama", fields=stretched))
    assert linear.config["rope_scaling"] == {"rope_type": "linear", "factor": 4.0}
    np.testing.assert_array_equal(linear.tensor("rope_freqs.weight"), np.full(8, 4, np.float32))
    factors = np.linspace(1, 8, 8, dtype=np.float32)
    stored = opened(write(tmp_path / "c.gguf", "llama", extra={"rope_freqs.weight": factors}))
    np.testing.assert_array_equal(stored.tensor("rope_freqs.weight"), factors)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"general.architecture": None, "llama.rope.scaling.type": "yarn"}, "rope_type = yarn; only default, linear"),
        ({"llama.rope.dimension_count": 8, "llama.attention.key_length": 16}, "partial_rotary_factor = 8 / 16"),
        ({"llama.attention.head_count": 3}, "num_key_value_heads cannot be 2"),
        ({"llama.attention.head_count": [4, 2]}, "num_attention_heads cannot be"),
        ({"llama.block_count": 3}, r"lacks the weights “layers\.2\.input_layernorm\.weight”"),
        (
            {"llama.block_count": 1},
            r"holds the weights “layers\.1\..*which the model's configuration does not speak of",
        ),
        ({"llama.embedding_length": 96}, r"have the shape 32 × 64, but the model's configuration says 32 × 96"),
        ({"split.count": 3}, "one of 3 parts of a model; join them with “llama-gguf-split --merge” first"),
        ({"llama.rope.freq_base": "x"}, "rope_theta cannot be x"),
        ({"llama.context_length": "x"}, "max_position_embeddings cannot be x"),
    ],
)
def test_metadata_that_does_not_fit(tmp_path: Path, fields: dict[str, object], message: str) -> None:
    path = write(tmp_path / "a.gguf", "llama", fields=fields)
    with pytest.raises(UserError, match=message):
        opened(path)


def test_an_unknown_architecture(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gguf", "llama")
    path.write_bytes(path.read_bytes().replace(b"\5\0\0\0\0\0\0\0llama", b"\5\0\0\0\0\0\0\0mamba", 1))
    with pytest.raises(UserError, match="a model of the kind “mamba”; supported: llama, qwen2"):
        GGUFFile(path)


def test_tensors_that_no_family_has(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gguf", "llama", extra={"blk.0.attn_sinks.weight": np.zeros(4, np.float32)})
    with pytest.raises(UserError, match=r"“layers\.0\.attn_sinks\.weight”, which .* does not speak of"):
        opened(path)


def test_weights_that_are_not_numbers(tmp_path: Path) -> None:
    broken = arrays("llama")
    broken[Q_PROJ][3, 5] = np.nan
    checkpoint = opened(write(tmp_path / "a.gguf", "llama", broken))
    for read in (checkpoint.tensor, checkpoint.stored):
        with pytest.raises(UserError, match="values that are not numbers"):
            read(Q_PROJ)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind].scales])
def test_a_block_is_a_number_exactly_when_its_scales_are(kind: str) -> None:
    from attnviz.weights.packed import Packed

    block = KINDS[kind]
    raw = np.random.default_rng(1).integers(0, 256, (6, 3 * block.bytes), np.uint8)
    half = np.array([1.5], "<f2").view(np.uint8)
    for at in block.scales:
        for first in range(0, raw.shape[1], block.bytes):
            raw[:, first + at : first + at + 2] = half
    packed = Packed(kind, (6, 3 * block.weights), raw)
    assert packed.is_finite()
    assert np.isfinite(packed.dense()).all()
    np.testing.assert_array_equal(packed.part(2, 4).dense(), packed.dense()[2:4])
    for at in block.scales:
        bad = raw.copy()
        bad[4, block.bytes + at : block.bytes + at + 2] = np.array([np.nan], "<f2").view(np.uint8)
        broken = Packed(kind, packed.shape, bad)
        assert not broken.is_finite()
        assert not np.isfinite(broken.dense()[4]).all()


def test_a_file_cut_anywhere(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gguf", "llama", fields={"tokenizer.ggml.tokens": ["a"] * 50})
    raw = path.read_bytes()
    for length in [*range(4, 3000, 61), *range(3000, len(raw), 9001), len(raw) - 1]:
        path.write_bytes(raw[:length])
        with pytest.raises(UserError, match=r"a\.gguf is damaged, cut short or not a GGUF file"):
            GGUFFile(path)


def test_a_file_with_any_wrong_bytes(tmp_path: Path) -> None:
    """Whatever the header claims, the answer is a model or one clear error: no crash, no huge allocation."""
    path = write(tmp_path / "a.gguf", "llama", fields={"tokenizer.ggml.tokens": ["a"] * 9, "x.y": [1.0, 2.0]})
    raw = path.read_bytes()
    rng = random.Random(5)
    for at in [*range(4, 28), *rng.sample(range(28, 2600), 90)]:
        for value in (0xFF, 0x7F, 0x00):
            path.write_bytes(raw[:at] + bytes([value]) + raw[at + 1 :])
            with contextlib.suppress(UserError):
                opened(path)


def _text(text: bytes) -> bytes:
    return struct.pack("<Q", len(text)) + text


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (struct.pack("<IQQ", 1, 0, 0), "version 1, known are 2 and 3"),
        (struct.pack(">IQQ", 3, 0, 0), "version 50331648"),
        (struct.pack("<IQQ", 3, 1 << 60, 0), "0 dimensions"),
        (struct.pack("<IQQ", 3, 0, 1 << 60), "bytes wanted"),
        (struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 1 << 40), "a name of 1099511627776 bytes"),
        (struct.pack("<IQQ", 3, 0, 1) + _text(b"k") + struct.pack("<IIQ", 9, 8, 1 << 60), "texts announced"),
        (struct.pack("<IQQ", 3, 0, 1) + _text(b"k") + struct.pack("<IIQ", 9, 4, 1 << 62), "bytes wanted"),
        (struct.pack("<IQQ", 3, 0, 1) + _text(b"k") + struct.pack("<IIQ", 9, 9, 5), "the unknown type 9"),
        (struct.pack("<IQQ", 3, 0, 1) + _text(b"k") + struct.pack("<IQ", 8, 1 << 63), "bytes wanted"),
        (struct.pack("<IQQ", 3, 0, 1) + _text(b"k") + struct.pack("<I", 77), "the unknown type 77"),
        (struct.pack("<IQQ", 3, 1, 0) + _text(b"t") + struct.pack("<I", 1 << 30), "1073741824 dimensions"),
        (struct.pack("<IQQ", 3, 1, 0) + _text(b"t") + struct.pack("<IQQ", 2, 1 << 40, 1 << 40), "a shape of"),
        (struct.pack("<IQQ", 3, 1, 0) + _text(b"t") + struct.pack("<IQIQ", 1, 0, 0, 0), "a shape of 0"),
        (struct.pack("<IQQ", 3, 1, 0) + _text(b"t") + struct.pack("<IQIQ", 1, 33, 2, 0), "rows of 33 weights in Q4_0"),
        (struct.pack("<IQQ", 3, 1, 0) + _text(b"t") + struct.pack("<IQIQ", 1, 32, 0, 1 << 62), "128 bytes at"),
        (struct.pack("<IQQ", 3, 1, 0) + _text(b"t") + struct.pack("<IQIQ", 1, 256, 16, 0), "stored as ggml type 16"),
    ],
)
def test_a_header_that_lies(tmp_path: Path, body: bytes, message: str) -> None:
    path = tmp_path / "a.gguf"
    path.write_bytes(b"GGUF" + body + bytes(256))
    with pytest.raises(UserError, match=message):
        GGUFFile(path)


def test_check_shapes_names_the_file(tmp_path: Path) -> None:
    config = check_config({**KIN, "model_type": "llama"}, tmp_path / "a.gguf")
    with pytest.raises(UserError, match=r"a\.gguf lacks the weights “embed_tokens\.weight”"):
        check_shapes({}, config, tmp_path / "a.gguf")


def test_small_gguf_uses_other_rows_than_hugging_face() -> None:
    """The order that ``GGUFFile`` undoes is really another one."""
    array = arrays("llama")[Q_PROJ]
    moved = small_gguf._interleaved(Q_PROJ, array, KIN)
    assert not np.array_equal(moved, array)
    np.testing.assert_array_equal(moved[:4], array[[0, 8, 1, 9]])
