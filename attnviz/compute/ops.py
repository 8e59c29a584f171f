"""What a model may ask of a device: ``ClOps`` answers with OpenCL kernels, ``NumpyOps`` with numpy.

Everything is float32. One thread at a time uses an ``Ops`` and its tensors; any thread may drop a tensor.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.performance import Held, Launch
from attnviz.trace import Array, DeviceInfo


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
        packed: rows of blocks as a GGUF file has them, of the format ``kind``.
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
        kind: name of the format: "Q4_0", "Q4_1", "Q8_0", "F16", "BF16", ...
        data: (N, bytes of a row).
    """

    kind: str
    shape: tuple[int, int]
    data: NDArray[np.uint8]


ACTIVATIONS = ("", "gelu", "gelu_tanh", "relu", "silu")
"""none; exact GELU; its tanh approximation (Hendrycks & Gimpel 2016, section 2); ReLU; SiLU, also called swish"""


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
    """

    keys: int
    first: int = 0
    causal: bool = False
    window: int = 0


class Ops(ABC):
    """The operations of a transformer. Only the calls that give numpy arrays wait for the device.

    Attributes:
        info: the device, for the status bar.
    """

    info: DeviceInfo

    @abstractmethod
    def upload(self, array: NDArray[Any]) -> Tensor:
        """Copy a vector or a matrix of float32 or int32 (other types become float32) to the device."""

    @abstractmethod
    def download(self, tensor: Tensor) -> NDArray[Any]:
        """Wait for a tensor and copy it to a new array of its shape."""

    @abstractmethod
    def columns(self, x: Tensor, start: int, stop: int) -> Array:
        """Wait for a matrix and copy a block of its columns to a new array (T, stop - start)."""

    def download_all(self, parts: Sequence[Part]) -> list[NDArray[Any]]:
        """``download`` or ``columns`` of several at once: the same arrays, but one wait for all of them."""
        return [self.download(part) if isinstance(part, Tensor) else self.columns(*part) for part in parts]

    @abstractmethod
    def word_table(self, table: Any) -> WordTable:
        """Keep word embeddings on the device.

        Args:
            table: float32 (V, D), ``Packed``, or an object with the attributes of ``Blocks``, which stays 4-bit.
        """

    @abstractmethod
    def linear_weights(self, weight: Array | Packed, bias: Array | None = None) -> Linear:
        """Lay out a weight (N, K), as torch's Linear stores it, and its bias (N,).

        A device keeps those packed formats packed for which it has a kernel; others become float32.
        """

    def norm_weights(self, gamma: Array, beta: Array | None, eps: float) -> Norm:
        return Norm(self.upload(gamma), None if beta is None else self.upload(beta), eps)

    @abstractmethod
    def embed(self, ids: NDArray[np.int32], words: WordTable, positions: Tensor, types: Tensor, norm: Norm) -> Tensor:
        """Word, position (first T rows of (P, D)) and type (D,) embeddings added and normed: (T, D).

        Raises:
            ValueError: no ids, more than there are positions, or one outside the table.
        """

    @abstractmethod
    def linear(self, x: Tensor, w: Linear, activation: str = "", residual: Tensor | None = None) -> Tensor:
        """x (T, K) times the weight, plus bias, then an activation or plus a residual (T, N), not both: (T, N).

        Raises:
            ValueError: an activation that is not one of ACTIVATIONS, or one together with a residual.
        """

    @abstractmethod
    def norm(self, x: Tensor, norm: Norm) -> Tensor:
        """Layer norm, or RMS norm, of each row: (T, D)."""

    @abstractmethod
    def cache(self, heads: int, size: int, capacity: int) -> Cache:
        """Room for keys and values (G, capacity, Dh), with nothing in it."""

    @abstractmethod
    def append(self, cache: Cache, keys: Columns, values: Columns, at: int = 0) -> None:
        """Put rows (T, G * Dh) of keys and of values at the positions from ``at`` on; later ones lose what they held.

        Raises:
            ValueError: there is no such room.
        """

    @abstractmethod
    def attend(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        """Attention of all heads: queries (T, H * Dh) to contexts (T, H * Dh). H is a multiple of G."""

    @abstractmethod
    def attend_flash(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        """``attend`` with a running maximum and sum over blocks of keys: no row of weights is ever whole."""

    @abstractmethod
    def attend_all(self, query: Columns, cache: Cache, mask: Mask) -> tuple[Tensor, tuple[Tensor, ...]]:
        """``attend``, and the weights (T, S) of every head: memory grows with the square of the length."""

    @abstractmethod
    def attend_head(self, query: Columns, head: int, cache: Cache, mask: Mask) -> tuple[Tensor, Tensor, Tensor]:
        """One head for the views: scores (T, S) as before softmax, -inf where masked; weights (T, S); context (T, Dh).

        Raises:
            ValueError: there is no such head.
        """

    @abstractmethod
    def thumbnails(self, query: Columns, cache: Cache, mask: Mask, size: int) -> Tensor:
        """All heads' weights, each pooled to (P, P) by the largest weight in a cell: (H * P, P), P = ``size``.

        Cell p of a side holds positions p*T//P to (p+1)*T//P, or the one it lies in where there are fewer than P.
        """

    @abstractmethod
    def cached(self, cache: Cache, head: int, count: int) -> tuple[Array, Array]:
        """Wait, and read the first ``count`` keys and values of one key/value head: (S, Dh) each."""

    @abstractmethod
    def finish(self) -> None:
        """Wait until the device has done all that was asked."""

    def record(self, on: bool) -> None:  # noqa: B027 - a device without kernels has nothing to record
        """Forget the launches noted so far, and note those that follow if ``on``; off, a launch costs no more."""

    def launches(self) -> tuple[Launch, ...]:
        """Wait, and give what was launched since ``record(True)`` or the last call, by kernel; () without kernels."""
        return ()

    def held(self) -> Held | None:
        """Bytes that the device holds now; None if it does not count them."""
        return None

    def warm_up(self) -> None:
        """Run every operation once at a small size, so that nothing is compiled at the first key press."""
        d, heads = 32, 2
        words = self.word_table(np.zeros((4, d), np.float32))
        packed = self.word_table(Blocks(np.zeros((4, 1), np.float32), np.zeros((4, d // 2), np.uint8), (4, d)))
        positions, types = self.upload(np.zeros((4, d), np.float32)), self.upload(np.zeros(d, np.float32))
        norm = self.norm_weights(np.ones(d, np.float32), np.zeros(d, np.float32), 1e-5)
        wide = self.linear_weights(np.zeros((3 * d, d), np.float32), np.zeros(3 * d, np.float32))
        square = self.linear_weights(np.zeros((d, d), np.float32), np.zeros(d, np.float32))
        ids = np.arange(2, dtype=np.int32)
        x = self.embed(ids, words, positions, types, norm)
        x = self.linear(x, square, residual=self.embed(ids, packed, positions, types, norm))
        qkv = self.linear(self.linear(x, square, "gelu"), wide)
        cache, mask, query = self.cache(heads, d // heads, 2), Mask(2), (qkv, 0, d)
        self.append(cache, (qkv, d, 2 * d), (qkv, 2 * d, 3 * d))
        x = self.norm(self.attend(query, cache, mask), norm)
        self.download(self.thumbnails(query, cache, mask, 2))
        scores, _, _ = self.attend_head(query, 0, cache, mask)
        self.download(scores)
        self.download(x)
        self.columns(qkv, 0, d // heads)

    def close(self) -> None:  # noqa: B027 - a device with nothing to give back needs none
        """Give the device back; its tensors are of no use afterwards."""


def check_ids(ids: NDArray[np.int32], words: WordTable, positions: Tensor) -> None:
    """The kernels trust their ids, so they are looked at here.

    Raises:
        ValueError: see ``Ops.embed``.
    """
    if not 0 < len(ids) <= positions.shape[0]:
        raise ValueError(f"{len(ids)} ids for {positions.shape[0]} positions")
    if ids.min() < 0 or ids.max() >= words.shape[0]:
        raise ValueError(f"ids {ids.min()}..{ids.max()} are outside a table of {words.shape[0]} words")


def check_linear(activation: str, residual: Tensor | None) -> None:
    """See ``Ops.linear``."""
    if activation not in ACTIVATIONS or (activation and residual is not None):
        raise ValueError(f"no product with the activation {activation!r} and residual {residual is not None}")


def check_room(cache: Cache, at: int, count: int) -> None:
    """Rows fit at the positions from ``at`` on.

    Raises:
        ValueError: see ``Ops.append``.
    """
    if not 0 <= at <= at + count <= cache.capacity:
        raise ValueError(f"positions {at}..{at + count} in a cache of {cache.capacity}")


def heads_of(query: Columns, cache: Cache, mask: Mask, head: int = 0) -> int:
    """H.

    Raises:
        ValueError: the columns are not whole heads for this cache, or there is no such head, or not so many keys.
    """
    heads, rest = divmod(query[2] - query[1], cache.size)
    if rest or heads % cache.heads:
        raise ValueError(f"{query[2] - query[1]} columns for {cache.heads} key heads of {cache.size}")
    if not 0 <= head < heads:
        raise ValueError(f"head {head} of {heads}")
    if not 0 < mask.keys <= cache.capacity:
        raise ValueError(f"{mask.keys} keys in a cache of {cache.capacity}")
    return heads
