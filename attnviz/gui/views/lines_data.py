"""Which lines a picture of attention draws, without a pixel of it: tokens on both sides, heads, strong pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.axis import Axis, axes_of, joined, joined_scores, strongest_pair
from attnviz.gui.views.matrix import has_mask, neighbours, part_of
from attnviz.pair import MASKED
from attnviz.trace import Array, Focus, HeadId, Trace

MOST = 4000
"""Lines in one picture; of more, the strongest."""
LONGEST, WINDOW = 1024, 256
"""A side of more tokens than the first shows as many as the second, around the one in focus."""
Places = NDArray[np.intp]


@dataclass(frozen=True)
class LinesOptions:
    """How attention is drawn. ``least`` is the weight from which on a pair has a line."""

    arcs: bool = False
    special_tokens: bool = True
    least: float = 0.05


def options_of(state: Mapping[str, Any]) -> LinesOptions:
    """What a stored state says of them; the usual where it says nothing that they can be."""
    usual = LinesOptions()
    arcs, special, least = (state.get(name) for name in ("arcs", "special_tokens", "least"))
    return LinesOptions(
        arcs if isinstance(arcs, bool) else usual.arcs,
        special if isinstance(special, bool) else usual.special_tokens,
        least if type(least) in (int, float) and 0 <= least <= 0.5 else usual.least,
    )


def heads_of(state: Mapping[str, Any], most: int) -> dict[HeadId, tuple[int, bool]]:
    """(colour slot below ``most``, whether it is hidden) of each head of a stored state; wrong entries are left out."""
    stored, found = state.get("heads"), {}
    for entry in stored if isinstance(stored, list) else ():
        if not isinstance(entry, list) or [type(part) for part in entry] != [int, int, int, bool]:
            continue
        layer, head, slot, hidden = entry
        free = (layer, head) not in found and slot not in (taken for taken, _ in found.values())
        if free and min(layer, head) >= 0 and max(layer, head) < 1000 and 0 < slot < most:
            found[layer, head] = slot, hidden
    return found


@dataclass(frozen=True)
class LineSet:
    """Lines, the strongest first; queries and keys as places on their sides, heads as places in ``Scene.heads``.

    Attributes:
        possible: pairs on the sides that are not masked, of all heads.
        strong: those of them that reach the least weight; more than are here where there were too many.
    """

    head: Places  # (N,)
    query: Places  # (N,)
    key: Places  # (N,)
    weight: Array  # (N,)
    possible: int = 0
    strong: int = 0

    def __len__(self) -> int:
        return len(self.weight)

    def some(self, which: Places | NDArray[np.bool_]) -> LineSet:
        return LineSet(self.head[which], self.query[which], self.key[which], self.weight[which])


def choose_lines(blocks: Sequence[Array], least: float, most: int = MOST, possible: int = 0) -> LineSet:
    """The pairs of all heads' weights, each (R, C), that reach ``least``; the strongest ``most`` of them.

    A weight of 0 never has a line.
    """
    reach = [block >= least if least > 0 else block > 0 for block in blocks]
    strong = sum(int(np.count_nonzero(one)) for one in reach)
    if strong > most:
        weights = np.concatenate([block[one] for block, one in zip(blocks, reach, strict=True)])
        limit = float(np.partition(weights, strong - most)[strong - most])
        reach = [block >= limit for block in blocks]
    found = [np.nonzero(one) for one in reach]
    head = np.repeat(np.arange(len(blocks)), [len(rows) for rows, _ in found])
    query, key = (np.concatenate([pair[side] for pair in found] or [np.zeros(0, np.intp)]) for side in (0, 1))
    weight = np.concatenate(
        [block[pair] for block, pair in zip(blocks, found, strict=True)] or [np.zeros(0, np.float32)]
    )
    order = np.argsort(-weight, kind="stable")[:most]
    return LineSet(head[order], query[order], key[order], weight[order], possible, strong)


@dataclass(frozen=True)
class Scene:
    """All that one picture of lines says.

    Attributes:
        queries, keys: words, tokens or bytes of the two texts.
        rows, columns: units of those on the two sides, in order.
        heads: (layer, head) of those drawn; ``slots``: the colour of each, see ``lines_colours``.
        blocks: their weights between the two sides, each (R, C).
        causal: no query here sees a later key.
        windowed: the text is too long for lines; the sides are the part of it around the focus.
    """

    trace: Trace
    focus: Focus
    options: LinesOptions
    queries: Axis
    keys: Axis
    rows: Sequence[int]
    columns: Sequence[int]
    heads: tuple[HeadId, ...]
    slots: tuple[int, ...]
    blocks: tuple[Array, ...]
    lines: LineSet
    causal: bool
    windowed: bool

    @property
    def same_text(self) -> bool:
        """Queries and keys are of the same text, so that the text can be drawn once."""
        return self.queries is self.keys

    @property
    def arcs(self) -> bool:
        return self.options.arcs and self.same_text

    @cached_property
    def chosen(self) -> tuple[int, int] | None:
        """Places of the pair in focus, where both are shown."""
        query, key = self.focus.query, self.focus.key
        if query is None or key is None or query >= len(self.queries.tokens) or key >= len(self.keys.tokens):
            return None
        row, column = self.queries.units_of(query).start, self.keys.units_of(key).start
        if row not in self.rows or column not in self.columns:
            return None
        return self.rows.index(row), self.columns.index(column)

    def pair(self, row: int, column: int) -> tuple[int, int]:
        """The tokens behind two places: of several pieces the pair that the first of the heads joins most."""
        weights = self.trace.heads[self.heads[0]].weights
        return strongest_pair(weights, self.queries, self.keys, self.rows[row], self.columns[column])

    def label(self, side: str, place: int) -> str:
        axis, shown = (self.queries, self.rows) if side == "query" else (self.keys, self.columns)
        return axis.name(shown[place])

    def strongest(self, side: str, place: int) -> int:
        """The place on the other side with the largest weight, in the first of the heads."""
        block = self.blocks[0]
        return int((block[place] if side == "query" else block[:, place]).argmax())

    def rank(self, head: int, query: int, key: int) -> int:
        """1 for the key that a query attends to most, among those shown."""
        row = self.blocks[head][query]
        return int(np.count_nonzero(row > row[key])) + 1

    def lines_of(self, side: str, place: int) -> LineSet:
        """A token's own lines; its strongest one where none reaches the least weight."""
        take = (lambda block: block[place : place + 1]) if side == "query" else (lambda b: b[:, place : place + 1])
        mine = choose_lines([take(block) for block in self.blocks], self.options.least, 400)
        if not len(mine) and self.blocks:
            best = float(max(take(block).max(initial=0.0) for block in self.blocks))
            mine = choose_lines([take(block) for block in self.blocks], best, 1) if best > 0 else mine
        here = np.full(len(mine), place)
        query, key = (here, mine.key) if side == "query" else (mine.query, here)
        return LineSet(mine.head, query, key, mine.weight)


def make_scene(
    trace: Trace,
    focus: Focus,
    options: LinesOptions,
    heads: Sequence[tuple[HeadId, int]],
    most: int = MOST,
    axis: str = "tokens",
) -> Scene:
    """Choose what to draw. ``heads``: those that the trace holds and that look at the same texts, each with a colour.

    ``most`` is below MOST where fewer lines are wanted; ``axis``: one of ``attnviz.axis.AXES``.
    """
    queries, keys = axes_of(trace.queries(focus.layer), trace.keys(focus.layer), axis, LONGEST)
    rows = _side(queries, options.special_tokens)
    columns = rows if keys is queries else _side(keys, options.special_tokens)
    windowed = any(len(side) > LONGEST for side in (rows, columns))
    if windowed:
        rows = _around(rows, _unit(queries, focus.query))
        columns = rows if keys is queries else _around(columns, _unit(keys, focus.key))
    both = queries, keys
    blocks = tuple(part_of(joined(trace.heads[head].weights, *both), rows, columns) for head, _ in heads)
    scores = [part_of(joined_scores(trace.heads[head].scores, *both), rows, columns) for head, _ in heads]
    masks = [has_mask(one) for one in scores]
    possible = sum(
        int(np.count_nonzero(one > MASKED)) if masked else one.size for one, masked in zip(scores, masks, strict=True)
    )
    lines = choose_lines(blocks, options.least, most, possible)
    ids, slots = tuple(head for head, _ in heads), tuple(slot for _, slot in heads)
    causal = bool(masks) and all(masks) and keys is queries
    return Scene(trace, focus, options, queries, keys, rows, columns, ids, slots, blocks, lines, causal, windowed)


def _side(axis: Axis, special: bool) -> Sequence[int]:
    return range(len(axis)) if special else neighbours([i for i, own in enumerate(axis.special) if not own])


def _unit(axis: Axis, token: int | None) -> int | None:
    return axis.units_of(token).start if token is not None and token < len(axis.tokens) else None


def _around(side: Sequence[int], focus: int | None) -> Sequence[int]:
    """At most WINDOW of the tokens of a side, with the one in focus in the middle where the ends allow it."""
    place = side.index(focus) if focus is not None and focus in side else 0
    start = max(0, min(place - WINDOW // 2, len(side) - WINDOW))
    return side[start : start + WINDOW]
