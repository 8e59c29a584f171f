"""From the blocks of a GGUF file to the panels that ``kernels/linear_q.cl`` reads; its header has the layout.

A file has the 32 weights of a block side by side, rows of a matrix one after the other. Here 8 rows of the matrix lie
side by side instead, so that a vector instruction works on 8 columns of the result and nothing has to be shuffled.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.tensors import Packed

BLOCK = 32
KINDS = {"Q4_0": 0, "Q4_1": 0, "Q8_0": 1, "F16": 2, "BF16": 3}
"""kind of a ``Packed`` -> kind of linear_q.cl"""
NAMES = ("q4", "q8", "f16", "bf16")
BYTES_PER_WEIGHT = (20 / BLOCK, 36 / BLOCK, 2.0, 2.0)
"""by kind of linear_q.cl, scales included"""


def fits(matrix: Packed) -> bool:
    """Whether there is a kernel for it as it is."""
    return matrix.kind in KINDS and matrix.shape[1] % BLOCK == 0


def panels(matrix: Packed, columns: int) -> NDArray[np.int32]:
    """The panels of a matrix (N, K), ``columns`` (NR) of the result each: (ceil(N/NR), K/32, ints of a block * NR)."""
    n, k = matrix.shape
    data = matrix.data  # (N', bytes of a row)
    if n % columns:
        data = np.concatenate([data, np.zeros((-n % columns, data.shape[1]), np.uint8)])
    blocks = data.reshape(len(data), k // BLOCK, -1)  # (N', B, bytes of a block)
    if matrix.kind in ("F16", "BF16"):
        return _side_by_side(blocks, columns)
    if matrix.kind == "Q8_0":
        scales = _halves(blocks[..., :2]).astype(np.float32) * np.float32(2.0**-24)
        bits, weights = scales.view(np.int32), blocks[..., 2:]
    else:
        with_m = matrix.kind == "Q4_1"
        d = _halves(blocks[..., :2])
        m = _halves(blocks[..., 2:4]) if with_m else d * np.float16(-8)
        bits = d.view(np.uint16).astype(np.int32) | m.view(np.uint16).astype(np.int32) << 16
        weights = _in_order(blocks[..., 4 if with_m else 2 :])
    whole = np.concatenate([np.ascontiguousarray(bits).view(np.uint8), weights], axis=-1)
    return _side_by_side(whole, columns)


def _halves(raw: NDArray[np.uint8]) -> NDArray[np.float16]:
    return np.ascontiguousarray(raw).view(np.float16)


def _in_order(nibbles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Bytes with weights j and j + 16 (N', B, 16) to bytes with weights 2j and 2j + 1."""
    eights = np.ascontiguousarray(nibbles).view("<u8")  # (N', B, 2), 8 bytes at a time: each start waits for this
    ordered = np.empty((*nibbles.shape[:-1], 4), "<u4")
    for half in range(2):
        low = eights >> np.uint64(4 * half) & np.uint64(0x0F0F0F0F0F0F0F0F)
        for step, mask in ((4, 0x00FF00FF00FF00FF), (8, 0x0000FFFF0000FFFF), (16, 0x00000000FFFFFFFF)):
            low |= low >> np.uint64(step)
            low &= np.uint64(mask)
        ordered[..., 2 * half : 2 * half + 2] = low
    return ordered.view(np.uint8)


def _side_by_side(blocks: NDArray[np.uint8], columns: int) -> NDArray[np.int32]:
    """(N', B, bytes) to (N'/NR, B, ints, NR)."""
    ints = np.ascontiguousarray(blocks).view(np.int32)
    rows, count, size = ints.shape
    turned = ints.reshape(rows // columns, columns, count, size).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(turned).reshape(rows // columns, count, size * columns)
