"""What of each input word reaches a word through the layers: attention rollout, attention flow, one layer's weights.

Abnar and Zuidema 2020, "Quantifying Attention Flow in Transformers". A layer is the average of its heads' weights, half
of it, and half an identity, for the residual connection that carries each word's own vector past the heads (section
3). Rollout multiplies these layers; flow takes them for capacities and asks for the largest flow to each input word.

Levels count from 0, the input; level k is what layer k - 1 hands on. Above an encoder there is one more: the words that
the decoder writes, which look at it through cross-attention.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.max_flow import LayeredFlows
from attnviz.trace import Array, Tokens, Trace

KINDS = ("rollout", "flow", "raw")
MOST_PIECES = 32
"""Tokens of a word, up to which their numbers are added one by one: ``np.add.reduceat`` takes ten times as long for
the short runs that words are."""
Reals = NDArray[np.float64]
Step = NDArray[np.floating[Any]]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Units:
    """What stands for one word in a picture: a token, or all tokens of a word, or of several joined words.

    Attributes:
        tokens: the tokens that are shown, ascending (T',).
        unit: which unit each of them belongs to (T',), from 0 without gaps; units may lie apart.
        names: of each unit.
    """

    tokens: Places
    unit: Places
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.names)

    def of_token(self, token: int | None) -> int | None:
        """The unit that a token of the text belongs to; None for one that is not shown."""
        if token is None or not (found := np.flatnonzero(self.tokens == token)).size:
            return None
        return int(self.unit[found[0]])

    def of_unit(self, unit: int) -> Places:
        """Its tokens, as places in ``tokens``."""
        return np.flatnonzero(self.unit == unit)

    def first_token(self, unit: int) -> int:
        return int(self.tokens[self.of_unit(unit)[0]])

    def sums(self, values: Reals) -> Reals:
        """Values of tokens (..., T') added up for each unit (..., U)."""
        if len(self) == len(self.tokens):
            return values
        order, starts, counts = self.runs
        if counts.max(initial=0) > MOST_PIECES:
            return np.add.reduceat(values[..., order], starts, axis=-1)
        sums: Reals = values[..., order[starts]]
        for further in range(1, int(counts.max(initial=0))):
            longer = np.flatnonzero(counts > further)
            sums[..., longer] += values[..., order[starts[longer] + further]]
        return sums

    @cached_property
    def runs(self) -> tuple[Places, Places, Places]:
        """The tokens' places in the order of units, and where in it each unit begins and how many it has."""
        order = np.argsort(self.unit, kind="stable")
        starts = np.searchsorted(self.unit[order], np.arange(len(self)))
        return order, starts, np.bincount(self.unit, minlength=len(self))


def units_of(tokens: Tokens, special: bool = True, joined: bool = True) -> Units:
    """The units of a text.

    Args:
        special: with the special tokens.
        joined: the pieces of a word are one.
    """
    kept = np.array([i for i in range(len(tokens)) if special or not tokens.special[i]], np.intp)
    if not joined:
        return Units(kept, np.arange(len(kept)), tuple(tokens.labels[i] for i in kept))
    words, unit = np.unique([tokens.words[i] for i in kept], return_inverse=True)
    firsts = [kept[np.flatnonzero(unit == i)[0]] for i in range(len(words))]
    return Units(kept, unit.astype(np.intp), tuple(" ".join(tokens.word_surface(int(i)).split()) for i in firsts))


@dataclass(frozen=True)
class Flow:
    """What reaches one word, level by level; the numbers of each level add up to 1.

    Attributes:
        kind: one of KINDS.
        units: of each level, from ``bottom`` on.
        bottom: the level of the first units: 0 but for "raw", which shows one layer.
        chosen: the unit of the topmost level that everything reaches.
        shares: of the units of each level, (U,) each.
        edges: from the units of a level (rows) to those of the level below, (U, U'); the lowest first.
        values: of "flow": the maximum flow of each input unit, before they are scaled to add up to 1.
    """

    kind: str
    units: tuple[Units, ...]
    bottom: int
    chosen: int
    shares: tuple[Reals, ...]
    edges: tuple[Reals, ...]
    values: Reals | None = None

    @property
    def top(self) -> int:
        """The level of the chosen word."""
        return self.bottom + len(self.edges)

    @property
    def inputs(self) -> Reals:
        """Shares of the units at the bottom (U,)."""
        return self.shares[0]

    def rank(self, unit: int) -> int:
        """1 for the input with the largest share."""
        return int(np.count_nonzero(self.inputs > self.inputs[unit])) + 1

    def through(self, level: int, unit: int) -> tuple[Reals, ...]:
        """The part of each edge that passes a unit; as ``edges``, of which it is a share."""
        at = level - self.bottom
        parts = [edges.copy() for edges in self.edges]
        ahead = np.zeros(len(self.units[at]))  # share of what is at a unit that comes from the one asked for
        ahead[unit] = 1.0
        for step in range(at, len(parts)):
            parts[step] *= ahead
            ahead = parts[step].sum(axis=1) / np.maximum(self.shares[step + 1], 1e-300)
        below = np.zeros(len(self.units[at]))
        below[unit] = 1.0
        for step in reversed(range(at)):
            parts[step] *= below[:, None]
            below = parts[step].sum(axis=0) / np.maximum(self.shares[step], 1e-300)
        return tuple(parts)


def graph(trace: Trace, special: bool = True) -> list[Step]:
    """The average weights of each step between levels, (T', T') each, the lowest first.

    Without special tokens each row's other weights are scaled up to add up to 1; a row that has none looks at itself.
    For an encoder-decoder: its encoder's layers, then cross-attention, averaged over the decoder's layers.

    Raises:
        ValueError: the trace has no means.
    """
    if trace.means is None:
        raise ValueError("a trace without means")
    model, own = trace.model, _kept(trace.tokens, special)
    steps = [_cut(mean, own, own) for mean in trace.means[: model.layers]]
    if trace.target is not None and len(trace.target) and model.decoder_layers:
        cross = np.mean(trace.means[model.layers + model.decoder_layers :], axis=0)
        steps.append(_cut(cross, _kept(trace.target, special), own))
    return steps


def level_units(trace: Trace, special: bool = True, joined: bool = True) -> list[Units]:
    """The units of each level that ``graph`` has."""
    units = [units_of(trace.tokens, special, joined)] * (trace.model.layers + 1)
    if trace.target is not None and len(trace.target) and trace.model.decoder_layers:
        units.append(units_of(trace.target, special, joined))
    return units


def _kept(tokens: Tokens, special: bool) -> NDArray[np.bool_]:
    return np.ones(len(tokens), bool) if special else ~np.array(tokens.special, bool)


def _cut(mean: Array, rows: NDArray[np.bool_], columns: NDArray[np.bool_]) -> Step:
    if rows.all() and columns.all():
        return mean  # of 512 tokens and 30 layers 30 MB, which a key press need not copy
    part = mean[_range(rows)][:, _range(columns)]
    sums = part.sum(axis=1, keepdims=True)
    if (sums > 0).all():
        scaled: Step = part / sums
        return scaled
    alone = np.eye(*part.shape) if part.shape[0] == part.shape[1] else np.full(part.shape, 1 / max(1, part.shape[1]))
    return np.where(sums > 0, part / np.where(sums > 0, sums, 1.0), alone)


def _range(kept: NDArray[np.bool_]) -> slice | NDArray[np.bool_]:
    """What is kept, as a slice where it can be one: that copies nothing."""
    places = np.flatnonzero(kept)
    together = len(places) and places[-1] - places[0] + 1 == len(places)
    return slice(int(places[0]), int(places[-1]) + 1) if together else kept


def with_residual(step: Step, crossing: bool = False) -> Reals:
    """Half the weights, half the identity (section 3); ``crossing`` leaves the text of the keys' own vectors."""
    mixed: Reals = np.array(step, np.float64) if crossing else 0.5 * step + 0.5 * np.eye(len(step))
    return mixed


def _start(units: Units, chosen: int) -> Reals:
    """Of several pieces, each is as much of the word (T',)."""
    start = (units.unit == chosen).astype(np.float64)
    share: Reals = start / start.sum()
    return share


def roll_out(steps: Sequence[Step], units: Sequence[Units], level: int, chosen: int) -> Flow:
    """Attention rollout (equation 1), from a word at a level down to the input."""
    at = _start(units[level], chosen)
    shares = [units[level].sums(at)]
    edges: list[Reals] = []
    for step in reversed(range(level)):
        crossing = units[step + 1] is not units[step]
        # as exact as the weights: a table of 512 words in float64, for each layer, takes twice the time
        moved = (at if crossing else 0.5 * at).astype(steps[step].dtype)[:, None] * steps[step]
        if not crossing:
            np.einsum("ii->i", moved)[:] += 0.5 * at
        edges.insert(0, _joined(moved, units[step + 1], units[step]))
        at = moved.sum(axis=0, dtype=np.float64)
        shares.insert(0, units[step].sums(at))
    return Flow("rollout", tuple(units[: level + 1]), 0, chosen, tuple(shares), tuple(edges))


def raw_weights(steps: Sequence[Step], units: Sequence[Units], level: int, chosen: int) -> Flow:
    """What the word looks at in the layer below its level, all heads averaged, without the residual connection."""
    moved = _start(units[level], chosen)[:, None] * steps[level - 1]
    both = units[level - 1], units[level]
    edges = _joined(moved, both[1], both[0])
    return Flow("raw", both, level - 1, chosen, (edges.sum(axis=0), edges.sum(axis=1)), (edges,))


def _joined(moved: Reals, above: Units, below: Units) -> Reals:
    return below.sums(above.sums(moved.T).T)  # (U, U')


class AttentionFlow:
    """Attention flow (section 3), a few steps at a time; ``flow`` when ``steps`` has ended.

    The pieces of the chosen word are one source, their edges in the top layer averaged; the pieces of an input word are
    one sink. As in the authors' program, the maximum flows to all input words are then scaled to add up to 1.
    """

    def __init__(self, steps: Sequence[Step], units: Sequence[Units], level: int, chosen: int) -> None:
        self.flow: Flow | None = None
        self._units, self._level, self._chosen = units, level, chosen
        crossing = [units[step + 1] is not units[step] for step in range(level)]
        mixed = [with_residual(step, over) for step, over in zip(steps[:level], crossing, strict=True)]
        self._source = _start(units[level], chosen) @ mixed[-1]
        self._solver = LayeredFlows(self._source, mixed[-2:0:-1], units[0].sums(mixed[0])) if level > 1 else None

    def steps(self) -> Iterator[float]:
        """Work; after each small step, the share that is done."""
        if self._solver is not None:
            yield from self._solver.steps()
        self.flow = self._made()

    def _made(self) -> Flow:
        units, level, solver = self._units, self._level, self._solver
        if solver is None:
            values = units[0].sums(self._source)
            edges = [np.zeros((len(units[1]), len(units[0])))]
            edges[0][self._chosen] = values
        else:
            values = solver.values
            edges = [units[1].sums(solver.last.T).T]
            inner = zip(reversed(solver.inner), range(1, level - 1), strict=True)
            edges += [_joined(flow, units[step + 1], units[step]) for flow, step in inner]
            top = np.zeros((len(units[level]), len(units[level - 1])))
            top[self._chosen] = units[level - 1].sums(solver.first)
            edges.append(top)
        whole = values.sum() or 1.0
        edges = [part / whole for part in edges]
        shares = [part.sum(axis=0) for part in edges] + [edges[-1].sum(axis=1)]
        return Flow("flow", tuple(units[: level + 1]), 0, self._chosen, tuple(shares), tuple(edges), values)


def strongest(flow: Flow, most: int, others: str, always: Sequence[int] = ()) -> Flow:
    """The same with the ``most`` units that matter, in the order of the text, and the rest joined as the last one.

    Input words count by their share; ``always`` are units of the bottom level that stay whatever they have. Levels with
    other words than the input keep the strongest of their own.
    """
    kept: dict[int, Places | None] = {}
    fewer: dict[int, Units] = {}
    for units, share in zip(flow.units, flow.shares, strict=True):
        if id(units) not in kept:
            held = list(always) if units is flow.units[0] else []
            held += [flow.chosen] if units is flow.units[-1] else []
            kept[id(units)] = _places(share, most, held)
            fewer[id(units)] = _fewer(units, kept[id(units)], others)
    if all(places is None for places in kept.values()):
        return flow
    places = [kept[id(units)] for units in flow.units]
    shares = tuple(_rest(share, stay) for share, stay in zip(flow.shares, places, strict=True))
    edges = tuple(_rest(_rest(part, places[at]).T, places[at + 1]).T for at, part in enumerate(flow.edges))
    top = places[-1]
    chosen = flow.chosen if top is None else int(np.searchsorted(top, flow.chosen))
    values = None if flow.values is None else _rest(flow.values, places[0])
    named = tuple(fewer[id(units)] for units in flow.units)
    return Flow(flow.kind, named, flow.bottom, chosen, shares, edges, values)


def _places(shares: Reals, most: int, always: Sequence[int]) -> Places | None:
    """The units that stay, ascending; None for all."""
    if len(shares) <= most:
        return None
    order = [*always, *(int(i) for i in np.argsort(-shares, kind="stable"))]
    return np.sort(list(dict.fromkeys(order))[: most - 1]).astype(np.intp)


def _rest(values: Reals, places: Places | None) -> Reals:
    """Values (..., U) of the units that stay, and the sum of all others."""
    if places is None:
        return values
    stay: Reals = values[..., places]
    others = values.sum(axis=-1, keepdims=True) - stay.sum(axis=-1, keepdims=True)
    return np.concatenate([stay, np.maximum(others, 0.0)], axis=-1)


def _fewer(units: Units, places: Places | None, others: str) -> Units:
    if places is None:
        return units
    new = np.full(len(units), len(places))
    new[places] = np.arange(len(places))
    return Units(units.tokens, new[units.unit], (*(units.names[i] for i in places), others))
