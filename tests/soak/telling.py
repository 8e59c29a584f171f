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


def slope(points: Sequence[tuple[int, float]]) -> tuple[float, float]:
    """MB per 10,000 keys, by least squares, of (keys, MB), and its standard error."""
    keys, sizes = np.array(points, np.float64).T
    keys, sizes = keys - keys.mean(), sizes - sizes.mean()
    spread = float(keys @ keys)
    rise = float(keys @ sizes) / spread
    left = sizes - rise * keys
    return 1e4 * rise, 1e4 * float(np.sqrt(left @ left / max(1, len(points) - 2) / spread))


def slopes(reports: Sequence[tuple[int, Held]]) -> tuple[bool, bool]:
    """Memory against keys, over all reports and over those after ``STEADY`` keys.

    Returns:
        Whether it is flat then, and whether that can be told: the device's part goes up and down by 10 MB with the last
        few texts, so a slope of a few reports may be all noise.
    """
    flat = told = True
    late = [(keys, held) for keys, held in reports if keys >= STEADY]
    for kind in ("resident", "anonymous", "of the device", "of heaps", "malloc", "python"):
        for name, part in (("all", reports), (f"after {STEADY:,} keys", late)):
            if len(part) > 2:
                rise, error = slope([(keys, held.memory[kind]) for keys, held in part])
                if kind == "anonymous" and part is late:
                    flat, told = rise <= FLAT, abs(rise - FLAT) > 2 * error
                print(f"{kind}, MB per 10,000 keys, {name}: {rise:+.2f}, error {error:.2f} ({len(part)} reports)")
    return flat, told


def verdict(first: Held, last: Held, fresh: Latency, used: Latency, reports: Sequence[tuple[int, Held]]) -> bool:
    """The goals, with their figures.

    There are to be no more objects than at any report up to ``STEADY`` keys: where a device finds room for a model,
    say, depends on which one it had before. What each change leaves behind is more after four times as many.
    """
    flat, told = slopes(reports)
    good = flat or not told
    early = [first, *(held for keys, held in reports if keys <= STEADY)]
    for what, was, now in (
        ("resident memory, MB", first.memory["resident"], last.memory["resident"]),
        ("anonymous memory, MB", first.memory["anonymous"], last.memory["anonymous"]),
    ):
        change = 100 * (now / was - 1)
        good &= change <= 5
        print(f"{what}: {was:.1f} -> {now:.1f} ({change:+.1f} %)")
    for name in first.counts:
        was, now = max(held.counts.get(name, 0) for held in early), last.counts.get(name, 0)
        good &= now <= was
        print(f"{name}: {was} -> {now}")
    for what, was, now in (("wall clock", fresh.wall, used.wall), ("processor", fresh.processor, used.processor)):
        for name, ask in (("median", statistics.median), ("95 %", lambda values: percentile(values, 0.95))):
            old, new = ask(was), ask(now)
            change = 100 * (new / old - 1)
            good &= name != "median" or change <= 10
            print(
                f"key to heatmap, {what}, {name}, a new window -> this one: {old:.1f} -> {new:.1f} ms ({change:+.1f} %)"
            )
    if not told:
        print("whether memory is flat cannot be told: type more keys")
    print("all goals met" if good and told else "A GOAL IS MISSED" if not good else "no goal is missed")
    return good and told
