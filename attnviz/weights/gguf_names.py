"""From the names of a GGUF file to those of Hugging Face: entries of the configuration, and arrays.

The names are those of the GGUF specification and of llama.cpp's converters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.weights.gguf_header import Header

ARCHITECTURES = {
    "llama": "llama",  # with experts: mixtral
    "qwen2": "qwen2",
    "qwen3": "qwen3",
    "qwen3moe": "qwen3_moe",
    "olmoe": "olmoe",
    "gpt2": "gpt2",
    "bert": "bert",
}

_COMMON = {"context_length": "max_position_embeddings", "embedding_length": "hidden_size"}
_LAYERS = {
    "block_count": "num_hidden_layers",
    "feed_forward_length": "intermediate_size",
    "attention.head_count": "num_attention_heads",
}
_LLAMA_ENTRIES = {
    **_COMMON,
    **_LAYERS,
    "attention.head_count_kv": "num_key_value_heads",
    "attention.layer_norm_rms_epsilon": "rms_norm_eps",
    "rope.freq_base": "rope_theta",
    "expert_count": "num_experts",
    "expert_used_count": "num_experts_per_tok",
    "expert_feed_forward_length": "moe_intermediate_size",
    "attention.clamp_kqv": "clip_qkv",
}
_BERT_ENTRIES = {**_COMMON, **_LAYERS, "attention.layer_norm_epsilon": "layer_norm_eps"}
_GPT2_ENTRIES = {
    "context_length": "n_positions",
    "embedding_length": "n_embd",
    "block_count": "n_layer",
    "feed_forward_length": "n_inner",
    "attention.head_count": "n_head",
    "attention.layer_norm_epsilon": "layer_norm_epsilon",
}
_TOKEN_IDS = {
    "tokenizer.ggml.bos_token_id": "bos_token_id",
    "tokenizer.ggml.eos_token_id": "eos_token_id",
    "tokenizer.ggml.padding_token_id": "pad_token_id",
}

_LLAMA_NAMES = {
    "token_embd": "embed_tokens",
    "output_norm": "norm",
    "output": "lm_head",
    "rope_freqs": "rope_freqs",
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "ffn_gate_inp": "mlp.gate",
    "ffn_gate_exps": "mlp.experts.{}.gate_proj",
    "ffn_up_exps": "mlp.experts.{}.up_proj",
    "ffn_down_exps": "mlp.experts.{}.down_proj",
}
_GPT2_NAMES = {
    "token_embd": "wte",
    "position_embd": "wpe",
    "output_norm": "ln_f",
    "output": "lm_head",
    "attn_norm": "ln_1",
    "attn_qkv": "attn.c_attn",
    "attn_output": "attn.c_proj",
    "ffn_norm": "ln_2",
    "ffn_up": "mlp.c_fc",
    "ffn_down": "mlp.c_proj",
}
_BERT_NAMES = {
    "token_embd": "embeddings.word_embeddings",
    "token_types": "embeddings.token_type_embeddings",
    "position_embd": "embeddings.position_embeddings",
    "token_embd_norm": "embeddings.LayerNorm",
    "attn_q": "attention.self.query",
    "attn_k": "attention.self.key",
    "attn_v": "attention.self.value",
    "attn_output": "attention.output.dense",
    "attn_output_norm": "attention.output.LayerNorm",
    "ffn_up": "intermediate.dense",
    "ffn_down": "output.dense",
    "layer_output_norm": "output.LayerNorm",
}
_TABLES = {"gpt2": (_GPT2_ENTRIES, _GPT2_NAMES, "h."), "bert": (_BERT_ENTRIES, _BERT_NAMES, "encoder.layer.")}
_LLAMA_TABLES = (_LLAMA_ENTRIES, _LLAMA_NAMES, "layers.")

_TENSOR = re.compile(r"(?:blk\.(\d+)\.)?(\w+)(?:\.(\d+))?\.(weight|bias)")  # ffn_up.3.weight: an expert, as of old


def read_config(header: Header, path: Path) -> dict[str, Any]:
    """The configuration as a config.json would have it; still to be checked by ``families.check_config``.

    Raises:
        UserError: an architecture or a rule for long contexts that is not supported, or one part of several.
    """
    fields = header.fields
    arch = fields.get("general.architecture")
    if not isinstance(arch, str) or arch not in ARCHITECTURES:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} holds a model of the kind “{kind}”; supported: {supported}."),
            file=path,
            kind=arch or "?",
            supported=", ".join(ARCHITECTURES),
        )
    if fields.get("split.count", 1) not in (0, 1):
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors", "{file} is one of {count} parts of a model; join them with “llama-gguf-split --merge” first."
            ),
            file=path,
            count=fields["split.count"],
        )
    kind = "mixtral" if arch == "llama" and fields.get("llama.expert_count") else ARCHITECTURES[arch]
    entries, _, _ = _TABLES.get(arch, _LLAMA_TABLES)
    config: dict[str, Any] = {"model_type": kind}
    for ours, theirs in entries.items():
        value = _same_for_all(fields.get(f"{arch}.{ours}"))
        if value is not None:
            config[theirs] = value
    config.update({theirs: fields[ours] for ours, theirs in _TOKEN_IDS.items() if ours in fields})
    words = header.tensors.get("token_embd.weight")
    config["vocab_size"] = words.shape[0] if words else None
    if arch == "bert":
        types = header.tensors.get("token_types.weight")
        config["type_vocab_size"] = types.shape[0] if types else None
        config["is_decoder"] = bool(fields.get("bert.attention.causal", False))
    else:
        config["tie_word_embeddings"] = "output.weight" not in header.tensors
    if arch not in _TABLES:
        config.update(_llama_config(header, arch, config))
    return config


def _llama_config(header: Header, arch: str, config: Mapping[str, Any]) -> dict[str, Any]:
    fields = header.fields
    turning = fields.get(f"{arch}.rope.dimension_count")
    width = fields.get(f"{arch}.attention.key_length", turning)
    more: dict[str, Any] = {"head_dim": width, "num_key_value_heads": config.get("num_key_value_heads")}
    if turning != width and turning is not None:
        more["partial_rotary_factor"] = f"{turning} / {width}"  # refused by name later
    scaling = fields.get(f"{arch}.rope.scaling.type", "none")
    factor = fields.get(f"{arch}.rope.scaling.factor", fields.get(f"{arch}.rope.scale_linear"))
    if "rope_freqs.weight" in header.tensors:
        more["rope_scaling"] = {"rope_type": "factors"}
    elif scaling not in ("none", "linear"):
        more["rope_scaling"] = {"rope_type": scaling}
    elif factor not in (None, 0.0, 1.0):
        more["rope_scaling"] = {"rope_type": "linear", "factor": factor}
    if f"{arch}.attention.sliding_window" in fields:
        more.update(sliding_window=fields[f"{arch}.attention.sliding_window"], use_sliding_window=True)
    elif arch == "llama":
        more["sliding_window"] = None
    if "blk.0.attn_output.bias" in header.tensors:
        more["attention_bias"] = True
    if "blk.0.ffn_down.bias" in header.tensors:
        more["mlp_bias"] = True
    if arch == "olmoe" and "moe_intermediate_size" in config:
        more["intermediate_size"] = config["moe_intermediate_size"]
    if arch == "qwen3moe":
        more["norm_topk_prob"] = True  # llama.cpp does so for every model of this architecture
    return more


def canonical_name(name: str, arch: str) -> str:
    """Name of a tensor in Hugging Face's checkpoint; "{}" in it stands for an expert's number.

    What is not known becomes a name in the layers that no family has, so that it is not overlooked.
    """
    _, names, layers = _TABLES.get(arch, _LLAMA_TABLES)
    found = _TENSOR.fullmatch(name)
    if not found or found[2] not in names:
        return name.replace("blk.", layers)
    layer, part, expert, ending = found.groups()
    stem = names[part] if expert is None else names.get(f"{part}_exps", f"{part}.{{}}").replace("{}", expert)
    return f"{layers}{layer}.{stem}.{ending}" if layer is not None else f"{stem}.{ending}"


def _same_for_all(value: Any) -> Any:
    """Some entries may be written per layer; one value stands for a list of equal ones."""
    if isinstance(value, list) and value and all(item == value[0] for item in value):
        return value[0]
    return value
