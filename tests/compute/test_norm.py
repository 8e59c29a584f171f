"""norm.cl and NumpyOps.norm against the float64 twin."""

from __future__ import annotations

import numpy as np
import pytest
from closeness import ROWS, assert_close, floats

from attnviz.compute import reference
from attnviz.compute.ops import Ops

RELATIVE, ABSOLUTE = 1e-6, 2e-6
HARD_ABSOLUTE = 2e-5
"""for rows whose spread is a hundred-thousandth of their mean, which is itself rounded away by more than that"""


def both(ops: Ops, x: np.ndarray, eps: float) -> tuple[np.ndarray, np.ndarray]:
    gamma, beta = floats(8, x.shape[1]), floats(9, x.shape[1])
    made = ops.download(ops.norm(ops.upload(x), ops.norm_weights(gamma, beta, eps)))
    return made, reference.norm(*(a.astype(np.float64) for a in (x, gamma, beta)), eps)


@pytest.mark.parametrize("rows", ROWS)
def test_every_number_of_rows(ops: Ops, rows: int) -> None:
    assert_close(*both(ops, floats(1, rows, 384), 1e-12), RELATIVE, ABSOLUTE)


@pytest.mark.parametrize("width", [1, 7, 8, 60, 64, 385, 1536])
def test_every_width(ops: Ops, width: int) -> None:
    assert_close(*both(ops, floats(1, 7, width), 1e-5), RELATIVE, ABSOLUTE)


@pytest.mark.parametrize("value", [0.0, 3.5, 1234.567, -7654321.0])
def test_rows_that_are_all_equal_become_the_shift(ops: Ops, value: float) -> None:
    x = np.full((5, 384), value, np.float32)
    assert_close(*both(ops, x, 1e-12), RELATIVE, ABSOLUTE)


def test_tiny_spread(ops: Ops) -> None:
    assert_close(*both(ops, floats(1, 5, 384) * np.float32(1e-10), 1e-12), RELATIVE, ABSOLUTE)


def test_spread_far_below_the_mean(ops: Ops) -> None:
    # mean(x^2) - mean^2 would be noise here, and often negative
    x = 1000 + floats(1, 5, 384) * np.float32(0.01)
    assert_close(*both(ops, x, 1e-12), 0.0, HARD_ABSOLUTE)


def test_one_large_value_among_small(ops: Ops) -> None:
    x = floats(1, 5, 384)
    x[:, 100] = 1e4
    assert_close(*both(ops, x, 1e-12), RELATIVE, ABSOLUTE)


@pytest.mark.parametrize(("parts", "width"), [(9, 64), (3, 24), (5, 7), (1, 40)])
@pytest.mark.parametrize("shifted", [True, False])
def test_parts_of_a_row_for_themselves(ops: Ops, parts: int, width: int, shifted: bool) -> None:
    x, gamma, beta = floats(1, 17, parts * width), floats(2, width), floats(3, width)
    made = ops.download(ops.norm(ops.upload(x), ops.norm_weights(gamma, beta if shifted else None, 1e-6), parts))
    rows, g, b = (a.astype(np.float64) for a in (x.reshape(-1, width), gamma, beta))
    twin = reference.norm(rows, g, b, 1e-6) if shifted else reference.rms_norm(rows, g, 1e-6)
    assert_close(made, twin.reshape(x.shape), RELATIVE, ABSOLUTE)
