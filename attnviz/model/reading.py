"""From the device to a ``HeadTrace``: one head's scores, weights and context, made when a view asks for them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from attnviz.compute.ops import Ops, Tensor
from attnviz.model.forward import Attention
from attnviz.trace import Array, HeadTrace

AT_ONCE, BAND = 512, 256
"""Queries of a text whose head is made at once, with one wait; and of a longer text those that are made and read at a
time: a device then never holds whole (T, S) matrices."""


@dataclass(frozen=True)
class Head:
    """A head of a layer that has been asked of a device.

    Attributes:
        made: scores, weights and context; None for a long text, which is made while it is read.
    """

    attention: Attention
    head: int
    made: tuple[Tensor, Tensor, Tensor] | None


def ask(ops: Ops, attention: Attention, head: int) -> Head:
    """Let a head be made, without waiting for it.

    Raises:
        ValueError: there is no such head.
        UserError: a head of a trace file holds what is no number.
    """
    attention, head = attention.alone(head)
    rows = attention.query[0].shape[0]
    if rows > AT_ONCE // ops.thrift:
        return Head(attention, head, None)
    return Head(attention, head, ops.attend_head(attention.query, head, attention.cache, attention.mask))


def read(ops: Ops, asked: Head) -> HeadTrace:
    """Wait for a head and read it; its arrays are read-only, because threads and views share them."""
    attention, cache = asked.attention, asked.attention.cache
    query, start, stop = attention.query
    heads = (stop - start) // cache.size
    own = (query, start + asked.head * cache.size, start + (asked.head + 1) * cache.size)
    if asked.made is None:
        q, scores, weights, context = ops.columns(*own), *_in_bands(ops, asked)
    else:
        # one wait for all: each blocking read of its own would wake a driver's threads again
        q, scores, weights, context = ops.download_all([own, *asked.made])
    k, v = ops.cached(cache, asked.head * cache.heads // heads, attention.mask.keys)
    rotation = attention.rotation
    unrotated = None if rotation is None else (rotation.undone(q), rotation.undone(k))
    arrays = (q, k, v, scores, weights, context)
    for array in (*arrays, *(unrotated or ())):
        array.flags.writeable = False
    return HeadTrace(*arrays, unrotated)


def _in_bands(ops: Ops, asked: Head) -> tuple[Array, Array, Array]:
    attention = asked.attention
    query, start, stop = attention.query
    rows, keys = query.shape[0], attention.mask.keys
    scores, weights = np.empty((rows, keys), np.float32), np.empty((rows, keys), np.float32)
    context = np.empty((rows, attention.cache.size), np.float32)
    count = BAND // ops.thrift
    for first in range(0, rows, count):
        band = slice(first, min(first + count, rows))
        taken = ops.take_rows(query, np.arange(band.start, band.stop, dtype=np.int32))
        mask = replace(attention.mask, first=attention.mask.first + first)
        made = ops.attend_head((taken, start, stop), asked.head, attention.cache, mask)
        scores[band], weights[band], context[band] = ops.download_all(made)
        del made, taken  # the next band may lie where this one lay
    return scores, weights, context
