"""How long a device spends inside each kernel, by OpenCL's own clocks (OpenCL 1.2, 5.12, profiling of events).

A queue that can be asked for times costs nothing that can be seen (MiniLM forward pass on PoCL 3.0, taking turns with a
plain queue: 5.4 and 5.5 ms), so every queue is made as one, and only asking is optional.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attnviz.compute.ops import Tensor
from attnviz.compute.runtime import cl
from attnviz.compute.work import Argument, work
from attnviz.performance import Launch

_START, _END = cl.profiling_info.START, cl.profiling_info.END


class Recorder:
    """The launches of one queue while it is on. Times are read when they are taken, after the run, never in between."""

    def __init__(self) -> None:
        self.on = False
        self._noted: list[tuple[str, Any, tuple[Argument, ...]]] = []

    def start(self, on: bool) -> None:
        """Forget what was noted; note what follows if ``on``."""
        self.on = on
        self._noted = []

    def note(self, kernel: str, event: Any, arguments: Sequence[Any]) -> None:
        # shapes only: to keep the tensors would keep their memory from being used again within the run
        self._noted.append((kernel, event, tuple([a.shape if type(a) is Tensor else a for a in arguments])))

    def take(self) -> tuple[Launch, ...]:
        """What was noted since the last time, by kernel. All of it must have ended."""
        noted, self._noted = self._noted, []
        sums: dict[str, list[float]] = {}
        for kernel, event, given in noted:
            flops, moved = work(kernel, given)
            one = sums.setdefault(kernel, [0, 0, 0, 0])
            one[0] += 1
            one[1] += nanoseconds(event)
            one[2] += flops
            one[3] += moved
        return tuple(
            Launch(kernel, int(calls), 1e-6 * taken, flops, moved)
            for kernel, (calls, taken, flops, moved) in sums.items()
        )


def profiled_queue(context: Any, device: Any) -> Any:
    return cl.CommandQueue(context, device, properties=cl.command_queue_properties.PROFILING_ENABLE)


def nanoseconds(event: Any) -> int:
    """0 where a driver has no times to give: calls, operations and bytes are still right."""
    try:
        return int(event.get_profiling_info(_END) - event.get_profiling_info(_START))
    except cl.Error:
        return 0
