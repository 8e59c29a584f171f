"""Marian translators (Junczys-Dowmunt et al. 2018; opus-mt): post-norm encoder and decoder with cross-attention.

Canonical names are Hugging Face's without "model.". The word table is ``shared.weight`` when encoder and decoder share
it, else ``encoder.embed_tokens.weight`` and ``decoder.embed_tokens.weight``; the output layer is the decoder's table
(``lm_head.weight`` only when it is not tied) and ``final_logits_bias`` (1, V). The positions are a formula, given as
``encoder.embed_positions.weight`` and ``decoder.embed_positions.weight`` whatever a file holds.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from attnviz.trace import Array
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

_MOST_POSITIONS = 1 << 14  # computed, not read, so that no file's size bounds them; opus-mt has 512
_ACTIVATIONS = {"swish": "silu", "silu": "silu", "gelu": "gelu", "relu": "relu"}
_SHARED = ("shared.weight", "encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight")
_POSITIONS = ("encoder.embed_positions.weight", "decoder.embed_positions.weight")


def _complete(entries: Entries) -> dict[str, Any]:
    width = entries.size("d_model", 1024)
    heads = entries.size("encoder_attention_heads", 16)
    if width % heads:
        raise entries.bad("encoder_attention_heads", heads)
    entries.only("decoder_attention_heads", heads)
    for name, supported in (
        ("normalize_before", False),
        ("normalize_embedding", False),
        ("add_final_layer_norm", False),
        ("static_position_embeddings", True),
    ):
        entries.only(name, supported)
    words = entries.size("vocab_size", 58101)
    shared = entries.flag("share_encoder_decoder_embeddings", True)
    if shared:
        entries.only("decoder_vocab_size", words)
    target_words = entries.size("decoder_vocab_size", words)
    return {
        "vocab_size": words,
        "decoder_vocab_size": target_words,
        "d_model": width,
        "encoder_layers": entries.size("encoder_layers", 12, MOST_LAYERS),
        "decoder_layers": entries.size("decoder_layers", 12, MOST_LAYERS),
        "encoder_attention_heads": heads,
        "decoder_attention_heads": heads,
        "encoder_ffn_dim": entries.size("encoder_ffn_dim", 4096),
        "decoder_ffn_dim": entries.size("decoder_ffn_dim", 4096),
        "max_position_embeddings": entries.size("max_position_embeddings", 1024, _MOST_POSITIONS),
        "activation_function": entries.choice("activation_function", "gelu", _ACTIVATIONS),
        "scale_embedding": entries.flag("scale_embedding", False),
        "share_encoder_decoder_embeddings": shared,
        "tie_word_embeddings": entries.flag("tie_word_embeddings", True),
        "layer_norm_eps": 1e-5,
        "decoder_start_token_id": entries.size("decoder_start_token_id", 58100, target_words - 1, least=0),
        "pad_token_id": entries.size("pad_token_id", 58100, target_words - 1, least=0),
        "eos_token_id": entries.size("eos_token_id", 0, target_words - 1, least=0),
    }


def _shapes(config: Config) -> Shapes:
    D, V = config["d_model"], config["decoder_vocab_size"]
    shapes: Shapes = {}
    if config["share_encoder_decoder_embeddings"]:
        shapes["shared.weight"] = (V, D)
    else:
        shapes["encoder.embed_tokens.weight"] = (config["vocab_size"], D)
        shapes["decoder.embed_tokens.weight"] = (V, D)
    shapes.update(dict.fromkeys(_POSITIONS, (config["max_position_embeddings"], D)))
    for side in ("encoder", "decoder"):
        F = config[f"{side}_ffn_dim"]
        for layer in range(config[f"{side}_layers"]):
            at = f"{side}.layers.{layer}."
            for attention in ("self_attn", "encoder_attn") if side == "decoder" else ("self_attn",):
                for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
                    shapes.update(linear(f"{at}{attention}.{part}", D, D))
                shapes.update(layer_norm(f"{at}{attention}_layer_norm", D))
            shapes.update(linear(f"{at}fc1", F, D))
            shapes.update(linear(f"{at}fc2", D, F))
            shapes.update(layer_norm(f"{at}final_layer_norm", D))
    shapes["final_logits_bias"] = (1, V)
    if not config["tie_word_embeddings"]:
        shapes["lm_head.weight"] = (V, D)
    return shapes


def _made(config: Config) -> Makers:
    return dict.fromkeys(_POSITIONS, lambda: sinusoids(config["max_position_embeddings"], config["d_model"]))


def sinusoids(positions: int, width: int) -> Array:
    """Vaswani et al. 2017, section 3.5, but all sines before all cosines, as Marian has them: (P, D)."""
    angles = np.arange(positions)[:, None] / 10000 ** (2 * (np.arange(width) // 2) / width)  # (P, D)
    return np.concatenate([np.sin(angles[:, 0::2]), np.cos(angles[:, 1::2])], axis=1).astype(np.float32)


def _plain(name: str, config: Config) -> str:
    name = without(name, "model.")
    if name in _POSITIONS:
        return f"stored.{name}"  # never used: see above
    tied = config["tie_word_embeddings"]
    if config["share_encoder_decoder_embeddings"]:
        # one table under several names; a file keeps any one of them
        return _SHARED[0] if name in _SHARED[: 4 if tied else 3] else name
    return _SHARED[2] if tied and name == "lm_head.weight" else name


def _facts(config: Config) -> dict[str, int]:
    D, H = config["d_model"], config["encoder_attention_heads"]
    return {
        "layers": config["encoder_layers"],
        "decoder_layers": config["decoder_layers"],
        "heads": H,
        "kv_heads": H,
        "head_width": D // H,
        "width": D,
        "limit": config["max_position_embeddings"],
        "vocabulary": config["decoder_vocab_size"],
    }


MARIAN = Family(
    name="marian",
    kind="encoder-decoder",
    complete=_complete,
    shapes=_shapes,
    made=_made,
    plain=_plain,
    facts=_facts,
    inner=("encoder.layers.", "decoder.layers."),
)
