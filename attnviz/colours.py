"""The colours of weights, for whoever draws some: the window, its pictures, and a notebook, which has no Qt."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from attnviz.assets import asset

WEIGHT_MAP = "viridis"
LOG_FLOOR = 1e-4
"""Weight of the first colour on a logarithmic scale, on which the last one is 1; what is less looks the same."""


@cache
def weight_table() -> NDArray[np.uint8]:
    """256 colours from weight 0 to the top of the scale (256, 3).

    Viridis, made for matplotlib by Smith and van der Walt (2015) and given to the public domain (CC0).
    """
    colours = asset("resources", "colours", f"{WEIGHT_MAP}.txt").read_text("ascii").split()
    return np.frombuffer(bytes.fromhex("".join(colours)), np.uint8).reshape(256, 3)


def scale_place(weight: float, top: float, log: bool = False) -> float:
    """Where a weight stands on a scale, 0..1, of which the end stands for ``top``."""
    share = 0.0 if math.isnan(weight) else float(weight) / top
    if log:
        share = 1 - math.log10(max(share, LOG_FLOOR)) / math.log10(LOG_FLOOR)
    return min(1.0, max(0.0, share))


def weight_index(weight: float, top: float, log: bool = False) -> int:
    """Which of the 256 colours a weight has, where the last one stands for ``top``."""
    return min(255, int(256 * scale_place(weight, top, log)))
