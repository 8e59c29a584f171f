"""The scans of ``NumpyOps``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attnviz.compute import reference
from attnviz.compute.scans import Scans, check_decays, check_ends, check_linear_scan, check_product, check_state
from attnviz.compute.tensors import Tensor
from attnviz.trace import Array


class NumpyScans(Scans):
    """What labs set beside attention; ``NumpyOps`` adds the rest."""

    def scan_linear(
        self, query: Tensor, key: Tensor, value: Tensor, causal: bool = False, feature: str = "elu"
    ) -> Tensor:
        check_linear_scan(query, key, value, causal, feature)
        q, k, v = (*(reference.positive(one.data, feature) for one in (query, key)), value.data)
        if not causal:
            return _tensor(q @ (k.T @ v) / (q @ k.sum(axis=0))[:, None])
        memory, whole = np.zeros((k.shape[1], v.shape[1]), np.float32), np.zeros(k.shape[1], np.float32)
        y = np.empty((len(q), v.shape[1]), np.float32)
        for t in range(len(q)):
            memory += np.outer(k[t], v[t])
            whole += k[t]
            y[t] = q[t] @ memory / (q[t] @ whole)
        return _tensor(y)

    def scan_fading(self, value: Tensor, decays: NDArray[np.float32]) -> Tensor:
        check_decays(decays)
        kept = np.asarray(decays, np.float32)[:, None]
        memory, y = np.zeros((len(decays), value.shape[1]), np.float32), np.empty_like(value.data)
        for t, row in enumerate(value.data):
            memory = kept * memory + (1 - kept) * row
            y[t] = memory.mean(axis=0)
        return _tensor(y)

    def scan_recurrent(self, x: Tensor, weight: Tensor) -> Tensor:
        check_state(x, weight)
        y = np.empty_like(x.data)
        state = np.zeros(x.shape[1], np.float32)
        for t, row in enumerate(x.data):
            state = np.tanh(row + state @ weight.data)
            y[t] = state
        return _tensor(y)

    def influence(self, states: Tensor, weight: Tensor, gram: Tensor, ends: NDArray[np.int32]) -> Tensor:
        """All ends at once: those that a position does not lie before join when it is their turn."""
        check_state(states, weight, gram)
        rows, width = states.shape
        check_ends(ends, rows)
        y = np.zeros((len(ends), rows), np.float32)
        back = np.zeros((len(ends), width, width), np.float32)
        for s in range(int(ends.max()), -1, -1):
            back[ends == s] = np.eye(width, dtype=np.float32)
            back = back * (1 - states.data[s] ** 2)
            y[:, s] = np.sqrt(np.maximum(((back @ gram.data) * back).sum(axis=(1, 2)), 0))
            back = back @ weight.data
        return _tensor(y)

    def multiply(self, x: Tensor, weight: Tensor, side: int) -> Tensor:
        check_product(x, weight, side)
        return _tensor(x.data @ weight.data)


def _tensor(array: Array) -> Tensor:
    return Tensor(array.shape, array.shape[-1], array)
