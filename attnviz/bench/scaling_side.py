"""Our side of the scaling: each kind of attention by itself, and what the process holds at its peak."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from attnviz.bench.ours import attention_inputs
from attnviz.compute.device import open_ops
from attnviz.compute.ops import Cache, Columns, Mask, Ops

Attention = Callable[[Ops, Columns, Cache, Mask], object]

KINDS: dict[str, Attention] = {
    "full": lambda ops, *given: ops.attend_all(*given),
    "rowwise": lambda ops, *given: ops.attend(*given),
    "flash": lambda ops, *given: ops.attend_flash(*given),
    "one head": lambda ops, query, cache, mask: ops.attend_head(query, 0, cache, mask),
}
"""full: the weights of all heads are kept; rowwise: whole rows of weights, a few at a time, as the forward pass has
them; flash: none; one head: its scores and weights, as a view asks for them"""

_ops: dict[str, Ops] = {}
_start: dict[str, int] = {}


def open_device(device: str) -> dict[str, Any]:
    """Open a device and run everything once, so that compiling is not counted as memory of attention."""
    ops = _ops["now"] = open_ops(device)
    ops.warm_up()
    return {"device": ops.info.name, "driver": ops.info.driver, "kinds": list(KINDS)}


def attention(kind: str, n: int, heads: int, width: int) -> Any:
    """One kind of attention on random queries, keys and values; these themselves are not counted."""
    ops, attend = _ops["now"], KINDS[kind]
    given = attention_inputs(ops, np.random.default_rng(n).standard_normal((n, 3 * heads * width), np.float32), heads)
    ops.finish()
    _start["bytes"] = resident("VmRSS")

    def job(turn: int, count: int) -> None:
        for _ in range(count):
            attend(ops, *given)
        ops.finish()

    job(0, 1)
    return None, job


def peak() -> int:
    """Bytes at the peak, above what was there before the first run."""
    return max(0, resident("VmHWM") - _start["bytes"])


def resident(line: str) -> int:
    """VmRSS (now) or VmHWM (peak) of this process in bytes, from proc(5); 0 where there is no such file."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return 0
    return next((int(row.split()[1]) << 10 for row in status.splitlines() if row.startswith(line)), 0)


ACTIONS = {"open_device": open_device, "attention": attention, "peak": peak}
