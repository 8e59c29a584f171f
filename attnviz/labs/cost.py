"""Cost against length: each kind of attention on random queries, keys and values on this device, timed now.

Full attention does 4 n^2 Dh products and sums for each head and holds n^2 weights; flash attention (Dao et al. 2022)
does as many and holds none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from attnviz.compute.ops import Mask, Ops
from attnviz.labs.knobs import one_of, within
from attnviz.labs.timing import median_of, random_attention
from attnviz.labs.workbench import Workbench

TEXT = False
LENGTHS = (64, 128, 256, 512, 1024)
LONGEST = 2048
"""of which all weights of all heads, 192 MiB, are made at once"""
HEADS, WIDTH = 12, 32
KINDS = ("full", "flash", "one_head")


@dataclass(frozen=True)
class Point:
    """A kind of attention at one length.

    Attributes:
        milliseconds: median of its runs.
        bytes: of weights that it holds at once.
        runs: how many the median is of.
    """

    n: int
    milliseconds: float
    bytes: int
    runs: int = 1


@dataclass(frozen=True)
class Cost:
    """Of one device, a point for each length; none of a kind that was not timed.

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


def joined(parts: Sequence[Cost]) -> Cost:
    """What was found at some lengths, as if at once."""
    kinds = zip(*((one.full, one.flash, one.one_head) for one in parts), strict=True)
    full, flash, one_head = (tuple(sorted(sum(kind, ()), key=lambda point: point.n)) for kind in kinds)
    return Cost(full, flash, one_head)


def experiment(bench: Workbench, length: int = 0, kind: str = "") -> Cost:
    """Time the three kinds, less than two seconds together on a slow device.

    Args:
        length: the only one to take, 1..LONGEST; 0 for all of LENGTHS.
        kind: the only one to time, one of KINDS; "" for all.

    Raises:
        UserError: it is longer, or there is no such kind.
    """
    within("length", length, 0, LONGEST)
    one_of("kind", kind, ("", *KINDS))
    return joined([_at(bench.ops, n, kind) for n in ((length,) if length else LENGTHS)])


def _at(ops: Ops, n: int, only: str) -> Cost:
    (query, cache), mask, table = random_attention(ops, n, HEADS, WIDTH), Mask(n), 4 * n * n
    does: dict[str, tuple[Callable[[], object], int]] = {
        "full": (lambda: ops.attend_all(query, cache, mask), HEADS * table),
        "flash": (lambda: ops.attend_flash(query, cache, mask), 0),
        "one_head": (lambda: ops.attend_head(query, 0, cache, mask), 2 * table),
    }
    found: dict[str, tuple[Point, ...]] = dict.fromkeys(KINDS, ())
    for kind in (only,) if only else KINDS:
        work, held = does[kind]
        milliseconds, runs = median_of(ops, work)
        found[kind] = (Point(n, milliseconds, held, runs),)
    return Cost(found["full"], found["flash"], found["one_head"])
