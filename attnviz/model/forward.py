"""What a forward pass of any family leaves on the device: linear in the length; weights are remade from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.ops import Cache, Columns, Linear, Mask, Tensor
from attnviz.model.rotary import Rotation
from attnviz.trace import ModelInfo


class Network(Protocol):
    """A model whose weights lie on one device; made from a checkpoint, an ``Ops`` and a listener to the share done."""

    @property
    def info(self) -> ModelInfo: ...

    def forward(self, ids: NDArray[np.int32], past: Forward | None = None, whole: bool = False) -> Forward:
        """Run on token ids (T,).

        Args:
            past: an earlier result, of no use afterwards, of which a part may be kept.
            whole: the hidden states of all layers are wanted.
        """
        ...


class Projecting(Network, Protocol):
    """A model whose W_O is there, numbered as ``ModelInfo.attention`` numbers what heads it is of."""

    def output(self, attention: int) -> Linear:
        """W_O (D, H * Dh), which the heads' contexts go through."""
        ...

    def stream(self, forward: Forward, attention: int, contexts: Sequence[Tensor]) -> Tensor:
        """What an attention's result is added to (T, D), before any norm that only the attention reads.

        Args:
            forward: with the hidden states of all layers.
            contexts: (T, H * Dh) of each attention before this one, removed heads cleared.
        """
        ...


@dataclass(frozen=True)
class Attention:
    """One layer's queries, and the keys and values they look at.

    Attributes:
        query: all heads side by side (T, H * Dh); after rotation where positions are rotary.
        cache: of G heads, at least ``mask.keys`` positions of it filled.
        rotation: of rotary positions; ``rotation.undone`` gives what a query or key was before it. None without.
    """

    query: Columns
    cache: Cache
    mask: Mask
    rotation: Rotation | None = None

    def alone(self, head: int) -> tuple[Attention, int]:
        """What gives one head, and the head's number in it: less than all heads where they are not on the device yet.

        Raises:
            ValueError: there is no such head.
        """
        return self, head


@dataclass(frozen=True)
class Forward:
    """The result of one pass.

    Attributes:
        hidden: the residual stream after the embedding and after each layer, L + 1 tensors of (T, D), or some of them
            where nobody asked for the whole. A last norm that belongs to the head is not in it. Of an encoder-decoder
            first the encoder's, then the decoder's.
        layers: each layer's attention, in the order of ``ModelInfo.attention``.
        written: tokens that an encoder-decoder's decoder has read, the first one and all it wrote; () for other models.
        routers: each layer's probabilities of the experts (T, E), None where it has none; () for models without.
        kept: what a decoder goes on from, see ``decoder.Kept``.
    """

    hidden: tuple[Tensor, ...] = ()
    layers: tuple[Attention, ...] = ()
    routers: tuple[Tensor | None, ...] = ()
    kept: Any = None
    written: tuple[int, ...] = ()
