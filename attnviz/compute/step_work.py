"""What the steps of a run cost on a processor: their names, their work, and the time that each of them took.

The processor's cycle counter is read after each step (``kernels/run.cl``); what a cycle lasts follows from the
launch's own profiling event. Work is counted as in ``work.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.compute import packing
from attnviz.compute.kinds import (
    ADD,
    APPEND,
    ATTEND,
    ATTEND_HEAD,
    EMBED,
    FACTS,
    FLASH,
    GATED,
    GATED_COLUMNS,
    GATHER,
    INFLUENCE,
    LINEAR,
    LINEAR_Q,
    LOGITS,
    MEAN,
    NORM,
    POOL,
    PUT,
    RECURRENT,
    ROPE,
    SCAN,
    SOFTMAX,
    SPARSE,
    STEP_WORDS,
    TAKE,
    TILES,
    UNPACK,
)
from attnviz.compute.ops import ACTIVATIONS
from attnviz.compute.profiling import nanoseconds
from attnviz.compute.work import (
    NORM_FLOPS,
    SOFTMAX_FLOPS,
    Work,
    influence_work,
    recurrent_work,
    scan_fading_work,
    scan_linear_work,
    tiles_work,
)
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
    numbers = step[1] * step[12]
    return (2 + NORM_FLOPS) * numbers, (8 + _word_bytes(step)) * numbers


def _gather(step: Step) -> Work:
    numbers = step[1] * step[10]
    return (2 if step[7] else 1) * numbers, (8 if step[7] else 4) * numbers + _word_bytes(step) * numbers


def _word_bytes(step: Step) -> float:
    """Bytes of each number of a word table: nibbles and their share of a scale, a packed format, or floats."""
    if step[6]:
        return packing.BYTES_PER_WEIGHT[step[6] - 1]
    return 0.625 if step[5] else 4


def _linear_q(step: Step) -> Work:
    m, n, k, added = step[12], step[18], step[7], bool(step[10])
    weights = packing.BYTES_PER_WEIGHT[step[16]] * n * k
    return 2 * m * n * k, weights + 4 * (m * k + n + m * n * (2 if added else 1))


def _unpack(step: Step) -> Work:
    n, k = step[7], step[5]
    return 2 * n * k, (packing.BYTES_PER_WEIGHT[step[4]] + 4) * n * k


def _logits(step: Step) -> Work:
    m, n, k = step[10], step[7], step[6]
    return 2 * m * n * k, 4 * (m * k + n * k + m * n)


def _rope(step: Step) -> Work:
    numbers = step[1] * step[6]
    return 3 * numbers, 12 * numbers


def _gated(step: Step) -> Work:
    numbers = step[1] // -(-step[5] // GATED_COLUMNS) * step[5]
    return 5 * numbers, 12 * numbers


def _softmax(step: Step) -> Work:
    numbers = step[1] * step[5]
    return SOFTMAX_FLOPS * numbers, 8 * numbers


def _rows(step: Step) -> Work:
    numbers = step[1] * step[8]
    return (2 * numbers, 12 * numbers) if step[0] == ADD else (0, 8 * numbers)


def _append(step: Step) -> Work:
    return 0, 16 * step[7] * step[8] * step[10]  # keys and values, read and written


def _attend(step: Step) -> Work:
    heads = 1 if step[0] == ATTEND_HEAD else step[5]
    pairs, products = _pairs(step), 2 if step[0] in (POOL, FACTS, MEAN) else 4
    rows, keys, size = step[8], step[9], step[7]
    moved = 2 * rows * heads * size + 2 * keys * size * -(-heads // step[6])
    kept = pairs * (2 if step[0] == ATTEND_HEAD else 1 if step[0] == ATTEND and step[20] else 0)
    return products * heads * pairs * size, 4 * (moved + heads * kept)


def _sparse(step: Step) -> Work:
    """The pairs of the listed blocks, which are computed whole."""
    heads, group, size, rows, keys, computed = *step[5:10], step[16]
    moved = 2 * rows * heads * size + 2 * keys * size * -(-heads // group)
    return 4 * heads * computed * size, 4 * moved + computed // 4


def _pairs(step: Step) -> int:
    """Queries and keys that look at each other."""
    rows, keys, first, causal, window = step[8:13]
    if not causal:
        return rows * keys
    seen = np.minimum(first + 1 + np.arange(rows), keys)
    return int(np.minimum(seen, window).sum() if window else seen.sum())


def _scan(step: Step) -> Work:
    if step[3]:
        return scan_linear_work(*step[9:13])
    return scan_fading_work(step[9], step[11], step[12])


def _recurrent(step: Step) -> Work:
    return recurrent_work(step[7], step[8])


def _tiles(step: Step) -> Work:
    return tiles_work(*step[7:11])


def _influence(step: Step) -> Work:
    return influence_work(step[1], step[10], step[11])


FORMULAS: Mapping[int, tuple[str, Callable[[Step], Work]]] = {
    LINEAR: ("linear", _linear),
    NORM: ("norm", _norm),
    EMBED: ("embed", _embed),
    APPEND: ("append", _append),
    ATTEND: ("attend", _attend),
    ATTEND_HEAD: ("attend_head", _attend),
    POOL: ("pool", _attend),
    FLASH: ("flash", _attend),
    FACTS: ("facts", _attend),
    MEAN: ("mean_weights", _attend),
    SPARSE: ("attend_sparse", _sparse),
    LINEAR_Q: ("linear", _linear_q),
    GATHER: ("gather", _gather),
    LOGITS: ("logits", _logits),
    ROPE: ("rope", _rope),
    GATED: ("gated", _gated),
    SOFTMAX: ("softmax", _softmax),
    TAKE: ("take_rows", _rows),
    ADD: ("add_rows", _rows),
    PUT: ("put_rows", _rows),
    UNPACK: ("unpack", _unpack),
    SCAN: ("scan", _scan),
    RECURRENT: ("recurrent", _recurrent),
    INFLUENCE: ("influence", _influence),
    TILES: ("tiles", _tiles),
}


def name_of(step: Step) -> str:
    name = FORMULAS[step[0]][0]
    if step[0] == LINEAR:
        return f"{name}_{'add' if step[10] else ACTIVATIONS[step[13]]}".rstrip("_")
    if step[0] == LINEAR_Q:
        return f"{name}_{packing.NAMES[step[16]]}"
    return name


class StepRecorder:
    """The steps of one device's launches while it is on."""

    def __init__(self) -> None:
        self.start(False)

    def start(self, on: bool) -> None:
        """Forget what was noted; note what follows if ``on``."""
        self.on = on
        self._waiting: tuple[NDArray[np.int64], Any] | None = None
        self._sums: dict[str, list[float]] = {}

    def note(self, words: NDArray[np.int64], event: Any) -> None:
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
