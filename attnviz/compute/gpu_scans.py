"""The scans of ``GpuOps``: ``kernels/gpu/scan.cl``, ``recurrent.cl`` and ``tiles.cl``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.gpu_memory import GpuMemory, tiles_of
from attnviz.compute.scans import FEATURES, check_decays, check_ends, check_linear_scan, check_product, check_state
from attnviz.compute.tensors import Tensor


class GpuScans(GpuMemory):
    """What labs set beside attention; ``GpuOps`` adds the rest."""

    def scan_linear(
        self, query: Tensor, key: Tensor, value: Tensor, causal: bool = False, feature: str = "elu"
    ) -> Tensor:
        check_linear_scan(query, key, value, causal, feature)
        (queries, features), (keys, width) = query.shape, value.shape
        y = self._matrix(queries, width)
        given = (query, query.pitch, key, key.pitch, value, value.pitch)
        sizes = (queries, keys, features, width, int(causal), FEATURES.index(feature))
        self._run("scan_linear", (tiles_of(width, 4),), *given, *sizes, y, y.pitch)
        return y

    def scan_fading(self, value: Tensor, decays: NDArray[np.float32]) -> Tensor:
        check_decays(decays)
        rows, width = value.shape
        y, told = self._matrix(rows, width), self._plain(decays, np.float32)
        given = (value, value.pitch, told, rows, len(decays), width)
        self._run("scan_fading", (tiles_of(width, 4),), *given, y, y.pitch)
        return y

    def scan_recurrent(self, x: Tensor, weight: Tensor) -> Tensor:
        check_state(x, weight)
        y = self._matrix(*x.shape)
        self._run("recurrent", (1,), x, x.pitch, weight, weight.pitch, *x.shape, y, y.pitch)
        return y

    def influence(self, states: Tensor, weight: Tensor, gram: Tensor, ends: NDArray[np.int32]) -> Tensor:
        check_state(states, weight, gram)
        rows, width = states.shape
        check_ends(ends, rows)
        y, told = self._matrix(len(ends), rows), self._plain(ends, np.int32)
        given = (states, states.pitch, weight, weight.pitch, gram, gram.pitch, told, rows, width)
        self._run("influence", (len(ends),), *given, y, y.pitch)
        return y

    def multiply(self, x: Tensor, weight: Tensor, side: int) -> Tensor:
        check_product(x, weight, side)
        (rows, depth), columns = x.shape, weight.shape[1]
        y = self._matrix(rows, columns)
        given = (x, x.pitch, weight, weight.pitch, rows, columns, depth, side)
        self._run("tiles", (tiles_of(columns, 16), tiles_of(rows, 16)), *given, y, y.pitch)
        return y
