"""The records that travel through the house: a request goes in, a frozen trace comes out, views paint it.

Shape letters, used in every file and kernel:
T queries, S keys, H heads, G key/value heads, Dh head width, D model width (H * Dh), F feed-forward width,
V vocabulary, L layers, M/N/K rows, columns and inner length of a matrix product.
Layers, heads and tokens count from 0.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.errors import UserError
from attnviz.heads import HeadFacts, HeadOutputs
from attnviz.lab import Lab, Result
from attnviz.other import Other
from attnviz.performance import Profile
from attnviz.tokens import LONGEST_WORD, Focus, HeadId, Tokens, edited, follow

__all__ = [
    "LONGEST_WORD",
    "MOST_STATES",
    "Array",
    "Candidate",
    "DeviceInfo",
    "Focus",
    "HeadId",
    "HeadTrace",
    "ModelInfo",
    "NextWords",
    "Tokens",
    "Trace",
    "TraceRequest",
    "Wishes",
    "edited",
    "follow",
]

Array = NDArray[np.float32]
MOST_STATES = 512
"""Tokens of a text whose states, means and outputs are read back: those of 512 are some 20 MB for each key press."""


@dataclass(frozen=True)
class TraceRequest:
    """All that one run needs, captured when the user acted.

    Attributes:
        id: grows by one with each request; a view paints only what is newer than what it shows.
        text: the sentence.
        model: a name of the catalogue or a path.
        device: "auto", or a key of ``compute.device.devices()``.
        heads: the (layer, head) pairs that some view shows; out-of-range ones are clamped to the model's last.
        profile: some view shows what the run costs the device.
        next_words: some view shows what a decoder expects next, or what an encoder guesses.
        thumbnails: side of the pictures of all heads that some view shows; 0 for none.
        beams: translations that an encoder-decoder follows at once; 1 takes the most likely token each time.
        facts: some view shows what every head does.
        rows: queries whose weights in all heads some view shows; those that the text has not are left out.
        states: some view shows how the vectors of words change from layer to layer.
        means: some view shows the weights of each layer, all its heads averaged.
        outputs: some view shows what W_O makes of heads.
        others: runs that are to be compared with this one; ``states``, ``means``, ``outputs``, ``next_words`` and
            ``beams`` hold for them too, and ``heads`` for those that name none of their own.
        labs: experiments on this text that some view shows.
    """

    id: int
    text: str
    model: str
    device: str = "auto"
    heads: tuple[HeadId, ...] = ((0, 0),)
    profile: bool = False
    next_words: bool = False
    thumbnails: int = 0
    beams: int = 1
    facts: bool = False
    rows: tuple[int, ...] = ()
    states: bool = False
    means: bool = False
    outputs: bool = False
    others: tuple[Other, ...] = ()
    labs: tuple[Lab, ...] = ()


@dataclass(frozen=True)
class Wishes:
    """What a view needs of each run while it is open, beyond the head in focus; see ``TraceRequest``."""

    heads: tuple[HeadId, ...] = ()
    thumbnails: int = 0
    facts: bool = False
    rows: tuple[int, ...] = ()
    states: bool = False
    means: bool = False
    outputs: bool = False
    next_words: bool = False
    others: tuple[Other, ...] = ()
    labs: tuple[Lab, ...] = ()

    def __or__(self, other: Wishes) -> Wishes:
        """What serves both."""
        return Wishes(
            tuple(dict.fromkeys(self.heads + other.heads)),
            max(self.thumbnails, other.thumbnails),
            self.facts or other.facts,
            tuple(dict.fromkeys(self.rows + other.rows)),
            self.states or other.states,
            self.means or other.means,
            self.outputs or other.outputs,
            self.next_words or other.next_words,
            tuple(dict.fromkeys(self.others + other.others)),
            tuple(dict.fromkeys(self.labs + other.labs)),
        )


@dataclass(frozen=True)
class ModelInfo:
    """What a view may say about a model.

    Attributes:
        family: the file in ``model/`` that computes it ("llama" for Mistral and Qwen too); of a model that transformers
            ran, what it calls the type.
        layers, heads: of the encoder where there are two halves.
        kv_heads: heads that share keys and values count once.
        limit: the most tokens it takes, special tokens included.
        kind: "encoder", "decoder" or "encoder-decoder".
        experts, experts_used: feed-forward networks a router chooses from, and how many a token passes; 0 without.
        expert_parameters: those of ``parameters`` that all experts have together; 0 where that is not known.
        vocabulary: tokens it can write, or read where it writes none.
        windows: of each attention, how many positions a query sees, 0 for all; () where none has a window.
        captured_by: the program that ran it, for a trace file, whose text is fixed; "" for a model that runs here.
        mask: what stands in a text where the model should guess a word ("[MASK]"); "" for one without a head for that.
        reads: the one language that a text for it is in (BCP 47); "" where none is known, or there are several.
    """

    id: str
    name: str
    family: str
    layers: int
    heads: int
    kv_heads: int
    head_width: int
    width: int
    limit: int
    parameters: int = 0
    kind: str = "encoder"
    decoder_layers: int = 0
    experts: int = 0
    experts_used: int = 0
    expert_parameters: int = 0
    vocabulary: int = 0
    windows: tuple[int, ...] = ()
    captured_by: str = ""
    mask: str = ""
    reads: str = ""

    @property
    def attentions(self) -> int:
        """How many layers of heads a view may choose from: an encoder-decoder's decoder layers attend twice."""
        return self.layers + 2 * self.decoder_layers

    @property
    def writes_on(self) -> bool:
        """It tells what comes after any text: a decoder that runs here."""
        return self.kind == "decoder" and not self.captured_by

    @property
    def guesses(self) -> bool:
        """It tells which word belongs where a text is masked: an encoder with that head, which runs here."""
        return bool(self.mask) and not self.captured_by

    def attention(self, layer: int) -> tuple[str, int]:
        """What a number below ``attentions`` stands for: ("self", "masked" or "cross", layer of its own half)."""
        if self.kind == "decoder":
            return "masked", layer
        if layer < self.layers:
            return "self", layer
        kind, own = divmod(layer - self.layers, self.decoder_layers)
        return ("masked", "cross")[kind], own

    def kv_head(self, head: int) -> int:
        """Which of the ``kv_heads`` gives a head its keys and values (grouped queries: Ainslie et al. 2023)."""
        return head * self.kv_heads // self.heads


@dataclass(frozen=True)
class DeviceInfo:
    """What a view may say about a device.

    Attributes:
        key: stable name that selects it again, e.g. "pocl:0" or "numpy".
        name: its own name ("AMD EPYC", "gfx900").
        kind: "gpu", "cpu" or "numpy".
        driver: platform and version ("PoCL 3.0").
        note: why this device was taken when it was not the first choice; "" otherwise. A template of ``errors``.
        detail: what a driver said about it, in its own words; "" if nothing.
    """

    key: str
    name: str
    kind: str
    driver: str
    note: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Candidate:
    """A token of the vocabulary that may come next.

    Attributes:
        text: what it adds to the text; "" for a special token, or for a part of a character.
        label: as a person should read it.
    """

    id: int
    text: str
    label: str


@dataclass(frozen=True)
class NextWords:
    """What a decoder expects after a text, or an encoder where a word is masked.

    Attributes:
        logits: of the whole vocabulary (V,).
        best: the most likely tokens, in order.
        ends: whether the most likely of all ends the text.
    """

    logits: Array
    best: tuple[Candidate, ...]
    ends: bool = False


@dataclass(frozen=True)
class HeadTrace:
    """One attention head on one text, read back from the device.

    scores are scaled (divided by sqrt(Dh)) and masked, before softmax; weights are their row softmax;
    context is weights @ value: what the head hands on.

    Attributes:
        unrotated: query (T, Dh) and key (S, Dh) before they were turned to their positions; None for a model without
            rotary positions, and for a trace file, which has them turned only.
        output: what W_O makes of the context, the head's part of what the layer adds to the residual stream (T, D); for
            a request that asks for outputs, of a model whose W_O is there.
        value_lengths: length of what W_O makes of each value (S,), with ``output``: a weight times this is what a key
            really hands on (Kobayashi et al. 2020, section 3).
    """

    query: Array  # (T, Dh)
    key: Array  # (S, Dh)
    value: Array  # (S, Dh)
    scores: Array  # (T, S)
    weights: Array  # (T, S)
    context: Array  # (T, Dh)
    unrotated: tuple[Array, Array] | None = None
    output: Array | None = None
    value_lengths: Array | None = None


@dataclass(frozen=True)
class Trace:
    """The answer to one request. Nothing in it changes (its arrays are read-only); any thread may read it.

    Attributes:
        milliseconds: wall time of the run by part: "tokenise", "forward", "heads" (made and read back), "total".
        profile: the run's kernels, for a request that asks for them.
        target: what an encoder-decoder has written, as its decoder reads it; None for other models.
        next_words: what a decoder expects after the text, for a request that asks for it.
        guesses: masked token -> the words that belong there, for such a request of a model that guesses; of a text with
            many masks the first ones.
        thumbnails: (L, H, P, P), for a request that asks for them; see ``Ops.thumbnails``.
        routers: probability of each expert for each token (L, T, E), for a model that has experts in every layer.
        facts: what every head does, for a request that asks for it.
        rows: query -> its weights in all heads, (H, S) for each of the ``ModelInfo.attentions``; (H, 0) where a layer
            has no such query.
        states: the residual stream of ``tokens`` after the embedding and after each layer (L + 1, T, D), of an
            encoder-decoder its encoder's; for a request that asks for it, of a text of no more than ``MOST_STATES``.
        means: weights (T, S) averaged over the heads of each of the ``ModelInfo.attentions``; as ``states``.
        outputs: what all heads add to the residual stream; as ``states``, of a model whose W_O is there.
        others: the runs to compare with, for a request that asks for them: a trace each, or why there is none. What a
            removed head hands on is nothing in ``outputs`` and in ``HeadTrace.output``; its weights and its context are
            still told. An encoder-decoder's changed run reads what the unchanged one has written.
        rewritten: what it would have written otherwise, in such a run of a request that asks for next words; None where
            its decoder's mask is off, because it could not write so.
        labs: what came of the experiments, or why nothing did.
    """

    request: TraceRequest
    tokens: Tokens
    model: ModelInfo
    device: DeviceInfo
    heads: Mapping[HeadId, HeadTrace] = field(default_factory=dict)
    milliseconds: Mapping[str, float] = field(default_factory=dict)
    profile: Profile | None = None
    target: Tokens | None = None
    next_words: NextWords | None = None
    guesses: Mapping[int, NextWords] = field(default_factory=dict)
    thumbnails: Array | None = None
    routers: Array | None = None
    facts: HeadFacts | None = None
    rows: Mapping[int, tuple[Array, ...]] = field(default_factory=dict)
    states: Array | None = None
    means: tuple[Array, ...] | None = None
    outputs: HeadOutputs | None = None
    others: Mapping[Other, Trace | UserError] = field(default_factory=dict)
    labs: Mapping[Lab, Result | UserError] = field(default_factory=dict)
    rewritten: Tokens | None = None

    def queries(self, layer: int) -> Tokens:
        """The tokens along the rows of a layer's weights."""
        return self.target if self.target is not None and self.model.attention(layer)[0] != "self" else self.tokens

    def keys(self, layer: int) -> Tokens:
        """The tokens along the columns."""
        return self.target if self.target is not None and self.model.attention(layer)[0] == "masked" else self.tokens

    def head(self, focus: Focus) -> HeadTrace | None:
        """The head in focus, or None when this trace does not hold it (it was made for another one)."""
        return self.heads.get(focus.head_id)


class _CallableModule(ModuleType):
    """``attnviz.trace("Taro ate the cake.")`` in a notebook, though ``attnviz.trace`` is this module.

    Importing a submodule binds its name in the package, over whatever stood there: a function ``trace`` of the package
    would be gone after the first ``from attnviz.trace import Trace``, and ``import attnviz.trace as records`` would
    give the function where it comes later. So the module itself can be called; Python lets a module's ``__class__``
    be set for such ends (language reference, "Customizing module attribute access").
    """

    def __call__(self, text: str, *options: Any, **named: Any) -> Any:
        # by name: the records import nothing that is built on them
        return import_module("attnviz.notebook").trace(text, *options, **named)


sys.modules[__name__].__class__ = _CallableModule
