"""A run that another program computed, from a trace file: nothing to compute but the weights of the heads asked for."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.ops import Cache, Columns, Mask, Ops
from attnviz.model.forward import Attention, Forward
from attnviz.trace import Array
from attnviz.weights.captured import CapturedFile


class StoredAttention(Attention):
    """A layer of the file. ``alone`` brings one head to the device; ``query`` and ``cache`` bring all of them."""

    _file: CapturedFile
    _ops: Ops
    _layer: int

    def __init__(self, file: CapturedFile, ops: Ops, layer: int) -> None:
        facts = file.layers[layer]
        mask = Mask(file.counts(layer)[1], causal=facts.kind == "masked", window=facts.window)
        # past the freezing of its fields, of which two are worked out below
        vars(self).update(_file=file, _ops=ops, _layer=layer, mask=mask, rotation=None)

    @cached_property
    def query(self) -> Columns:
        return self._queries(range(self._file.info.heads))

    @cached_property
    def cache(self) -> Cache:
        return self._cache(range(self._file.info.kv_heads))

    def alone(self, head: int) -> tuple[Attention, int]:
        """See ``Attention``."""
        info = self._file.info
        if not 0 <= head < info.heads:
            raise ValueError(f"head {head} of {info.heads}")
        shared = info.kv_head(head)
        return Attention(self._queries(range(head, head + 1)), self._cache(range(shared, shared + 1)), self.mask), 0

    def _queries(self, heads: range) -> Columns:
        beside = self._side_by_side("query", heads)  # (T, H * Dh)
        return self._ops.upload(beside), 0, beside.shape[1]

    def _cache(self, heads: range) -> Cache:
        ops, size = self._ops, self._file.info.head_width
        keys, values = (ops.upload(self._side_by_side(part, heads)) for part in ("key", "value"))  # (S, G * Dh)
        cache = ops.cache(len(heads), size, self.mask.keys)
        ops.append(cache, (keys, 0, len(heads) * size), (values, 0, len(heads) * size))
        return cache

    def _side_by_side(self, part: str, heads: range) -> Array:
        return np.concatenate([self._file.head(self._layer, part, head) for head in heads], axis=1)


class Captured:
    """What stands in for a network.

    Attributes:
        bytes: of all queries, keys and values, were they on the device.
        has_states: whether the file has hidden states.
    """

    def __init__(self, file: CapturedFile, ops: Ops) -> None:
        self.info = file.info
        self.bytes = file.bytes
        self.has_states = file.has_states
        self._file, self._ops = file, ops

    def forward(self, ids: NDArray[np.int32], past: Forward | None = None, whole: bool = False) -> Forward:
        """The same whatever the ids; nothing is read yet but, for the ``whole``, the hidden states that there are."""
        layers = tuple(StoredAttention(self._file, self._ops, layer) for layer in range(self.info.attentions))
        hidden = tuple(self._ops.upload(state) for state in self._file.states()) if whole else ()
        return Forward(hidden, layers, written=self._file.written)
