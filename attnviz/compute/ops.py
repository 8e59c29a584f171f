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


@dataclass(frozen=True, slots=True, eq=False)
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
    """A weight (N, K) and its bias (N,), laid out as the device's product wants them."""

    shape: tuple[int, int]
    weight: Tensor
    bias: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Norm:
    """Scale and shift (D,) of a layer norm."""

    gamma: Tensor
    beta: Tensor
    eps: float


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """Word embeddings (V, D): ``rows`` float32, or 4-bit ``nibbles`` with a scale for each 32 of them."""

    shape: tuple[int, int]
    rows: Tensor | None = None
    scales: Tensor | None = None
    nibbles: Tensor | None = None


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


Part = Tensor | tuple[Tensor, int, int]
"""a tensor, or (matrix, start, stop) for a block of its columns"""


class Ops(ABC):
    """The operations of a BERT-like encoder. Only the calls that give numpy arrays wait for the device.

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
            table: float32 (V, D), or an object with the attributes of ``Blocks``. 4-bit tables stay 4-bit.
        """

    @abstractmethod
    def linear_weights(self, weight: Array, bias: Array) -> Linear:
        """Lay out a weight (N, K), as torch's Linear stores it, and its bias (N,)."""

    def norm_weights(self, gamma: Array, beta: Array, eps: float) -> Norm:
        return Norm(self.upload(gamma), self.upload(beta), eps)

    @abstractmethod
    def embed(self, ids: NDArray[np.int32], words: WordTable, positions: Tensor, types: Tensor, norm: Norm) -> Tensor:
        """Word, position (first T rows of (P, D)) and type (D,) embeddings added and normed: (T, D).

        Raises:
            ValueError: no ids, more than there are positions, or one outside the table.
        """

    @abstractmethod
    def linear(self, x: Tensor, w: Linear, gelu: bool = False, residual: Tensor | None = None) -> Tensor:
        """x (T, K) times the weight, plus bias, then the exact GELU or plus a residual (T, N), not both: (T, N)."""

    @abstractmethod
    def norm(self, x: Tensor, norm: Norm) -> Tensor:
        """Layer norm of each row: (T, D)."""

    @abstractmethod
    def attend(self, qkv: Tensor, heads: int) -> Tensor:
        """Attention of all heads; queries, keys and values side by side (T, 3 * D) to contexts (T, D)."""

    @abstractmethod
    def attend_head(self, qkv: Tensor, heads: int, head: int) -> tuple[Tensor, Tensor, Tensor]:
        """One head for the views: scores (T, S) as before softmax, weights (T, S), context (T, Dh)."""

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
        qkv = self.linear(self.linear(x, square, gelu=True), wide)
        x = self.norm(self.attend(qkv, heads), norm)
        scores, _, _ = self.attend_head(qkv, heads, 0)
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
