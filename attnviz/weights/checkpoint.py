"""One door to every model file: configuration, named float32 arrays and a tokenizer.

Names are those of the family's Hugging Face checkpoint ("encoder.layer.0.attention.self.query.weight"), whatever the
file calls them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.text.tokenizer import Tokenizer
from attnviz.trace import Array, ModelInfo
from attnviz.weights.catalogue import E5S, Source, find
from attnviz.weights.e5s import E5SFile
from attnviz.weights.families import check_config, check_shapes
from attnviz.weights.q4 import Q4Matrix
from attnviz.weights.safetensors_file import SafetensorsFile
from attnviz.weights.verified import Progress, verify

READING_WORDS = QT_TRANSLATE_NOOP("progress", "Reading the vocabulary")
READY = QT_TRANSLATE_NOOP("progress", "Model files are ready")

_WORDS = "embeddings.word_embeddings.weight"


class _Arrays(Protocol):
    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]: ...

    def tensor(self, name: str) -> Array: ...


class Checkpoint:
    """An opened model. Arrays are read from the mapped file each time they are asked for: ask once, keep the result.

    Attributes:
        info: what a view may say about the model.
        config: sizes by their Hugging Face names (model_type, hidden_size, num_hidden_layers, num_attention_heads,
            intermediate_size, max_position_embeddings, type_vocab_size, vocab_size, layer_norm_eps, hidden_act).
        shapes: shape of every array the family has, by name.
        tokenizer: text -> Tokens for this model.
    """

    def __init__(self, source: Source, arrays: _Arrays, config: Mapping[str, Any], tokenizer: Tokenizer) -> None:
        self.config = dict(config)
        self.tokenizer = tokenizer
        self.shapes = check_shapes(arrays.shapes, config, source.weights)
        self.info = ModelInfo(
            id=source.id,
            name=source.name,
            family=config["model_type"],
            layers=config["num_hidden_layers"],
            heads=config["num_attention_heads"],
            kv_heads=config["num_attention_heads"],
            head_width=config["hidden_size"] // config["num_attention_heads"],
            width=config["hidden_size"],
            limit=config["max_position_embeddings"],
            parameters=sum(math.prod(shape) for shape in self.shapes.values()),
        )
        self._file = source.weights
        self._arrays = arrays

    def tensor(self, name: str) -> Array:
        """One array as float32, contiguous; it may be read-only.

        Raises:
            KeyError: the family has no array of this name.
            UserError: it holds a NaN or an infinity.
        """
        array = self._arrays.tensor(name)
        if not np.isfinite(array).all():
            raise self._not_finite(name)
        return array

    def word_table(self) -> Array | Q4Matrix:
        """The word embeddings (V, D): a float32 array, or a matrix left in 4 bits whose ``rows`` expand on demand.

        Raises:
            UserError: it holds a NaN or an infinity.
        """
        if isinstance(self._arrays, E5SFile):
            table = self._arrays.word_table()
            if not table.is_finite():
                raise self._not_finite(_WORDS)
            return table
        return self.tensor(_WORDS)

    def _not_finite(self, name: str) -> UserError:
        return UserError(
            QT_TRANSLATE_NOOP(
                "errors", "{file}: the weights “{name}” hold values that are not numbers; the file is damaged."
            ),
            file=self._file,
            name=name,
        )


def open_checkpoint(id_or_path: str, progress: Progress | None = None) -> Checkpoint:
    """Open a model of the catalogue by its id, or any supported model by its path.

    Args:
        progress: hears the share that is done (0..1) and what is being done; called in the caller's thread.

    Raises:
        UserError: not found, not installed, damaged, or of a kind that is not supported.
    """
    report = progress or (lambda fraction, what: None)
    source = find(id_or_path)
    verify(source, lambda fraction, what: report(0.5 * fraction, what))
    report(0.5, READING_WORDS)
    checkpoint = _open_e5s(source) if source.format == E5S else _open_folder(source)
    report(1.0, READY)
    return checkpoint


def _open_e5s(source: Source) -> Checkpoint:
    file = E5SFile(source.weights)
    words = file.vocabulary
    limit = file.config["max_position_embeddings"]
    tokenizer = Tokenizer.from_unigram(words.pieces, words.scores, words.unk, words.bos, words.eos, words.rules, limit)
    return Checkpoint(source, file, file.config, tokenizer)


def _open_folder(source: Source) -> Checkpoint:
    config = _read_config(source.folder / "config.json")
    file = SafetensorsFile(source.weights)
    check_shapes(file.shapes, config, source.weights)  # before the tokenizer: a wrong file is the better thing to say
    tokenizer_file = source.folder / "tokenizer.json"
    try:
        tokenizer = Tokenizer.from_tokenizer_json(tokenizer_file, config["max_position_embeddings"])
    except ValueError as error:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} is damaged or not a Hugging Face tokenizer ({reason})."),
            file=tokenizer_file,
            reason=error,
        ) from error
    if tokenizer.highest_id >= config["vocab_size"]:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "{file} knows {found} tokens, but the model has vectors for {wanted}; they do not belong together.",
            ),
            file=tokenizer_file,
            found=tokenizer.highest_id + 1,
            wanted=config["vocab_size"],
        )
    return Checkpoint(source, file, config, tokenizer)


def _read_config(path: Path) -> dict[str, Any]:
    try:
        config = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} cannot be read as JSON ({reason})."), file=path, reason=error
        ) from error
    if not isinstance(config, dict):
        config = {}
    return check_config(config, path)
