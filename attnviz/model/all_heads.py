"""What views want of all heads of a run at once: pictures, facts, and one query's weights in each.

The table of all weights is never made: a device gives what is left of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.ops import Marks, Mask, Ops, Tensor
from attnviz.errors import UserError
from attnviz.heads import FACTS, POSITIONAL, HeadFacts
from attnviz.model.captured import Captured
from attnviz.model.forward import Attention, Forward, Network
from attnviz.trace import Array, Tokens, TraceRequest

MOST_READ = 1 << 28
"""bytes of a trace file that are read for all its heads; of a larger one there is nothing of this"""


@dataclass(frozen=True)
class AllHeads:
    """Asked of a device, not waited for; in the order of ``ModelInfo.attention``.

    Attributes:
        heads: H.
        pictures: (H * P, P) of each layer.
        facts: what ``Ops.facts`` gives of each layer, and what it was told.
        rows: query -> its weights (1, S) in each head of each layer; none where a layer has no such query.
    """

    heads: int
    pictures: tuple[Tensor, ...] = ()
    facts: tuple[tuple[Tensor, Marks], ...] = ()
    rows: Mapping[int, tuple[tuple[Tensor, ...], ...]] = field(default_factory=dict)


def ask(
    ops: Ops,
    model: Network,
    forward: Forward,
    tokens: Tokens,
    target: Tokens | None,
    request: TraceRequest,
    pause: Callable[[], None] | None = None,
) -> AllHeads:
    """Let be made what a request wants.

    Args:
        pause: called before each layer of a long text, for somebody who may have gone on; what it raises ends this.

    Raises:
        UserError: the device fails.
    """
    wanted = request.thumbnails or request.facts or request.rows
    if not wanted or not forward.layers or (isinstance(model, Captured) and model.bytes > MOST_READ):
        return AllHeads(model.info.heads)
    layers, size = forward.layers, request.thumbnails
    try:
        marks = _marks_of_layers(model, forward, tokens, target) if request.facts else []
        pictures, sums = _pictures_and_sums(ops, layers, size, marks, pause or _go_on)
        rows = _rows(ops, layers, request.rows)
    except UserError:  # a head that holds no numbers: it is named when somebody looks at it
        if isinstance(model, Captured):
            return AllHeads(model.info.heads)
        raise
    return AllHeads(model.info.heads, pictures, tuple(zip(sums, marks, strict=True)), rows)


def read(ops: Ops, asked: AllHeads) -> dict[str, Any]:
    """Wait, and give the fields of a ``Trace``; their arrays are read-only, because threads and views share them."""
    found: dict[str, Any] = {}
    if asked.pictures:
        size = asked.pictures[0].shape[1]
        pictures = np.stack(ops.download_all(asked.pictures))
        found["thumbnails"] = _frozen(pictures.reshape(len(asked.pictures), asked.heads, size, size))
    if asked.facts:
        found["facts"] = _read_facts(ops, asked)
    if asked.rows:
        found["rows"] = {row: _read_row(ops, asked.heads, layers) for row, layers in asked.rows.items()}
    return found


def marks_of(queries: Tokens, keys: Tokens, mask: Mask, cross: bool = False) -> Marks:
    """What ``Ops.facts`` must know of a text, or with ``cross`` of two; see ``HeadFacts`` for which queries count."""
    own, others = np.array(queries.ids, np.int32), np.array(keys.ids, np.int32)
    special = np.array(queries.special, bool)
    counted = np.ones(len(own), bool) if special.all() else ~special
    alike = counted & (np.isin(own, others) if cross else _repeated(own, mask))
    shares = np.stack([rows / max(1, rows.sum()) for rows in (counted, alike)]).astype(np.float32)
    return Marks(None if cross else mask.first, own, others, np.array(keys.special, bool), shares)


def _repeated(ids: NDArray[np.int32], mask: Mask) -> NDArray[np.bool_]:
    """Queries that look at another token of the same entry, in a text whose queries are its keys (T,)."""
    order = np.argsort(ids, kind="stable")
    equal = ids[order[1:]] == ids[order[:-1]]
    earlier, later = np.full(len(ids), -1), np.zeros(len(ids), bool)
    earlier[order[1:][equal]] = order[:-1][equal]  # the nearest one
    later[order[:-1][equal]] = True
    if not mask.causal:
        return (earlier >= 0) | later
    farthest = np.maximum(np.arange(len(ids)) - mask.window + 1, 0) if mask.window else 0
    seen: NDArray[np.bool_] = earlier >= farthest
    return seen


def _pictures_and_sums(
    ops: Ops, layers: tuple[Attention, ...], size: int, marks: list[Marks], pause: Callable[[], None]
) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
    """Of each layer: pictures if they have a size, facts if there are marks."""
    pictures, sums = [], []
    for layer, one in enumerate(layers):
        pause()
        if size and marks:
            made, told = ops.overview(one.query, one.cache, one.mask, marks[layer], size)
            pictures.append(made)
            sums.append(told)
        elif size:
            pictures.append(ops.thumbnails(one.query, one.cache, one.mask, size))
        elif marks:
            sums.append(ops.facts(one.query, one.cache, one.mask, marks[layer]))
    return tuple(pictures), tuple(sums)


def _go_on() -> None:
    """The pause of a short text."""


def _marks_of_layers(model: Network, forward: Forward, tokens: Tokens, target: Tokens | None) -> list[Marks]:
    own = tokens if target is None else target
    texts = {"self": (tokens, tokens), "masked": (own, own), "cross": (own, tokens)}
    told: dict[tuple[str, int], Marks] = {}  # most layers share theirs
    of_layers = []
    for layer, one in enumerate(forward.layers):
        kind = model.info.attention(layer)[0]
        marks = told.get((kind, one.mask.window))
        if marks is None:
            marks = told[kind, one.mask.window] = marks_of(*texts[kind], one.mask, kind == "cross")
        of_layers.append(marks)
    return of_layers


def _read_facts(ops: Ops, asked: AllHeads) -> HeadFacts:
    """Parts of each head added up, and NaN for what a layer has not."""
    values = []
    for sums, (_, marks) in zip(ops.download_all([made for made, _ in asked.facts]), asked.facts, strict=True):
        own = sums.reshape(asked.heads, -1, len(FACTS)).sum(axis=1)
        if marks.first is None:
            own[:, [FACTS.index(fact) for fact in POSITIONAL]] = np.nan
        if not marks.shares[1].any():
            own[:, FACTS.index("same")] = np.nan
        values.append(own)
    return HeadFacts(_frozen(np.stack(values)))


def _rows(
    ops: Ops, layers: tuple[Attention, ...], wanted: tuple[int, ...]
) -> dict[int, tuple[tuple[Tensor, ...], ...]]:
    """``_row`` of each layer, for each query that there is.

    Where none is wanted no layer is asked for its queries: those of a long text may have to be made anew.
    """
    if not wanted:
        return {}
    longest = max(one.query[0].shape[0] for one in layers)
    return {row: tuple(_row(ops, one, row) for one in layers) for row in wanted if 0 <= row < longest}


def _row(ops: Ops, attention: Attention, row: int) -> tuple[Tensor, ...]:
    """A query's weights in each head: those of the same kernel that makes whole heads."""
    query, start, stop = attention.query
    if row >= query.shape[0]:
        return ()
    alone = ops.take_rows(query, np.array([row], np.int32))
    mask = replace(attention.mask, first=attention.mask.first + row)
    return ops.attend_all((alone, start, stop), attention.cache, mask)[1]


def _read_row(ops: Ops, heads: int, layers: tuple[tuple[Tensor, ...], ...]) -> tuple[Array, ...]:
    """(H, S) of each layer."""
    rows = iter(ops.download_all([head for layer in layers for head in layer]))
    none = np.empty((heads, 0), np.float32)
    return tuple(_frozen(np.concatenate([next(rows) for _ in layer]) if layer else none) for layer in layers)


def _frozen(array: Array) -> Array:
    array.flags.writeable = False
    return array
