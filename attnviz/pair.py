"""The calculation of one attention weight, opened up: what the inspector and the step-through print.

Equation (1) of "Attention Is All You Need" (Vaswani et al. 2017), for one row and one cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnviz.trace import Array, HeadTrace, Tokens, Trace, edited

MASKED = -1e9
"""A score at or below this one is a masked cell (minus infinity, or the huge number that stands for it)."""


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

    @property
    def masked(self) -> bool:
        """The query cannot see this key: whatever their score is, it does not count."""
        return self.score <= MASKED

    @property
    def seen(self) -> int:
        """How many keys the query can see."""
        return int((self.row_scores > MASKED).sum())


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


def word_weight(trace: Trace, head: HeadTrace, query: int, key: int, layer: int = 0) -> float:
    """Weight between the whole words of two tokens: summed over the key's pieces, averaged over the query's.

    ``layer`` is the head's; it says whose tokens these are where a model reads one text and writes another.
    """
    rows, columns = trace.queries(layer).word(query), trace.keys(layer).word(key)
    return float(head.weights[np.ix_(rows, columns)].sum(axis=1).mean())


def _words(tokens: Tokens) -> list[int]:
    """Tokens that are the user's own words; with fewer than two of them punctuation counts too.

    Not "▁" before a character that begins no piece of its own: nothing that was typed stands behind it.
    """
    own = [i for i, special in enumerate(tokens.special) if not special]
    own = [i for i in own if tokens.spans[i][0] < tokens.spans[i][1]] or own
    lettered = [i for i in own if any(character.isalnum() for character in tokens.surface(i))]
    return lettered if len(lettered) > 1 else own


def _sink(tokens: Tokens, weights: Array) -> int:
    """The word on which a masked row leaves what it has no use for: the first token, which alone sees but itself.

    -1 where there is none: without a causal mask, and where that token is none of the user's, as a model's own <s>.
    "Efficient Streaming Language Models with Attention Sinks" (Xiao et al. 2023), section 3.1.
    """
    return 0 if len(tokens) > 1 and not tokens.special[0] and not weights[0, 1:].any() else -1


def strongest_pair(queries: Tokens, weights: Array, keys: Tokens | None = None) -> tuple[int, int]:
    """A pair worth looking at: the largest weight between two different words of the user's own.

    Trivial ones come last: a token and itself, pieces of one word, and under a causal mask the first token as key,
    which nearly every row of a decoder looks at most, whatever it says. With only one such token it is that one and
    what it looks at most. ``keys`` is given where they are those of another text (T, S).
    """
    other = keys is not None and keys is not queries
    rows = _words(queries)
    columns = _words(keys) if keys is not None and other else rows
    if min(len(rows), len(columns)) < (1 if other else 2):
        query = rows[0] if rows else 0
        return query, int(weights[query].argmax())
    block = weights[np.ix_(rows, columns)].copy()
    if not other:
        words = np.array(queries.words)[rows]
        np.fill_diagonal(block, -1.0)
        for trivial in (words[:, None] == words, np.array(columns)[None] == _sink(queries, weights)):
            left = np.where(trivial, -1.0, block)
            block = left if left.max() > 0 else block
    row, column = np.unravel_index(int(block.argmax()), block.shape)
    return rows[int(row)], columns[int(column)]


def typed_pair(old: Tokens, new: Tokens, weights: Array, keys: Tokens | None = None) -> tuple[int, int]:
    """The pair to look at while a text is being typed: the last word that the edit made, and what it looks at most.

    Only the user's own words count; with fewer than two of them, as ``strongest_pair``. A first word that sees no
    other one looks at itself.
    """
    own, other = _words(new), keys is not None and keys is not new
    if len(own) < 2:
        return strongest_pair(new, weights, keys)
    _, after = edited(old, new)
    query = max((i for i in own if i < len(new) - after), default=own[0])
    return query, strongest_key(new, weights, query, keys if other else None)


def strongest_key(queries: Tokens, weights: Array, query: int, keys: Tokens | None = None) -> int:
    """What a token looks at most among the user's own other words; where it sees none of them, among all tokens.

    Pieces of its own word and the first token under a causal mask come last, as in ``strongest_pair``.
    """
    own = _words(queries if keys is None else keys)
    seen = [i for i in own if weights[query, i] > 0 and (keys is not None or i != query)]
    if keys is None:
        sink = _sink(queries, weights)
        seen = [i for i in seen if queries.words[i] != queries.words[query]] or seen
        seen = [i for i in seen if i != sink] or seen
    return max(seen, key=lambda key: float(weights[query, key]), default=int(weights[query].argmax()))
