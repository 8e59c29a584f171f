"""Why scores are divided by sqrt(d): the same row with and without, for queries and keys of fewer numbers.

Vaswani et al. 2017, footnote 4: for independent numbers of mean 0 and variance 1 the variance of q . k is d. Here the
numbers are the model's own: the first d of each query and key, all of them at d = Dh.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attnviz.labs.softmax import Moves, moves
from attnviz.labs.workbench import Workbench
from attnviz.pair import MASKED
from attnviz.trace import Array, HeadTrace

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Width:
    """Means over the rows of a head, with queries and keys cut to their first numbers.

    Attributes:
        d: how many numbers.
        spread_divided, spread_plain: standard deviation of a row's scores with the division by sqrt(d) and without.
        bits_divided, bits_plain: entropy of the weights.
        top_divided, top_plain: largest weight of a row.
    """

    d: int
    spread_divided: float
    spread_plain: float
    bits_divided: float
    bits_plain: float
    top_divided: float
    top_plain: float


@dataclass(frozen=True)
class Scaling:
    """Of one head.

    Attributes:
        widths: for d = 2, 4, 8 ... and Dh.
    """

    widths: tuple[Width, ...]


def widths_of(size: int) -> tuple[int, ...]:
    """How many of a query's ``size`` numbers are used: 2, 4, 8 ... and all."""
    return (*(d for d in (2**power for power in range(1, 20)) if d < size), size)


def row_at(head: HeadTrace, query: int, d: int, divided: bool) -> Moves:
    """The softmax of one row where only the first ``d`` numbers of query and keys are used."""
    scores = head.key[:, :d].astype(np.float64) @ head.query[query, :d].astype(np.float64)  # (S,)
    if divided:
        scores /= np.sqrt(d)
    return moves(np.where(head.scores[query] <= MASKED, -np.inf, scores))


def experiment(bench: Workbench) -> Scaling:
    """Take the head in focus apart."""
    head = bench.head
    steps = widths_of(head.query.shape[1])
    return Scaling(tuple(_width(head.query, head.key, head.scores <= MASKED, d) for d in steps))


Masked = NDArray[np.bool_]


def _width(query: Array, key: Array, masked: Masked, d: int) -> Width:
    plain = query[:, :d].astype(np.float64) @ key[:, :d].astype(np.float64).T  # (T, S)
    made = []
    for scores in (plain / np.sqrt(d), plain):
        rows = [np.where(hidden, -np.inf, row) for row, hidden in zip(scores, masked, strict=True)]
        seen = [(row[np.isfinite(row)], moves(row.astype(np.float64))) for row in rows]
        spread = float(np.mean([row.std() for row, _ in seen]))
        bits = float(np.mean([one.bits for _, one in seen]))
        made.append((spread, bits, float(np.mean([one.shares.max() for _, one in seen]))))
    (spread, bits, top), (spread_plain, bits_plain, top_plain) = made
    return Width(d, spread, spread_plain, bits, bits_plain, top, top_plain)
