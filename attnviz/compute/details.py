"""What ``attnviz devices`` says about a device beyond its name: limits, self-test, tuning, and hints for its driver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attnviz.compute import device, trial
from attnviz.compute.numpy_ops import INFO as NUMPY
from attnviz.compute.trial import Outcome
from attnviz.trace import DeviceInfo

if TYPE_CHECKING:
    from attnviz.compute.listing import Listed

AMD_VENDOR = "0x1002"
SDMA = "If it hangs or is reset on first use, set HSA_ENABLE_SDMA=0: some ROCm releases copy wrongly on gfx900."
RUSTICL = "Mesa's driver is an alternative for this card: set RUSTICL_ENABLE=radeonsi (Mesa 23.1 or later)."
NOT_LISTED = (
    "An AMD graphics card is present but no OpenCL driver lists it. With Mesa's OpenCL driver installed (23.1 or "
    "later), set RUSTICL_ENABLE=radeonsi."
)

LEFT_OUT = (
    "An OpenCL driver of this machine crashes or hangs as soon as its devices are listed, so the drivers of the system "
    "are left out. 'attnviz devices --again' tries them again."
)


@dataclass(frozen=True)
class DeviceDetails:
    """One device.

    Attributes:
        opencl: version that its driver offers; "" for numpy, whose sizes below are 0.
        compute_units: processors of a processor, compute units of a card.
        clock_mhz: highest clock.
        memory_bytes: what all buffers may take; ``largest_bytes`` what one may.
        local_bytes: local memory of a work-group.
        work_group: most work-items of a work-group.
        kernels: "cpu" or "gpu", the set that it gets; "" for numpy.
        tuned: part -> tile size, where "attnviz tune" has chosen; empty if it has not run with this driver.
        self_test: how its kernels compared with their twins; None for numpy, which is the twin.
        hints: what is known to help with this device and driver.
    """

    info: DeviceInfo
    opencl: str = ""
    compute_units: int = 0
    clock_mhz: int = 0
    memory_bytes: int = 0
    largest_bytes: int = 0
    local_bytes: int = 0
    work_group: int = 0
    kernels: str = ""
    tuned: Mapping[str, str] = field(default_factory=dict)
    self_test: Outcome | None = None
    hints: tuple[str, ...] = ()


def details() -> list[DeviceDetails]:
    """Every device in the order of ``device.devices()``. Those not tested before are tested now, in children."""
    found = [_details(entry, outcome) for entry, outcome in device.tested()]
    return [*found, DeviceDetails(replace(NUMPY, detail="" if found else device.why_none()))]


def _details(entry: Listed, outcome: Outcome) -> DeviceDetails:
    from attnviz.compute import tuning

    known = entry.device
    return DeviceDetails(
        info=entry.info,
        opencl=" ".join(known.version.split()[:2]),
        compute_units=known.max_compute_units,
        clock_mhz=known.max_clock_frequency,
        memory_bytes=known.global_mem_size,
        largest_bytes=known.max_mem_alloc_size,
        local_bytes=known.local_mem_size,
        work_group=known.max_work_group_size,
        kernels="gpu" if entry.info.kind == "gpu" else "cpu",
        tuned=tuning.stored(known),
        self_test=outcome,
        hints=hints(entry.info),
    )


def hints(info: DeviceInfo) -> tuple[str, ...]:
    """For AMD's Vega cards (gfx900), whose drivers have known faults; () for others."""
    name = info.name.lower()
    if info.kind != "gpu" or not any(word in name for word in ("gfx900", "vega 10", "vega 56", "vega 64", "rx vega")):
        return ()
    return () if info.key.startswith("rusticl") else (SDMA, RUSTICL)


def general_hints(infos: list[DeviceInfo], cards: Path = Path("/sys/class/drm")) -> tuple[str, ...]:
    """About drivers that are left out, a machine without any, or a card that is there and that no driver lists."""
    none = [f"No OpenCL device was found ({info.detail})." for info in infos if info.kind == "numpy" and info.detail]
    if trial.left_out():
        return (LEFT_OUT, *none)
    listed = any(info.kind == "gpu" for info in infos)
    return tuple(none) if listed or not _amd_card(cards) else (NOT_LISTED, *none)


def _amd_card(cards: Path) -> bool:
    try:
        vendors = [path.read_text("ascii").strip() for path in cards.glob("renderD*/device/vendor")]
    except OSError:
        return False
    return AMD_VENDOR in vendors


def as_json(one: DeviceDetails) -> dict[str, Any]:
    """Keys of ``DeviceInfo`` and then these, for scripts."""
    test = one.self_test
    return {
        **{name: getattr(one.info, name) for name in ("key", "name", "kind", "driver", "note", "detail")},
        "opencl": one.opencl,
        "compute_units": one.compute_units,
        "clock_mhz": one.clock_mhz,
        "memory_bytes": one.memory_bytes,
        "largest_bytes": one.largest_bytes,
        "local_bytes": one.local_bytes,
        "work_group": one.work_group,
        "kernels": one.kernels,
        "tuned": dict(one.tuned),
        "self_test": {"result": test.kind, "detail": test.detail} if test else None,
        "hints": list(one.hints),
    }


def as_text(one: DeviceDetails) -> str:
    """The lines of ``attnviz devices`` below the name of a device."""
    if not one.self_test:
        return ""
    gib = one.memory_bytes / 2**30
    lines = [
        f"{one.opencl}, {one.compute_units} units at {one.clock_mhz} MHz, {gib:.1f} GiB, "
        f"local memory {one.local_bytes >> 10} KiB, work-groups of up to {one.work_group}",
        f"self-test {one.self_test.kind}" + (f" ({one.self_test.detail})" if one.self_test.detail else ""),
    ]
    if one.tuned:
        lines.append("tuned: " + ", ".join(f"{part} {choice}" for part, choice in one.tuned.items()))
    return "".join(f"\n    {line}" for line in [*lines, *one.hints])
