"""What every device asks of its operands before a kernel trusts them; ``ops.py`` says what each operation takes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.ops import ACTIVATIONS
from attnviz.compute.tensors import Cache, Columns, Marks, Mask, Pattern, Tensor


def check_ids(ids: NDArray[np.int32], count: int, positions: Tensor | None, first: int = 0) -> None:
    """The kernels trust their ids, so they are looked at here.

    Raises:
        ValueError: see ``Ops.embed`` and ``Ops.gather``.
    """
    if not len(ids):
        raise ValueError("no ids")
    if positions is not None and not 0 <= first <= positions.shape[0] - len(ids):
        raise ValueError(f"{len(ids)} ids from {first} on for {positions.shape[0]} positions")
    if ids.view(np.uint32).max() >= count:  # one that is negative is very large then
        raise ValueError(f"ids {ids.min()}..{ids.max()} are outside a table of {count} words")


def check_rows(rows: NDArray[np.int32], count: int, once: bool = False) -> None:
    """Rows of a matrix that has ``count``.

    Raises:
        ValueError: see ``Ops.take_rows`` and ``Ops.add_rows``.
    """
    if not len(rows) or rows.min() < 0 or rows.max() >= count:
        raise ValueError(f"rows {rows.tolist()} of {count}")
    if once and len(set(rows.tolist())) < len(rows):  # np.unique reads all of numpy.ma, at each start of the program
        raise ValueError(f"a row twice among {rows.tolist()}")


def check_add(y: Tensor, rows: NDArray[np.int32], x: Tensor, factors: NDArray[np.float32]) -> None:
    """See ``Ops.add_rows``."""
    check_rows(rows, y.shape[0], once=True)
    if not len(rows) == len(factors) == x.shape[0] or x.shape[1] != y.shape[1]:
        raise ValueError(f"{len(rows)} rows and {len(factors)} factors for {x.shape} to be added to {y.shape}")


def check_put(y: Tensor, x: Columns, at: int) -> None:
    """See ``Ops.put_rows``."""
    if not 0 <= at <= y.shape[0] - x[0].shape[0] or x[2] - x[1] != y.shape[1]:
        raise ValueError(f"rows {at}..{at + x[0].shape[0]} of {x[2] - x[1]} columns to be put into {y.shape}")


def check_columns(x: Columns) -> None:
    """See ``Ops.clear``."""
    if not 0 <= x[1] < x[2] <= x[0].shape[1]:
        raise ValueError(f"columns {x[1]}..{x[2]} of {x[0].shape[1]}")


def check_marks(marks: Marks, queries: int, keys: int) -> None:
    """See ``Ops.facts``."""
    if (len(marks.queries), marks.shares.shape) != (queries, (2, queries)):
        raise ValueError(f"marks of {len(marks.queries)} queries for {queries}")
    if not len(marks.keys) == len(marks.special) == keys:
        raise ValueError(f"marks of {len(marks.keys)} keys for {keys}")


def check_rope(x: Columns, size: int, angles: Tensor, first: int) -> None:
    """See ``Ops.rope``."""
    if size % 2 or (x[2] - x[1]) % size or angles.shape[1] != size:
        raise ValueError(f"{x[2] - x[1]} columns for heads of {size} and {angles.shape[1]} angles")
    if not 0 <= first <= angles.shape[0] - x[0].shape[0]:
        raise ValueError(f"positions {first}..{first + x[0].shape[0]} of {angles.shape[0]}")


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


def check_pattern(query: Columns, cache: Cache, pattern: Pattern) -> int:
    """H; see ``Ops.attend_sparse``."""
    if query[0].shape[0] != pattern.shape[0]:
        raise ValueError(f"a pattern of {pattern.shape[0]} queries for {query[0].shape[0]}")
    return heads_of(query, cache, Mask(pattern.shape[1]))


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
