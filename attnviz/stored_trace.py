"""A trace as plain values and arrays, to be kept in a file and shown again without its model.

Only records that are listed here are read back, by name, and only arrays of numbers: a file from a stranger can at
worst be refused. (``pickle`` would run whatever a file says; a trace file of safetensors has no place for facts, rows,
next words and what labs found.)
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from string import Formatter
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from attnviz.errors import UserError
from attnviz.heads import HeadFacts, HeadOutputs
from attnviz.lab import Lab
from attnviz.other import Change, Other
from attnviz.performance import Ceiling, Held, Launch, Profile
from attnviz.trace import (
    Candidate,
    DeviceInfo,
    Focus,
    HeadTrace,
    ModelInfo,
    NextWords,
    Tokens,
    Trace,
    TraceRequest,
)

RECORDS: tuple[type, ...] = (
    Trace, TraceRequest, Tokens, ModelInfo, DeviceInfo, HeadTrace, HeadFacts, HeadOutputs, NextWords, Candidate, Focus,
    Other, Change, Lab, Profile, Launch, Held, Ceiling,
)  # fmt: skip
DEEPEST = 40
"""levels of records in records; a trace has ten"""

Plain = Any
"""what JSON can hold"""
Arrays = list[NDArray[Any]]


def packed(value: object, arrays: Arrays, more: Iterable[type] = ()) -> Plain:
    """A trace, or a part of one, as what JSON can hold; its arrays are added to ``arrays``.

    Args:
        more: records that may be in it besides RECORDS: what labs found.

    Raises:
        TypeError: it holds something else.
    """
    known = {one.__name__: one for one in (*RECORDS, *more)}
    return _packed(value, arrays, known)


def _packed(value: object, arrays: Arrays, known: Mapping[str, type]) -> Plain:
    if value is None or isinstance(value, (bool, str)) or type(value) is int:
        return value
    if isinstance(value, (float, np.floating, np.integer)):
        number = value.item() if isinstance(value, np.generic) else value
        return number if math.isfinite(number) else {"number": repr(number)}
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "fiub":
            raise TypeError(f"an array of {value.dtype}")
        arrays.append(value)
        return {"array": len(arrays) - 1}
    if isinstance(value, (tuple, list)):
        return {"row": [_packed(one, arrays, known) for one in value]}
    if isinstance(value, Mapping):
        pairs = [[_packed(key, arrays, known), _packed(one, arrays, known)] for key, one in value.items()]
        return {"table": pairs}
    if isinstance(value, UserError):
        return {"error": value.template, "values": _packed(dict(value.values), arrays, known)}
    name = type(value).__name__
    if is_dataclass(value) and known.get(name) is type(value):
        return {
            "record": name,
            "fields": {one.name: _packed(getattr(value, one.name), arrays, known) for one in fields(value)},
        }
    raise TypeError(f"a {name} cannot be stored")


def unpacked(plain: Plain, arrays: Arrays, more: Iterable[type] = ()) -> Any:
    """The way back. Arrays become read-only.

    Raises:
        ValueError: this is nothing that ``packed`` gives.
    """
    known = {one.__name__: one for one in (*RECORDS, *more)}
    for array in arrays:
        array.flags.writeable = False
    return _unpacked(plain, arrays, known, DEEPEST)


def _unpacked(plain: Plain, arrays: Arrays, known: Mapping[str, type], depth: int) -> Any:
    if depth < 0:
        raise ValueError("too deep")
    if plain is None or isinstance(plain, (bool, str, int, float)):
        return plain
    if not isinstance(plain, dict):
        raise ValueError(f"a {type(plain).__name__}")

    def inner(one: Plain) -> Any:
        return _unpacked(one, arrays, known, depth - 1)

    match plain:
        case {"number": "nan" | "inf" | "-inf" as text}:
            return float(text)
        case {"array": int(index)} if 0 <= index < len(arrays):
            return arrays[index]
        case {"row": list(row)}:
            return tuple(inner(one) for one in row)
        case {"table": list(pairs)} if all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
            return {_key(inner(key)): inner(one) for key, one in pairs}
        case {"error": str(template), "values": dict(values)}:
            given = inner(values)
            return _error(template, {str(name): one for name, one in given.items()})
        case {"record": str(name), "fields": dict(given)} if name in known:
            return _record(known[name], {field: inner(one) for field, one in given.items()})
    raise ValueError(f"{sorted(plain)[:3]}")


def _error(template: str, values: dict[str, Any]) -> UserError:
    """An error that was told. Its template is only filled: a format of a stranger's could ask for gigabytes, or for
    what lies behind a value."""
    for _, place, form, conversion in Formatter().parse(template):
        if place is not None and (place not in values or form or conversion):
            raise ValueError(f"an error with {place!r}")
    return UserError(template, **values)


def read_arrays(data: bytes, largest: int) -> Arrays:
    """The arrays a0, a1 ... of an .npz file, of numbers only.

    Not by ``np.load``, which makes an array as large as its header says before it reads any of it.

    Raises:
        ValueError, LookupError, OSError, zipfile.BadZipFile, zlib.error: this is no such file, or holds more than
            ``largest`` bytes.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {one.filename: one for one in archive.infolist()}
        if sum(one.file_size for one in members.values()) > largest:
            raise ValueError("too large")
        return [_read_array(archive.read(members[f"a{at}.npy"])) for at in range(len(members))]


def _read_array(raw: bytes) -> NDArray[Any]:
    """See NEP 1 of numpy for the format."""
    file = io.BytesIO(raw)
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError("another version")
    try:
        shape, turned, kind = np.lib.format.read_array_header_1_0(file)
    except Exception as error:  # of Python's own parser, too
        raise ValueError("no header") from error
    count = math.prod(shape)
    if kind.kind not in "fiub" or kind.itemsize > 8 or min(shape, default=0) < 0 or count * kind.itemsize > len(raw):
        raise ValueError(f"an array {shape} of {kind}")
    return np.frombuffer(raw, kind, count, file.tell()).reshape(shape, order="F" if turned else "C")


def _record(kind: type, given: dict[str, Any]) -> Any:
    """A record of the fields that it has today: others are left out, missing ones stand as they do at first."""
    hints = _hints(kind)
    for name, value in given.items():
        if name in hints and not _fits(value, hints[name]):
            raise ValueError(f"{kind.__name__}.{name} is a {type(value).__name__}")
    try:
        return kind(**{name: one for name, one in given.items() if name in hints})
    except TypeError as error:
        raise ValueError(str(error)) from error


@cache
def _hints(kind: type) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    return {name: hint for name, hint in get_type_hints(kind).items() if name in names}


def _fits(value: object, hint: Any) -> bool:
    """Whether a value is what a field is declared to hold; of arrays only that they are some."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin in (Union, UnionType):
        return any(_fits(value, one) for one in inner)
    if origin is tuple and isinstance(value, tuple):
        if inner[1:] == (Ellipsis,):
            return all(_fits(one, inner[0]) for one in value)
        return len(value) == len(inner) and all(_fits(one, part) for one, part in zip(value, inner, strict=True))
    if origin is Mapping and isinstance(value, dict):
        return all(_fits(key, inner[0]) and _fits(one, inner[1]) for key, one in value.items())
    if origin is np.ndarray:
        return isinstance(value, np.ndarray)
    if hint in (int, float):
        return isinstance(value, (int, hint)) and not isinstance(value, bool)
    return isinstance(hint, type) and isinstance(value, hint)


def _key(value: Any) -> Any:
    try:
        hash(value)
    except TypeError as error:
        raise ValueError("a table by what is no key") from error
    return value
