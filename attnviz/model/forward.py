"""What a forward pass of any family leaves on the device: linear in the length; weights are remade from it."""

from __future__ import annotations

from dataclasses import dataclass

from attnviz.compute.ops import Cache, Columns, Mask, Tensor


@dataclass(frozen=True)
class Attention:
    """One layer's queries, and the keys and values they look at.

    Attributes:
        query: all heads side by side (T, H * Dh).
        cache: of G heads, at least ``mask.keys`` positions of it filled.
    """

    query: Columns
    cache: Cache
    mask: Mask


@dataclass(frozen=True)
class Forward:
    """The result of one pass.

    Attributes:
        hidden: the residual stream after the embedding and after each layer, L + 1 tensors of (T, D).
        layers: each layer's attention, L of them.
    """

    hidden: tuple[Tensor, ...] = ()
    layers: tuple[Attention, ...] = ()
