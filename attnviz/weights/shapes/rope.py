"""Rotary positions (Su et al. 2021): the base, and the factors by which long-context models slow the rotations.

Pair i of a head turns by position * theta ** (-2i / Dh) / factors[i]. The factors are the array "rope_freqs.weight",
as GGUF files store it; for a config.json they are computed here, so that a model knows one rule only.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.trace import Array
from attnviz.weights.shapes.common import LARGEST, Entries

_SUPPORTED = {"default": "default", "linear": "linear", "llama3": "llama3", "factors": "factors"}


def complete_rope(entries: Entries, base: float) -> dict[str, Any]:
    """``rope_theta`` and ``rope_scaling`` (None, or a dictionary with "rope_type") from either spelling.

    Today's checkpoints have ``rope_parameters``, older ones ``rope_theta`` and ``rope_scaling``.

    Raises:
        UserError: a rule that is not supported (yarn, longrope, dynamic), or a number that makes no sense.
    """
    written = entries.raw.get("rope_parameters") or entries.raw.get("rope_scaling") or {}
    if not isinstance(written, dict):
        raise entries.bad("rope_scaling", written)
    rope = Entries({**written, "rope_type": written.get("rope_type") or written.get("type")}, entries.file)
    kind = rope.choice("rope_type", "default", _SUPPORTED)
    rope.only("partial_rotary_factor", 1.0)
    entries.only("partial_rotary_factor", 1.0)
    theta = rope.number("rope_theta", entries.number("rope_theta", base, 1e12), 1e12)
    scaling: dict[str, Any] | None = None
    if kind == "linear":
        scaling = {"rope_type": kind, "factor": rope.number("factor", 1.0, 1e6)}
    elif kind == "llama3":
        scaling = {
            "rope_type": kind,
            "factor": rope.number("factor", 8.0, 1e6),
            "low_freq_factor": rope.number("low_freq_factor", 1.0, 1e6),
            "high_freq_factor": rope.number("high_freq_factor", 4.0, 1e6),
            "original_max_position_embeddings": rope.size("original_max_position_embeddings", 8192, LARGEST),
        }
        if scaling["low_freq_factor"] >= scaling["high_freq_factor"]:
            raise rope.bad("high_freq_factor", scaling["high_freq_factor"])
    elif kind == "factors":
        scaling = {"rope_type": kind}
    return {"rope_theta": theta, "rope_scaling": scaling}


def rope_factors(theta: float, scaling: dict[str, Any], width: int) -> Array:
    """What each pair's frequency is divided by: (Dh / 2,).

    "llama3" (Llama 3.1) divides the slow rotations by ``factor``, leaves the fast ones, and goes over smoothly between:
    with r = trained length / wavelength, the share (r - low) / (high - low) of a frequency is kept as it is.
    """
    factor: float = scaling["factor"]
    if scaling["rope_type"] == "linear":
        return np.full(width // 2, factor, np.float32)
    frequencies = theta ** (-np.arange(0, width, 2) / width)
    rotations = scaling["original_max_position_embeddings"] * frequencies / (2 * math.pi)
    low, high = scaling["low_freq_factor"], scaling["high_freq_factor"]
    kept: NDArray[np.float64] = np.clip((rotations - low) / (high - low), 0, 1)
    slowed = 1 / (kept + (1 - kept) / factor)
    return slowed.astype(np.float32)
