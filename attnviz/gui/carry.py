"""Carries the pair in focus to where its words are in another model, or in another part of one."""

from __future__ import annotations

from attnviz.pair import strongest_key, strongest_pair
from attnviz.trace import Focus, Tokens, Trace


def on_same_words(focus: Focus, old: Tokens, new: Tokens) -> Focus:
    """Carry a pair to the tokens of another model: to the token that holds the old one's first character."""

    def moved(index: int) -> int:
        start = old.spans[index][0]
        if old.special[index]:
            return 0 if index == 0 else len(new) - 1
        holding = (i for i, (a, b) in enumerate(new.spans) if a <= start < b)
        return next(holding, min(index, len(new) - 1))

    if focus.query is None or focus.key is None or not len(new):
        return focus.on_pair(None, None)
    return focus.on_pair(moved(focus.query), moved(focus.key))


def across_parts(focus: Focus, trace: Trace, was: int, old: Trace | None = None) -> Focus:
    """Carry a pair from layer ``was`` to the focus' layer, where that one's rows or columns are other tokens.

    The half of the pair that both layers have stays; the other one becomes what attends to it most, or what it
    attends to most. ``old`` is the trace that the pair was chosen in, when it is not the same one.
    """
    before, layer = old or trace, min(focus.layer, trace.model.attentions - 1)
    head = trace.head(focus)
    same_queries = (before.queries(was) is before.tokens) == (trace.queries(layer) is trace.tokens)
    same_keys = (before.keys(was) is before.tokens) == (trace.keys(layer) is trace.tokens)
    if head is None or focus.query is None or focus.key is None or (same_queries and same_keys):
        return focus
    rows, columns = head.weights.shape
    if same_queries and focus.query < rows:
        queries, keys = trace.queries(layer), trace.keys(layer)
        return focus.on_pair(focus.query, strongest_key(queries, head.weights, focus.query, keys))
    if same_keys and focus.key < columns:
        return focus.on_pair(int(head.weights[:, focus.key].argmax()), focus.key)
    return focus.on_pair(*strongest_pair(trace.queries(layer), head.weights, trace.keys(layer)))
