"""Arrays of one or several .safetensors files, memory-mapped and read when asked for.

Format: uint64 header length, a JSON header {name: {dtype, shape, data_offsets}}, then the raw little-endian data.
The safetensors library checks the header (lengths, overlaps, coverage of the file); the data is then mapped here and
not read through the library, whose numpy side has no bfloat16 and copies every array.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from attnviz.errors import QT_TRANSLATE_NOOP, UserError, reason
from attnviz.files import beginning, whole
from attnviz.trace import Array
from attnviz.weights.mapped import mapped
from attnviz.weights.packed import Packed

MOST_HEADER = 1 << 24
"""bytes: some 100,000 arrays, or a trace of as many tokens; in memory it is about fifteen times as large"""
_MOST_INDEX = 1 << 25
LONGEST_NAME = 256  # bytes of a file's name; a longer one cannot even be asked for
SUPPORTED = ("F32", "F16", "BF16", "F64")


@dataclass(frozen=True)
class _Entry:
    file: Path
    kind: str
    shape: tuple[int, ...]  # as stored
    data: NDArray[np.uint8]


class SafetensorsFile:
    """Named arrays of one file, or of those that an index lists.

    Attributes:
        shapes: shape of every array, by its canonical name.

    Raises:
        UserError: a file is missing, cannot be read, or is not a whole safetensors file.
    """

    def __init__(
        self, path: Path, plain: Callable[[str], str] = str, turned: Callable[[str], bool] = lambda name: False
    ) -> None:
        """
        Args:
            path: a .safetensors file or an index.
            plain: name in the file -> canonical name.
            turned: canonical names of matrices that are stored (in, out) and wanted (out, in).
        """
        self._turned = turned
        self._entries: dict[str, _Entry] = {}
        if path.suffix == ".json":
            listed = _read_index(path)
            opened = {shard: _open(path.parent / shard) for shard in sorted(set(listed.values()))}
            for name, shard in listed.items():
                if name not in opened[shard]:
                    raise UserError(
                        QT_TRANSLATE_NOOP("errors", "{file} lacks the weights “{name}” that {index} places in it."),
                        file=path.parent / shard,
                        name=name,
                        index=path.name,
                    )
                self._entries[plain(name)] = opened[shard][name]
        else:
            self._entries = {plain(name): entry for name, entry in _open(path).items()}
        self.shapes = {
            name: entry.shape[::-1] if turned(name) else entry.shape for name, entry in self._entries.items()
        }

    def kind(self, name: str) -> str:
        """How an array is stored: a key of ``packed.KINDS``.

        Raises:
            KeyError: no array of this name.
            UserError: stored in a type that is not supported.
        """
        entry = self._entries[name]
        if entry.kind not in SUPPORTED:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "errors",
                    "{file}: the weights “{name}” are stored as {kind}; supported: {supported}.",
                ),
                file=entry.file,
                name=name,
                kind=entry.kind,
                supported=", ".join(SUPPORTED),
            )
        return entry.kind

    def stored(self, name: str) -> Packed:
        """One array as it is stored: a view of the file, or a copy where it had to be turned.

        Raises:
            KeyError, UserError: as ``kind``.
        """
        kind, entry = self.kind(name), self._entries[name]
        shape, data = entry.shape, entry.data
        if self._turned(name):
            numbers = data.reshape(*shape, -1).swapaxes(0, 1)  # (out, in, bytes of a number)
            shape, data = shape[::-1], np.ascontiguousarray(numbers)
        return Packed(kind, shape, data.reshape(math.prod(shape[:-1]), -1))

    def tensor(self, name: str) -> Array:
        """One array as float32, aligned and contiguous: a read-only view of the file where it is stored so.

        Raises:
            KeyError, UserError: as ``kind``.
        """
        return self.stored(name).dense()


def header_length(path: Path) -> int:
    """Bytes of a file's header, once it is sure that it is none that takes minutes and gigabytes to read.

    Raises:
        OSError: the file cannot be read.
        ValueError: the header is too long.
    """
    length = int.from_bytes(beginning(path, 8), "little")
    if length > MOST_HEADER:
        raise ValueError(f"a header of {length} bytes; up to {MOST_HEADER} are read")
    return length


def _open(path: Path) -> dict[str, _Entry]:
    """Entries of one file by the names it gives them."""
    try:
        length = header_length(path)
        with safe_open(str(path), framework="numpy"):  # checks the header against the file
            pass
        with path.open("rb") as file:
            file.seek(8)
            header: dict[str, Any] = json.loads(file.read(length))
        data = mapped(path, 8 + length)
    except (SafetensorError, OSError, ValueError) as error:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors", "{file} is damaged, cut short or not a safetensors file ({reason}). Fetch it again."
            ),
            file=path,
            reason=reason(error),
        ) from error
    header.pop("__metadata__", None)
    return {
        name: _Entry(path, entry["dtype"], tuple(entry["shape"]), data[slice(*entry["data_offsets"])])
        for name, entry in header.items()
    }


def _read_index(path: Path) -> Mapping[str, str]:
    """Which file of the same folder holds which array."""
    try:
        listed = json.loads(whole(path, _MOST_INDEX))["weight_map"]
        if not isinstance(listed, dict) or not listed:
            raise ValueError("weight_map is empty")
    except (OSError, ValueError, RecursionError, TypeError, KeyError) as error:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} is not an index of a model's files ({reason})."),
            file=path,
            reason=reason(error),
        ) from error
    for shard in listed.values():
        # an index from the internet must not lead to files elsewhere
        named = isinstance(shard, str) and len(shard.encode("utf-8", "replace")) < LONGEST_NAME
        if not named or Path(shard).name != shard or not shard.endswith(".safetensors"):
            raise UserError(
                QT_TRANSLATE_NOOP("errors", "{file} names “{shard}”, which is no .safetensors file of its folder."),
                file=path,
                shard=shard,
            )
        if not (path.parent / shard).is_file():
            raise UserError(
                QT_TRANSLATE_NOOP("errors", "{file} is missing; {index} lists {count} files. Fetch the model again."),
                file=path.parent / shard,
                index=path.name,
                count=len(set(map(str, listed.values()))),
            )
    return listed
