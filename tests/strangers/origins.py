"""Sound files of every kind, a few kilobytes each, for the mutators to damage."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import small_gguf
import small_vocabularies
import trace_files
from safetensors.numpy import save_file
from small_decoders import CASES
from small_models import E5S, write_folder

from attnviz.weights.families import MODEL_TYPES, check_config
from attnviz.weights.own_files import INDEX

MARIAN = Path(__file__).parent.parent / "golden" / "marian"
LLAMA = {**CASES["llama"], "vocab_size": 600, "num_hidden_layers": 2, "eos_token_id": 0}


def random_arrays(config: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Small weights of a configuration, by the names of its family."""
    whole = check_config(config, Path("config.json"))
    family = MODEL_TYPES[whole["model_type"]]
    made, found = family.made(whole), {}
    for name, shape in family.shapes(whole).items():
        if name not in made:
            rng = np.random.default_rng(zlib.crc32(name.encode()))
            array = (rng.normal(size=shape) * 0.2).astype(np.float32)
            found[name] = np.ascontiguousarray(array.T if family.turned(name) else array)
    return found


def model_folder(folder: Path, config: Mapping[str, Any], vocabulary: str) -> Path:
    """config.json, model.safetensors and a tokenizer.json of ``small_vocabularies``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config))
    save_file(random_arrays(config), folder / "model.safetensors", {"format": "pt"})
    small_vocabularies.ALL[vocabulary]().save(str(folder / "tokenizer.json"))
    return folder


def bert(folder: Path) -> Path:
    return write_folder(folder)


def sharded(folder: Path) -> Path:
    """A Llama in two files and an index."""
    model_folder(folder, LLAMA, "gpt2")
    arrays = random_arrays(LLAMA)
    (folder / "model.safetensors").unlink()
    names = [f"model-{part:05}-of-00002.safetensors" for part in (1, 2)]
    halves = [dict(list(arrays.items())[:7]), dict(list(arrays.items())[7:])]
    for name, half in zip(names, halves, strict=True):
        save_file(half, folder / name)
    weight_map = {key: name for name, half in zip(names, halves, strict=True) for key in half}
    (folder / INDEX).write_text(json.dumps({"metadata": {"total_size": 1}, "weight_map": weight_map}))
    return folder


CONFIGS: dict[str, tuple[dict[str, Any], str]] = {
    "llama": (LLAMA, "llama2"),
    "llama3": ({**CASES["llama3"], "vocab_size": 600}, "llama3"),
    "mistral": ({**CASES["mistral"], "vocab_size": 600}, "gpt2"),
    "qwen3": ({**CASES["qwen3"], "vocab_size": 600}, "qwen2"),
    "mixtral": ({**CASES["mixtral"], "vocab_size": 600, "num_local_experts": 3}, "gpt2"),
    "gpt2": ({**CASES["gpt2"], "vocab_size": 600}, "gpt2"),
    "xlm": (
        {"model_type": "xlm-roberta", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "vocab_size":
         400, "intermediate_size": 48, "max_position_embeddings": 66, "type_vocab_size": 1, "pad_token_id": 1},
        "xlm_roberta",
    ),
    "bert": (
        {"model_type": "bert", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "vocab_size": 400,
         "intermediate_size": 48, "max_position_embeddings": 64},
        "bert",
    ),
}  # fmt: skip


def marian(folder: Path, kind: str) -> Path:
    """A translator as opus-mt has them."""
    shutil.copytree(MARIAN / kind, folder)
    recorded = json.loads((folder / "recorded.json").read_text("utf-8"))
    (folder / "recorded.json").unlink()
    words = max(json.loads((folder / "vocab.json").read_text("utf-8")).values()) + 1
    config = {
        "model_type": "marian", "d_model": 32, "encoder_layers": 1, "decoder_layers": 1, "vocab_size": words,
        "encoder_attention_heads": 2, "decoder_attention_heads": 2, "encoder_ffn_dim": 48, "decoder_ffn_dim": 48,
        "max_position_embeddings": 32, "activation_function": "swish", "scale_embedding": True,
        **recorded["config"], "decoder_vocab_size": words,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    save_file(random_arrays(config), folder / "model.safetensors")
    return folder


def gguf_fields(vocabulary: str) -> dict[str, Any]:
    """A vocabulary of 32 tokens in the words of a GGUF file."""
    words = [
        "<unk>",
        "<s>",
        "</s>",
        *"abcdehlot",
        "Ġ",
        "Ġa",
        "he",
        "th",
        "Ċ",
        "!",
        ".",
        "▁",
        "▁the",
        "▁cat",
        "it",
        "##s",
    ]
    tokens = words + [f"<x{at}>" for at in range(len(words), 32)]
    common = {
        "tokenizer.ggml.model": vocabulary,
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": [2, 3, 3] + [1] * 29,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.ggml.unknown_token_id": 0,
    }
    if vocabulary == "gpt2":
        return {**common, "tokenizer.ggml.pre": "llama-bpe", "tokenizer.ggml.merges": ["h e", "t h", "Ġ a"]}
    if vocabulary == "llama":
        return {**common, "tokenizer.ggml.scores": [-float(at) for at in range(32)]}
    return {**common, "tokenizer.ggml.cls_token_id": 1, "tokenizer.ggml.seperator_token_id": 2}


GGUFS = {
    "llama": ("gpt2", "Q4_0"), "qwen2": ("gpt2", "F16"), "qwen3": ("llama", "BF16"), "mixtral": ("llama", "Q8_0"),
    "gpt2": ("gpt2", "Q5_1"), "bert": ("bert", "F32"),
}  # fmt: skip


def gguf(path: Path, kind: str, fields: Mapping[str, Any] | None = None) -> Path:
    vocabulary, stored = GGUFS[kind]
    numbers = {name: array * np.float32(0.2) for name, array in small_gguf.arrays(kind).items()}
    return small_gguf.write(path, kind, numbers, stored, {**gguf_fields(vocabulary), **(fields or {})})


def e5s(path: Path) -> Path:
    return E5S().write(path)


def trace_file(path: Path, kind: str = "decoder") -> Path:
    metadata, shapes = trace_files.describe(7, kind=kind, window=3 if kind == "decoder" else 0)
    rng = np.random.default_rng(1)
    filled = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    return trace_files.write(path, metadata, shapes, filled=filled)
