"""What the steps of a run cost on a processor: their names, their work, and the time that each of them took.

The processor's cycle counter is read after each step (``kernels/run.cl``); what a cycle lasts follows from the
launch's own profiling event. Work is counted as in ``work.py``.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.ops import ACTIVATIONS
from attnviz.compute.profiling import nanoseconds
from attnviz.compute.steps import APPEND, ATTEND, ATTEND_HEAD, EMBED, FLASH, LINEAR, NORM, POOL, STEP_WORDS
from attnviz.compute.work import NORM_FLOPS, Work
from attnviz.performance import Launch

Step = Sequence[int]
"""STEP_WORDS numbers, as the structs of kernels/*.cl have them"""


def _linear(step: Step) -> Work:
    m, n, k, added = step[15], step[16], step[7], bool(step[10])
    return 2 * m * n * k, 4 * (m * k + n * k + n + m * n * (2 if added else 1))


def _norm(step: Step) -> Work:
    numbers = step[1] * step[7]
    return NORM_FLOPS * numbers, 8 * numbers


def _embed(step: Step) -> Work:
    numbers = step[1] * step[11]
    read = 0.625 if step[5] else 4  # bytes of a word's number: half a byte and its share of a scale, or a float
    return (2 + NORM_FLOPS) * numbers, (8 + read) * numbers


def _append(step: Step) -> Work:
    return 0, 16 * step[7] * step[8] * step[10]  # keys and values, read and written


def _attend(step: Step) -> Work:
    heads = 1 if step[0] == ATTEND_HEAD else step[5]
    pairs, products = _pairs(step), 2 if step[0] == POOL else 4
    rows, keys, size = step[8], step[9], step[7]
    moved = 2 * rows * heads * size + 2 * keys * size * -(-heads // step[6])
    kept = pairs * (2 if step[0] == ATTEND_HEAD else 1 if step[21] else 0)
    return products * heads * pairs * size, 4 * (moved + heads * kept)


def _pairs(step: Step) -> int:
    """Queries and keys that look at each other."""
    rows, keys, first, causal, window = step[8:13]
    if not causal:
        return rows * keys
    seen = np.minimum(first + 1 + np.arange(rows), keys)
    return int(np.minimum(seen, window).sum() if window else seen.sum())


FORMULAS: Mapping[int, tuple[str, Callable[[Step], Work]]] = {
    LINEAR: ("linear", _linear),
    NORM: ("norm", _norm),
    EMBED: ("embed", _embed),
    APPEND: ("append", _append),
    ATTEND: ("attend", _attend),
    ATTEND_HEAD: ("attend_head", _attend),
    POOL: ("pool", _attend),
    FLASH: ("flash", _attend),
}


def name_of(step: Step) -> str:
    name = FORMULAS[step[0]][0]
    if step[0] != LINEAR:
        return name
    return f"{name}_{'add' if step[10] else ACTIVATIONS[step[13]]}".rstrip("_")


class StepRecorder:
    """The steps of one device's launches while it is on."""

    def __init__(self) -> None:
        self.start(False)

    def start(self, on: bool) -> None:
        """Forget what was noted; note what follows if ``on``."""
        self.on = on
        self._waiting: tuple[array[int], Any] | None = None
        self._sums: dict[str, list[float]] = {}

    def note(self, words: array[int], event: Any) -> None:
        self._waiting = words, event

    def read(self, clock: NDArray[np.int64]) -> None:
        """Take the times of the launch noted last, which has ended: ``clock`` has its start and each step's end."""
        if self._waiting is None:
            return
        (words, event), self._waiting = self._waiting, None
        count = len(words) // STEP_WORDS
        cycles = np.diff(clock[: count + 1]).astype(np.float64)
        milliseconds = 1e-6 * nanoseconds(event) * cycles / max(1.0, cycles.sum())
        for index in range(count):
            step = words[index * STEP_WORDS : (index + 1) * STEP_WORDS].tolist()
            flops, moved = FORMULAS[step[0]][1](step)
            one = self._sums.setdefault(name_of(step), [0, 0.0, 0.0, 0.0])
            for place, value in enumerate((1, milliseconds[index], flops, moved)):
                one[place] += value

    def take(self) -> tuple[Launch, ...]:
        """What was noted since the last time, by kernel."""
        sums, self._sums = self._sums, {}
        return tuple(
            Launch(name, int(calls), float(ms), flops, moved) for name, (calls, ms, flops, moved) in sums.items()
        )
