"""A GGUF model file: configuration, arrays by their Hugging Face names, and what its tokenizer is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.trace import Array
from attnviz.weights.families import check_config
from attnviz.weights.gguf_header import TensorInfo, read_header
from attnviz.weights.gguf_names import canonical_name, read_config
from attnviz.weights.packed import Packed


@dataclass(frozen=True)
class _Place:
    """An array in the file: a tensor, or one expert's rows of it; ``heads`` > 0 where rows are to be put in order."""

    info: TensorInfo
    shape: tuple[int, ...]
    first_row: int = 0
    heads: int = 0


class GGUFFile:
    """Arrays and metadata of one file, memory-mapped; arrays are expanded when asked for.

    Attributes:
        config: under the names of a Hugging Face config.json, checked, with ``model_type``.
        shapes: shape of every array by its Hugging Face name; linear weights are (out, in).

    Raises:
        UserError: the file cannot be read, is not whole, contradicts itself, or holds a model that is not supported.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        header = read_header(path)
        self._fields = dict(header.fields)
        self.config = check_config(read_config(header, path), path)
        arch = header.fields["general.architecture"]
        self._places: dict[str, _Place] = {}
        for name, info in header.tensors.items():
            self._places.update(_places(canonical_name(name, arch), info))
        if arch == "llama":
            self._mark_interleaved()
        self.shapes = {name: place.shape for name, place in self._places.items()}

    def take_tokenizer_fields(self) -> Mapping[str, Any]:
        """Plain values of ``tokenizer.ggml.*`` and ``tokenizer.chat_template``; empty where the file has none.

        Given away, to be asked for once: 100,000 texts would stay until the weights are read, and what is made
        meanwhile would keep their memory from going back to the system.
        """
        return {key: self._fields.pop(key) for key in [*self._fields] if key.startswith("tokenizer.")}

    @property
    def title(self) -> str:
        """The name the file gives itself, or ""."""
        name = self._fields.get("general.name")
        return name if isinstance(name, str) else ""

    def stored(self, name: str) -> Packed:
        """One array as it is stored: a view of the file, or a copy where its rows had to be put in order.

        Raises:
            KeyError: no array of this name.
        """
        place = self._places[name]
        rows = int(np.prod(place.shape[:-1], dtype=np.int64))
        data = place.info.data[place.first_row : place.first_row + rows]
        if place.heads:
            data = _in_order(data, place)
        return Packed(place.info.kind, place.shape, data)

    def kind(self, name: str) -> str:
        """How an array is stored: a key of ``packed.KINDS``."""
        return self._places[name].info.kind

    def tensor(self, name: str) -> Array:
        """One array as float32, in its shape.

        Raises:
            KeyError: no array of this name.
        """
        return self.stored(name).dense()

    def _mark_interleaved(self) -> None:
        """Queries and keys of the architecture "llama" have their rows in another order than Hugging Face's."""
        for part, heads in (("q", "num_attention_heads"), ("k", "num_key_value_heads")):
            for ending in ("weight", "bias"):
                for layer in range(self.config["num_hidden_layers"]):
                    name = f"layers.{layer}.self_attn.{part}_proj.{ending}"
                    place = self._places.get(name)
                    if place and place.shape[0] == self.config[heads] * self.config["head_dim"]:
                        self._places[name] = _Place(place.info, place.shape, place.first_row, self.config[heads])


def _places(name: str, info: TensorInfo) -> dict[str, _Place]:
    """A tensor of all experts (E, F, D) is one array (F, D) for each."""
    if "{}" not in name or len(info.shape) != 3:
        return {name: _Place(info, info.shape)}
    experts, rows, width = info.shape
    return {name.format(expert): _Place(info, (rows, width), expert * rows) for expert in range(experts)}


def _in_order(data: NDArray[np.uint8], place: _Place) -> NDArray[np.uint8]:
    """Undo llama.cpp's order of rows, in which the two halves of a head's rotation pairs alternate.

    Whole rows move, so it works on packed ones; the row of a bias is its one row of numbers.
    """
    rows = data if len(place.shape) > 1 else data.reshape(place.shape[0], -1)  # (heads * Dh, bytes)
    halves = rows.reshape(place.heads, -1, 2, rows.shape[-1])  # (heads, Dh / 2, 2, bytes)
    return np.ascontiguousarray(halves.swapaxes(1, 2)).reshape(data.shape)
