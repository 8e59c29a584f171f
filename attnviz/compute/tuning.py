"""Which tile sizes a device runs fastest: measured by ``attnviz tune``, kept by device and driver, read at each start.

Every part of a kernel set has a handful of choices by name; the first is what the set has without tuning. Parts do not
depend on each other, so each is measured alone, on the sizes of MiniLM. A stored name that is no longer among the
choices is ignored, and a tuned set is self-tested like any other before it is used.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from attnviz.compute import selftest
from attnviz.compute.gpu_set import GPU, Flash, GpuSet, Tile
from attnviz.compute.ops import Mask, Ops
from attnviz.compute.program import CPU, Kernels, KernelSet, driver, kind_of
from attnviz.compute.runtime import cl
from attnviz.errors import UserError
from attnviz.files import MOST_STORED, cache_folder, whole, write_whole
from attnviz.trace import DeviceInfo

MARGIN = 0.95
"""A choice must take at most this share of the default's time: less is noise, and not worth other binaries."""
REPEATS = 7

GPU_CHOICES: Mapping[str, Mapping[str, Tile | Flash]] = {
    "wide": {
        "64x64x16/4x4": GPU.wide,
        "64x64x32/4x4": Tile(64, 64, 32, 4, 4),
        "64x64x8/4x4": Tile(64, 64, 8, 4, 4),
        "32x64x16/4x4": Tile(32, 64, 16, 4, 4),
        "128x64x16/8x4": Tile(128, 64, 16, 8, 4),
    },
    "narrow": {
        "32x32x16/4x4": GPU.narrow,
        "16x32x16/2x4": Tile(16, 32, 16, 2, 4),
        "16x64x16/2x4": Tile(16, 64, 16, 2, 4),
        "32x32x32/4x4": Tile(32, 32, 32, 4, 4),
        "16x64x32/4x4": Tile(16, 64, 32, 4, 4),
    },
    "scores": {
        "64x64x16/4x4": GPU.scores,
        "64x64x32/4x4": Tile(64, 64, 32, 4, 4),
        "32x64x16/4x4": Tile(32, 64, 16, 4, 4),
        "32x32x16/4x4": Tile(32, 32, 16, 4, 4),
    },
    "values": {
        "32x32x16/2x4": GPU.values,
        "32x32x32/2x4": Tile(32, 32, 32, 2, 4),
        "16x32x16/2x4": Tile(16, 32, 16, 2, 4),
        "64x32x16/4x4": Tile(64, 32, 16, 4, 4),
    },
    "flash_32": {"32/32": GPU.flash[0], "16/32": Flash(32, 16, 32), "32/16": Flash(32, 32, 16)},
    "flash_64": {"16/32": GPU.flash[1], "32/32": Flash(64, 32, 32), "32/16": Flash(64, 32, 16)},
}
CPU_CHOICES: Mapping[str, Mapping[str, Mapping[str, int]]] = {
    "linear": {
        f"{rows}x{columns}": {"tile_rows": rows, "tile_columns": columns}
        for rows, columns in ((CPU.tile_rows, CPU.tile_columns), (4, 16), (6, 16), (8, 16), (8, 48))
    },
    "blocks": {str(blocks): {"row_blocks": blocks} for blocks in (CPU.row_blocks, 2, 8)},
    "attention": {str(rows): {"query_rows": rows} for rows in (CPU.query_rows, 4, 8)},
}

SMALLEST = {
    "wide": "32x64x16/4x4",
    "narrow": "16x32x16/2x4",
    "scores": "32x32x16/4x4",
    "values": "16x32x16/2x4",
    "flash_32": "32/16",
    "flash_64": "32/16",
    "linear": "4x16",
    "blocks": "2",
    "attention": "4",
}
"""The choices that take the fewest registers, work-items and bytes of local memory."""
_small: set[tuple[str, ...]] = set()
"""drivers whose kernels have those in this process"""


@dataclass(frozen=True)
class Timing:
    """One choice of one part.

    Attributes:
        milliseconds: the fastest of several runs; None if it does not build, or computes something else.
        chosen: it is what the device will use.
    """

    part: str
    choice: str
    milliseconds: float | None
    chosen: bool = False


def default_set(device: Any) -> KernelSet:
    return CPU if kind_of(device) == "cpu" else GPU


def tuned(device: Any) -> KernelSet:
    """The set of a device, with what ``tune`` stored for it, or with what takes least."""
    return with_choices(default_set(device), SMALLEST if is_small(device) else stored(device))


def is_small(device: Any) -> bool:
    return bool(_small) and driver(device) in _small


def shrink(device: Any) -> bool:
    """Have what is built for a device from now on take as little of it as it can; False if it does already."""
    if tuned(device) == with_choices(default_set(device), SMALLEST):
        return False
    _small.add(driver(device))
    return True


def be_usual() -> None:
    """The end of ``shrink``."""
    _small.clear()


def choices_of(chosen: KernelSet) -> Mapping[str, Mapping[str, Any]]:
    """Part -> name of a choice -> sizes."""
    return GPU_CHOICES if isinstance(chosen, GpuSet) else CPU_CHOICES


def with_choices(base: KernelSet, names: Mapping[str, str]) -> KernelSet:
    """A set with other sizes; parts and choices that do not exist are left as they are."""
    for part, known in choices_of(base).items():
        sizes = known.get(names.get(part, ""))
        if isinstance(sizes, Flash) and isinstance(base, GpuSet):
            base = replace(base, flash=tuple(sizes if flash.width == sizes.width else flash for flash in base.flash))
        elif sizes is not None:
            base = replace(base, **(sizes if isinstance(sizes, Mapping) else {part: sizes}))
    return base


def stored(device: Any) -> dict[str, str]:
    """Part -> choice, as last measured with this driver; empty if never."""
    damages = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
    with contextlib.suppress(*damages):  # absent or damaged
        choices = json.loads(whole(_path(device), MOST_STORED))["choices"]
        return {part: name for part, name in choices.items() if isinstance(name, str)}
    return {}


def store(device: Any, names: Mapping[str, str]) -> Path:
    """Keep choices for this device and driver, whole or not at all.

    Raises:
        OSError: the user's cache folder cannot be written.
    """
    path = _path(device)
    path.parent.mkdir(parents=True, exist_ok=True)
    record = {"device": device.name, "driver": list(driver(device)), "choices": dict(names)}
    write_whole(path, [json.dumps(record, indent=1).encode()])
    return path


def _path(device: Any) -> Path:
    return cache_folder() / "tuning" / f"{hashlib.sha256(repr(driver(device)).encode()).hexdigest()[:32]}.json"


Measure = Callable[[str, Ops], float]


def tune(
    device: Any,
    info: DeviceInfo,
    measure: Measure | None = None,
    progress: Callable[[float], None] = lambda share: None,
) -> list[Timing]:
    """Time every choice of every part and keep the fastest ones.

    Args:
        measure: milliseconds of a part on a device; by default ``milliseconds``.
        progress: told the share (0..1) that is done.

    Raises:
        OSError: the winners cannot be stored.
    """
    base = default_set(device)
    parts = choices_of(base)
    context = cl.Context([device])
    total, done = sum(map(len, parts.values())), 0
    timings: list[Timing] = []
    names: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:  # of binaries: only what differs is built anew
        for part, choices in parts.items():
            measured: dict[str, float | None] = {}
            for name in choices:
                kernels = (context, device, Path(folder), with_choices(base, {part: name}))
                measured[name] = _measured(part, info, kernels, measure or milliseconds)
                done += 1
                progress(done / total)
            names[part] = _fastest(measured)
            timings += [Timing(part, name, ms, name == names[part]) for name, ms in measured.items()]
    store(device, names)
    return timings


def _measured(part: str, info: DeviceInfo, kernels: tuple[Any, Any, Path, KernelSet], measure: Measure) -> float | None:
    from attnviz.compute.gpu_ops import ops_of  # which builds kernels by ``tuned``

    context, device, folder, chosen = kernels
    with contextlib.suppress(cl.Error, UserError):
        built = Kernels(context, device, folder, chosen)
        ops = ops_of(device, info, built)
        try:
            if selftest.problem(ops):
                return None
            built.save()
            return measure(part, ops)
        finally:
            ops.close()
    return None


def _fastest(measured: Mapping[str, float | None]) -> str:
    """The quickest choice, if it beats the default (the first) by more than noise."""
    default = next(iter(measured))
    usual = measured[default]
    right = {name: ms for name, ms in measured.items() if ms is not None}
    if not right:
        return default
    best = min(right, key=lambda name: right[name])
    return best if usual is None or right[best] <= MARGIN * usual else default


def milliseconds(part: str, ops: Ops) -> float:
    """The fastest of several runs of what a part does in MiniLM, after one that compiles and warms up."""
    work = _work(part, ops)
    times = []
    for _ in range(1 + REPEATS):
        start = time.perf_counter()
        work()
        ops.finish()
        times.append(1e3 * (time.perf_counter() - start))
    return min(times[1:])


def _work(part: str, ops: Ops) -> Callable[[], object]:
    width = 384
    rows = {"wide": (512,), "narrow": (8, 16, 64), "linear": (16, 128), "blocks": (16, 128)}.get(part, (512,))

    def zeros(*shape: int) -> Any:
        return np.zeros(shape, np.float32)

    if part in ("wide", "narrow", "linear", "blocks"):
        up = ops.linear_weights(zeros(4 * width, width), zeros(4 * width))
        down = ops.linear_weights(zeros(width, 4 * width), zeros(width))
        inputs = [ops.upload(zeros(count, width)) for count in rows]
        return lambda: [ops.linear(ops.linear(x, up, "gelu"), down, residual=x) for x in inputs for _ in range(4)]
    if part.startswith("flash"):
        size = int(part.split("_")[1])
        qkv, heads = ops.upload(zeros(512, 3 * 8 * size)), 8
    else:
        qkv, heads = ops.upload(zeros(512 if part != "attention" else 128, 3 * width)), 12
    length, width = qkv.shape[0], qkv.shape[1] // 3
    cache, query = ops.cache(heads, width // heads, length), (qkv, 0, width)
    ops.append(cache, (qkv, width, 2 * width), (qkv, 2 * width, 3 * width))
    if part in ("scores", "values"):
        return lambda: [ops.attend_head(query, head, cache, Mask(length)) for head in range(heads)]
    return lambda: [ops.attend(query, cache, Mask(length)) for _ in range(4)]
