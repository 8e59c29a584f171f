"""softmax.cl and NumpyOps.softmax against the float64 twin."""

from __future__ import annotations

import numpy as np
import pytest
from closeness import ROWS, assert_close, floats

from attnviz.compute import reference
from attnviz.compute.ops import Ops

RELATIVE, ABSOLUTE = 5e-6, 1e-7


@pytest.mark.parametrize("rows", ROWS)
def test_every_number_of_rows(ops: Ops, rows: int) -> None:
    x = floats(1, rows, 60) * 4
    made = ops.download(ops.softmax(ops.upload(x)))
    assert_close(made, reference.softmax_rows(x.astype(np.float64)), RELATIVE, ABSOLUTE)


@pytest.mark.parametrize("width", [1, 2, 7, 8, 9, 23, 24, 64, 300])
def test_every_width(ops: Ops, width: int) -> None:
    x = floats(2, 5, width) * 50
    made = ops.download(ops.softmax(ops.upload(x)))
    assert_close(made, reference.softmax_rows(x.astype(np.float64)), RELATIVE, ABSOLUTE)
    assert np.abs(made.sum(axis=1, dtype=np.float64) - 1).max() < 1e-6
