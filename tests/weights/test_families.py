"""Configurations and names of each family; facts from transformers 5.23 (its code and the files it saves)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attnviz.errors import UserError
from attnviz.weights.families import FAMILIES, MODEL_TYPES, check_config, check_shapes, model_info
from attnviz.weights.shapes.llama import is_sparse
from attnviz.weights.shapes.marian import sinusoids
from attnviz.weights.shapes.rope import rope_factors

FILE = Path("config.json")


def checked(**entries: Any) -> dict[str, Any]:
    return check_config(entries, FILE)


@pytest.mark.parametrize(
    ("kind", "stored", "canonical"),
    [
        ("bert", "bert.encoder.layer.0.attention.self.query.weight", "encoder.layer.0.attention.self.query.weight"),
        ("bert", "bert.embeddings.LayerNorm.gamma", "embeddings.LayerNorm.weight"),
        ("bert", "cls.predictions.transform.LayerNorm.bias", "cls.predictions.transform.LayerNorm.bias"),
        ("bert", "cls.predictions.decoder.bias", "cls.predictions.bias"),
        ("roberta", "roberta.encoder.layer.3.output.dense.bias", "encoder.layer.3.output.dense.bias"),
        ("roberta", "lm_head.layer_norm.weight", "cls.predictions.transform.LayerNorm.weight"),
        ("roberta", "lm_head.dense.bias", "cls.predictions.transform.dense.bias"),
        ("roberta", "lm_head.bias", "cls.predictions.bias"),
        ("xlm-roberta", "lm_head.decoder.weight", "cls.predictions.decoder.weight"),
        (
            "distilbert",
            "distilbert.transformer.layer.1.attention.out_lin.weight",
            "encoder.layer.1.attention.output.dense.weight",
        ),
        (
            "distilbert",
            "distilbert.transformer.layer.1.sa_layer_norm.bias",
            "encoder.layer.1.attention.output.LayerNorm.bias",
        ),
        ("distilbert", "distilbert.transformer.layer.1.ffn.lin2.bias", "encoder.layer.1.output.dense.bias"),
        ("distilbert", "vocab_layer_norm.weight", "cls.predictions.transform.LayerNorm.weight"),
        ("distilbert", "vocab_projector.bias", "cls.predictions.bias"),
        ("gpt2", "transformer.h.0.attn.c_attn.weight", "h.0.attn.c_attn.weight"),
        ("llama", "model.layers.0.self_attn.q_proj.weight", "layers.0.self_attn.q_proj.weight"),
        ("llama", "lm_head.weight", "lm_head.weight"),
        ("mixtral", "model.layers.0.block_sparse_moe.gate.weight", "layers.0.mlp.gate.weight"),
        (
            "mixtral",
            "model.layers.0.block_sparse_moe.experts.7.w1.weight",
            "layers.0.mlp.experts.7.gate_proj.weight",
        ),
        ("mixtral", "model.layers.0.block_sparse_moe.experts.7.w3.weight", "layers.0.mlp.experts.7.up_proj.weight"),
        ("mixtral", "model.layers.0.block_sparse_moe.experts.7.w2.weight", "layers.0.mlp.experts.7.down_proj.weight"),
        ("olmoe", "model.layers.0.mlp.experts.3.up_proj.weight", "layers.0.mlp.experts.3.up_proj.weight"),
        ("marian", "model.shared.weight", "shared.weight"),
        ("marian", "lm_head.weight", "shared.weight"),
        ("marian", "model.decoder.embed_tokens.weight", "shared.weight"),
        ("marian", "model.decoder.layers.1.encoder_attn.k_proj.bias", "decoder.layers.1.encoder_attn.k_proj.bias"),
    ],
)
def test_names(kind: str, stored: str, canonical: str) -> None:
    config = checked(model_type=kind)
    assert MODEL_TYPES[kind].plain(stored, config) == canonical
    assert canonical in {**FAMILIES[kind](config), **MODEL_TYPES[kind].optional(config)} or kind in (
        "xlm-roberta",  # the tied output table: known, and not needed
        "llama",
    )


@pytest.mark.parametrize("kind", MODEL_TYPES)
def test_an_empty_configuration_has_transformers_defaults(kind: str) -> None:
    info = model_info("x", "x", checked(model_type=kind), 0)
    sizes = (info.layers, info.heads, info.kv_heads, info.head_width, info.width, info.limit, info.vocabulary)
    assert (
        sizes
        == {
            "bert": (12, 12, 12, 64, 768, 512, 30522),
            "roberta": (12, 12, 12, 64, 768, 510, 30522),
            "xlm-roberta": (12, 12, 12, 64, 768, 510, 30522),
            "distilbert": (6, 12, 12, 64, 768, 512, 30522),
            "gpt2": (12, 12, 12, 64, 768, 1024, 50257),
            "llama": (32, 32, 32, 128, 4096, 2048, 32000),
            "mistral": (32, 32, 8, 128, 4096, 131072, 32000),
            "qwen2": (32, 32, 32, 128, 4096, 32768, 151936),
            "qwen3": (32, 32, 32, 128, 4096, 32768, 151936),
            "mixtral": (32, 32, 8, 128, 4096, 131072, 32000),
            "olmoe": (16, 16, 16, 128, 2048, 4096, 50304),
            "qwen3_moe": (24, 32, 4, 64, 2048, 32768, 151936),
            "marian": (12, 16, 16, 64, 1024, 1024, 58101),
        }[kind]
    )
    experts = {"mixtral": (8, 2), "olmoe": (64, 8), "qwen3_moe": (128, 8)}
    assert (info.experts, info.experts_used) == experts.get(kind, (0, 0))
    assert (info.kind, info.decoder_layers) == {"bert": ("encoder", 0), "marian": ("encoder-decoder", 12)}.get(
        info.family, ("decoder", 0)
    )


def test_both_spellings_of_rotary_positions() -> None:
    new = checked(model_type="llama", rope_parameters={"rope_type": "linear", "factor": 2.0, "rope_theta": 5e5})
    old = checked(model_type="llama", rope_theta=5e5, rope_scaling={"type": "linear", "factor": 2.0})
    assert (new["rope_theta"], new["rope_scaling"]) == (old["rope_theta"], old["rope_scaling"])
    assert new["rope_scaling"] == {"rope_type": "linear", "factor": 2.0}
    plain = checked(model_type="mixtral", rope_parameters={"rope_type": "default"}, rope_scaling=None)
    assert (plain["rope_theta"], plain["rope_scaling"]) == (1e6, None)
    assert "rope_freqs.weight" not in FAMILIES["mixtral"](plain)


def test_factors_of_rotary_positions_are_those_of_transformers() -> None:
    scaling = {
        "rope_type": "llama3",
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192,
    }
    frequencies = 500000.0 ** (-np.arange(0, 32, 2) / 32) / rope_factors(500000.0, scaling, 32)
    np.testing.assert_allclose(frequencies[[0, 6, 7, 8, 9, 15]], LLAMA3, rtol=1e-6)
    made = MODEL_TYPES["llama"].made(checked(model_type="llama", head_dim=32, rope_scaling=scaling))
    assert made["rope_freqs.weight"]().shape == (16,)


# LlamaRotaryEmbedding.inv_freq of transformers 5.23: fast rotations, two in the bend, slow ones
LLAMA3 = [
    1.0,
    0.00729266507551074,
    0.0032114461064338684,
    0.0005248460220173001,
    7.784655463183299e-05,
    5.677088097399974e-07,
]


def test_positions_of_marian_are_those_of_transformers() -> None:
    np.testing.assert_allclose(
        sinusoids(4, 6)[3],
        [
            0.14112000167369843,
            0.13879810273647308,
            0.006463258992880583,
            -0.9899924993515015,
            0.9903206825256348,
            0.9999791383743286,
        ],
        atol=1e-7,
    )


def test_sliding_windows() -> None:
    full, sliding = "full_attention", "sliding_attention"
    small = {"num_hidden_layers": 4}
    mistral = checked(model_type="mistral", **small)
    assert (mistral["sliding_window"], mistral["layer_types"]) == (4096, [sliding] * 4)
    assert checked(model_type="mistral", sliding_window=None, **small)["layer_types"] == [full] * 4
    assert checked(model_type="qwen2", sliding_window=64, **small)["sliding_window"] is None
    some = checked(model_type="qwen2", sliding_window=64, use_sliding_window=True, max_window_layers=3, **small)
    assert some["layer_types"] == [full, full, full, sliding]
    named = checked(model_type="qwen3", use_sliding_window=True, layer_types=[sliding, full, sliding, full], **small)
    assert named["layer_types"] == [sliding, full, sliding, full]


def test_biases_and_norms_of_the_llama_kin() -> None:
    small = {"num_hidden_layers": 1, "hidden_size": 64, "num_attention_heads": 4, "num_key_value_heads": 2}

    def parts(**entries: Any) -> set[str]:
        shapes = FAMILIES[entries["model_type"]](checked(**small, **entries))
        return {name.removeprefix("layers.0.") for name in shapes if name.endswith(".bias") or "_norm" in name}

    norms = {"self_attn.q_norm.weight", "self_attn.k_norm.weight"}
    attention = {f"self_attn.{part}_proj.bias" for part in "qkvo"}
    assert parts(model_type="llama") == set()
    assert parts(model_type="llama", attention_bias=True) == attention
    assert parts(model_type="llama", mlp_bias=True) == {f"mlp.{part}_proj.bias" for part in ("gate", "up", "down")}
    assert parts(model_type="qwen2") == attention - {"self_attn.o_proj.bias"}
    assert parts(model_type="qwen3", head_dim=16) == norms
    assert parts(model_type="olmoe") == norms
    assert FAMILIES["olmoe"](checked(model_type="olmoe", **small))["layers.0.self_attn.k_norm.weight"] == (32,)
    assert FAMILIES["qwen3"](checked(model_type="qwen3", **small))["layers.0.self_attn.k_norm.weight"] == (128,)


def test_dense_layers_among_sparse_ones() -> None:
    config = checked(model_type="qwen3_moe", num_hidden_layers=6, decoder_sparse_step=2, mlp_only_layers=[3])
    assert [is_sparse(config, layer) for layer in range(6)] == [False, True, False, False, False, True]
    shapes = FAMILIES["qwen3_moe"](config)
    assert "layers.0.mlp.gate_proj.weight" in shapes
    assert shapes["layers.1.mlp.experts.127.down_proj.weight"] == (2048, 768)


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({"model_type": "mamba"}, "of the kind “mamba”; supported: bert, roberta"),
        ({"model_type": ["bert"]}, "of the kind"),
        ({"model_type": "llama", "hidden_act": "gelu"}, "hidden_act = gelu; only silu"),
        ({"model_type": "llama", "rope_scaling": {"type": "yarn"}}, "rope_type = yarn; only default, linear, llama3"),
        ({"model_type": "llama", "rope_parameters": "fast"}, "rope_scaling cannot be fast"),
        ({"model_type": "llama", "rope_scaling": {"type": "linear", "factor": -1}}, "factor cannot be -1"),
        ({"model_type": "llama", "partial_rotary_factor": 0.5}, "partial_rotary_factor = 0.5; only 1.0"),
        ({"model_type": "llama", "num_key_value_heads": 5}, "num_key_value_heads cannot be 5"),
        ({"model_type": "llama", "head_dim": 7}, "head_dim cannot be 7"),
        ({"model_type": "llama", "rms_norm_eps": float("nan")}, "rms_norm_eps cannot be nan"),
        ({"model_type": "llama", "tie_word_embeddings": "yes"}, "tie_word_embeddings cannot be yes"),
        ({"model_type": "qwen2", "use_sliding_window": True, "layer_types": ["x"]}, "layer_types cannot be"),
        ({"model_type": "olmoe", "clip_qkv": 8.0}, "clip_qkv = 8.0; only None"),
        ({"model_type": "mixtral", "num_experts_per_tok": 9}, "num_experts_per_tok cannot be 9"),
        ({"model_type": "mixtral", "num_local_experts": 1 << 20}, "num_local_experts cannot be"),
        ({"model_type": "gpt2", "activation_function": "tanh"}, "activation_function = tanh; only gelu_new"),
        ({"model_type": "gpt2", "add_cross_attention": True}, "add_cross_attention = True; only False"),
        ({"model_type": "gpt2", "n_head": 7}, "n_head cannot be 7"),
        ({"model_type": "marian", "decoder_attention_heads": 8}, "decoder_attention_heads = 8; only 16"),
        ({"model_type": "marian", "normalize_before": True}, "normalize_before = True; only False"),
        ({"model_type": "marian", "pad_token_id": 60000}, "pad_token_id cannot be 60000"),
        ({"model_type": "roberta", "max_position_embeddings": 2}, "max_position_embeddings cannot be 2"),
        ({"model_type": "distilbert", "activation": "relu"}, "activation = relu; only gelu"),
    ],
)
def test_what_is_not_supported_is_named(entries: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        check_config(entries, FILE)


def test_a_layer_too_many() -> None:
    config = checked(model_type="gpt2", n_layer=2, n_embd=12)
    found = {**FAMILIES["gpt2"](config), "h.0.attn.bias": (1, 1, 8, 8), "score.weight": (2, 12)}
    assert set(check_shapes(found, config, FILE)) == set(FAMILIES["gpt2"](config))
    with pytest.raises(UserError, match=r"“h\.2\.ln_1\.weight”, which the model's configuration does not speak of"):
        check_shapes({**found, "h.2.ln_1.weight": (12,)}, config, FILE)


def test_the_masked_word_head_counts_when_it_is_whole() -> None:
    config = checked(model_type="bert", num_hidden_layers=1)
    encoder, head = FAMILIES["bert"](config), MODEL_TYPES["bert"].optional(config)
    assert set(check_shapes({**encoder, **head}, config, FILE)) == {*encoder, *head}
    half = dict(list(head.items())[1:])
    assert set(check_shapes({**encoder, **half}, config, FILE)) == set(encoder)
    with pytest.raises(UserError, match=r"“cls\.predictions\.bias” have the shape 7"):
        check_shapes({**encoder, **head, "cls.predictions.bias": (7,)}, config, FILE)
