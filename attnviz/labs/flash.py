"""Flash attention: the same answer from small tiles, with a running maximum and sum (Dao et al. 2022, algorithm 1).

The walk of one query is worked out in float64 from the head's scores; the answer is compared with what the kernels of
the plain and of the flash attention make of the same layer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnviz.labs.knobs import within
from attnviz.labs.workbench import Workbench
from attnviz.pair import MASKED

BLOCK = 4
"""Keys of a tile in the picture; the kernels' own tiles are larger."""
MOST_BLOCK = 4096
FLOAT = 4
CARD = 64 << 10
"""bytes of local memory of gfx900"""


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
        block: keys of a tile.
        width: numbers of a key, and of a value.
        device_bytes: local memory of the device that computed this; 0 where it has none.
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
    block: int = BLOCK
    width: int = 0
    device_bytes: int = 0

    def fitting(self, budget: int) -> int:
        """Largest tile of keys and values of one head that fits into so many bytes."""
        return budget // (FLOAT * 2 * self.width)


def experiment(bench: Workbench, query: int = -1, block: int = BLOCK) -> Flash:
    """Walk along a row of the head in focus.

    Args:
        query: its row; -1 for the one that looks most strongly at something.
        block: keys of a tile, 1..4096.

    Raises:
        UserError: a knob is turned too far.
    """
    within("block", block, 1, MOST_BLOCK)
    within("query", query, -1, len(bench.head.weights) - 1)
    head, attention, ops = bench.head, bench.attention, bench.ops
    rows, keys = head.weights.shape
    row = query if query >= 0 else int(head.weights.max(axis=1).argmax())
    scores = head.scores[row].astype(np.float64)
    plain = ops.download(ops.attend(attention.query, attention.cache, attention.mask))
    flash = ops.download(ops.attend_flash(attention.query, attention.cache, attention.mask))
    seen = scores > MASKED
    highest = float(scores[seen].max())
    size = head.query.shape[1]
    heads = (attention.query[2] - attention.query[1]) // size
    return Flash(
        query=row,
        tiles=tuple(walk(scores, block)),
        highest=highest,
        total=float(np.exp(scores[seen] - highest).sum()),
        difference=float(np.abs(plain - flash).max()),
        scale=float(np.abs(plain).max()),
        plain_bytes=FLOAT * heads * rows * keys,
        flash_bytes=FLOAT * (block + 2),
        local_bytes=FLOAT * 2 * block * size,
        rows=CARD // (FLOAT * 2 * size),
        block=block,
        width=size,
        device_bytes=ops.local_bytes,
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
