"""Runs what may crash or hang (drivers) in a child process, and remembers on disk what has passed.

A listing of devices proves nothing about a driver, and can itself abort or hang: the loader opens every driver that is
installed. So the first listing, and the first run of each device, happen in a child with a time-out. What passed is
remembered until something changes that it depends on; what failed is tried again at the next start.
"""

from __future__ import annotations

import contextlib
import fnmatch
import hashlib
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import attnviz
from attnviz.files import cache_folder

LIST_SECONDS = 30.0
TEST_SECONDS = 90.0
"""Compiling all kernels takes 2 s on an idle machine; a graphics card's first time, or a busy machine, much longer."""


@dataclass(frozen=True)
class Outcome:
    """How a child ended.

    Attributes:
        kind: "passed", "failed" (it said so), "crashed" or "hung".
        detail: the last line it wrote to stderr, as it is; "" if none.
    """

    kind: str
    detail: str = ""

    @property
    def passed(self) -> bool:
        return self.kind == "passed"


def command(argument: str) -> list[str]:
    return [sys.executable, "-P", "-m", "attnviz.compute.selftest", argument]


def run(argument: str, seconds: float) -> Outcome:
    """Run the self-test's module in a child.

    Args:
        argument: a device's key, or "--list".
    """
    child = subprocess.Popen(
        command(argument),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=_environment(),
    )
    try:
        _, errors = child.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.communicate(timeout=2)  # a process stuck inside the kernel cannot be killed: leave it
        return Outcome("hung")
    lines = errors.decode(errors="replace").strip().splitlines()
    detail = lines[-1].strip()[:200] if lines else ""
    if child.returncode == 0:
        return Outcome("passed")
    return Outcome("failed" if child.returncode == 1 else "crashed", detail)


def _environment() -> dict[str, str]:
    """The child must find this very package, wherever the parent found it."""
    home = str(Path(attnviz.__file__).parent.parent)
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def remembered(what: str) -> bool:
    """Whether this has passed before, here or in an earlier process."""
    return _mark(what).exists()


def remember(what: str) -> None:
    """An unwritable cache folder is no error: the next start tests again."""
    with contextlib.suppress(OSError):
        path = _mark(what)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def _mark(what: str) -> Path:
    name = hashlib.sha256(what.encode()).hexdigest()[:32]
    return cache_folder() / "passed" / name


def drivers() -> str:
    """Changes when a driver is installed, updated or switched on, or a card is put in."""
    parts: list[object] = [sys.executable, platform.release()]
    package = find_spec("pyopencl")
    if package and package.origin:  # importlib.metadata knows versions too, but takes 20 ms of each start to be read
        for name in ("pyopencl", "pocl_binary_distribution"):
            parts += _entries(Path(package.origin).parent.parent, f"{name}-*.dist-info")
    parts += [(name, os.environ.get(name)) for name in ("OCL_ICD_VENDORS", "OCL_ICD_FILENAMES", "RUSTICL_ENABLE")]
    parts += _entries(Path(os.environ.get("OCL_ICD_VENDORS") or "/etc/OpenCL/vendors"), "*.icd", stamped=True)
    parts += _entries(Path("/dev/dri"), "renderD*") + _entries(Path("/dev"), "kfd") + _entries(Path("/dev"), "nvidia*")
    return "listing " + repr(parts)


def _entries(folder: Path, pattern: str, stamped: bool = False) -> list[object]:
    with contextlib.suppress(OSError):
        # at a start each call of the system waits for Python's lock: ``Path.glob`` makes five for each folder
        names = sorted(fnmatch.filter(os.listdir(folder), pattern))
        return [(name, (folder / name).stat().st_mtime_ns if stamped else 0) for name in names]
    return []
