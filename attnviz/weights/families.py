"""What a checkpoint must hold: its configuration and the shape of every array, by the kinds of models that are known.

The families themselves are in ``shapes/``, a file each. Canonical names are those of the Hugging Face checkpoints,
without the optional prefix of the family ("bert.", "model.", "transformer.").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attnviz.errors import QT_TRANSLATE_NOOP, UserError, one_line
from attnviz.trace import ModelInfo
from attnviz.weights.shapes.bert import BERT
from attnviz.weights.shapes.common import Entries, Family, Shapes
from attnviz.weights.shapes.gpt2 import GPT2
from attnviz.weights.shapes.llama import LLAMA, LLAMA_KIN
from attnviz.weights.shapes.marian import MARIAN

MODEL_TYPES: dict[str, Family] = {
    **dict.fromkeys(("bert", "roberta", "xlm-roberta", "distilbert"), BERT),
    "gpt2": GPT2,
    **dict.fromkeys(LLAMA_KIN, LLAMA),
    "marian": MARIAN,
}
LONGEST_NAME = 120  # characters; a folder's name may have 255 bytes, line breaks among them
NOT_SUPPORTED = QT_TRANSLATE_NOOP("errors", "{file} holds a model of the kind “{kind}”; supported: {supported}.")
FAMILIES: dict[str, Callable[[Mapping[str, Any]], Shapes]] = {name: kin.shapes for name, kin in MODEL_TYPES.items()}


def check_config(config: Mapping[str, Any], file: Path) -> dict[str, Any]:
    """The configuration with its defaults filled in, once it is sure that the program can run it.

    Args:
        config: as a config.json has it; entries that no family speaks of are kept.
        file: named in the errors.

    Raises:
        UserError: a kind of model, activation or position code that is not supported, or a size that makes no sense.
    """
    kind = config.get("model_type")
    if not isinstance(kind, str) or kind not in MODEL_TYPES:
        raise UserError(
            NOT_SUPPORTED,
            file=file,
            kind=kind if kind else "?",
            supported=", ".join(MODEL_TYPES),
        )
    return {**config, **MODEL_TYPES[kind].complete(Entries(config, file))}


def check_shapes(found: Mapping[str, tuple[int, ...]], config: Mapping[str, Any], file: Path) -> Shapes:
    """Shapes of all arrays that the model uses, once it is sure that the file holds what the family asks for.

    Args:
        found: shapes of what the file holds, by canonical name.
        config: from ``check_config``.

    Raises:
        UserError: an array is missing, has another shape than the configuration says, or lies in the layers but is
            none the configuration speaks of.
    """
    family = MODEL_TYPES[config["model_type"]]
    wanted = family.shapes(config)
    made = family.made(config)
    for name, shape in wanted.items():
        if name not in made:
            _check_one(found.get(name), name, shape, config, file)
    optional = family.optional(config)
    if optional.keys() <= found.keys():
        for name, shape in optional.items():
            _check_one(found[name], name, shape, config, file)
        wanted.update(optional)
    _check_strangers(found, wanted, family, file)
    return wanted


def model_info(id: str, name: str, config: Mapping[str, Any], parameters: int) -> ModelInfo:
    """What a view may say about a model of this configuration (from ``check_config``)."""
    family = MODEL_TYPES[config["model_type"]]
    return ModelInfo(
        id=id,
        name=one_line(name, LONGEST_NAME),
        family=family.name,
        kind=family.kind,
        parameters=parameters,
        **family.facts(config),
    )


def _check_one(
    found: tuple[int, ...] | None, name: str, shape: tuple[int, ...], config: Mapping[str, Any], file: Path
) -> None:
    if found is None:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "{file} lacks the weights “{name}”, so it is not a complete {kind} model. Fetch the model again.",
            ),
            file=file,
            name=name,
            kind=config["model_type"],
        )
    if found != shape:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "{file}: the weights “{name}” have the shape {found}, but the model's configuration says {wanted}. "
                "Fetch the model again.",
            ),
            file=file,
            name=name,
            found=" × ".join(map(str, found)),
            wanted=" × ".join(map(str, shape)),
        )


def _check_strangers(found: Mapping[str, tuple[int, ...]], wanted: Shapes, family: Family, file: Path) -> None:
    """A third layer under a configuration of two, or a bias it does not speak of: the result would be wrong unseen."""
    for name in found:
        if name.startswith(family.inner) and name not in wanted and not name.endswith(family.ignored or ("\0",)):
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "errors",
                    "{file} holds the weights “{name}”, which the model's configuration does not speak of; "
                    "the two do not belong together.",
                ),
                file=file,
                name=name,
            )
