"""gated.cl and NumpyOps.gated against the float64 twin."""

from __future__ import annotations

import numpy as np
import pytest
from closeness import ROWS, assert_close, floats

from attnviz.compute import reference
from attnviz.compute.ops import ACTIVATIONS, Ops

RELATIVE, ABSOLUTE = 1e-6, 2e-6


@pytest.mark.parametrize("rows", ROWS)
def test_every_number_of_rows(ops: Ops, rows: int) -> None:
    x = floats(1, rows, 2 * 600)
    made = ops.download(ops.gated(ops.upload(x), "silu"))
    assert_close(made, reference.gated(x.astype(np.float64), "silu"), RELATIVE, ABSOLUTE)


@pytest.mark.parametrize("width", [1, 7, 8, 100, 512, 513, 1536])
@pytest.mark.parametrize("activation", ACTIVATIONS[1:])
def test_every_width_and_activation(ops: Ops, width: int, activation: str) -> None:
    x = floats(2, 3, 2 * width) * 3
    made = ops.download(ops.gated(ops.upload(x), activation))
    assert_close(
        made, reference.gated(x.astype(np.float64), activation), RELATIVE, 1e-5
    )  # an activation errs by 1e-6, times 10


def test_gates_of_any_size(ops: Ops) -> None:
    gate = np.array([0, 1e-30, -1e-30, 20, -20, 88, -88, 1e4, -1e4, 3e38, -3e38], np.float32)
    x = np.concatenate([gate, np.ones_like(gate)])[None]
    made = ops.download(ops.gated(ops.upload(x), "silu"))
    assert_close(made, reference.gated(x.astype(np.float64), "silu"), RELATIVE, 1e-7)
