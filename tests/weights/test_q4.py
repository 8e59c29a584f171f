from __future__ import annotations

import numpy as np
import pytest
from small_models import quantised

from attnviz.weights.q4 import Q4Matrix


@pytest.fixture
def made() -> tuple[Q4Matrix, np.ndarray]:
    array = np.random.default_rng(1).normal(size=(7, 96)).astype(np.float32)
    raw, numbers = quantised(array)
    return Q4Matrix.on_bytes(np.frombuffer(raw, np.uint8), (7, 96)), numbers


def test_dense_equals_one_weight_at_a_time(made: tuple[Q4Matrix, np.ndarray]) -> None:
    matrix, numbers = made
    assert matrix.shape == (7, 96)
    assert matrix.dense().dtype == np.float32
    np.testing.assert_array_equal(matrix.dense(), numbers)


def test_rows_in_any_order_and_repeated(made: tuple[Q4Matrix, np.ndarray]) -> None:
    matrix, numbers = made
    np.testing.assert_array_equal(matrix.rows([6, 0, 6, 3]), numbers[[6, 0, 6, 3]])
    assert matrix.rows([]).shape == (0, 96)


def test_scales_and_nibbles_hold_the_same_numbers(made: tuple[Q4Matrix, np.ndarray]) -> None:
    matrix, numbers = made
    assert matrix.scales.shape == (7, 3)
    assert matrix.nibbles.shape == (7, 48)
    for row, column in ((0, 0), (2, 31), (6, 95), (5, 48)):
        block, inside = divmod(column, 32)
        byte = int(matrix.nibbles[row, block * 16 + inside % 16])
        nibble = byte >> 4 if inside >= 16 else byte & 15
        assert (nibble - 8) * float(matrix.scales[row, block]) == pytest.approx(numbers[row, column], rel=1e-6)


@pytest.mark.parametrize("row", [7, -1])
def test_a_row_that_is_not_there(made: tuple[Q4Matrix, np.ndarray], row: int) -> None:
    with pytest.raises(IndexError):
        made[0].rows([row])
