"""rope.cl and NumpyOps.rope against the float64 twin."""

from __future__ import annotations

import numpy as np
import pytest
from closeness import ROWS, assert_close, floats

from attnviz.compute import reference
from attnviz.compute.ops import Ops

ABSOLUTE = 2e-6


def angles(count: int, size: int) -> np.ndarray:
    turns = np.arange(count)[:, None] * 10000.0 ** (-np.arange(0, size, 2) / size)
    return np.concatenate([np.cos(turns), np.sin(turns)], axis=1).astype(np.float32)


@pytest.mark.parametrize("rows", ROWS)
def test_every_number_of_rows(ops: Ops, rows: int) -> None:
    x, table = floats(1, rows, 960), angles(600, 64)
    made = ops.download(ops.rope((ops.upload(x), 0, 768), 64, ops.upload(table), 37))
    assert_close(made, reference.rope(x[:, :768].astype(np.float64), 64, table.astype(np.float64), 37), 0.0, ABSOLUTE)


@pytest.mark.parametrize(("size", "heads", "start"), [(64, 9, 0), (16, 3, 16), (6, 5, 3), (2, 1, 1), (24, 2, 24)])
def test_every_size_of_head(ops: Ops, size: int, heads: int, start: int) -> None:
    x, table = floats(2, 17, start + heads * size + 5), angles(40, size)
    part = (ops.upload(x), start, start + heads * size)
    twin = reference.rope(x[:, start : part[2]].astype(np.float64), size, table.astype(np.float64), 3)
    assert_close(ops.download(ops.rope(part, size, ops.upload(table), 3)), twin, 0.0, ABSOLUTE)


def test_only_distance_matters(ops: Ops) -> None:
    """What rotary positions are for: the product of a query and a key depends on how far apart they stand."""
    q, k = floats(3, 1, 32), floats(4, 1, 32)
    table = ops.upload(angles(64, 32))
    products = []
    for first in (0, 5, 40):
        turned_q = ops.download(ops.rope((ops.upload(q), 0, 32), 32, table, first + 9))
        turned_k = ops.download(ops.rope((ops.upload(k), 0, 32), 32, table, first))
        products.append(float((turned_q * turned_k).sum()))
    assert np.ptp(products) < 2e-5
    assert abs(products[0] - float((q * k).sum())) > 0.1


def test_positions_without_angles_are_refused(ops: Ops) -> None:
    x, table = ops.upload(floats(1, 4, 32)), ops.upload(angles(8, 16))
    for part, size, first in (((x, 0, 32), 16, 5), ((x, 0, 32), 16, -1), ((x, 0, 30), 16, 0), ((x, 0, 32), 32, 0)):
        with pytest.raises(ValueError, match=r"positions|columns"):
            ops.rope(part, size, table, first)
