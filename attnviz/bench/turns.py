"""Takes turns: whatever else the machine does meanwhile disturbs every side alike."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping

from attnviz.bench.side import Side

Once = Callable[[int], float]
"""turn -> milliseconds"""


def medians(sides: Mapping[str, Once], runs: int) -> dict[str, float]:
    """Run every side once, then every side again, ``runs`` times; the median of each in milliseconds."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(runs):
        for name, once in sides.items():
            taken[name].append(once(turn))
    return {name: statistics.median(times) for name, times in taken.items()}


def timed(side: Side, pause: float, count: int = 1, warm: int = 0) -> Once:
    """What a side has prepared, timed once."""
    return lambda turn: float(side.ask("time", turn=turn, pause=pause, count=count, warm=warm))


def differ(ours: list[float], theirs: list[float], tolerance: float = 1e-3) -> bool:
    """Whether two sides computed different things, so that their times say nothing. NaN differs."""
    largest = max(1.0, *(abs(value) for value in theirs))
    return len(ours) != len(theirs) or not all(
        abs(a - b) <= tolerance * largest for a, b in zip(ours, theirs, strict=True)
    )
