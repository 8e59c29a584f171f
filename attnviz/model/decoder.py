"""What causal models share: what they keep between key presses, and the words they expect next.

A token's keys, values, queries and hidden states depend on the tokens before it only. So they stay on the device by
position, and a text that begins like the last one is computed from the first token that differs.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.ops import Cache, Columns, Linear, Mask, Ops, Tensor
from attnviz.model.forward import Attention, Forward
from attnviz.model.rotary import Rotation
from attnviz.trace import Array, ModelInfo

SMALLEST, LARGE, STEP = 64, 1024, 2048
"""Positions there is room for at first. The room doubles when it is used up; beyond LARGE it grows by STEP, since room
that is not used costs memory too, where the system gives it in pages of 2 MB. Then, too, only the last layer's hidden
states are kept, which are the larger half of what a long text would hold."""

MOST_QUERIES, LANDMARK = 192 << 20, 6
"""Bytes of all layers' queries beyond which only those of layers that are looked at are kept. Another layer's are then
made anew, from the hidden states that are kept after every LANDMARK-th layer: a fraction of a pass."""

STRETCH = 512
"""New tokens that are computed together: what a layer makes on the way has at most so many rows."""

Ids = NDArray[np.int32]


class LateAttention(Attention):
    """A layer whose queries are made when they are asked for."""

    _made: Callable[[], Columns]

    def __init__(self, made: Callable[[], Columns], cache: Cache, mask: Mask, rotation: Rotation | None) -> None:
        # past the freezing of its fields, of which one is worked out below
        vars(self).update(_made=made, cache=cache, mask=mask, rotation=rotation)

    @cached_property
    def query(self) -> Columns:
        return self._made()


class Kept:
    """Rows by position, for each layer, on the device. A pass writes to them, so only the newest ``Forward`` is valid.

    Attributes:
        capacity: positions there is room for.
        ids: those that have been computed.
        caches: keys and values, L of them.
        queries: (capacity, H * Dh), L of them; None for those that are not kept.
        hidden: (capacity, D), L + 1 of them; None for those that are not kept.
        whole: the hidden states of all layers are.
        routers: (capacity, E), L of them, None where a layer has no experts.
        reached: what the queries last made anew were made of: the layer, and what went into it, a stretch each.
    """

    def __init__(
        self,
        ops: Ops,
        info: ModelInfo,
        capacity: int,
        experts: Sequence[int],
        whole: bool,
        shown: Collection[int] | None = None,
    ) -> None:
        """Room for ``capacity`` positions; ``experts`` has E of each layer, 0 for none.

        Args:
            whole: keep the hidden states of every layer, not of the last one only.
            shown: layers whose queries are kept; None for all of them.
        """
        layers = range(info.layers)
        self._ops = ops
        self._width = info.heads * info.head_width
        self.capacity = capacity
        self.ids = np.zeros(0, np.int32)
        self.caches = [ops.cache(info.kv_heads, info.head_width, capacity) for _ in layers]
        self.queries: list[Tensor | None] = [
            self.query_room() if shown is None or layer in shown else None for layer in layers
        ]
        self.whole = whole
        landmarks = {info.layers} if shown is None else {info.layers, *range(LANDMARK, info.layers, LANDMARK)}
        self.hidden: list[Tensor | None] = [
            ops.room(capacity, info.width) if whole or level in landmarks else None for level in range(info.layers + 1)
        ]
        self.routers: list[Tensor | None] = [ops.room(capacity, count) if count else None for count in experts]
        self.reached: tuple[int, list[Tensor]] | None = None

    @property
    def shown(self) -> list[int] | None:
        """Layers whose queries are kept; None for all of them."""
        shown = [layer for layer, queries in enumerate(self.queries) if queries is not None]
        return None if len(shown) == len(self.queries) else shown

    def query_room(self) -> Tensor:
        return self._ops.room(self.capacity, self._width)

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
        if queries is not None:
            ops.put_rows(queries, query, mask.first)
        ops.append(self.caches[layer], key, value, mask.first)
        return ops.attend(query, self.caches[layer], mask)

    def forward(
        self,
        ids: Ids,
        windows: Sequence[int],
        rotation: Rotation | None,
        anew: Callable[[int], Tensor] | None = None,
    ) -> Forward:
        """All of ``ids``, which have been computed now.

        Args:
            windows: each layer's ``Mask.window``.
            anew: makes queries (capacity, H * Dh) of a layer that are not kept.
        """
        self.ids = np.array(ids, np.int32)
        count, first_rows = len(ids), self._ops.first_rows

        def columns(queries: Tensor) -> Columns:
            return first_rows(queries, count), 0, self._width

        def layer(index: int) -> Attention:
            mask = Mask(count, causal=True, window=windows[index])
            queries, cache = self.queries[index], self.caches[index]
            if queries is not None:
                return Attention(columns(queries), cache, mask, rotation)
            assert anew is not None
            return LateAttention(lambda: columns(anew(index)), cache, mask, rotation)

        layers = map(layer, range(len(self.caches)))
        routers = (None if router is None else first_rows(router, count) for router in self.routers)
        kept_states = self.hidden if self.whole else self.hidden[-1:]
        hidden = tuple(first_rows(x, count) for x in kept_states if x is not None)
        return Forward(hidden, tuple(layers), tuple(routers), self)


class Decoder(ABC):
    """A causal model whose weights lie on one device.

    Attributes:
        experts: of each layer, 0 where it has none; () for a model without any.
        keeps_queries: of all layers, however long the text is.
    """

    info: ModelInfo
    ops: Ops
    experts: tuple[int, ...] = ()
    keeps_queries = False

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
        return kept.forward(ids, self.windows, self.rotary, partial(self._queries_anew, kept))

    def extend(self, ids: Ids, kept: Kept, first: int) -> None:
        """Compute the tokens from ``first`` on, and keep their rows."""
        x = kept.put_hidden(0, self.embedded(ids[first:], first), first)  # (T', D)
        for index, window in enumerate(self.windows):
            mask = Mask(len(ids), first, causal=True, window=window)
            context = kept.attend(index, *self.looking(index, x, first, len(ids)), mask)  # (T', H * Dh)
            x = kept.put_hidden(index + 1, self.after(index, x, context, kept, first), first)

    @abstractmethod
    def embedded(self, ids: Ids, first: int) -> Tensor:
        """What the first layer reads of tokens whose positions begin at ``first``: (T', D)."""

    @abstractmethod
    def looking(self, layer: int, x: Tensor, first: int, count: int) -> tuple[Columns, Columns, Columns]:
        """Queries (T', H * Dh), keys and values (T', G * Dh) of hidden states (T', D) in a text of ``count`` tokens."""

    @abstractmethod
    def after(self, layer: int, x: Tensor, context: Tensor, kept: Kept, first: int) -> Tensor:
        """What the layer makes of its hidden states and contexts: (T', D), the residual added."""

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
            whole = whole or capacity <= LARGE
            shown = None if whole or not self._spares(capacity) else (kept.shown or ()) if kept and first else ()
            larger = Kept(self.ops, self.info, capacity, self.experts, whole, shown)
            if kept is not None and first:
                larger.take_over(kept, first)
            kept = larger
        kept.reached = None
        kept.ids = kept.ids[:first]  # the rest is written over; should that fail, nobody takes it for computed
        return kept, first

    def _spares(self, capacity: int) -> bool:
        """Whether so many positions are too many to keep the queries of layers that nobody looks at."""
        size = 4 * capacity * self.info.heads * self.info.head_width * self.info.layers
        return size > MOST_QUERIES and not self.keeps_queries

    def _queries_anew(self, kept: Kept, layer: int) -> Tensor:
        """Queries (capacity, H * Dh) of a layer that were not kept, from the nearest hidden states before it that were;
        from now on they are kept.

        Layers asked for one after the other cost a pass together, since each goes on where the last one ended.
        """
        made = kept.queries[layer]
        if made is not None:
            return made
        ops, ids, made = self.ops, kept.ids, kept.query_room()
        start = max((level for level in range(1, layer + 1) if kept.hidden[level] is not None), default=0)
        before = kept.reached[1] if kept.reached and start <= kept.reached[0] <= layer else None
        start = kept.reached[0] if kept.reached and before else start
        reached = []
        for part, first in enumerate(range(0, len(ids), STRETCH)):
            stop = min(first + STRETCH, len(ids))
            x = before[part] if before else self._hidden_states(kept, start, first, stop)
            for index in range(start, layer):
                query, _, _ = self.looking(index, x, first, stop)
                mask = Mask(stop, first, causal=True, window=self.windows[index])
                x = self.after(index, x, ops.attend(query, kept.caches[index], mask), kept, first)
            reached.append(x)
            ops.put_rows(made, self.looking(layer, x, first, stop)[0], first)
        kept.queries[layer] = made
        kept.reached = (layer, reached) if kept.hidden[layer] is None else None  # never a copy of what is kept
        return made

    def _hidden_states(self, kept: Kept, level: int, first: int, stop: int) -> Tensor:
        """Those that were kept of some positions (T', D); at level 0 those that the first layer reads."""
        rows = kept.hidden[level]
        if rows is None:
            return self.embedded(kept.ids[first:stop], first)
        return self.ops.take_rows(rows, np.arange(first, stop, dtype=np.int32))

    def _capacity(self, count: int) -> int:
        doubled = max(SMALLEST, 1 << (count - 1).bit_length())
        return max(count, min(self.info.limit, doubled if doubled <= LARGE else -(-count // STEP) * STEP))


def _same(old: Ids, new: Ids) -> int:
    """How many tokens two texts begin with in common."""
    shorter = min(len(old), len(new))
    differ = np.flatnonzero(old[:shorter] != new[:shorter])
    return int(differ[0]) if len(differ) else shorter
