"""Matrices stored in 4 bits ("Q4_0" of the ggml family): 32 neighbouring weights of a row share one scale.

A block is 18 bytes: a float16 scale d, then 16 bytes. Byte j holds weight j in its low half and weight j + 16 in its
high half; the weight is (nibble - 8) * d.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.trace import Array

WIDTH = 32
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (WIDTH // 2,))])


def expand(blocks: NDArray[Any]) -> Array:
    """Blocks (..., B) to float32 weights (..., B * 32)."""
    nibbles = blocks["nibbles"]  # (..., B, 16)
    weights = np.empty((*blocks.shape, WIDTH), dtype=np.float32)
    weights[..., : WIDTH // 2] = nibbles & 0x0F
    weights[..., WIDTH // 2 :] = nibbles >> 4
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[..., None]
    return weights.reshape(*blocks.shape[:-1], blocks.shape[-1] * WIDTH)


class Q4Matrix:
    """A matrix (N, K) left in its blocks, usually straight on a memory-mapped file: only the rows asked for are read.

    Attributes:
        blocks: (N, K / 32) of BLOCK.
        shape: (N, K).
    """

    def __init__(self, blocks: NDArray[Any]) -> None:
        self.blocks = blocks
        self.shape = (blocks.shape[0], blocks.shape[1] * WIDTH)

    @classmethod
    def on_bytes(cls, raw: NDArray[np.uint8], shape: tuple[int, int]) -> Q4Matrix:
        """View the bytes of a file as a matrix; ``raw`` holds exactly N * K / 32 blocks."""
        return cls(raw.view(BLOCK).reshape(shape[0], shape[1] // WIDTH))

    def __getitem__(self, ids: NDArray[Any]) -> Q4Matrix:
        """Some rows, still in their blocks."""
        return Q4Matrix(self.blocks[ids])

    @cached_property
    def scales(self) -> NDArray[np.float16]:
        """All scales side by side, copied once: (N, K / 32)."""
        return np.ascontiguousarray(self.blocks["scale"])

    @cached_property
    def nibbles(self) -> NDArray[np.uint8]:
        """All nibbles side by side, copied once: (N, K / 2), each block's 16 bytes in the order of the file."""
        return np.ascontiguousarray(self.blocks["nibbles"]).reshape(self.shape[0], self.shape[1] // 2)

    def rows(self, ids: Sequence[int] | NDArray[Any]) -> Array:
        """The rows of these indices as float32 (len(ids), K).

        Raises:
            IndexError: an index is not in 0..N-1.
        """
        chosen = np.asarray(ids, dtype=np.int64)
        if chosen.size and chosen.min() < 0:  # numpy would count from the end
            raise IndexError(f"row {chosen.min()} of a matrix of {self.shape[0]} rows")
        return expand(self.blocks[chosen])

    def dense(self) -> Array:
        """The whole matrix as float32 (N, K)."""
        return expand(self.blocks)

    def is_finite(self) -> bool:
        """False when a scale is NaN or infinite."""
        return bool(np.isfinite(self.blocks["scale"]).all())
