"""Files that the program writes: where they may lie, and how they are replaced in one step. And those that it reads
whole, which may be from a stranger: a device without an end, or larger than any of their kind."""

from __future__ import annotations

import atexit
import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

import platformdirs

from attnviz.errors import QT_TRANSLATE_NOOP, NotAFile, UserError, reason

# Windows has none, but lets nobody remove a file that is open
fcntl: Any = import_module("fcntl") if os.name != "nt" else None
FileState = tuple[int, int, int] | None
PATIENCE = 3.0  # seconds
NO_TURN = contextlib.nullcontext()
PARTIAL, NOTES = ".attnviz-part", "unfinished"
MOST_STORED = 1 << 20
"""bytes of a small file that the program keeps for itself"""
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
    try:
        mode = path.stat().st_mode
    except ValueError as error:  # a zero or half a character in it: no file can be called so
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from error
    if not stat.S_ISREG(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)) if stat.S_ISDIR(mode) else NotAFile
    with path.open("rb") as file:
        # to ask for more than there is takes the memory for it first: sixteen megabytes for settings of ten kilobytes
        size = os.fstat(file.fileno()).st_size
        data = file.read(min(most, size + 1))
        return data if len(data) <= size else data + file.read(most - len(data))  # it grows, or tells no size (proc)


def whole(path: Path, most: int) -> bytes:
    """A file of no more than ``most`` bytes.

    Raises:
        OSError: as ``beginning``; it is larger.
    """
    data = beginning(path, most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return data


@contextlib.contextmanager
def replacing(
    path: Path, *, durable: bool = True, mode: int = 0o666, turn: AbstractContextManager[object] = NO_TURN
) -> Iterator[BinaryIO]:
    """A file to write into, which takes the place of ``path`` at the end of the ``with``, whole or not at all.

    Written beside it, brought onto the disk, renamed, and the folder brought onto the disk as well: a kill, a power cut
    or a full disk leaves the old file or the new one. What a kill leaves of an unfinished one is noted in the cache
    folder, and the next process that writes something removes it.

    Args:
        path: of a link, what it leads to is replaced.
        durable: wait until it is on the disk; False where the file itself tells whether it is whole.
        mode: permissions, less those that the user's umask takes away.
        turn: entered for the renaming alone: nobody waits for the disk in it. What it raises leaves the old file.

    Raises:
        OSError: the folder is missing or cannot be written, the disk is full, or what stands there is no file. Nothing
            is left behind.
    """
    path = _replaceable(path)
    _remove_leftovers()
    # a short name of its own: the file's may be as long as names can be
    partial = path.with_name(f".{path.name[:40]}-{os.urandom(6).hex()}{PARTIAL}")
    note = _noted(partial)
    try:
        with _begun(partial, mode) as file:
            yield file
            if durable:
                _to_disk(file)
            if fcntl is None:
                file.close()  # Windows renames no open file
            with turn:
                os.replace(partial, path)  # while it is locked: nobody takes it for a leftover
        if durable:
            _names_to_disk(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise
    finally:
        if note is not None:
            with contextlib.suppress(OSError):
                note.unlink()


def _replaceable(path: Path) -> Path:
    """Where a file is to be replaced, or made.

    Raises:
        OSError: what stands there is no file: root would replace /dev/null for the whole machine, and who reads a pipe
            would wait for ever. Or it is a link that somebody else laid into a folder for all, such as /tmp.
    """
    with contextlib.suppress(FileNotFoundError):
        link, folder = path.lstat(), path.parent.stat()
        for_all = folder.st_mode & (stat.S_ISVTX | stat.S_IWOTH) == stat.S_ISVTX | stat.S_IWOTH
        # as Linux follows links (proc(5): protected_symlinks), which cannot know that this one is to be followed
        if for_all and stat.S_ISLNK(link.st_mode) and link.st_uid not in (os.geteuid(), folder.st_uid):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    path = Path(os.path.realpath(path))
    with contextlib.suppress(FileNotFoundError):
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)) if stat.S_ISDIR(mode) else NotAFile
    return path


def write_whole(path: Path, pieces: Iterable[Any], *, durable: bool = True, mode: int = 0o666) -> None:
    """``replacing`` with bytes, or arrays of them, one after the other.

    Raises:
        OSError: as ``replacing``.
    """
    with replacing(path, durable=durable, mode=mode) as file:
        for piece in pieces:
            file.write(piece)


def save(path: Path, pieces: Iterable[Any]) -> None:
    """Write a file that the user asked for: ``write_whole``, whose errors are one sentence here.

    Raises:
        UserError: the folder is missing or cannot be written, or the disk is full. Nothing is left behind.
    """
    with told_unwritten(path):
        write_whole(path, pieces)


@contextlib.contextmanager
def told_unwritten(path: Path) -> Iterator[None]:
    """Why a file that the user asked for cannot be written, as a ``UserError`` that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            template = QT_TRANSLATE_NOOP(
                "errors", "{file} cannot be written ({reason}). Free some space, or choose another folder."
            )
        else:
            template = QT_TRANSLATE_NOOP(
                "errors", "{file} cannot be written ({reason}). Choose another folder or name."
            )
        raise UserError(template, file=path, reason=reason(error)) from error


def take_name(written: Path, path: Path) -> None:
    """Give a file that is whole the name that others know it by, in the same folder, once it is on the disk.

    Raises:
        OSError: it cannot be renamed, or not be brought onto the disk.
    """
    with written.open("r+b") as file:
        _to_disk(file)
    os.replace(written, path)
    _names_to_disk(path.parent)


def _to_disk(file: BinaryIO) -> None:
    """What was written into a file survives a power cut from here on."""
    file.flush()
    os.fsync(file.fileno())


def _names_to_disk(folder: Path) -> None:
    """The same for a file's name. Some systems cannot, and the file is there all the same."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def hold(path: Path) -> BinaryIO | None:
    """A file that one process at a time holds, until it closes it or ends, however that comes; made where it is none.

    Returns:
        The file; None while another process holds it.

    Raises:
        OSError: it can be neither opened nor made.
    """
    file = path.open("ab")
    if _locked(file.fileno()):
        return file
    file.close()
    return None


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Of all processes that name this file, which is made where it is none, one is inside.

    One that stands still in there (stopped, or on a disk that does not answer) is not waited for longer than
    ``PATIENCE``: to go on without it is better than to hang.

    Raises:
        OSError: it can be neither opened nor made.
    """
    with path.open("ab") as file:
        end = time.monotonic() + PATIENCE
        while not _locked(file.fileno()) and time.monotonic() < end:
            time.sleep(0.005)
        yield


def state(path: Path) -> FileState:
    """What changes when a file is written; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _locked(handle: int) -> bool:
    """Lock an open file; False while another process has it. Where there are no locks nobody has it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def _begun(partial: Path, mode: int) -> BinaryIO:
    """The unfinished file, locked for as long as it is open: that tells other processes that it is no leftover."""
    while True:
        file = open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb")  # noqa: SIM115
        _locked(file.fileno())
        if os.fstat(file.fileno()).st_nlink:
            return file
        file.close()  # taken for a leftover in the moment before it was locked


def _noted(partial: Path) -> Path | None:
    """A link to an unfinished file, so that it is found again after a kill. It costs nothing but that if it fails."""
    note = cache_folder() / NOTES / partial.name
    with contextlib.suppress(OSError):
        note.parent.mkdir(exist_ok=True)
        note.symlink_to(partial)
        return note
    return None


@cache
def _remove_leftovers() -> None:
    """Once in a process: the unfinished files of those that were killed."""
    with contextlib.suppress(OSError):
        for note in list((cache_folder() / NOTES).iterdir()):
            with contextlib.suppress(OSError):
                _remove_leftover(note)


def _remove_leftover(note: Path) -> None:
    partial = Path(os.readlink(note))
    if partial.name != note.name or not partial.name.endswith(PARTIAL):  # no note of ours
        return
    try:
        with partial.open("r+b") as file:
            if not _locked(file.fileno()):
                return  # being written
            partial.unlink()
    except FileNotFoundError:  # it got its name, or was never made
        pass
    note.unlink()
