"""The one thread that owns the engine, and with it the device.

One run in flight, one place to wait that a newer request overwrites: the newest text always wins, and a fast typist
still sees steps in between. All state lives in the GUI thread, so there is no lock; what crosses over is frozen.

The rejected alternative, ``ThreadPoolExecutor``, joins its threads when Python exits: a driver that hangs would then
hang the program for good.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal

from attnviz.trace import DeviceInfo, Trace, TraceRequest

Progress = Callable[[float, str], None]


class EngineLike(Protocol):
    """What the worker asks of an engine; tests bring their own."""

    def run(self, request: TraceRequest, progress: Progress | None = None) -> Trace: ...
    def close(self) -> None: ...


def default_engine() -> EngineLike:
    from attnviz.engine import Engine  # here, so that the window is up before pyopencl is read

    return Engine()


def default_devices() -> list[DeviceInfo]:
    from attnviz.compute.device import devices

    return list(devices())


class Superseded(Exception):
    """Raised inside a load whose result nobody wants any more; never reported."""


class Worker(QObject):
    """Runs requests off the GUI thread. Every method and signal belongs to the GUI thread.

    Signals:
        traced(Trace): a run ended well.
        failed(TraceRequest, Exception): it did not; a UserError is meant for the user, anything else is a bug.
        progressed(float, str): share of a load done, 0..1, and what is being done (a template of "errors").
        busy_changed(bool): some request is in flight or waiting.
        devices_listed(list[DeviceInfo]): the answer to ``list_devices``.
    """

    traced = Signal(object)
    failed = Signal(object, object)
    progressed = Signal(float, str)
    busy_changed = Signal(bool)
    devices_listed = Signal(list)
    _landed = Signal(object, object, object)
    _advanced = Signal(float, str)

    FRAME = 0.03  # seconds between two progress signals: more could not be seen

    def __init__(
        self,
        engine_factory: Callable[[], EngineLike] = default_engine,
        list_devices: Callable[[], list[DeviceInfo]] = default_devices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine_factory, self._list_devices = engine_factory, list_devices
        self._inbox: queue.SimpleQueue[Callable[[Any], Any] | None] = queue.SimpleQueue()
        self._flying: TraceRequest | str | None = None
        self._waiting: TraceRequest | None = None
        self._devices_wanted = False
        self._was_busy = False
        self._closed = False
        self._thread: threading.Thread | None = None
        # queued, also for a job that ends at once: nothing lands inside ask()
        self._landed.connect(self._on_landed, Qt.ConnectionType.QueuedConnection)
        self._advanced.connect(self._on_advanced, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        return self._waiting is not None or isinstance(self._flying, TraceRequest)

    @property
    def idle(self) -> bool:
        """Nothing runs, nothing waits, a list of devices included."""
        return not self.busy and self._flying is None and not self._devices_wanted

    def ask(self, request: TraceRequest) -> None:
        """Run ``request`` as soon as the thread is free, unless a newer one comes first."""
        self._waiting = request
        self._next()

    def list_devices(self) -> None:
        """Look for devices when no request waits: a look may take seconds, a sentence comes first."""
        self._devices_wanted = True
        self._next()

    def close(self, timeout: float = 2.0) -> bool:
        """Let go of the engine and end the thread; False when it did not end in ``timeout`` seconds."""
        self._closed, self._waiting, self._devices_wanted = True, None, False
        if self._thread is None:
            return True
        self._inbox.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _next(self) -> None:
        if self._flying is None and not self._closed:
            if self._waiting is not None:
                self._flying, self._waiting = self._waiting, None
            elif self._devices_wanted:
                self._flying, self._devices_wanted = "devices", False
            if self._flying is not None:
                self._send(self._flying)
        if self.busy != self._was_busy:
            self._was_busy = self.busy
            self.busy_changed.emit(self._was_busy)

    def _send(self, job: TraceRequest | str) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="attnviz-engine", daemon=True)
            self._thread.start()
        self._inbox.put(job)

    def _on_landed(self, job: TraceRequest | str, result: object, error: Exception | None) -> None:
        if self._closed:
            return
        unwanted = self._superseded(job)
        self._flying = None
        self._next()  # the thread goes on while the views draw
        if job == "devices":
            self.devices_listed.emit(result if error is None else [])
        elif error is None:
            self.traced.emit(result)
        elif not unwanted:
            self.failed.emit(job, error)

    def _on_advanced(self, fraction: float, template: str) -> None:
        if not self._closed and self.busy:
            self.progressed.emit(fraction, template)

    def _superseded(self, job: TraceRequest | str) -> bool:
        """The user has meanwhile chosen another model or device than the one that ``job`` loads."""
        newer = self._waiting
        if newer is None or not isinstance(job, TraceRequest):
            return False
        return (newer.model, newer.device) != (job.model, job.device)

    # --- below: the engine's thread

    def _work(self) -> None:
        engine: EngineLike | None = None
        while (job := self._inbox.get()) is not None:
            result, error = None, None
            try:
                if isinstance(job, TraceRequest):
                    engine = engine or self._engine_factory()
                    result = engine.run(job, self._reporter(job))
                else:
                    result = self._list_devices()
            except Exception as caught:
                error = caught
            self._tell(self._landed, job, result, error)
        if engine is not None:
            engine.close()

    def _reporter(self, job: TraceRequest) -> Progress:
        last = ("", 0.0)

        def report(fraction: float, template: str) -> None:
            nonlocal last
            if self._closed or self._superseded(job):
                raise Superseded
            now = time.monotonic()
            if template != last[0] or now - last[1] >= self.FRAME:
                last = (template, now)
                self._tell(self._advanced, float(fraction), template)

        return report

    def _tell(self, signal: Any, *values: object) -> None:
        # a thread that outlived close() may find the window gone
        with contextlib.suppress(RuntimeError):
            if not self._closed:
                signal.emit(*values)
