"""Text in, trace out. Owns device, models and tokenizers; one thread makes it and calls it.

The forward pass keeps query, key and value of all layers on the device, which is linear in the length. The weights
of a head are made by the kernels when a view asks for that head; the table of all heads is never kept.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from attnviz.answer import OVERFLOW, NotNumbers, answer, check, not_numbers
from attnviz.beside import STILL_WANTED, Progress
from attnviz.compute import ceiling
from attnviz.compute.agreement import Answer, furthest
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.trial import doubt
from attnviz.errors import QT_TRANSLATE_NOOP, UserError, alone
from attnviz.lab import Lab, Result
from attnviz.labs.workbench import Laboratory, Workbench
from attnviz.loading import Loaded, Models
from attnviz.model import FAMILIES, Decoder, Forward, Marian, reading
from attnviz.other import UNCHANGED, Change, Other
from attnviz.passes import Job, Passes, Run
from attnviz.performance import TWIN_LIMIT, Ceiling, Comparison, Profile
from attnviz.recovery import Recovery
from attnviz.room import check_room, keep_little_free, return_freed
from attnviz.sampling import Sampling, choose
from attnviz.trace import Array, DeviceInfo, ModelInfo, Trace, TraceRequest
from attnviz.weights.checkpoint import open_checkpoint
from attnviz.weights.mapped import check_mapped

COMPARING = QT_TRANSLATE_NOOP("progress", "Comparing with numpy")


class Engine:
    """Runs requests on the device and model that they name, loading what is not loaded yet.

    Not thread-safe: one thread at a time calls it.
    """

    def __init__(self) -> None:
        keep_little_free()
        self._models = Models()
        self._passes = Passes()
        self._ceilings = ceiling.Ceilings()
        self._laboratory = Laboratory()
        self._rng: np.random.Generator | None = None
        self._recovery = Recovery(self._models, self._forget_runs)

    @property
    def model(self) -> ModelInfo | None:
        """The model in use; unchanged by a request that failed to load another one."""
        return self._models.focus.model.info if self._models.focus else None

    @property
    def device(self) -> DeviceInfo | None:
        return self._models.focus.ops.info if self._models.focus else None

    def run(self, request: TraceRequest, progress: Progress | None = None) -> Trace:
        """Compute one request, then what it is to be compared with.

        Args:
            request: text, model, device, and the heads to read back.
            progress: told a share (0..1) and a template of context "progress" while something slow is loaded, and
                asked with ``STILL_WANTED`` between the parts of what takes long. What it raises ends the run.

        Raises:
            UserError: the model or the device cannot be used; the ones in use stay. Why there is nothing to compare
                with is told in the trace.
        """
        return self._recovery.surely(request.device, lambda: self._run(request, progress or _unheard))

    def _run(self, request: TraceRequest, progress: Progress) -> Trace:
        self._models.expect(request.model, {other.model for other in request.others if other.model})
        trace = self._in_focus(request, progress)
        others, labs = self._compared(request, progress), self._experiments(request, trace)
        return replace(trace, others=others, labs=labs) if others or labs else trace

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
        return self._recovery.surely(request.device, lambda: self._tensors(plain, progress or _unheard))

    def _tensors(self, plain: TraceRequest, progress: Progress) -> tuple[Trace, dict[str, Array]]:
        trace = self._in_focus(plain, progress)
        loaded, run = self._models.focus, self._passes.focus
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
        for index, hidden in enumerate(self._whole(run).hidden):
            named[f"hidden_states.{index}"] = loaded.ops.download(hidden)
        check(loaded, (), named.values())
        return trace, named

    def measure_ceiling(self, request: TraceRequest, progress: Progress | None = None) -> Ceiling:
        """Find out what the request's device can do at its best, about a second, and keep it for later runs.

        Raises:
            UserError: as ``run``; or the device fails.
        """

        def measure() -> Ceiling:
            loaded = self._load(request, progress or _unheard)
            loaded.ops.record(False)
            return self._ceilings.keep(loaded.ops.info, ceiling.measured(loaded.ops))

        return self._recovery.surely(request.device, measure)

    def compare(self, request: TraceRequest, progress: Progress | None = None) -> Comparison:
        """Run the same text through the same model in numpy, and find where the two answers are furthest apart.

        Args:
            progress: told a share (0..1); what it raises ends the comparison.

        Raises:
            UserError: as ``run``; also for a text with no tokens or more than ``TWIN_LIMIT``, and where the twin's
                weights do not fit into memory.
        """
        return self._recovery.surely(request.device, lambda: self._compare(request, progress or _unheard))

    def _compare(self, request: TraceRequest, progress: Progress) -> Comparison:
        loaded = self._load(request, progress)
        if loaded.model.info.captured_by:
            raise UserError(QT_TRANSLATE_NOOP("errors", "A captured trace has no model that numpy could run again."))
        loaded.ops.record(False)
        run = self._passes.in_focus(_job(loaded, request))
        count, info = len(run.tokens), loaded.model.info
        if not 0 < count <= TWIN_LIMIT:
            raise UserError(
                QT_TRANSLATE_NOOP("errors", "Only a text of 1 to {limit} tokens is compared with numpy."),
                limit=TWIN_LIMIT,
            )
        # the twin is loaded anew and let go: twice the weights in memory would be a high price for a rare question
        checkpoint, twin_ops = open_checkpoint(request.model), NumpyOps()
        check_room(checkpoint, twin_ops.info)
        network = FAMILIES[info.family](checkpoint, twin_ops, lambda share: progress(0.5 * share, COMPARING))
        ids, own = np.asarray(run.tokens.ids, np.int32), self._whole(run)
        # the same translation: where two words are equally good, rounding would choose
        twin = network.read(ids, own.written) if isinstance(network, Marian) else network.forward(ids, whole=True)
        weights, hidden = furthest(
            Answer(loaded.ops, own.hidden, own.layers),
            Answer(twin_ops, twin.hidden, twin.layers),
            info.heads,
            lambda share: progress(0.5 + 0.5 * share, COMPARING),
        )
        check(loaded, (np.array([weights.size, hidden.size]),))
        compared = info.heads * sum(one.query[0].shape[0] * one.mask.keys for one in twin.layers)
        return Comparison(request.text, request.model, request.device, compared, weights, hidden)

    def go_on(self, request: TraceRequest, sampling: Sampling, progress: Progress | None = None) -> str:
        """What a decoder writes next after the request's text: one token, or as many as make whole characters.

        Returns:
            The characters to add; "" when the model ends the text, is full, or is not a decoder.

        Raises:
            UserError: as ``run``.
        """
        return self._recovery.surely(request.device, lambda: self._go_on(request, sampling, progress or _unheard))

    def _go_on(self, request: TraceRequest, sampling: Sampling, progress: Progress) -> str:
        loaded = self._load(request, progress)
        loaded.ops.record(False)
        run = self._passes.focus = self._passes.in_focus(_job(loaded, request))
        network, tokenizer = loaded.model, loaded.tokenizer
        if not isinstance(network, Decoder) or not len(run.tokens):
            return ""
        rng = self._rng = self._rng or np.random.default_rng()  # numpy reads 10 files for it: not at each start
        ids, forward, stream = list(run.tokens.ids), run.forward, tokenizer.stream(at_start=not request.text)
        text = ""
        while not text and len(ids) < tokenizer.limit:
            logits = network.next_logits(forward)
            check(loaded, (), (logits,))
            chosen = choose(logits, sampling, rng)
            if chosen in tokenizer.end_ids:
                break
            text = stream.push(chosen)
            ids.append(chosen)
            if not text:
                self._passes.focus = None  # a pass over more tokens takes its place
                forward = network.forward(np.asarray(ids, np.int32), forward)
        return text

    def try_again(self) -> None:
        """Have the next request open the device that it asks for, though it failed before."""
        self._models.open_anew()
        self._recovery.trust()

    def leave(self, asked: str, device: DeviceInfo) -> None:
        """Have another device do what is asked of this one, which hung in another engine.

        Args:
            asked: for which device, as requests name it.
        """
        doubt(device.key)
        self._models.aside[device.key] = "hung"
        self._models.lose(asked, device, "hung")

    def pulse(self) -> int | None:
        """A number that changes while the device computes; None where nothing shows it. For any thread, at any time."""
        models = self._models
        return models.focus.ops.pulse() if models.focus and not models.opening else None

    def close(self) -> None:
        """Give the device back."""
        self._forget_runs()
        self._models.close()

    def _forget_runs(self) -> None:
        self._passes = Passes()

    def _load(self, request: TraceRequest, progress: Progress) -> Loaded:
        self._passes.keep(self._models.all)  # the memory of those that nobody asks for any more is free
        loaded = self._models.load(request.model, request.device, progress)
        self._passes.keep(self._models.all)
        if self._models.let_go:
            loaded.ops.trim()
            return_freed()
            self._models.let_go = False
        self._set_beams(loaded, request.beams)
        return loaded

    def _in_focus(self, request: TraceRequest, progress: Progress) -> Trace:
        asked = time.perf_counter()
        loaded = self._load(request, progress)
        check_mapped()
        loaded.ops.record(request.profile)
        start = time.perf_counter()
        run = self._passes.in_focus(_job(loaded, request, profile=request.profile))
        try:
            trace = answer(request, run, start, progress, loading=start - asked)
        except UserError:
            raise
        except Exception:  # ``progress`` says that nobody waits for the rest: the pass itself serves the next request
            self._passes.focus = run
            raise
        self._passes.focus = run
        loaded.ops.settle()
        return replace(trace, profile=self._profile(loaded, run)) if request.profile else trace

    def _experiments(self, request: TraceRequest, trace: Trace) -> dict[Lab, Result | UserError]:
        """What labs make of the run in focus."""
        loaded, run = self._models.focus, self._passes.focus
        if not request.labs or loaded is None or run is None or not trace.heads:
            return {}
        if request.profile:
            loaded.ops.record(False)
        focus = next(iter(trace.heads))
        bench = Workbench(loaded.ops, loaded.model, run.tokens, run.forward, focus, trace.heads)
        found = self._laboratory.do(request.labs, bench, self._recovery.may_help)
        if any(not_numbers(result) for result in found.values()) and not self._recovery.is_own(loaded):
            raise NotNumbers(OVERFLOW, model=loaded.model.info.name)
        return found

    def _compared(self, request: TraceRequest, progress: Progress) -> dict[Other, Trace | UserError]:
        """The runs to compare with, one after the other; what goes wrong with one is told in its place."""
        loaded = self._models.focus
        assert loaded is not None
        if request.profile:
            loaded.ops.record(False)
        found: dict[Other, Trace | UserError] = {}
        asked: dict[Other, tuple[TraceRequest, Job]] = {}
        for other in request.others:
            own = _request_of(request, other)
            try:
                model = loaded if own.model == request.model else self._models.beside(own.model, progress)
            except UserError as error:
                if self._recovery.may_help(error):
                    raise
                found[other] = alone(error)
                continue
            self._set_beams(model, request.beams)
            asked[other] = own, _job(model, own, other.change)
        self._passes.compare([job for _, job in asked.values()])
        for other, (own, job) in asked.items():
            start = time.perf_counter()
            progress(*STILL_WANTED)
            try:
                found[other] = answer(own, self._passes.compared(job), start, progress)
            except UserError as error:
                self._passes.failed(job)
                if self._recovery.may_help(error):
                    raise
                found[other] = alone(error)
        self._passes.end_comparison()
        return {other: found[other] for other in request.others}

    def _whole(self, run: Run) -> Forward:
        """The pass in focus with the hidden states of all layers, which a view does without."""
        if run.whole:
            return run.forward
        self._passes.focus = None  # what it keeps, the whole pass may use
        forward = run.whole_forward()
        self._passes.focus = replace(run, forward=forward, launches=None)
        return forward

    def _set_beams(self, loaded: Loaded, beams: int) -> None:
        model = loaded.model
        if isinstance(model, Marian) and model.beams != max(1, beams):
            model.beams = max(1, beams)
            self._passes.forget(loaded)  # translated in the other way

    def _profile(self, loaded: Loaded, run: Run) -> Profile:
        ops = loaded.ops
        profile = Profile(run.launches or (), ops.launches(), ops.held(), self._ceilings.of(ops.info))
        if profile.ceiling is None:
            return profile
        found = self._ceilings.keep(ops.info, ceiling.raised(profile.ceiling, profile.launches))
        return replace(profile, ceiling=found)


def _unheard(share: float, what: str) -> None:
    """Of what nobody wants to be told."""


def _job(loaded: Loaded, request: TraceRequest, change: Change = UNCHANGED, profile: bool = False) -> Job:
    return Job(loaded, request.text, change, request.next_words, request.states or request.outputs, profile)


def _request_of(request: TraceRequest, other: Other) -> TraceRequest:
    """What is asked of a run to compare with."""
    return replace(
        request,
        text=request.text if other.text is None else other.text,
        model=other.model or request.model,
        heads=other.heads or request.heads,
        profile=False,
        thumbnails=0,
        facts=False,
        rows=(),
        others=(),
        labs=(),
    )
