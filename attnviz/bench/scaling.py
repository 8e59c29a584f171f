"""Time and peak memory of attention against the length, and the exponent they grow with (``attnviz bench --scaling``).

Every point is a fresh process: the peak of a process never goes down again.
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from attnviz.bench import plan
from attnviz.bench.report import milliseconds
from attnviz.bench.side import Side, environment, our_command
from attnviz.bench.turns import timed

SIDE = "attnviz.bench.scaling_side"
LENGTHS, QUICK_LENGTHS = (256, 512, 1024, 2048, 4096), (128, 256, 512, 1024)
FITTED = 3
"""The exponent is that of the largest lengths: below, the fixed cost of a launch shows."""


@dataclass(frozen=True)
class Point:
    """One kind of attention at one length: median milliseconds, and bytes at its peak above the idle process."""

    kind: str
    n: int
    ms: float
    peak_bytes: int


@dataclass(frozen=True)
class Scaling:
    """All points, and where they were measured."""

    device: str
    driver: str
    points: list[Point]

    def kinds(self) -> list[str]:
        return list(dict.fromkeys(point.kind for point in self.points))

    def exponents(self, kind: str) -> tuple[float, float | None]:
        """Of time and of memory; None for memory that does not show above the noise."""
        points = [point for point in self.points if point.kind == kind][-FITTED:]
        lengths = [point.n for point in points]
        memory = None
        if all(point.peak_bytes > 1 << 20 for point in points):
            memory = exponent(lengths, [point.peak_bytes for point in points])
        return exponent(lengths, [point.ms for point in points]), memory


def exponent(lengths: Sequence[float], values: Sequence[float]) -> float:
    """a of value = c * n^a, by least squares on the logarithms."""
    x, y = [math.log(n) for n in lengths], [math.log(value) for value in values]
    mean_x, mean_y = statistics.fmean(x), statistics.fmean(y)
    above = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return above / sum((a - mean_x) ** 2 for a in x)


def measure(device: str, quick: bool, say: Callable[[str], None]) -> Scaling:
    """Measure every kind of attention that the device's operations have.

    Raises:
        SideError: the device cannot be used.
    """
    points, runs = [], 3 if quick else 9
    with Side("attnviz", our_command(SIDE), environment()) as side:
        about = side.ask("open_device", device=device)
    for kind in about["kinds"]:
        for n in QUICK_LENGTHS if quick else LENGTHS:
            say(f"{kind} attention, {n} tokens")
            with Side("attnviz", our_command(SIDE), environment()) as side:
                side.ask("open_device", device=device)
                side.ask("attention", kind=kind, n=n, heads=plan.HEADS, width=plan.HEAD_WIDTH)
                once = timed(side, plan.SHORT_PAUSE)
                took = statistics.median(once(turn) for turn in range(runs))
                points.append(Point(kind, n, took, side.ask("peak")))
    return Scaling(about["device"], about["driver"], points)


def as_json(found: Scaling) -> str:
    plain = asdict(found)
    plain["exponents"] = {
        kind: dict(zip(("time", "memory"), found.exponents(kind), strict=True)) for kind in found.kinds()
    }
    return json.dumps(plain, ensure_ascii=False, indent=1)


def as_table(found: Scaling) -> str:
    """A block per kind: length, time, memory, and the exponents below."""
    lines = [f"{found.device} ({found.driver}); attention of one layer, {plan.HEADS} heads of {plan.HEAD_WIDTH}"]
    for kind in found.kinds():
        lines += ["", kind, f"{'n':>6} {'time':>10} {'peak memory':>12}"]
        for point in found.points:
            if point.kind == kind:
                lines.append(f"{point.n:6} {milliseconds(point.ms):>10} {point.peak_bytes / 1e6:9.1f} MB")
        time, memory = found.exponents(kind)
        grown = "too little to fit" if memory is None else f"n^{memory:.2f}"
        lines.append(f"time grows as n^{time:.2f}, memory {grown} (the {FITTED} longest)")
    return "\n".join(lines)
