"""GPT-2 (Radford et al. 2019): pre-norm decoder with learned positions and one product for query, key and value.

Canonical names are Hugging Face's without "transformer.". Its Conv1D weights are stored (in, out); here every linear
weight is (out, in).
"""

from __future__ import annotations

from typing import Any

from attnviz.weights.shapes.common import MOST_LAYERS, Config, Entries, Family, Shapes, layer_norm, linear, without

_ACTIVATIONS = {"gelu_new": "gelu_new", "gelu_pytorch_tanh": "gelu_new", "gelu": "gelu", "relu": "relu"}


def _complete(entries: Entries) -> dict[str, Any]:
    width = entries.size("n_embd", 768)
    heads = entries.size("n_head", 12)
    if width % heads:
        raise entries.bad("n_head", heads)
    entries.only("scale_attn_weights", True)
    entries.only("scale_attn_by_inverse_layer_idx", False)
    entries.only("add_cross_attention", False)
    return {
        "vocab_size": entries.size("vocab_size", 50257),
        "n_positions": entries.size("n_positions", 1024),
        "n_embd": width,
        "n_layer": entries.size("n_layer", 12, MOST_LAYERS),
        "n_head": heads,
        "n_inner": entries.size("n_inner", 4 * width),
        "activation_function": entries.choice("activation_function", "gelu_new", _ACTIVATIONS),
        "layer_norm_epsilon": entries.number("layer_norm_epsilon", 1e-5, 1),
        "tie_word_embeddings": entries.flag("tie_word_embeddings", True),
    }


def _shapes(config: Config) -> Shapes:
    D, F, V = config["n_embd"], config["n_inner"], config["vocab_size"]
    shapes: Shapes = {"wte.weight": (V, D), "wpe.weight": (config["n_positions"], D)}
    for layer in range(config["n_layer"]):
        at = f"h.{layer}."
        shapes.update(layer_norm(f"{at}ln_1", D))
        shapes.update(linear(f"{at}attn.c_attn", 3 * D, D))
        shapes.update(linear(f"{at}attn.c_proj", D, D))
        shapes.update(layer_norm(f"{at}ln_2", D))
        shapes.update(linear(f"{at}mlp.c_fc", F, D))
        shapes.update(linear(f"{at}mlp.c_proj", D, F))
    shapes.update(layer_norm("ln_f", D))
    if not config["tie_word_embeddings"]:
        shapes["lm_head.weight"] = (V, D)
    return shapes


def _facts(config: Config) -> dict[str, int]:
    D, H = config["n_embd"], config["n_head"]
    return {
        "layers": config["n_layer"],
        "heads": H,
        "kv_heads": H,
        "head_width": D // H,
        "width": D,
        "limit": config["n_positions"],
        "vocabulary": config["vocab_size"],
    }


GPT2 = Family(
    name="gpt2",
    kind="decoder",
    complete=_complete,
    shapes=_shapes,
    plain=lambda name, config: without(name, "transformer."),
    facts=_facts,
    inner=("h.",),
    ignored=(".attn.bias", ".attn.masked_bias"),  # the causal mask, which old versions stored
    turned=lambda name: name.endswith((".c_attn.weight", ".c_proj.weight", ".c_fc.weight")),
)
