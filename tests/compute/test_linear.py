"""linear.cl and NumpyOps.linear against the float64 twin."""

from __future__ import annotations

import numpy as np
import pytest
from closeness import ROWS, assert_close, floats

from attnviz.compute import reference
from attnviz.compute.ops import Ops, Packed

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
    made = ops.download(ops.linear(ops.upload(x), identity, "gelu"))
    assert_close(made, reference.gelu(x.astype(np.float64)), GELU_RELATIVE, GELU_ABSOLUTE)


def test_gelu_follows_the_product(ops: Ops) -> None:
    x, weight, bias = floats(1, 6, 64), floats(2, 1536, 64) / 8, floats(3, 1536)
    made = ops.download(ops.linear(ops.upload(x), ops.linear_weights(weight, bias), "gelu"))
    y, bound = twin(x, weight, bias)
    assert_close(made, reference.gelu(y), 1.2 * bound, GELU_ABSOLUTE)  # GELU's slope is at most 1.13


@pytest.mark.parametrize("activation", ["gelu_tanh", "relu", "silu"])
def test_other_activations_along_their_whole_range(ops: Ops, activation: str) -> None:
    x = np.linspace(-30, 30, 24 * 2000, dtype=np.float32).reshape(-1, 24)
    x[0] = [s * v for v in (0, 1e-30, 1e-6, 0.5, 1, 2, 3, 4, 50, 89, 300, 1e4) for s in (1, -1)]
    identity = ops.linear_weights(np.eye(24, dtype=np.float32))
    made = ops.download(ops.linear(ops.upload(x), identity, activation))
    assert_close(made, getattr(reference, activation)(x.astype(np.float64)), 1e-6, 1e-6)


def test_what_no_kernel_does_is_refused(ops: Ops) -> None:
    x, w = ops.upload(floats(1, 4, 24)), ops.linear_weights(floats(2, 24, 24), floats(3, 24))
    with pytest.raises(ValueError, match="residual True"):
        ops.linear(x, w, "gelu", residual=x)
    with pytest.raises(ValueError, match="tanh"):
        ops.linear(x, w, "tanh")


@pytest.mark.parametrize("kind", ["Q4_0", "Q4_1", "Q8_0", "F16", "BF16"])
def test_packed_weights(ops: Ops, kind: str) -> None:
    rng = np.random.default_rng(4)
    row = {"Q4_0": 3 * 18, "Q4_1": 3 * 20, "Q8_0": 3 * 34, "F16": 192, "BF16": 192}[kind]
    data = rng.integers(0, 256, (50, row)).astype(np.uint8)
    if kind in ("F16", "BF16"):
        small = (rng.standard_normal((50, 96)) / 8).astype(np.float32)
        upper = (small.view(np.uint32) >> 16).astype(np.uint16)
        data = (small.astype(np.float16) if kind == "F16" else upper).view(np.uint8)
    else:
        halves = 2 if kind == "Q4_1" else 1
        blocks = data.reshape(50, 3, -1)
        blocks[:, :, : 2 * halves] = (rng.standard_normal((50, 3, halves)) / 8).astype(np.float16).view(np.uint8)
    x = floats(5, 7, 96)
    made = ops.download(ops.linear(ops.upload(x), ops.linear_weights(Packed(kind, (50, 96), data))))
    weight = reference.unpacked(kind, data, (50, 96))
    assert_close(made, *twin(x, weight, np.zeros(50)), PRODUCT_ABSOLUTE)
