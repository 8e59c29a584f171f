"""BERT encoders (Devlin et al. 2018) and those that differ in names only: RoBERTa, XLM-RoBERTa, DistilBERT.

Canonical names are BERT's. ``position_offset`` is the row of the position table that token 0 takes: RoBERTa counts
from its padding index + 1. DistilBERT has no token types: its table is a row of zeros.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from attnviz.weights.shapes.common import (
    MOST_LAYERS,
    Config,
    Entries,
    Family,
    Makers,
    Shapes,
    layer_norm,
    linear,
    without,
)

_WORDS = 30522  # of the first BERT; transformers' default
_HEAD = "cls.predictions."
_TYPES = "embeddings.token_type_embeddings.weight"

_DISTIL_PARTS = {
    "attention.q_lin": "attention.self.query",
    "attention.k_lin": "attention.self.key",
    "attention.v_lin": "attention.self.value",
    "attention.out_lin": "attention.output.dense",
    "sa_layer_norm": "attention.output.LayerNorm",
    "ffn.lin1": "intermediate.dense",
    "ffn.lin2": "output.dense",
    "output_layer_norm": "output.LayerNorm",
}
_HEADS = {
    "vocab_transform": "transform.dense",
    "vocab_layer_norm": "transform.LayerNorm",
    "vocab_projector.weight": "decoder.weight",
    "vocab_projector.bias": "bias",
    "lm_head.dense": "transform.dense",
    "lm_head.layer_norm": "transform.LayerNorm",
    "lm_head.decoder.weight": "decoder.weight",
    "lm_head.decoder.bias": "bias",
    "lm_head.bias": "bias",
    f"{_HEAD}decoder.bias": "bias",
}
_OLD_ENDINGS = {"LayerNorm.gamma": "LayerNorm.weight", "LayerNorm.beta": "LayerNorm.bias"}


def _complete(entries: Entries) -> dict[str, Any]:
    distil = entries.raw["model_type"] == "distilbert"
    roberta = entries.raw["model_type"] in ("roberta", "xlm-roberta")
    written = (
        ("dim", "n_layers", "n_heads", "hidden_dim", "activation")
        if distil
        else ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "hidden_act")
    )
    width = entries.size(written[0], 768)
    heads = entries.size(written[2], 12)
    if width % heads:
        raise entries.bad(written[2], heads)
    offset = entries.size("pad_token_id", 1, least=0) + 1 if roberta else 0
    for name, supported in (("position_embedding_type", "absolute"), ("is_decoder", False)):
        entries.only(name, supported)
    return {
        "hidden_size": width,
        "num_hidden_layers": entries.size(written[1], 6 if distil else 12, MOST_LAYERS),
        "num_attention_heads": heads,
        "intermediate_size": entries.size(written[3], 3072),
        "max_position_embeddings": entries.size("max_position_embeddings", 512, least=offset + 1),
        "type_vocab_size": 1 if distil else entries.size("type_vocab_size", 2),
        "vocab_size": entries.size("vocab_size", _WORDS),
        "layer_norm_eps": entries.number("layer_norm_eps", 1e-12, 1),
        "hidden_act": entries.choice(written[4], "gelu", {"gelu": "gelu"}),
        "position_embedding_type": "absolute",
        "position_offset": offset,
        "is_decoder": False,
    }


def _shapes(config: Config) -> Shapes:
    D, F = config["hidden_size"], config["intermediate_size"]
    shapes: Shapes = {
        "embeddings.word_embeddings.weight": (config["vocab_size"], D),
        "embeddings.position_embeddings.weight": (config["max_position_embeddings"], D),
        _TYPES: (config["type_vocab_size"], D),
        **layer_norm("embeddings.LayerNorm", D),
    }
    for layer in range(config["num_hidden_layers"]):
        at = f"encoder.layer.{layer}."
        for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes.update(linear(at + part, D, D))
        shapes.update(linear(f"{at}intermediate.dense", F, D))
        shapes.update(linear(f"{at}output.dense", D, F))
        shapes.update(layer_norm(f"{at}attention.output.LayerNorm", D))
        shapes.update(layer_norm(f"{at}output.LayerNorm", D))
    return shapes


def _masked_word_head(config: Config) -> Shapes:
    """Dense, GELU, norm, then the word table again (tied) and a bias for each word."""
    if config.get("tie_word_embeddings") is False:
        return {}  # rare, and the head is an extra: such a model is an encoder like any other
    D = config["hidden_size"]
    return {
        **linear(f"{_HEAD}transform.dense", D, D),
        **layer_norm(f"{_HEAD}transform.LayerNorm", D),
        f"{_HEAD}bias": (config["vocab_size"],),
    }


def _made(config: Config) -> Makers:
    if config["model_type"] != "distilbert":
        return {}
    return {_TYPES: lambda: np.zeros((1, config["hidden_size"]), np.float32)}


def _plain(name: str, config: Config) -> str:
    name = without(name, "bert.", "roberta.", "distilbert.")
    for old, new in _HEADS.items():
        if name == old or name.startswith(old + "."):
            return _HEAD + new + name.removeprefix(old)
    for old, new in _OLD_ENDINGS.items():  # checkpoints from before PyTorch had its own norm
        if name.endswith(old):
            return name.removesuffix(old) + new
    if name.startswith("transformer.layer."):
        _, _, layer, *part, ending = name.split(".")
        inside = ".".join(part)
        return f"encoder.layer.{layer}.{_DISTIL_PARTS.get(inside, inside)}.{ending}"
    return name


def _facts(config: Config) -> dict[str, int]:
    D, H = config["hidden_size"], config["num_attention_heads"]
    return {
        "layers": config["num_hidden_layers"],
        "heads": H,
        "kv_heads": H,
        "head_width": D // H,
        "width": D,
        "limit": config["max_position_embeddings"] - config["position_offset"],
        "vocabulary": config["vocab_size"],
    }


BERT = Family(
    name="bert",
    kind="encoder",
    complete=_complete,
    shapes=_shapes,
    optional=_masked_word_head,
    made=_made,
    plain=_plain,
    facts=_facts,
    inner=("encoder.layer.",),
)
