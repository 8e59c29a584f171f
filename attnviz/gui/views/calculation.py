"""The calculation of one weight in words and rows: what the inspector prints, and what it copies.

No pixel here. Printed numbers come from ``digits``; copied ones carry all digits and a plain hyphen, for spreadsheets.
"""

from __future__ import annotations

import math

import numpy as np

from attnviz.digits import MINUS, exact, number
from attnviz.pair import MASKED, Pair, open_pair
from attnviz.trace import Focus, Trace


def printed(value: float) -> str:
    """Two decimals, as everywhere; a masked score is "−∞"."""
    return number(value) if math.isfinite(value) else f"{MINUS}∞"


def operand(value: float) -> str:
    """A number that follows a minus or a product sign: negative ones in brackets."""
    return f"({printed(value)})" if value < 0 else printed(value)


def strongest_keys(pair: Pair, count: int) -> list[int]:
    """The ``count`` keys with the largest weights of the row, largest first; always with the pair's own key."""
    # a seen key whose weight rounds to 0 comes before a masked one
    order = np.lexsort((np.arange(len(pair.row_scores)), -pair.row_scores, -pair.row_weights))
    kept = [int(i) for i in order[:count]]
    if pair.key_index not in kept:
        kept[-1] = pair.key_index
    return kept


def running_sums(pair: Pair) -> list[float]:
    """Sum of the products up to each term; the last one is q·k."""
    return [float(value) for value in np.cumsum(pair.query.astype(np.float64) * pair.key.astype(np.float64))]


def calculation_text(trace: Trace, focus: Focus) -> str:
    """The whole calculation of the pair in focus, tab-separated, with all digits; "" without a pair.

    Three tables: the pair and its score, the terms of q, k and v, the row with its softmax.
    """
    head = trace.head(focus)
    queries, keys = trace.queries(focus.layer), trace.keys(focus.layer)
    if head is None or focus.query is None or focus.key is None:
        return ""
    if focus.query >= len(queries) or focus.key >= len(keys):
        return ""
    pair = open_pair(head, focus.query, focus.key)
    written = [("written", " ".join(trace.target.text.split()))] if trace.target is not None else []
    sums = running_sums(pair)
    turned = ("q before rotation", "k before rotation") if head.unrotated is not None else ()
    rows: list[tuple[str, ...]] = [
        ("model", trace.model.name),
        ("text", " ".join(trace.tokens.text.split())),
        *written,
        ("layer", str(focus.layer)),
        ("head", str(focus.head)),
        ("query", str(pair.query_index), queries.labels[pair.query_index]),
        ("key", str(pair.key_index), keys.labels[pair.key_index]),
        ("q·k", copied(pair.dot)),
        ("√d", copied(pair.root)),
        ("score", copied_score(pair.score)),
        ("row maximum", copied(pair.row_max)),
        ("exp(score - maximum)", copied(pair.row_exp[pair.key_index])),
        ("row sum", copied(pair.row_sum)),
        ("weight", copied(pair.weight)),
        (),
        ("i", "q", "k", "q×k", "sum of q×k", "v", "weight×v", "output", *turned),
    ]
    before = () if head.unrotated is None else (head.unrotated[0][focus.query], head.unrotated[1][focus.key])
    for i in range(len(pair.query)):
        terms = (pair.query[i], pair.key[i], pair.products[i], sums[i], pair.value[i], pair.contribution[i])
        rows.append((str(i), *map(copied, terms), copied(pair.context[i]), *(copied(own[i]) for own in before)))
    rows += [(), ("key", "token", "score", "score - maximum", "exp", "weight")]
    for i, label in enumerate(keys.labels):
        scores = (copied_score(pair.row_scores[i]), copied_score(pair.row_shifted[i]))
        rows.append((str(i), label, *scores, copied(pair.row_exp[i]), copied(pair.row_weights[i])))
    return "".join("\t".join(row) + "\n" for row in rows)


def copied_score(score: float) -> str:
    return "masked" if score <= MASKED else copied(score)


def copied(value: float) -> str:
    """All digits, in the form that other programs read."""
    return exact(value).replace(MINUS, "-")
