"""What views of a whole text want of a run: the residual stream, the mean weights of layers, what heads add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from attnviz.compute.ops import Ops, Tensor
from attnviz.errors import UserError
from attnviz.model.all_heads import MOST_READ
from attnviz.model.captured import Captured
from attnviz.model.changed import removed_columns
from attnviz.model.forward import Forward, Network
from attnviz.model.outputs import Projections
from attnviz.other import Change
from attnviz.trace import MOST_STATES, Tokens, TraceRequest


@dataclass(frozen=True)
class WholeText:
    """Asked of a device, not waited for.

    Attributes:
        states: (T, D) after the embedding and each layer.
        means: (T, S) of each attention.
        contexts, streams: (T, H * Dh) and (T, D) of each attention.
    """

    states: tuple[Tensor, ...] = ()
    means: tuple[Tensor, ...] = ()
    contexts: tuple[Tensor, ...] = ()
    streams: tuple[Tensor, ...] = ()


def fits(tokens: Tokens, target: Tokens | None = None) -> bool:
    """Whether a text has a length of which this is made."""
    return 0 < max(len(tokens), len(target or ())) <= MOST_STATES


def ask(
    ops: Ops,
    model: Network,
    forward: Forward,
    change: Change,
    projections: Projections | None,
    request: TraceRequest,
) -> WholeText:
    """Let be made what a request wants of a text that ``fits``.

    Args:
        forward: with the hidden states of all layers, if states or outputs are wanted.

    Raises:
        UserError: the device fails.
    """
    states = forward.hidden[: model.info.layers + 1] if request.states else ()
    means: Sequence[Tensor] = ()
    if request.means and not (isinstance(model, Captured) and model.bytes > MOST_READ):
        try:
            means = [ops.mean_weights(one.query, one.cache, one.mask) for one in forward.layers]
        except UserError:  # a head that holds no numbers: it is named when somebody looks at it
            if not isinstance(model, Captured):
                raise
    if not request.outputs or projections is None:
        return WholeText(states, tuple(means))
    contexts = []
    for layer, one in enumerate(forward.layers):
        contexts.append(ops.attend(one.query, one.cache, one.mask))
        for start, stop in removed_columns(model.info, change, layer):
            ops.clear((contexts[-1], start, stop))
    streams = [projections.stream(forward, layer, contexts) for layer in range(len(contexts))]
    return WholeText(states, tuple(means), tuple(contexts), tuple(streams))


def read(ops: Ops, asked: WholeText, projections: Projections | None) -> dict[str, Any]:
    """Wait, and give the fields of a ``Trace``; their arrays are read-only, because threads and views share them."""
    found: dict[str, Any] = {}
    if asked.states:
        found["states"] = np.stack(ops.download_all(asked.states))
        found["states"].flags.writeable = False
    if asked.means:
        found["means"] = tuple(ops.download_all(asked.means))
        for mean in found["means"]:
            mean.flags.writeable = False
    if asked.contexts and projections is not None:
        arrays = ops.download_all([*asked.contexts, *asked.streams])
        found["outputs"] = projections.outputs(ops, arrays[: len(asked.contexts)], arrays[len(asked.contexts) :])
    return found
