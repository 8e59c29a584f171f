"""GFLOP/s of a product made in tiles of one size, of the kernel that models use, and the ceiling of this device."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnviz.compute import ceiling
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.ops import Ops
from attnviz.labs.knobs import one_of
from attnviz.labs.tiles import SIDES
from attnviz.labs.timing import median_of
from attnviz.labs.workbench import Workbench

TEXT = False
SIZE = 256
"""rows, columns and depth of the product: large enough to occupy a device, small enough for tiles of 1"""


@dataclass(frozen=True)
class TileRate:
    """Attributes of one device.

    Attributes:
        side: rows and columns of a tile.
        gflops: of the median run, in 10^9 each second.
        runs: how many the median is of.
        fetched: numbers fetched from the two tables.
        own: GFLOP/s of the model's own kernel on the same product, median, too.
        ceiling: the most that was ever measured on this device; before that, the larger of ``own`` and, on a processor,
            of what numpy's BLAS gives.
        size: of the tables.
    """

    side: int
    gflops: float
    runs: int
    fetched: int
    own: float
    ceiling: float
    size: int = SIZE


def experiment(bench: Workbench, side: int = 8) -> TileRate:
    """Time tiles of one size.

    Raises:
        UserError: there are none of that size.
    """
    one_of("side", side, SIDES)
    ops, random, size = bench.ops, np.random.default_rng(side), SIZE
    tables = [random.standard_normal((size, size), np.float32) for _ in range(2)]
    x, weight = (ops.upload(table) for table in tables)
    taken, runs = median_of(ops, lambda: ops.multiply(x, weight, side))
    layer = ops.linear_weights(tables[1])
    whole, _ = median_of(ops, lambda: ops.linear(x, layer))
    rate = 2e-6 * size**3 / taken
    own = 2e-6 * size**3 / whole
    return TileRate(side, rate, runs, 2 * size**3 // side, own, max(rate, own, _known(ops, tables)))


def _known(ops: Ops, tables: list[np.ndarray]) -> float:
    found = ceiling.stored(ops.info)
    if found is not None:
        return found.gflops
    if ops.info.kind == "gpu":
        return 0.0
    plain = NumpyOps()
    x, layer = plain.upload(tables[0]), plain.linear_weights(tables[1])
    taken, _ = median_of(plain, lambda: plain.linear(x, layer))
    return 2e-6 * SIZE**3 / taken
