"""The tokens that a model expects next, or in the place of a masked one, by name."""

from __future__ import annotations

import numpy as np

from attnviz.text.tokenizer import Tokenizer
from attnviz.trace import Array, Candidate, NextWords

SHOWN = 64
"""candidates that a trace names"""


def next_words(logits: Array, tokenizer: Tokenizer) -> NextWords:
    """The most likely tokens by name."""
    order = np.argsort(-logits, kind="stable")[:SHOWN]
    best = tuple(Candidate(int(id), _text(tokenizer, int(id)), tokenizer.token_label(int(id))) for id in order)
    return NextWords(logits, best, ends=int(order[0]) in tokenizer.end_ids)


def _text(tokenizer: Tokenizer, id: int) -> str:
    try:
        return tokenizer.token_bytes(id).decode()
    except UnicodeDecodeError:
        return ""
