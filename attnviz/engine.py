"""Text in, trace out. Owns device, model and tokenizer; one thread makes it and calls it.

The forward pass keeps query, key and value of all layers on the device, which is linear in the length. The weights
of a head are made by the kernels when a view asks for that head; the table of all heads is never kept.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from attnviz.beside import Beside, Progress
from attnviz.compute import ceiling
from attnviz.compute.agreement import Answer, furthest
from attnviz.compute.device import open_ops
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.ops import Ops
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.model import FAMILIES, Bert, Captured, Decoder, Forward, Marian, Network, all_heads, reading
from attnviz.performance import TWIN_LIMIT, Ceiling, Comparison, Launch, Profile
from attnviz.room import check_room
from attnviz.sampling import Sampling, choose
from attnviz.text.candidates import next_words
from attnviz.text.tokenizer import Tokenizer
from attnviz.trace import Array, DeviceInfo, HeadId, ModelInfo, Tokens, Trace, TraceRequest
from attnviz.weights.captured import CapturedFile, open_model
from attnviz.weights.checkpoint import Checkpoint, open_checkpoint

OPENING_DEVICE = QT_TRANSLATE_NOOP("progress", "Preparing the device")
READING = QT_TRANSLATE_NOOP("progress", "Reading the model")
UPLOADING = QT_TRANSLATE_NOOP("progress", "Loading the weights")
WARMING_UP = QT_TRANSLATE_NOOP("progress", "Warming up")
MOST_GUESSED = 8
"""masked words of a text that are guessed: each answer names every word of the vocabulary"""
COMPARING = QT_TRANSLATE_NOOP("progress", "Comparing with numpy")


@dataclass(frozen=True)
class _Loaded:
    """A model that is ready to run, and what was asked for to get it."""

    asked_model: str
    asked_device: str
    ops: Ops
    model: Network
    tokenizer: Tokenizer


@dataclass(frozen=True)
class _Run:
    """The forward pass of the newest text, kept so that another head costs no second one.

    Attributes:
        launches: its kernels; None when nobody asked for them.
        target: see ``Trace``.
    """

    tokens: Tokens
    forward: Forward
    tokenise_ms: float
    launches: tuple[Launch, ...] | None
    target: Tokens | None = None


class Engine:
    """Runs requests on the device and model that they name, loading what is not loaded yet.

    Not thread-safe: one thread at a time calls it.
    """

    def __init__(self) -> None:
        self._loaded: _Loaded | None = None
        self._run: _Run | None = None
        self._ceilings: dict[DeviceInfo, Ceiling | None] = {}
        self._rng: np.random.Generator | None = None

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
        self._set_beams(loaded, request.beams)
        loaded.ops.record(request.profile)
        run = self._forward(loaded, request.text, request.profile, request.next_words)
        wanted = tuple(self._clamped(request.heads, loaded, run))
        asked = [reading.ask(loaded.ops, run.forward.layers[layer], head) for layer, head in wanted]
        together = all_heads.ask(loaded.ops, loaded.model, run.forward, run.tokens, run.target, request)
        loaded.ops.finish()  # the pass and its heads go to the device together
        computed = time.perf_counter()
        heads = {head_id: reading.read(loaded.ops, one) for head_id, one in zip(wanted, asked, strict=True)}
        self._run = run
        more = {**all_heads.read(loaded.ops, together), **self._more(loaded, run, request)}
        end = time.perf_counter()
        milliseconds = {
            "tokenise": run.tokenise_ms,
            "forward": 1e3 * (computed - start) - run.tokenise_ms,
            "heads": 1e3 * (end - computed),
            "total": 1e3 * (end - start),
        }
        profile = self._profile(loaded, run) if request.profile else None
        return Trace(request, run.tokens, loaded.model.info, loaded.ops.info, heads, milliseconds, profile, **more)

    def tensors(self, request: TraceRequest, progress: Progress | None = None) -> tuple[Trace, dict[str, Array]]:
        """Everything of one run by name, as ``attnviz trace`` writes it.

        Returns:
            The trace (with no heads) and float32 arrays ``layers.{l}.query`` (H,T,Dh), ``.key``, ``.value`` (G,S,Dh),
            ``.scores``, ``.weights`` (H,T,S), ``.context`` (H,T,Dh) and ``hidden_states.{l}`` (T,D), l = 0..L. Layers
            are numbered as ``ModelInfo.attention`` says; a decoder's hidden states follow those of its encoder.

        Raises:
            UserError: as ``run``; also for a text with no tokens.
        """
        plain = TraceRequest(request.id, request.text, request.model, request.device, heads=(), beams=request.beams)
        trace = self.run(plain, progress)
        loaded, run = self._loaded, self._run
        if loaded is None or run is None or not len(run.tokens):
            raise UserError(QT_TRANSLATE_NOOP("errors", "The text is empty: there is nothing to trace."))
        named: dict[str, Array] = {}
        info = loaded.model.info
        for layer in range(len(run.forward.layers)):
            attention = run.forward.layers[layer]
            heads = [reading.read(loaded.ops, reading.ask(loaded.ops, attention, head)) for head in range(info.heads)]
            for part in ("query", "key", "value", "scores", "weights", "context"):
                own = heads if part not in ("key", "value") else heads[:: info.heads // info.kv_heads]
                named[f"layers.{layer}.{part}"] = np.stack([getattr(head, part) for head in own])
        for index, hidden in enumerate(self._whole(loaded, run).hidden):
            named[f"hidden_states.{index}"] = loaded.ops.download(hidden)
        return trace, named

    def measure_ceiling(self, request: TraceRequest, progress: Progress | None = None) -> Ceiling:
        """Find out what the request's device can do at its best, about a second, and keep it for later runs.

        Raises:
            UserError: as ``run``; or the device fails.
        """
        loaded = self._load(request.model, request.device, progress or (lambda share, what: None))
        loaded.ops.record(False)
        return self._keep_ceiling(loaded.ops.info, ceiling.measured(loaded.ops))

    def compare(self, request: TraceRequest, progress: Progress | None = None) -> Comparison:
        """Run the same text through the same model in numpy, and find where the two answers are furthest apart.

        Args:
            progress: told a share (0..1); what it raises ends the comparison.

        Raises:
            UserError: as ``run``; also for a text with no tokens or more than ``TWIN_LIMIT``.
        """
        progress = progress or (lambda share, what: None)
        loaded = self._load(request.model, request.device, progress)
        if loaded.model.info.captured_by:
            raise UserError(QT_TRANSLATE_NOOP("errors", "A captured trace has no model that numpy could run again."))
        self._set_beams(loaded, request.beams)
        loaded.ops.record(False)
        run = self._forward(loaded, request.text)
        count, info = len(run.tokens), loaded.model.info
        if not 0 < count <= TWIN_LIMIT:
            raise UserError(
                QT_TRANSLATE_NOOP("errors", "Only a text of 1 to {limit} tokens is compared with numpy."),
                limit=TWIN_LIMIT,
            )
        # the twin is loaded anew and let go: twice the weights in memory would be a high price for a rare question
        checkpoint, twin_ops = open_checkpoint(request.model), NumpyOps()
        network = FAMILIES[info.family](checkpoint, twin_ops, lambda share: progress(0.5 * share, COMPARING))
        ids, own = np.asarray(run.tokens.ids, np.int32), self._whole(loaded, run)
        # the same translation: where two words are equally good, rounding would choose
        twin = network.read(ids, own.written) if isinstance(network, Marian) else network.forward(ids, whole=True)
        weights, hidden = furthest(
            Answer(loaded.ops, own.hidden, own.layers),
            Answer(twin_ops, twin.hidden, twin.layers),
            info.heads,
            lambda share: progress(0.5 + 0.5 * share, COMPARING),
        )
        compared = info.heads * sum(one.query[0].shape[0] * one.mask.keys for one in twin.layers)
        return Comparison(request.text, request.model, request.device, compared, weights, hidden)

    def go_on(self, request: TraceRequest, sampling: Sampling, progress: Progress | None = None) -> str:
        """What a decoder writes next after the request's text: one token, or as many as make whole characters.

        Returns:
            The characters to add; "" when the model ends the text, is full, or is not a decoder.

        Raises:
            UserError: as ``run``.
        """
        loaded = self._load(request.model, request.device, progress or (lambda share, what: None))
        loaded.ops.record(False)
        run = self._run = self._forward(loaded, request.text)
        network, tokenizer = loaded.model, loaded.tokenizer
        if not isinstance(network, Decoder) or not len(run.tokens):
            return ""
        rng = self._rng = self._rng or np.random.default_rng()  # numpy reads 10 files for it: not at each start
        ids, forward, stream = list(run.tokens.ids), run.forward, tokenizer.stream(at_start=not request.text)
        text = ""
        while not text and len(ids) < tokenizer.limit:
            chosen = choose(network.next_logits(forward), sampling, rng)
            if chosen in tokenizer.end_ids:
                break
            text = stream.push(chosen)
            ids.append(chosen)
            if not text:
                self._run = None  # a pass over more tokens takes its place
                forward = network.forward(np.asarray(ids, np.int32), forward)
        return text

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
        reading = Beside(partial(open_model, model), "attnviz-reading")  # numpy and driver share no lock
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
    def _load_model(
        model: str, device: str, ops: Ops, reading: Beside[Checkpoint | CapturedFile], progress: Progress
    ) -> _Loaded:
        progress(0.1, READING)
        checkpoint = reading.result(lambda share, what: progress(0.1 + 0.2 * share, what))
        if isinstance(checkpoint, CapturedFile):
            progress(0.8, WARMING_UP)
            ops.warm_up()
            return _Loaded(model, device, ops, Captured(checkpoint, ops), checkpoint.tokenizer)
        held = ops.held()  # the model in use stays until this one is there
        check_room(checkpoint, ops.info, held.weights if held else 0)
        family = FAMILIES[checkpoint.info.family]
        network = family(checkpoint, ops, lambda share: progress(0.3 + 0.5 * share, UPLOADING))
        progress(0.8, WARMING_UP)
        # The first launch of each kernel compiles it: done now, it does not delay the first key press.
        ops.warm_up()
        forward = network.forward(np.zeros(4, np.int32))
        first = forward.layers[0]
        ops.download(ops.attend_head(first.query, 0, first.cache, first.mask)[0])
        progress(1.0, WARMING_UP)
        return _Loaded(model, device, ops, network, checkpoint.tokenizer)

    def _forward(self, loaded: _Loaded, text: str, profile: bool = False, guess: bool = False) -> _Run:
        """The pass of a text, asked of the device but not waited for (unless a profile is wanted).

        The one that ran last is used again if it will do. The caller keeps the new one once it has run. ``guess``:
        masked words are to be guessed, for which an encoder must go through its last layer.
        """
        kept, self._run = self._run, None  # its memory is free for the new one
        past = kept.forward if kept is not None and isinstance(loaded.model, (Decoder, Marian)) else None
        same = kept is not None and (kept.tokens.text == text or bool(loaded.model.info.captured_by))
        if kept is not None and same and not (profile and kept.launches is None):
            whole = len(kept.forward.hidden) > loaded.model.info.layers
            if whole or not (guess and self._masked(loaded, kept.tokens)):
                return kept
        start = time.perf_counter()
        tokens = loaded.tokenizer.encode(text)
        encoded = time.perf_counter()
        del kept
        whole = guess and bool(self._masked(loaded, tokens))
        forward = loaded.model.forward(np.asarray(tokens.ids, np.int32), past, whole) if len(tokens) else Forward()
        target = loaded.tokenizer.describe(forward.written) if forward.written else None
        launches = loaded.ops.launches() if profile else None
        return _Run(tokens, forward, 1e3 * (encoded - start), launches, target)

    def _whole(self, loaded: _Loaded, run: _Run) -> Forward:
        """The pass of a run with the hidden states of all layers, which a view does without."""
        if len(run.forward.hidden) > loaded.model.info.layers:
            return run.forward
        self._run = None  # what it keeps, the whole pass may use
        forward = loaded.model.forward(np.asarray(run.tokens.ids, np.int32), whole=True)
        self._run = replace(run, forward=forward, launches=None)
        return forward

    @staticmethod
    def _masked(loaded: _Loaded, tokens: Tokens) -> list[int]:
        """The tokens that the model should guess."""
        if not loaded.model.info.guesses:
            return []
        return [at for at, id in enumerate(tokens.ids) if id == loaded.tokenizer.mask_id][:MOST_GUESSED]

    def _set_beams(self, loaded: _Loaded, beams: int) -> None:
        model = loaded.model
        if isinstance(model, Marian) and model.beams != max(1, beams):
            model.beams = max(1, beams)
            self._run = None  # translated in the other way

    def _more(self, loaded: _Loaded, run: _Run, request: TraceRequest) -> dict[str, Any]:
        """What only some models have, or only some views ask for."""
        more: dict[str, Any] = {"target": run.target}
        routers = [router for router in run.forward.routers if router is not None]
        if routers and len(routers) == len(run.forward.routers):
            more["routers"] = np.stack(loaded.ops.download_all(routers))
        if request.next_words and isinstance(loaded.model, Decoder) and len(run.tokens):
            more["next_words"] = next_words(loaded.model.next_logits(run.forward), loaded.tokenizer)
        if request.next_words and isinstance(loaded.model, Bert):
            more["guesses"] = {
                at: next_words(loaded.model.word_scores(run.forward, at), loaded.tokenizer)
                for at in self._masked(loaded, run.tokens)
            }
        return more

    def _profile(self, loaded: _Loaded, run: _Run) -> Profile:
        ops = loaded.ops
        profile = Profile(run.launches or (), ops.launches(), ops.held(), self._ceiling(ops.info))
        if profile.ceiling is None:
            return profile
        return replace(profile, ceiling=self._keep_ceiling(ops.info, ceiling.raised(profile.ceiling, profile.launches)))

    def _ceiling(self, info: DeviceInfo) -> Ceiling | None:
        if info not in self._ceilings:
            self._ceilings[info] = ceiling.stored(info)
        return self._ceilings[info]

    def _keep_ceiling(self, info: DeviceInfo, found: Ceiling) -> Ceiling:
        if found != self._ceilings.get(info):
            self._ceilings[info] = found
            ceiling.store(info, found)
        return found

    @staticmethod
    def _clamped(heads: tuple[HeadId, ...], loaded: _Loaded, run: _Run) -> Iterator[HeadId]:
        if not len(run.tokens):
            return
        info = loaded.model.info
        for layer, head in heads:
            yield max(0, min(layer, info.attentions - 1)), max(0, min(head, info.heads - 1))
