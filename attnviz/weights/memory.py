"""Does a model fit? The arithmetic is done before anything is loaded, so that the answer can show it."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.weights.checkpoint import Weights
from attnviz.weights.families import MODEL_TYPES, model_info
from attnviz.weights.packed import row_bytes

_FLOAT = 4


def needed_bytes(model: Weights | Mapping[str, Any], *, kept: Collection[str] = (), tokens: int = 0) -> int:
    """Bytes that a model takes on a device.

    Args:
        model: opened, or just its configuration (from ``families.check_config``).
        kept: kinds of storage (keys of ``packed.KINDS``) that the device leaves as they are; needs an opened model.
            All else becomes float32.
        tokens: keys and values of so many tokens are kept too.
    """
    if isinstance(model, Weights):
        info = model.info
        weights = sum(_bytes_of(model, name, kept) for name in model.shapes)
    else:
        info = model_info("", "", model, 0)
        weights = _FLOAT * sum(map(math.prod, MODEL_TYPES[model["model_type"]].shapes(model).values()))
    layers = info.decoder_layers or info.layers
    return weights + 2 * _FLOAT * layers * info.kv_heads * info.head_width * tokens


def free_memory(meminfo: Path = Path("/proc/meminfo")) -> int | None:
    """Bytes that programs can have now without swapping; all there are where the system does not say; None for neither.

    What a mapped file fills counts as free: the system takes it back when it is needed (proc(5), MemAvailable).
    """
    try:
        found = re.search(r"^MemAvailable:\s+(\d+) kB", meminfo.read_text("ascii"), re.MULTILINE)
    except (OSError, ValueError):
        found = None
    if found:
        return int(found[1]) * 1024
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


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


def _bytes_of(model: Weights, name: str, kept: Collection[str]) -> int:
    shape, kind = model.shapes[name], model.stored_kind(name)
    stays = len(shape) == 2 and (kind in kept or model.stays_packed(name))
    packed = row_bytes(kind, shape[-1]) if stays else None
    return _FLOAT * math.prod(shape) if packed is None else math.prod(shape[:-1]) * packed
