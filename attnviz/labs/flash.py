"""Flash attention: the same answer from small tiles, with a running maximum and sum (Dao et al. 2022, algorithm 1).

The walk of one query is worked out in float64 from the head's scores; the answer is compared with what the kernels of
the plain and of the flash attention make of the same layer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnviz.labs.workbench import Workbench
from attnviz.pair import MASKED

BLOCK = 4
"""Keys of a tile in the picture; the kernels' own tiles are larger."""
FLOAT = 4


@dataclass(frozen=True)
class Tile:
    """After a tile of keys.

    Attributes:
        start, stop: its keys.
        highest: the largest score so far.
        total: sum of e to the power of (score - highest) so far.
        factor: what the sum before was multiplied by, because the largest has changed.
    """

    start: int
    stop: int
    highest: float
    total: float
    factor: float


@dataclass(frozen=True)
class Flash:
    """The walk of one query, and how the two answers compare.

    Attributes:
        query: the one whose row has the largest weight of all.
        tiles: in order.
        highest, total: of the whole row at once.
        difference: largest difference of the layer's contexts by the two kernels; scale: the largest of them.
        plain_bytes: weights of all heads of the layer; flash_bytes: a row of scores of one tile, its maximum and sum.
        local_bytes: of a tile's keys and values of one head, as a device must hold them.
        rows: largest tile of keys and values that fits into 64 KiB, the local memory of gfx900.
    """

    query: int
    tiles: tuple[Tile, ...]
    highest: float
    total: float
    difference: float
    scale: float
    plain_bytes: int
    flash_bytes: int
    local_bytes: int
    rows: int


def experiment(bench: Workbench, query: int = -1) -> Flash:
    """Walk along the row of ``query`` of the head in focus; of -1, the one that looks most strongly at something."""
    head, attention, ops = bench.head, bench.attention, bench.ops
    rows, keys = head.weights.shape
    row = query if 0 <= query < rows else int(head.weights.max(axis=1).argmax())
    scores = head.scores[row].astype(np.float64)
    plain = ops.download(ops.attend(attention.query, attention.cache, attention.mask))
    flash = ops.download(ops.attend_flash(attention.query, attention.cache, attention.mask))
    seen = scores > MASKED
    highest = float(scores[seen].max())
    size = head.query.shape[1]
    heads = (attention.query[2] - attention.query[1]) // size
    return Flash(
        query=row,
        tiles=tuple(walk(scores)),
        highest=highest,
        total=float(np.exp(scores[seen] - highest).sum()),
        difference=float(np.abs(plain - flash).max()),
        scale=float(np.abs(plain).max()),
        plain_bytes=FLOAT * heads * rows * keys,
        flash_bytes=FLOAT * (BLOCK + 2),
        local_bytes=FLOAT * 2 * BLOCK * size,
        rows=(64 << 10) // (FLOAT * 2 * size),
    )


def walk(scores: np.ndarray, block: int = BLOCK) -> list[Tile]:
    """The running maximum and sum over tiles of keys; masked keys count for nothing."""
    highest, total, tiles = -np.inf, 0.0, []
    for start in range(0, len(scores), block):
        part = scores[start : start + block]
        part = part[part > MASKED]
        larger = max(highest, float(part.max(initial=-np.inf)))
        factor = 1.0 if larger == highest or total == 0 else float(np.exp(highest - larger))
        if len(part):
            total = total * factor + float(np.exp(part - larger).sum())
        highest = larger
        tiles.append(Tile(start, min(start + block, len(scores)), float(highest), total, factor))
    return tiles
