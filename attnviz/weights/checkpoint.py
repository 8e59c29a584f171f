"""One door to every model file: configuration, named arrays and a tokenizer.

Names are those of the family's Hugging Face checkpoint ("encoder.layer.0.attention.self.query.weight"), whatever the
file calls them, and linear weights are (out, in); ``shapes/`` lists them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from attnviz.errors import QT_TRANSLATE_NOOP, UserError, reason
from attnviz.files import whole
from attnviz.text.tokenizer import Tokenizer
from attnviz.trace import Array
from attnviz.weights.catalogue import find
from attnviz.weights.e5s import E5SFile
from attnviz.weights.families import MODEL_TYPES, check_config, check_shapes, model_info
from attnviz.weights.gguf_file import GGUFFile
from attnviz.weights.own_files import E5S, GGUF, Source
from attnviz.weights.packed import Packed
from attnviz.weights.q4 import Q4Matrix
from attnviz.weights.safetensors_file import SafetensorsFile
from attnviz.weights.verified import Progress, verify

READING_WORDS = QT_TRANSLATE_NOOP("progress", "Reading the vocabulary")
READY = QT_TRANSLATE_NOOP("progress", "Model files are ready")

MASKED_WORDS = "cls.predictions.bias"
"""an array of the head that guesses masked words, which a checkpoint has whole or not at all"""
_WORDS = "embeddings.word_embeddings.weight"
_MOST_CONFIG = 1 << 22  # bytes


class _Arrays(Protocol):
    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]: ...

    def tensor(self, name: str) -> Array: ...

    def kind(self, name: str) -> str: ...

    def stored(self, name: str) -> Packed: ...


class Weights:
    """An opened model. Arrays are read from the mapped file each time they are asked for: ask once, keep the result.

    Attributes:
        info: what a view may say about the model.
        config: sizes by their Hugging Face names, defaults filled in (``shapes/`` says which each family has).
        shapes: shape of every array the model uses, by name.
    """

    def __init__(self, source: Source, arrays: _Arrays, config: Mapping[str, Any]) -> None:
        self.config = dict(config)
        self.shapes = check_shapes(arrays.shapes, config, source.weights)
        self._made = MODEL_TYPES[config["model_type"]].made(config)
        stored = (math.prod(shape) for name, shape in self.shapes.items() if name not in self._made)
        self.info = replace(model_info(source.id, source.name, config, sum(stored)), reads=source.reads)
        self._file = source.weights
        self._arrays = arrays

    def tensor(self, name: str) -> Array:
        """One array as float32, contiguous; it may be read-only.

        Raises:
            KeyError: the model has no array of this name.
            UserError: it holds a NaN or an infinity, or is stored in a type that is not supported.
        """
        if name in self._made:
            return self._made[name]()
        array = self._arrays.tensor(name)
        if not np.isfinite(array).all():
            raise self._not_finite(name)
        return array

    def stored(self, name: str) -> Packed:
        """One array as it is stored: 16-bit floats or few-bit blocks by rows, to be kept so on a device.

        A view of the mapped file where it can be. ``rows`` and ``part`` of it take a large table piece by piece.

        Raises:
            KeyError: the model has no array of this name.
            UserError: as ``tensor``.
        """
        if name in self._made:
            return Packed.of(self._made[name]())
        packed = self._arrays.stored(name)
        if not packed.is_finite():
            raise self._not_finite(name)
        return packed

    def stored_kind(self, name: str) -> str:
        """How an array is stored: a key of ``packed.KINDS``; nothing is read."""
        return "F32" if name in self._made else self._arrays.kind(name)

    def stays_packed(self, name: str) -> bool:
        """Whether an array lies on every device as it is stored: the word table that ``word_table`` gives so."""
        return isinstance(self._arrays, E5SFile) and name == _WORDS

    def word_table(self) -> Array | Q4Matrix:
        """BERT's word embeddings (V, D): a float32 array, or a matrix left in 4 bits. Not on the mapped file.

        Raises:
            UserError: it holds a NaN or an infinity.
        """
        if isinstance(self._arrays, E5SFile):
            table = self._arrays.word_table()
            if not table.is_finite():
                raise self._not_finite(_WORDS)
            return table
        return np.array(self.tensor(_WORDS))

    def _not_finite(self, name: str) -> UserError:
        return UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "{file}: the weights “{name}” hold values that are not numbers; the file is damaged. Fetch it again.",
            ),
            file=self._file,
            name=name,
        )


class Checkpoint(Weights):
    """An opened model that can run.

    Attributes:
        tokenizer: text -> Tokens for this model.
    """

    def __init__(self, source: Source, arrays: _Arrays, config: Mapping[str, Any], tokenizer: Tokenizer) -> None:
        super().__init__(source, arrays, config)
        self.tokenizer = tokenizer


def open_weights(id_or_path: str) -> Weights:
    """Look at a model without its tokenizer, and without comparing its files with the catalogue's: quick, for lists.

    Raises:
        UserError: as ``open_checkpoint``.
    """
    source = find(id_or_path)
    return Weights(source, *open_arrays(source))


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
    arrays, config = open_arrays(source)
    check_shapes(arrays.shapes, config, source.weights)  # before the tokenizer: a wrong file is the better thing to say
    checkpoint = Checkpoint(source, arrays, config, _open_tokenizer(source, arrays, config))
    if MASKED_WORDS in checkpoint.shapes:
        checkpoint.info = replace(checkpoint.info, mask=checkpoint.tokenizer.mask)
    report(1.0, READY)
    return checkpoint


def open_arrays(source: Source) -> tuple[E5SFile | GGUFFile | SafetensorsFile, dict[str, Any]]:
    """Arrays and checked configuration of a model, without its tokenizer.

    Raises:
        UserError: damaged, or of a kind that is not supported.
    """
    if source.format == E5S:
        e5s = E5SFile(source.weights)
        return e5s, e5s.config
    if source.format == GGUF:
        gguf = GGUFFile(source.weights)
        return gguf, gguf.config
    config = _read_config(source.folder / "config.json")
    family = MODEL_TYPES[config["model_type"]]
    return SafetensorsFile(source.weights, lambda name: family.plain(name, config), family.turned), config


def _open_tokenizer(
    source: Source, arrays: E5SFile | GGUFFile | SafetensorsFile, config: Mapping[str, Any]
) -> Tokenizer:
    limit = model_info(source.id, source.name, config, 0).limit
    if isinstance(arrays, E5SFile):
        words = arrays.vocabulary
        return Tokenizer.from_unigram(words.pieces, words.scores, words.unk, words.bos, words.eos, words.rules, limit)
    file = source.weights if isinstance(arrays, GGUFFile) else source.folder / "tokenizer.json"
    if config["model_type"] == "marian" and not file.is_file():
        file = source.folder
    try:
        if isinstance(arrays, GGUFFile):
            tokenizer = Tokenizer.from_gguf(arrays.take_tokenizer_fields(), limit)
        elif config["model_type"] == "marian":
            tokenizer = Tokenizer.from_marian(source.folder, config, limit)
        else:
            tokenizer = Tokenizer.from_tokenizer_json(file, limit)
    except ValueError as error:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file}: its tokenizer is damaged, missing or not supported ({reason})."),
            file=file,
            reason=error,
        ) from error
    if tokenizer.highest_id >= config["vocab_size"]:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "{file} knows {known} tokens, but the model has vectors for {wanted}; they do not belong together.",
            ),
            file=file,
            known=tokenizer.highest_id + 1,
            wanted=config["vocab_size"],
        )
    return tokenizer


def _read_config(path: Path) -> dict[str, Any]:
    try:
        config = json.loads(whole(path, _MOST_CONFIG))
    except (OSError, ValueError, RecursionError) as error:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} cannot be read as JSON ({reason})."), file=path, reason=reason(error)
        ) from error
    if not isinstance(config, dict):
        config = {}
    return check_config(config, path)
