"""How labs take times: the median of several runs, each waited for. The first, which may compile, does not count."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np

from attnviz.compute.ops import Cache, Columns, Ops

FEWEST, MOST = 3, 31
"""runs"""


def medians(ops: Ops, *works: Callable[[], object], patience: float = 0.1) -> tuple[list[float], int]:
    """Milliseconds of each work, one after the other in turns, so that a busy machine slows all alike.

    Args:
        patience: seconds after which there is no further turn, once there have been FEWEST.

    Returns:
        The medians, and how many runs each is of.
    """
    for work in works:
        work()
    ops.finish()
    taken: list[list[float]] = [[] for _ in works]
    begun = time.perf_counter()
    while len(taken[0]) < FEWEST or (len(taken[0]) < MOST and time.perf_counter() - begun < patience):
        for work, runs in zip(works, taken, strict=True):
            start = time.perf_counter()
            work()
            ops.finish()
            runs.append(1e3 * (time.perf_counter() - start))
    return [median(runs) for runs in taken], len(taken[0])


def median_of(ops: Ops, work: Callable[[], object], patience: float = 0.1) -> tuple[float, int]:
    """Milliseconds of one work, and how many runs they are the median of."""
    (taken,), runs = medians(ops, work, patience=patience)
    return taken, runs


def random_attention(ops: Ops, n: int, heads: int, width: int) -> tuple[Columns, Cache]:
    """Queries (n, heads * width), and a cache of as many keys and values: what the numbers are costs no time."""
    random, whole = np.random.default_rng(n), heads * width
    query, key, value = (ops.upload(random.standard_normal((n, whole), np.float32)) for _ in range(3))
    cache = ops.cache(heads, width, n)
    ops.append(cache, (key, 0, whole), (value, 0, whole))
    return (query, 0, whole), cache
