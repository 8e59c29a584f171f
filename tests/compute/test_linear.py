"""linear.cl and NumpyOps.linear against the float64 twin."""

from __future__ import annotations

import numpy as np
import pytest
from closeness import ROWS, assert_close, floats

from attnviz.compute import reference
from attnviz.compute.ops import Ops

PRODUCT_RELATIVE = 2e-6
"""of the sum of |x| |w|: 1536 terms added one by one in float32 stay well below it"""
PRODUCT_ABSOLUTE = 1e-7
GELU_RELATIVE, GELU_ABSOLUTE = 3e-7, 1e-6

SHAPES = [(384, 1152), (384, 384), (1536, 384), (64, 192), (64, 64), (60, 20), (7, 1)]
"""(K, N): MiniLM's, and some whose N is no multiple of the panel's 24 columns"""


def twin(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, residual: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The exact result and how far float32 may be from it."""
    x, weight, bias = (a.astype(np.float64) for a in (x, weight, bias))
    y = reference.linear(x, weight, bias)
    size = reference.linear(np.abs(x), np.abs(weight), np.abs(bias))
    if residual is not None:
        y, size = y + residual, size + np.abs(residual)
    return y, PRODUCT_RELATIVE * size


@pytest.mark.parametrize("rows", ROWS)
def test_every_number_of_rows(ops: Ops, rows: int) -> None:
    x, weight, bias = floats(1, rows, 384), floats(2, 96, 384), floats(3, 96)
    y = ops.linear(ops.upload(x), ops.linear_weights(weight, bias))
    assert y.shape == (rows, 96)
    assert_close(ops.download(y), *twin(x, weight, bias), PRODUCT_ABSOLUTE)


@pytest.mark.parametrize(("k", "n"), SHAPES)
def test_every_shape_of_weight(ops: Ops, k: int, n: int) -> None:
    x, weight, bias = floats(1, 17, k), floats(2, n, k), floats(3, n)
    made = ops.download(ops.linear(ops.upload(x), ops.linear_weights(weight, bias)))
    assert_close(made, *twin(x, weight, bias), PRODUCT_ABSOLUTE)


@pytest.mark.parametrize("n", [384, 64, 20])
def test_residual_is_added(ops: Ops, n: int) -> None:
    x, weight, bias, residual = floats(1, 33, 200), floats(2, n, 200), floats(3, n), floats(4, 33, n)
    y = ops.linear(ops.upload(x), ops.linear_weights(weight, bias), residual=ops.upload(residual))
    assert_close(ops.download(y), *twin(x, weight, bias, residual), PRODUCT_ABSOLUTE)


def test_large_terms_that_cancel(ops: Ops) -> None:
    x = np.concatenate([floats(1, 5, 192) * 1e4] * 2, axis=1)
    half = floats(2, 48, 192)
    weight, bias = np.concatenate([half, -half], axis=1), np.full(48, 0.5, np.float32)
    made = ops.download(ops.linear(ops.upload(x), ops.linear_weights(weight, bias)))
    assert_close(made, *twin(x, weight, bias), PRODUCT_ABSOLUTE)


def test_gelu_is_exact_along_its_whole_range(ops: Ops) -> None:
    # an identity weight hands the inputs to the epilogue untouched
    x = np.linspace(-12, 12, 24 * 2000, dtype=np.float32).reshape(-1, 24)
    x[0] = [s * v for v in (0, 1e-30, 1e-6, 0.5, 1, 2, 3, 4, 5.55, 5.56, 6, 1e4) for s in (1, -1)]
    identity = ops.linear_weights(np.eye(24, dtype=np.float32), np.zeros(24, np.float32))
    made = ops.download(ops.linear(ops.upload(x), identity, gelu=True))
    assert_close(made, reference.gelu(x.astype(np.float64)), GELU_RELATIVE, GELU_ABSOLUTE)


def test_gelu_follows_the_product(ops: Ops) -> None:
    x, weight, bias = floats(1, 6, 64), floats(2, 1536, 64) / 8, floats(3, 1536)
    made = ops.download(ops.linear(ops.upload(x), ops.linear_weights(weight, bias), gelu=True))
    y, bound = twin(x, weight, bias)
    assert_close(made, reference.gelu(y), 1.2 * bound, GELU_ABSOLUTE)  # GELU's slope is at most 1.13


def test_gelu_and_residual_together_are_refused(pocl: Ops) -> None:
    x, w = pocl.upload(floats(1, 4, 24)), pocl.linear_weights(floats(2, 24, 24), floats(3, 24))
    with pytest.raises(ValueError, match="both"):
        pocl.linear(x, w, gelu=True, residual=x)
