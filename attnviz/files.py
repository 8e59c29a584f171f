"""Files that the program writes: where they may lie, and how they are replaced in one step. And those that it reads
whole, which may be from a stranger: a device without an end, or larger than any of their kind."""

from __future__ import annotations

import atexit
import contextlib
import errno
import os
import stat
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs

from attnviz.errors import QT_TRANSLATE_NOOP, NotAFile, UserError, reason

CACHE_BYTES = 4 << 20
"""of room: PoCL's kernels take less than 2 MB"""


def cache_folder() -> Path:
    """The user's cache folder for this program; one for this process alone where that cannot be written or is full.

    Where nothing can be written at all it is a path at which no file can be made: nothing is kept then.
    """
    with contextlib.suppress(OSError, RuntimeError):  # RuntimeError: there is no HOME, and the system has no such user
        folder = Path(platformdirs.user_cache_dir("attnviz", appauthor=False))
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK | os.X_OK) and (_has_room(folder) or not _has_room(_own_folder())):
            return folder
    return _own_folder()


def _has_room(folder: Path) -> bool:
    """Whether the kernels of a device, compiled, find room in it. No is a guess that costs a compilation."""
    if not hasattr(os, "statvfs"):  # Windows
        return True
    with contextlib.suppress(OSError):
        disk = os.statvfs(folder)
        return disk.f_bavail * disk.f_frsize >= CACHE_BYTES
    return False


@cache
def _own_folder() -> Path:
    import shutil  # here: both take a while to import, and a folder that cannot be written is rare
    import tempfile

    try:
        folder = Path(tempfile.mkdtemp(prefix="attnviz-"))
    except OSError:  # not even there
        return Path(os.devnull, "attnviz")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def beginning(path: Path, most: int) -> bytes:
    """The first bytes of a file: one too many tells that it is too large, and no more of it is read.

    Raises:
        OSError: it cannot be read; a pipe, a device and a socket are not even opened.
    """
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)) if stat.S_ISDIR(mode) else NotAFile
    with path.open("rb") as file:
        return file.read(most)


def whole(path: Path, most: int) -> bytes:
    """A file of no more than ``most`` bytes.

    Raises:
        OSError: as ``beginning``; it is larger.
    """
    data = beginning(path, most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return data


def write_whole(path: Path, pieces: Iterable[Any], *, durable: bool = False, mode: int = 0o666) -> None:
    """Replace a file in one step, so that a kill or a full disk leaves the old one.

    Args:
        pieces: bytes, or arrays of them, one after the other.
        durable: wait until it is on the disk.
        mode: permissions, less those that the user's umask takes away.

    Raises:
        OSError: the folder is missing or cannot be written, or the disk is full. Nothing is left behind.
    """
    # a short name of its own: the file's may be as long as names can be
    partial = path.with_name(f".{path.name[:40]}-{os.getpid()}")
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            for piece in pieces:
                file.write(piece)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise


def save(path: Path, pieces: Iterable[Any]) -> None:
    """Write a file that the user asked for: ``write_whole``, whose errors are one sentence here.

    Raises:
        UserError: the folder is missing or cannot be written, or the disk is full. Nothing is left behind.
    """
    try:
        write_whole(path, pieces)
    except OSError as error:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} cannot be written ({reason}). Choose another folder or name."),
            file=path,
            reason=reason(error),
        ) from error
