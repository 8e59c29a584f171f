"""Comparing a float32 result with its float64 twin."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

ROWS = (1, 2, 5, 6, 7, 15, 16, 17, 33, 100, 512)
"""Token counts around every tile size (4, 6, 16), the smallest and the largest."""


def floats(seed: int, *shape: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal(shape, np.float32)


def assert_close(made: NDArray[Any], twin: NDArray[Any], relative: NDArray[Any] | float, absolute: float) -> None:
    """|made - twin| <= absolute + relative * |twin| everywhere; ``relative`` may be a whole error bound instead."""
    assert made.dtype == np.float32
    assert made.shape == twin.shape
    assert twin.dtype == np.float64
    bound = relative if isinstance(relative, np.ndarray) else relative * np.abs(twin)
    excess = np.abs(made - twin) - bound - absolute
    assert np.isfinite(made).all()
    assert (excess <= 0).all(), f"off by {np.abs(made - twin).max():.3g}, {excess.max():.3g} too much"
