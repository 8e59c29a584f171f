"""Sparse attention on the text in use: the layer in focus computed again over the pairs of a pattern and no others.

Patterns, each with the model's own mask on top of it:
local: a sliding window (Longformer, Beltagy et al. 2020, section 3.1).
strided: the window, and every key that lies a whole number of steps away (Sparse Transformer, Child et al. 2019,
section 4.3, both sets merged as in section 5.1). With steps as long as the window is wide, two such layers connect any
two words of a causal model, and of another one all but a few at the text's ends.
global: the window, and a few tokens that look at all and that all look at (Longformer, section 3.1; BigBird, Zaheer et
al. 2020, section 2, where they are what keeps sparse attention as powerful as full).
blocks: the text in pieces, each of which looks at itself alone (Qiu et al. 2020, section 3.1, without permutation).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.labs.knobs import one_of, within
from attnviz.labs.workbench import Workbench
from attnviz.pair import MASKED
from attnviz.trace import Tokens

PATTERNS = ("local", "strided", "global", "blocks")
LEAST = 3
MOST = 4096
"""of the numbers that a pattern is made by"""

Pairs = NDArray[np.bool_]
"""(T, S)"""

TWO_TEXTS = QT_TRANSLATE_NOOP(
    "errors", "Sparse patterns are for a text that looks at itself. Choose a head of self-attention."
)


@dataclass(frozen=True, eq=False)
class Sparse:
    """What a pattern saves, and what it costs.

    Attributes:
        pattern: one of PATTERNS.
        width: keys of the window or piece.
        tokens: T.
        seen: the pairs that are computed (T, T).
        pairs, of: how many they are, and how many full attention computes.
        kept: share of the weight of the head in focus that lies on those pairs, mean of its rows.
        error: of the contexts of all heads of the layer against full attention: length of the difference over length of
            the full contexts (Frobenius norm).
        anchors: tokens that look at all and that all look at.
        stride: tokens of a step.
    """

    pattern: str
    width: int
    tokens: int
    seen: Pairs
    pairs: int
    of: int
    kept: float
    error: float
    anchors: tuple[int, ...] = ()
    stride: int = 0

    @property
    def share(self) -> float:
        """Pairs computed, of those of full attention."""
        return self.pairs / self.of


def experiment(bench: Workbench, pattern: str = "local", width: int = 0, anchors: int = 0, stride: int = 0) -> Sparse:
    """Compute the layer in focus with a pattern.

    Args:
        pattern: one of PATTERNS.
        width: keys of the window or piece; 0 for ``usual_width``.
        anchors: how many tokens look at all, in the pattern "global": those that the model adds come first, then the
            first words. 0 for those that it adds, or the first word.
        stride: tokens of a step, in the pattern "strided"; 0 for as many as the window has.

    Raises:
        UserError: queries and keys are of two texts; there is no such pattern, or a number is out of range.
    """
    check(pattern, width, anchors, stride)
    head, attention, ops = bench.head, bench.attention, bench.ops
    if bench.model.info.attention(bench.focus[0])[0] == "cross":
        raise UserError(TWO_TEXTS)
    rows = len(head.weights)
    width = width if width > 0 else usual_width(rows)
    allowed = head.scores > MASKED
    known = anchors_of(bench.tokens if len(bench.tokens) == rows else None, rows, anchors)
    seen = looks(pattern, rows, width, attention.mask.causal, known, stride) & allowed
    prepared = ops.pattern(seen)
    full = ops.attend(attention.query, attention.cache, attention.mask)
    sparse = ops.attend_sparse(attention.query, attention.cache, prepared, attention.mask.sharpness)
    plain, thin = (made.astype(np.float64) for made in ops.download_all([full, sparse]))
    return Sparse(
        pattern=pattern,
        width=width,
        tokens=rows,
        seen=seen,
        pairs=prepared.pairs,
        of=int(allowed.sum()),
        kept=float(head.weights.sum(where=seen, dtype=np.float64) / rows),
        # not numpy's norm: its threads wait for cores that those of the kernels still hold
        error=math.sqrt(np.square(thin - plain).sum() / np.square(plain).sum()),
        anchors=known,
        stride=stride or width,
    )


def check(pattern: str, width: int, anchors: int, stride: int) -> None:
    """Look at the knobs that make a pattern.

    Raises:
        UserError: there is no such pattern, or a number is out of range.
    """
    one_of("pattern", pattern, PATTERNS)
    for name, value in (("width", width), ("anchors", anchors), ("stride", stride)):
        within(name, value, 0, MOST)


def anchors_of(tokens: Tokens | None, rows: int, count: int) -> tuple[int, ...]:
    """The tokens that look at all; see ``experiment``. What a translator writes is another text, None here."""
    special = tokens.special if tokens is not None else ()
    added = [at for at, one in enumerate(special) if one]
    if not count:
        return tuple(added or [0])
    return tuple(sorted((added + [at for at in range(rows) if at not in added])[:count]))


def usual_width(tokens: int) -> int:
    """About the square root of the length, which makes strided attention cheapest (Child et al. 2019, section 4.3).

    Odd, so that a window has as many keys on either side.
    """
    return max(LEAST, 2 * (round(math.sqrt(tokens)) // 2) + 1)


def looks(
    pattern: str, tokens: int, width: int, causal: bool = False, anchors: Sequence[int] = (0,), stride: int = 0
) -> Pairs:
    """Which pairs a pattern has, before any mask (T, T); every token looks at itself at least.

    Args:
        width: keys of the window, which looks back only where ``causal``; or of a piece.
        anchors: tokens that look at all, and that all look at, in the pattern "global".
        stride: tokens of a step in the pattern "strided"; 0 for ``width``.

    Raises:
        ValueError: there is no such pattern, or a window without a key.
    """
    if pattern not in PATTERNS or width < 1:
        raise ValueError(f"pattern {pattern!r} of {width}")
    query, key = np.ogrid[:tokens, :tokens]
    ahead = key - query
    if pattern == "blocks":
        return np.asarray(query // width == key // width)
    after = 0 if causal else width // 2
    near = (ahead <= after) & (ahead > after - width)
    if pattern == "strided":
        return np.asarray(near | (ahead % (stride or width) == 0))
    if pattern == "global":
        return np.asarray(near | np.isin(query, anchors) | np.isin(key, anchors))
    return np.asarray(near)
