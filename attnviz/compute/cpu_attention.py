"""The attention of ``CpuOps``: steps of ``attention.cl``, ``flash.cl``, ``sparse.cl``, ``facts.cl`` and ``pool.cl``."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.arena import Part
from attnviz.compute.checks import check_marks, check_pattern, check_room, heads_of
from attnviz.compute.kinds import (
    APPEND,
    ATTEND,
    ATTEND_HEAD,
    FACTS,
    FLASH,
    FLASH_KEYS,
    MEAN,
    POOL,
    SPARSE,
    bits_of,
    first_of,
    place_of,
    up,
)
from attnviz.compute.ops import Cache, Columns, Marks, Mask, Pattern, Tensor
from attnviz.compute.pattern import prepare
from attnviz.compute.steps import StepOps
from attnviz.heads import FACTS as FACT_NAMES
from attnviz.trace import Array


class CpuAttention(StepOps):
    """Everything that has a cache of keys and values; ``CpuOps`` adds the rest."""

    def cache(self, heads: int, size: int, capacity: int) -> Cache:
        capacity = up(capacity, 16)
        keys, values = self._scratch(heads * capacity * size), self._scratch(heads * capacity * up(size, 16))
        return Cache(heads, size, capacity, keys, values)

    def append(self, cache: Cache, keys: Columns, values: Columns, at: int = 0) -> None:
        count = keys[0].shape[0]
        check_room(cache, at, count)
        panels = -(-(at + count) // 16) - at // 16
        rows = (first_of(keys), first_of(values), keys[0].pitch, values[0].pitch)
        self._step(
            APPEND,
            cache.heads * panels,
            *rows,
            cache.heads,
            cache.size,
            at,
            count,
            place_of(cache.keys),
            place_of(cache.values),
            cache.capacity,
        )

    def attend(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        scratch = self._scratch(self._workers * self._query_rows * up(mask.keys, 16))
        return self._attend(ATTEND, query, cache, mask, scratch)

    def attend_flash(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        scratch = self._scratch(self._workers * self._query_rows * (FLASH_KEYS + up(cache.size, 16)))
        return self._attend(FLASH, query, cache, mask, scratch)

    def pattern(self, seen: NDArray[np.bool_]) -> Pattern:
        return prepare(seen, self._query_rows, lambda ints: self._plain(ints, np.int32))

    def attend_sparse(self, query: Columns, cache: Cache, pattern: Pattern, sharpness: float = 1.0) -> Tensor:
        heads, rows = check_pattern(query, cache, pattern), query[0].shape[0]
        scratch = self._scratch(self._workers * self._query_rows * pattern.most)
        context = self._matrix(rows, query[2] - query[1])
        sizes = (heads, heads // cache.heads, cache.size, *pattern.shape)
        stored = (place_of(cache.keys), place_of(cache.values), cache.capacity)
        blocks = (place_of(pattern.starts), place_of(pattern.blocks), pattern.computed)
        self._step(
            SPARSE,
            heads * -(-rows // self._query_rows),
            first_of(query),
            query[0].pitch,
            *sizes,
            *stored,
            bits_of(sharpness / math.sqrt(cache.size)),
            *blocks,
            place_of(scratch),
            pattern.most,
            place_of(context),
            context.pitch,
        )
        return context

    def attend_all(self, query: Columns, cache: Cache, mask: Mask) -> tuple[Tensor, tuple[Tensor, ...]]:
        heads, rows, pitch = heads_of(query, cache, mask), query[0].shape[0], up(mask.keys, 16)
        size = up(rows, self._query_rows) * pitch  # floats of one head
        table = self._scratch(heads * size)
        context = self._attend(ATTEND, query, cache, mask, table, every=True)
        parts = (Part(table.data, table.data.place + 4 * head * size) for head in range(heads))
        return context, tuple(Tensor((rows, mask.keys), pitch, part) for part in parts)

    def attend_head(self, query: Columns, head: int, cache: Cache, mask: Mask) -> tuple[Tensor, Tensor, Tensor]:
        heads_of(query, cache, mask, head)
        rows = query[0].shape[0]
        scores, weights = self._matrix(rows, mask.keys, 16), self._matrix(rows, mask.keys, 16)
        context = self._matrix(rows, cache.size)
        kept = (place_of(scores), place_of(weights), weights.pitch, 0, place_of(context), context.pitch, head)
        self._step(ATTEND_HEAD, -(-rows // self._query_rows), *_query(query, cache, mask), *kept, *self._ending(mask))
        return scores, weights, context

    def mean_weights(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        heads_of(query, cache, mask)
        rows, pitch = query[0].shape[0], up(mask.keys, 16)
        scratch, mean = self._scratch(self._workers * self._query_rows * pitch), self._matrix(rows, mask.keys, 16)
        kept = (place_of(scratch), 0, pitch, 0, place_of(mean), mean.pitch, 0)
        self._step(MEAN, -(-rows // self._query_rows), *_query(query, cache, mask), *kept, *self._ending(mask))
        return mean

    def thumbnails(self, query: Columns, cache: Cache, mask: Mask, size: int) -> Tensor:
        return self._pool(query, cache, mask, size, self._query_rows + 1)

    def overview(self, query: Columns, cache: Cache, mask: Mask, marks: Marks, size: int) -> tuple[Tensor, Tensor]:
        heads, rows = heads_of(query, cache, mask), query[0].shape[0]
        check_marks(marks, rows, mask.keys)
        sums = self._sums(heads * self._pool_parts(heads, rows, size))
        told = (*self._note(marks.packed), marks.own, place_of(sums))
        return self._pool(query, cache, mask, size, 2 * self._query_rows + 1, *told), sums

    def _pool(
        self,
        query: Columns,
        cache: Cache,
        mask: Mask,
        size: int,
        kept: int,
        marks: int = 0,
        own: int = 0,
        sums: int = 0,
    ) -> Tensor:
        """Pictures, with so many rows of scratch for each worker; and facts, if there are places for them."""
        heads, rows, pitch = heads_of(query, cache, mask), query[0].shape[0], up(mask.keys, 16)
        scratch = self._scratch(self._workers * kept * pitch)
        pooled = Tensor((heads * size, size), size, self._arena.take(4 * heads * size * size))
        given = (place_of(scratch), marks, pitch, own, place_of(pooled), size, size)
        tiles = heads * self._pool_parts(heads, rows, size)
        self._step(POOL, tiles, *_query(query, cache, mask), *given, *self._ending(mask, sums))
        return pooled

    def _pool_parts(self, heads: int, rows: int, size: int) -> int:
        """A part of four blocks of queries wastes little of the last one; more only where workers would be idle."""
        return min(size, max(-(-rows // (4 * self._query_rows)), -(-4 * self._workers // heads)))

    def facts(self, query: Columns, cache: Cache, mask: Mask, marks: Marks) -> Tensor:
        heads, rows, pitch = heads_of(query, cache, mask), query[0].shape[0], up(mask.keys, 16)
        check_marks(marks, rows, mask.keys)
        # of a causal text later rows take longer, so a worker has several stretches to choose from
        parts = min(-(-rows // self._query_rows), -(-8 * self._workers // heads))
        scratch = self._scratch(2 * self._workers * self._query_rows * pitch)
        sums = self._sums(heads * parts)
        given = (place_of(scratch), *self._note(marks.packed), pitch, marks.own, place_of(sums), 0, 0)
        self._step(FACTS, heads * parts, *_query(query, cache, mask), *given, *self._ending(mask))
        return sums

    def _sums(self, rows: int) -> Tensor:
        width = len(FACT_NAMES)
        return Tensor((rows, width), width, self._arena.take(4 * rows * width))

    def cached(self, cache: Cache, head: int, count: int) -> tuple[Array, Array]:
        self.finish()
        size, capacity = cache.size, cache.capacity
        panels = self._view(cache.keys, (cache.heads, capacity // 16, size, 16))[head, : -(-count // 16)]
        keys = panels.transpose(0, 2, 1).reshape(-1, size)[:count]  # (S, Dh)
        blocks = self._view(cache.values, (cache.heads, -(-size // 16), capacity, 16))[head, :, :count]
        values = blocks.transpose(1, 0, 2).reshape(count, -1)[:, :size]  # (S, Dh)
        return np.array(keys, order="C"), np.array(values, order="C")

    # ---- below the operations

    def _attend(
        self, kind: int, query: Columns, cache: Cache, mask: Mask, table: Tensor, every: bool = False
    ) -> Tensor:
        heads, rows = heads_of(query, cache, mask), query[0].shape[0]
        context = self._matrix(rows, query[2] - query[1])
        tiles = heads * -(-rows // self._query_rows)
        kept = (place_of(table), 0, up(mask.keys, 16), int(every), place_of(context), context.pitch, 0)
        self._step(kind, tiles, *_query(query, cache, mask), *kept, *self._ending(mask))
        return context

    def _ending(self, mask: Mask, sums: int = 0) -> tuple[int, ...]:
        """What all attention steps end with."""
        if not mask.hidden:
            return (sums,)
        hidden = [position for position in mask.hidden if 0 <= position < mask.keys]
        return (sums, *self._note(np.array(hidden, np.int32)), len(hidden)) if hidden else (sums,)


def _query(query: Columns, cache: Cache, mask: Mask) -> tuple[int, ...]:
    """What all attention steps begin with."""
    heads = (query[2] - query[1]) // cache.size
    sizes = (heads, heads // cache.heads, cache.size, query[0].shape[0])
    seen = (mask.keys, mask.first, int(mask.causal), mask.window)
    stored = (place_of(cache.keys), place_of(cache.values), cache.capacity)
    return (first_of(query), query[0].pitch, *sizes, *seen, *stored, bits_of(mask.sharpness / math.sqrt(cache.size)))
