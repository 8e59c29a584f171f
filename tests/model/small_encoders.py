"""Small translators and encoders with a head for masked words, as folders of the Hugging Face hub."""

from __future__ import annotations

import json
import math
import re
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from attnviz.weights.families import MODEL_TYPES, check_config

SEED = 4
V = 96
PAD, END = V - 1, 0
LARGER = {
    "shared": 1.5,
    "embed_tokens": 2.0,
    "word_emb": 4.0,
    r"(query|key|[qk]_proj)\.weight": 2.0,
    r"fc2\.weight": 2.0,
}
"""factors: what is written depends on the words more than on their places, and on more than the last one"""
NOVELTY = 1.0
"""what has been written is attended to with a minus sign, so that it is not written again and again"""
ENDING = {"marian": 2.5, "marian_gelu": 4.0, "marian_relu": 7.0}
"""what makes the end more likely than another token, so that translations have one"""
SOURCES = (12, 5, 27, 40)
"""tokens of the texts that are translated; everything of the first is compared"""
READ = 16
"""tokens of its translation that the decoder reads in that comparison"""
BEAMS = ((4, 1.0), (3, 0.6), (2, 0.0))
"""beams and length penalty"""

_MARIAN = {
    "model_type": "marian",
    "vocab_size": V,
    "decoder_vocab_size": V,
    "d_model": 64,
    "encoder_layers": 2,
    "decoder_layers": 2,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 96,
    "decoder_ffn_dim": 80,
    "max_position_embeddings": 100,
    "activation_function": "swish",
    "scale_embedding": True,
    "static_position_embeddings": True,
    "share_encoder_decoder_embeddings": True,
    "tie_word_embeddings": True,
    "is_encoder_decoder": True,
    "pad_token_id": PAD,
    "decoder_start_token_id": PAD,
    "eos_token_id": END,
}
_BERT = {
    "vocab_size": V,
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 96,
    "max_position_embeddings": 40,
    "hidden_act": "gelu",
    "layer_norm_eps": 1e-5,
}
TRANSLATORS: dict[str, dict[str, Any]] = {
    "marian": _MARIAN,
    "marian_gelu": {
        **_MARIAN,
        "activation_function": "gelu",
        "scale_embedding": False,
        "share_encoder_decoder_embeddings": False,
        "tie_word_embeddings": False,
        "vocab_size": V + 9,
        "decoder_layers": 3,
    },
    "marian_relu": {**_MARIAN, "activation_function": "relu", "share_encoder_decoder_embeddings": False},
}
ENCODERS: dict[str, dict[str, Any]] = {
    "bert": {"model_type": "bert", **_BERT, "type_vocab_size": 2, "pad_token_id": 0},
    "roberta": {"model_type": "roberta", **_BERT, "type_vocab_size": 1, "pad_token_id": 1},
    "xlm-roberta": {"model_type": "xlm-roberta", **_BERT, "type_vocab_size": 1, "pad_token_id": 1},
    "distilbert": {
        "model_type": "distilbert",
        "vocab_size": V,
        "dim": 64,
        "n_layers": 2,
        "n_heads": 4,
        "hidden_dim": 96,
        "max_position_embeddings": 40,
        "activation": "gelu",
        "pad_token_id": 0,
        "sinusoidal_pos_embds": False,
    },
}
CASES = TRANSLATORS | ENCODERS

_DISTIL = (
    ("encoder.layer.", "transformer.layer."),
    ("attention.self.query", "attention.q_lin"),
    ("attention.self.key", "attention.k_lin"),
    ("attention.self.value", "attention.v_lin"),
    ("attention.output.dense", "attention.out_lin"),
    ("attention.output.LayerNorm", "sa_layer_norm"),
    ("intermediate.dense", "ffn.lin1"),
    (".output.dense", ".ffn.lin2"),
    (".output.LayerNorm", ".output_layer_norm"),
)
_HEADS = {
    "bert": ("cls.predictions.transform.dense", "cls.predictions.transform.LayerNorm", "cls.predictions.bias"),
    "distilbert": ("vocab_transform", "vocab_layer_norm", "vocab_projector.bias"),
    "roberta": ("lm_head.dense", "lm_head.layer_norm", "lm_head.bias"),
}


def ids_of(case: str, count: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Token ids of the texts that are compared; none is padding."""
    rng = np.random.default_rng([SEED, zlib.crc32(case.encode()), count])
    return rng.integers(2, V - 1, count).astype(np.int32)


def arrays_of(case: str, **changes: Any) -> dict[str, np.ndarray]:
    """Every array of a model by its name in a Hugging Face checkpoint; ``changes`` to its configuration."""
    config = check_config({**CASES[case], **changes}, Path(case))
    family = MODEL_TYPES[config["model_type"]]
    made = family.made(config)
    arrays = {}
    for name, shape in (family.shapes(config) | family.optional(config)).items():
        if name not in made:
            array = _random(case, name, shape)
            if name == "final_logits_bias":
                array[:, END] += ENDING[case]
            arrays[_in_checkpoint(name, config["model_type"])] = array
    return arrays


def write(case: str, folder: Path, **changes: Any) -> Path:
    """A folder with config.json and model.safetensors."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps({**CASES[case], **changes}), "utf-8")
    kind = changes.get("dtype", "float32")
    arrays = {name: array.astype(kind) for name, array in arrays_of(case, **changes).items()}
    save_file(arrays, folder / "model.safetensors", {"format": "pt"})
    return folder


def checksum(case: str) -> int:
    """See ``small_decoders.checksum``."""
    return zlib.crc32(b"".join(array.tobytes() for _, array in sorted(arrays_of(case).items())))


def _random(case: str, name: str, shape: tuple[int, ...]) -> np.ndarray:
    if name == "lm_head.weight":  # each token makes another one likely
        return np.roll(_random(case, "decoder.embed_tokens.weight", shape), 7, axis=0)
    numbers = np.random.default_rng([SEED, zlib.crc32(f"{case} {name}".encode())]).standard_normal(shape, np.float32)
    if len(shape) == 1:
        return numbers * np.float32(0.1) + np.float32(name.lower().endswith("norm.weight"))
    factor = math.prod(factor for pattern, factor in LARGER.items() if re.search(pattern, name))
    array = numbers * np.float32(factor / math.sqrt(shape[1]))
    if re.search(r"decoder.*self_attn.(v|out)_proj.weight", name):
        array += np.eye(*shape, dtype=np.float32) * (NOVELTY if "v_proj" in name else -NOVELTY)
    return array


def _in_checkpoint(name: str, kind: str) -> str:
    if kind == "marian":
        return name if name.startswith(("final_logits_bias", "lm_head")) else f"model.{name}"
    if name.startswith("cls.predictions."):
        for ours, theirs in zip(_HEADS["bert"], _HEADS[kind.removeprefix("xlm-")], strict=True):
            if name.startswith(ours):
                return name.replace(ours, theirs)
    if kind == "distilbert":
        for ours, theirs in _DISTIL:
            name = name.replace(ours, theirs)
    return f"{kind.removeprefix('xlm-')}.{name}"
