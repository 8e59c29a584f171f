"""GPT-2 (Radford et al. 2019): a decoder with learned positions.

Pre-norm layers: layer norm, attention, add; layer norm, feed-forward with GELU by tanh, add; one more norm at the end.
Weight names are the checkpoint's own (Hugging Face ``GPT2Model``), weights (out, in).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from attnviz.compute.ops import Columns, Linear, Norm, Ops, Tensor
from attnviz.model import weights
from attnviz.model.decoder import Decoder, Ids, Kept
from attnviz.weights.checkpoint import Checkpoint

_ACTIVATIONS = {"gelu_new": "gelu_tanh", "gelu": "gelu", "relu": "relu"}


@dataclass(frozen=True)
class Layer:
    attention_norm: Norm
    qkv: Linear  # (3D, D)
    output: Linear  # (D, D)
    feed_forward_norm: Norm
    up: Linear  # (F, D)
    down: Linear  # (D, F)


class GPT2(Decoder):
    """A GPT-2 whose weights lie on one device."""

    def __init__(self, checkpoint: Checkpoint, ops: Ops, progress: Callable[[float], None]) -> None:
        """Upload all weights; ``progress`` is told the share done (0..1).

        Raises:
            UserError: a weight is not a number, or the device has no memory left.
        """
        self.info = checkpoint.info
        self.ops = ops
        self._eps = float(checkpoint.config["layer_norm_epsilon"])
        self._activation = _ACTIVATIONS[checkpoint.config["activation_function"]]
        self.words = weights.word_table(ops, checkpoint, "wte.weight")  # (V, D)
        self.positions = ops.upload(checkpoint.tensor("wpe.weight"))  # (P, D)
        self.norm = weights.norm(ops, checkpoint, "ln_f", self._eps)
        tied = "lm_head.weight" not in checkpoint.shapes
        self.head = None if tied else weights.linear(ops, checkpoint, "lm_head")  # (V, D)
        self.layers: list[Layer] = []
        for index in range(self.info.layers):
            self.layers.append(self._layer(checkpoint, f"h.{index}"))
            progress((index + 1) / self.info.layers)

    def _layer(self, checkpoint: Checkpoint, name: str) -> Layer:
        return Layer(
            attention_norm=weights.norm(self.ops, checkpoint, f"{name}.ln_1", self._eps),
            qkv=weights.linear(self.ops, checkpoint, f"{name}.attn.c_attn"),
            output=weights.linear(self.ops, checkpoint, f"{name}.attn.c_proj"),
            feed_forward_norm=weights.norm(self.ops, checkpoint, f"{name}.ln_2", self._eps),
            up=weights.linear(self.ops, checkpoint, f"{name}.mlp.c_fc"),
            down=weights.linear(self.ops, checkpoint, f"{name}.mlp.c_proj"),
        )

    @property
    def windows(self) -> Sequence[int]:
        return [0] * len(self.layers)

    def embedded(self, ids: Ids, first: int) -> Tensor:
        """See ``Decoder``."""
        return self.ops.gather(ids, self.words, positions=self.positions, first=first)

    def looking(self, layer: int, x: Tensor, first: int, count: int) -> tuple[Columns, Columns, Columns]:
        """See ``Decoder``."""
        own, D = self.layers[layer], self.info.width
        qkv = self.ops.linear(self.ops.norm(x, own.attention_norm), own.qkv)  # (T', 3D)
        return (qkv, 0, D), (qkv, D, 2 * D), (qkv, 2 * D, 3 * D)

    def after(self, layer: int, x: Tensor, context: Tensor, kept: Kept, first: int) -> Tensor:
        """See ``Decoder``."""
        ops, own = self.ops, self.layers[layer]
        x = ops.linear(context, own.output, residual=x)
        inner = ops.linear(ops.norm(x, own.feed_forward_norm), own.up, self._activation)  # (T', F)
        return ops.linear(inner, own.down, residual=x)

    def output(self, attention: int) -> Linear:
        """See ``Projecting``."""
        return self.layers[attention].output

    def scores(self, x: Tensor) -> Tensor:
        """See ``Decoder``."""
        x = self.ops.norm(x, self.norm)
        return self.ops.logits(x, self.words) if self.head is None else self.ops.linear(x, self.head)
