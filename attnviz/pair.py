"""The calculation of one attention weight, opened up: what the inspector and the step-through print.

Equation (1) of "Attention Is All You Need" (Vaswani et al. 2017), for one row and one cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnviz.trace import Array, HeadTrace, Tokens, Trace, edited


@dataclass(frozen=True)
class Pair:
    """Every number between a query, a key and the head's output.

    query, key, value and context are the device's own float32; so are score and weight. The rest is worked out from
    them in float64, so that each printed line follows from the printed line above.

    Attributes:
        products: query * key, term by term (Dh,).
        dot: their sum.
        root: sqrt(Dh).
        score: dot / root, the device's number.
        row_scores, row_max, row_shifted, row_exp, row_sum, row_weights: the softmax of the query's row (S,).
        weight: the cell's share of the row.
        contribution: weight * value of the key (Dh,).
        context: sum over all keys of weight * value (Dh,), the head's output for this query.
    """

    query_index: int
    key_index: int
    query: Array  # (Dh,)
    key: Array  # (Dh,)
    value: Array  # (Dh,)
    products: Array  # (Dh,)
    dot: float
    root: float
    score: float
    row_scores: Array  # (S,)
    row_max: float
    row_shifted: Array  # (S,)
    row_exp: Array  # (S,)
    row_sum: float
    row_weights: Array  # (S,)
    weight: float
    contribution: Array  # (Dh,)
    context: Array  # (Dh,)


def open_pair(head: HeadTrace, query: int, key: int) -> Pair:
    """Work out every number of the cell (query, key) of one head."""
    q, k, v = head.query[query], head.key[key], head.value[key]
    row = head.scores[query]
    shifted = row - row.max()
    exp = np.exp(shifted)
    weight = float(head.weights[query, key])
    root = float(np.sqrt(len(q)))
    return Pair(
        query_index=query,
        key_index=key,
        query=q,
        key=k,
        value=v,
        products=q * k,
        dot=float(q.astype(np.float64) @ k.astype(np.float64)),
        root=root,
        score=float(row[key]),
        row_scores=row,
        row_max=float(row.max()),
        row_shifted=shifted,
        row_exp=exp,
        row_sum=float(exp.sum(dtype=np.float64)),
        row_weights=head.weights[query],
        weight=weight,
        contribution=np.float32(weight) * v,
        context=head.context[query],
    )


def word_weight(trace: Trace, head: HeadTrace, query: int, key: int) -> float:
    """Weight between the whole words of two tokens: summed over the key's pieces, averaged over the query's."""
    rows, columns = trace.tokens.word(query), trace.tokens.word(key)
    return float(head.weights[np.ix_(rows, columns)].sum(axis=1).mean())


def _words(tokens: Tokens) -> list[int]:
    """Tokens that are the user's own words; with fewer than two of them punctuation counts too."""
    own = [i for i, special in enumerate(tokens.special) if not special]
    lettered = [i for i in own if any(character.isalnum() for character in tokens.surface(i))]
    return lettered if len(lettered) > 1 else own


def strongest_pair(tokens: Tokens, weights: Array) -> tuple[int, int]:
    """A pair worth looking at: the largest weight between two different words of the user's own.

    With only one such token it is that one and what it looks at most.
    """
    own = _words(tokens)
    if len(own) < 2:
        query = own[0] if own else 0
        return query, int(weights[query].argmax())
    block = weights[np.ix_(own, own)].copy()
    np.fill_diagonal(block, -1.0)
    row, column = np.unravel_index(int(block.argmax()), block.shape)
    return own[int(row)], own[int(column)]


def typed_pair(old: Tokens, new: Tokens, weights: Array) -> tuple[int, int]:
    """The pair to look at while a text is being typed: the last word that the edit made, and what it looks at most.

    Only the user's own words count; with fewer than two of them, as ``strongest_pair``.
    """
    own = _words(new)
    if len(own) < 2:
        return strongest_pair(new, weights)
    _, after = edited(old, new)
    query = max((i for i in own if i < len(new) - after), default=own[0])
    return query, max((i for i in own if i != query), key=lambda key: float(weights[query, key]))
