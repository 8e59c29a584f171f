"""What passes between a model and a device: matrices, weights, caches. ``ops.py`` says what can be done with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(slots=True, eq=False)  # frozen would take three times as long to make, fifty times for each key press
class Tensor:
    """A matrix (rows, columns) or a vector (columns,) in the memory of a device, which it gives back when dropped.

    Attributes:
        shape: without padding.
        pitch: floats from one row to the next on the device.
        data: the device's own handle.
        kind: type of the numbers.
    """

    shape: tuple[int, ...]
    pitch: int
    data: Any
    kind: type[np.generic] = np.float32


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """A weight (N, K) and its bias (N,), laid out as the device's product wants them.

    Attributes:
        bias: zeros where the model has none.
        kind: how the weight is kept: "F32", or the name of a packed format ("Q4_1").
    """

    shape: tuple[int, int]
    weight: Tensor
    bias: Tensor
    kind: str = "F32"


@dataclass(frozen=True, slots=True, eq=False)
class Norm:
    """Scale and shift (D,) of a layer norm; without a shift it is an RMS norm."""

    gamma: Tensor
    beta: Tensor | None
    eps: float


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """Word embeddings (V, D).

    Attributes:
        rows: float32; or None and
        nibbles: 4 bits each, with ``scales`` for each 32 of them; or None and
        packed: blocks of the format ``kind``, in the order that the device wants.
    """

    shape: tuple[int, int]
    rows: Tensor | None = None
    scales: Tensor | None = None
    nibbles: Tensor | None = None
    packed: Tensor | None = None
    kind: str = "F32"


@dataclass(frozen=True)
class Blocks:
    """Word embeddings (V, D) in 4 bits, as a file has them; ``reference.word_rows`` says how to read them.

    Attributes:
        scales: (V, D/32), float16 or float32.
        nibbles: (V, D/2).
    """

    scales: NDArray[Any]
    nibbles: NDArray[np.uint8]
    shape: tuple[int, int]


@dataclass(frozen=True)
class Packed:
    """A matrix (N, K) in the blocks of a GGUF file, row by row; ``reference.unpacked`` says how to read each kind.

    Attributes:
        kind: one of ``PACKED``, or "F32".
        data: (N, bytes of a row).
    """

    kind: str
    shape: tuple[int, int]
    data: NDArray[np.uint8]


PACKED = ("Q4_0", "Q4_1", "Q8_0", "F16", "BF16")
"""kinds that ``Packed`` may have, besides "F32"; what is in others is expanded before it comes here"""

Columns = tuple[Tensor, int, int]
"""(matrix, start, stop): a block of its columns"""

Part = Tensor | Columns


@dataclass(frozen=True, slots=True, eq=False)
class Cache:
    """Keys and values of one layer, by position; laid out as the device's attention wants them.

    Attributes:
        heads: G. size: Dh. capacity: positions there is room for.
    """

    heads: int
    size: int
    capacity: int
    keys: Tensor
    values: Tensor


@dataclass(frozen=True, slots=True)
class Mask:
    """Which positions of a cache the queries look at.

    Attributes:
        keys: S; a query looks at positions 0..S-1 at most.
        first: position of the first query.
        causal: a query looks no further than its own position.
        window: causal, and at the last so many positions only; 0 for all.
        sharpness: scores are multiplied by this, after the division by sqrt(Dh).
        hidden: positions that only the query of the same position looks at. ``first`` is below -T where the keys are
            those of another text.
    """

    keys: int
    first: int = 0
    causal: bool = False
    window: int = 0
    sharpness: float = 1.0
    hidden: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """Which keys each query looks at, on a device: blocks of a few queries with 16 keys, those alone that have a pair.

    Attributes:
        shape: (T, S).
        pairs: how many there are.
        computed: pairs of the listed blocks, which are computed whole.
        most: keys that a block of queries visits at most.
        starts, blocks: see ``pattern.listed``.
    """

    shape: tuple[int, int]
    pairs: int
    computed: int
    most: int
    starts: Tensor
    blocks: Tensor


@dataclass(frozen=True, eq=False)
class Marks:
    """What ``Ops.facts`` is told of the tokens along the rows and columns of some weights.

    Attributes:
        first: position of the first query among the keys; None where the keys are those of another text.
        queries, keys: vocabulary entries (T,) and (S,).
        special: keys that stand for no word (S,).
        shares: what each query counts for (2, T): in means over queries, and in those of which a key is the same entry,
            where it is 0 if it is 0 in the others.
    """

    first: int | None
    queries: NDArray[np.int32]
    keys: NDArray[np.int32]
    special: NDArray[np.bool_]
    shares: NDArray[np.float32]

    @property
    def own(self) -> int:
        """Position of the first query; in another text so far in front of it that no query reaches a key."""
        return -len(self.queries) - 1 if self.first is None else self.first

    @property
    def pitch(self) -> int:
        """Keys in ``packed``, padded as the rows of a processor's weights are."""
        return -(-len(self.keys) // 16) * 16

    @cached_property
    def packed(self) -> NDArray[np.int32]:
        """All for the kernels: keys and special, padded; queries, and both rows of shares."""
        by_key = np.zeros((2, self.pitch), np.int32)
        by_key[0, : len(self.keys)] = self.keys
        by_key[1, : len(self.keys)] = self.special.astype(np.float32).view(np.int32)
        shares = np.ascontiguousarray(self.shares, np.float32)
        return np.concatenate([by_key.ravel(), self.queries, shares.view(np.int32).ravel()], dtype=np.int32)
