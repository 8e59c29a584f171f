"""Llama (Touvron et al. 2023) and what is built like it: Mistral, Qwen2, Qwen3, SmolLM; with experts Mixtral, OLMoE.

Pre-norm layers with RMS norms: attention with rotary positions and grouped key/value heads, add; a gated feed-forward
(SwiGLU) or a mixture of experts, add. Mistral looks back over a window only, Qwen2 has biases, Qwen3 and OLMoE norm
queries and keys. Weight names are the checkpoint's own (Hugging Face ``LlamaModel``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from attnviz.compute.ops import Columns, Linear, Norm, Ops, Tensor
from attnviz.model import weights
from attnviz.model.decoder import Decoder, Ids, Kept
from attnviz.model.experts import Experts
from attnviz.model.rotary import Rotation
from attnviz.weights.checkpoint import Checkpoint


@dataclass(frozen=True)
class Heads:
    """What makes queries, keys and values.

    Attributes:
        together: ((H + 2G) * Dh, D), one product for all three; or, where queries and keys are normed on their own,
        apart: query (H * Dh, D), key and value (G * Dh, D), and
        norms: of queries and of keys: of each head, or of all heads together.
    """

    together: Linear | None
    apart: tuple[Linear, Linear, Linear] | None = None
    norms: tuple[Norm, Norm] | None = None


@dataclass(frozen=True)
class FeedForward:
    gate_up: Linear  # (2F, D): gate and up side by side
    down: Linear  # (D, F)


@dataclass(frozen=True)
class Layer:
    attention_norm: Norm
    heads: Heads
    output: Linear  # (D, H * Dh)
    window: int  # how many positions a query sees; 0 for all before it
    feed_forward_norm: Norm
    feed_forward: FeedForward | Experts


class Llama(Decoder):
    """A decoder of this family whose weights lie on one device."""

    def __init__(self, checkpoint: Checkpoint, ops: Ops, progress: Callable[[float], None]) -> None:
        """Upload all weights; ``progress`` is told the share done (0..1).

        Raises:
            UserError: a weight is not a number, or the device has no memory left.
        """
        self.info = info = checkpoint.info
        self.ops = ops
        self._eps = float(checkpoint.config["rms_norm_eps"])
        factors = checkpoint.tensor("rope_freqs.weight") if "rope_freqs.weight" in checkpoint.shapes else None
        self.rotation = Rotation(ops, info.head_width, float(checkpoint.config["rope_theta"]), factors)
        self.words = weights.word_table(ops, checkpoint, "embed_tokens.weight")  # (V, D)
        self.norm = weights.norm(ops, checkpoint, "norm", self._eps)
        tied = "lm_head.weight" not in checkpoint.shapes
        self.head = None if tied else weights.linear(ops, checkpoint, "lm_head")  # (V, D)
        self.layers: list[Layer] = []
        for index in range(info.layers):
            self.layers.append(self._layer(checkpoint, index))
            progress((index + 1) / info.layers)
        counts = [layer.feed_forward.count if isinstance(layer.feed_forward, Experts) else 0 for layer in self.layers]
        self.experts = tuple(counts) if any(counts) else ()

    def _layer(self, checkpoint: Checkpoint, index: int) -> Layer:
        name, config = f"layers.{index}", checkpoint.config
        sliding = config["layer_types"][index] == "sliding_attention"
        router = f"{name}.mlp.gate"
        return Layer(
            attention_norm=weights.norm(self.ops, checkpoint, f"{name}.input_layernorm", self._eps),
            heads=self._heads(checkpoint, f"{name}.self_attn"),
            output=weights.linear(self.ops, checkpoint, f"{name}.self_attn.o_proj"),
            window=config["sliding_window"] if sliding else 0,
            feed_forward_norm=weights.norm(self.ops, checkpoint, f"{name}.post_attention_layernorm", self._eps),
            feed_forward=Experts(checkpoint, self.ops, f"{name}.mlp")
            if f"{router}.weight" in checkpoint.shapes
            else FeedForward(
                weights.linear(self.ops, checkpoint, f"{name}.mlp.gate_proj", f"{name}.mlp.up_proj"),
                weights.linear(self.ops, checkpoint, f"{name}.mlp.down_proj"),
            ),
        )

    def _heads(self, checkpoint: Checkpoint, name: str) -> Heads:
        names = [f"{name}.{part}_proj" for part in "qkv"]
        if f"{name}.q_norm.weight" not in checkpoint.shapes:
            return Heads(weights.linear(self.ops, checkpoint, *names))
        query, key, value = (weights.linear(self.ops, checkpoint, one) for one in names)
        norms = [weights.norm(self.ops, checkpoint, f"{name}.{part}_norm", self._eps) for part in "qk"]
        return Heads(None, (query, key, value), (norms[0], norms[1]))

    @property
    def windows(self) -> Sequence[int]:
        return [layer.window for layer in self.layers]

    @property
    def rotary(self) -> Rotation | None:
        return self.rotation

    def embedded(self, ids: Ids, first: int) -> Tensor:
        """See ``Decoder``."""
        return self.ops.gather(ids, self.words)

    def looking(self, layer: int, x: Tensor, first: int, count: int) -> tuple[Columns, Columns, Columns]:
        """See ``Decoder``; queries and keys are turned to their positions."""
        own = self.layers[layer]
        return self._query_key_value(self.ops.norm(x, own.attention_norm), own.heads, first, count)

    def after(self, layer: int, x: Tensor, context: Tensor, kept: Kept, first: int) -> Tensor:
        """See ``Decoder``."""
        x = self.ops.linear(context, self.layers[layer].output, residual=x)
        return self._feed_forward(x, layer, kept, first)

    def _query_key_value(self, x: Tensor, heads: Heads, first: int, count: int) -> tuple[Columns, Columns, Columns]:
        """Of T' new tokens, queries and keys turned to their positions: (T', H * Dh), (T', G * Dh), (T', G * Dh)."""
        ops, size, angles = self.ops, self.info.head_width, self.rotation.angles(count)
        q, kv = self.info.heads * size, self.info.kv_heads * size
        if heads.together is not None:
            qkv = ops.linear(x, heads.together)
            turned = ops.rope((qkv, 0, q + kv), size, angles, first)
            return (turned, 0, q), (turned, q, q + kv), (qkv, q + kv, q + 2 * kv)
        assert heads.apart is not None
        assert heads.norms is not None
        query, key, value = (ops.linear(x, weight) for weight in heads.apart)
        query, key = (
            ops.norm(part, norm, parts=part.shape[1] // norm.gamma.shape[0])
            for part, norm in zip((query, key), heads.norms, strict=True)
        )
        query, key = (ops.rope((part, 0, part.shape[1]), size, angles, first) for part in (query, key))
        return (query, 0, q), (key, 0, kv), (value, 0, kv)

    def _feed_forward(self, x: Tensor, index: int, kept: Kept, first: int) -> Tensor:
        """The second half of a layer: (T', D), the residual added."""
        ops, layer = self.ops, self.layers[index]
        inside, feed_forward = ops.norm(x, layer.feed_forward_norm), layer.feed_forward
        if isinstance(feed_forward, FeedForward):
            inner = ops.gated(ops.linear(inside, feed_forward.gate_up), "silu")  # (T', F)
            return ops.linear(inner, feed_forward.down, residual=x)
        probabilities = feed_forward.route(inside)  # (T', E)
        router = kept.routers[index]
        assert router is not None
        ops.put_rows(router, (probabilities, 0, feed_forward.count), first)
        return feed_forward.run(inside, x, probabilities)

    def output(self, attention: int) -> Linear:
        """See ``Projecting``."""
        return self.layers[attention].output

    def scores(self, x: Tensor) -> Tensor:
        """See ``Decoder``."""
        x = self.ops.norm(x, self.norm)
        return self.ops.logits(x, self.words) if self.head is None else self.ops.linear(x, self.head)
