"""Small decoders of every kind, as folders of the Hugging Face hub: seeded weights, written where a test wants them."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from attnviz.weights.families import MODEL_TYPES, check_config

SEED = 4
V = 320

_LLAMA = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 96,
    "vocab_size": V,
    "max_position_embeddings": 256,
    "rms_norm_eps": 1e-5,
    "hidden_act": "silu",
    "tie_word_embeddings": False,
}
_LLAMA3 = {
    "rope_type": "llama3",
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}
CASES: dict[str, dict[str, Any]] = {
    "gpt2": {
        "model_type": "gpt2",
        "n_embd": 64,
        "n_layer": 2,
        "n_head": 4,
        "n_positions": 128,
        "vocab_size": V,
        "activation_function": "gelu_new",
    },
    "llama": {"model_type": "llama", **_LLAMA, "rope_theta": 1e4, "tie_word_embeddings": True},
    "llama3": {"model_type": "llama", **_LLAMA, "num_key_value_heads": 1, "rope_theta": 5e5, "rope_scaling": _LLAMA3},
    "mistral": {"model_type": "mistral", **_LLAMA, "sliding_window": 7, "rope_theta": 1e4},
    "qwen2": {"model_type": "qwen2", **_LLAMA, "use_sliding_window": False, "rope_theta": 1e6},
    "qwen3": {"model_type": "qwen3", **_LLAMA, "head_dim": 24, "rope_theta": 1e6},
    "mixtral": {
        "model_type": "mixtral",
        **_LLAMA,
        "num_local_experts": 8,
        "num_experts_per_tok": 2,
        "sliding_window": None,
        "rope_theta": 1e6,
    },
    "olmoe": {
        "model_type": "olmoe",
        **_LLAMA,
        "num_key_value_heads": 4,
        "num_experts": 6,
        "num_experts_per_tok": 3,
        "norm_topk_prob": False,
        "rope_theta": 1e4,
    },
    "qwen3_moe": {
        "model_type": "qwen3_moe",
        **_LLAMA,
        "head_dim": 16,
        "num_experts": 8,
        "num_experts_per_tok": 2,
        "moe_intermediate_size": 40,
        "norm_topk_prob": True,
        "mlp_only_layers": [1],
        "decoder_sparse_step": 1,
        "rope_theta": 1e6,
    },
}
SHORT, LONG = 12, 60


def ids_of(case: str, count: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Token ids of the texts that are compared."""
    rng = np.random.default_rng([SEED, zlib.crc32(case.encode()), count])
    return rng.integers(0, V, count).astype(np.int32)


def arrays_of(case: str) -> dict[str, np.ndarray]:
    """Every array of a model by its name in a Hugging Face checkpoint."""
    config = check_config(CASES[case], Path(case))
    family = MODEL_TYPES[config["model_type"]]
    made = family.made(config)
    arrays = {}
    for name, shape in family.shapes(config).items():
        if name in made:
            continue
        array = _random(case, name, shape)
        arrays[_in_checkpoint(name, config["model_type"])] = np.ascontiguousarray(
            array.T if family.turned(name) else array
        )
    return arrays


def write(case: str, folder: Path) -> Path:
    """A folder with config.json and model.safetensors."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(CASES[case]), "utf-8")
    save_file(arrays_of(case), folder / "model.safetensors", {"format": "pt"})
    return folder


def checksum(case: str) -> int:
    """Of all weights: numpy may one day draw other numbers from a seed."""
    return zlib.crc32(b"".join(array.tobytes() for _, array in sorted(arrays_of(case).items())))


def _random(case: str, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Weights that keep the size of what goes through them, and queries and keys that make attention uneven."""
    rng = np.random.default_rng([SEED, zlib.crc32(f"{case} {name}".encode())])
    numbers = rng.standard_normal(shape, np.float32)
    if len(shape) == 2:
        sharper = 2.0 if re.search(r"q_proj|k_proj|c_attn|mlp\.gate\.", name) else 1.0
        return numbers * np.float32(sharper / np.sqrt(shape[1]) if "emb" not in name and "wte" not in name else 0.5)
    return numbers * np.float32(0.1) + np.float32("norm" in name or ".ln_" in name or name.startswith("ln_f"))


def _in_checkpoint(name: str, model_type: str) -> str:
    if model_type == "mixtral":
        name = name.replace(".mlp.", ".block_sparse_moe.")
        for ours, theirs in (("gate_proj", "w1"), ("up_proj", "w3"), ("down_proj", "w2")):
            name = name.replace(ours, theirs)
    if name.startswith("lm_head"):
        return name
    return f"{'transformer' if model_type == 'gpt2' else 'model'}.{name}"
