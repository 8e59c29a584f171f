"""Marian (Junczys-Dowmunt et al. 2018; opus-mt), an encoder and a decoder that looks at it: it translates.

The encoder reads the source once. A layer of the decoder looks at what has been written (masked self-attention), then
at the encoder's last hidden states (cross-attention), then feeds forward; each is added and normed (Vaswani et al.
2017, figure 1). Keys and values of both halves stay on the device, so a written token costs one row of each product.
Weight names are the checkpoint's own (Hugging Face ``MarianMTModel``, see ``weights/shapes/marian.py``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from attnviz.compute.ops import Cache, Columns, Linear, Mask, Norm, Ops, Tensor, WordTable
from attnviz.model import weights
from attnviz.model.beams import search
from attnviz.model.decoder import SMALLEST, Ids, Kept
from attnviz.model.forward import Attention, Forward
from attnviz.model.post_norm import Layer, attended, encode, feed_forward
from attnviz.trace import Array, ModelInfo
from attnviz.weights.checkpoint import Checkpoint


@dataclass(frozen=True)
class Cross:
    """The part of a decoder's layer that looks at the source."""

    query: Linear  # (D, D)
    key_value: Linear  # (2D, D)
    output: Linear  # (D, D)
    norm: Norm


@dataclass(frozen=True)
class Source:
    """What the encoder made of a text.

    Attributes:
        hidden: of the encoder, L + 1 of (S, D).
        layers: the encoder's attention.
        caches: keys and values of the source for each layer of the decoder.
    """

    hidden: tuple[Tensor, ...]
    layers: tuple[Attention, ...]
    caches: tuple[Cache, ...]
    count: int

    @property
    def mask(self) -> Mask:
        return Mask(self.count)


class Target(Kept):
    """Rows of the decoder by position, as any decoder's, and the queries (capacity, D) of its cross-attention."""

    def __init__(self, ops: Ops, info: ModelInfo, capacity: int) -> None:
        super().__init__(ops, replace(info, layers=info.decoder_layers), capacity, (), whole=True)
        self.cross_queries: list[Tensor | None] = [ops.room(capacity, info.width) for _ in range(info.decoder_layers)]

    def _rows(self) -> tuple[list[Tensor | None], ...]:
        return *super()._rows(), self.cross_queries

    def put_cross(self, layer: int, query: Columns, first: int) -> None:
        """Keep the cross-attention's queries of the positions from ``first`` on."""
        kept = self.cross_queries[layer]
        assert kept is not None
        self._ops.put_rows(kept, query, first)

    def beside(self, source: Source, written: Sequence[int]) -> Forward:
        """Both halves, once all of ``written`` has been read."""
        count = len(written)
        own = self.forward(np.array(written, np.int32), [0] * len(self.queries), None)
        cross = (
            Attention((self._ops.first_rows(query, count), 0, query.shape[1]), cache, source.mask)
            for query, cache in zip(self.cross_queries, source.caches, strict=True)
            if query is not None
        )
        return Forward(
            hidden=source.hidden + own.hidden,
            layers=(*source.layers, *own.layers, *cross),
            kept=self,
            written=tuple(written),
        )


class Marian:
    """A translator whose weights lie on one device.

    Attributes:
        beams: translations followed at once; 1 takes the most likely token each time (greedy).
        length_penalty: see ``beams.search``.
    """

    def __init__(self, checkpoint: Checkpoint, ops: Ops, progress: Callable[[float], None]) -> None:
        """Upload all weights; ``progress`` is told the share done (0..1).

        Raises:
            UserError: a weight is not a number, or the device has no memory left.
        """
        self.info = checkpoint.info
        self.ops = ops
        self.beams = 1
        self.length_penalty = 1.0
        config = checkpoint.config
        self._activation: str = config["activation_function"]
        self._eps = float(config["layer_norm_eps"])
        self._scale = math.sqrt(self.info.width) if config["scale_embedding"] else 1.0
        self.start: int = config["decoder_start_token_id"]
        self.end: int = config["eos_token_id"]
        self._padding: int = config["pad_token_id"]
        self.words, self.target_words = self._word_tables(checkpoint)
        # both halves count their positions by the same formula, from 0 on
        self.positions = ops.upload(checkpoint.tensor("encoder.embed_positions.weight"))  # (P, D)
        tied = "lm_head.weight" not in checkpoint.shapes
        self.head = None if tied else weights.linear(ops, checkpoint, "lm_head")  # (V, D)
        self._bias = checkpoint.tensor("final_logits_bias")  # (1, V)
        self.encoder: list[Layer] = []
        self.decoder: list[tuple[Layer, Cross]] = []
        total = self.info.layers + self.info.decoder_layers
        for index in range(self.info.layers):
            self.encoder.append(self._layer(checkpoint, f"encoder.layers.{index}"))
            progress(len(self.encoder) / total)
        for index in range(self.info.decoder_layers):
            name = f"decoder.layers.{index}"
            self.decoder.append((self._layer(checkpoint, name), self._cross(checkpoint, f"{name}.encoder_attn")))
            progress((len(self.encoder) + len(self.decoder)) / total)

    def _word_tables(self, checkpoint: Checkpoint) -> tuple[WordTable, WordTable]:
        if checkpoint.config["share_encoder_decoder_embeddings"]:
            shared = weights.word_table(self.ops, checkpoint, "shared.weight")  # (V, D)
            return shared, shared
        source, target = (
            weights.word_table(self.ops, checkpoint, f"{half}.embed_tokens.weight") for half in ("encoder", "decoder")
        )
        return source, target

    def _layer(self, checkpoint: Checkpoint, name: str) -> Layer:
        parts = (f"{name}.self_attn.{part}_proj" for part in "qkv")
        return Layer(
            qkv=weights.linear(self.ops, checkpoint, *parts),
            output=weights.linear(self.ops, checkpoint, f"{name}.self_attn.out_proj"),
            output_norm=weights.norm(self.ops, checkpoint, f"{name}.self_attn_layer_norm", self._eps),
            up=weights.linear(self.ops, checkpoint, f"{name}.fc1"),
            down=weights.linear(self.ops, checkpoint, f"{name}.fc2"),
            down_norm=weights.norm(self.ops, checkpoint, f"{name}.final_layer_norm", self._eps),
        )

    def _cross(self, checkpoint: Checkpoint, name: str) -> Cross:
        return Cross(
            query=weights.linear(self.ops, checkpoint, f"{name}.q_proj"),
            key_value=weights.linear(self.ops, checkpoint, f"{name}.k_proj", f"{name}.v_proj"),
            output=weights.linear(self.ops, checkpoint, f"{name}.out_proj"),
            norm=weights.norm(self.ops, checkpoint, f"{name}_layer_norm", self._eps),
        )

    # ---- from text to text

    def forward(self, ids: Ids, past: Forward | None = None, whole: bool = True) -> Forward:
        """Translate token ids (T,), T at most the model's limit; it waits for each token that it writes.

        Args:
            past: an earlier result of this model, which is of no use afterwards. Its translation is read as a guess,
                in one pass, and as much of it kept as would be written again: most of a text survives a key press.
            whole: it always is.

        Returns:
            Encoder and decoder, ``written`` being the start token and all tokens up to the one that ends the text. A
            translation that does not end is cut after ``longest(T)`` tokens.
        """
        source = self._encode(ids)
        if self.beams > 1:
            return self._read(source, self._search(source, self.longest(len(ids))), None)
        past = past or Forward()
        guess = past.written[: self.longest(len(ids))] or (self.start,)
        return self._write(source, guess, self.longest(len(ids)), past.kept)

    def read(self, ids: Ids, written: Sequence[int]) -> Forward:
        """Encoder and decoder for a given translation, which begins with the start token; it waits for nothing."""
        return self._read(self._encode(ids), written, None)

    def logits(self, forward: Forward) -> Array:
        """Wait, and give the logits of what follows each token of ``forward.written``: (T, V)."""
        return self._logits(forward.hidden[-1])

    def output(self, attention: int) -> Linear:
        """See ``Projecting``."""
        kind, index = self.info.attention(attention)
        if kind == "self":
            return self.encoder[index].output
        layer, cross = self.decoder[index]
        return layer.output if kind == "masked" else cross.output

    def stream(self, forward: Forward, attention: int, contexts: Sequence[Tensor]) -> Tensor:
        """See ``Projecting``; the cross-attention is added to what the self-attention of its layer left."""
        info = self.info
        kind, index = info.attention(attention)
        if kind == "self":
            return forward.hidden[index]
        x = forward.hidden[info.layers + 1 + index]
        return x if kind == "masked" else attended(self.ops, x, self.decoder[index][0], contexts[info.layers + index])

    def longest(self, count: int) -> int:
        """Tokens at most in the translation of so many: far more than languages differ by, so that it ends."""
        return min(self.info.limit, 3 * count + 16)

    def _write(self, source: Source, guess: Sequence[int], longest: int, kept: Target | None) -> Forward:
        """Greedily: of the guess as much as agrees, then token by token."""
        written, first = list(guess), 0
        while True:
            kept = self._room(kept, len(written), first)
            chosen = self._choices(self._decode(source, kept, written, first))
            while chosen[:1] == written[first + 1 : first + 2]:
                first, chosen = first + 1, chosen[1:]
            del written[first + 1 :]
            if chosen[0] == self.end or len(written) >= longest:
                return kept.beside(source, written)
            written.append(chosen[0])
            first += 1

    def _read(self, source: Source, written: Sequence[int], kept: Target | None) -> Forward:
        kept = self._room(kept, len(written), 0)
        self._decode(source, kept, written, 0)
        return kept.beside(source, written)

    def _search(self, source: Source, longest: int) -> tuple[int, ...]:
        """The best of several translations."""
        states: list[tuple[Target | None, tuple[int, ...]]] = [(None, ())]

        def step(parents: Sequence[int], tokens: Sequence[int]) -> Array:
            nonlocal states
            grown, logits = [], []
            for at, (parent, token) in enumerate(zip(parents, tokens, strict=True)):
                kept, written = states[parent]
                # a parent's last child goes on in its rows (or moves them, to grow); those before it copy them
                copied = self._room(kept, len(written) + 1, len(written), anew=parent in parents[at + 1 :])
                grown.append((copied, (*written, token)))
            for kept, written in grown:
                logits.append(self._logits(self._decode(source, kept, written, len(written) - 1), final=True)[0])
            states = [*grown]
            return np.stack(logits)

        return search(step, self.start, self.end, longest, self.beams, self.length_penalty)

    # ---- the two halves

    def _encode(self, ids: Ids) -> Source:
        ops, info, D = self.ops, self.info, self.info.width
        x = ops.gather(ids, self.words, self._scale, self.positions)  # (S, D)
        hidden, layers, caches = [x], [], []
        for layer in self.encoder:
            x, attention = encode(ops, info, x, layer, self._activation)
            layers.append(attention)
            hidden.append(x)
        for _, cross in self.decoder:
            key_value = ops.linear(x, cross.key_value)  # (S, 2D)
            caches.append(ops.cache(info.heads, info.head_width, len(ids)))
            ops.append(caches[-1], (key_value, 0, D), (key_value, D, 2 * D))
        return Source(tuple(hidden), tuple(layers), tuple(caches), len(ids))

    def _decode(self, source: Source, kept: Target, written: Sequence[int], first: int) -> Tensor:
        """Read the tokens from ``first`` on, all before them having been read: last hidden states (T', D)."""
        ops, D = self.ops, self.info.width
        ids, mask = np.array(written[first:], np.int32), Mask(len(written), first, causal=True)
        x = kept.put_hidden(0, ops.gather(ids, self.target_words, self._scale, self.positions, first), first)
        for index, (layer, cross) in enumerate(self.decoder):
            qkv = ops.linear(x, layer.qkv)  # (T', 3D)
            context = kept.attend(index, (qkv, 0, D), (qkv, D, 2 * D), (qkv, 2 * D, 3 * D), mask)
            x = attended(ops, x, layer, context)
            query = ops.linear(x, cross.query)  # (T', D)
            kept.put_cross(index, (query, 0, D), first)
            context = ops.attend((query, 0, D), source.caches[index], source.mask)
            x = ops.norm(ops.linear(context, cross.output, residual=x), cross.norm)
            x = kept.put_hidden(index + 1, feed_forward(ops, x, layer, self._activation), first)
        return x

    def _room(self, kept: Target | None, count: int, filled: int, anew: bool = False) -> Target:
        """``kept`` if it has room for ``count`` tokens, else (or ``anew``) another one with what is filled of it."""
        if kept is not None and kept.capacity >= count and not anew:
            return kept
        larger = Target(self.ops, self.info, min(self.info.limit, max(SMALLEST, 1 << (count - 1).bit_length())))
        if kept is not None and filled:
            larger.take_over(kept, filled, leave=anew)
        return larger

    def _choices(self, x: Tensor) -> list[int]:
        """The most likely token after each row."""
        return [int(token) for token in self._logits(x, final=True).argmax(axis=1)]

    def _logits(self, x: Tensor, final: bool = False) -> Array:
        """(T, V); ``final``: the padding, which starts a text, is not to be written, as opus-mt's settings have it."""
        ops = self.ops
        head = ops.logits(x, self.target_words) if self.head is None else ops.linear(x, self.head)
        logits: Array = ops.download(head) + self._bias
        if final:
            logits[:, self._padding] = -np.inf
        return logits
