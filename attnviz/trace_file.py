"""Writes a whole run to a safetensors file, for scripts and for checking the numbers elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from attnviz.errors import QT_TRANSLATE_NOOP, UserError, reason
from attnviz.files import write_whole
from attnviz.trace import Array, Trace


def write_trace(path: Path, trace: Trace, tensors: Mapping[str, Array]) -> None:
    """Write ``tensors`` (names and shapes: ``Engine.tensors``) with metadata model, text, tokens, ids and spans.

    tokens, ids and spans are JSON lists; spans count code points of the text. Of what an encoder-decoder has written:
    target_text, target_tokens, target_ids.

    Raises:
        UserError: the file cannot be written.
    """
    tokens = trace.tokens
    metadata = {
        "model": trace.model.id,
        "text": tokens.text.encode("utf-8", "replace").decode(),  # half a surrogate pair, which no UTF-8 file can hold
        "tokens": json.dumps(tokens.pieces, ensure_ascii=False),
        "ids": json.dumps(tokens.ids),
        "spans": json.dumps(tokens.spans),
    }
    if trace.target is not None:
        metadata["target_text"] = trace.target.text
        metadata["target_tokens"] = json.dumps(trace.target.pieces, ensure_ascii=False)
        metadata["target_ids"] = json.dumps(trace.target.ids)
    try:
        write_whole(path, _safetensors(tensors, metadata))
    except OSError as error:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} cannot be written: {reason}."), file=path, reason=reason(error)
        ) from error


def _safetensors(tensors: Mapping[str, Array], metadata: Mapping[str, str]) -> Iterator[Any]:
    """The file piece by piece: uint64 header length, JSON header padded to 8 bytes, then the arrays.

    The library's own writer copies all arrays twice first, and 512 tokens of a 12-layer model are 350 MB.
    """
    header: dict[str, object] = {"__metadata__": metadata}
    end = 0
    for name, array in tensors.items():
        start, end = end, end + array.nbytes
        header[name] = {"dtype": "F32", "shape": array.shape, "data_offsets": (start, end)}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    yield len(text).to_bytes(8, "little")
    yield text
    for array in tensors.values():
        yield np.ascontiguousarray(array, "<f4")
