"""Does a stored trace agree with itself?

What a program of ours stored always does. A stranger's file may hold sound records of shapes that no text and no model
have together: each would break a view while it paints, where nobody can be told. So it is asked before one is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from attnviz.heads import FACTS
from attnviz.trace import Array, Focus, HeadTrace, ModelInfo, NextWords, Tokens, Trace

MOST_LAYERS = 4096
_KINDS = ("encoder", "decoder", "encoder-decoder")
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""what upsets a line: control characters, line breaks, changes of direction, halves of characters"""


def check_trace(trace: Trace) -> None:
    """Of a trace from a file, and of those that it is compared with.

    Raises:
        ValueError: shapes, indices or tokens that do not belong together, or a number that is none.
    """
    _check_model(trace.model)
    _check_tokens(trace.tokens)
    _check_tokens(trace.target)
    _check_tokens(trace.rewritten)
    if trace.target is None and trace.model.kind == "encoder-decoder" and len(trace.tokens):
        raise ValueError("a translator without its translation")
    for at, head in trace.heads.items():
        _check_head(trace, at, head)
    _check_all_heads(trace)
    _check_whole_text(trace)
    for words in (trace.next_words, *trace.guesses.values()):
        _check_words(words)
    _sure(all(0 <= at < len(trace.tokens) for at in trace.guesses), "guesses")
    for other in trace.others.values():
        if isinstance(other, Trace):
            check_trace(other)


def check_focus(focus: Focus, trace: Trace) -> None:
    """Whether there is such a head, and such a pair.

    Raises:
        ValueError: there is none.
    """
    model = trace.model
    _sure(0 <= focus.layer < model.attentions and 0 <= focus.head < model.heads, "the focus")
    for index, tokens in ((focus.query, trace.queries(focus.layer)), (focus.key, trace.keys(focus.layer))):
        _sure(index is None or 0 <= index < len(tokens), "the pair in focus")


def _check_model(model: ModelInfo) -> None:
    sizes = (model.layers, model.heads, model.kv_heads, model.head_width, model.width)
    _sure(all(0 < size < 1 << 24 for size in sizes) and not model.heads % model.kv_heads, "the model's sizes")
    _sure(all(0 <= size < 1 << 31 for size in (model.limit, model.vocabulary, model.experts)), "the model's sizes")
    _sure(all(len(name) < 1000 and not _HARMFUL.search(name) for name in (model.name, model.captured_by)), "names")
    two = model.kind == "encoder-decoder"
    _sure(model.kind in _KINDS and (model.decoder_layers > 0 if two else model.decoder_layers == 0), "the model's kind")
    _sure(model.attentions <= MOST_LAYERS and len(model.windows) in (0, model.attentions), "the model's layers")
    _sure(all(0 <= window < 1 << 31 for window in model.windows), "the model's windows")


def _check_tokens(tokens: Tokens | None) -> None:
    if tokens is None:
        return
    columns = (tokens.pieces, tokens.labels, tokens.spans, tokens.special, tokens.words)
    _sure(all(len(column) == len(tokens) for column in columns), "tokens")
    _sure(all(0 <= id < 1 << 31 for id in (*tokens.ids, *tokens.words, tokens.total, tokens.limit)), "ids")
    _sure(all(0 <= start <= end <= len(tokens.text) for start, end in tokens.spans), "spans")
    _sure(all(before <= after for before, after in pairwise(tokens.words)), "words")
    _sure(all(label and not _HARMFUL.search(label) for label in tokens.labels), "labels")
    _sure(tokens.total >= len(tokens) and 0 <= tokens.read_to <= len(tokens.text), "what was read")


def _check_head(trace: Trace, at: tuple[int, int], head: HeadTrace) -> None:
    layer, number = at
    model = trace.model
    _sure(0 <= layer < model.attentions and 0 <= number < model.heads, "a head")
    T, S, Dh = len(trace.queries(layer)), len(trace.keys(layer)), model.head_width
    _check(head.query, (T, Dh))
    _check(head.key, (S, Dh))
    _check(head.value, (S, Dh))
    _check(head.weights, (T, S))
    rows = head.weights.sum(axis=1)
    _sure(np.all((np.abs(rows - 1) < 1e-3) | (rows == 0)) and np.all(head.weights >= 0), "weights")
    _check(head.context, (T, Dh))
    _check(head.scores, (T, S), masked=True)
    for array, shape in zip(head.unrotated or (), ((T, Dh), (S, Dh)), strict=False):
        _check(array, shape)
    _check(head.output, (T, model.width))
    _check(head.value_lengths, (S,))


def _check_all_heads(trace: Trace) -> None:
    model, thumbnails = trace.model, trace.thumbnails
    A, H = model.attentions, model.heads
    if thumbnails is not None:
        _check(thumbnails, (A, H, thumbnails.shape[-1] if thumbnails.ndim else 0, thumbnails.shape[-1]))
    if trace.facts is not None:
        _sure(trace.facts.values.shape == (A, H, len(FACTS)), "facts")
    if trace.routers is not None:
        _sure(trace.routers.ndim == 3 and np.isfinite(trace.routers).all(), "routers")
        _sure(trace.routers.shape[2] == model.experts, "routers")
    for layers in trace.rows.values():
        _sure(len(layers) <= A and all(one.ndim == 2 for one in layers), "rows")


def _check_whole_text(trace: Trace) -> None:
    model = trace.model
    A = model.attentions
    _check(trace.states, (model.layers + 1, len(trace.tokens), model.width))
    if trace.means is not None:
        _sure(len(trace.means) == A, "means")
        for layer, mean in enumerate(trace.means):
            _check(mean, (len(trace.queries(layer)), len(trace.keys(layer))))
    if trace.outputs is not None:
        T = max(len(trace.tokens), len(trace.target or ()))
        _sure(trace.outputs.added.shape == (A, model.heads, T) and trace.outputs.stream.shape == (A, T), "outputs")


def _check_words(words: NextWords | None) -> None:
    if words is not None:
        logits = words.logits
        _sure(logits.ndim == 1 and not np.isnan(logits).any() and not np.isposinf(logits).any(), "next words")
        _sure(all(0 <= one.id < len(logits) for one in words.best), "next words")
        _sure(not any(_HARMFUL.search(one.label) for one in words.best), "labels of next words")


def _check(array: Array | None, shape: Iterable[int], masked: bool = False) -> None:
    if array is not None:
        _sure(array.dtype.kind == "f" and array.shape == tuple(shape), "an array")
        _sure((np.isfinite(array) | (np.isneginf(array) if masked else False)).all(), "a number")


def _sure(holds: object, what: str) -> None:
    if not holds:
        raise ValueError(f"{what} that cannot be")
