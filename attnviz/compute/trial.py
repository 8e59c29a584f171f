"""Runs what may crash or hang (drivers) in a child process, and remembers on disk what has passed.

A listing of devices proves nothing about a driver, and can itself abort or hang: the loader opens every driver that is
installed. So the first listing, and the first run of each device, happen in a child with a time-out. What passed is
remembered until something changes that it depends on; what failed is tried again at the next start, but for a listing
that hung, which would cost each start half a minute.
"""

from __future__ import annotations

import contextlib
import fnmatch
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO, cast

import attnviz
from attnviz.errors import one_line
from attnviz.files import beginning, cache_folder, whole, write_whole

LIST = "--list"
SMALL = "+small"
"""after a device's key: with the smallest tiles"""
LIST_SECONDS = 30.0
NO_DRIVERS = str(Path(__file__).parent)
"""A folder without drivers: of one that does not exist ocl-icd makes other things."""
CACHES = "pocl", "kernels"
"""folders in the cache folder"""
MOST_SAID = 1 << 16
"""bytes of what a child says that are read"""
TEST_SECONDS = 90.0
"""Compiling all kernels takes 2 s on an idle machine; a graphics card's first time, or a busy machine, much longer."""


MOST_STARVED = 60.0
"""seconds that a child may take longer because other programs had the processors"""
HANGS = 2
"""starts in a row at which a listing must hang before it is not waited for: once, the machine may have been busy"""
BEAT = 0.1
"""seconds between two looks at a child"""
Beat = Callable[[], object]


def no_beat() -> None:
    """Of whoever cannot be asked whether the child is still wanted."""


@dataclass(frozen=True)
class Outcome:
    """How a child ended.

    Attributes:
        kind: "passed", "failed" (it said so), "crashed", "hung", or "unstarted": there was no child.
        detail: the last line it wrote to stderr, as it is; "" if none.
    """

    kind: str
    detail: str = ""

    @property
    def passed(self) -> bool:
        return self.kind == "passed"


def command(argument: str) -> list[str]:
    return [sys.executable, "-P", "-m", "attnviz.compute.selftest", argument]


def run(argument: str, seconds: float, beat: Beat = no_beat) -> Outcome:
    """Run the self-test's module in a child; once more, without what drivers have cached, if it does not pass.

    Args:
        argument: a device's key, with ``SMALL`` behind it or not, or "--list".
        beat: called a few times a second; what it raises ends the child and the waiting.
    """
    outcome = _run(argument, seconds, beat)
    # to list devices reads nothing of what is cached
    if outcome.kind in ("failed", "crashed") and argument != LIST and clear_caches():
        return _run(argument, seconds, beat)
    return outcome


def _run(argument: str, seconds: float, beat: Beat) -> Outcome:
    # what it says goes to a file: a pipe could fill up, or stay open in a grandchild (a compiler) that outlives it
    with _said() as said:
        try:
            child = subprocess.Popen(
                command(argument),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                env=environment(),
            )
        except OSError as error:  # no process or no memory is left
            return Outcome("unstarted", one_line(str(error), 200))
        if not _ended(child, seconds, beat):
            return Outcome("hung")
        said.seek(0)
        lines = said.read(MOST_SAID).decode(errors="replace").strip().splitlines()
    if child.returncode == 0:
        return Outcome("passed")
    detail = one_line(lines[-1].strip(), 200) if lines else ""
    return Outcome("failed" if child.returncode == 1 else "crashed", detail)


def _said() -> BinaryIO:
    try:
        return cast(BinaryIO, tempfile.TemporaryFile())
    except OSError:  # nowhere can a file be made
        return open(os.devnull, "w+b")


def _ended(child: subprocess.Popen[bytes], seconds: float, beat: Beat) -> bool:
    """Wait for a child; if it does not end in time, or nobody waits any more, end it.

    Seconds in which it could have run and was not let do not count: a driver that hangs sleeps, or keeps a processor.
    """
    begun = time.monotonic()
    try:
        while time.monotonic() - begun < seconds + min(starved(child.pid), MOST_STARVED):
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(BEAT)
                return True
            beat()
        return False
    finally:
        if child.poll() is None:
            child.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(2)  # a process stuck inside the kernel cannot be killed: leave it


def starved(process: int) -> float:
    """Seconds that a process has waited for a processor, which others had: of its thread that waited longest.

    0.0 where the system does not tell (Linux: Documentation/scheduler/sched-stats.rst, "schedstat").
    """
    waited = [0.0]
    with contextlib.suppress(OSError, ValueError, IndexError):  # it may end meanwhile
        for thread in Path(f"/proc/{process}/task").iterdir():
            waited.append(int((thread / "schedstat").read_text("ascii").split()[1]) / 1e9)
    return max(waited)


def clear_caches() -> bool:
    """Remove what PoCL and we have built, which may be damaged: a driver that loads it may crash. False if none."""
    folders = [cache_folder() / name for name in CACHES]
    if os.environ.get("POCL_CACHE_DIR", str(folders[0])) != str(folders[0]):
        del folders[0]  # not ours
    gone = 0
    with contextlib.suppress(OSError):
        for entry in [entry for folder in folders if folder.is_dir() for entry in folder.iterdir()]:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
            gone += 1  # the folders stay: this process may have a driver that writes there
    return gone > 0


def environment() -> dict[str, str]:
    """Of a child, which must find this very package, wherever the parent found it."""
    home = str(Path(attnviz.__file__).parent.parent)
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def environment_of_a_start() -> dict[str, str]:
    """The same, but drivers that are left out in this process are asked again."""
    given = {name: value for name, value in environment().items() if name not in _NAMED or not left_out()}
    return given | _named_before


_NAMED = ("OCL_ICD_VENDORS", "OCL_ICD_FILENAMES", "OPENCL_VENDOR_PATH")
_named_before: dict[str, str] = {}
"""what the user's environment says of drivers, once they are left out"""


def leave_drivers_out() -> bool:
    """Have this process and its children see no driver but the one that comes with pyopencl; False if it is so already.

    Before OpenCL is loaded: the loader reads the environment then.
    """
    if left_out():
        return False
    _named_before.update((name, os.environ.pop(name)) for name in _NAMED if name in os.environ)
    os.environ["OCL_ICD_VENDORS"] = NO_DRIVERS
    return True


def left_out() -> bool:
    return os.environ.get("OCL_ICD_VENDORS") == NO_DRIVERS


def remembered(what: str) -> bool:
    """Whether this has passed before, here or in an earlier process."""
    try:
        return _mark(what).exists()
    except OSError:  # a folder that may not be read
        return False


def remember(what: str) -> None:
    """An unwritable cache folder is no error: the next start tests again."""
    with contextlib.suppress(OSError):
        path = _mark(what)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def forget(what: str) -> None:
    """It is to be tested again, here and in later processes."""
    with contextlib.suppress(OSError):
        _mark(what).unlink(missing_ok=True)


@contextlib.contextmanager
def at_risk(key: str) -> Iterator[None]:
    """While a driver does in this process for the first time what could end it: load what it has cached, say.

    A cache that is damaged after it passed (power that failed) ends each start with a bus error, and the window with
    it; ``died`` tells the next start.
    """
    doubt(key)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            _mark(f"at risk {key}").unlink(missing_ok=True)


def doubt(key: str, process: int | None = None) -> None:
    """This device hung: the next start tests it before it is used, as if that process, or this one, had died of it."""
    with contextlib.suppress(OSError):
        mark = _mark(f"at risk {key}")
        mark.parent.mkdir(parents=True, exist_ok=True)
        write_whole(mark, [b"%d" % (process or os.getpid())], durable=False)


def died(key: str) -> bool:
    """Whether a process ended while it was ``at_risk`` with this device; told once."""
    mark = _mark(f"at risk {key}")
    try:
        process = whole(mark, 100).decode("ascii").strip()
        if process.isdigit() and Path("/proc", process).exists():
            return False  # a second copy that starts at the same time
        mark.unlink(missing_ok=True)
    except OSError:
        return False
    except ValueError:
        pass
    return True


def _mark(what: str) -> Path:
    name = hashlib.sha256(what.encode()).hexdigest()[:32]
    return cache_folder() / "passed" / name


def hung_before() -> bool:
    """Whether these very drivers hung when they were listed, at the last starts: to wait for them takes long."""
    return _times_hung() >= HANGS


def _times_hung() -> int:
    try:
        stored = json.loads(whole(_hangs(), 1 << 20))
        return int(stored["times"]) if stored["libraries"] == _libraries() else 0
    except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return 0


def remember_listing(hung: bool) -> None:
    """Count starts in a row at which these drivers hung; one at which they did not begins anew."""
    with contextlib.suppress(OSError):
        path, times = _hangs(), _times_hung() + 1
        if hung:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, [json.dumps({"times": times, "libraries": _libraries()}).encode()], durable=False)
        else:
            path.unlink(missing_ok=True)


def forget_hangs() -> bool:
    """Have the next start wait for all drivers again; False if none is left out."""
    with contextlib.suppress(OSError):
        shutil.rmtree(_hangs().parent)
        return True
    return False


def _hangs() -> Path:
    return cache_folder() / "hung" / hashlib.sha256(drivers().encode()).hexdigest()[:32]


def _libraries() -> list[list[object]]:
    """Each library that an .icd names, and what changes when it is updated."""
    stamps: list[list[object]] = []
    places = ("", "/usr/lib", "/usr/lib64", f"/usr/lib/{platform.machine()}-linux-gnu", "/usr/local/lib")
    for entry in _entries(_vendors(), "*.icd"):
        with contextlib.suppress(OSError, ValueError):
            named = beginning(_vendors() / entry[0], 4096).decode().strip()
            found = [path for place in places if (path := Path(place, named)).is_file()]
            stamps += [[str(path), path.stat().st_mtime_ns, path.stat().st_size] for path in found[:1]]
    return stamps


def _vendors() -> Path:
    return Path(os.environ.get("OCL_ICD_VENDORS") or "/etc/OpenCL/vendors")


def drivers() -> str:
    """Changes when a driver is installed, updated or switched on, or a card is put in."""
    parts: list[object] = [sys.executable, platform.release()]
    package = find_spec("pyopencl")
    if package and package.origin:  # importlib.metadata knows versions too, but takes 20 ms of each start to be read
        for name in ("pyopencl", "pocl_binary_distribution"):
            parts += _entries(Path(package.origin).parent.parent, f"{name}-*.dist-info")
    parts += [(name, os.environ.get(name)) for name in ("OCL_ICD_VENDORS", "OCL_ICD_FILENAMES", "RUSTICL_ENABLE")]
    parts += _entries(_vendors(), "*.icd", stamped=True)
    parts += _entries(Path("/dev/dri"), "renderD*") + _entries(Path("/dev"), "kfd") + _entries(Path("/dev"), "nvidia*")
    return "listing " + repr(parts)


def _entries(folder: Path, pattern: str, stamped: bool = False) -> list[tuple[str, int]]:
    with contextlib.suppress(OSError):
        # at a start each call of the system waits for Python's lock: ``Path.glob`` makes five for each folder
        names = sorted(fnmatch.filter(os.listdir(folder), pattern))
        return [(name, (folder / name).stat().st_mtime_ns if stamped else 0) for name in names]
    return []
