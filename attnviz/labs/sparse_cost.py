"""What sparse patterns cost on this device: the kernel of sparse attention beside that of full attention, timed now.

The text is random and long, where patterns are for: the time does not depend on the words. A kernel computes queries
and keys in blocks, so a pattern saves time where it leaves out whole blocks, not where it leaves out many pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

from attnviz.compute.ops import Cache, Columns, Mask, Ops
from attnviz.labs.sparse import PATTERNS, anchors_of, check, looks, usual_width
from attnviz.labs.timing import medians, random_attention
from attnviz.labs.workbench import Workbench

TEXT = False
TOKENS, WINDOW = 1024, 64
HEADS, WIDTH = 12, 32


@dataclass(frozen=True)
class Timed:
    """A pattern on a long text.

    Attributes:
        pattern: one of ``sparse.PATTERNS``.
        share: pairs that it has, of all.
        computed: pairs of the blocks that have one, of all: what the kernel computes.
        milliseconds, full: median of the runs of the sparse kernel, and of those of the full one in between.
        runs: how many the medians are of.
    """

    pattern: str
    share: float
    computed: float
    milliseconds: float
    full: float
    runs: int = 1

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


def experiment(
    bench: Workbench, pattern: str = "", width: int = WINDOW, anchors: int = 1, stride: int = 0
) -> SparseCost:
    """Time a pattern, or every one, the full kernel each time beside it so that a busy machine slows both alike.

    Args:
        pattern: one of ``sparse.PATTERNS``, "" for all.
        width, anchors, stride: as in ``sparse.experiment``; there are no added tokens here.

    Raises:
        UserError: there is no such pattern, or a number is out of range.
    """
    names = (pattern,) if pattern else PATTERNS
    for name in names:
        check(name, width, anchors, stride)
    window = width or usual_width(TOKENS)
    query, cache = random_attention(bench.ops, TOKENS, HEADS, WIDTH)
    timed = (_timed(bench.ops, name, (window, anchors, stride), query, cache) for name in names)
    return SparseCost(tuple(timed), TOKENS, window)


def _timed(ops: Ops, name: str, made_by: tuple[int, int, int], query: Columns, cache: Cache) -> Timed:
    width, anchors, stride = made_by
    known = anchors_of(None, TOKENS, anchors)
    pattern = ops.pattern(looks(name, TOKENS, width, anchors=known, stride=stride))
    (full, sparse), runs = medians(
        ops, lambda: ops.attend(query, cache, Mask(TOKENS)), lambda: ops.attend_sparse(query, cache, pattern)
    )
    every = TOKENS * TOKENS
    return Timed(name, pattern.pairs / every, min(1.0, pattern.computed / every), sparse, full, runs)
