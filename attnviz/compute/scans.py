"""What labs set beside a model: operations that go through a text once, with a memory of fixed size, and a product made
in tiles of any size."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.tensors import Tensor

MOST_FEATURES = 256
"""numbers of a key of linear attention, and decays: a work-item of a graphics card keeps its part of them"""
FEATURES = ("elu", "relu", "exp")
"""phi of linear attention: elu(x) + 1 (Katharopoulos et al. 2020), relu(x) + 0.001 (Choromanski et al. 2021), or exp(x)
with x held within -30..30 (Zhang et al. 2024)"""
SIDES = (1, 2, 4, 8, 16)
"""rows and columns of a tile of a product"""
MOST_STATE = 32
"""numbers of a recurrent state: of two matrices of so many rows local memory holds those of several groups"""


class Scans(ABC):
    """A part of ``Ops``."""

    @abstractmethod
    def scan_linear(
        self, query: Tensor, key: Tensor, value: Tensor, causal: bool = False, feature: str = "elu"
    ) -> Tensor:
        """Linear attention (Katharopoulos et al. 2020) of queries (T, N), keys (S, N) and values (S, D): (T, D).

        With phi(q) . phi(k) in the place of the exponential; S * N * D operations instead of T * S * N, and no table
        of weights.

        Args:
            causal: query t looks at no key after t.
            feature: phi, one of FEATURES.

        Raises:
            ValueError: the widths or lengths do not fit, N is above MOST_FEATURES, T above S where causal, or there is
                no such phi.
        """

    @abstractmethod
    def scan_fading(self, value: Tensor, decays: NDArray[np.float32]) -> Tensor:
        """A diagonal state-space model with real decays (Gu et al. 2022, S4D-Real) over values (T, D): (T, D).

        Each decay a keeps M = a M + (1 - a) value, from the first row to the last; the mean of them is read.

        Args:
            decays: (N,), 0..1.

        Raises:
            ValueError: no decays, more than MOST_FEATURES, or one outside 0..1.
        """

    @abstractmethod
    def scan_recurrent(self, x: Tensor, weight: Tensor) -> Tensor:
        """Elman's recurrent net: h[t] = tanh(x[t] + h[t-1] @ weight), from zeros on: (T, W) to (T, W).

        Raises:
            ValueError: the weight is not (W, W), or W above MOST_STATE.
        """

    @abstractmethod
    def influence(self, states: Tensor, weight: Tensor, gram: Tensor, ends: NDArray[np.int32]) -> Tensor:
        """How much each input still counts in later states: lengths of d h[end] / d u[s], (n, T); 0 for s > end.

        Exact back-propagation through time; the length of a matrix is the root of the sum of its squares.

        Args:
            states: of ``scan_recurrent`` (T, W).
            weight: the same net's, turned: its transpose (W, W).
            gram: V^T V (W, W) of the matrix V (D, W) that made x = u @ V of the inputs u (T, D).
            ends: positions (n,).

        Raises:
            ValueError: a matrix is not (W, W), W is above MOST_STATE, or there is no such position.
        """

    @abstractmethod
    def multiply(self, x: Tensor, weight: Tensor, side: int) -> Tensor:
        """x (M, K) times weight (K, N), made in square tiles of ``side`` rows and columns one by one: (M, N).

        The smaller a tile, the more often each number is fetched: ``linear`` has those that a device is fastest with.

        Raises:
            ValueError: the shapes do not fit, or the side is none of SIDES.
        """


def check_product(x: Tensor, weight: Tensor, side: int) -> None:
    """See ``Scans.multiply``."""
    if len(x.shape) != 2 or len(weight.shape) != 2 or x.shape[1] != weight.shape[0] or side not in SIDES:
        raise ValueError(f"{x.shape} times {weight.shape} in tiles of {side}")


def check_linear_scan(query: Tensor, key: Tensor, value: Tensor, causal: bool, feature: str) -> None:
    """See ``Scans.scan_linear``."""
    if feature not in FEATURES:
        raise ValueError(f"no feature {feature!r}")
    (queries, width), (keys, own) = query.shape, key.shape
    if width != own or keys != value.shape[0] or not 0 < width <= MOST_FEATURES or (causal and queries > keys):
        raise ValueError(f"queries {query.shape}, keys {key.shape} and values {value.shape}, causal: {causal}")


def check_decays(decays: NDArray[np.float32]) -> None:
    """See ``Scans.scan_fading``."""
    if not 0 < len(decays) <= MOST_FEATURES or decays.min() < 0 or decays.max() > 1:
        raise ValueError(f"decays {decays.tolist()}")


def check_state(x: Tensor, *matrices: Tensor) -> None:
    """See ``Scans.scan_recurrent``."""
    width = x.shape[1]
    if width > MOST_STATE or any(matrix.shape != (width, width) for matrix in matrices):
        raise ValueError(f"matrices {[matrix.shape for matrix in matrices]} for a state of {width} numbers")


def check_ends(ends: NDArray[np.int32], count: int) -> None:
    """See ``Scans.influence``."""
    if not len(ends) or ends.min() < 0 or ends.max() >= count:
        raise ValueError(f"positions {ends.tolist()} of {count}")
