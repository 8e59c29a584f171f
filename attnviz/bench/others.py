"""How much of the processor went to programs that are no part of the bench: what makes a figure worthless."""

from __future__ import annotations

import os
import resource
from pathlib import Path

NOTABLE = 0.05
"""share of the processor from which on it is said"""


class Others:
    """Counts from when it was made. Processes of ours must have ended when it is asked."""

    def __init__(self) -> None:
        self._before = _seconds()

    def share(self) -> float:
        """Share of all processor time that other programs used since; 0 where the system does not say."""
        whole, busy, own = (now - then for now, then in zip(_seconds(), self._before, strict=True))
        return max(0.0, min(1.0, (busy - own) / whole)) if whole > 0 else 0.0

    def note(self, name: str) -> str:
        """A sentence for the report; "" when the machine was quiet."""
        share = self.share()
        if share < NOTABLE:
            return ""
        return f"{name}: other programs used {share:.0%} of the processor meanwhile; take these rows on a quiet machine"


def _seconds() -> tuple[float, float, float]:
    """Processor time of the whole machine, its busy part, and what this process and its ended children used of it."""
    own = sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )
    try:
        first = Path("/proc/stat").read_text("ascii").split("\n", 1)[0]  # proc(5): user nice system idle iowait ...
    except OSError:
        return 0.0, 0.0, own
    ticks = [int(number) for number in first.split()[1:9]]
    second = os.sysconf("SC_CLK_TCK")
    return sum(ticks) / second, (sum(ticks) - ticks[3] - ticks[4]) / second, own
