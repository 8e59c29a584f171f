"""Does a model fit? The arithmetic is done before anything is loaded, so that the answer can show it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.weights.checkpoint import Checkpoint
from attnviz.weights.families import MODEL_TYPES, model_info
from attnviz.weights.packed import row_bytes

_FLOAT = 4


def needed_bytes(model: Checkpoint | Mapping[str, Any], *, packed: bool = False, tokens: int = 0) -> int:
    """Bytes that a model takes on a device.

    Args:
        model: opened, or just its configuration (from ``families.check_config``).
        packed: the weights stay as they are stored (16 bits, 4 bits); needs an opened one. Otherwise float32.
        tokens: keys and values of so many tokens are kept too.
    """
    if isinstance(model, Checkpoint):
        info = model.info
        weights = sum(
            _stored_bytes(model, name) if packed else _FLOAT * math.prod(model.shapes[name]) for name in model.shapes
        )
    else:
        info = model_info("", "", model, 0)
        weights = _FLOAT * sum(map(math.prod, MODEL_TYPES[model["model_type"]].shapes(model).values()))
    layers = info.decoder_layers or info.layers
    return weights + 2 * _FLOAT * layers * info.kv_heads * info.head_width * tokens


def check_fits(needed: int, available: int) -> None:
    """Refuse what does not fit.

    Raises:
        UserError: more is needed than there is.
    """
    if needed > available:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "The model needs {needed} of memory, but this device has {available}. "
                "Choose a smaller model, one stored in fewer bits, or another device.",
            ),
            needed=in_words(needed),
            available=in_words(available),
        )


def in_words(size: int) -> str:
    """A size as a person reads it: "14 GB", "98.4 MB"."""
    for unit, step in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= step:
            return f"{size / step:.3g} {unit}" if size < 1000 * step else f"{size / step:.0f} {unit}"
    return f"{size} B"


def _stored_bytes(checkpoint: Checkpoint, name: str) -> int:
    shape = checkpoint.shapes[name]
    return math.prod(shape[:-1]) * (row_bytes(checkpoint.stored_kind(name), shape[-1]) or 0)
