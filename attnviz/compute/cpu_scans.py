"""The scans of ``CpuOps``: steps of ``kernels/scan.cl``, ``recurrent.cl`` and ``tiles.cl``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.kinds import INFLUENCE, RECURRENT, SCAN, TILES, place_of, up
from attnviz.compute.scans import FEATURES, check_decays, check_ends, check_linear_scan, check_product, check_state
from attnviz.compute.steps import StepOps
from attnviz.compute.tensors import Tensor


class CpuScans(StepOps):
    """What labs set beside attention; ``CpuOps`` adds the rest."""

    def scan_linear(
        self, query: Tensor, key: Tensor, value: Tensor, causal: bool = False, feature: str = "elu"
    ) -> Tensor:
        check_linear_scan(query, key, value, causal, feature)
        looks = place_of(query), query.pitch, place_of(key), key.pitch
        return self._scan(looks, query.shape, value, causal, 0, FEATURES.index(feature))

    def scan_fading(self, value: Tensor, decays: NDArray[np.float32]) -> Tensor:
        check_decays(decays)
        (place,) = self._note(np.asarray(decays, np.float32))
        return self._scan((0, 0, 0, 0), (value.shape[0], len(decays)), value, True, place)

    def scan_recurrent(self, x: Tensor, weight: Tensor) -> Tensor:
        check_state(x, weight)
        y = self._matrix(*x.shape)
        self._step(RECURRENT, 1, place_of(x), x.pitch, place_of(weight), weight.pitch, *x.shape, place_of(y), y.pitch)
        return y

    def influence(self, states: Tensor, weight: Tensor, gram: Tensor, ends: NDArray[np.int32]) -> Tensor:
        check_state(states, weight, gram)
        (rows, width), count = states.shape, len(ends)
        check_ends(ends, rows)
        y, scratch = self._matrix(count, rows), self._scratch(self._workers * (width + 1) * up(width, 8))
        given = (place_of(states), states.pitch, place_of(weight), weight.pitch, place_of(gram), gram.pitch)
        (place,) = self._note(np.asarray(ends, np.int32))
        self._step(INFLUENCE, count, *given, place, rows, width, place_of(scratch), place_of(y), y.pitch)
        return y

    def multiply(self, x: Tensor, weight: Tensor, side: int) -> Tensor:
        check_product(x, weight, side)
        (rows, depth), columns = x.shape, weight.shape[1]
        y = self._matrix(rows, columns)
        count = -(-rows // side) * -(-columns // side)
        given = (place_of(x), x.pitch, place_of(weight), weight.pitch, rows, columns, depth, side)
        self._step(TILES, count, *given, place_of(y), y.pitch)
        return y

    def _scan(
        self, looks: tuple[int, ...], shape: tuple[int, ...], value: Tensor, causal: bool, decays: int, feature: int = 0
    ) -> Tensor:
        """``looks``: places and pitches of queries and keys; ``shape``: queries, and numbers of each."""
        (queries, features), (keys, width) = shape, value.shape
        y, scratch = self._matrix(queries, width), self._scratch(self._workers * 10 * up(features, 8))
        sizes = (queries, keys, features, width, int(causal), feature, decays, place_of(scratch))
        self._step(SCAN, -(-width // 8), *looks, place_of(value), value.pitch, *sizes, place_of(y), y.pitch)
        return y
