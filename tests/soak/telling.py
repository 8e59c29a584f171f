"""What ``long_use.py`` tells: a block for each report, and at the end the goals with their figures."""

from __future__ import annotations

import statistics
import sys
from collections import Counter
from collections.abc import Sequence

import numpy as np
from counting import Held
from fingers import Latency

FLAT = 1.0
"""MB per 10,000 keys: a slope below is none"""
STEADY = 20_000
"""keys after which memory is to stay as it is"""


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0


def said(latency: Latency) -> str:
    wall, work = latency.wall, latency.processor
    if not wall:
        return "no key was waited for"
    return (
        f"key to heatmap {statistics.median(wall):.1f} ms, 95 % {percentile(wall, 0.95):.1f} ms; "
        f"processor {statistics.median(work):.1f} ms ({len(wall)} keys)"
    )


def grown(now: Counter[str], then: Counter[str], most: int = 12) -> str:
    more = Counter({kind: number - then[kind] for kind, number in now.items() if number > then[kind]})
    return ", ".join(f"{kind} +{number}" for kind, number in more.most_common(most)) or "nothing"


def report(keys: int, held: Held, base: Held | None, latency: Latency, rate: float) -> None:
    """A block for each ``--report-every`` keys; what grew is since the base."""
    print(f"--- {keys} keys, {rate:.1f} a second; {said(latency)}")
    print("    MB: " + ", ".join(f"{name} {size:.1f}" for name, size in held.memory.items()))
    print("    " + ", ".join(f"{name} {number}" for name, number in held.counts.items()))
    if base is not None:
        print(f"    more Python objects: {grown(held.python, base.python)}")
        print(f"    more in caches: {grown(held.caches, base.caches)}")
        print(f"    more of Qt: {grown(held.qt, base.qt)}")
        for what, now, then in (("threads", held.threads, base.threads), ("files", held.handles, base.handles)):
            if now != then:
                print(f"    {what}: more: {grown(now, then)}; gone: {grown(then, now)}")
    sys.stdout.flush()


def slope(points: Sequence[tuple[int, float]]) -> float:
    """MB per 10,000 keys, by least squares, of (keys, MB); 0 of fewer than three."""
    if len(points) < 3:
        return 0.0
    keys, sizes = np.array(points, np.float64).T
    keys = keys - keys.mean()
    return 1e4 * float(keys @ sizes) / float(keys @ keys)


def slopes(reports: Sequence[tuple[int, Held]]) -> bool:
    """Memory against keys, over all reports and over those after ``STEADY`` keys; whether it is flat then."""
    late = [(keys, held) for keys, held in reports if keys >= STEADY]
    for kind in ("resident", "anonymous", "of the device", "of heaps", "malloc", "python"):
        rises = [slope([(keys, held.memory[kind]) for keys, held in part]) for part in (reports, late)]
        print(f"{kind}, MB per 10,000 keys: {rises[0]:+.2f}; after {STEADY:,} keys {rises[1]:+.2f}")
        if kind == "anonymous":
            good = rises[1] <= FLAT
    return good


def verdict(first: Held, last: Held, before: Latency, after: Latency, reports: Sequence[tuple[int, Held]]) -> bool:
    """The goals, with their figures."""
    good = slopes(reports)
    for what, was, now in (
        ("resident memory, MB", first.memory["resident"], last.memory["resident"]),
        ("anonymous memory, MB", first.memory["anonymous"], last.memory["anonymous"]),
    ):
        change = 100 * (now / was - 1)
        good &= change <= 5
        print(f"{what}: {was:.1f} -> {now:.1f} ({change:+.1f} %)")
    for name, was in first.counts.items():
        now = last.counts.get(name, 0)
        good &= now <= was
        print(f"{name}: {was} -> {now}")
    for what, was, now in (("wall clock", before.wall, after.wall), ("processor", before.processor, after.processor)):
        for name, ask in (("median", statistics.median), ("95 %", lambda values: percentile(values, 0.95))):
            old, new = ask(was), ask(now)
            change = 100 * (new / old - 1)
            good &= name != "median" or change <= 10
            print(f"key to heatmap, {what}, {name}: {old:.1f} -> {new:.1f} ms ({change:+.1f} %)")
    print("all goals met" if good else "A GOAL IS MISSED")
    return good
