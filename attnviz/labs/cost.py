"""Cost against length: each kind of attention on random queries, keys and values of this device, timed now.

Full attention does 4 n^2 Dh products and sums for each head and holds n^2 weights; flash attention (Dao et al. 2022)
does as many and holds none.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from attnviz.compute.ops import Cache, Columns, Mask, Ops
from attnviz.labs.workbench import Workbench

TEXT = False
LENGTHS = (64, 128, 256, 512, 1024)
HEADS, WIDTH = 12, 32
PATIENCE = 0.15
"""seconds after which a kind is not tried once more at a length"""

Attend = Callable[[Columns, Cache, Mask], object]


@dataclass(frozen=True)
class Point:
    """A kind of attention at one length: milliseconds of its best run, and bytes of weights that it holds at once."""

    n: int
    milliseconds: float
    bytes: int


@dataclass(frozen=True)
class Cost:
    """Attributes of one device.

    Attributes:
        full: the weights of all heads are made and kept.
        flash: no row of weights is ever whole.
        one_head: one head's scores and weights, as a view asks for them.
        heads, width: of the queries that were timed.
    """

    full: tuple[Point, ...]
    flash: tuple[Point, ...]
    one_head: tuple[Point, ...]
    heads: int = HEADS
    width: int = WIDTH

    def squared(self, points: tuple[Point, ...]) -> list[float]:
        """The line of n^2 through the last point: what each would take if only the square counted (milliseconds)."""
        last = points[-1]
        return [last.milliseconds * (point.n / last.n) ** 2 for point in points]


def experiment(bench: Workbench) -> Cost:
    """Time the three kinds, less than three seconds together on a slow device."""
    made: dict[str, list[Point]] = {"full": [], "flash": [], "one_head": []}
    for n in LENGTHS:
        given = _inputs(bench.ops, n)
        table = 4 * n * n
        for kind, held in (("full", HEADS * table), ("flash", 0), ("one_head", 2 * table)):
            made[kind].append(Point(n, _best(bench.ops, kind, given), held))
    return Cost(tuple(made["full"]), tuple(made["flash"]), tuple(made["one_head"]))


def _inputs(ops: Ops, n: int) -> tuple[Columns, Cache, Mask]:
    random = np.random.default_rng(n)
    query, key, value = (ops.upload(random.standard_normal((n, HEADS * WIDTH), np.float32)) for _ in range(3))
    whole = HEADS * WIDTH
    cache = ops.cache(HEADS, WIDTH, n)
    ops.append(cache, (key, 0, whole), (value, 0, whole))
    return (query, 0, whole), cache, Mask(n)


def _best(ops: Ops, kind: str, given: tuple[Columns, Cache, Mask]) -> float:
    """Milliseconds of the best run; the first one, which may compile, does not count."""
    query, cache, mask = given
    does: dict[str, Callable[[], object]] = {
        "full": lambda: ops.attend_all(query, cache, mask),
        "flash": lambda: ops.attend_flash(query, cache, mask),
        "one_head": lambda: ops.attend_head(query, 0, cache, mask),
    }
    does[kind]()
    ops.finish()
    best, begun = float("inf"), time.perf_counter()
    for _ in range(5):
        start = time.perf_counter()
        does[kind]()
        ops.finish()
        best = min(best, time.perf_counter() - start)
        if time.perf_counter() - begun > PATIENCE:
            break
    return 1e3 * best
