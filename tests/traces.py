"""Small traces with honest maths (seeded random q, k, v; real softmax) for tests of views that need no model."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from attnviz.trace import DeviceInfo, HeadTrace, ModelInfo, Tokens, Trace, TraceRequest

LAYERS, HEADS, WIDTH = 6, 12, 32
DEVICE = DeviceInfo("numpy", "numpy", "numpy", "numpy 2")
MODEL = ModelInfo("test", "Test model", "bert", LAYERS, HEADS, HEADS, WIDTH, HEADS * WIDTH, 512, 22_700_000)


def word_tokens(text: str, limit: int = 512) -> Tokens:
    """One token for each word (Latin) or character (else), between [CLS] and [SEP]."""
    spans: list[tuple[int, int]] = []
    for i, character in enumerate(text):
        if character.isspace():
            continue
        glue = spans and spans[-1][1] == i and character.isascii() and character.isalnum() and text[i - 1].isalnum()
        if glue and text[i - 1].isascii():
            spans[-1] = (spans[-1][0], i + 1)
        else:
            spans.append((i, i + 1))
    if not spans:
        return Tokens(text=text, limit=limit, read_to=len(text))
    kept = spans[: limit - 2]
    labels = ("[CLS]", *(text[a:b] for a, b in kept), "[SEP]")
    end = kept[-1][1]
    return Tokens(
        text=text,
        ids=(101, *(1000 + crc32(text[a:b].encode("utf-8", "replace")) % 20000 for a, b in kept), 102),
        pieces=labels,
        labels=labels,
        spans=((0, 0), *kept, (end, end)),
        special=(True, *(False for _ in kept), True),
        words=tuple(range(len(labels))),
        limit=limit,
        total=len(spans) + 2,
        read_to=len(text) if len(kept) == len(spans) else end,
    )


def attention_head(length: int, seed: int, sharpness: float = 1.5) -> HeadTrace:
    random = np.random.default_rng(seed)
    q, k, v = (random.normal(size=(length, WIDTH)).astype(np.float32) * sharpness**0.5 for _ in range(3))
    scores = (q @ k.T / np.sqrt(np.float32(WIDTH))).astype(np.float32)
    exp = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = exp / exp.sum(axis=1, keepdims=True)
    return HeadTrace(q, k, v, scores, weights, weights @ v)


def make_trace(text: str, layer: int = 0, head: int = 0, request_id: int = 1, limit: int = 512) -> Trace:
    tokens = word_tokens(text, limit)
    request = TraceRequest(request_id, text, MODEL.id, "auto", ((layer, head),))
    heads = {(layer, head): attention_head(len(tokens), 100 * layer + head)} if len(tokens) else {}
    return Trace(request, tokens, MODEL, DEVICE, heads, {"tokenise": 0.1, "forward": 3.0, "heads": 0.4, "total": 3.5})
