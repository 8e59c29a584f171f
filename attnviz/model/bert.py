"""BERT, the encoder of Devlin et al. 2018 (also MiniLM and multilingual-e5), as one forward pass.

Its kin differ in names alone, which ``weights/shapes/bert.py`` translates: RoBERTa, XLM-RoBERTa, DistilBERT. Weight
names are those of Hugging Face's ``BertModel``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from attnviz.beside import Beside
from attnviz.compute.checks import check_ids
from attnviz.compute.ops import Linear, Norm, Ops, Pass, Scripts, Tensor, WordTable
from attnviz.model import weights
from attnviz.model.forward import Forward
from attnviz.model.post_norm import Layer, encode, look
from attnviz.trace import Array
from attnviz.weights.checkpoint import Checkpoint

_HEAD = "cls.predictions"


class Bert:
    """A BERT encoder whose weights lie on one device.

    Attributes:
        guesses: whether the checkpoint came with the head that guesses masked words.
    """

    def __init__(self, checkpoint: Checkpoint, ops: Ops, progress: Callable[[float], None]) -> None:
        """Upload all weights; ``progress`` is told the share done (0..1).

        Raises:
            UserError: a tensor is missing or has another shape than the config says.
        """
        self.info = checkpoint.info
        self.ops = ops
        self._scripts: Scripts[Forward] = Scripts()
        self._eps = float(checkpoint.config["layer_norm_eps"])
        tensor = checkpoint.tensor
        table = Beside(lambda told: checkpoint.word_table(), "attnviz-words")
        offset = checkpoint.config["position_offset"]
        self.positions = ops.upload(tensor("embeddings.position_embeddings.weight")[offset:])  # (P, D)
        self.types = ops.upload(tensor("embeddings.token_type_embeddings.weight")[0])  # (D,)
        self.embedding_norm = self._norm(checkpoint, "embeddings.LayerNorm")
        self.layers: list[Layer] = []
        for index in range(self.info.layers):
            self.layers.append(self._layer(checkpoint, f"encoder.layer.{index}"))
            progress((index + 1) / self.info.layers)
        self._table = table.result()  # (V, D)
        self.guesses = f"{_HEAD}.bias" in checkpoint.shapes
        if self.guesses:
            self._words = ops.word_table(self._table)
            self._transform = weights.linear(ops, checkpoint, f"{_HEAD}.transform.dense")  # (D, D)
            self._transform_norm = self._norm(checkpoint, f"{_HEAD}.transform.LayerNorm")
            self._word_bias = tensor(f"{_HEAD}.bias")  # (V,)

    def _layer(self, checkpoint: Checkpoint, name: str) -> Layer:
        linear = partial(weights.linear, self.ops, checkpoint, spread=True)  # every key press reads the whole text
        return Layer(
            qkv=linear(*(f"{name}.attention.self.{part}" for part in ("query", "key", "value"))),
            output=linear(f"{name}.attention.output.dense"),
            output_norm=self._norm(checkpoint, f"{name}.attention.output.LayerNorm"),
            up=linear(f"{name}.intermediate.dense"),
            down=linear(f"{name}.output.dense"),
            down_norm=self._norm(checkpoint, f"{name}.output.LayerNorm"),
        )

    def _norm(self, checkpoint: Checkpoint, name: str) -> Norm:
        return weights.norm(self.ops, checkpoint, name, self._eps)

    def forward(self, ids: NDArray[np.int32], past: Forward | None = None, whole: bool = False) -> Forward:
        """Run the encoder on token ids (T,), T at most the model's limit; launches only, waits for nothing.

        Nothing of ``past`` can be used: every token looks at every other. Unless the ``whole`` is wanted, the last
        layer ends with its queries, keys and values: what its heads make of them is computed for the head that is
        looked at, and what its feed-forward network makes of that no view shows.
        """
        check_ids(ids, self._table.shape[0], self.positions)
        words_of = self._table.__getitem__  # (T, D): of a large table a text needs few rows
        asked = Pass((len(ids), whole), ids, words_of, partial(self._encoded, len(ids), whole))
        return self.ops.again(self._scripts, asked)

    def _encoded(self, count: int, whole: bool, words: WordTable) -> Forward:
        """``forward`` of word embeddings (T, D)."""
        ops, info = self.ops, self.info
        rows = np.arange(count, dtype=np.int32)
        x = ops.embed(rows, words, self.positions, self.types, self.embedding_norm)  # (T, D)
        hidden, layers = [x], []
        for layer in self.layers if whole else self.layers[:-1]:
            x, attention = encode(ops, info, x, layer, "gelu")
            layers.append(attention)
            hidden.append(x)
        if not whole:
            layers.append(look(ops, info, x, self.layers[-1]))
        return Forward(tuple(hidden), tuple(layers))

    def output(self, attention: int) -> Linear:
        """See ``Projecting``."""
        return self.layers[attention].output

    def stream(self, forward: Forward, attention: int, contexts: Sequence[Tensor]) -> Tensor:
        """See ``Projecting``."""
        return forward.hidden[attention]

    def word_scores(self, forward: Forward, position: int) -> Array:
        """Wait, and give the logits (V,) of the word that belongs where the token at ``position`` is (section 3.1).

        Args:
            forward: a whole one.

        Raises:
            ValueError: the checkpoint has no such head (see ``guesses``), there is no such token, or a part is missing.
        """
        if not self.guesses:
            raise ValueError("this checkpoint has no head for masked words")
        if len(forward.hidden) <= self.info.layers:
            raise ValueError("the last layer's hidden states were not asked for")
        ops = self.ops
        row = ops.take_rows(forward.hidden[-1], np.array([position], np.int32))  # (1, D)
        x = ops.norm(ops.linear(row, self._transform, "gelu"), self._transform_norm)
        scores: Array = ops.download(ops.logits(x, self._words))[0] + self._word_bias
        return scores
