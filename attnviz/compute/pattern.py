"""Patterns of sparse attention as kernels read them: for each block of queries the panels of keys that it visits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.tensors import Pattern, Tensor

KEYS = 16
"""of a panel"""

Ints = NDArray[np.int32]


def prepare(seen: NDArray[np.bool_], rows: int, put: Callable[[Ints], Tensor]) -> Pattern:
    """A table of pairs (T, S) for a device.

    Args:
        rows: queries that its kernel computes together.
        put: brings an array to the device as it is.

    Raises:
        ValueError: see ``Ops.pattern``.
    """
    starts, blocks = listed(seen, rows)
    most = int(np.diff(starts).max())
    return Pattern(seen.shape, int(seen.sum()), len(blocks) * rows * KEYS, KEYS * most, put(starts), put(blocks))


def listed(seen: NDArray[np.bool_], rows: int) -> tuple[Ints, Ints]:
    """The blocks of ``rows`` queries and ``KEYS`` keys that have any pair in them.

    Returns:
        Where the blocks of each ``rows`` queries begin, and where the last ones end (B + 1,).
        (n, 1 + rows), of each block its panel, and for each query the keys of it that it looks at, as bits with the
        first key in the lowest.

    Raises:
        ValueError: see ``Ops.pattern``.
    """
    if seen.ndim != 2 or not seen.any():
        raise ValueError(f"no pair in a pattern of {seen.shape}")
    queries, keys = seen.shape
    bands, panels = -(-queries // rows), -(-keys // KEYS)
    whole = np.zeros((bands * rows, panels * KEYS), np.bool_)
    whole[:queries, :keys] = seen
    bits = np.packbits(whole, axis=1, bitorder="little").view("<u2")  # (B * rows, panels)
    bits = bits.reshape(bands, rows, panels).transpose(0, 2, 1)  # (B, panels, rows)
    band, panel = np.nonzero(bits.any(axis=2))
    blocks = np.concatenate([panel[:, None], bits[band, panel]], axis=1)
    return np.searchsorted(band, np.arange(bands + 1)).astype(np.int32), blocks.astype(np.int32)


def unlisted(blocks: Ints, keys: int) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """What a row of blocks says: which of so many keys it visits (n,), and which query looks at which (rows, n)."""
    bit = np.arange(KEYS)
    at = (KEYS * blocks[:, :1] + bit).reshape(-1)
    looked = (blocks[:, 1:].T[:, :, None] >> bit & 1).reshape(blocks.shape[1] - 1, -1) != 0
    return at[at < keys], looked[:, at < keys]
