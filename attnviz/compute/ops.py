"""What a model may ask of a device: ``CpuOps`` and ``GpuOps`` answer with OpenCL kernels, ``NumpyOps`` with numpy.

Everything is float32. One thread at a time uses an ``Ops`` and its tensors; any thread may drop a tensor.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.replay import Made, Pass, Scripts
from attnviz.compute.scans import Scans
from attnviz.compute.tensors import (
    PACKED,
    Blocks,
    Cache,
    Columns,
    Linear,
    Marks,
    Mask,
    Norm,
    Packed,
    Part,
    Pattern,
    Tensor,
    WordTable,
)
from attnviz.performance import Held, Launch
from attnviz.trace import Array, DeviceInfo

__all__ = [
    "ACTIVATIONS",
    "PACKED",
    "Blocks",
    "Cache",
    "Columns",
    "Linear",
    "Marks",
    "Mask",
    "Norm",
    "Ops",
    "Packed",
    "Part",
    "Pass",
    "Pattern",
    "Scripts",
    "Tensor",
    "WordTable",
]

ACTIVATIONS = ("", "gelu", "gelu_tanh", "relu", "silu")
"""none; exact GELU; its tanh approximation (Hendrycks & Gimpel 2016, section 2); ReLU; SiLU, also called swish"""


class Ops(Scans):
    """The operations of a transformer. Only the calls that give numpy arrays wait for the device.

    Attributes:
        info: the device, for the status bar.
        local_bytes: local memory of a work-group; 0 where there is none. A processor's is its ordinary memory.
    """

    info: DeviceInfo
    local_bytes: int = 0

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

    def again(self, scripts: Scripts[Made], asked: Pass[Made]) -> Made:
        """What a pass makes of its word embeddings. A device may do the same steps as the last time, where it did them
        with as many ids and nobody holds any more what they left; and of the first steps only what other ids change.

        Args:
            scripts: of the one who asks.
        """
        return asked.write(self.word_table(asked.words_of(asked.ids)))

    @abstractmethod
    def linear_weights(self, weight: Array | Packed, bias: Array | None = None, spread: bool = False) -> Linear:
        """Lay out a weight (N, K), as torch's Linear stores it, and its bias (N,).

        A device keeps those packed formats packed for which it has a kernel; others become float32, and so do all with
        ``spread``: more memory, and less time for texts of more than a token.
        """

    def norm_weights(self, gamma: Array, beta: Array | None, eps: float) -> Norm:
        return Norm(self.upload(gamma), None if beta is None else self.upload(beta), eps)

    @abstractmethod
    def gather(
        self,
        ids: NDArray[np.int32],
        words: WordTable,
        scale: float = 1.0,
        positions: Tensor | None = None,
        first: int = 0,
    ) -> Tensor:
        """Word embeddings (T, D) times ``scale``, plus rows first..first+T of a position table (P, D) if there is one.

        Raises:
            ValueError: no ids, more than there are positions, or one outside the table.
        """

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
    def logits(self, x: Tensor, words: WordTable) -> Tensor:
        """x (T, D) times the word table (V, D) transposed, for a head that is tied to it: (T, V).

        Raises:
            ValueError: the table is one of ``Blocks``, which only encoders without a head have.
        """

    @abstractmethod
    def norm(self, x: Tensor, norm: Norm, parts: int = 1) -> Tensor:
        """Layer norm, or RMS norm, of each row (T, parts * D), every part of it for itself: (T, parts * D)."""

    @abstractmethod
    def rope(self, x: Columns, size: int, angles: Tensor, first: int = 0) -> Tensor:
        """Rotary positions (Su et al. 2021, equation 34): the heads of ``size`` in x (T, H * size), turned.

        Args:
            angles: (P, size), row p = [cos | sin] of the size/2 angles of position p.
            first: position of the first row.

        Returns:
            (T, H * size), in Hugging Face's order, which turns d together with d + size/2:
            y[d] = x[d] cos[d] - x[d + size/2] sin[d];  y[d + size/2] = x[d + size/2] cos[d] + x[d] sin[d].

        Raises:
            ValueError: the columns are not whole heads, or there is no angle for a row.
        """

    @abstractmethod
    def gated(self, x: Tensor, activation: str) -> Tensor:
        """An activation of the first half of each row (T, 2F), times the second half (Shazeer 2020): (T, F)."""

    @abstractmethod
    def softmax(self, x: Tensor) -> Tensor:
        """Softmax of each row: (T, N)."""

    @abstractmethod
    def zeros(self, rows: int, columns: int) -> Tensor: ...

    def room(self, rows: int, columns: int) -> Tensor:
        """A matrix with anything in it, for rows that will be put there. On a processor what is never put costs no
        memory: the system gives it pages when they are written.
        """
        return self.zeros(rows, columns)

    @abstractmethod
    def take_rows(self, x: Tensor, rows: NDArray[np.int32]) -> Tensor:
        """x[rows], (n, D).

        Raises:
            ValueError: no rows, or one that x does not have.
        """

    @abstractmethod
    def add_rows(self, y: Tensor, rows: NDArray[np.int32], x: Tensor, factors: NDArray[np.float32]) -> None:
        """y[rows[i]] += factors[i] * x[i] in place.

        Raises:
            ValueError: a row that y does not have, or twice the same; not as many rows and factors as x has rows.
        """

    @abstractmethod
    def put_rows(self, y: Tensor, x: Columns, at: int = 0) -> None:
        """y[at + i] = x[i] in place; x is as wide as y.

        Raises:
            ValueError: there are no such rows.
        """

    @abstractmethod
    def clear(self, x: Columns) -> None:
        """A block of columns of a matrix to 0 in place: a head that is taken out of a context, say.

        Raises:
            ValueError: there are no such columns.
        """

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
        """Attention of all heads: queries (T, H * Dh) to contexts (T, H * Dh). H is a multiple of G.

        In this and in all that follows: a query that is left no key to look at (``Mask.hidden``) has weights and a
        context of 0.
        """

    @abstractmethod
    def attend_flash(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        """``attend`` with a running maximum and sum over blocks of keys: no row of weights is ever whole."""

    @abstractmethod
    def pattern(self, seen: NDArray[np.bool_]) -> Pattern:
        """Prepare a table (T, S) of the pairs that ``attend_sparse`` is to compute; a mask's pairs are among its zeros.

        Raises:
            ValueError: it is no table, or has no pair at all.
        """

    @abstractmethod
    def attend_sparse(self, query: Columns, cache: Cache, pattern: Pattern, sharpness: float = 1.0) -> Tensor:
        """``attend`` over the pairs of a pattern and no others (Child et al. 2019): (T, H * Dh).

        Blocks of queries and keys without a pair are not visited: a block costs the same whether it has one or all.

        Raises:
            ValueError: the pattern is not of so many queries, or of more keys than the cache has.
        """

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
    def mean_weights(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        """All heads' weights averaged, (T, S); memory does not grow with the number of heads."""

    @abstractmethod
    def thumbnails(self, query: Columns, cache: Cache, mask: Mask, size: int) -> Tensor:
        """All heads' weights, each pooled to (P, P) by the largest weight in a cell: (H * P, P), P = ``size``.

        Cell p of a side holds positions p*T//P to (p+1)*T//P, or the one it lies in where there are fewer than P.
        """

    @abstractmethod
    def facts(self, query: Columns, cache: Cache, mask: Mask, marks: Marks) -> Tensor:
        """What each head does with the text, see ``HeadFacts``: (H * N, len(FACTS)), N rows of each head that add up.

        N is as many as the device works on at once, always the same for the same shapes. A fact that the weights have
        not (the distance to another text, say) comes out as some number.

        Raises:
            ValueError: the marks are not of so many queries and keys.
        """

    def overview(self, query: Columns, cache: Cache, mask: Mask, marks: Marks, size: int) -> tuple[Tensor, Tensor]:
        """``thumbnails`` and ``facts`` of a layer whose views want both: a device may make them in one pass."""
        return self.thumbnails(query, cache, mask, size), self.facts(query, cache, mask, marks)

    @abstractmethod
    def cached(self, cache: Cache, head: int, count: int) -> tuple[Array, Array]:
        """Wait, and read the first ``count`` keys and values of one key/value head: (S, Dh) each."""

    def first_rows(self, x: Tensor, rows: int) -> Tensor:
        """The first rows of a matrix, in the same memory.

        Raises:
            ValueError: it has fewer.
        """
        if not 0 < rows <= x.shape[0]:
            raise ValueError(f"the first {rows} rows of {x.shape[0]}")
        return Tensor((rows, x.shape[1]), x.pitch, x.data, x.kind)

    def copy_cache(self, source: Cache, to: Cache, count: int) -> None:
        """Put the first ``count`` positions of one cache into another, say a larger one. Rare, so it may wait."""
        heads = [self.cached(source, head, count) for head in range(source.heads)]
        keys, values = (self.upload(np.concatenate(parts, axis=1)) for parts in zip(*heads, strict=True))
        width = source.heads * source.size
        self.append(to, (keys, 0, width), (values, 0, width))

    def start(self) -> None:
        """Let the device begin with what was asked so far, where it would otherwise do so at ``finish``."""

    @abstractmethod
    def finish(self) -> None:
        """Wait until the device has done all that was asked."""

    def record(self, on: bool) -> None:
        """Forget the launches noted so far, and note those that follow if ``on``; off, a launch costs no more."""

    def launches(self) -> tuple[Launch, ...]:
        """Wait, and give what was launched since ``record(True)`` or the last call, by kernel; () without kernels."""
        return ()

    def held(self) -> Held | None:
        """Bytes that the device holds now; None if it does not count them."""
        return None

    def warm_up(self) -> None:
        """Run every operation once at a small size, so that nothing is compiled at the first key press."""
        from attnviz.compute import warming

        warming.run_all(self)

    thrift = 1
    """What is made in pieces because of its size is made in pieces smaller by this, where memory is short."""

    def pulse(self) -> int | None:
        """A number that changes while steps run, read by any thread; None where the host cannot see it."""
        return None

    def trim(self) -> None:
        """Wait, forget what ``again`` knows, and give back the memory that lies ready for later results."""

    def settle(self) -> None:
        """A pass has ended: where the last ones needed far less memory than lies ready, give that back."""

    def close(self) -> None:
        """Give the device back; its tensors are of no use afterwards."""
