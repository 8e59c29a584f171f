"""The layer of Vaswani et al. 2017, figure 1: attention, add, norm; feed-forward, add, norm. BERT's and Marian's."""

from __future__ import annotations

from dataclasses import dataclass

from attnviz.compute.ops import Linear, Mask, Norm, Ops, Tensor
from attnviz.model.forward import Attention
from attnviz.trace import ModelInfo


@dataclass(frozen=True)
class Layer:
    qkv: Linear  # (3D, D): query, key and value side by side, so that one product makes all three
    output: Linear  # (D, D)
    output_norm: Norm
    up: Linear  # (F, D)
    down: Linear  # (D, F)
    down_norm: Norm


def look(ops: Ops, info: ModelInfo, x: Tensor, layer: Layer) -> Attention:
    """The first third of an encoder's layer, where every token looks at every other: what its heads see in x (T, D)."""
    T, D = x.shape
    qkv = ops.linear(x, layer.qkv)  # (T, 3D)
    attention = Attention((qkv, 0, D), ops.cache(info.heads, info.head_width, T), Mask(T))
    ops.append(attention.cache, (qkv, D, 2 * D), (qkv, 2 * D, 3 * D))
    return attention


def encode(ops: Ops, info: ModelInfo, x: Tensor, layer: Layer, activation: str) -> tuple[Tensor, Attention]:
    """One layer of an encoder: its result (T, D), and what its heads saw."""
    attention = look(ops, info, x, layer)
    context = ops.attend(attention.query, attention.cache, attention.mask)  # (T, D)
    return feed_forward(ops, attended(ops, x, layer, context), layer, activation), attention


def attended(ops: Ops, x: Tensor, layer: Layer, context: Tensor) -> Tensor:
    """After the first half of a layer (T, D): what W_O makes of the heads' contexts (T, D) added to x, and normed."""
    return ops.norm(ops.linear(context, layer.output, residual=x), layer.output_norm)


def feed_forward(ops: Ops, x: Tensor, layer: Layer, activation: str) -> Tensor:
    """The second half of a layer, (T, D) to (T, D)."""
    inner = ops.linear(x, layer.up, activation)  # (T, F)
    return ops.norm(ops.linear(inner, layer.down, residual=x), layer.down_norm)
