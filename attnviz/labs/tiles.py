"""The scores of a head as one product of two tables, made in tiles of any size, and what that fetches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnviz.compute import scans
from attnviz.labs.knobs import one_of
from attnviz.labs.workbench import Workbench

SIDES = scans.SIDES
"""rows and columns that a tile may have"""
SIDE = 4


@dataclass(frozen=True)
class Tiles:
    """Q K^T of the head in focus, on its way.

    Attributes:
        side: rows and columns of a tile.
        rows, columns, depth: of the product: queries, keys, and numbers of each.
        down, across: tiles.
        fetched: numbers of Q and of K that are fetched in all, each once for every tile that needs it.
        difference: largest difference from the product in float64; scale: the largest number of that.
    """

    side: int
    rows: int
    columns: int
    depth: int
    down: int
    across: int
    fetched: int
    difference: float
    scale: float

    @property
    def tiles(self) -> int:
        return self.down * self.across

    @property
    def flops(self) -> int:
        """Multiplications and additions."""
        return 2 * self.rows * self.columns * self.depth


def experiment(bench: Workbench, side: int = SIDE) -> Tiles:
    """Make the scores of the head in focus, before they are divided by the root of the width.

    Raises:
        UserError: there are no tiles of that size.
    """
    one_of("side", side, SIDES)
    ops, head = bench.ops, bench.head
    (rows, depth), columns = head.query.shape, len(head.key)
    made = ops.download(ops.multiply(ops.upload(head.query), ops.upload(np.ascontiguousarray(head.key.T)), side))
    plain = head.query.astype(np.float64) @ head.key.astype(np.float64).T
    down, across = -(-rows // side), -(-columns // side)
    return Tiles(
        side=side,
        rows=rows,
        columns=columns,
        depth=depth,
        down=down,
        across=across,
        fetched=depth * (rows * across + columns * down),
        difference=float(np.abs(made - plain).max()),
        scale=float(np.abs(plain).max()),
    )
