"""The colours of weights, for whoever draws some: the window, its pictures, and a notebook, which has no Qt."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from attnviz.assets import asset

WEIGHT_MAP = "viridis"


@cache
def weight_table() -> NDArray[np.uint8]:
    """256 colours from weight 0 to the top of the scale (256, 3).

    Viridis, made for matplotlib by Smith and van der Walt (2015) and given to the public domain (CC0).
    """
    colours = asset("resources", "colours", f"{WEIGHT_MAP}.txt").read_text("ascii").split()
    return np.frombuffer(bytes.fromhex("".join(colours)), np.uint8).reshape(256, 3)


def weight_index(weight: float, top: float) -> int:
    """Which of the 256 colours a weight has, where the last one stands for ``top``."""
    return int(np.clip(np.nan_to_num(weight) / top * 256, 0, 255))
