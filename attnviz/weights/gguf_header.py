"""The header of a GGUF file: its metadata, and where each tensor lies.

Layout (the GGUF specification, versions 2 and 3, little endian):

    char[4] "GGUF"   uint32 version   uint64 tensors   uint64 entries
    entries times:   string key, uint32 type, value        (a string is uint64 length and UTF-8 bytes;
                                                            an array is uint32 type, uint64 length, its values)
    tensors times:   string name, uint32 n, uint64 dims[n] (fastest first), uint32 kind, uint64 offset
    padding to ``general.alignment`` (32), then the data; offsets count from there

Read here and not with the library's GGUFReader, which makes an object of each of the 100,000 strings of a vocabulary
(2.1 s against 0.05 s for SmolLM2) and believes every count it reads.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.errors import QT_TRANSLATE_NOOP, UserError, reason
from attnviz.weights.mapped import mapped
from attnviz.weights.packed import KINDS, row_bytes

MAGIC = b"GGUF"
_STRING, _ARRAY = 8, 9
_SCALARS = {
    0: "<u1",
    1: "<i1",
    2: "<u2",
    3: "<i2",
    4: "<u4",
    5: "<i4",
    6: "<f4",
    7: "?",
    10: "<u8",
    11: "<i8",
    12: "<f8",
}
_NUMBERS = {  # ggml's own; what has no name in KINDS is named for the error message
    0: "F32",
    1: "F16",
    2: "Q4_0",
    3: "Q4_1",
    6: "Q5_0",
    7: "Q5_1",
    8: "Q8_0",
    10: "Q2_K",
    11: "Q3_K",
    12: "Q4_K",
    13: "Q5_K",
    14: "Q6_K",
    28: "F64",
    30: "BF16",
}
_LONGEST_NAME = 1 << 10  # bytes; the specification allows 65,535 of a key and 64 of a tensor's name
_MOST_DIMENSIONS = 4
_MOST_ENTRIES, _MOST_TENSORS = 1 << 14, 1 << 17  # Qwen3-235B has some 50 and 1,131
_MOST_VALUES = 1 << 22  # in all lists together, each 8 to 80 bytes in Python; Gemma 3's vocabulary has 1,300,000
_MOST_TEXT = 1 << 25  # bytes of all texts together


@dataclass(frozen=True)
class TensorInfo:
    """Where one tensor lies.

    Attributes:
        kind: a key of ``KINDS``.
        shape: slowest axis first.
        data: its bytes (rows, bytes per row), a view of the file.
    """

    kind: str
    shape: tuple[int, ...]
    data: NDArray[np.uint8]


@dataclass(frozen=True)
class Header:
    """``fields``: metadata as plain Python values; ``tensors``: by the names of the file."""

    fields: dict[str, Any]
    tensors: dict[str, TensorInfo]


def read_header(path: Path) -> Header:
    """Read a file's header and map its data.

    Raises:
        UserError: the file cannot be read, is cut short, contradicts itself, or holds a kind of weights that is not
            supported.
    """
    try:
        data = mapped(path)
    except (OSError, ValueError) as error:  # ValueError: an empty file cannot be mapped
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} cannot be read ({reason})."), file=path, reason=reason(error)
        ) from error
    try:
        return _read(np.asarray(data), path)
    except _Damage as damage:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} is damaged, cut short or not a GGUF file ({reason}). Fetch it again."),
            file=path,
            reason=damage,
        ) from damage


class _Damage(Exception):
    """Where the bytes stop making sense."""


class _Cursor:
    """Reads in order. Every count is compared with what is left before anything is made of it."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._view = data.data
        self.at = 0
        self._values = self._text = 0  # made so far

    def take(self, count: int) -> memoryview:
        if count > len(self._view) - self.at:
            raise _Damage(f"{count} bytes wanted at {self.at}, {len(self._view) - self.at} left")
        self.at += count
        return self._view[self.at - count : self.at]

    def u32(self) -> int:
        return int.from_bytes(self.take(4), "little")

    def u64(self) -> int:
        return int.from_bytes(self.take(8), "little")

    def text(self, longest: int | None = None) -> str:
        length = self.u64()
        if longest is not None and length > longest:
            raise _Damage(f"a name of {length} bytes at {self.at}")
        raw = self.take(length)
        self._count(0, length)
        return _decoded(raw)

    def value(self, kind: int) -> Any:
        if kind == _STRING:
            return self.text()
        if kind == _ARRAY:
            inner, count = self.u32(), self.u64()
            return self._texts(count) if inner == _STRING else self._numbers(inner, count).tolist()
        return self._numbers(kind, 1).tolist()[0]

    def _count(self, values: int, text: int) -> None:
        """A file may hold far more than memory once it is made into Python's own."""
        self._values, self._text = self._values + values, self._text + text
        if self._values > _MOST_VALUES or self._text > _MOST_TEXT:
            raise _Damage(f"more than {_MOST_VALUES} values or {_MOST_TEXT} bytes of text before {self.at}")

    def _numbers(self, kind: int, count: int) -> NDArray[Any]:
        if kind not in _SCALARS:  # arrays of arrays are allowed by the format, and used by nobody
            raise _Damage(f"a value of the unknown type {kind} at {self.at}")
        numbers = np.frombuffer(self.take(count * np.dtype(_SCALARS[kind]).itemsize), _SCALARS[kind])
        self._count(count, 0)
        return numbers

    def _texts(self, count: int) -> list[str]:
        """The vocabulary: the one loop that takes time, so it is spelled out."""
        if 8 * count > len(self._view) - self.at:
            raise _Damage(f"{count} texts announced at {self.at}")
        self._count(count, 0)
        view, at, size = self._view, self.at, len(self._view)
        length_at = struct.Struct("<Q").unpack_from
        texts: list[str] = []
        for _ in range(count):
            if at + 8 > size:
                raise _Damage(f"{count} texts announced, {len(texts)} found")
            start = at + 8
            at = start + length_at(view, at)[0]
            if at > size:
                raise _Damage(f"{count} texts announced, {len(texts)} found")
            texts.append(_decoded(view[start:at]))
            if at - self.at > _MOST_TEXT:
                break
        self._count(0, at - self.at)
        self.at = at
        return texts


def _decoded(raw: memoryview) -> str:
    # some vocabularies hold a lone byte as a piece: it must not stop the rest
    return str(raw, "utf-8", "surrogateescape")


def _read(data: NDArray[np.uint8], path: Path) -> Header:
    cursor = _Cursor(data)
    if bytes(cursor.take(4)) != MAGIC:
        raise _Damage("it does not start with GGUF")
    version = cursor.u32()
    if version not in (2, 3):
        raise _Damage(f"version {version}, known are 2 and 3, little endian")
    tensors, entries = cursor.u64(), cursor.u64()
    fields: dict[str, Any] = {}
    for at in range(entries):
        if at == _MOST_ENTRIES:
            raise _Damage(f"{entries} entries announced")
        key = cursor.text(_LONGEST_NAME)
        fields[key] = cursor.value(cursor.u32())
    infos = {}
    for at in range(tensors):
        if at == _MOST_TENSORS:
            raise _Damage(f"{tensors} tensors announced")
        name = cursor.text(_LONGEST_NAME)
        infos[name] = _place(cursor, name)
    alignment = fields.get("general.alignment", 32)
    if type(alignment) is not int or alignment < 1 or alignment & (alignment - 1):
        raise _Damage(f"an alignment of {alignment}")
    start = -(-cursor.at // alignment) * alignment
    return Header(fields, {name: _mapped(name, info, data[start:], path) for name, info in infos.items()})


def _place(cursor: _Cursor, name: str) -> tuple[int, tuple[int, ...], int]:
    """Kind, shape and offset of a tensor."""
    count = cursor.u32()
    if not 1 <= count <= _MOST_DIMENSIONS:
        raise _Damage(f"{name}: {count} dimensions")
    dims = [cursor.u64() for _ in range(count)]
    if 0 in dims or math.prod(dims) >= 1 << 62:
        raise _Damage(f"{name}: a shape of {' × '.join(map(str, reversed(dims)))}")
    while len(dims) > 1 and dims[-1] == 1 and len(dims) > 2:  # a matrix may be written with four dimensions
        dims.pop()
    return cursor.u32(), tuple(reversed(dims)), cursor.u64()


def _mapped(name: str, info: tuple[int, tuple[int, ...], int], data: NDArray[np.uint8], path: Path) -> TensorInfo:
    number, shape, offset = info
    kind = _NUMBERS.get(number)
    if kind is None:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file}: the weights “{name}” are stored as {kind}; supported: {supported}."),
            file=path,
            name=name,
            kind=f"ggml type {number}",
            supported=", ".join(KINDS),
        )
    width = row_bytes(kind, shape[-1])
    if width is None:
        raise _Damage(f"{name}: rows of {shape[-1]} weights in {kind}")
    rows = math.prod(shape[:-1])
    if offset + rows * width > len(data):
        raise _Damage(f"{name}: {rows * width} bytes at {offset}, {max(0, len(data) - offset)} left")
    return TensorInfo(kind, shape, data[offset : offset + rows * width].reshape(rows, width))
