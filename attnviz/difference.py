"""Two heads side by side, of one text or of two: their weights on common axes, and the vectors of a word in both.

Which rows and columns belong together ``alignment`` says. Weights of units are joined as in ``pair.word_weight``:
summed over keys, averaged over queries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attnviz.alignment import Alignment, Slot, align
from attnviz.axis import Axis, joined, joined_scores, strongest_among
from attnviz.pair import MASKED
from attnviz.trace import Array, HeadId, Tokens, Trace
from attnviz.word_pair import word_bounds

MOST_SLOTS = 1200
"""Rows of a comparison: two texts of 512 tokens that share none have 1,024. Longer ones would be a picture of gaps."""
Pair = tuple[Tokens, Tokens]
_COUNTED: dict[str, Callable[[Tokens], int]] = {
    "words": lambda tokens: len(word_bounds(tokens)) - 1,
    "tokens": len,
    "bytes": lambda tokens: len(tokens.text.encode("utf-8", "surrogatepass")),
}
"""how many units a text has: asked before they are made"""


# --- weights


@dataclass(frozen=True, eq=False)
class Compared:
    """Two heads' weights on common axes (R, C); NaN where a head has no such pair, or where neither may look.

    Attributes:
        token_weights: those that the models computed, between tokens of each text.
    """

    queries: Alignment
    keys: Alignment
    before: Array
    after: Array
    token_weights: tuple[Array, Array]

    @property
    def row_labels(self) -> tuple[str, ...]:
        return self.queries.labels

    @property
    def column_labels(self) -> tuple[str, ...]:
        return self.keys.labels

    @property
    def joined(self) -> bool:
        """Some row or column is several units of a text, whose weights are joined."""
        return self.queries.joins or self.keys.joins

    @property
    def top(self) -> float:
        """The largest weight of both."""
        known = [float(side[np.isfinite(side)].max(initial=0.0)) for side in (self.before, self.after)]
        return max(known)

    def pair(self, row: int, column: int, side: int = 0) -> tuple[int, int] | None:
        """The tokens of a text that a cell stands for, the strongest pair of several; None where it has none."""
        rows, columns = self.queries.tokens(row, side), self.keys.tokens(column, side)
        if not rows or not columns:
            return None
        return strongest_among(self.token_weights[side], rows, columns)


def compare(one: Trace, head: HeadId, other: Trace, other_head: HeadId, axis: str = "tokens") -> Compared | None:
    """Lay two heads over each other; None where the two traces have not both, or are too long (``MOST_SLOTS``).

    ``axis``: one of ``axis.AXES``; tokens in place of bytes where there are too many of these.
    """
    here, there = one.heads.get(head), other.heads.get(other_head)
    if here is None or there is None or not here.weights.size or not there.weights.size:
        return None
    same = one.model.id == other.model.id
    texts = one.queries(head[0]), other.queries(other_head[0])
    read = one.keys(head[0]), other.keys(other_head[0])
    aligned = _aligned(texts, read, same, axis) or (_aligned(texts, read, same, "tokens") if axis == "bytes" else None)
    if aligned is None:
        return None
    queries, keys = aligned
    for side in (queries.one, queries.other, keys.one, keys.other):
        side.asked = axis
    rows, columns = _sides(queries), _sides(keys)
    sides = (here, queries.one, keys.one), (there, queries.other, keys.other)
    before, after = (_placed(joined(run.weights, *axes), rows[i], columns[i]) for i, (run, *axes) in enumerate(sides))
    unseen = [_unseen(_visible(run.scores, *axes), rows[i], columns[i]) for i, (run, *axes) in enumerate(sides)]
    nowhere = unseen[0] & unseen[1]
    before[nowhere], after[nowhere] = np.nan, np.nan
    return Compared(queries, keys, before, after, (here.weights, there.weights))


def _aligned(texts: Pair, read: Pair, same: bool, kind: str) -> tuple[Alignment, Alignment] | None:
    """Queries and keys of two heads; None where there would be too many rows."""
    if max(map(_COUNTED[kind], (*texts, *read))) > MOST_SLOTS:
        return None
    queries = align(*texts, same, kind)
    keys = queries if read[0] is texts[0] and read[1] is texts[1] else align(*read, same, kind)
    return None if max(len(queries), len(keys)) > MOST_SLOTS else (queries, keys)


def _sides(axis: Alignment) -> tuple[list[range], list[range]]:
    return [slot[0] for slot in axis.slots], [slot[1] for slot in axis.slots]


def _placed(weights: Array, rows: Sequence[range], columns: Sequence[range]) -> Array:
    """Weights (T, S) on the axes of a comparison (R, C), joined where a unit has several tokens; NaN for gaps."""
    empty = np.array([not len(part) for part in rows])[:, None] | np.array([not len(part) for part in columns])
    if all(len(part) < 2 for part in (*rows, *columns)):
        down, across = ([part.start for part in parts] for parts in (rows, columns))
        placed: Array = weights[np.ix_(down, across)].astype(np.float32)
    else:
        averaged = _membership(rows, weights.shape[0], mean=True)  # (R, T)
        placed = (averaged @ weights @ _membership(columns, weights.shape[1], mean=False).T).astype(np.float32)
    placed[empty] = np.nan
    return placed


def _membership(parts: Sequence[range], count: int, mean: bool) -> Array:
    """(parts, count): 1 where a token is in a part, or its share of that part."""
    table = np.zeros((len(parts), count), np.float32)
    for row, part in zip(table, parts, strict=True):
        if part:
            row[part.start : part.stop] = 1 / len(part) if mean else 1
    return table


def _visible(scores: Array, queries: Axis, keys: Axis) -> NDArray[np.bool_] | None:
    """Which pairs of units (T', S') a mask leaves to a head; None for all."""
    if (scores > MASKED).all():
        return None
    seen: NDArray[np.bool_] = joined_scores(scores, queries, keys) > MASKED
    return seen


def _unseen(visible: NDArray[np.bool_] | None, rows: Sequence[range], columns: Sequence[range]) -> NDArray[np.bool_]:
    """Which cells of a comparison (R, C) a mask takes from a head; those that it has not count as taken."""
    if visible is None:
        empty_rows, empty_columns = (np.array([not len(part) for part in parts]) for parts in (rows, columns))
        gaps: NDArray[np.bool_] = empty_rows[:, None] | empty_columns
        return gaps
    taken: NDArray[np.bool_] = ~(_placed(visible.astype(np.float32), rows, columns) > 0)
    return taken


# --- vectors


def cosines(one: Array, other: Array, words: Sequence[Slot]) -> Array:
    """Cosine of each word's vector in two texts (L + 1, W), through the layers; of its pieces the mean is taken.

    Args:
        one, other: residual streams (L + 1, T, D) and (L + 1, T', D), see ``Trace.states``.
        words: tokens of each word in the first text and in the second.
    """
    if not words:
        return np.zeros((one.shape[0], 0), np.float32)
    a, b = _vectors(one, [word[0] for word in words]), _vectors(other, [word[1] for word in words])
    along, one_square, other_square = (np.einsum("lwd,lwd->lw", *pair) for pair in ((a, b), (a, a), (b, b)))
    lengths = np.sqrt(one_square) * np.sqrt(other_square)
    with np.errstate(invalid="ignore"):
        found: Array = np.where(lengths > 0, along / lengths, np.nan).astype(np.float32)
    return found


def _vectors(states: Array, parts: Sequence[range]) -> Array:
    """Of each part the mean of its tokens (L + 1, parts, D); most are one token."""
    vectors: Array = states[:, [part.start for part in parts]]
    for place, part in enumerate(parts):
        if len(part) > 1:
            vectors[:, place] = states[:, part.start : part.stop].mean(axis=1)
    return vectors
