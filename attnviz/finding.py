"""Which head connects two words: all heads ranked by the weight between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from attnviz.trace import Array, HeadId, Trace
from attnviz.word_pair import Word, text_of


def layers_between(trace: Trace, query: Word, key: Word) -> tuple[int, ...]:
    """The layers whose queries are the query word's text, and whose keys the key word's; () when there is none."""
    queries, keys = text_of(trace, query.written), text_of(trace, key.written)
    every = range(trace.model.attentions)
    return tuple(layer for layer in every if trace.queries(layer) is queries and trace.keys(layer) is keys)


def weights_between(
    rows: Mapping[int, Sequence[Array]], layers: Sequence[int], queries: Sequence[int], keys: Sequence[int]
) -> Array | None:
    """Weight between two words in every head: summed over the key's tokens, averaged over the query's.

    The rule of ``pair.word_weight`` and of Clark et al. 2019 ("What Does BERT Look At?", section 4.1): a row of
    words still adds up to 1.

    Args:
        rows: query token -> its weights, (H, S) for each layer; see ``Trace.rows``.
        layers: those of the answer, A of them.
        queries, keys: token indices.

    Returns:
        (A, H), or None as long as the rows of some query are missing.
    """
    if not layers or any(query not in rows for query in queries):
        return None
    chosen = np.asarray(keys, np.intp)
    per_layer = [
        np.stack([rows[query][layer][:, chosen].sum(axis=1) for query in queries]).mean(axis=0)  # (Q, H) -> (H,)
        for layer in layers
    ]
    return np.stack(per_layer).astype(np.float32)


def strongest_pieces(
    rows: Mapping[int, Sequence[Array]], head: HeadId, queries: Sequence[int], keys: Sequence[int]
) -> tuple[int, int]:
    """The query and key token of the largest weight between two words in one head; the first ones where all are 0."""
    layer, index = head
    block = np.stack([rows[query][layer][index, np.asarray(keys, np.intp)] for query in queries])  # (Q, K)
    query, key = np.unravel_index(int(block.argmax()), block.shape)
    return queries[int(query)], keys[int(key)]


class Ranking:
    """All heads of some layers by their weight, heaviest first; those of one weight by layer and head.

    Attributes:
        layers: the layer of each row of ``weights``.
        weights: (A, H).
        order: cells of ``weights``, counted along its rows, heaviest first (A * H,).
        ranks: rank from 1 of each of those cells; heads of one weight share the best one (A * H,).
    """

    def __init__(self, layers: Sequence[int], weights: Array) -> None:
        self.layers = tuple(layers)
        self.weights = weights
        flat = weights.ravel()
        self.order: NDArray[np.intp] = np.argsort(-flat, kind="stable")
        descending = -flat[self.order]
        self.ranks: NDArray[np.intp] = np.searchsorted(descending, -flat) + 1

    def __len__(self) -> int:
        return len(self.order)

    @property
    def top(self) -> float:
        """The largest weight."""
        return float(self.weights.max(initial=0.0))

    def head(self, place: int) -> HeadId:
        """The head at a place of the list, from 0."""
        row, head = divmod(int(self.order[place]), self.weights.shape[1])
        return self.layers[row], head

    def place(self, head: HeadId) -> int | None:
        """Where a head stands in the list; None for one of another layer."""
        cell = self._cell(head)
        return None if cell is None else int(np.flatnonzero(self.order == cell)[0])

    def weight(self, head: HeadId) -> float:
        return float(self.weights[self.layers.index(head[0]), head[1]])

    def rank(self, head: HeadId) -> int:
        cell = self._cell(head)
        if cell is None:
            raise KeyError(head)
        return int(self.ranks[cell])

    def table(self) -> list[list[str]]:
        """A line for each head, heaviest first."""
        rows = [["rank", "layer", "head", "weight"]]
        for place, cell in enumerate(self.order):
            layer, head = self.head(place)
            rows.append([str(self.ranks[cell]), str(layer), str(head), str(self.weights.ravel()[cell])])
        return rows

    def _cell(self, head: HeadId) -> int | None:
        layer, index = head
        heads = self.weights.shape[1]
        return self.layers.index(layer) * heads + index if layer in self.layers and 0 <= index < heads else None
