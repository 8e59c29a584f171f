"""A recurrent net beside attention: it reads one word after the other, and how much of each word is left is measured.

The net is Elman's (1990), on the model's own input embeddings. Nobody has trained it: its weights are drawn once, in
the way that is known to forget slowest. The recurrent matrix is orthogonal (Saxe et al. 2014; Le et al. 2015), so that
it shortens no gradient itself; what fades, fades in tanh. Two knobs make it forget faster: a recurrent matrix that
keeps only a share of the state in each step, and words that push the state further into the bend of tanh. Trained nets,
and those with gates (LSTM, GRU), fade at speeds of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.ops import Tensor
from attnviz.compute.scans import MOST_STATE
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.labs.knobs import within
from attnviz.labs.workbench import Workbench
from attnviz.trace import MOST_STATES, Array

SEED = 1990
SPREAD = 0.5
"""of what an input adds to each number of a state: there tanh is still nearly a straight line"""
EVERY = 256
"""tokens of a text of which the influence on every state is measured; in a longer one, on the last state only"""


@dataclass(frozen=True)
class Recurrent:
    """What became of a text.

    Attributes:
        states: after each token (T, W).
        ends: tokens after which it was asked what each token still counts (n,).
        influence: length of d state[ends[i]] / d input[s] (n, T): how far the state moves if the token's vector does.
    """

    states: Array
    ends: NDArray[np.int32]
    influence: Array

    def shares(self, end: int) -> tuple[int, Array]:
        """Each token's share of all influence on the state after a token, or after the last where that was not asked.

        Returns:
            the token, and (T,), which add up to 1.
        """
        found = np.flatnonzero(self.ends == end)
        row = int(found[0]) if len(found) else len(self.ends) - 1
        lengths = self.influence[row]
        return int(self.ends[row]), lengths / max(float(lengths.sum()), 1e-30)

    def half(self, end: int) -> int:
        """How many of the last tokens before and at ``end`` have half of all influence on the state there."""
        at, shares = self.shares(end)
        return half_of(shares[: at + 1])


def half_of(shares: Array) -> int:
    """How many of the last tokens have half of what all of them have."""
    from_the_end = np.cumsum(shares[::-1].astype(np.float64))
    return int(np.searchsorted(from_the_end, from_the_end[-1] / 2)) + 1


@dataclass(frozen=True)
class Net:
    """The weights: state = tanh(input @ given + state before @ kept)."""

    given: Array  # (D, W)
    kept: Array  # (W, W)


def net_of(inputs: int, width: int, keep: float = 1.0, push: float = SPREAD) -> Net:
    """The net for inputs of so many numbers, always the same; see ``experiment``."""
    random = np.random.default_rng(SEED)
    square, signs = np.linalg.qr(random.standard_normal((width, width)))
    kept = square * np.sign(np.diag(signs))  # otherwise the decomposition would prefer some directions
    kept *= keep
    given = random.standard_normal((inputs, width)) * push / np.sqrt(inputs)
    return Net(given.astype(np.float32), kept.astype(np.float32))


def experiment(bench: Workbench, width: int = MOST_STATE, keep: float = 1.0, push: float = SPREAD) -> Recurrent:
    """Let the net read the text that the keys of the head in focus are of.

    Args:
        width: numbers of a state, 1..32.
        keep: length of a state after the recurrent matrix, of what it was before (0..1); tanh takes more away.
        push: spread of what a word adds to each number of a state (0.01..10).

    Raises:
        UserError: the run has no input embeddings, or a knob is turned too far.
    """
    within("width", width, 1, MOST_STATE)
    within("keep", keep, 0.0, 1.0)
    within("push", push, 0.01, 10.0)
    ops, words = bench.ops, _embeddings(bench)
    count, inputs = words.shape
    net = net_of(inputs, width, keep, push)
    scaled = ops.norm(words, ops.norm_weights(np.ones(inputs, np.float32), None, 1e-6))  # of length sqrt(D) each
    pushes = ops.linear(scaled, ops.linear_weights(np.ascontiguousarray(net.given.T)))  # (T, W)
    states = ops.scan_recurrent(pushes, ops.upload(net.kept))
    ends = np.arange(0 if count <= EVERY else count - 1, count, dtype=np.int32)
    turned, gram = ops.upload(np.ascontiguousarray(net.kept.T)), ops.upload(net.given.T @ net.given)
    influence = ops.influence(states, turned, gram, ends)
    return Recurrent(ops.download(states), ends, ops.download(influence))


def _embeddings(bench: Workbench) -> Tensor:
    """Of the tokens along the keys: what goes into the first layer of their half of the model (T, D)."""
    info, hidden = bench.model.info, bench.forward.hidden
    kind, _ = info.attention(bench.focus[0])
    first = info.layers + 1 if kind == "masked" and info.kind == "encoder-decoder" else 0
    if len(hidden) <= max(info.layers, first):
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "This experiment needs the vectors of the words as they enter the first layer. A text of "
                "more than {most} tokens and some trace files lack them: use a shorter text, or the model itself.",
            ),
            most=MOST_STATES,
        )
    return hidden[first]
