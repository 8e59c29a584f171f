"""What if: a pass with a part of the computation done otherwise, and no family's file the longer for it.

The model is copied without its weights, and the copy computes on a device that does the very few operations otherwise
that a change is about: how queries look at keys, what is left of a head, where tokens are said to stand.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.ops import Cache, Columns, Mask, Norm, Ops, Pass, Scripts, Tensor, WordTable
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.model.captured import Captured
from attnviz.model.decoder import STRETCH, Decoder
from attnviz.model.forward import Attention, Forward, Network
from attnviz.model.marian import Marian
from attnviz.other import Change
from attnviz.trace import ModelInfo

Model = TypeVar("Model", bound=Network)

COLDEST = 0.001
"""temperature, far below which scores grow beyond float32"""


def check(model: Network, change: Change, count: int) -> None:
    """Whether a text of so many tokens can be run so.

    Raises:
        UserError: it cannot.
    """
    if not change:
        return
    if isinstance(model, Captured):
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "A captured trace cannot be computed otherwise: the model that made it is not in the file. "
                "Open the model itself to change its computation.",
            )
        )
    if not (math.isfinite(change.temperature) and change.temperature >= COLDEST):
        raise UserError(QT_TRANSLATE_NOOP("errors", "A temperature must be {least} or more."), least=COLDEST)
    if change.causal is False and isinstance(model, Decoder) and count > STRETCH:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors", "A text of {count} tokens is too long to be read without a mask; up to {limit} can be."
            ),
            count=count,
            limit=STRETCH,
        )


def forward(
    model: Network,
    change: Change,
    ids: NDArray[np.int32],
    past: Forward | None = None,
    whole: bool = False,
    written: Sequence[int] = (),
) -> Forward:
    """``Network.forward``, done otherwise.

    Args:
        past: of the same change.
        written: what an encoder-decoder is to read as its translation, that of the unchanged run: weights can then be
            compared.

    Returns:
        The pass, whose ``layers`` have the masks that it was made with.

    Raises:
        UserError: see ``check``.
    """
    check(model, change, len(ids))
    other = _copy(model, change)
    if isinstance(other, Marian):
        made = other.read(ids, written)
    else:
        # without a mask each new token changes what all before it have seen
        kept = None if change.causal is False else past
        made = other.forward(ids, kept, whole)
    layers = (_told(model.info, change, at, one) for at, one in enumerate(made.layers))
    return replace(made, layers=tuple(layers))


def rewritten(model: Marian, change: Change, ids: NDArray[np.int32], written: Sequence[int]) -> tuple[int, ...]:
    """What a translator writes with a change; not without a mask, where it would see what it is to write.

    Args:
        written: what it writes unchanged, of which as much is kept as would be written again.

    Raises:
        UserError: see ``check``.
    """
    check(model, change, len(ids))
    return _copy(model, change).forward(ids, Forward(written=tuple(written))).written


def _copy(model: Model, change: Change) -> Model:
    other = copy.copy(model)
    vars(other)["ops"] = ChangedOps(vars(model)["ops"], model.info, change)
    if isinstance(other, Decoder):
        other.keeps_queries = True  # ``ChangedOps`` counts layers: none may be made anew by itself
    return other


def removed_columns(info: ModelInfo, change: Change, layer: int) -> list[tuple[int, int]]:
    """Where the removed heads of a layer lie in its context (T, H * Dh). Those that the model has not are left out."""
    size = info.head_width
    heads = sorted({head for at, head in change.removed if at == layer and 0 <= head < info.heads})
    return [(head * size, (head + 1) * size) for head in heads]


def mask_of(info: ModelInfo, change: Change, layer: int, mask: Mask, queries: int) -> Mask:
    """The mask of a layer, numbered as ``ModelInfo.attention`` has it, with the change in it."""
    kind = info.attention(layer)[0]
    mask = replace(mask, sharpness=mask.sharpness * change.sharpness(info.head_width))
    if kind != "cross" and change.causal is not None:
        mask = replace(mask, causal=change.causal, window=mask.window if change.causal else 0)
    of_text = kind != "masked" or info.kind == "decoder"
    hidden = tuple(sorted({at for at in change.hidden if 0 <= at < mask.keys})) if of_text else ()
    if hidden and kind == "cross":  # no query is of the same text, so none is at the position of a key
        mask = replace(mask, first=-queries - 1)
    return replace(mask, hidden=hidden)


def _told(info: ModelInfo, change: Change, layer: int, attention: Attention) -> Attention:
    mask = mask_of(info, change, layer, attention.mask, attention.query[0].shape[0])
    return replace(attention, mask=mask, rotation=attention.rotation if change.positions else None)


class ChangedOps:
    """Stands in for a device: what it does not have, the device does.

    It is no ``Ops``, whose methods would be found here before they are looked for on the device.

    Layers are numbered by the order in which they attend: an encoder's or a decoder's one after the other, again for
    each stretch of a long text; a translator's encoder first, then of each layer of its decoder the self-attention and
    the cross-attention.
    """

    def __init__(self, ops: Ops, info: ModelInfo, change: Change) -> None:
        self._ops = ops
        self._info = info
        self._change = change
        self._attended = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ops, name)

    def again(self, scripts: Scripts[Forward], asked: Pass[Forward]) -> Forward:
        """See ``Ops``; what is known is without the change."""
        return asked.write(self._ops.word_table(asked.words_of(asked.ids)))

    def attend(self, query: Columns, cache: Cache, mask: Mask) -> Tensor:
        """See ``Ops``."""
        layer = self._next_layer()
        made = self._ops.attend(query, cache, mask_of(self._info, self._change, layer, mask, query[0].shape[0]))
        for start, stop in removed_columns(self._info, self._change, layer):
            self._ops.clear((made, start, stop))
        return made

    def gather(
        self,
        ids: NDArray[np.int32],
        words: WordTable,
        scale: float = 1.0,
        positions: Tensor | None = None,
        first: int = 0,
    ) -> Tensor:
        """See ``Ops``."""
        if positions is not None and not self._change.positions:
            positions, first = self._at_the_start(positions, len(ids)), 0
        return self._ops.gather(ids, words, scale, positions, first)

    def embed(self, ids: NDArray[np.int32], words: WordTable, positions: Tensor, types: Tensor, norm: Norm) -> Tensor:
        """See ``Ops``."""
        if not self._change.positions:
            positions = self._at_the_start(positions, len(ids))
        return self._ops.embed(ids, words, positions, types, norm)

    def rope(self, x: Columns, size: int, angles: Tensor, first: int = 0) -> Tensor:
        """See ``Ops``."""
        if not self._change.positions:
            angles, first = self._at_the_start(angles, x[0].shape[0]), 0
        return self._ops.rope(x, size, angles, first)

    def _at_the_start(self, table: Tensor, count: int) -> Tensor:
        """A table of positions with the first of them ``count`` times."""
        return self._ops.take_rows(table, np.zeros(count, np.int32))

    def _next_layer(self) -> int:
        info, at = self._info, self._attended
        self._attended += 1
        if info.kind != "encoder-decoder":
            return at % info.layers
        if at < info.layers:
            return at
        layer, cross = divmod((at - info.layers) % (2 * info.decoder_layers), 2)
        return info.layers + cross * info.decoder_layers + layer
