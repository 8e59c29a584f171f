"""Arrays of one .safetensors file, memory-mapped and read when asked for.

Format: uint64 header length, a JSON header {name: {dtype, shape, data_offsets}}, then the raw little-endian data.
The safetensors library checks the header (lengths, overlaps, coverage of the file); the data is then mapped here and
not read through the library, whose numpy side has no bfloat16 and copies every array.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.trace import Array

_FLOATS = {"F32": "<f4", "F16": "<f2", "F64": "<f8", "BF16": "<u2"}
_OLD_ENDINGS = {"LayerNorm.gamma": "LayerNorm.weight", "LayerNorm.beta": "LayerNorm.bias"}


class SafetensorsFile:
    """Named arrays of one file.

    Attributes:
        shapes: shape of every array, by its name without the family's prefix.

    Raises:
        UserError: the file cannot be read, or is not a whole safetensors file.
    """

    def __init__(self, path: Path, prefix: str = "bert.") -> None:
        self.path = path
        try:
            with safe_open(str(path), framework="numpy"):  # checks the header against the file
                pass
            with path.open("rb") as file:
                length = int.from_bytes(file.read(8), "little")
                header = json.loads(file.read(length))
            self._data = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + length)
        except (SafetensorError, OSError, ValueError) as error:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "errors", "{file} is damaged, cut short or not a safetensors file ({reason}). Fetch it again."
                ),
                file=path,
                reason=error,
            ) from error
        header.pop("__metadata__", None)
        self._entries = {_plain(name, prefix): entry for name, entry in header.items()}
        self.shapes = {name: tuple(entry["shape"]) for name, entry in self._entries.items()}

    def tensor(self, name: str) -> Array:
        """One array as float32, aligned and contiguous: a read-only view of the file where it is stored so.

        Raises:
            KeyError: no array of this name.
            UserError: stored in a type that is not supported.
        """
        entry = self._entries[name]
        kind = entry["dtype"]
        if kind not in _FLOATS:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "errors",
                    "{file}: the weights “{name}” are stored as {kind}; supported: {supported}.",
                ),
                file=self.path,
                name=name,
                kind=kind,
                supported=", ".join(_FLOATS),
            )
        start, end = entry["data_offsets"]
        stored = np.asarray(self._data[start:end]).view(_FLOATS[kind]).reshape(entry["shape"])
        if kind == "BF16":
            return _widen(stored)
        return np.require(stored, dtype=np.float32, requirements=["C", "A"])


def _plain(name: str, prefix: str) -> str:
    """Name without the family's prefix, and with today's names where early checkpoints wrote gamma and beta."""
    name = name.removeprefix(prefix)
    for old, new in _OLD_ENDINGS.items():
        if name.endswith(old):
            return name.removesuffix(old) + new
    return name


def _widen(stored: NDArray[np.uint16]) -> Array:
    """bfloat16 is the upper half of a float32, so widening is a shift."""
    return (stored.astype(np.uint32) << 16).view(np.float32)
