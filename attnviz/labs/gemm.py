"""Attention is matrix multiplication: GFLOP/s of Q K^T, of weights times V, and of a large product on this device."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnviz.compute.ops import Ops
from attnviz.labs.timing import median_of
from attnviz.labs.workbench import Workbench

PATIENCE = 0.02
"""seconds for each product: they are of this text, so they are timed at each key press"""


@dataclass(frozen=True)
class Product:
    """(M, K) times (K, N).

    Attributes:
        name: "QK", "WV", or "large".
        flops: 2 M N K.
        gflops: of the median run, in 10^9 each second.
    """

    name: str
    m: int
    n: int
    k: int
    flops: int
    gflops: float


@dataclass(frozen=True)
class Gemm:
    """Products of one head of the text in use, and one that shows what the device can do."""

    products: tuple[Product, ...]


def experiment(bench: Workbench) -> Gemm:
    """Multiply with the kernel that the model's own layers use."""
    head = bench.head
    rows, size = head.query.shape
    keys = head.key.shape[0]
    shapes = (("QK", rows, keys, size), ("WV", rows, size, keys), ("large", 512, 512, 512))
    return Gemm(tuple(_product(bench.ops, *shape) for shape in shapes))


def _product(ops: Ops, name: str, m: int, n: int, k: int) -> Product:
    random = np.random.default_rng(m + n + k)
    x = ops.upload(random.standard_normal((m, k), np.float32))
    weight = ops.linear_weights(random.standard_normal((n, k), np.float32))
    milliseconds, _ = median_of(ops, lambda: ops.linear(x, weight), PATIENCE)
    return Product(name, m, n, k, 2 * m * n * k, 2e-6 * m * n * k / milliseconds)
