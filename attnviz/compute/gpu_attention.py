"""The attention of ``GpuOps``: ``flash.cl`` where nobody looks, else scores, softmax, and what is made of weights."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.checks import check_marks, check_pattern, check_room, heads_of
from attnviz.compute.gpu_memory import GpuMemory, tiles_of
from attnviz.compute.gpu_set import FLASH_ROWS, SPARSE_ROWS, WAVE
from attnviz.compute.ops import Cache, Columns, Marks, Mask, Pattern, Tensor
from attnviz.compute.pattern import prepare
from attnviz.heads import FACTS
from attnviz.trace import Array

MOST_SCORES = 1 << 24
"""Numbers of the attention matrices that are made together where one after the other would do: 64 MiB"""


class GpuAttention(GpuMemory):
    """Everything that has a cache of keys and values; ``GpuOps`` adds the rest."""

    def cache(self, heads: int, size: int, capacity: int) -> Cache:
        keys, values = (self._matrix(capacity, heads * size) for _ in range(2))
        return Cache(heads, size, capacity, keys, values)

    def append(self, cache: Cache, keys: Columns, values: Columns, at: int = 0) -> None:
        count, width = keys[0].shape[0], cache.heads * cache.size
        check_room(cache, at, count)
        rows = (keys[0], keys[1], keys[0].pitch, values[0], values[1], values[0].pitch)
        self._run("append", (count,), *rows, width, at, cache.keys, cache.values, cache.keys.pitch)

    def copy_cache(self, source: Cache, to: Cache, count: int) -> None:
        if count:
            check_room(to, 0, count)
            rows = (source.keys, 0, source.keys.pitch, source.values, 0, source.values.pitch)
            self._run("append", (count,), *rows, to.heads * to.size, 0, to.keys, to.values, to.keys.pitch)

    def attend(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        heads, rows = heads_of(query, cache, mask), query[0].shape[0]
        context = self._matrix(rows, heads * cache.size)
        fitting = [flash for flash in self._set.flash if flash.width >= cache.size]
        if fitting and not mask.hidden:
            given = (query[0], query[1], query[0].pitch, cache.keys, cache.values, cache.keys.pitch, cache.size)
            sizes = (heads // cache.heads, *_seen(rows, mask), _scale(cache, mask))
            self._run(fitting[0].name, (tiles_of(rows, FLASH_ROWS), heads), *given, *sizes, context, context.pitch)
            return context
        for first, count, weights in self._weighed(query, cache, mask):
            self._values(weights, query, cache, mask, first, count, context, first * cache.size)
        return context

    def attend_flash(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        return self.attend(query, cache, mask)

    def pattern(self, seen: NDArray[np.bool_]) -> Pattern:
        return prepare(seen, SPARSE_ROWS, lambda ints: self._plain(ints, np.int32))

    def attend_sparse(self, query: Columns, cache: Cache, pattern: Pattern, sharpness: float = 1.0) -> Tensor:
        heads, (rows, keys) = check_pattern(query, cache, pattern), pattern.shape
        context = self._matrix(rows, heads * cache.size)
        groups = tiles_of(rows, SPARSE_ROWS), heads, tiles_of(cache.size, WAVE)
        given = (query[0], query[1], query[0].pitch, cache.keys, cache.values, cache.keys.pitch, cache.size)
        scale = sharpness / math.sqrt(cache.size)
        sizes = (heads // cache.heads, rows, keys, scale, pattern.starts, pattern.blocks)
        self._run("sparse", groups, *given, *sizes, context, context.pitch)
        return context

    def attend_all(self, query: Columns, cache: Cache, mask: Mask) -> tuple[Tensor, tuple[Tensor, ...]]:
        heads, rows = heads_of(query, cache, mask), query[0].shape[0]
        weights = tuple(self._matrix(rows, mask.keys) for _ in range(heads))
        for head, table in enumerate(weights):
            self._weights(query, cache, mask, head, 1, table)
        return self.attend(query, cache, mask), weights

    def attend_head(self, query: Columns, head: int, cache: Cache, mask: Mask) -> tuple[Tensor, Tensor, Tensor]:
        heads_of(query, cache, mask, head)
        rows = query[0].shape[0]
        scores = self._matrix(rows, mask.keys)
        self._scores(query, cache, mask, head, 1, scores)
        weights, context = self.softmax(scores), self._matrix(rows, cache.size)
        self._values(weights, query, cache, mask, head, 1, context, 0)
        return scores, weights, context

    def mean_weights(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        heads, rows = heads_of(query, cache, mask), query[0].shape[0]
        mean = self._matrix(rows, mask.keys)
        for first, count, weights in self._weighed(query, cache, mask):
            given = (weights, weights.pitch, count, rows, mask.keys, 1.0 / heads, int(first > 0), mean, mean.pitch)
            self._run("mean", (tiles_of(mask.keys, WAVE), rows), *given)
        return mean

    def thumbnails(self, query: Columns, cache: Cache, mask: Mask, size: int) -> Tensor:
        pictures = self._matrix(heads_of(query, cache, mask) * size, size)
        for first, count, weights in self._weighed(query, cache, mask):
            self._picture(weights, count, first, pictures)
        return pictures

    def facts(self, query: Columns, cache: Cache, mask: Mask, marks: Marks) -> Tensor:
        sums, parts, told = self._told(query, cache, mask, marks)
        for first, count, weights in self._weighed(query, cache, mask):
            self._facts(weights, count, first, marks, told, sums, parts)
        return sums

    def overview(self, query: Columns, cache: Cache, mask: Mask, marks: Marks, size: int) -> tuple[Tensor, Tensor]:
        pictures = self._matrix(heads_of(query, cache, mask) * size, size)
        sums, parts, told = self._told(query, cache, mask, marks)
        for first, count, weights in self._weighed(query, cache, mask):
            self._picture(weights, count, first, pictures)
            self._facts(weights, count, first, marks, told, sums, parts)
        return pictures, sums

    def cached(self, cache: Cache, head: int, count: int) -> tuple[Array, Array]:
        start, stop = head * cache.size, (head + 1) * cache.size
        return self._read(cache.keys, start, stop, count), self._read(cache.values, start, stop, count)

    # ---- below the operations

    def _weighed(self, query: Columns, cache: Cache, mask: Mask) -> Iterator[tuple[int, int, Tensor]]:
        """First head, number of heads, and their weights (their number * T, S), as many as may be made together."""
        heads, rows = heads_of(query, cache, mask), query[0].shape[0]
        most = min(heads, max(1, MOST_SCORES // self.thrift // (rows * mask.keys)))
        scores = self._matrix(most * rows, mask.keys)
        for first in range(0, heads, most):
            count = min(most, heads - first)
            weights = Tensor((count * rows, mask.keys), scores.pitch, scores.data)
            self._weights(query, cache, mask, first, count, weights)
            yield first, count, weights

    def _picture(self, weights: Tensor, count: int, first: int, pictures: Tensor) -> None:
        """Pictures of some heads."""
        (made, keys), size = weights.shape, pictures.shape[1]
        given = (weights, weights.pitch, count, made // count, keys, size)
        self._run("pool", (tiles_of(count * size * size, WAVE),), *given, pictures, first * size, pictures.pitch)

    def _told(self, query: Columns, cache: Cache, mask: Mask, marks: Marks) -> tuple[Tensor, int, Tensor]:
        """Room for the facts of all heads, in how many parts each, and the marks."""
        heads, rows = heads_of(query, cache, mask), query[0].shape[0]
        check_marks(marks, rows, mask.keys)
        parts = min(rows, tiles_of(4 * self._units, heads))
        return self._matrix(heads * parts, len(FACTS)), parts, self._plain(marks.packed, np.int32)

    def _facts(
        self, weights: Tensor, count: int, first: int, marks: Marks, told: Tensor, sums: Tensor, parts: int
    ) -> None:
        """Sums of some heads."""
        rows, keys = weights.shape[0] // count, weights.shape[1]
        given = (weights, weights.pitch, told, marks.pitch, rows, keys, marks.own)
        self._run("facts", (parts, count), *given, sums, first * parts, sums.pitch)

    def _scores(self, query: Columns, cache: Cache, mask: Mask, head: int, count: int, scores: Tensor) -> None:
        tensor, start, stop = query
        rows, group = tensor.shape[0], (stop - start) // cache.size // cache.heads
        tile = self._set.scores
        groups = tiles_of(mask.keys, tile.columns), tiles_of(rows, tile.rows), count
        given = (tensor, start, tensor.pitch, cache.keys, cache.keys.pitch, cache.size, group, head)
        self._run("scores", groups, *given, *_seen(rows, mask), _scale(cache, mask), scores, scores.pitch)
        hidden = sorted({position for position in mask.hidden if 0 <= position < mask.keys})
        if hidden:
            told = self._plain(np.array(hidden), np.int32)
            self._run("hide", (rows, count), scores, scores.pitch, rows, mask.first, told, len(hidden))

    def _weights(self, query: Columns, cache: Cache, mask: Mask, head: int, count: int, scores: Tensor) -> None:
        """Weights in the place of ``_scores``."""
        self._scores(query, cache, mask, head, count, scores)
        self._run("softmax", scores.shape[:1], scores, scores.pitch, mask.keys, scores, scores.pitch)

    def _values(
        self,
        weights: Tensor,
        query: Columns,
        cache: Cache,
        mask: Mask,
        head: int,
        count: int,
        context: Tensor,
        at: int,
    ) -> None:
        rows, group = query[0].shape[0], (query[2] - query[1]) // cache.size // cache.heads
        tile = self._set.values
        groups = tiles_of(cache.size, tile.columns), tiles_of(rows, tile.rows), count
        given = (weights, weights.pitch, cache.values, cache.values.pitch, cache.size, group, head)
        self._run("values", groups, *given, *_seen(rows, mask), context, at, context.pitch)


def _seen(rows: int, mask: Mask) -> tuple[int, int, int, int]:
    """T, S, first and window, as the kernels want them (common.cl)."""
    if not mask.causal:
        return rows, mask.keys, mask.keys, mask.keys
    return rows, mask.keys, mask.first, mask.window or mask.keys


def _scale(cache: Cache, mask: Mask) -> float:
    return mask.sharpness / math.sqrt(cache.size)
