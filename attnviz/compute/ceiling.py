"""What a device can do at its best: GFLOP/s of a large product, and GB/s. Measured once, kept by device and driver.

Every share of a ceiling, in the window and in ``attnviz bench``, is worked out from these two numbers.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.ops import Ops
from attnviz.files import MOST_STORED, cache_folder, whole, write_whole
from attnviz.performance import Ceiling, Launch
from attnviz.trace import DeviceInfo

PATIENCE = 1.0
"""seconds after which a rate is not tried again: on a slow device one run takes as long"""


ABSURD = 1e9
"""GFLOP/s, GB/s: a thousand times what the largest machine does; infinite numbers are above it, too"""
LONG_ENOUGH = 0.2
"""milliseconds from which a kernel's time says something: a clock's step is a microsecond"""
BELIEVED = 2.0
"""times the ceiling up to which a kernel may raise it. On a busy processor the worker that holds the clock may sleep
while the other one does its steps, too: they seem to take no time then (952 GFLOP/s were stored where 570 are reached).
"""


def stored(info: DeviceInfo) -> Ceiling | None:
    """What was measured on this device with this driver; None if never."""
    damages = (OSError, ValueError, LookupError, TypeError, OverflowError, RecursionError)
    with contextlib.suppress(*damages):  # absent or damaged
        record = json.loads(whole(_path(info), MOST_STORED))
        found = Ceiling(float(record["gflops"]), float(record["gbytes"]))
        if 0 < found.gflops < ABSURD and 0 < found.gbytes < ABSURD:
            return found
    return None


def measured(ops: Ops) -> Ceiling:
    """Measure: takes a second or two.

    A processor's arithmetic is the better of our kernels' and numpy's BLAS, its memory is read by two threads; a
    graphics card is reached through our kernels only.
    """
    if ops.info.kind == "gpu":
        return Ceiling(product_rate(ops), norm_rate(ops))
    ways = [ops] if isinstance(ops, NumpyOps) else [ops, NumpyOps()]
    return Ceiling(max(map(product_rate, ways)), read_rate())


def raised(found: Ceiling, launches: Iterable[Launch]) -> Ceiling:
    """The ceiling, or the arithmetic of a kernel that was above it: whoever does more shows that the device can.

    It is measured once, perhaps while the machine has much else to do. Bytes say nothing: caches give them faster.
    """
    rates = (one.gflops for one in launches if one.milliseconds >= LONG_ENOUGH)
    fastest = max((rate for rate in rates if rate <= BELIEVED * found.gflops), default=0.0)
    return replace(found, gflops=max(found.gflops, fastest))


def store(info: DeviceInfo, found: Ceiling) -> None:
    """Keep it. An unwritable cache folder is no error: the next process measures again."""
    with contextlib.suppress(OSError):
        path = _path(info)
        path.parent.mkdir(parents=True, exist_ok=True)
        record = {"device": info.name, "driver": info.driver, **asdict(found)}
        write_whole(path, [json.dumps(record, indent=1).encode()])


def _path(info: DeviceInfo) -> Path:
    name = repr((info.kind, info.name, info.driver, np.__version__))
    return cache_folder() / "ceilings" / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.json"


def product_rate(ops: Ops) -> float:
    """GFLOP/s of a product that is large enough to hide its reads behind its arithmetic."""
    size = 2048 if ops.info.kind == "gpu" else 1536
    x, w = ops.upload(np.ones((size, size), np.float32)), np.ones((size, size), np.float32)
    layer = ops.linear_weights(w, w[0])
    return 2e-9 * size**3 / _best(12, lambda: (ops.linear(x, layer), ops.finish()))


def norm_rate(ops: Ops) -> float:
    """GB/s of layer norm over a matrix that no cache holds: read and written."""
    rows, width = 1 << 16, 384
    tall = ops.upload(np.ones((rows, width), np.float32))
    norm = ops.norm_weights(np.ones(width, np.float32), np.zeros(width, np.float32), 1e-5)
    return 1e-9 * 2 * 4 * rows * width / _best(8, lambda: (ops.norm(tall, norm), ops.finish()))


def read_rate() -> float:
    """GB/s of a processor that reads 192 MB, more than its caches hold, with two threads."""
    halves = np.ones((2, 12 << 20), np.int64)
    partial: list[Any] = [None, None]

    def read() -> None:
        threads = [threading.Thread(target=_read, args=(halves, i, partial)) for i in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return 1e-9 * halves.nbytes / _best(6, read)


def _read(halves: NDArray[np.int64], index: int, into: list[Any]) -> None:
    into[index] = np.bitwise_or.reduce(halves[index])  # the least work per byte that numpy does


def _best(runs: int, work: Callable[[], object]) -> float:
    """Seconds of the fastest run."""
    best, begun = float("inf"), time.perf_counter()
    for _ in range(runs):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
        if time.perf_counter() - begun > PATIENCE:
            break
    return best


class Ceilings:
    """Those of the devices that were used, as they are stored."""

    def __init__(self) -> None:
        self._known: dict[DeviceInfo, Ceiling | None] = {}

    def of(self, info: DeviceInfo) -> Ceiling | None:
        """None if it was never measured."""
        if info not in self._known:
            self._known[info] = stored(info)
        return self._known[info]

    def keep(self, info: DeviceInfo, found: Ceiling) -> Ceiling:
        if found != self._known.get(info):
            self._known[info] = found
            store(info, found)
        return found
