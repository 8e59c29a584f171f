"""What the window asks of an engine, and where it gets one: modules that read pyopencl are read when it is up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from attnviz.performance import Ceiling, Comparison
from attnviz.sampling import Sampling
from attnviz.trace import Array, DeviceInfo, Trace, TraceRequest

Progress = Callable[[float, str], None]


class EngineLike(Protocol):
    """What the worker asks of an engine; tests bring their own."""

    def run(self, request: TraceRequest, progress: Progress | None = None) -> Trace: ...
    def compare(self, request: TraceRequest, progress: Progress | None = None) -> Comparison: ...
    def measure_ceiling(self, request: TraceRequest, progress: Progress | None = None) -> Ceiling: ...
    def go_on(self, request: TraceRequest, sampling: Sampling, progress: Progress | None = None) -> str: ...
    def tensors(self, request: TraceRequest, progress: Progress | None = None) -> tuple[Trace, dict[str, Array]]: ...
    def try_again(self) -> None: ...
    def leave(self, asked: str, device: DeviceInfo) -> None: ...
    def pulse(self) -> int | None: ...
    def close(self) -> None: ...


def default_engine() -> EngineLike:
    from attnviz.engine import Engine  # here, so that the window is up before pyopencl is read

    return Engine()


def default_devices() -> list[DeviceInfo]:
    from attnviz.compute.device import devices

    return list(devices())
