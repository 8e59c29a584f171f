"""Llama (Touvron et al. 2023) and its kin: Mistral, Qwen2, Qwen3, and with experts Mixtral, OLMoE, Qwen3-MoE.

Canonical names are Hugging Face's without "model."; those of the experts are OLMoE's and Qwen3's for all three:
``layers.0.mlp.gate.weight`` is the router (E, D), ``layers.0.mlp.experts.3.{gate,up,down}_proj.weight`` the experts.
What a member lacks (biases, q_norm, lm_head when tied) is not among the shapes.

Canonical entries beyond Hugging Face's own: ``num_experts`` (0 without experts), ``moe_intermediate_size``,
``norm_topk_prob``, ``sliding_window`` (None, or keys seen per query), ``layer_types``, ``rope_theta``; ``rope_scaling``
comes as the array ``rope_freqs.weight`` (see ``rope.py``).
"""

from __future__ import annotations

import re
from math import prod
from typing import Any

from attnviz.weights.shapes.common import MOST_LAYERS, Config, Entries, Family, Makers, Shapes, linear, without
from attnviz.weights.shapes.rope import complete_rope, rope_factors

ROPE_FACTORS = "rope_freqs.weight"
_MOST_EXPERTS = 1 << 16  # in all layers together; Qwen3-235B has 12,032

# transformers' defaults; None: as many as heads, or width / heads
_COMMON = {"hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32}
_DEFAULTS: dict[str, dict[str, Any]] = {
    "llama": {**_COMMON, "vocab_size": 32000, "intermediate_size": 11008, "max_position_embeddings": 2048},
    "mistral": {
        **_COMMON,
        "vocab_size": 32000,
        "intermediate_size": 14336,
        "num_key_value_heads": 8,
        "max_position_embeddings": 131072,
        "sliding_window": 4096,
    },
    "qwen2": {**_COMMON, "vocab_size": 151936, "intermediate_size": 22016, "num_key_value_heads": 32},
    "qwen3": {
        **_COMMON,
        "vocab_size": 151936,
        "intermediate_size": 22016,
        "num_key_value_heads": 32,
        "head_dim": 128,
    },
    "mixtral": {
        **_COMMON,
        "vocab_size": 32000,
        "intermediate_size": 14336,
        "num_key_value_heads": 8,
        "max_position_embeddings": 131072,
        "rms_norm_eps": 1e-5,
        "rope_theta": 1e6,
        "num_experts": 8,
        "num_experts_per_tok": 2,
    },
    "olmoe": {
        "vocab_size": 50304,
        "hidden_size": 2048,
        "intermediate_size": 2048,
        "num_hidden_layers": 16,
        "num_attention_heads": 16,
        "max_position_embeddings": 4096,
        "rms_norm_eps": 1e-5,
        "num_experts": 64,
        "num_experts_per_tok": 8,
    },
    "qwen3_moe": {
        "vocab_size": 151936,
        "hidden_size": 2048,
        "intermediate_size": 6144,
        "num_hidden_layers": 24,
        "num_attention_heads": 32,
        "num_key_value_heads": 4,
        "num_experts": 128,
        "num_experts_per_tok": 8,
        "moe_intermediate_size": 768,
    },
}
_WITH_WINDOW_SWITCH = ("qwen2", "qwen3", "qwen3_moe")  # sliding_window counts only with use_sliding_window
_WITH_LAYER_TYPES = ("qwen2", "qwen3")
_MIXTRAL_PARTS = {"w1": "gate_proj", "w3": "up_proj", "w2": "down_proj"}
_MIXTRAL_NAME = re.compile(r"(layers\.\d+\.)block_sparse_moe\.(gate|experts\.\d+)\.(?:(w[123])\.)?weight")


def _complete(entries: Entries) -> dict[str, Any]:
    kind = entries.raw["model_type"]
    usual = _DEFAULTS[kind]
    width = entries.size("hidden_size", usual["hidden_size"])
    heads = entries.size("num_attention_heads", usual["num_attention_heads"])
    # an explicit null means "as many as heads", a missing entry the family's default
    grouped = heads if "num_key_value_heads" in entries.raw else usual.get("num_key_value_heads", heads)
    kv_heads = entries.size("num_key_value_heads", grouped)
    if heads % kv_heads:
        raise entries.bad("num_key_value_heads", kv_heads)
    head_dim = entries.size("head_dim", usual.get("head_dim", width // heads))
    if head_dim % 2:
        raise entries.bad("head_dim", head_dim)
    entries.choice("hidden_act", "silu", {"silu": "silu", "swish": "silu"})
    layers = entries.size("num_hidden_layers", usual["num_hidden_layers"], MOST_LAYERS)
    window = _sliding_window(entries, kind)
    return {
        "vocab_size": entries.size("vocab_size", usual["vocab_size"]),
        "hidden_size": width,
        "intermediate_size": entries.size("intermediate_size", usual["intermediate_size"]),
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "head_dim": head_dim,
        "hidden_act": "silu",
        "max_position_embeddings": entries.size("max_position_embeddings", usual.get("max_position_embeddings", 32768)),
        "rms_norm_eps": entries.number("rms_norm_eps", usual.get("rms_norm_eps", 1e-6), 1),
        "tie_word_embeddings": entries.flag("tie_word_embeddings", False),
        "attention_bias": kind != "mixtral" and entries.flag("attention_bias", False),
        "mlp_bias": kind == "llama" and entries.flag("mlp_bias", False),
        "sliding_window": window,
        "layer_types": _layer_types(entries, kind, layers, window),
        **complete_rope(entries, usual.get("rope_theta", 10000.0)),
        **_experts(entries, kind, layers),
    }


def _sliding_window(entries: Entries, kind: str) -> int | None:
    if kind in _WITH_WINDOW_SWITCH:
        return entries.size("sliding_window", 4096) if entries.flag("use_sliding_window", False) else None
    if kind not in ("mistral", "mixtral"):
        return None
    window = entries.raw.get("sliding_window", _DEFAULTS[kind].get("sliding_window"))
    return None if window is None else entries.size("sliding_window", window)


def _layer_types(entries: Entries, kind: str, layers: int, window: int | None) -> list[str]:
    """ "sliding_attention" or "full_attention" for each layer."""
    full, sliding = "full_attention", "sliding_attention"
    if window is None:
        return [full] * layers
    if kind not in _WITH_LAYER_TYPES:
        return [sliding] * layers
    first = entries.size("max_window_layers", 28, least=0)
    types = entries.raw.get("layer_types") or [sliding if layer >= first else full for layer in range(layers)]
    if not isinstance(types, list) or len(types) != layers or not all(name in (full, sliding) for name in types):
        raise entries.bad("layer_types", types)
    return types


def _experts(entries: Entries, kind: str, layers: int) -> dict[str, Any]:
    usual = _DEFAULTS[kind]
    if "num_experts" not in usual:
        return {"num_experts": 0, "num_experts_per_tok": 0}
    entries.only("clip_qkv", None)
    written = next((name for name in ("num_local_experts", "num_experts") if entries.raw.get(name)), "num_experts")
    count = entries.size(written, usual["num_experts"])
    if count * layers > _MOST_EXPERTS:
        raise entries.bad(written, count)
    inner = usual.get("moe_intermediate_size", usual["intermediate_size"])
    of_experts = "moe_intermediate_size" if kind == "qwen3_moe" else "intermediate_size"
    dense = entries.raw.get("mlp_only_layers") or []
    if not isinstance(dense, list):
        raise entries.bad("mlp_only_layers", dense)
    return {
        "num_experts": count,
        "num_experts_per_tok": entries.size("num_experts_per_tok", usual["num_experts_per_tok"], most=count),
        "moe_intermediate_size": entries.size(of_experts, inner),
        "norm_topk_prob": kind == "mixtral" or entries.flag("norm_topk_prob", False),
        "mlp_only_layers": dense,
        "decoder_sparse_step": entries.size("decoder_sparse_step", 1),
    }


def _shapes(config: Config) -> Shapes:
    kind = config["model_type"]
    D, V, Dh = config["hidden_size"], config["vocab_size"], config["head_dim"]
    into_heads, into_groups = config["num_attention_heads"] * Dh, config["num_key_value_heads"] * Dh
    bias = config["attention_bias"]
    shapes: Shapes = {"embed_tokens.weight": (V, D)}
    for layer in range(config["num_hidden_layers"]):
        at = f"layers.{layer}."
        shapes[f"{at}input_layernorm.weight"] = (D,)
        shapes.update(linear(f"{at}self_attn.q_proj", into_heads, D, bias or kind == "qwen2"))
        shapes.update(linear(f"{at}self_attn.k_proj", into_groups, D, bias or kind == "qwen2"))
        shapes.update(linear(f"{at}self_attn.v_proj", into_groups, D, bias or kind == "qwen2"))
        shapes.update(linear(f"{at}self_attn.o_proj", D, into_heads, bias))
        if kind in ("qwen3", "qwen3_moe"):  # one norm for all heads
            shapes[f"{at}self_attn.q_norm.weight"] = (Dh,)
            shapes[f"{at}self_attn.k_norm.weight"] = (Dh,)
        elif kind == "olmoe":  # one over all heads together
            shapes[f"{at}self_attn.q_norm.weight"] = (into_heads,)
            shapes[f"{at}self_attn.k_norm.weight"] = (into_groups,)
        shapes[f"{at}post_attention_layernorm.weight"] = (D,)
        shapes.update(_feed_forward(config, layer))
    shapes["norm.weight"] = (D,)
    if not config["tie_word_embeddings"]:
        shapes["lm_head.weight"] = (V, D)
    if config["rope_scaling"]:
        shapes[ROPE_FACTORS] = (Dh // 2,)
    return shapes


def _feed_forward(config: Config, layer: int) -> Shapes:
    D = config["hidden_size"]
    at = f"layers.{layer}.mlp."
    if not is_sparse(config, layer):
        F, bias = config["intermediate_size"], config["mlp_bias"]
        return {
            **linear(f"{at}gate_proj", F, D, bias),
            **linear(f"{at}up_proj", F, D, bias),
            **linear(f"{at}down_proj", D, F, bias),
        }
    F = config["moe_intermediate_size"]
    shapes: Shapes = {f"{at}gate.weight": (config["num_experts"], D)}
    for expert in range(config["num_experts"]):
        shapes[f"{at}experts.{expert}.gate_proj.weight"] = (F, D)
        shapes[f"{at}experts.{expert}.up_proj.weight"] = (F, D)
        shapes[f"{at}experts.{expert}.down_proj.weight"] = (D, F)
    return shapes


def is_sparse(config: Config, layer: int) -> bool:
    """Does this layer have a router and experts?"""
    if not config["num_experts"] or layer in config["mlp_only_layers"]:
        return False
    return bool((layer + 1) % config["decoder_sparse_step"] == 0)


def _made(config: Config) -> Makers:
    scaling = config["rope_scaling"]
    if scaling is None or scaling["rope_type"] == "factors":
        return {}
    return {ROPE_FACTORS: lambda: rope_factors(config["rope_theta"], scaling, config["head_dim"])}


def _plain(name: str, config: Config) -> str:
    name = without(name, "model.")
    found = _MIXTRAL_NAME.fullmatch(name)
    if not found:
        return name
    layer, part, matrix = found.groups()
    return f"{layer}mlp.{part}.{_MIXTRAL_PARTS[matrix]}.weight" if matrix else f"{layer}mlp.{part}.weight"


def _facts(config: Config) -> dict[str, Any]:
    window = config["sliding_window"] or 0
    windows = tuple(window if kind == "sliding_attention" else 0 for kind in config["layer_types"])
    return {
        "layers": config["num_hidden_layers"],
        "heads": config["num_attention_heads"],
        "kv_heads": config["num_key_value_heads"],
        "head_width": config["head_dim"],
        "width": config["hidden_size"],
        "limit": config["max_position_embeddings"],
        "vocabulary": config["vocab_size"],
        "experts": config["num_experts"],
        "experts_used": config["num_experts_per_tok"],
        "expert_parameters": sum(prod(shape) for name, shape in _shapes(config).items() if ".mlp.experts." in name),
        "windows": windows if any(windows) else (),
    }


LLAMA = Family(
    name="llama",
    kind="decoder",
    complete=_complete,
    shapes=_shapes,
    made=_made,
    plain=_plain,
    facts=_facts,
    inner=("layers.",),
    ignored=(".rotary_emb.inv_freq",),
)
LLAMA_KIN = tuple(_DEFAULTS)
