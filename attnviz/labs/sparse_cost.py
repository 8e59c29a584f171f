"""What sparse patterns cost on this device: the kernel of sparse attention beside that of full attention, timed now.

The text is random and long, where patterns are for: the time does not depend on the words. A kernel computes queries
and keys in blocks, so a pattern saves time where it leaves out whole blocks, not where it leaves out many pairs.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from attnviz.compute.ops import Cache, Columns, Mask, Ops, Pattern
from attnviz.labs.sparse import PATTERNS, looks
from attnviz.labs.workbench import Workbench

TEXT = False
TOKENS, WINDOW = 1024, 64
HEADS, WIDTH = 12, 32
ROUNDS, AGAIN = 9, 3
PATIENCE = 0.4
"""seconds after which a pattern is not timed once more"""


@dataclass(frozen=True)
class Timed:
    """A pattern on a long text.

    Attributes:
        pattern: one of ``sparse.PATTERNS``.
        share: pairs that it has, of all.
        computed: pairs of the blocks that have one, of all: what the kernel computes.
        milliseconds, full: the best run of the sparse kernel, and of the full one in between.
    """

    pattern: str
    share: float
    computed: float
    milliseconds: float
    full: float

    @property
    def time(self) -> float:
        """Time of the sparse kernel, of that of the full one."""
        return self.milliseconds / self.full


@dataclass(frozen=True)
class SparseCost:
    """Attributes of one device.

    Attributes:
        tokens, window: of the text; of the patterns' windows and pieces.
        heads, width: of the queries that were timed.
    """

    patterns: tuple[Timed, ...]
    tokens: int
    window: int
    heads: int = HEADS
    width: int = WIDTH


def experiment(bench: Workbench) -> SparseCost:
    """Time every pattern, the full kernel each time beside it so that a busy machine slows both alike."""
    query, cache = _inputs(bench.ops, TOKENS)
    timed = (_timed(bench.ops, pattern, query, cache) for pattern in PATTERNS)
    return SparseCost(tuple(timed), TOKENS, WINDOW)


def _inputs(ops: Ops, n: int) -> tuple[Columns, Cache]:
    random, whole = np.random.default_rng(n), HEADS * WIDTH
    query, key, value = (ops.upload(random.standard_normal((n, whole), np.float32)) for _ in range(3))
    cache = ops.cache(HEADS, WIDTH, n)
    ops.append(cache, (key, 0, whole), (value, 0, whole))
    return (query, 0, whole), cache


def _timed(ops: Ops, name: str, query: Columns, cache: Cache) -> Timed:
    pattern = ops.pattern(looks(name, TOKENS, WINDOW))
    _run(ops, query, cache, None)  # the first runs, which may compile, do not count
    _run(ops, query, cache, pattern)
    full, sparse, begun = [], [], time.perf_counter()
    for _ in range(ROUNDS):
        full.append(_run(ops, query, cache, None))
        sparse += [_run(ops, query, cache, pattern) for _ in range(AGAIN)]  # short, and so easily disturbed
        if time.perf_counter() - begun > PATIENCE:
            break
    every = TOKENS * TOKENS
    return Timed(name, pattern.pairs / every, min(1.0, pattern.computed / every), min(sparse), min(full))


def _run(ops: Ops, query: Columns, cache: Cache, pattern: Pattern | None) -> float:
    """Milliseconds of one run; without a pattern, of full attention."""
    start = time.perf_counter()
    if pattern is None:
        ops.attend(query, cache, Mask(TOKENS))
    else:
        ops.attend_sparse(query, cache, pattern)
    ops.finish()
    return 1e3 * (time.perf_counter() - start)
