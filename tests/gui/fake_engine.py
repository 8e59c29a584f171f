"""An engine of honest small traces (tests/traces.py), whose pace and failures a test commands."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from traces import DECODER as CAUSAL
from traces import DEVICE, HEADS, LAYERS, MIXTURE, MODEL, TRANSLATOR, changed, filled, make_trace, model_trace

from attnviz.errors import UserError
from attnviz.other import Other
from attnviz.performance import Ceiling, Comparison, Difference, Held, Launch, Profile
from attnviz.sampling import Sampling, choose
from attnviz.trace import Candidate, DeviceInfo, ModelInfo, NextWords, Trace, TraceRequest

POCL = DeviceInfo("pocl:0", "Test CPU", "cpu", "PoCL 3.0")
DEVICES = [POCL, DEVICE]
FORWARD = (
    Launch("embed", 1, 0.02, 6e4, 1e5),
    Launch("linear", 6, 1.0, 1e8, 1.1e7),
    Launch("append", 6, 0.1, 0.0, 1e6),
    Launch("linear_add", 12, 1.5, 2e8, 2e7),
)
HEAD = (Launch("append", 1, 0.02, 0.0, 2e5), Launch("attend_head", 1, 0.01, 5e4, 2e4))


DECODER = "test-decoder"
VOCABULARY = (" cat", " dog", " the", "s", ".", "\n", " 猫", "", "", " sat", " and", " slept", " long")
PART, END = 7, 8  # the first bytes of a character; what ends a text
WHOLE = "語"  # what comes of PART


def logits_after(text: str) -> np.ndarray:
    """Of each token of VOCABULARY (V,): different after each text, END and PART far behind."""
    random = np.random.default_rng([7, *text.encode("utf-8", "replace")])
    logits = random.normal(size=len(VOCABULARY)).astype(np.float32) * 2
    logits[[PART, END]] = -20.0
    return logits


class FakeEngine:
    """Answers at once, until it is told otherwise.

    Attributes:
        gate: closed, every run waits for it; a test opens it to let results out.
        progress: what each load of another model reports.
        broken: model, device or text -> the error that a run with it raises.
        ran: every request that was run.
        ceiling: what ``measure_ceiling`` finds, or the error that it raises; ``known`` from then on.
        comparison: sizes of the two differences that ``compare`` finds, or the error that it raises.
        comparing: what ``compare`` does between its two reports.
        logits: what the model DECODER expects after a text.
        writing: what ``go_on`` does before it answers.
        went_on: every request that was gone on with.
        left: the device that it is to leave, and how that was asked for; ``beat``: its pulse.
    """

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.progress: list[tuple[float, str]] = []
        self.broken: dict[str, Exception] = {}
        self.note = ""
        self.limit = 512
        self.sizes = {MODEL.id: (LAYERS, HEADS)}
        self.kinds = {model.id: model for model in (TRANSLATOR, CAUSAL, MIXTURE)}
        self.ran: list[TraceRequest] = []
        self.ceiling: Ceiling | Exception = Ceiling(200.0, 40.0)
        self.known: Ceiling | None = None
        self.measured = 0
        self.comparison: tuple[float, float] | Exception = (2.1e-6, 7e-6)
        self.comparing: Callable[[], object] = lambda: None
        self.compared: list[TraceRequest] = []
        self.logits: Callable[[str], np.ndarray] = logits_after
        self.writing: Callable[[], object] = lambda: None
        self.went_on: list[tuple[TraceRequest, Sampling]] = []
        self.unwritable: Exception | None = None
        self.random = np.random.default_rng(5)
        self.closed = False
        self.tried_again = 0
        self.left: tuple[str, DeviceInfo] | None = None
        self.beat: int | None = None
        self.threads: set[int] = set()

    def run(self, request: TraceRequest, progress: Callable[[float, str], None] | None = None) -> Trace:
        trace = self._run(request, progress)
        return replace(trace, others={other: self._other(request, other) for other in request.others})

    def _other(self, request: TraceRequest, other: Other) -> Trace | UserError:
        text = request.text if other.text is None else other.text
        asked = replace(
            request, text=text, model=other.model or request.model, heads=other.heads or request.heads, others=()
        )
        try:
            trace = self._run(asked, None)
        except UserError as error:
            return error
        return changed(trace, other.change)

    def _run(self, request: TraceRequest, progress: Callable[[float, str], None] | None) -> Trace:
        self.threads.add(threading.get_ident())
        for share, what in self.progress:
            if progress:
                progress(share, what)
        assert self.gate.wait(10), "a test forgot to open the gate"
        self.ran.append(request)
        for cause in (request.model, request.device, request.text):
            if cause in self.broken:
                raise self.broken[cause]
        if request.model in self.kinds:
            return filled(self._of_kind(self.kinds[request.model], request))
        layers, heads = self.sizes.get(request.model, (LAYERS, HEADS))
        layer, head = min(request.heads[0][0], layers - 1), min(request.heads[0][1], heads - 1)
        trace = make_trace(request.text, layer, head, request.id, self.limit)
        kind = "decoder" if request.model == DECODER else "encoder"
        model = replace(MODEL, id=request.model, name=Path(request.model).name, layers=layers, heads=heads, kind=kind)
        device = next((known for known in DEVICES if known.key == request.device), POCL)
        profile = self._profile(trace, device) if request.profile else None
        words = self._next_words(request.text) if request.next_words and kind == "decoder" and trace.tokens else None
        device = replace(device, note=self.note)
        return filled(replace(trace, request=request, model=model, device=device, profile=profile, next_words=words))

    def _next_words(self, text: str) -> NextWords:
        logits = self.logits(text)
        order = [int(id) for id in np.argsort(-logits, kind="stable")]
        labels = {PART: "‹E8›", END: "<end>", 5: "⏎"}
        best = tuple(Candidate(id, VOCABULARY[id], labels.get(id, VOCABULARY[id].strip())) for id in order)
        return NextWords(logits, best, order[0] == END)

    def go_on(
        self, request: TraceRequest, sampling: Sampling, progress: Callable[[float, str], None] | None = None
    ) -> str:
        self.went_on.append((request, sampling))
        self.writing()
        if self.unwritable is not None:
            raise self.unwritable
        chosen = choose(self.logits(request.text), sampling, self.random)
        return WHOLE if chosen == PART else VOCABULARY[chosen]

    def _of_kind(self, model: ModelInfo, request: TraceRequest) -> Trace:
        layer, head = min(request.heads[0][0], model.attentions - 1), min(request.heads[0][1], model.heads - 1)
        return replace(model_trace(model, request.text, layer, head, request.id), request=request, device=POCL)

    def _profile(self, trace: Trace, device: DeviceInfo) -> Profile:
        if device.kind == "numpy":
            return Profile()
        held = Held(90_000_000, 2_000_000)
        kernels = (FORWARD, HEAD) if len(trace.tokens) else ((), ())
        return Profile(*kernels, held, self.known)

    def measure_ceiling(self, request: TraceRequest, progress: Callable[[float, str], None] | None = None) -> Ceiling:
        self.measured += 1
        if isinstance(self.ceiling, Exception):
            raise self.ceiling
        self.known = self.ceiling
        return self.ceiling

    def tensors(
        self, request: TraceRequest, progress: Callable[[float, str], None] | None = None
    ) -> tuple[Trace, dict[str, np.ndarray]]:
        trace = self.run(replace(request, heads=((0, 0),)), progress)
        return replace(trace, heads={}), {"layers.0.weights": trace.heads[0, 0].weights[None]}

    def compare(self, request: TraceRequest, progress: Callable[[float, str], None] | None = None) -> Comparison:
        self.compared.append(request)
        assert progress is not None
        progress(0.25, "first")
        self.comparing()
        progress(0.75, "second")
        if isinstance(self.comparison, Exception):
            raise self.comparison
        weights, hidden = self.comparison
        worst = Difference(weights, 0.5, 0.5 + weights, 3, 7, 1, 2)
        return Comparison(request.text, request.model, request.device, 288, worst, Difference(hidden, layer=6))

    def try_again(self) -> None:
        self.tried_again += 1
        self.note = ""

    def leave(self, asked: str, device: DeviceInfo) -> None:
        self.left = asked, device

    def pulse(self) -> int | None:
        return self.beat

    def close(self) -> None:
        self.closed = True


def user_error(template: str = "{file} cannot be read ({reason}).") -> UserError:
    return UserError(template, file="/models/x", reason="gone")
