"""An engine of honest small traces (tests/traces.py), whose pace and failures a test commands."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from traces import DEVICE, HEADS, LAYERS, MODEL, make_trace

from attnviz.errors import UserError
from attnviz.trace import DeviceInfo, Trace, TraceRequest

POCL = DeviceInfo("pocl:0", "Test CPU", "cpu", "PoCL 3.0")
DEVICES = [POCL, DEVICE]


class FakeEngine:
    """Answers at once, until it is told otherwise.

    Attributes:
        gate: closed, every run waits for it; a test opens it to let results out.
        progress: what each load of another model reports.
        broken: model, device or text -> the error that a run with it raises.
        ran: every request that was run.
    """

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.progress: list[tuple[float, str]] = []
        self.broken: dict[str, Exception] = {}
        self.note = ""
        self.limit = 512
        self.sizes = {MODEL.id: (LAYERS, HEADS)}
        self.ran: list[TraceRequest] = []
        self.closed = False
        self.threads: set[int] = set()

    def run(self, request: TraceRequest, progress: Callable[[float, str], None] | None = None) -> Trace:
        self.threads.add(threading.get_ident())
        for share, what in self.progress:
            if progress:
                progress(share, what)
        assert self.gate.wait(10), "a test forgot to open the gate"
        self.ran.append(request)
        for cause in (request.model, request.device, request.text):
            if cause in self.broken:
                raise self.broken[cause]
        layers, heads = self.sizes.get(request.model, (LAYERS, HEADS))
        layer, head = min(request.heads[0][0], layers - 1), min(request.heads[0][1], heads - 1)
        trace = make_trace(request.text, layer, head, request.id, self.limit)
        model = replace(MODEL, id=request.model, name=Path(request.model).name, layers=layers, heads=heads)
        device = next((known for known in DEVICES if known.key == request.device), POCL)
        return replace(trace, request=request, model=model, device=replace(device, note=self.note))

    def close(self) -> None:
        self.closed = True


def user_error(template: str = "{file} cannot be read ({reason}).") -> UserError:
    return UserError(template, file="/models/x", reason="gone")
