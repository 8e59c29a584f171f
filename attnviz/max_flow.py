"""Maximum flows through layers of edges, from one source to each of many sinks, a few steps at a time.

A push-relabel method (Goldberg and Tarjan 1988, "A New Approach to the Maximum-Flow Problem") made for graphs whose
edges all lead from one layer of nodes to the next, and for numpy: all nodes of a layer push at once, for several sinks
side by side, and labels are exact distances to the sink, found anew before each wave of pushes. Rejected: one sink
after the other in plain Python, a hundred times slower; scipy's ``maximum_flow``, which takes whole numbers only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
LEAST = 1e-10
"""Less than this is no excess and no room: what is left of a subtraction. Capacities are shares, 1 at most."""
FAR = np.float32(1e6)
AT_ONCE = 60_000
"""Edges of all sinks that are worked on side by side: a step on them takes a few milliseconds."""
ROUNDS = 3


@dataclass
class LayeredFlows:
    """Found by ``steps``; whole when that has ended.

    Attributes:
        source: capacities from the source to the nodes of the first layer (N0,).
        layers: capacities from each layer of nodes to the next, (N0, N1), (N1, N2), ...; none where there is one layer.
        sinks: capacities from the last layer of nodes to each of the sinks (Nl, S).
        values: the maximum flow to each sink (S,).
        first, inner, last: the flows on the edges of ``source``, ``layers`` and ``sinks``, those of all sinks added up
            (``last`` keeps them apart). Where several flows are as large, one of them.
    """

    source: Reals
    layers: Sequence[Reals]
    sinks: Reals

    def __post_init__(self) -> None:
        self.values: Reals = np.zeros(self.sinks.shape[1])
        self.first: Reals = np.zeros_like(self.source, np.float64)
        self.inner: list[Reals] = [np.zeros(layer.shape) for layer in self.layers]
        self.last: Reals = np.zeros(self.sinks.shape)

    def steps(self) -> Iterator[float]:
        """Work; after each small step, the share of the sinks that is done."""
        count = self.sinks.shape[1]
        size = max(1, AT_ONCE // max(1, sum(layer.size for layer in self.layers)))
        for start in range(0, count, size):
            some = np.arange(start, min(count, start + size))
            wave = _Wave(self.source, self.layers, self.sinks[:, some].T)
            while True:
                running = wave.running()
                self._keep(some, wave, ~running)
                some, wave = some[running], wave.some(running)
                yield (min(count, start + size) - len(some)) / count
                if not len(some):
                    break
                wave.push()

    def _keep(self, sinks: NDArray[np.intp], wave: _Wave, done: NDArray[np.bool_]) -> None:
        """Take over what is finished, as flows that lose nothing on the way."""
        if not done.any():
            return
        ended = wave.some(done)
        ended.give_back()
        given = ended.capacity - ended.room  # (S, Nl)
        self.values[sinks[done]] = given.sum(axis=1)
        self.last[:, sinks[done]] = given.T
        for total, flow in zip(self.inner, ended.flows, strict=True):
            total += flow.sum(axis=0)
        self.first += (self.source - ended.returned).sum(axis=0)


class _Wave:
    """Preflows to some sinks, side by side.

    Attributes:
        flows: on the edges of each layer (S, N, M).
        excess: what has come to the nodes of each layer and has not gone on (S, N).
        capacity, room: of the edges to the sink, and what is left of it (S, Nl).
        distances: edges with room on the way to the sink (S, N); set by ``running``.
        returned: what has gone back to the source (S, N0); set by ``give_back``.
    """

    def __init__(self, source: Reals, layers: Sequence[Reals], capacity: Reals) -> None:
        count = len(capacity)
        self.layers, self.capacity, self.room = layers, capacity, capacity.copy()
        self.flows = [np.zeros((count, *layer.shape)) for layer in layers]
        self.excess = [np.tile(source, (count, 1)), *(np.zeros((count, layer.shape[1])) for layer in layers)]
        self.distances: list[NDArray[np.float32]] = []
        self.returned: Reals = np.zeros((count, len(source)))
        self._fill()

    def some(self, which: NDArray[np.bool_]) -> _Wave:
        """Those of some sinks."""
        if which.all():
            return self
        part = object.__new__(_Wave)
        part.layers, part.capacity, part.room = self.layers, self.capacity[which], self.room[which]
        part.flows, part.excess = [flow[which] for flow in self.flows], [one[which] for one in self.excess]
        part.distances, part.returned = [one[which] for one in self.distances], self.returned[which]
        return part

    def _fill(self) -> None:
        """Push down as much as the nodes below may be able to hand on: most sinks then need little more.

        What a node can hand on is at most what its edges and the nodes behind them can take together.
        """
        rooms = [self.room]
        for layer in reversed(self.layers):
            rooms.insert(0, np.minimum(layer, rooms[0][:, None, :]).sum(axis=2))
        for at, layer in enumerate(self.layers):
            room = rooms[at + 1].copy()
            for _ in range(ROUNDS):
                pushed = np.minimum(layer - self.flows[at], room[:, None, :])
                pushed *= _share(self.excess[at], pushed.sum(axis=2))[:, :, None]
                pushed *= _share(room, pushed.sum(axis=1))[:, None, :]
                self._move(at, pushed)
                room = np.maximum(room - pushed.sum(axis=1), 0.0)
        self._into_sinks()

    def running(self) -> NDArray[np.bool_]:
        """Which sinks can still be given something (S,)."""
        self.distances = self._find_distances()
        active = np.zeros(len(self.room), bool)
        for excess, distance in zip(self.excess, self.distances, strict=True):
            active |= ((excess > LEAST) & (distance < FAR)).any(axis=1)
        return active

    def _find_distances(self) -> list[NDArray[np.float32]]:
        far = [np.full(one.shape, FAR, np.float32) for one in self.excess]
        far[-1][self.room > LEAST] = 1
        down = [
            np.where(layer - flow > LEAST, np.float32(1), FAR)
            for layer, flow in zip(self.layers, self.flows, strict=True)
        ]
        back = [np.where(flow > LEAST, np.float32(1), FAR) for flow in self.flows]
        changed = True
        while changed:
            for at in reversed(range(len(down))):
                far[at] = np.minimum(far[at], (down[at] + far[at + 1][:, None, :]).min(axis=2))
            changed = False
            for at, edges in enumerate(back):
                nearer = np.minimum(far[at + 1], (edges + far[at][:, :, None]).min(axis=1))
                changed |= bool((nearer < far[at + 1]).any())
                far[at + 1] = nearer
        return far

    def push(self) -> None:
        """Move excess one edge nearer to the sinks: back where it came in vain, then down layer by layer."""
        for at, flow in enumerate(self.flows):
            nearer = self.distances[at][:, :, None] == self.distances[at + 1][:, None, :] - 1
            pushed = np.where(nearer, flow, 0.0)
            pushed *= _share(self.excess[at + 1], pushed.sum(axis=1))[:, None, :]
            self._move(at, -pushed)
        for at, (layer, flow) in enumerate(zip(self.layers, self.flows, strict=True)):
            nearer = self.distances[at + 1][:, None, :] == self.distances[at][:, :, None] - 1
            pushed = np.where(nearer, layer - flow, 0.0)
            pushed *= _share(self.excess[at], pushed.sum(axis=2))[:, :, None]
            self._move(at, pushed)
        self._into_sinks()

    def give_back(self) -> None:
        """Return to the source what reached no sink: each node gives it back as it got it."""
        for at in reversed(range(len(self.flows))):
            pushed = self.flows[at] * _share(self.excess[at + 1], self.flows[at].sum(axis=1))[:, None, :]
            self._move(at, -pushed)
        self.returned = self.excess[0]

    def _move(self, at: int, pushed: Reals) -> None:
        self.flows[at] += pushed
        self.excess[at] = np.maximum(self.excess[at] - pushed.sum(axis=2), 0.0)
        self.excess[at + 1] = np.maximum(self.excess[at + 1] + pushed.sum(axis=1), 0.0)

    def _into_sinks(self) -> None:
        pushed = np.minimum(self.excess[-1], self.room)
        self.room = self.room - pushed
        self.excess[-1] = self.excess[-1] - pushed


def _share(wanted: Reals, possible: Reals) -> Reals:
    """By what ``possible`` is multiplied so that it is not more than ``wanted``."""
    return np.minimum(1.0, wanted / np.maximum(possible, 1e-300))
