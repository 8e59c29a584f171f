"""The one thread that owns the engine, and with it the device.

One run in flight, one place to wait that a newer request overwrites: the newest text always wins, and a fast typist
still sees steps in between. Whatever else is asked of the engine (``Aside``) waits until no text does.
All state lives in the GUI thread, so there is no lock; what crosses over is frozen.

The rejected alternative, ``ThreadPoolExecutor``, joins its threads when Python exits: a driver that hangs would then
hang the program for good.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from attnviz.beside import let_drivers_stand_back
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.gui.engines import EngineLike, Progress, default_devices, default_engine
from attnviz.gui.silence import Sign, Watch
from attnviz.sampling import Sampling
from attnviz.trace import DeviceInfo, TraceRequest

GIVEN_UP = QT_TRANSLATE_NOOP("errors", "The device did not answer, and is not waited for any more.")


class Superseded(Exception):
    """Raised inside a load or an aside whose result nobody wants any more; never reported."""


@dataclass(frozen=True)
class Aside:
    """A job beside the runs: ``what`` is "devices" or "try again"; of a request "compare", "ceiling", "tensors" or
    "go on"; "leave" of a device, and of how it was asked for."""

    what: str
    request: TraceRequest | None = None
    sampling: Sampling = field(default_factory=Sampling)
    leaves: tuple[str, DeviceInfo] | None = None


Job = TraceRequest | Aside


class Worker(QObject):
    """Runs requests off the GUI thread. Every method and signal belongs to the GUI thread.

    Signals:
        traced(Trace): a run ended well.
        failed(TraceRequest, Exception): it did not; a UserError is meant for the user, anything else is a bug.
        progressed(float, str): share of a load done, 0..1, and what is being done (a template of "errors").
        busy_changed(bool): some request is in flight or waiting.
        devices_listed(list[DeviceInfo]): the answer to ``list_devices``.
        comparing(float): share of a comparison done, 0..1.
        compared(Comparison | Exception | None): the answer to ``compare``; None when a newer text took its place.
        ceiling_measured(Ceiling | Exception): the answer to ``measure_ceiling``.
        tensors_read(tuple[Trace, dict[str, Array]] | Exception): the answer to ``read_tensors``.
        went_on(TraceRequest, str | Exception | None): the answer to ``go_on``; None when a newer text took its place.
        tried_again(): the next request opens the device that it asks for, though it failed before.

    Attributes:
        watch: tells when the device does not answer.
    """

    traced = Signal(object)
    failed = Signal(object, object)
    progressed = Signal(float, str)
    busy_changed = Signal(bool)
    devices_listed = Signal(list)
    comparing = Signal(float)
    compared = Signal(object)
    ceiling_measured = Signal(object)
    tensors_read = Signal(object)
    went_on = Signal(object, object)
    tried_again = Signal()
    _landed = Signal(object, object, object)
    _advanced = Signal(object, float, str)

    FRAME = 0.05  # seconds between two progress signals: each costs the load itself a moment

    def __init__(
        self,
        engine_factory: Callable[[], EngineLike] = default_engine,
        list_devices: Callable[[], list[DeviceInfo]] = default_devices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine_factory, self._list_devices = engine_factory, list_devices
        self._inbox: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._flying: Job | None = None
        self._waiting: TraceRequest | None = None
        self._dropped: TraceRequest | None = None  # flies on, unwanted
        self._told: TraceRequest | None = None  # the newest that was answered
        self._asides: dict[str, Aside] = {}
        self._was_busy = False
        self._closed = False
        self._thread: threading.Thread | None = None
        self._given_up: list[threading.Thread] = []
        self.watch = Watch(self)
        # queued, also for a job that ends at once: nothing lands inside ask()
        self._landed.connect(self._on_landed, Qt.ConnectionType.QueuedConnection)
        self._advanced.connect(self._on_advanced, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        flying = isinstance(self._flying, TraceRequest) and self._flying is not self._dropped
        return self._waiting is not None or flying

    @property
    def idle(self) -> bool:
        """Nothing runs, nothing waits, asides included."""
        return not self.busy and self._flying is None and not self._asides

    @property
    def leaves_behind(self) -> bool:
        """Whether a device that was given up keeps its thread, and perhaps processors, to this day."""
        return any(thread.is_alive() for thread in self._given_up)

    def ask(self, request: TraceRequest) -> None:
        """Run ``request`` as soon as the thread is free, unless a newer one comes first."""
        self._waiting = request
        self._next()

    def drop(self) -> None:
        """Forget every request: one that waits never runs, one that loads ends at its next report, in silence."""
        self._waiting = None
        if isinstance(self._flying, TraceRequest):
            self._dropped = self._flying
        self._next()

    def list_devices(self) -> None:
        """Look for devices when no request waits: a look may take seconds, a sentence comes first."""
        self._ask_aside(Aside("devices"))

    def try_again(self) -> None:
        """Give a device that failed another chance, when no request waits."""
        self._ask_aside(Aside("try again"))

    def give_up(self, leaves: tuple[str, DeviceInfo] | None = None) -> None:
        """Wait no longer for a device that does not answer: a new engine, in a thread of its own, does what waits.

        The old thread, and what it holds of the device, cannot be ended from outside: should it ever come back, it
        closes its engine and ends. Nobody is told of what it was doing.

        Args:
            leaves: the device that hangs, and by which name it was asked for: another one takes its place.
        """
        if self._flying is None or self._thread is None:
            return
        self._given_up.append(self._thread)
        self._inbox.put(None)
        self._inbox, self._thread = queue.SimpleQueue(), None
        if leaves is not None:
            self._inbox.put(Aside("leave", leaves=leaves))  # nobody waits for an answer to it
        flying, self._flying, self._dropped = self._flying, None, None
        self.watch.give_up()
        if isinstance(flying, TraceRequest):
            self._waiting = self._waiting or flying
        elif flying.what == "devices":
            self._asides[flying.what] = flying
        else:
            self._tell_aside(flying, None, UserError(GIVEN_UP))
        self._next()

    def compare(self, request: TraceRequest) -> None:
        """Compare the device's answer with numpy's; a request that comes meanwhile ends it."""
        self._ask_aside(Aside("compare", request))

    def measure_ceiling(self, request: TraceRequest) -> None:
        """Find out what the request's device can do at its best."""
        self._ask_aside(Aside("ceiling", request))

    def read_tensors(self, request: TraceRequest) -> None:
        """Read every tensor of a run back, for a file."""
        self._ask_aside(Aside("tensors", request))

    def go_on(self, request: TraceRequest, sampling: Sampling) -> None:
        """Have a decoder write on after the request's text, when no request waits: a few characters, or none."""
        self._ask_aside(Aside("go on", request, sampling))

    def drop_going_on(self) -> None:
        """Forget a ``go_on`` that has not begun. One that runs still answers."""
        self._asides.pop("go on", None)

    def _ask_aside(self, aside: Aside) -> None:
        self._asides[aside.what] = aside
        self._next()

    def close(self, timeout: float = 2.0) -> bool:
        """Let go of the engine and end the thread; False when it did not end in ``timeout`` seconds."""
        self._closed, self._waiting = True, None
        self._asides.clear()
        self.watch.end()
        if self._thread is None:
            return True
        self._inbox.put(None)
        self._thread.join(timeout)
        return not any(thread.is_alive() for thread in (self._thread, *self._given_up))

    def _next(self) -> None:
        if self._flying is None and not self._closed:
            if self._waiting is not None:
                self._flying, self._waiting = self._waiting, None
            elif self._asides:
                self._flying = self._asides.pop(next(iter(self._asides)))
            if self._flying is not None:
                self._send(self._flying)
        if self.busy != self._was_busy:
            self._was_busy = self.busy
            self.busy_changed.emit(self._was_busy)

    def _send(self, job: Job) -> None:
        if self._thread is None:
            own = self._inbox, self.watch.sign
            self._thread = threading.Thread(target=self._work, args=own, name="attnviz-engine", daemon=True)
            self._thread.start()
        self.watch.begin()
        self._inbox.put(job)

    def _on_landed(self, job: Job, result: object, error: Exception | None) -> None:
        if self._closed or job is not self._flying:  # or it is of an engine that was given up
            return
        self.watch.end()
        dropped, unwanted = job is self._dropped, self._superseded(job)
        self._flying = self._dropped = None
        if self._waiting is None:
            self._next()
        if isinstance(job, Aside):
            self._tell_aside(job, result, error)
        elif error is None and not dropped:
            self._told = job
            self.traced.emit(result)
        elif not (unwanted or isinstance(error, Superseded)):
            self.failed.emit(job, error)
        self._next()  # after the picture has been painted: the thread would take Python's lock from it

    def _tell_aside(self, job: Aside, result: object, error: Exception | None) -> None:
        if job.what == "devices":
            self.devices_listed.emit(result if error is None else [])
        elif job.what == "try again":
            self.tried_again.emit()
        elif job.what == "compare":
            self.compared.emit(None if isinstance(error, Superseded) else error or result)
        elif job.what == "go on":
            self.went_on.emit(job.request, None if isinstance(error, Superseded) else error or result)
        elif job.what == "tensors":
            self.tensors_read.emit(error or result)
        else:
            self.ceiling_measured.emit(error or result)

    def _on_advanced(self, job: Job, fraction: float, template: str) -> None:
        if self._closed or job != self._flying or self._superseded(job):
            return
        if isinstance(job, TraceRequest):
            self.progressed.emit(fraction, template)
        elif job.what == "compare":
            self.comparing.emit(fraction)

    def _superseded(self, job: Job) -> bool:
        """A run: another model or device has been chosen since. A comparison, a going on: anything newer waits."""
        newer = self._waiting
        if job is self._dropped:
            return True
        if newer is None:
            return False
        if isinstance(job, Aside):
            return job.what in ("compare", "go on")
        return (newer.model, newer.device) != (job.model, job.device)

    def _only_adds(self, job: Job) -> bool:
        """A run whose head in focus is told already, and that can be given up, since another text waits."""
        newer, told = self._waiting, self._told
        if newer is None or told is None or isinstance(job, Aside) or newer.text == job.text:
            return False
        return (told.text, told.model, told.device) == (job.text, job.model, job.device)

    # --- below: the engine's thread

    def _work(self, inbox: queue.SimpleQueue[Job | None], sign: Sign) -> None:
        let_drivers_stand_back()  # else a long text takes all processors for many frames
        engine: EngineLike | None = None
        while (job := inbox.get()) is not None:
            result, error = None, None
            try:
                if isinstance(job, Aside) and job.what == "devices":
                    result = self._list_devices()
                else:
                    engine = engine or self._engine_factory()
                    sign.pulse = engine.pulse
                    result = self._answer(engine, job, self._reporter(job, sign))
            except Exception as caught:
                error = caught
            if not sign.given_up:
                self._tell(self._landed, job, result, error)
        if engine is not None:
            engine.close()

    def _answer(self, engine: EngineLike, job: Job, report: Progress) -> object:
        if isinstance(job, TraceRequest):
            return engine.run(job, report)
        if job.what == "try again":
            return engine.try_again()
        if job.leaves is not None:
            return engine.leave(*job.leaves)
        assert job.request is not None
        if job.what == "go on":
            return engine.go_on(job.request, job.sampling, report)
        does = {"compare": engine.compare, "ceiling": engine.measure_ceiling, "tensors": engine.tensors}
        return does[job.what](job.request, report)

    def _reporter(self, job: Job, sign: Sign) -> Progress:
        last = ("", 0.0)

        def report(fraction: float, template: str) -> None:
            nonlocal last
            sign.tell(fraction, template)
            if self._closed or sign.given_up or self._superseded(job) or (not template and self._only_adds(job)):
                raise Superseded
            if not template:  # of ``STILL_WANTED``: there is nothing to tell
                return
            now = time.monotonic()
            if template != last[0] or now - last[1] >= self.FRAME:
                last = (template, now)
                self._tell(self._advanced, job, float(fraction), template)

        return report

    def _tell(self, signal: Any, *values: object) -> None:
        # a thread that outlived close() may find the window gone
        with contextlib.suppress(RuntimeError):
            if not self._closed:
                signal.emit(*values)
