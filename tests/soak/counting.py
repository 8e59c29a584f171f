"""What a process holds: memory by whose it is, objects by kind, threads, timers, buffers of OpenCL, files.

Linux: the figures of memory are the kernel's (``/proc``), glibc's (``mallinfo2``) and Python's own.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import mmap
import os
import re
import sys
import tempfile
import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import shiboken6
from fingers import delete_now
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QPanGesture, QTabBar, QWidget

MB = 1 << 20


@dataclass(frozen=True)
class Held:
    """At one moment, with nothing going on.

    Attributes:
        memory: MB by what they are, see ``memory``.
        python, qt: live objects by kind.
        threads: by name. handles: open files by what they are.
        opencl: bytes and pieces of the device's memory.
        timers: made, and of those at work.
        caches: entries of ``lru_cache`` by function.
    """

    memory: dict[str, float]
    python: Counter[str]
    qt: Counter[str]
    widgets: int
    threads: Counter[str]
    handles: Counter[str]
    opencl: dict[str, int]
    timers: tuple[int, int]
    caches: Counter[str]
    extra: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """All that is to be the same later, but for objects of Python, which have kinds of their own."""
        return {
            "objects of Qt": sum(self.qt.values()), "widgets": self.widgets, "timers": self.timers[0],
            "timers at work": self.timers[1], "threads": sum(self.threads.values()),
            "files": sum(self.handles.values()), **self.opencl, **self.extra,
        }  # fmt: skip

    def figures(self) -> Held:
        """Without the thousands of kinds and names: reports that are kept must not be what grows."""
        return replace(self, python=Counter(), caches=Counter())


def count(ops: Any = None, **extra: int) -> Held:
    """Count now. ``ops`` is the device's; its thread must be at rest."""
    delete_now()
    gc.collect()
    delete_now()
    gc.collect()
    qt = {place: one for place, one in live_objects().items() if not _is_qts_own(one)}
    timers = [one for one in qt.values() if isinstance(one, QTimer)]
    return Held(
        memory=memory(ops),
        python=Counter(_kind(one) for one in gc.get_objects()),
        qt=Counter(_class_of(one) for one in qt.values()),
        widgets=sum(isinstance(one, QWidget) for one in qt.values()),
        threads=Counter(_thread_names()),
        handles=Counter(_handles()),
        opencl=_device(ops),
        timers=(len(timers), sum(timer.isActive() for timer in timers)),
        caches=Counter(_caches()),
        extra={"frozen objects": gc.get_freeze_count(), **extra},
    )


def _caches() -> dict[str, int]:
    own = (module for name, module in list(sys.modules.items()) if name.startswith("attnviz"))
    kept = {id(one): one for module in own for one in vars(module).values() if hasattr(one, "cache_info")}
    return {f"{one.__module__}.{one.__qualname__}": one.cache_info().currsize for one in kept.values()}


def _kind(one: object) -> str:
    made = type(one)
    module = made.__module__
    return made.__qualname__ if module == "builtins" else f"{module}.{made.__qualname__}"


def _class_of(one: QObject) -> str:
    name = type(one).__name__  # its metaObject() would be one object of Python more
    if name == "QObject":  # Python does not know its class: a part of Qt's own
        name = one.metaObject().className()
    return f"{name} {one.objectName()}".strip() if name in ("QObject", "QWidget") else name


def _is_qts_own(one: QObject) -> bool:
    """Kept by Qt for the next of its kind: a tab bar without tabs, as many as a window has had at once; a gesture of a
    scroll area that is gone, until the next touch of a screen; what resizes a dock that was torn off once, one a dock.
    """
    bar = one if isinstance(one, QTabBar) else one.parent()
    kept = isinstance(one, QPanGesture) or _class_of(one) == "QWidgetResizeHandler"
    return kept or (isinstance(bar, QTabBar) and not bar.count())


def live_objects() -> dict[int, QObject]:
    """Every QObject below the application or a window, and those that Python alone holds, by address."""
    app = QApplication.instance()
    roots: list[QObject] = [app, *QApplication.topLevelWidgets(), *QApplication.topLevelWindows()]
    roots += [one for one in gc.get_objects() if isinstance(one, QObject) and shiboken6.isValid(one)]
    roots += [part for part in QApplication.allWidgets() if isinstance(part, QWidget)]
    found: dict[int, QObject] = {}
    for root in roots:
        for one in (root, *root.findChildren(QObject)):
            if shiboken6.isValid(one):
                found[shiboken6.getCppPointer(one)[0]] = one
    return found


# --- memory


def memory(ops: Any = None) -> dict[str, float]:
    """In MB: resident in all; of that anonymous, and of files; the device's pages and those of glibc's heaps; in use by
    C and C++ (Qt, PoCL, numpy's arrays) as glibc has handed out, and what glibc keeps free; Python's own blocks."""
    ctypes.CDLL(None).malloc_trim(0)
    status = dict(re.findall(r"(Rss\w+|VmRSS):\s+(\d+) kB", Path("/proc/self/status").read_text()))
    used, mapped, free = _glibc()
    hosts = ops._arena.hosts if ops is not None and ops.held() is not None else []
    return {
        "resident": int(status["VmRSS"]) / 1024,
        "anonymous": int(status["RssAnon"]) / 1024,
        "of files": int(status["RssFile"]) / 1024,
        "of the device": sum(_resident(host.ctypes.data, host.ctypes.data + len(host)) for host in hosts),
        "of heaps": sum(_resident(*heap) for heap in _heaps()),
        "malloc": used / MB,
        "malloc, mapped": mapped / MB,
        "malloc, free": free / MB,
        "python": _python_arenas(),
        "python blocks": sys.getallocatedblocks() / 1e6,
    }


def _resident(begin: int, end: int) -> float:
    """MB of the pages between two addresses that are in memory."""
    page = mmap.PAGESIZE
    with Path("/proc/self/pagemap").open("rb", buffering=0) as told:
        told.seek(begin // page * 8)
        entries = np.frombuffer(told.read((-(-end // page) - begin // page) * 8), np.uint64)
    return float(np.count_nonzero(entries >> np.uint64(63))) * page / MB


def _heaps() -> list[tuple[int, int]]:
    """Address ranges of glibc's heaps: the first, and those of threads, which begin at a multiple of 64 MB."""
    found = []
    for line in Path("/proc/self/maps").read_text().splitlines():
        area, rights, *rest = line.split()
        begin, end = (int(one, 16) for one in area.split("-"))
        own = rest[-1] == "[heap]" or (len(rest) == 3 and begin % (64 * MB) == 0 and end - begin <= 64 * MB)
        if own and rights.startswith("rw"):
            found.append((begin, end))
    return found


class _Mallinfo(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
    )]  # fmt: skip


def _glibc() -> tuple[int, int, int]:
    ask = ctypes.CDLL(None).mallinfo2
    ask.restype = _Mallinfo
    told = ask()
    return told.uordblks, told.hblkhd, told.fordblks


def _python_arenas() -> float:
    """MB of the arenas of Python's small objects, as it tells on the error stream."""
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as told:
        os.dup2(told.fileno(), 2)
        try:
            sys._debugmallocstats()
        finally:
            ctypes.CDLL(None).fflush(None)
            os.dup2(kept, 2)
            os.close(kept)
        told.seek(0)
        said = told.read().decode("utf-8", "replace")
    found = re.search(r"(\d+) arenas \* (\d+) bytes/arena", said)
    return int(found[1]) * int(found[2]) / MB if found else 0.0


# --- threads, files, the device


def _thread_names() -> list[str]:
    """The system's, which has those of drivers, too; Python's by their own names."""
    own = {thread.native_id: thread.name for thread in threading.enumerate()}
    names = []
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):  # ended meanwhile
            names.append(own.get(int(task.name)) or (task / "comm").read_text().strip())
    return names


def _handles() -> list[str]:
    found = []
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            found.append(re.sub(r"\[\d+\]|\d{5,}", "", os.readlink(f"/proc/self/fd/{name}")))
    return [name for name in found if not name.startswith("/proc/")]


def _device(ops: Any) -> dict[str, int]:
    """Of a device's memory: what the weights take, all else that is in use or lies ready, buffers, pieces in use."""
    if ops is None or (held := ops.held()) is None:
        return {}
    arena = ops._arena
    in_use = sum(type(one).__name__ == "Piece" for one in gc.get_objects())
    return {
        "weights on the device, bytes": held.weights,
        "in use on the device, bytes": arena.taken - held.weights,
        "reserved on the device, bytes": arena.reserved,
        "buffers of OpenCL": len({id(buffer) for buffer in arena.buffers}),
        "pieces on the device": in_use,
    }
