"""How much heads add to the residual stream, and how much of it each key brings: lengths, shares, ranks.

A length says how far a vector moves the stream, not in which direction: two heads may add much and cancel each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attnviz.pair import MASKED
from attnviz.trace import Array, HeadId, HeadTrace, Trace


@dataclass(frozen=True)
class Carried:
    """What each key brings into a query's output: its weight times the length of what W_O makes of its value.

    Kobayashi et al. 2020, "Attention is Not Only a Weight", section 3: the output is the sum of weight * W_O v over all
    keys, so a key with a large weight and a short W_O v brings little.

    Attributes:
        weights: of the query's row (S,).
        lengths: of W_O v (S,).
        products: weights * lengths (S,).
        shares: products, of their sum (S,); all 0 where that is 0.
        by_weight, by_product: rank from 1 of each key (S,); equal ones share the best one.
        seen: False for keys that a mask hides from the query (S,).
    """

    weights: Array
    lengths: Array
    products: Array
    shares: Array
    by_weight: NDArray[np.intp]
    by_product: NDArray[np.intp]
    seen: NDArray[np.bool_]

    def order(self, by_product: bool) -> NDArray[np.intp]:
        """The keys that are seen, from the first rank to the last; those of one rank as in the text."""
        ranked = np.argsort(-(self.products if by_product else self.weights), kind="stable")
        return ranked[self.seen[ranked]]

    def furthest(self) -> int | None:
        """The key whose share of what is brought differs most from its weight; None where none differs by 2 %."""
        apart = np.abs(self.shares - self.weights)
        return int(apart.argmax()) if len(apart) and apart.max() >= 0.02 else None


def carried(head: HeadTrace, query: int) -> Carried | None:
    """What the keys bring into one query's output; None for a head whose W_O was not read."""
    if head.value_lengths is None:
        return None
    weights = head.weights[query]
    products = weights * head.value_lengths
    total = float(products.sum(dtype=np.float64))
    shares = products / np.float32(total) if total > 0 else np.zeros_like(products)
    seen = head.scores[query] > MASKED
    return Carried(weights, head.value_lengths, products, shares, _ranks(weights), _ranks(products), seen)


def _ranks(values: Array) -> NDArray[np.intp]:
    ascending = np.sort(-values)
    ranks: NDArray[np.intp] = np.searchsorted(ascending, -values) + 1
    return ranks


def alike(trace: Trace, layer: int) -> tuple[int, ...]:
    """The layers whose queries are the same text as this layer's: all but for an encoder-decoder."""
    queries = trace.queries(layer)
    return tuple(one for one in range(trace.model.attentions) if trace.queries(one) is queries)


def averaged(trace: Trace, layer: int) -> list[int]:
    """The queries that a mean is taken over: special tokens are left out where the text has others."""
    special = trace.queries(layer).special
    return [i for i, one in enumerate(special) if not one] or list(range(len(special)))


def added(trace: Trace, layers: tuple[int, ...], query: int | None, relative: bool) -> Array | None:
    """How much each head of some layers adds.

    Args:
        query: a token of the text that those layers' queries are; None for the mean over ``averaged``.
        relative: as a share of the length of the stream it is added to.

    Returns:
        (len(layers), H); None where the trace has no outputs.
    """
    outputs = trace.outputs
    if outputs is None or not layers:
        return None
    rows = averaged(trace, layers[0]) if query is None else [query]
    chosen = outputs.added[list(layers)][..., rows]  # (A', H, Q)
    if relative:
        stream = outputs.stream[list(layers)][:, None, rows]  # (A', 1, Q)
        chosen = np.divide(chosen, stream, out=np.zeros_like(chosen), where=stream > 0)
    mean: Array = np.nan_to_num(chosen.mean(axis=-1))
    return mean


def streams(trace: Trace, head: HeadId, query: int) -> tuple[float, float] | None:
    """(length of what a head adds, length of the stream it is added to) for one query; None without outputs."""
    outputs = trace.outputs
    if outputs is None:
        return None
    layer, number = head
    return float(outputs.added[layer, number, query]), float(outputs.stream[layer, query])
