"""Writes a whole run to a safetensors file, for scripts and for checking the numbers elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

from safetensors.numpy import save

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.trace import Array, Trace


def write_trace(path: Path, trace: Trace, tensors: dict[str, Array]) -> None:
    """Write ``tensors`` (names and shapes: ``Engine.tensors``) with metadata model, text, tokens, ids and spans.

    tokens, ids and spans are JSON lists; spans count code points of the text.

    Raises:
        UserError: the file cannot be written.
    """
    tokens = trace.tokens
    metadata = {
        "model": trace.model.id,
        "text": tokens.text.encode("utf-8", "replace").decode(),
        "tokens": json.dumps(tokens.pieces, ensure_ascii=False),
        "ids": json.dumps(tokens.ids),
        "spans": json.dumps(tokens.spans),
    }
    partial = path.with_name(path.name + ".part")
    try:
        partial.write_bytes(save(tensors, metadata))
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} cannot be written: {reason}."), file=path, reason=error.strerror
        ) from error
