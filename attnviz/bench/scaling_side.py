"""Our side of the scaling: each kind of attention by itself, and what the process holds at its peak."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from attnviz.compute.device import open_ops
from attnviz.compute.ops import Ops, Tensor

Attention = Callable[[Ops, Tensor, int], object]

KINDS: dict[str, Attention] = {
    "full": lambda ops, qkv, heads: ops.attend(qkv, heads),
    "one head": lambda ops, qkv, heads: ops.attend_head(qkv, heads, 0),
}
"""full: the weights of all heads are written; one head: its scores and weights, as a view asks for them"""
EXPECTED = ("full", "rowwise", "flash")

_ops: dict[str, Ops] = {}
_start: dict[str, int] = {}


def open_device(device: str) -> dict[str, Any]:
    """Open a device and run everything once, so that compiling is not counted as memory of attention."""
    ops = _ops["now"] = open_ops(device)
    ops.warm_up()
    lacking = [kind for kind in EXPECTED if kind not in KINDS]
    return {"device": ops.info.name, "driver": ops.info.driver, "kinds": list(KINDS), "lacking": lacking}


def attention(kind: str, n: int, heads: int, width: int) -> Any:
    """One kind of attention on random queries, keys and values; these themselves are not counted."""
    ops, attend = _ops["now"], KINDS[kind]
    qkv = ops.upload(np.random.default_rng(n).standard_normal((n, 3 * heads * width), np.float32))
    ops.finish()
    _start["bytes"] = resident("VmRSS")

    def job(turn: int, count: int) -> None:
        for _ in range(count):
            attend(ops, qkv, heads)
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
