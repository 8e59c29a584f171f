"""The first steps of a pass, which make rows from rows: done for some of the rows where the others are as they were.

Row t of an encoder's first queries, keys and values depends on token t alone. When a letter is typed, one token of a
hundred is another one, so that product, one of twelve in all-MiniLM-L6-v2, is made for a few rows in place of all. From
the first attention on, every row depends on every token.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.kinds import APPEND, EMBED, LINEAR, STEP_BYTES, STEP_WORDS

PANEL = 16
"""positions of a cache that lie side by side"""

Step = NDArray[np.int64]
"""STEP_WORDS numbers, as the structs of kernels/*.cl have them"""


class Tiling(NamedTuple):
    """How products are cut on a device: rows of a block, columns of a panel, blocks of a tile; and its workers."""

    rows: int
    columns: int
    blocks: int
    workers: int


def count_row_steps(steps: bytes, left: Collection[int]) -> int:
    """From the first step on, how many make row t of something that stays from row t of what is before them.

    Args:
        steps: of a pass, STEP_BYTES each.
        left: places of the memory that the pass leaves: what is in it no later step writes over.
    """
    made: list[tuple[int, int]] = []  # what they leave: from which byte, to which
    for count, step in enumerate(_steps(steps).tolist()):
        taken, leaves = _taken_and_left(step, first=count == 0)
        in_rows = all(any(begin <= place < end for begin, end in made) for place in taken)
        if not leaves or not in_rows or not leaves.keys() <= set(left):
            return count
        made += [(place, place + size) for place, size in leaves.items()]
    return len(steps) // STEP_BYTES


def _taken_and_left(step: Sequence[int], first: bool) -> tuple[tuple[int, ...], dict[int, int]]:
    """Where a step that works row by row takes its rows from, and the places and bytes of what it leaves."""
    kind = step[0]
    if kind == EMBED and first:
        return (), {step[13]: 4 * step[1] * step[14]}
    if kind == LINEAR and not step[10]:
        return (step[3],), {step[8]: 4 * step[15] * step[9]}
    if kind == APPEND and not step[9]:
        return (step[3], step[4]), {step[11]: 0, step[12]: 0}  # whose rows are rows no more
    return (), {}


def narrow(steps: bytearray, count: int, rows: tuple[int, int], tiling: Tiling) -> None:
    """Have the first ``count`` steps done for ``rows``, first and beyond the last, and for what shares their tiles."""
    for step in _steps(memoryview(steps)[: count * STEP_BYTES]):
        {EMBED: _narrow_embed, LINEAR: _narrow_linear, APPEND: _narrow_append}[int(step[0])](step, *rows, tiling)


def _narrow_embed(step: Step, first: int, stop: int, tiling: Tiling) -> None:
    step[1], step[2] = stop - first, max(1, (stop - first) // (16 * tiling.workers))
    step[3] += 4 * first  # ids
    step[7] += 4 * first * step[8]  # positions
    step[13] += 4 * first * step[14]


def _narrow_linear(step: Step, first: int, stop: int, tiling: Tiling) -> None:
    begin = first // tiling.rows * tiling.rows
    blocks = -(-(stop - begin) // tiling.rows)
    step[1] = -(-step[16] // tiling.columns) * -(-blocks // tiling.blocks)
    step[3] += 4 * begin * step[4]
    step[8] += 4 * begin * step[9]
    step[12], step[15] = blocks, min(step[15], begin + blocks * tiling.rows) - begin


def _narrow_append(step: Step, first: int, stop: int, tiling: Tiling) -> None:
    begin = first // PANEL * PANEL
    count = min(step[10], -(-stop // PANEL) * PANEL) - begin
    step[1] = step[7] * -(-count // PANEL)
    step[3] += 4 * begin * step[5]
    step[4] += 4 * begin * step[6]
    step[9], step[10] = begin, count


def _steps(raw: bytes | bytearray | memoryview) -> NDArray[np.int64]:
    return np.frombuffer(raw, np.int64).reshape(-1, STEP_WORDS)
