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


M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # of malloc.h
KEPT_FREE = 4 << 20
"""Bytes that the C library may keep at the end of its first heap. From threads' heaps it hardly gives any back."""
OWN_PAGES = 1 << 20
"""Bytes from which on a block gets pages of its own, which go when it does; what a key press takes is smaller."""


def keep_little_free() -> None:
    """Have the C library give freed memory back, however large what came before was.

    By itself glibc raises both limits with the largest block that was ever freed, up to 32 and 64 MB: a long text once,
    and what later ones free stays with the program.
    """
    if (setting := _of_glibc("mallopt")) is not None:
        setting(M_MMAP_THRESHOLD, OWN_PAGES)
        setting(M_TRIM_THRESHOLD, KEPT_FREE)


def return_freed() -> None:
    """Have the C library give what it keeps of freed memory back to the system: 100 MB and more after a large model.

    Only glibc keeps so much and can be asked.
    """
    if (trim := _of_glibc("malloc_trim")) is not None:
        trim(0)


def _of_glibc(name: str) -> Any:
    """A function of the C library, None where that is another."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
