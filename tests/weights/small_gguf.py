"""Writes GGUF files of a few kilobytes, as llama.cpp's converters would: names from the gguf library's own table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from gguf.quants import quantize

from attnviz.weights.families import FAMILIES, check_config

KIN = {
    "vocab_size": 32,
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 128,
    "rms_norm_eps": 0.5,
    "rope_theta": 5000.0,
}
EXPERTS = {**KIN, "num_experts_per_tok": 2}
CONFIGS: dict[str, tuple[str, dict[str, Any]]] = {
    "llama": ("llama", {**KIN, "model_type": "llama", "tie_word_embeddings": True}),
    "qwen2": ("qwen2", {**KIN, "model_type": "qwen2"}),
    "qwen3": ("qwen3", {**KIN, "model_type": "qwen3", "head_dim": 32}),
    "mixtral": ("llama", {**EXPERTS, "model_type": "mixtral", "num_local_experts": 4}),
    "olmoe": ("olmoe", {**EXPERTS, "model_type": "olmoe", "num_experts": 4}),
    "qwen3_moe": (
        "qwen3moe",
        {
            **EXPERTS,
            "model_type": "qwen3_moe",
            "num_experts": 4,
            "moe_intermediate_size": 32,
            "head_dim": 32,
            "norm_topk_prob": True,
        },
    ),
    "gpt2": (
        "gpt2",
        {
            "model_type": "gpt2",
            "vocab_size": 32,
            "n_positions": 40,
            "n_embd": 64,
            "n_layer": 2,
            "n_head": 4,
            "layer_norm_epsilon": 0.25,
        },
    ),
    "bert": (
        "bert",
        {
            "model_type": "bert",
            "vocab_size": 32,
            "hidden_size": 64,
            "intermediate_size": 96,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "max_position_embeddings": 40,
            "type_vocab_size": 2,
            "layer_norm_eps": 0.25,
        },
    ),
}
_PREFIX = {"gpt2": "transformer.", "bert": ""}
_EXPERT = re.compile(r"(.*\.experts)\.(\d+)\.(.*)")


def arrays(kind: str, seed: int = 0) -> dict[str, np.ndarray]:
    """Random arrays of a family by their canonical names."""
    rng = np.random.default_rng(seed)
    shapes = FAMILIES[kind](check_config(CONFIGS[kind][1], Path("config.json")))
    return {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def write(
    path: Path,
    kind: str,
    numbers: Mapping[str, np.ndarray] | None = None,
    stored: str = "F32",
    fields: Mapping[str, Any] | None = None,
    extra: Mapping[str, np.ndarray] | None = None,
) -> Path:
    """
    Args:
        stored: how matrices of the layers are quantised.
        fields: further or other metadata; None as a value leaves an entry out.
        extra: tensors under the names of GGUF.
    """
    arch, config = CONFIGS[kind]
    writer = gguf.GGUFWriter(path, arch)
    for key, value in {**metadata(kind), **(fields or {})}.items():
        if isinstance(value, str):
            writer.add_string(key, value)
        elif isinstance(value, list):
            writer.add_array(key, value)
        elif isinstance(value, float):
            writer.add_float32(key, value)
        elif value is not None:
            writer.add_uint32(key, value)
    table = gguf.get_tensor_name_map(next(k for k, v in gguf.MODEL_ARCH_NAMES.items() if v == arch), 2)
    for name, array in _merged(numbers if numbers is not None else arrays(kind)).items():
        if arch == "llama":
            array = _interleaved(name, array, config)
        found = table.get_name(_PREFIX.get(arch, "model." * (name != "lm_head.weight")) + name, (".weight", ".bias"))
        assert found, name
        if array.ndim > 1 and ".weight" in found and found.startswith("blk."):
            sort = gguf.GGMLQuantizationType[stored]
            writer.add_tensor(found, quantize(array, sort), raw_dtype=sort)
        else:
            writer.add_tensor(found, array)
    for name, array in (extra or {}).items():
        writer.add_tensor(name, array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def metadata(kind: str) -> dict[str, Any]:
    arch, config = CONFIGS[kind]
    if arch == "gpt2":
        sizes = {
            "context_length": config["n_positions"],
            "embedding_length": config["n_embd"],
            "block_count": config["n_layer"],
            "feed_forward_length": 4 * config["n_embd"],
            "attention.head_count": config["n_head"],
            "attention.layer_norm_epsilon": config["layer_norm_epsilon"],
        }
    else:
        sizes = {
            "context_length": config["max_position_embeddings"],
            "embedding_length": config["hidden_size"],
            "block_count": config["num_hidden_layers"],
            "feed_forward_length": config["intermediate_size"],
            "attention.head_count": config["num_attention_heads"],
        }
    if arch == "bert":
        sizes["attention.layer_norm_epsilon"] = config["layer_norm_eps"]
    elif arch != "gpt2":
        sizes["attention.head_count_kv"] = config["num_key_value_heads"]
        sizes["attention.layer_norm_rms_epsilon"] = config["rms_norm_eps"]
        sizes["rope.freq_base"] = config["rope_theta"]
    if "head_dim" in config:
        sizes["attention.key_length"] = config["head_dim"]
    experts = config.get("num_local_experts", config.get("num_experts"))
    if experts:
        sizes["expert_count"] = experts
        sizes["expert_used_count"] = config["num_experts_per_tok"]
    if "moe_intermediate_size" in config:
        sizes["expert_feed_forward_length"] = config["moe_intermediate_size"]
    return {f"{arch}.{key}": value for key, value in sizes.items()}


def _merged(numbers: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """All experts of a layer in one tensor, as converters have written them since 2024."""
    merged: dict[str, Any] = {}
    for name, array in numbers.items():
        found = _EXPERT.fullmatch(name)
        if found:
            merged.setdefault(f"{found[1]}.{found[3]}", []).append(array)
        else:
            merged[name] = array
    return {name: np.stack(array) if isinstance(array, list) else array for name, array in merged.items()}


def _interleaved(name: str, array: np.ndarray, config: Mapping[str, Any]) -> np.ndarray:
    """Rows of a head in llama.cpp's order: 0, Dh/2, 1, Dh/2 + 1, ..."""
    heads = {"q_proj": "num_attention_heads", "k_proj": "num_key_value_heads"}
    part = next((part for part in heads if f".{part}." in name), None)
    if part is None:
        return array
    width = len(array) // config[heads[part]]
    order = [row for pair in range(width // 2) for row in (pair, pair + width // 2)]
    return np.concatenate([array[start : start + width][order] for start in range(0, len(array), width)])
