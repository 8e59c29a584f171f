"""Arrays as they are stored: 16-bit floats or blocks of few bits, by rows, straight on the mapped file.

A kind is a block of neighbouring weights of one row and the bytes it takes; names and layouts are ggml's
(the GGUF specification; F32, F16 and BF16 are blocks of one).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.trace import Array


@dataclass(frozen=True)
class Kind:
    """``weights`` in a block, ``bytes`` of it, and where in it the float16 scales are."""

    weights: int
    bytes: int
    scales: tuple[int, ...] = ()


KINDS = {
    "F32": Kind(1, 4),
    "F16": Kind(1, 2),
    "BF16": Kind(1, 2),
    "F64": Kind(1, 8),
    "Q4_0": Kind(32, 18, (0,)),
    "Q4_1": Kind(32, 20, (0, 2)),
    "Q5_0": Kind(32, 22, (0,)),
    "Q5_1": Kind(32, 24, (0, 2)),
    "Q8_0": Kind(32, 34, (0,)),
    "Q2_K": Kind(256, 84, (80, 82)),
    "Q3_K": Kind(256, 110, (108,)),
    "Q4_K": Kind(256, 144, (0, 2)),
    "Q5_K": Kind(256, 176, (0, 2)),
    "Q6_K": Kind(256, 210, (208,)),
}
_FLOATS = {"F32": "<f4", "F16": "<f2", "F64": "<f8"}
_AT_ONCE = 1 << 22  # bytes looked at together, so that checking a large table needs little memory


@dataclass(frozen=True)
class Packed:
    """One array as it is stored.

    Attributes:
        kind: a key of ``KINDS``.
        shape: of the array it stands for.
        data: uint8 (rows, bytes per row), read-only; a row is the last axis, a vector is one row.
    """

    kind: str
    shape: tuple[int, ...]
    data: NDArray[np.uint8]

    @classmethod
    def of(cls, array: Array) -> Packed:
        """A float32 array seen as bytes."""
        whole = np.ascontiguousarray(array)
        return cls("F32", whole.shape, whole.view(np.uint8).reshape(math.prod(whole.shape[:-1]), -1))

    def rows(self, start: int, stop: int) -> Array:
        """Rows start..stop-1 as float32 (stop - start, K); a large table can so be taken piece by piece."""
        return _expanded(self.kind, self.data[start:stop])

    def dense(self) -> Array:
        """All of it as float32 in its shape: a view of the file where it is stored so."""
        return _expanded(self.kind, self.data).reshape(self.shape)

    def part(self, start: int, stop: int) -> Packed:
        """Rows start..stop-1 of a matrix, still packed."""
        return Packed(self.kind, (stop - start, *self.shape[1:]), self.data[start:stop])

    def is_finite(self) -> bool:
        """False when a weight, or a scale that many weights share, is a NaN or an infinity."""
        step = max(1, _AT_ONCE // max(1, self.data.shape[1]))
        return all(_finite(self.kind, self.data[at : at + step]) for at in range(0, len(self.data), step))


def row_bytes(kind: str, width: int) -> int | None:
    """Bytes of a row of ``width`` weights; None where the blocks do not fill it."""
    block = KINDS[kind]
    return None if width % block.weights else width // block.weights * block.bytes


def _expanded(kind: str, data: NDArray[np.uint8]) -> Array:
    """Bytes (R, B) -> float32 (R, K), contiguous and aligned."""
    if kind == "BF16":  # the upper half of a float32, so widening is a shift
        return (_numbers(data, "<u2").astype(np.uint32) << 16).view(np.float32)
    if kind in _FLOATS:
        return np.require(_numbers(data, _FLOATS[kind]), dtype=np.float32, requirements=["C", "A"])
    from gguf.constants import GGMLQuantizationType  # 0.4 s, and only expanding few-bit weights needs it
    from gguf.quants import dequantize

    return np.asarray(dequantize(data, GGMLQuantizationType[kind]), np.float32)


def _finite(kind: str, data: NDArray[np.uint8]) -> bool:
    if kind == "BF16":
        return bool((_numbers(data, "<u2") & 0x7F80 != 0x7F80).all())
    if kind in _FLOATS:
        largest = np.finfo(np.float32).max  # an F64 beyond it would be an infinity on every device
        return bool((np.abs(_numbers(data, _FLOATS[kind])) <= largest).all())
    block = KINDS[kind]
    blocks = data.reshape(-1, block.bytes)
    scales = (np.ascontiguousarray(blocks[:, at : at + 2]).view("<f2") for at in block.scales)
    return all(bool(np.isfinite(scale).all()) for scale in scales)


def _numbers(data: NDArray[np.uint8], kind: str) -> NDArray[Any]:
    return np.ascontiguousarray(data).view(kind)
