"""The trace file: one run of a model as a safetensors file, for scripts, for other machines, and for the window.

``attnviz trace`` (our engine) and ``attnviz capture`` (transformers, ``capture.py``) write the same format. Layers
count as ``ModelInfo.attention`` says: all of a model with one half; of an encoder-decoder the encoder's, then the
decoder's masked self-attention, then its cross-attention.

Arrays, F32, F16 or BF16, C order; H heads, G key/value heads, T queries, S keys:

    layers.{l}.query (H, T, Dh)     layers.{l}.key, layers.{l}.value (G, S, Dh)      needed
    layers.{l}.scores, layers.{l}.weights (H, T, S)     layers.{l}.context (H, T, Dh)      may be there
    hidden_states.{l} (T, D), l = 0..L; a decoder's after its encoder's      may be there

Queries and keys are those that are multiplied: **after** the rotation where positions are rotary; what they were before
it is not in the file. Head h looks at the keys and values of key/value head h * G // H. What may be missing follows
from the rest: scores = query · key * scale where the mask lets a query see a key (-inf elsewhere), weights = softmax of
each row, context = weights · value.

Metadata, all strings; lists and objects are JSON:

    attnviz_trace   version of this format, "2"
    program         what ran the model: "attnviz 0.1.0", "transformers 5.23.0, torch 2.13.0"
    model           name of the model
    model_info      object: attributes of ``trace.ModelInfo`` (family: for transformers, its model_type)
    layers          list, an object for each l: kind ("self", "masked" = causal, "cross"), layer (of its own half),
                    heads, kv_heads, head_width, window (a masked query sees so many positions, its own included; 0:
                    all before it), scale
    rotation        "after"
    text, tokens (as the vocabulary spells them), ids, labels, spans (code points of text), special, words, total,
    read_to         attributes of ``trace.Tokens``
    target_text, target_tokens, ...     the same of what an encoder-decoder wrote, as its decoder reads it

Version 1, which had no version in it and no labels, words or model, is told as such and not opened.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from attnviz import __version__
from attnviz.capture import VERSION, TraceWriter, header_room, text_metadata
from attnviz.errors import QT_TRANSLATE_NOOP, UserError, one_line
from attnviz.files import told_unwritten
from attnviz.trace import Array, ModelInfo, Tokens, Trace

MARK = "attnviz_trace"
MOST_LAYERS = 4096
BAD = QT_TRANSLATE_NOOP("errors", "{file} is not a sound trace file: {reason}. Capture the text again.")
_KINDS = {"encoder": {"self"}, "decoder": {"masked"}, "encoder-decoder": {"self", "masked", "cross"}}


@dataclass(frozen=True)
class Layer:
    """What the metadata says of one layer's attention."""

    kind: str
    window: int
    scale: float


@dataclass(frozen=True)
class Facts:
    """The metadata, checked.

    Attributes:
        info: its ``id`` is the file's path, ``captured_by`` the program.
    """

    info: ModelInfo
    tokens: Tokens
    target: Tokens | None
    layers: tuple[Layer, ...]


def write_trace(path: Path, trace: Trace, tensors: Mapping[str, Array]) -> None:
    """Write ``tensors`` (names and shapes: ``Engine.tensors``) of a run.

    Raises:
        UserError: the file cannot be written.
    """
    info = trace.model
    metadata = {
        MARK: VERSION,
        "program": info.captured_by or f"attnviz {__version__}",
        "model": info.name if info.captured_by else info.id,
        "model_info": json.dumps({**asdict(info), "id": "", "captured_by": ""}),
        "layers": json.dumps([_layer(info, layer) for layer in range(info.attentions)]),
        "rotation": "after",
        **text_metadata(asdict(trace.tokens)),
    }
    if trace.target is not None:
        metadata |= text_metadata(asdict(trace.target), "target_")
    with told_unwritten(path), TraceWriter(path) as writer:
        writer.reserve(header_room(metadata, len(tensors)))
        for name, array in tensors.items():
            writer.add(name, "F32", array.shape, np.ascontiguousarray(array, "<f4").data.cast("B"))
        writer.finish(metadata)


def _layer(info: ModelInfo, layer: int) -> dict[str, Any]:
    kind, own = info.attention(layer)
    return {
        "kind": kind,
        "layer": own,
        "heads": info.heads,
        "kv_heads": info.kv_heads,
        "head_width": info.head_width,
        "window": info.windows[layer] if info.windows else 0,
        "scale": info.head_width**-0.5,
    }


def is_trace(metadata: Mapping[str, str]) -> bool:
    """Whether a safetensors file with this metadata was meant as a trace, of any version."""
    return MARK in metadata or {"text", "tokens", "ids", "spans"} <= metadata.keys()


def read_facts(metadata: Mapping[str, str], path: Path) -> Facts:
    """Check what a trace file says of itself.

    Raises:
        UserError: another version, or it contradicts itself.
    """
    if MARK not in metadata:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "{file} was written by an older attnviz, which left out what the window needs. "
                "Write it again with “attnviz trace” or “attnviz capture”.",
            ),
            file=path,
        )
    if metadata[MARK] != VERSION:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors", "{file} has version {found} of the trace format; this attnviz reads version {known}."
            ),
            file=path,
            found=metadata[MARK][:20],
            known=VERSION,
        )
    try:
        layers = tuple(_read_layer(entry) for entry in _list(metadata, "layers", dict, MOST_LAYERS))
        tokens = _read_tokens(metadata, "")
        info = _read_info(metadata, path, layers, len(tokens))
        target = _read_tokens(metadata, "target_") if info.kind == "encoder-decoder" else None
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        damage = f"it lacks “{error.args[0]}”" if isinstance(error, KeyError) else error
        raise UserError(BAD, file=path, reason=damage) from error
    return Facts(info, tokens, target, layers)


def _json(metadata: Mapping[str, str], name: str) -> Any:
    try:
        return json.loads(metadata[name])
    except (ValueError, RecursionError):
        raise ValueError(f"“{name}” is not JSON") from None


def _list(metadata: Mapping[str, str], name: str, kind: type, count: int, exactly: bool = False) -> list[Any]:
    found = _json(metadata, name)
    if (
        not isinstance(found, list)
        or not found
        or (len(found) != count if exactly else len(found) > count)
        or any(type(one) is not kind for one in found)
    ):
        raise ValueError(f"“{name}” is not a list of {count if exactly else f'1 to {count}'} entries of its kind")
    return found


def _read_layer(entry: Mapping[str, Any]) -> Layer:
    kind, window, scale = entry["kind"], entry["window"], float(entry["scale"])
    if kind not in _KINDS["encoder-decoder"] or not (0 < scale < 1e6) or type(window) is not int or window < 0:
        raise ValueError(f"a layer is of kind “{kind}” with window {window} and scale {scale}")
    return Layer(kind, window, scale)


def _read_info(metadata: Mapping[str, str], path: Path, layers: Sequence[Layer], count: int) -> ModelInfo:
    found = _json(metadata, "model_info")
    if not isinstance(found, dict):
        raise ValueError("“model_info” is not an object")
    known: dict[str, Any] = {"captured_by": metadata["program"], "windows": ()}
    for one in fields(ModelInfo):
        wanted: Callable[[Any], bool] | None = {"int": _is_count, "str": lambda value: isinstance(value, str)}.get(
            str(one.type)
        )
        if one.name in found and one.name not in ("id", "captured_by") and wanted:
            if not wanted(found[one.name]):
                raise ValueError(f"“{one.name}” of the model is {str(found[one.name])[:40]}")
            known[one.name] = found[one.name]
    name = one_line(str(metadata.get("model") or known.get("name") or path.stem), 120)
    known["captured_by"] = one_line(known["captured_by"], 120)
    known |= {"id": str(path), "name": name, "limit": max(known.get("limit", 0), count)}
    if any(layer.window for layer in layers):
        known["windows"] = tuple(layer.window for layer in layers)
    info = ModelInfo(**known)
    if min(info.layers, info.heads, info.kv_heads, info.head_width) < 1 or info.heads % info.kv_heads:
        raise ValueError(
            f"{info.layers} layers of {info.heads} heads on {info.kv_heads} key/value heads of {info.head_width}"
        )
    if info.kind not in _KINDS or info.attentions != len(layers):
        raise ValueError(f"a model of kind “{info.kind}” with {info.attentions} attentions in a file of {len(layers)}")
    if any(info.attention(at)[0] != layer.kind for at, layer in enumerate(layers)):
        raise ValueError("the kinds of its layers are not those of the model")
    return info


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 1 << 50


def _read_tokens(metadata: Mapping[str, str], prefix: str) -> Tokens:
    text = metadata[prefix + "text"]
    ids = _list(metadata, prefix + "ids", int, 1 << 24)
    if not all(0 <= id < 1 << 31 for id in ids):
        raise ValueError(f"“{prefix}ids” holds what is no index")

    def of(name: str, kind: type) -> list[Any]:
        return _list(metadata, prefix + name, kind, len(ids), exactly=True)

    spans = [tuple(span) for span in of("spans", list)]
    if not all(len(span) == 2 and all(map(_is_count, span)) and span[0] <= span[1] <= len(text) for span in spans):
        raise ValueError(f"“{prefix}spans” points outside the text")
    words = of("words", int)
    if words[0] < 0 or any(after < before for before, after in pairwise(words)):
        raise ValueError(f"“{prefix}words” is not in order")
    total, read_to = _json(metadata, prefix + "total"), _json(metadata, prefix + "read_to")
    if not (_is_count(total) and total >= len(ids) and _is_count(read_to) and read_to <= len(text)):
        raise ValueError(f"“{prefix}total” or “{prefix}read_to” is no such number")
    return Tokens(
        text=text,
        ids=tuple(ids),
        pieces=tuple(of("tokens", str)),
        labels=tuple(of("labels", str)),
        spans=tuple((start, end) for start, end in spans),
        special=tuple(of("special", bool)),
        words=tuple(words),
        limit=max(len(ids), 1),
        total=total,
        read_to=read_to,
    )
