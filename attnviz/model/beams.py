"""Beam search (Graves 2012; Sutskever et al. 2014, section 3.2): the best of several texts written side by side.

The rules are those of Hugging Face transformers, whose translations are to come out the same: of a step's candidates
the 2B most likely are looked at, so that B go on even if B of them end; a text that ends is worth its log-probability
over its length to the power of a penalty (Wu et al. 2016, equation 14, in its simplest form); and the search is over
when the best running text, were it to end now, would not be among the B best that have ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attnviz.trace import Array


class Text(NamedTuple):
    """What has been written, the start included, and its log-probability, or once it has ended what it is worth."""

    score: float
    tokens: tuple[int, ...]


Step = Callable[[Sequence[int], Sequence[int]], Array]
"""(parents, tokens) -> logits (B, V) after each text: text ``parents[i]`` of the last step, and ``tokens[i]``"""


def search(step: Step, start: int, end: int, longest: int, beams: int, length_penalty: float = 1.0) -> tuple[int, ...]:
    """The best text found, without the token that ends it.

    Args:
        step: asked first for the start alone, as (0,) and (start,).
        longest: tokens at most, the start included.
        beams: B.
        length_penalty: above 0 favours long texts.
    """
    running, ended = [Text(0.0, (start,))], list[Text]()
    parents, tokens = [0], [start]
    for length in range(1, longest):
        totals = _log_softmax(step(parents, tokens)) + np.array([[text.score] for text in running])  # (B, V)
        parents, tokens, going_on = [], [], list[Text]()
        for rank, (row, token, total) in enumerate(_largest(totals, 2 * beams)):
            written = running[row].tokens
            over = token == end
            if not over:
                written = (*written, token)
            if over or length + 1 == longest:
                if rank < beams:
                    ended.append(Text(total / length**length_penalty, written))
            elif len(going_on) < beams:
                going_on.append(Text(total, written))
                parents.append(row)
                tokens.append(token)
        running = going_on
        ended = sorted(ended, key=lambda text: -text.score)[:beams]
        full = len(ended) == beams
        if not running or (full and running[0].score / length**length_penalty <= ended[-1].score):
            break
    return ended[0].tokens if ended else (start,)


def _largest(totals: NDArray[np.float64], count: int) -> list[tuple[int, int, float]]:
    """(row, column, value) of the largest finite entries, largest first."""
    flat = totals.ravel()
    order = np.argsort(-flat, kind="stable")[:count]
    width = totals.shape[1]
    return [(int(at) // width, int(at) % width, float(flat[at])) for at in order if np.isfinite(flat[at])]


def _log_softmax(logits: Array) -> NDArray[np.float64]:
    shifted = logits.astype(np.float64)
    shifted -= shifted.max(axis=1, keepdims=True)
    made: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return made
