"""A stand-in for pyopencl that counts the calls which reach a driver, and makes one of them, or all from it on, fail.

It takes the place of ``cl`` in the modules of ``attnviz.compute``, which know nothing of it. What real calls return is
wrapped, so that what is asked of queues, kernels and devices is counted too.
"""

from __future__ import annotations

import sys
import threading
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyopencl as real
import pytest
from endless import Endless

from attnviz.compute import runtime

_STATUS = real.status_code
ALLOCATES = {"Buffer", "CommandQueue", "Context", "enqueue_nd_range_kernel", "enqueue_copy", "enqueue_fill_buffer"}
BUILDS = {"Program", "Program.build", "Kernel"}
WAITS = {"CommandQueue.finish", "Event.wait", "enqueue_copy"}
LAUNCHES = {"enqueue_nd_range_kernel"}
KINDS = ("once", "memory", "no memory", "large", "reset", "lost", "build", "no build")
"""
once: one call says that resources have run out, for no reason that lasts.
memory: one allocation or launch finds no memory.
no memory: from then on, none finds any.
large: launches find no resources for their tiles; with other tiles, for which a context is made, they do.
reset: the context is gone with all that was made in it; a new one works.
lost: every call fails from then on, in new contexts too.
build: one build fails; "no build": all do.
hang, never: a wait that does not end by itself; "abort": the process ends as a driver's assertion ends it.
endless: a launch that never ends, on the real device: whoever waits for it waits inside the driver.
"""


def error(kind: str, name: str) -> Exception:
    """What pyopencl raises, made as pyopencl makes it."""
    code, cls = {
        "once": (_STATUS.OUT_OF_RESOURCES, real.RuntimeError),
        "memory": (_STATUS.MEM_OBJECT_ALLOCATION_FAILURE, real.MemoryError),
        "no memory": (_STATUS.OUT_OF_RESOURCES, real.MemoryError),
        "large": (_STATUS.OUT_OF_RESOURCES, real.RuntimeError),
        "reset": (_STATUS.INVALID_COMMAND_QUEUE, real.LogicError),
        "lost": (_STATUS.DEVICE_NOT_AVAILABLE, real.RuntimeError),
        "build": (_STATUS.BUILD_PROGRAM_FAILURE, real.RuntimeError),
        "no build": (_STATUS.BUILD_PROGRAM_FAILURE, real.RuntimeError),
    }[kind]
    return cls(real._cl._ErrorRecord(name, code, ""))


def applies(kind: str, name: str) -> bool:
    """Whether a call of this name can fail so."""
    if kind in ("memory", "no memory"):
        return name in ALLOCATES
    if kind in ("build", "no build"):
        return name in BUILDS
    if kind in ("hang", "never"):
        return name in WAITS
    if kind in ("endless", "large"):
        return name in LAUNCHES
    return True


class Injector:
    """Counts, and fails call ``at`` (from 1 on), or the next that can fail so, in the manner ``kind``.

    Attributes:
        names: of the calls so far; ``sites``: from where in attnviz each was made.
        struck: whether the fault has happened.
        live: wrapped objects by kind that have not been let go of.
        gate: a hanging call ends when it is set.
        endless: what keeps the device, once a launch never ends.
    """

    def __init__(self, kind: str = "", at: int = 0, as_gpu: bool = False) -> None:
        self.kind, self.at, self.as_gpu = kind, at, as_gpu
        self.names: list[str] = []
        self.sites: list[str] = []
        self.trace_sites = False
        self.struck = False
        self.live: Counter[str] = Counter()
        self.gate = threading.Event()
        self.endless: Endless | None = None
        self.lost_age = -1  # contexts up to this number are gone
        self.ages = 0
        self._lock = threading.Lock()

    def call(self, name: str, age: int | None, does: Any, given: tuple[Any, ...] = ()) -> Any:
        with self._lock:
            self.names.append(name)
            number = len(self.names)
            if self.trace_sites:
                self.sites.append(_site())
        if self.struck:
            self._aftermath(name, age)
        elif 0 < self.at <= number and applies(self.kind, name):
            self.struck = True
            self._strike(name, given)
        return does()

    def _strike(self, name: str, given: tuple[Any, ...]) -> None:
        if self.kind == "endless":
            self.endless = Endless(_bare(given[0]))
            return
        if self.kind == "abort":
            import os

            os.abort()
        if self.kind in ("hang", "never"):
            assert self.gate.wait(600), "a test forgot to open the gate"
            return
        if self.kind in ("reset", "large"):
            self.lost_age = self.ages
        raise error(self.kind, name)

    def _aftermath(self, name: str, age: int | None) -> None:
        lasts = self.kind == "lost" or (self.kind in ("no memory", "no build") and applies(self.kind, name))
        old = age is not None and age <= self.lost_age and self.kind in ("reset", "large")
        if lasts or (old and applies(self.kind, name)):
            raise error(self.kind, name)

    @contextmanager
    def installed(self) -> Iterator[Injector]:
        """In place of pyopencl, in every module of the room that has read it."""
        import attnviz.compute.gpu_ops
        import attnviz.compute.listing
        import attnviz.compute.tuning  # noqa: F401

        stand_in = Module(self)
        with pytest.MonkeyPatch.context() as patch:
            for name, module in list(sys.modules.items()):
                ours = name.startswith("attnviz.compute.") and module is not runtime
                if ours and getattr(module, "cl", None) is runtime.cl:
                    patch.setattr(module, "cl", stand_in)
            yield self


def _site() -> str:
    frames = traceback.extract_stack(limit=14)
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames) if "/attnviz/" in frame.filename)


def _bare(value: Any) -> Any:
    if isinstance(value, Wrapped):
        return value._real
    if isinstance(value, (list, tuple)):
        return type(value)(_bare(one) for one in value)
    return value


class Wrapped:
    """A real object of pyopencl, whose methods and properties are counted calls."""

    def __init__(self, injector: Injector, thing: Any, age: int | None, kind: str = "") -> None:
        self._injector, self._real, self._age = injector, thing, age
        self._kind = kind or type(thing).__name__
        injector.live[self._kind] += 1

    def __del__(self) -> None:
        self._injector.live[self._kind] -= 1

    def __getattr__(self, name: str) -> Any:
        injector, age = self._injector, self._age
        if self._kind == "Device" and name == "type" and injector.as_gpu:
            return real.device_type.GPU
        if self._kind in ("Device", "Platform") and name != "get_devices":
            found = injector.call(f"{self._kind}.get_info", age, lambda: getattr(self._real, name))
            return Wrapped(injector, found, None, "Platform") if name == "platform" else found
        bound = getattr(self._real, name)
        if not callable(bound):
            return bound

        def method(*given: Any, **named: Any) -> Any:
            found = injector.call(
                f"{self._kind}.{name}", age, lambda: bound(*_bare(given), **{k: _bare(v) for k, v in named.items()})
            )
            if name == "get_devices":
                return [Wrapped(injector, one, None, "Device") for one in found]
            return Wrapped(injector, found, age) if name == "build" else found

        return method


class Module:
    """``cl`` itself."""

    def __init__(self, injector: Injector) -> None:
        self._injector = injector

    def __getattr__(self, name: str) -> Any:
        thing, injector = getattr(real, name), self._injector
        if isinstance(thing, type) and (issubclass(thing, Exception) or name[0].islower()):
            return thing
        if not callable(thing):
            return thing

        def function(*given: Any, **named: Any) -> Any:
            age = next((one._age for one in given if isinstance(one, Wrapped) and one._age is not None), None)
            does = lambda: thing(*_bare(given), **{k: _bare(v) for k, v in named.items()})  # noqa: E731
            found = injector.call(name, age, does, given)
            if name == "Context":
                injector.ages += 1
                age = injector.ages
            if name == "get_platforms":
                return [Wrapped(injector, one, None, "Platform") for one in found]
            return Wrapped(injector, found, age, "Event" if name.startswith("enqueue") else name)

        return function


def spoil(patch: pytest.MonkeyPatch, at: int, lasts: bool) -> list[int]:
    """Have read ``at`` of what comes back from a device, and all later ones if it ``lasts``, be NaN.

    Returns:
        A list of one number: how many reads there were.
    """
    from attnviz.compute.gpu_memory import GpuMemory
    from attnviz.compute.steps import StepOps

    count = [0]
    for cls in (StepOps, GpuMemory):
        honest = cls._read

        def read(self: Any, *given: Any, honest: Any = honest, **named: Any) -> Any:
            out = honest(self, *given, **named)
            count[0] += 1
            if out.dtype.kind == "f" and (count[0] == at or (lasts and count[0] >= at > 0)):
                self.finish()  # a read that does not wait would write over it
                out[...] = float("nan")
            return out

        patch.setattr(cls, "_read", read)
    return count
