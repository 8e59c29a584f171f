"""What W_O makes of heads: a layer adds to the residual stream the sum of all heads' parts, and a bias.

Of the part of one head, W_h c for its context c, most views want the length only. It is that of R c with
R^T R = W_h^T W_h: Dh numbers in place of D, so that all heads of a text can be told at each key press.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from attnviz.compute.ops import Linear, Ops, Tensor
from attnviz.heads import HeadOutputs
from attnviz.model.forward import Forward, Projecting
from attnviz.trace import Array, HeadId, HeadTrace


class Projections:
    """The W_O of a model, and what is worked out of it when somebody first asks: R of each head."""

    def __init__(self, model: Projecting) -> None:
        self._model = model
        self._factors: dict[int, Array] = {}

    def stream(self, forward: Forward, attention: int, contexts: Sequence[Tensor]) -> Tensor:
        """See ``Projecting``."""
        return self._model.stream(forward, attention, contexts)

    def outputs(self, ops: Ops, contexts: Sequence[Array], streams: Sequence[Array]) -> HeadOutputs:
        """Of contexts (T, H * Dh) and streams (T, D), those of each attention; where texts differ in length, NaN."""
        info = self._model.info
        rows = max(len(context) for context in contexts)
        added = np.full((len(contexts), info.heads, rows), np.nan, np.float32)
        stream = np.full((len(contexts), rows), np.nan, np.float32)
        for at, (context, x) in enumerate(zip(contexts, streams, strict=True)):
            heads = context.reshape(len(context), info.heads, -1).transpose(1, 0, 2)  # (H, T, Dh)
            added[at, :, : len(x)] = _lengths(heads @ self._factor(ops, at))
            stream[at, : len(x)] = _lengths(x)
        for array in (added, stream):
            array.flags.writeable = False
        return HeadOutputs(added, stream)

    def with_output(self, ops: Ops, head: HeadTrace, at: HeadId, removed: bool) -> HeadTrace:
        """A head with its ``output`` and ``value_lengths``; one that is removed hands nothing on."""
        w, size = self._linear(ops, at[0]), head.context.shape[1]
        rows = np.zeros((len(head.context) + len(head.value), w.shape[1]), np.float32)  # (T + S, H * Dh)
        rows[:, at[1] * size : (at[1] + 1) * size] = np.concatenate([head.context, head.value])
        made = ops.download(ops.linear(ops.upload(rows), w))
        output, lengths = np.ascontiguousarray(made[: len(head.context)]), _lengths(made[len(head.context) :])
        if removed:
            output[:] = 0
        for array in (output, lengths):
            array.flags.writeable = False
        return replace(head, output=output, value_lengths=lengths)

    def _linear(self, ops: Ops, attention: int) -> Linear:
        """W_O without its bias, which belongs to no head."""
        w = self._model.output(attention)
        return replace(w, bias=ops.upload(np.zeros(w.shape[0], np.float32)))

    def _factor(self, ops: Ops, attention: int) -> Array:
        """R^T of every head (H, Dh, Dh): W_h^T W_h = V L V^T, R = L^(1/2) V^T; in float64, as it squares."""
        if attention not in self._factors:
            w = self._linear(ops, attention)
            # of the identity, because a device's layout of a weight is its own
            transposed = ops.download(ops.linear(ops.upload(np.eye(w.shape[1], dtype=np.float32)), w))  # (H * Dh, D)
            heads = transposed.astype(np.float64).reshape(self._model.info.heads, -1, w.shape[0])  # (H, Dh, D)
            values, vectors = np.linalg.eigh(heads @ heads.transpose(0, 2, 1))
            scaled = vectors * np.sqrt(np.maximum(values, 0))[:, None, :]
            self._factors[attention] = scaled.astype(np.float32)
        return self._factors[attention]


def _lengths(x: Array) -> Array:
    """Of the vectors along the last axis."""
    lengths: Array = np.sqrt(np.einsum("...d,...d->...", x, x))
    return lengths
