"""A head's weights before a change and after it, by words, tokens or bytes."""

from __future__ import annotations

from dataclasses import dataclass

from attnviz.axis import Axis, axes_of, joined, strongest_pair
from attnviz.difference import MOST_SLOTS
from attnviz.trace import Array, Focus, Trace


@dataclass(frozen=True, eq=False)
class Weights:
    """Both on the same axes.

    Attributes:
        queries, keys: the units; tokens in place of bytes where there are too many for a picture of cells.
        before, after: weights between units (T', S').
        token_weights: those before, between tokens (T, S).
    """

    queries: Axis
    keys: Axis
    before: Array
    after: Array
    token_weights: Array

    def units(self, pair: tuple[int, int]) -> tuple[int, int]:
        """The (first) units that a pair of tokens lies in."""
        return self.queries.units_of(pair[0]).start, self.keys.units_of(pair[1]).start

    def pair(self, query: int, key: int) -> tuple[int, int]:
        """The tokens that a pair of units stands for: of several pieces those with the largest weight before."""
        return strongest_pair(self.token_weights, self.queries, self.keys, query, key)

    @property
    def labels(self) -> tuple[list[str], list[str]]:
        """Of queries and keys, where nothing else stands over them."""
        queries, keys = ([axis.name(unit) for unit in range(len(axis))] for axis in (self.queries, self.keys))
        return queries, keys


def weights_of(before: Trace, after: Trace, focus: Focus, axis: str) -> Weights | None:
    """Those of the head in focus; None where a run has it not. ``axis``: one of ``attnviz.axis.AXES``."""
    one, other = before.head(focus), after.head(focus)
    if one is None or other is None or one.weights.shape != other.weights.shape:
        return None
    queries, keys = axes_of(before.queries(focus.layer), before.keys(focus.layer), axis, MOST_SLOTS)
    return Weights(queries, keys, joined(one.weights, queries, keys), joined(other.weights, queries, keys), one.weights)
