"""Our side with a decoder: whole texts, and one token more after a text that is kept. Served by ``serving.py``."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np

from attnviz.bench.ours import Typist
from attnviz.bench.texts import growing_texts, unlike_texts
from attnviz.sampling import Sampling
from attnviz.weights.catalogue import find
from attnviz.weights.checkpoint import Checkpoint

COMPARED = 8
"""logits that two sides are held against each other by"""
GREEDY = Sampling()

_typists: dict[str, Typist] = {}


def load(model: str, device: str) -> dict[str, Any]:
    """Load a decoder; says where its file is and what ``plan.DecoderSizes`` asks for."""
    typist = _typists["now"] = Typist(model, device)
    typist.run("a")
    return {"file": str(find(model).weights), "sizes": sizes(typist.checkpoint)}


def sizes(checkpoint: Checkpoint) -> dict[str, int]:
    """Of a dense model; its word table is the head too where it has no other."""
    info, words, head = checkpoint.info, "embed_tokens.weight", "lm_head.weight"
    head = head if head in checkpoint.shapes else words
    matrices = [name for name, shape in checkpoint.shapes.items() if len(shape) == 2 and name not in (words, head)]
    return {
        "layers": info.layers,
        "query_width": info.heads * info.head_width,
        "key_width": info.kv_heads * info.head_width,
        "matrices": sum(math.prod(checkpoint.shapes[name]) for name in matrices),
        "head": math.prod(checkpoint.shapes[head]),
        "packed": sum(checkpoint.stored(name).data.nbytes for name in (*matrices, head)),
    }


def forward(tokens: int) -> Any:
    """Runs on texts of ``tokens`` tokens, none beginning like the one before, so that nothing kept is of use.

    The answer has their ids, and the largest logits after the first, with the ids of these.
    """
    typist = _typists["now"]
    texts = unlike_texts(tokens, typist.count)
    trace = typist.run(texts[0], next_words=True)
    assert trace.next_words is not None

    def job(turn: int, count: int) -> None:
        for step in range(count):
            typist.run(texts[(turn + step) % len(texts)], next_words=True)

    ids = [typist.checkpoint.tokenizer.encode(text).ids for text in texts]
    return {"ids": ids, **_largest(trace.next_words.logits)}, job


def extend(tokens: int, more: int) -> Any:
    """One token more after a text of ``tokens`` tokens, up to ``more`` times: what a decoder that writes on does.

    The job goes back to the text first, which is not counted. The answer has the ids of the longest text, and the
    largest logits after the text.
    """
    typist = _typists["now"]
    texts = growing_texts(tokens, more, typist.count)
    trace = typist.run(texts[0], next_words=True)
    assert trace.next_words is not None

    def job(turn: int, count: int) -> float:
        typist.go_on(texts[0], GREEDY)
        start = time.perf_counter()
        for text in texts[1 : count + 1]:
            typist.go_on(text, GREEDY)
        return (time.perf_counter() - start) * 1e3

    ids = typist.checkpoint.tokenizer.encode(texts[-1]).ids
    return {"ids": ids, **_largest(trace.next_words.logits)}, job


def _largest(logits: Any) -> dict[str, Any]:
    wanted = np.argsort(-logits)[:COMPARED]
    return {"wanted": wanted.tolist(), "values": logits[wanted].tolist()}


ACTIONS = {"load": load, "forward": forward, "extend": extend}
