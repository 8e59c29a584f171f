"""Does a model fit on a device? Asked before one is loaded, and by the list of models, so that both say the same. And
what becomes of the room that one leaves."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Collection, Mapping
from typing import Any

from attnviz.compute import packing
from attnviz.trace import DeviceInfo
from attnviz.weights.checkpoint import Weights
from attnviz.weights.memory import check_fits, free_memory, needed_bytes


def kept_kinds(device: DeviceInfo) -> Collection[str]:
    """Kinds of storage (keys of ``packed.KINDS``) for which the device's kernel set has products; () for none."""
    return packing.KINDS if device.kind == "cpu" else ()


def free_bytes(device: DeviceInfo, held: int = 0) -> int | None:
    """What a model may take: of a graphics card its memory, of a processor what programs can have now.

    Args:
        held: bytes that the model in use takes on a graphics card; it stays there until the new one is loaded.

    Returns:
        None where nobody says.
    """
    if device.kind != "gpu":
        return free_memory()
    from attnviz.compute.listing import listed  # here: it reads pyopencl, and asks the drivers

    size = next((entry.device.global_mem_size for entry in listed() if entry.info.key == device.key), None)
    return None if size is None else max(0, int(size) - held)


def needed_on(device: DeviceInfo, model: Weights | Mapping[str, Any]) -> int:
    """Bytes that an opened model, or just a configuration, takes there."""
    is_encoder = (model.info.family if isinstance(model, Weights) else model["model_type"]) == "bert"
    return needed_bytes(model, kept=() if is_encoder else kept_kinds(device))  # model/bert.py spreads its weights


def check_room(model: Weights, device: DeviceInfo, held: int = 0) -> None:
    """Refuse what does not fit.

    Raises:
        UserError: the sentence has the arithmetic.
    """
    available = free_bytes(device, held)
    if available is not None:
        check_fits(needed_on(device, model), available)


def return_freed() -> None:
    """Have the C library give what it keeps of freed memory back to the system: 100 MB and more after a large model.

    Only glibc keeps so much and can be asked.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
