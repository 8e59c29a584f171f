"""Trace files for tests: whole, changed on purpose, or of any size without the disk that would take."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

GOLDEN = Path(__file__).parent / "golden" / "captured.safetensors"
SIZES = {"F32": 4, "F16": 2, "BF16": 2, "I32": 4}


def describe(
    count: int, layers: int = 2, heads: int = 4, kv_heads: int = 2, size: int = 8, window: int = 0, **info: Any
) -> tuple[dict[str, str], dict[str, list[int]]]:
    """Metadata of a captured decoder, and the shapes of its arrays."""
    facts = {
        "name": "big",
        "family": "llama",
        "layers": layers,
        "heads": heads,
        "kv_heads": kv_heads,
        "head_width": size,
        "width": heads * size,
        "limit": 1 << 20,
        "kind": "decoder",
        **info,
    }
    words = [f"w{index}" for index in range(count)]
    starts = np.cumsum([0, *(len(word) + 1 for word in words[:-1])]).tolist()
    layer = {"kind": "masked" if facts["kind"] == "decoder" else "self", "window": window, "scale": size**-0.5}
    metadata = {
        "attnviz_trace": "2",
        "program": "test 1",
        "model": "big",
        "model_info": json.dumps(facts),
        "layers": json.dumps([layer] * layers),
        "rotation": "after",
        "text": " ".join(words),
        "tokens": json.dumps(words),
        "labels": json.dumps(words),
        "ids": json.dumps(list(range(count))),
        "spans": json.dumps([(start, start + len(word)) for start, word in zip(starts, words, strict=True)]),
        "special": json.dumps([False] * count),
        "words": json.dumps(list(range(count))),
        "total": str(count),
        "read_to": str(len(" ".join(words))),
    }
    shapes = {}
    for index in range(layers):
        shapes[f"layers.{index}.query"] = [heads, count, size]
        shapes[f"layers.{index}.key"] = shapes[f"layers.{index}.value"] = [kv_heads, count, size]
    return metadata, shapes


def write(
    path: Path,
    metadata: Mapping[str, str],
    shapes: Mapping[str, list[int]],
    kind: str = "F32",
    filled: Mapping[str, np.ndarray] | None = None,
) -> Path:
    """A file of zeros that takes no room on the disk; of ``filled`` arrays (first rows) what they hold."""
    header: dict[str, Any] = {"__metadata__": dict(metadata)}
    end = 0
    for name, shape in shapes.items():
        start, end = end, end + SIZES[kind] * int(np.prod(shape, dtype=object))
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name, array in (filled or {}).items():
            file.seek(8 + len(text) + header[name]["data_offsets"][0])
            file.write(array.tobytes())
        file.truncate(8 + len(text) + end)
    return path


def parts(path: Path) -> tuple[dict[str, Any], bytes]:
    """Header and data of a safetensors file."""
    raw = path.read_bytes()
    length = int.from_bytes(raw[:8], "little")
    return json.loads(raw[8 : 8 + length]), raw[8 + length :]


def joined(path: Path, header: Mapping[str, Any], data: bytes) -> Path:
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
    return path
