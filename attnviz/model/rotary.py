"""Rotary positions (Su et al. 2021): what the device turns queries and keys by, and the way back for the views."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.ops import Ops, Tensor
from attnviz.trace import Array

FIRST = 256
"""positions that a table has to begin with"""


class Rotation:
    """Angles of a family: pair i of a head turns by position * theta ** (-2i / Dh) / factors[i].

    The table on the device grows with the text, since a model may be made for a hundred thousand positions.
    """

    def __init__(self, ops: Ops, size: int, theta: float, factors: Array | None = None) -> None:
        self._ops = ops
        self._frequencies: NDArray[np.float64] = theta ** (-np.arange(0, size, 2) / size)  # (Dh/2,)
        if factors is not None:
            self._frequencies = self._frequencies / factors
        self._table: Tensor | None = None
        self._host = self.rows(0, 0)  # rows of the table, for the way back

    def angles(self, count: int) -> Tensor:
        """A table for at least ``count`` positions: (P, Dh), row p = [cos | sin]."""
        if self._table is None or self._table.shape[0] < count:
            self._table = self._ops.upload(self._at_least(max(FIRST, 2 * count)))
        return self._table

    def _at_least(self, count: int) -> Array:
        if len(self._host) < count:
            self._host = self.rows(0, count)
        return self._host

    def rows(self, first: int, stop: int) -> Array:
        """Rows of that table on the host (stop - first, Dh), worked out in float64."""
        turns = np.arange(first, stop)[:, None] * self._frequencies  # (P, Dh/2)
        return np.concatenate([np.cos(turns), np.sin(turns)], axis=1).astype(np.float32)

    def undone(self, x: Array, first: int = 0) -> Array:
        """What rows (T, Dh) of a query or key were before they were turned, T positions from ``first`` on.

        By the very angles that the device turned them by, so that only the rounding of two products is lost.
        """
        table = self._at_least(first + len(x))[first : first + len(x)]
        cos, sin = np.split(table, 2, axis=1)  # (T, Dh/2) each
        low, high = np.split(x, 2, axis=1)
        before = np.empty(x.shape, np.float32)
        half = cos.shape[1]
        before[:, :half] = low * cos + high * sin
        before[:, half:] = high * cos - low * sin
        return before
