"""Small traces with honest maths (seeded random q, k, v; real softmax) for tests of views that need no model."""

from __future__ import annotations

from dataclasses import replace
from zlib import crc32

import numpy as np

from attnviz.heads import FACTS, HeadFacts, HeadOutputs
from attnviz.other import Change
from attnviz.trace import DeviceInfo, HeadTrace, ModelInfo, Tokens, Trace, TraceRequest

LAYERS, HEADS, WIDTH = 6, 12, 32
DEVICE = DeviceInfo("numpy", "numpy", "numpy", "numpy 2")
TRANSLATOR = ModelInfo(
    "translator", "Test translator", "marian", 2, 4, 4, WIDTH, 4 * WIDTH, 512, kind="encoder-decoder", decoder_layers=2
)
DECODER = ModelInfo("decoder", "Test decoder", "llama", 3, 9, 3, WIDTH, 9 * WIDTH, 512, kind="decoder")
MIXTURE = ModelInfo(
    "mixture", "Test mixture", "llama", 2, 4, 2, WIDTH, 4 * WIDTH, 512, 4_000_000, "decoder", experts=8, experts_used=2
)
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


def attention_head(
    length: int, seed: int, sharpness: float = 1.5, keys: int | None = None, causal: bool = False, window: int = 0
) -> HeadTrace:
    """``causal``: no query sees later keys; with ``window`` it sees only so many of the last ones."""
    random = np.random.default_rng(seed)
    lengths = (length, keys or length, keys or length)
    q, k, v = (random.normal(size=(count, WIDTH)).astype(np.float32) * sharpness**0.5 for count in lengths)
    scores = (q @ k.T / np.sqrt(np.float32(WIDTH))).astype(np.float32)
    if causal:
        ahead = np.arange(lengths[1])[None, :] - np.arange(length)[:, None]
        scores[(ahead > 0) | ((ahead <= -window) if window else False)] = -np.inf
    exp = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = exp / exp.sum(axis=1, keepdims=True)
    return HeadTrace(q, k, v, scores, weights, weights @ v)


def make_trace(text: str, layer: int = 0, head: int = 0, request_id: int = 1, limit: int = 512) -> Trace:
    tokens = word_tokens(text, limit)
    request = TraceRequest(request_id, text, MODEL.id, "auto", ((layer, head),))
    heads = {(layer, head): attention_head(len(tokens), 100 * layer + head)} if len(tokens) else {}
    return Trace(request, tokens, MODEL, DEVICE, heads, {"tokenise": 0.1, "forward": 3.0, "heads": 0.4, "total": 3.5})


def translated(text: str, limit: int = 512) -> Tokens:
    """What a translator of tests writes: the words in reverse, and a full stop; never as many as it read."""
    return word_tokens(" ".join([*reversed(text.split()), "。"]), limit) if text.strip() else Tokens("")


def model_trace(model: ModelInfo, text: str, layer: int = 0, head: int = 0, request_id: int = 1) -> Trace:
    """A trace of a model of any kind: causal masks, what a translator writes, and the routers of a mixture."""
    tokens = word_tokens(text, model.limit)
    target = translated(text) if model.kind == "encoder-decoder" else None
    kind, _ = model.attention(layer)
    written = target or tokens
    queries, keys = (tokens, tokens) if kind == "self" else (written, tokens if kind == "cross" else written)
    seed = 100 * layer + head
    made = attention_head(len(queries), seed, keys=len(keys), causal=kind == "masked") if len(tokens) else None
    routers = None
    if model.experts and len(tokens):
        logits = np.random.default_rng(1).normal(size=(model.layers, len(tokens), model.experts)) * 1.5
        routers = (np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)).astype(np.float32)
    request = TraceRequest(request_id, text, model.id, "auto", ((layer, head),))
    heads = {(layer, head): made} if made else {}
    times = {"tokenise": 0.1, "forward": 3.0, "heads": 0.4, "total": 3.5}
    return Trace(request, tokens, model, DEVICE, heads, times, target=target, routers=routers)


def filled(trace: Trace) -> Trace:
    """With the heads, states, means and outputs that its request asks for; of the first head asked for it has one."""
    request, model, count = trace.request, trace.model, len(trace.tokens)
    if not count:
        return trace
    heads, more = dict(trace.heads), {}
    for layer, head in request.heads:
        at = min(layer, model.attentions - 1), min(head, model.heads - 1)
        if at not in heads:
            heads[at] = _head_of(trace, *at)
    if request.states:
        random = np.random.default_rng([3, *trace.tokens.ids])
        shape = model.layers + 1, count, model.width
        more["states"] = np.cumsum(random.normal(size=shape), axis=0).astype(np.float32)
    if request.means:
        every = range(model.attentions)
        more["means"] = tuple(
            np.mean([_head_of(trace, layer, head).weights for head in range(model.heads)], axis=0) for layer in every
        )
    if request.outputs:
        random = np.random.default_rng([4, *trace.tokens.ids])
        rows = len(trace.queries(model.attentions - 1))
        added = random.gamma(2.0, size=(model.attentions, model.heads, rows)).astype(np.float32)
        more["outputs"] = HeadOutputs(added, 10 + added.sum(axis=1))
        heads = {at: _with_output(one, model.width) for at, one in heads.items()}
    return replace(trace, heads=heads, **more)


def _head_of(trace: Trace, layer: int, head: int) -> HeadTrace:
    rows, keys, masked = len(trace.queries(layer)), len(trace.keys(layer)), trace.model.attention(layer)[0] == "masked"
    return attention_head(rows, 100 * layer + head, keys=keys, causal=masked)


def _with_output(head: HeadTrace, width: int) -> HeadTrace:
    projection = np.random.default_rng(6).normal(size=(head.context.shape[1], width)).astype(np.float32)
    lengths = np.linalg.norm(head.value @ projection, axis=1)
    return replace(head, output=head.context @ projection, value_lengths=lengths)


def changed(trace: Trace, change: Change) -> Trace:
    """With the weights that a change of mask, scale, temperature or hidden tokens gives; others turn q and k around."""
    heads = {}
    for at, one in trace.heads.items():
        sign = 1.0 if change.positions else -1.0
        scores = one.query @ one.key.T / np.sqrt(np.float32(WIDTH)) * sign * change.sharpness(WIDTH)
        rows, columns = np.indices(scores.shape)
        causal = trace.model.attention(at[0])[0] == "masked" if change.causal is None else change.causal
        unseen = (columns > rows) if causal else np.zeros(scores.shape, bool)
        unseen |= np.isin(columns, change.hidden) & (columns != rows)
        scores = np.where(unseen, -np.inf, scores).astype(np.float32)
        exp = np.exp(scores - scores.max(axis=1, keepdims=True))
        weights = exp / exp.sum(axis=1, keepdims=True)
        heads[at] = replace(one, scores=scores, weights=weights, context=weights @ one.value)
    states = None if trace.states is None else trace.states * (0.9 if change else 1.0)
    return replace(trace, heads=heads, states=states)


def facts_of(
    weights: np.ndarray, ids: np.ndarray, special: np.ndarray, cross: bool = False, own: np.ndarray | None = None
) -> np.ndarray:
    """What ``HeadFacts`` says of one head's weights (T, S), word by word; tokens are those of the keys.

    ``own``: which queries are special tokens, where they are of another text.
    """
    count, keys = weights.shape
    left_out = special if own is None else own
    rows = [i for i in range(count) if not left_out[i]] or list(range(count))
    found = dict.fromkeys(FACTS, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        bits = -np.where(weights > 0, weights * np.log2(weights), 0).sum(axis=1)
    found["entropy"], found["first"] = bits[rows].mean(), weights[rows, 0].mean()
    found["special"] = weights[rows][:, special].sum(axis=1).mean()
    if not cross:
        away = np.abs(np.arange(count)[:, None] - np.arange(keys)[None, :])
        found["distance"] = (weights * away).sum(axis=1)[rows].mean()
        found["itself"] = weights[rows, rows].mean()
        found["previous"] = np.mean([weights[i, i - 1] if i else 0.0 for i in rows])
        found["next"] = np.mean([weights[i, i + 1] if i + 1 < keys else 0.0 for i in rows])
        twins = (ids[:, None] == ids[None, :]) & ~np.eye(count, dtype=bool) & (weights > 0)
        having = [i for i in rows if twins[i].any()]
        found["same"] = np.mean([weights[i, twins[i]].sum() for i in having]) if having else np.nan
    return np.array([found[name] for name in FACTS])


def pooled(weights: np.ndarray, size: int) -> np.ndarray:
    """``Ops.thumbnails`` of one head."""
    sides = [
        [range(n * p // size, max(n * (p + 1) // size, n * p // size + 1)) for p in range(size)] for n in weights.shape
    ]
    return np.array([[weights[np.ix_(row, column)].max() for column in sides[1]] for row in sides[0]], np.float32)


def whole_trace(model: ModelInfo, text: str, size: int = 24, request_id: int = 1, facts: bool = True) -> Trace:
    """A trace with the pictures and facts of all heads, of weights like those of ``model_trace``."""
    bare = model_trace(model, text, request_id=request_id)
    request = replace(bare.request, thumbnails=size, facts=facts)
    if not len(bare.tokens):
        return replace(bare, request=request)
    pictures, said = [], []
    for layer in range(model.attentions):
        queries, keys, kind = bare.queries(layer), bare.keys(layer), model.attention(layer)[0]
        for head in range(model.heads):
            made = attention_head(
                len(queries), 100 * layer + head, 1.0 + 3 * head / model.heads, len(keys), kind == "masked"
            )
            weights, shift = made.weights, head % 4
            if shift and kind != "cross":  # some heads with a pattern that has a name
                place = np.maximum(np.arange(len(queries)) - (shift - 1), 0) if shift < 3 else 0
                weights = 0.3 * weights
                weights[np.arange(len(queries)), place] += 0.7
            pictures.append(pooled(weights, size))
            special = np.array(keys.special), kind == "cross", np.array(queries.special)
            said.append(facts_of(weights, np.array(keys.ids), *special))
    shape = (model.attentions, model.heads)
    return replace(
        bare,
        request=request,
        thumbnails=np.array(pictures, np.float32).reshape(*shape, size, size),
        facts=HeadFacts(np.array(said, np.float32).reshape(*shape, len(FACTS))) if facts else None,
    )
