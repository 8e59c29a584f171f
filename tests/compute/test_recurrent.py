"""recurrent.cl and NumpyScans: the states against the float64 twin, their gradients against finite differences."""

from __future__ import annotations

import numpy as np
import pytest
from closeness import assert_close, floats

from attnviz.compute import reference
from attnviz.compute.ops import Ops


def net(width: int, inputs: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """U (W, W) and V (D, W)."""
    return floats(1, width, width) / np.sqrt(width, dtype=np.float32), floats(2, inputs, width) / np.float32(6)


@pytest.mark.parametrize("width", [1, 7, 8, 13, 32])
@pytest.mark.parametrize("rows", [1, 2, 33])
def test_states(ops: Ops, rows: int, width: int) -> None:
    (weight, _), x = net(width), floats(3, rows, width) * 3
    made = ops.download(ops.scan_recurrent(ops.upload(x), ops.upload(weight)))
    assert_close(made, reference.scan_recurrent(x.astype(np.float64), weight.astype(np.float64)), 1e-5, 2e-6)


def test_large_inputs_saturate(ops: Ops) -> None:
    x = np.array([[-300.0, -30.0, 30.0, 300.0]], np.float32)
    made = ops.download(ops.scan_recurrent(ops.upload(x), ops.upload(np.zeros((4, 4), np.float32))))
    assert made.tolist() == [[-1.0, -1.0, 1.0, 1.0]]


@pytest.mark.parametrize(("rows", "width"), [(1, 8), (12, 13), (40, 32)])
def test_influence_is_the_twins(ops: Ops, rows: int, width: int) -> None:
    (weight, given), x = net(width), floats(4, rows, width)
    states = reference.scan_recurrent(x.astype(np.float64), weight.astype(np.float64))
    back, gram, ends = np.ascontiguousarray(weight.T), given.T @ given, np.arange(rows, dtype=np.int32)[::-1].copy()
    uploaded = [ops.upload(one) for one in (states.astype(np.float32), back, gram)]
    made = ops.download(ops.influence(*uploaded, ends))
    assert_close(made, reference.influence(states, back.astype(np.float64), gram.astype(np.float64), ends), 1e-4, 1e-7)


def test_influence_is_a_finite_difference(ops: Ops) -> None:
    """Each number of each input is moved a little, in float64, and the last state looked at."""
    rows, width, inputs, small = 9, 8, 5, 1e-6
    (weight, given), u = net(width, inputs), floats(5, rows, inputs).astype(np.float64)
    exact, matrix = weight.astype(np.float64), given.astype(np.float64)

    def last(inputs: np.ndarray) -> np.ndarray:
        return reference.scan_recurrent(inputs @ matrix, exact)[-1]

    lengths = np.zeros(rows)
    for s in range(rows):
        moved = []
        for d in range(inputs):
            step = np.zeros_like(u)
            step[s, d] = small
            moved.append((last(u + step) - last(u - step)) / (2 * small))
        lengths[s] = np.linalg.norm(moved)
    states = ops.scan_recurrent(ops.upload((u @ matrix).astype(np.float32)), ops.upload(weight))
    turned, gram = ops.upload(np.ascontiguousarray(weight.T)), ops.upload(given.T @ given)
    made = ops.download(ops.influence(states, turned, gram, np.array([rows - 1], np.int32)))[0]
    assert made == pytest.approx(lengths, rel=1e-4)
    assert lengths[-1] > 5 * lengths[0] > 0


def test_what_does_not_fit_is_refused(ops: Ops) -> None:
    x, square, other, large = (ops.upload(floats(1, *shape)) for shape in ((4, 8), (8, 8), (8, 7), (4, 33)))
    for given in ((x, other), (large, ops.upload(floats(1, 33, 33)))):
        with pytest.raises(ValueError, match="state of"):
            ops.scan_recurrent(*given)
    with pytest.raises(ValueError, match="state of"):
        ops.influence(x, square, other, np.zeros(1, np.int32))
    for ends in ([], [4], [-1]):
        with pytest.raises(ValueError, match="positions"):
            ops.influence(x, square, square, np.array(ends, np.int32))
