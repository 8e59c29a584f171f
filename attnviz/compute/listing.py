"""Asks the OpenCL drivers of this process for their devices. A broken driver may crash here: see ``trial.py``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from attnviz.beside import starting_drivers
from attnviz.compute.program import kind_of
from attnviz.compute.runtime import cl
from attnviz.errors import one_line
from attnviz.trace import DeviceInfo

_SHORT_NAMES = (
    ("portable computing language", "pocl"),
    ("rusticl", "rusticl"),
    ("clover", "clover"),
    ("amd", "amd"),
    ("nvidia", "nvidia"),
    ("intel", "intel"),
)


@dataclass(frozen=True)
class Listed:
    """A device as a view may show it, and as pyopencl knows it."""

    info: DeviceInfo
    device: Any


def listed() -> list[Listed]:
    """Every device that can compile kernels, the preferred one first: graphics cards, PoCL, other processor drivers.

    Keys are the platform's short name and a number. Platforms of one name (Debian's PoCL beside pip's) are numbered by
    version, because the order in which the loader lists them changes with what is installed.
    """
    by_name: dict[str, list[tuple[str, Any]]] = {}
    for platform, devices in starting_drivers(_all):
        for device in devices:
            by_name.setdefault(_short_name(platform.name), []).append((platform.version, device))
    found = []
    for short, entries in by_name.items():
        for number, (_, device) in enumerate(sorted(entries, key=lambda entry: entry[0])):
            found.append(Listed(_info(f"{short}:{number}", device), device))
    return sorted(found, key=_rank)


def _all() -> list[tuple[Any, list[Any]]]:
    return [(platform, _devices(platform)) for platform in _platforms()]


def _platforms() -> list[Any]:
    try:
        return list(cl.get_platforms())
    except cl.Error:  # the loader's way to say that there are none
        return []


def _devices(platform: Any) -> list[Any]:
    try:
        return [device for device in platform.get_devices() if device.available and device.compiler_available]
    except cl.Error:  # a driver whose hardware is missing
        return []


def _info(key: str, device: Any) -> DeviceInfo:
    platform = device.platform
    name = _tidy(device.name)
    driver = _tidy(f"{platform.name} {device.driver_version}")
    if key.startswith("pocl"):
        name = re.sub(r"^(pthread|cpu)-([a-z0-9_-]+-)?(?=\S)", "", name)
        version = re.search(r"PoCL (\S+)", platform.version)
        driver = f"PoCL {version[1] if version else device.driver_version}"
    return DeviceInfo(key=key, name=name, kind=kind_of(device), driver=driver)


def _rank(entry: Listed) -> tuple[bool, bool, bool, str]:
    info = entry.info
    return info.kind != "gpu", not info.key.startswith("pocl:"), "llvmpipe" in info.name.lower(), info.key


def _short_name(platform: str) -> str:
    lower = platform.lower()
    for part, short in _SHORT_NAMES:
        if part in lower:
            return short
    return re.sub(r"[^a-z0-9]+", "-", lower).strip("-") or "opencl"


def _tidy(text: str) -> str:
    return one_line(" ".join(text.replace("\0", " ").split()), 120)
