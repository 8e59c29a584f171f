"""Where two devices' answers to one text are furthest apart, over every weight and every hidden state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.ops import Cache, Columns, Mask, Ops, Tensor
from attnviz.performance import Difference


class Attended(Protocol):
    """One layer's attention: see ``model.Attention``."""

    @property
    def query(self) -> Columns: ...
    @property
    def cache(self) -> Cache: ...
    @property
    def mask(self) -> Mask: ...


@dataclass(frozen=True)
class Answer:
    """A forward pass as it lies on a device: see ``model.Forward``."""

    ops: Ops
    hidden: Sequence[Tensor]
    layers: Sequence[Attended]

    def weights(self, layer: int, head: int) -> NDArray[Any]:
        """(T, S)."""
        one = self.layers[layer]
        return self.ops.download(self.ops.attend_head(one.query, head, one.cache, one.mask)[1])


def furthest(
    answer: Answer, twin: Answer, heads: int, progress: Callable[[float], None]
) -> tuple[Difference, Difference]:
    """Of the weights (T, S) of all heads, and of the hidden states (T, D). A head at a time: memory stays linear.

    Args:
        progress: told the share done, 0..1, after each head.
    """
    layers = len(answer.layers)
    weights = hidden = Difference(-1.0)
    for layer in range(layers):
        for head in range(heads):
            one, other = (side.weights(layer, head) for side in (answer, twin))
            weights = _further(weights, replace(apart(one, other), layer=layer, head=head))
            progress((layer * heads + head + 1) / (layers * heads))
    for index, pair in enumerate(zip(answer.hidden, twin.hidden, strict=True)):
        one, other = answer.ops.download(pair[0]), twin.ops.download(pair[1])
        hidden = _further(hidden, replace(apart(one, other), layer=index))
    return weights, hidden


def apart(one: NDArray[Any], other: NDArray[Any]) -> Difference:
    """Row and column where two matrices differ most."""
    size = np.abs(one.astype(np.float64) - other)
    size[~np.isfinite(size)] = np.inf  # a NaN compares as no difference at all
    row, column = (int(place) for place in np.unravel_index(int(size.argmax()), size.shape))
    return Difference(float(size[row, column]), float(one[row, column]), float(other[row, column]), 0, -1, row, column)


def _further(one: Difference, other: Difference) -> Difference:
    return other if other.size > one.size else one
