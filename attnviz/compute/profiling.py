"""How long a device spends inside kernels, by OpenCL's own clocks. For measurements: see ``bench``."""

from __future__ import annotations

from typing import Any

from attnviz.compute import cpu_ops, gpu_memory
from attnviz.compute.runtime import cl


class KernelClock:
    """Records every launch of the devices that are opened after it was made, in this process.

    Puts itself between the devices' operations and pyopencl, so that those need not know of it and cost the same
    when nobody measures.
    """

    def __init__(self) -> None:
        self._events: list[Any] = []
        for module in (cpu_ops, gpu_memory):
            vars(module)["cl"] = self

    def __getattr__(self, name: str) -> Any:
        return getattr(cl, name)

    def CommandQueue(self, *arguments: Any) -> Any:
        return cl.CommandQueue(*arguments, properties=cl.command_queue_properties.PROFILING_ENABLE)

    def enqueue_nd_range_kernel(self, *arguments: Any, **options: Any) -> Any:
        event = cl.enqueue_nd_range_kernel(*arguments, **options)
        self._events.append(event)
        return event

    def take(self) -> tuple[int, float]:
        """Launches since the last call and the milliseconds they ran, added up. All must have ended."""
        events, self._events = self._events, []
        return len(events), sum(event.profile.end - event.profile.start for event in events) * 1e-6
