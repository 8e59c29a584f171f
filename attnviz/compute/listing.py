"""Asks the OpenCL drivers of this process for their devices. A broken driver may crash here: see ``trial.py``.

One that fails costs its own devices and no others. What it says is kept for whoever wonders where they are.
"""

from __future__ import annotations

import contextlib
import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from attnviz.beside import starting_drivers
from attnviz.compute.program import kind_of
from attnviz.compute.runtime import cl as cl
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


def listed(problems: list[str] | None = None) -> list[Listed]:
    """Every device that can compile kernels, the preferred one first: graphics cards, PoCL, other processor drivers.

    Keys are the platform's short name and a number. Platforms of one name (Debian's PoCL beside pip's) are numbered by
    version, because the order in which the loader lists them changes with what is installed.

    Args:
        problems: gets a line for each platform without devices, and each device that cannot be used.
    """
    said = [] if problems is None else problems
    by_name: dict[str, list[tuple[str, Any]]] = {}
    for short, version, device in starting_drivers(lambda: _all(said)):
        by_name.setdefault(short, []).append((version, device))
    found = []
    for short, entries in by_name.items():
        for number, (_, device) in enumerate(sorted(entries, key=lambda entry: entry[0])):
            with _telling(said, short):
                found.append(Listed(_info(f"{short}:{number}", device), device))
    return sorted(found, key=_rank)


def _all(said: list[str]) -> list[tuple[str, str, Any]]:
    """Short name and version of a platform, and a device of it."""
    found = []
    platforms: list[Any] = []
    _load_drivers()
    with _telling(said, ""):  # an error is the loader's way to say that there are none
        platforms = list(cl.get_platforms())
    for platform in platforms:
        with _telling(said, "OpenCL"):
            name, version = platform.name, platform.version
            devices: list[Any] = []
            with _telling(said, name):  # a driver whose hardware is missing
                devices = platform.get_devices()
                if not devices:
                    said.append(f"{name} lists no device")
            for device in devices:
                with _telling(said, name):
                    if device.available and device.compiler_available:
                        found.append((_short_name(name), version, device))
                    else:
                        said.append(f"{name}: a device is not available")
    return found


def _load_drivers() -> None:
    """Have the loader read the drivers' libraries. pyopencl would keep Python's lock meanwhile: for 5 ms of each start,
    and for as long as a driver takes that hangs."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(cl._cl.__file__).clGetPlatformIDs(0, None, ctypes.byref(ctypes.c_uint()))


@contextlib.contextmanager
def _telling(said: list[str], who: str) -> Iterator[None]:
    """What a driver makes pyopencl raise, also when it is asked for a name, becomes a line."""
    try:
        yield
    except Exception as error:
        said.append(": ".join(filter(None, (who, str(error)))))


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
