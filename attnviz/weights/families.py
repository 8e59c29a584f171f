"""What a checkpoint of each supported family must hold: its configuration and the shape of every array.

Names are those of the Hugging Face checkpoints, without the optional prefix of the family ("bert.").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attnviz.errors import QT_TRANSLATE_NOOP, UserError

Shapes = dict[str, tuple[int, ...]]

_LARGEST = 1 << 24  # no dimension of a model this program can hold comes near it; stops absurd headers early


def bert_shapes(config: Mapping[str, Any]) -> Shapes:
    """Every array of a BERT encoder (Devlin et al. 2019); linear weights are (out, in)."""
    D, F = config["hidden_size"], config["intermediate_size"]
    shapes: Shapes = {
        "embeddings.word_embeddings.weight": (config["vocab_size"], D),
        "embeddings.position_embeddings.weight": (config["max_position_embeddings"], D),
        "embeddings.token_type_embeddings.weight": (config["type_vocab_size"], D),
        "embeddings.LayerNorm.weight": (D,),
        "embeddings.LayerNorm.bias": (D,),
    }
    for layer in range(config["num_hidden_layers"]):
        at = f"encoder.layer.{layer}."
        for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes[f"{at}{part}.weight"] = (D, D)
            shapes[f"{at}{part}.bias"] = (D,)
        shapes[f"{at}intermediate.dense.weight"] = (F, D)
        shapes[f"{at}intermediate.dense.bias"] = (F,)
        shapes[f"{at}output.dense.weight"] = (D, F)
        shapes[f"{at}output.dense.bias"] = (D,)
        for norm in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"{at}{norm}.weight"] = (D,)
            shapes[f"{at}{norm}.bias"] = (D,)
    return shapes


FAMILIES: dict[str, Callable[[Mapping[str, Any]], Shapes]] = {"bert": bert_shapes}

_SIZES = (
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "intermediate_size",
    "max_position_embeddings",
    "type_vocab_size",
    "vocab_size",
)


def check_config(config: Mapping[str, Any], file: Path) -> dict[str, Any]:
    """The configuration with its defaults filled in, once it is sure that the program can run it.

    Args:
        file: named in the errors.

    Raises:
        UserError: a family, activation or position code that is not supported, or a size that makes no sense.
    """
    family = config.get("model_type")
    if family not in FAMILIES:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} holds a model of the kind “{kind}”; supported: {supported}."),
            file=file,
            kind=family if family else "?",
            supported=", ".join(FAMILIES),
        )
    whole: dict[str, Any] = {"layer_norm_eps": 1e-12, "hidden_act": "gelu", "type_vocab_size": 2, **config}
    for name in _SIZES:
        value = whole.get(name)
        if type(value) is not int or not 0 < value <= _LARGEST:
            raise _bad_entry(file, name, value)
    eps = whole["layer_norm_eps"]
    if type(eps) not in (int, float) or not 0 < eps < 1:
        raise _bad_entry(file, "layer_norm_eps", eps)
    if whole["hidden_size"] % whole["num_attention_heads"]:
        raise _bad_entry(file, "num_attention_heads", whole["num_attention_heads"])
    if whole["num_hidden_layers"] > 1024:  # each layer lists 16 arrays: keep the check itself small
        raise _bad_entry(file, "num_hidden_layers", whole["num_hidden_layers"])
    for name, supported in (("hidden_act", "gelu"), ("position_embedding_type", "absolute"), ("is_decoder", False)):
        if whole.setdefault(name, supported) != supported:
            raise UserError(
                QT_TRANSLATE_NOOP("errors", "{file} says {entry} = {value}; only {supported} is supported."),
                file=file,
                entry=name,
                value=whole[name],
                supported=supported,
            )
    return whole


def check_shapes(found: Mapping[str, tuple[int, ...]], config: Mapping[str, Any], file: Path) -> Shapes:
    """The shapes the family asks for, once it is sure that the file holds each of them.

    Raises:
        UserError: an array is missing or has another shape than the configuration says.
    """
    wanted = FAMILIES[config["model_type"]](config)
    for name, shape in wanted.items():
        if name not in found:
            raise UserError(
                QT_TRANSLATE_NOOP("errors", "{file} lacks the weights “{name}”, so it is not a complete {kind} model."),
                file=file,
                name=name,
                kind=config["model_type"],
            )
        if found[name] != shape:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "errors",
                    "{file}: the weights “{name}” have the shape {found}, but the model's configuration says {wanted}.",
                ),
                file=file,
                name=name,
                found=" × ".join(map(str, found[name])),
                wanted=" × ".join(map(str, shape)),
            )
    return wanted


def _bad_entry(file: Path, name: str, value: object) -> UserError:
    return UserError(
        QT_TRANSLATE_NOOP("errors", "{file}: the entry {entry} cannot be {value}; the file is damaged or not a model."),
        file=file,
        entry=name,
        value=value,
    )
