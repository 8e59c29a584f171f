"""What must be true of a file that opened: finite numbers, shapes that agree, texts that a window can show."""

from __future__ import annotations

import numpy as np

from attnviz.text.tokenizer import Tokenizer
from attnviz.trace import Tokens, Trace

TEXTS = ("the cat ate it!", "", "太郎はケーキを食べた。", "a" * 60, " \t\n", "\u202e<b>\ud800 👩‍👩‍👧")


class Nonsense(AssertionError):
    """It opened, and what came out is no answer."""


def sure(holds: object, what: str) -> None:
    if not holds:
        raise Nonsense(what)


def check_tokens(tokens: Tokens, vocabulary: int = 1 << 31) -> None:
    count = len(tokens)
    for name in ("pieces", "labels", "spans", "special", "words"):
        sure(len(getattr(tokens, name)) == count, f"{name} of another length")
    sure(all(type(id) is int and 0 <= id < vocabulary for id in tokens.ids), "an index outside the vocabulary")
    sure(all(0 <= start <= end <= len(tokens.text) for start, end in tokens.spans), "a span outside the text")
    sure(all(label for label in tokens.labels), "an empty label")
    signs = {sign for label in tokens.labels for sign in label}
    sure(not signs & set("\n\r\t\0\u202e\u2028\x1b"), "a label with control characters")
    sure(all(after >= before for before, after in zip(tokens.words, tokens.words[1:], strict=False)), "words fall")
    sure(tokens.total >= count and 0 <= tokens.read_to <= len(tokens.text), "total or read_to")


def check_tokenizer(tokenizer: Tokenizer, vocabulary: int = 1 << 31) -> None:
    for text in TEXTS:
        tokens = tokenizer.encode(text)
        check_tokens(tokens, vocabulary)
        sure(tokens.text == text, "another text")
        described = tokenizer.describe(tokens.ids[:20])
        check_tokens(described)
        sure(isinstance(tokenizer.decode(tokens.ids), str), "decode")
        stream = tokenizer.stream(at_start=True)
        sure(all(isinstance(stream.push(id), str) for id in tokens.ids[:20]), "stream")
    sure(tokenizer.token_label(0), "a token without a label")


def check_trace(trace: Trace) -> None:
    check_tokens(trace.tokens)
    if trace.target is not None:
        check_tokens(trace.target)
    for (layer, _), head in trace.heads.items():
        queries, keys = len(trace.queries(layer)), len(trace.keys(layer))
        sure(head.weights.shape == head.scores.shape == (queries, keys), "weights of another shape")
        sure(head.query.shape == (queries, trace.model.head_width), "queries of another shape")
        sure(head.key.shape == head.value.shape == (keys, trace.model.head_width), "keys of another shape")
        for name in ("query", "key", "value", "weights", "context"):
            sure(np.isfinite(getattr(head, name)).all(), f"{name} that are no numbers")
        rows = head.weights.sum(axis=1)
        sure(np.all((np.abs(rows - 1) < 1e-3) | (rows == 0)), "rows of weights that do not add up to 1")
    for name in ("thumbnails", "routers", "states"):
        array = getattr(trace, name)
        sure(array is None or np.isfinite(array).all(), f"{name} that are no numbers")
    if trace.next_words is not None:
        sure(not np.isnan(trace.next_words.logits).any(), "next words that are no numbers")
        sure(all(one.label for one in trace.next_words.best), "a next word without a label")
