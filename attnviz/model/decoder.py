"""What causal models share: what they keep between key presses, and the words they expect next.

A token's keys, values, queries and hidden states depend on the tokens before it only. So they stay on the device by
position, and a text that begins like the last one is computed from the first token that differs.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.ops import Columns, Linear, Mask, Ops, Tensor
from attnviz.model.forward import Attention, Forward
from attnviz.model.rotary import Rotation
from attnviz.trace import Array, ModelInfo

SMALLEST, LARGE, STEP = 64, 1024, 2048
"""Positions there is room for at first. The room doubles when it is used up; beyond LARGE it grows by STEP, since room
that is not used costs memory too, where the system gives it in pages of 2 MB. Then, too, only the last layer's hidden
states are kept, which are the larger half of what a long text would hold."""

STRETCH = 512
"""New tokens that are computed together: what a layer makes on the way has at most so many rows."""

Ids = NDArray[np.int32]


class Kept:
    """Rows by position, for each layer, on the device. A pass writes to them, so only the newest ``Forward`` is valid.

    Attributes:
        capacity: positions there is room for.
        ids: those that have been computed.
        caches: keys and values, L of them.
        queries: (capacity, H * Dh), L of them.
        hidden: (capacity, D), L + 1 of them; None for those that are not kept.
        routers: (capacity, E), L of them, None where a layer has no experts.
    """

    def __init__(self, ops: Ops, info: ModelInfo, capacity: int, experts: Sequence[int], whole: bool) -> None:
        """Room for ``capacity`` positions; ``experts`` has E of each layer, 0 for none.

        Args:
            whole: keep the hidden states of every layer, not of the last one only.
        """
        layers, width = range(info.layers), info.heads * info.head_width
        self._ops = ops
        self.capacity = capacity
        self.ids = np.zeros(0, np.int32)
        self.caches = [ops.cache(info.kv_heads, info.head_width, capacity) for _ in layers]
        self.queries: list[Tensor | None] = [ops.room(capacity, width) for _ in layers]
        self.whole = whole
        self.hidden: list[Tensor | None] = [
            ops.room(capacity, info.width) if whole or level == info.layers else None
            for level in range(info.layers + 1)
        ]
        self.routers: list[Tensor | None] = [ops.room(capacity, count) if count else None for count in experts]

    def take_over(self, old: Kept, count: int, leave: bool = False) -> None:
        """Take the first ``count`` positions of another one, which is empty afterwards: its memory is free again piece
        by piece, so that there are never two of everything. ``leave``: it stays as it is.
        """
        ops = self._ops
        for own, others in zip(self._rows(), old._rows(), strict=True):
            for index in range(len(own)):
                mine, theirs = own[index], others[index]
                if not leave:
                    others[index] = None
                if mine is not None and theirs is not None:
                    ops.put_rows(mine, (ops.first_rows(theirs, count), 0, theirs.shape[1]))
        for index in reversed(range(len(self.caches))):
            cache = old.caches[index] if leave else old.caches.pop()
            ops.copy_cache(cache, self.caches[index], count)

    def _rows(self) -> tuple[list[Tensor | None], ...]:
        """Lists of matrices, a row for each position."""
        return self.queries, self.hidden, self.routers

    def put_hidden(self, level: int, x: Tensor, first: int) -> Tensor:
        """Keep the hidden states (T', D) of the positions from ``first`` on, if they are kept at all."""
        kept = self.hidden[level]
        if kept is not None:
            self._ops.put_rows(kept, (x, 0, x.shape[1]), first)
        return x

    def attend(self, layer: int, query: Columns, key: Columns, value: Columns, mask: Mask) -> Tensor:
        """Keep queries, keys and values of the new tokens, and give their contexts (T', H * Dh)."""
        ops = self._ops
        queries = self.queries[layer]
        assert queries is not None
        ops.put_rows(queries, query, mask.first)
        ops.append(self.caches[layer], key, value, mask.first)
        return ops.attend(query, self.caches[layer], mask)

    def forward(self, ids: Ids, windows: Sequence[int], rotation: Rotation | None) -> Forward:
        """All of ``ids``, which have been computed now; ``windows`` is each layer's ``Mask.window``."""
        self.ids = np.array(ids, np.int32)
        count, first_rows = len(ids), self._ops.first_rows
        layers = (
            Attention(
                (first_rows(query, count), 0, query.shape[1]),
                cache,
                Mask(count, causal=True, window=window),
                rotation,
            )
            for query, cache, window in zip(self.queries, self.caches, windows, strict=True)
            if query is not None
        )
        routers = (None if router is None else first_rows(router, count) for router in self.routers)
        hidden = tuple(first_rows(x, count) for x in self.hidden if x is not None)
        return Forward(hidden, tuple(layers), tuple(routers), self)


class Decoder(ABC):
    """A causal model whose weights lie on one device.

    Attributes:
        experts: of each layer, 0 where it has none; () for a model without any.
    """

    info: ModelInfo
    ops: Ops
    experts: tuple[int, ...] = ()

    @property
    @abstractmethod
    def windows(self) -> Sequence[int]:
        """How many positions each layer's queries see; 0 for all before them."""

    @property
    def rotary(self) -> Rotation | None:
        """Of rotary positions."""
        return None

    def forward(self, ids: Ids, past: Forward | None = None, whole: bool = False) -> Forward:
        """Run the model on token ids (T,), T at least 1 and at most the model's limit.

        Without experts it launches only and waits for nothing.

        Args:
            past: an earlier result of this model, which is of no use afterwards: only the tokens from the first one on
                that differs from it are computed.
            whole: keep the hidden states of all layers however long the text is.
        """
        kept, first = self._resume(ids, past, whole)
        while first < len(ids):
            stop = min(first + STRETCH, len(ids))
            self.extend(ids[:stop], kept, first)
            kept.ids = np.array(ids[:stop], np.int32)
            first = stop
        return kept.forward(ids, self.windows, self.rotary)

    @abstractmethod
    def extend(self, ids: Ids, kept: Kept, first: int) -> None:
        """Compute the tokens from ``first`` on, and keep their rows."""

    @abstractmethod
    def output(self, attention: int) -> Linear:
        """See ``Projecting``."""

    def stream(self, forward: Forward, attention: int, contexts: Sequence[Tensor]) -> Tensor:
        """See ``Projecting``."""
        return forward.hidden[attention]

    @abstractmethod
    def scores(self, x: Tensor) -> Tensor:
        """Logits of the next token (T, V) from hidden states (T, D) of the last layer: the final norm and the head."""

    def next_logits(self, forward: Forward) -> Array:
        """Wait, and give the logits of the token that follows the text (V,)."""
        last = forward.hidden[-1]
        row = self.ops.take_rows(last, np.array([last.shape[0] - 1], np.int32))  # (1, D)
        logits: Array = self.ops.download(self.scores(row))[0]
        return logits

    def logits(self, forward: Forward) -> Array:
        """Wait, and give the logits after every token (T, V)."""
        logits: Array = self.ops.download(self.scores(forward.hidden[-1]))
        return logits

    def _resume(self, ids: Ids, past: Forward | None, whole: bool) -> tuple[Kept, int]:
        """Where rows are kept, with room for all of ``ids``, and the position of the first token to compute."""
        kept: Kept | None = past.kept if past else None
        if kept is not None and whole and not kept.whole:
            kept = None
        first = _same(kept.ids, ids) if kept else 0
        if kept is None or kept.capacity < len(ids):
            capacity = self._capacity(len(ids))
            larger = Kept(self.ops, self.info, capacity, self.experts, whole or capacity <= LARGE)
            if kept is not None and first:
                larger.take_over(kept, first)
            kept = larger
        kept.ids = kept.ids[:first]  # the rest is written over; should that fail, nobody takes it for computed
        return kept, first

    def _capacity(self, count: int) -> int:
        doubled = max(SMALLEST, 1 << (count - 1).bit_length())
        return max(count, min(self.info.limit, doubled if doubled <= LARGE else -(-count // STEP) * STEP))


def _same(old: Ids, new: Ids) -> int:
    """How many tokens two texts begin with in common."""
    shorter = min(len(old), len(new))
    differ = np.flatnonzero(old[:shorter] != new[:shorter])
    return int(differ[0]) if len(differ) else shorter
