"""BERT, the encoder of Devlin et al. 2018 (also MiniLM and multilingual-e5), as one forward pass.

Post-norm layers: attention, add, norm; feed-forward with GELU, add, norm (figure 1 of Vaswani et al. 2017, left half).
Weight names are the checkpoint's own (Hugging Face ``BertModel``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.ops import Linear, Mask, Norm, Ops
from attnviz.model.forward import Attention, Forward
from attnviz.weights.checkpoint import Checkpoint


@dataclass(frozen=True)
class Layer:
    qkv: Linear  # (3D, D): query, key and value side by side, so that one product makes all three
    output: Linear  # (D, D)
    output_norm: Norm
    up: Linear  # (F, D)
    down: Linear  # (D, F)
    down_norm: Norm


class Bert:
    """A BERT encoder whose weights lie on one device."""

    def __init__(self, checkpoint: Checkpoint, ops: Ops, progress: Callable[[float], None]) -> None:
        """Upload all weights; ``progress`` is told the share done (0..1).

        Raises:
            UserError: a tensor is missing or has another shape than the config says.
        """
        self.info = checkpoint.info
        self.ops = ops
        self._eps = float(checkpoint.config["layer_norm_eps"])
        tensor = checkpoint.tensor
        self.words = ops.word_table(checkpoint.word_table())  # (V, D)
        self.positions = ops.upload(tensor("embeddings.position_embeddings.weight"))  # (P, D)
        self.types = ops.upload(tensor("embeddings.token_type_embeddings.weight")[0])  # (D,)
        self.embedding_norm = self._norm(checkpoint, "embeddings.LayerNorm")
        self.layers: list[Layer] = []
        for index in range(self.info.layers):
            self.layers.append(self._layer(checkpoint, f"encoder.layer.{index}"))
            progress((index + 1) / self.info.layers)

    def _layer(self, checkpoint: Checkpoint, name: str) -> Layer:
        return Layer(
            qkv=self._linear(checkpoint, *(f"{name}.attention.self.{part}" for part in ("query", "key", "value"))),
            output=self._linear(checkpoint, f"{name}.attention.output.dense"),
            output_norm=self._norm(checkpoint, f"{name}.attention.output.LayerNorm"),
            up=self._linear(checkpoint, f"{name}.intermediate.dense"),
            down=self._linear(checkpoint, f"{name}.output.dense"),
            down_norm=self._norm(checkpoint, f"{name}.output.LayerNorm"),
        )

    def _linear(self, checkpoint: Checkpoint, *names: str) -> Linear:
        weight = np.concatenate([checkpoint.tensor(f"{name}.weight") for name in names])  # (N, K)
        bias = np.concatenate([checkpoint.tensor(f"{name}.bias") for name in names])  # (N,)
        return self.ops.linear_weights(weight, bias)

    def _norm(self, checkpoint: Checkpoint, name: str) -> Norm:
        return self.ops.norm_weights(checkpoint.tensor(f"{name}.weight"), checkpoint.tensor(f"{name}.bias"), self._eps)

    def forward(self, ids: NDArray[np.int32], past: Forward | None = None) -> Forward:
        """Run the encoder on token ids (T,), T at most the model's limit; launches only, waits for nothing.

        Nothing of ``past`` can be used: every token looks at every other.
        """
        ops, info = self.ops, self.info
        T, D = len(ids), info.width
        x = ops.embed(ids, self.words, self.positions, self.types, self.embedding_norm)  # (T, D)
        hidden, layers = [x], []
        for layer in self.layers:
            qkv = ops.linear(x, layer.qkv)  # (T, 3D)
            attention = Attention((qkv, 0, D), ops.cache(info.heads, info.head_width, T), Mask(T))
            ops.append(attention.cache, (qkv, D, 2 * D), (qkv, 2 * D, 3 * D))
            context = ops.attend(attention.query, attention.cache, attention.mask)  # (T, D)
            x = ops.norm(ops.linear(context, layer.output, residual=x), layer.output_norm)  # (T, D)
            inner = ops.linear(x, layer.up, "gelu")  # (T, F)
            x = ops.norm(ops.linear(inner, layer.down, residual=x), layer.down_norm)  # (T, D)
            layers.append(attention)
            hidden.append(x)
        return Forward(tuple(hidden), tuple(layers))
