"""How long a device spends inside each kernel, by OpenCL's own clocks (OpenCL 1.2, 5.12, profiling of events).

A queue that can be asked for times costs nothing that can be seen (MiniLM forward pass on PoCL 3.0, taking turns with a
plain queue: 5.4 and 5.5 ms), so every queue is made as one, and only asking is optional.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from attnviz.compute.runtime import cl
from attnviz.compute.work import work
from attnviz.performance import Launch, added_up


class Recorder:
    """The launches of one queue while it is on. Times are read when they are taken, after the run, never in between."""

    def __init__(self) -> None:
        self.on = False
        self._noted: list[tuple[str, Any, float, float]] = []

    def start(self, on: bool) -> None:
        """Forget what was noted; note what follows if ``on``."""
        self.on = on
        self._noted = []

    def note(self, kernel: str, event: Any, arguments: Sequence[Any]) -> None:
        # worked out now: to keep the arguments would keep their memory from being used again within the run
        self._noted.append((kernel, event, *work(kernel, arguments)))

    def take(self) -> tuple[Launch, ...]:
        """What was noted since the last time, by kernel. All of it must have ended."""
        noted, self._noted = self._noted, []
        return added_up(Launch(kernel, 1, _milliseconds(event), flops, moved) for kernel, event, flops, moved in noted)


def profiled_queue(context: Any, device: Any) -> Any:
    return cl.CommandQueue(context, device, properties=cl.command_queue_properties.PROFILING_ENABLE)


def _milliseconds(event: Any) -> float:
    """0 where a driver has no times to give: calls, operations and bytes are still right."""
    with contextlib.suppress(cl.Error):
        info = cl.profiling_info
        nanoseconds: int = event.get_profiling_info(info.END) - event.get_profiling_info(info.START)
        return 1e-6 * nanoseconds
    return 0.0
