"""Carries the pair in focus to where its words are in another model, or in another part of one."""

from __future__ import annotations

from attnviz.pair import MASKED, strongest_key, strongest_pair
from attnviz.trace import Focus, HeadTrace, Tokens, Trace


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


def in_other_model(focus: Focus, old: Trace, new: Trace, was: int) -> Focus:
    """The same words in another model; where it does not let them see each other, what the query sees instead.

    ``was``: the layer that the pair was chosen on. ``new`` holds a head: the one in focus, or its only one.
    """
    shown = focus if focus.head_id in new.heads else focus.on_head(*next(iter(new.heads)))
    head, queries, keys = new.heads[shown.head_id], new.queries(shown.layer), new.keys(shown.layer)
    own_text = old.queries(was) is old.tokens is old.keys(was) and queries is new.tokens is keys
    own_text = own_text and old.tokens.text == new.tokens.text  # that of a captured trace is another one
    if not own_text:
        return focus.on_pair(*strongest_pair(queries, head.weights, keys))
    moved = on_same_words(focus, old.tokens, new.tokens)
    if moved.query is not None and head.scores[moved.query, moved.key] <= MASKED:
        return moved.on_pair(moved.query, strongest_key(queries, head.weights, moved.query))
    return moved


def on_strongest_piece(focus: Focus, pair: Focus, tokens: Tokens, head: HeadTrace) -> Focus:
    """``find_pair`` names the first piece of the key's word; the eye belongs on the one with the most weight."""
    assert pair.query is not None
    assert pair.key is not None
    row = head.weights[pair.query]
    return focus.on_pair(pair.query, max(tokens.word(pair.key), key=lambda piece: row[piece]))
