"""A kernel that never ends, on a real device: what is launched after it waits, and so does, in the driver, its caller.

It takes a processor of each compute unit, as a kernel of ours would that waits for a tile which nobody makes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyopencl as real

from attnviz.compute.arena import aligned

SOURCE = "kernel void endless(volatile global int *gate) { while (*gate == 0) ; }"


class Endless:
    """Runs from the moment it is made."""

    def __init__(self, queue: Any) -> None:
        """
        Args:
            queue: of the device, which runs what it is given in order.
        """
        flags = real.mem_flags.READ_WRITE | real.mem_flags.USE_HOST_PTR
        self._gate = aligned(64)
        self._gate[:] = 0
        buffer = real.Buffer(queue.context, flags, hostbuf=self._gate)
        self._kernel = real.Kernel(real.Program(queue.context, SOURCE).build(), "endless")
        self._kernel.set_args(buffer)
        workers = int(queue.device.max_compute_units)
        self._event = real.enqueue_nd_range_kernel(queue, self._kernel, (workers,), (1,))

    def end(self) -> None:
        """A test has seen enough: let the device go on."""
        self._gate.view(np.int32)[0] = 1
        self._event.wait()
