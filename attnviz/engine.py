"""Text in, trace out. Owns device, model and tokenizer; one thread makes it and calls it.

The forward pass keeps query, key and value of all layers on the device, which is linear in the length. The weights
of a head are made by the kernels when a view asks for that head; the table of all heads is never kept.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from attnviz.beside import Beside, Progress
from attnviz.compute.device import open_ops
from attnviz.compute.ops import Ops
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.model import FAMILIES, Bert, Forward
from attnviz.text.tokenizer import Tokenizer
from attnviz.trace import Array, DeviceInfo, HeadId, HeadTrace, ModelInfo, Tokens, Trace, TraceRequest
from attnviz.weights.checkpoint import Checkpoint, open_checkpoint

OPENING_DEVICE = QT_TRANSLATE_NOOP("progress", "Preparing the device")
READING = QT_TRANSLATE_NOOP("progress", "Reading the model")
UPLOADING = QT_TRANSLATE_NOOP("progress", "Loading the weights")
WARMING_UP = QT_TRANSLATE_NOOP("progress", "Warming up")


@dataclass(frozen=True)
class _Loaded:
    """A model that is ready to run, and what was asked for to get it."""

    asked_model: str
    asked_device: str
    ops: Ops
    model: Bert
    tokenizer: Tokenizer


@dataclass(frozen=True)
class _Run:
    """The forward pass of the newest text, kept so that another head costs no second one."""

    tokens: Tokens
    forward: Forward
    tokenise_ms: float
    forward_ms: float


class Engine:
    """Runs requests on the device and model that they name, loading what is not loaded yet.

    Not thread-safe: one thread at a time calls it.
    """

    def __init__(self) -> None:
        self._loaded: _Loaded | None = None
        self._run: _Run | None = None

    @property
    def model(self) -> ModelInfo | None:
        """The model in use; unchanged by a request that failed to load another one."""
        return self._loaded.model.info if self._loaded else None

    @property
    def device(self) -> DeviceInfo | None:
        return self._loaded.ops.info if self._loaded else None

    def run(self, request: TraceRequest, progress: Progress | None = None) -> Trace:
        """Compute one request.

        Args:
            request: text, model, device, and the heads to read back.
            progress: told a share (0..1) and a template of context "progress" while something slow is loaded.

        Raises:
            UserError: the model or the device cannot be used; the ones in use stay.
        """
        start = time.perf_counter()
        loaded = self._load(request.model, request.device, progress or (lambda share, what: None))
        run = self._forward(loaded, request.text)
        before_heads = time.perf_counter()
        heads = {head_id: self._head(loaded, run, head_id) for head_id in self._clamped(request.heads, loaded, run)}
        end = time.perf_counter()
        milliseconds = {
            "tokenise": run.tokenise_ms,
            "forward": run.forward_ms,
            "heads": 1e3 * (end - before_heads),
            "total": 1e3 * (end - start),
        }
        return Trace(request, run.tokens, loaded.model.info, loaded.ops.info, heads, milliseconds)

    def tensors(self, request: TraceRequest, progress: Progress | None = None) -> tuple[Trace, dict[str, Array]]:
        """Everything of one run by name, as ``attnviz trace`` writes it.

        Returns:
            The trace (with no heads) and float32 arrays ``layers.{l}.query`` (H,T,Dh), ``.key``, ``.value`` (G,S,Dh),
            ``.scores``, ``.weights`` (H,T,S), ``.context`` (H,T,Dh) and ``hidden_states.{l}`` (T,D), l = 0..L.

        Raises:
            UserError: as ``run``; also for a text with no tokens.
        """
        trace = self.run(TraceRequest(request.id, request.text, request.model, request.device, ()), progress)
        loaded, run = self._loaded, self._run
        if loaded is None or run is None or not len(run.tokens):
            raise UserError(QT_TRANSLATE_NOOP("errors", "The text is empty: there is nothing to trace."))
        named: dict[str, Array] = {}
        for layer in range(loaded.model.info.layers):
            heads = [self._head(loaded, run, (layer, head)) for head in range(loaded.model.info.heads)]
            for part in ("query", "key", "value", "scores", "weights", "context"):
                named[f"layers.{layer}.{part}"] = np.stack([getattr(head, part) for head in heads])
        for index, hidden in enumerate(run.forward.hidden):
            named[f"hidden_states.{index}"] = loaded.ops.download(hidden)
        return trace, named

    def close(self) -> None:
        """Give the device back."""
        loaded, self._loaded, self._run = self._loaded, None, None
        if loaded:
            loaded.ops.close()

    def _load(self, model: str, device: str, progress: Progress) -> _Loaded:
        old = self._loaded
        if old and (old.asked_model, old.asked_device) == (model, device):
            return old
        progress(0.0, OPENING_DEVICE)
        same_device = old is not None and old.asked_device == device
        reading = Beside(partial(open_checkpoint, model), "attnviz-reading")  # numpy and driver share no lock
        try:
            ops = old.ops if old and same_device else open_ops(device)
        except BaseException:
            reading.give_up()
            raise
        try:
            loaded = self._load_model(model, device, ops, reading, progress)
        except BaseException:
            if not same_device:
                ops.close()
            raise
        self._loaded, self._run = loaded, None
        if old and not same_device:
            old.ops.close()
        return loaded

    @staticmethod
    def _load_model(model: str, device: str, ops: Ops, reading: Beside[Checkpoint], progress: Progress) -> _Loaded:
        progress(0.1, READING)
        checkpoint = reading.result(lambda share, what: progress(0.1 + 0.2 * share, what))
        family = FAMILIES[checkpoint.info.family]
        network = family(checkpoint, ops, lambda share: progress(0.3 + 0.5 * share, UPLOADING))
        progress(0.8, WARMING_UP)
        # The first launch of each kernel compiles it: done now, it does not delay the first key press.
        ops.warm_up()
        forward = network.forward(np.zeros(4, np.int32))
        ops.download(ops.attend_head(forward.qkv[0], checkpoint.info.heads, 0)[0])
        progress(1.0, WARMING_UP)
        return _Loaded(model, device, ops, network, checkpoint.tokenizer)

    def _forward(self, loaded: _Loaded, text: str) -> _Run:
        if self._run is not None and self._run.tokens.text == text:
            return self._run
        start = time.perf_counter()
        tokens = loaded.tokenizer.encode(text)
        encoded = time.perf_counter()
        if len(tokens):
            forward = loaded.model.forward(np.asarray(tokens.ids, np.int32))
            loaded.ops.finish()
        else:
            forward = Forward((), ())
        end = time.perf_counter()
        self._run = _Run(tokens, forward, 1e3 * (encoded - start), 1e3 * (end - encoded))
        return self._run

    @staticmethod
    def _clamped(heads: tuple[HeadId, ...], loaded: _Loaded, run: _Run) -> Iterator[HeadId]:
        if not len(run.tokens):
            return
        info = loaded.model.info
        for layer, head in heads:
            yield max(0, min(layer, info.layers - 1)), max(0, min(head, info.heads - 1))

    @staticmethod
    def _head(loaded: _Loaded, run: _Run, head_id: HeadId) -> HeadTrace:
        ops, info = loaded.ops, loaded.model.info
        layer, head = head_id
        qkv, width = run.forward.qkv[layer], info.head_width
        made = ops.attend_head(qkv, info.heads, head)  # scores, weights, context
        starts = (part * info.width + head * width for part in range(3))
        # one wait for all six: each blocking read of its own would wake the driver's threads again
        arrays = ops.download_all([*((qkv, start, start + width) for start in starts), *made])
        for array in arrays:
            array.flags.writeable = False  # a trace is shared between threads and views
        return HeadTrace(*arrays)
