"""Writes models of a few kilobytes: an E5S1 file and a safetensors folder, whole or damaged on purpose."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

D, L, H, F, POSITIONS, TYPES = 64, 2, 2, 96, 40, 2

PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "▁he", "he", "llo", "太郎", "は", "が", "h", "e", "l", "o", "<mask>")
RULES = {0x41: "a", 0x3000: " ", 0x0A: " ", 0x01: "", 0x3314: "キロ"}


def config() -> dict[str, object]:
    return {
        "model_type": "bert",
        "hidden_size": D,
        "num_hidden_layers": L,
        "num_attention_heads": H,
        "intermediate_size": F,
        "max_position_embeddings": POSITIONS,
        "type_vocab_size": TYPES,
        "vocab_size": 20,
        "layer_norm_eps": 1e-12,
        "hidden_act": "gelu",
    }


def arrays(seed: int = 0) -> dict[str, np.ndarray]:
    """A random BERT by its Hugging Face names."""
    rng = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (20, D),
        "embeddings.position_embeddings.weight": (POSITIONS, D),
        "embeddings.token_type_embeddings.weight": (TYPES, D),
        "embeddings.LayerNorm.weight": (D,),
        "embeddings.LayerNorm.bias": (D,),
    }
    for layer in range(L):
        for name, out, into in (
            ("attention.self.query", D, D),
            ("attention.self.key", D, D),
            ("attention.self.value", D, D),
            ("attention.output.dense", D, D),
            ("intermediate.dense", F, D),
            ("output.dense", D, F),
        ):
            shapes[f"encoder.layer.{layer}.{name}.weight"] = (out, into)
            shapes[f"encoder.layer.{layer}.{name}.bias"] = (out,)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"encoder.layer.{layer}.{name}.weight"] = (D,)
            shapes[f"encoder.layer.{layer}.{name}.bias"] = (D,)
    return {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def write_folder(folder: Path, changed: dict[str, np.ndarray] | None = None, prefix: str = "") -> Path:
    """config.json, model.safetensors and tokenizer.json; ``changed`` replaces arrays, None in it removes one."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name: array for name, array in {**arrays(), **(changed or {})}.items() if array is not None}
    save_file({prefix + name: array for name, array in kept.items()}, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(config()))
    words = {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "he": 4, "##llo": 5, "!": 6}
    tokenizer = Tokenizer(models.WordPiece(words, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


SHORT_NAMES = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}


def short(name: str) -> str:
    whole = {
        "embeddings.word_embeddings.weight": "emb.word",
        "embeddings.position_embeddings.weight": "emb.pos",
        "embeddings.token_type_embeddings.weight": "emb.type",
        "embeddings.LayerNorm.weight": "emb.ln.w",
        "embeddings.LayerNorm.bias": "emb.ln.b",
    }
    if name in whole:
        return whole[name]
    _, _, layer, *part, ending = name.split(".")
    return f"l{layer}.{SHORT_NAMES['.'.join(part)]}.{ending[0]}"


def quantised(array: np.ndarray) -> tuple[bytes, np.ndarray]:
    """4-bit blocks of an array, and the numbers they stand for: one weight at a time, as the format is described."""
    raw, numbers = _quantised(array.tobytes())
    return raw, numbers.reshape(array.shape)


@cache
def _quantised(weights: bytes) -> tuple[bytes, np.ndarray]:
    raw, numbers = b"", []
    for block in np.frombuffer(weights, np.float32).reshape(-1, 32):
        scale = np.float16(np.abs(block).max() / 7 or 1)
        nibbles = [int(np.clip(round(float(weight) / float(scale)) + 8, 0, 15)) for weight in block]
        raw += struct.pack("<e", scale) + bytes(nibbles[j] | nibbles[j + 16] << 4 for j in range(16))
        numbers += [(nibble - 8) * float(scale) for nibble in nibbles]
    return raw, np.array(numbers, np.float32)


@dataclass
class E5S:
    """The parts of a file, to be changed before ``write``; ``numbers`` is what a reader must find."""

    magic: bytes = b"E5S1"
    version: int = 1
    sizes: list[int] = field(default_factory=lambda: [D, L, H, F, 20, POSITIONS, TYPES])
    block: int = 32
    pieces: list[bytes] = field(default_factory=lambda: [piece.encode() for piece in PIECES])
    specials: list[int] = field(default_factory=lambda: [0, 2, 1, 3])
    scores: list[float] = field(default_factory=lambda: [0.0] * 4 + [-2.0 - i / 8 for i in range(len(PIECES) - 4)])
    arrays: dict[str, np.ndarray] = field(default_factory=arrays)
    numbers: dict[str, np.ndarray] = field(default_factory=dict)
    shift: int = 0  # added to every offset of the directory

    def write(self, path: Path) -> Path:
        head = self.magic + struct.pack("<I7ifi", self.version, *self.sizes, 1e-12, self.block)
        blob = b"".join(self.pieces)
        ends = np.cumsum([0, *map(len, self.pieces)])
        head += struct.pack("<5iQ", len(self.pieces), *self.specials, len(blob))
        head += ends.astype("<u4").tobytes() + np.array(self.scores, "<f4").tobytes() + blob
        rules = b"".join(
            struct.pack(f"<IB{len(to)}I", code, len(to), *map(ord, to)) for code, to in sorted(RULES.items())
        )
        head += struct.pack("<iI", len(RULES), len(rules)) + rules
        rows = []
        for name, array in self.arrays.items():
            if array.ndim == 2 and not name.startswith(("embeddings.position", "embeddings.token_type")):
                raw, self.numbers[name] = quantised(array)
                rows.append((short(name).encode(), 1, array.size, raw))
            else:
                self.numbers[name] = array
                rows.append((short(name).encode(), 0, array.size, array.astype("<f4").tobytes()))
        directory = struct.pack("<i", len(rows))
        at = len(head) + 4 + sum(2 + len(name) + 21 for name, *_ in rows)
        data = b""
        for name, kind, size, raw in rows:
            pad = -(at + len(data)) % 64
            data += b"\0" * pad
            place = at + len(data) + self.shift
            directory += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", kind, size, place, len(raw))
            data += raw
        path.write_bytes(head + directory + data)
        return path
