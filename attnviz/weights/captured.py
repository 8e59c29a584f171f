"""A trace file (``trace_file.py``) in place of a model: its text is fixed, its queries, keys and values stay on disk.

Opening reads the header only. A head is read from the mapped file when somebody looks at it, so that memory does not
grow with the file.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open

from attnviz.errors import QT_TRANSLATE_NOOP, UserError, reason
from attnviz.text.labels import visible
from attnviz.text.tokenizer import Tokenizer
from attnviz.trace import Array, Tokens
from attnviz.trace_file import BAD, is_trace, read_facts
from attnviz.weights.checkpoint import Checkpoint, open_checkpoint
from attnviz.weights.safetensors_file import SafetensorsFile, header_length

LONGEST = 8192
"""Tokens shown: a head's scores and weights are then 2 * 256 MiB. Of a longer causal text the first ones are, which
need no others; where all tokens see each other, a longer text is refused."""


class FixedText(Tokenizer):
    """Gives the captured tokens, whatever the text."""

    def __init__(self, tokens: Tokens, target: Tokens | None, limit: int) -> None:
        self._tokens, self._target = tokens, target
        self.limit = limit
        self.highest_id = max(tokens.ids)
        self.end_ids = frozenset()

    def encode(self, text: str) -> Tokens:
        return self._tokens

    def describe(self, ids: Sequence[int]) -> Tokens:
        assert self._target is not None
        return self._target


class CapturedFile:
    """An opened trace file.

    Attributes:
        info: of the model that ran; ``captured_by`` is not "".
        layers: what each layer's mask and scale are.
        written: of an encoder-decoder, the ids its decoder read; () for others.

    Raises:
        UserError: damaged, of another version, or not all there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._arrays = SafetensorsFile(path)
        facts = read_facts(_metadata(path), path)
        self.info, self.layers = facts.info, facts.layers
        tokens, target = facts.tokens, facts.target
        self._check_shapes(len(tokens), len(target) if target else 0)
        self._tokens = self._shown(tokens)
        self._target = None if target is None else self._shown(target)
        self.tokenizer: Tokenizer = FixedText(self._tokens, self._target, self.info.limit)
        self.written = () if self._target is None else self._target.ids

    def counts(self, layer: int) -> tuple[int, int]:
        """Queries and keys that are shown of a layer."""
        kind, here, there = self.layers[layer].kind, len(self._tokens), len(self._target or ())
        if kind == "self" or not there:
            return here, here
        return there, there if kind == "masked" else here

    def head(self, layer: int, part: str, head: int) -> Array:
        """Of "query", "key" or "value" one head, or one key/value head: (T, Dh) or (S, Dh).

        Raises:
            UserError: it holds a NaN or an infinity.
        """
        name = f"layers.{layer}.{part}"
        rows = self._arrays.shapes[name][1]
        count = self.counts(layer)[part != "query"]
        found = self._arrays.stored(name).rows(head * rows, head * rows + count)
        if not np.isfinite(found).all():
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "errors",
                    "{file}: the {part} of layer {layer}, head {head}, holds values that are not numbers; "
                    "the file is damaged.",
                ),
                file=self._path,
                part=part,
                layer=layer,
                head=head,
            )
        if part == "query" and not math.isclose(factor := self.layers[layer].scale * self.info.head_width**0.5, 1):
            return np.asarray(found * np.float32(factor))  # our kernels, and the window, divide by sqrt(Dh)
        return found

    @property
    def has_states(self) -> bool:
        """Whether there are hidden states of all layers."""
        found = [self._arrays.shapes.get(name, ()) for name in self._states]
        return all(len(own) == 2 and own[0] >= len(self._tokens) and own[1] == self.info.width for own in found)

    def states(self) -> tuple[Array, ...]:
        """Hidden states (T, D) after the embedding and each layer, of an encoder-decoder its encoder's; () without.

        Raises:
            UserError: they hold a NaN or an infinity.
        """
        if not self.has_states:
            return ()
        found = tuple(self._arrays.stored(name).rows(0, len(self._tokens)) for name in self._states)
        if not all(np.isfinite(state).all() for state in found):
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "errors", "{file}: the hidden states hold values that are not numbers; the file is damaged."
                ),
                file=self._path,
            )
        return found

    @property
    def _states(self) -> list[str]:
        return [f"hidden_states.{level}" for level in range(self.info.layers + 1)]

    @property
    def bytes(self) -> int:
        """Of all queries, keys and values as float32."""
        info, count = self.info, sum(map(sum, map(self.counts, range(len(self.layers)))))
        return 4 * count * info.head_width * max(info.heads, 2 * info.kv_heads)

    def _check_shapes(self, source: int, target: int) -> None:
        info = self.info
        for index, layer in enumerate(self.layers):
            queries = target if target and layer.kind != "self" else source
            keys = target if target and layer.kind == "masked" else source
            for part, wanted in (
                ("query", (info.heads, queries, info.head_width)),
                ("key", (info.kv_heads, keys, info.head_width)),
                ("value", (info.kv_heads, keys, info.head_width)),
            ):
                name = f"layers.{index}.{part}"
                found = self._arrays.shapes.get(name)
                if found is None:
                    raise UserError(BAD, file=self._path, reason=f"it lacks “{name}”")
                if found != wanted:
                    reason = f"“{name}” is {_times(found)}, and its description says {_times(wanted)}"
                    raise UserError(BAD, file=self._path, reason=reason)
                self._arrays.kind(name)

    def _shown(self, tokens: Tokens) -> Tokens:
        """What fits on a screen, with labels that do no harm."""
        if len(tokens) > LONGEST and self.info.kind != "decoder":
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "errors",
                    "{file} holds {count} tokens that all see each other; up to {limit} of them can be shown.",
                ),
                file=self._path,
                count=len(tokens),
                limit=LONGEST,
            )
        pairs = zip(tokens.labels, tokens.pieces, strict=True)
        labels = tuple(visible(label) or visible(piece) or "␣" for label, piece in pairs)
        made = replace(tokens, labels=labels, limit=self.info.limit)
        if len(made) <= LONGEST:
            return made
        cut = {name: getattr(made, name)[:LONGEST] for name in ("ids", "pieces", "labels", "spans", "special", "words")}
        return replace(made, **cut, read_to=made.spans[LONGEST - 1][1])


def open_model(id_or_path: str, progress: Callable[[float, str], None] | None = None) -> Checkpoint | CapturedFile:
    """Open a trace file by its path, or a model as ``open_checkpoint`` does.

    Raises:
        UserError: as both do; a safetensors file that is neither a trace nor part of a model folder.
    """
    path = Path(os.path.expanduser(id_or_path))  # unlike Path's own, no error where nobody has that name
    if path.suffix.lower() == ".safetensors" and path.is_file():
        alone = not (path.parent / "config.json").is_file()
        try:
            metadata = _metadata(path)
        except UserError:
            if alone:
                raise
            metadata = {}  # the model's own door says what is wrong with one of its files
        if is_trace(metadata):
            return CapturedFile(path.resolve())
        if alone:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "errors",
                    "{file} is no trace file, and of a model it is one part only: open the folder that also holds "
                    "the model's config.json and tokenizer.json.",
                ),
                file=path,
            )
    return open_checkpoint(id_or_path, progress)


def _metadata(path: Path) -> dict[str, str]:
    try:
        header_length(path)
        with safe_open(str(path), framework="numpy") as file:
            return dict(file.metadata() or {})
    except (SafetensorError, OSError, ValueError) as error:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors", "{file} is damaged, cut short or not a safetensors file ({reason}). Fetch it again."
            ),
            file=path,
            reason=reason(error),
        ) from error


def _times(shape: Sequence[int]) -> str:
    return " × ".join(map(str, shape))
