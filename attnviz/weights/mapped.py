"""Files of weights that are mapped into memory, and what becomes of a map whose file somebody cuts short.

Whoever reads a page that the file no longer has is ended by the system (SIGBUS, mmap(2)): no exception tells of it. So
the files are asked how long they are before each run, which takes microseconds.
"""

from __future__ import annotations

import mmap
import os
import threading
import weakref
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attnviz.errors import QT_TRANSLATE_NOOP, UserError

_alive: weakref.WeakKeyDictionary[mmap.mmap, tuple[Path, int]] = weakref.WeakKeyDictionary()
"""Path and length of each file that some array still looks into"""
_lock = threading.Lock()  # lists of models look into files while a run asks


def mapped(path: Path, offset: int = 0) -> NDArray[np.uint8]:
    """The bytes of a file from ``offset`` on, read when they are looked at.

    Raises:
        OSError: it cannot be read.
        ValueError: there are none.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size <= offset:
            raise ValueError("it is empty")
        whole = mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ)
    with _lock:
        _alive[whole] = path, size
    return np.frombuffer(whole, np.uint8, offset=offset)


def check_mapped() -> None:
    """Return if all files that are looked into are as long as they were.

    What is cut short during a run, or lies on a disk that was pulled out, is not seen here.

    Raises:
        UserError: one is shorter now.
    """
    with _lock:
        alive = list(_alive.items())
    for one, (path, size) in alive:
        if one.size() < size:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "errors",
                    "{file} was cut short while it was in use. Choose another model, and this one again once its file "
                    "is whole.",
                ),
                file=path,
            )
