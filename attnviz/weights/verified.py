"""Is a known model's file the one the catalogue speaks of?

It is compared with its SHA-256 once and then remembered by path, size and time of change, so that only the first start
reads it twice.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from attnviz.errors import QT_TRANSLATE_NOOP, UserError, reason
from attnviz.files import MOST_STORED, cache_folder, whole, write_whole
from attnviz.weights.own_files import Source

Progress = Callable[[float, str], None]
"""Called with the share that is done (0..1) and what is being done, a template of the context "errors"."""

CHECKING = QT_TRANSLATE_NOOP("progress", "Checking the model's files")


def verify(source: Source, progress: Progress | None = None) -> None:
    """Compare a known model's files with the table, unless that was done before and they have not changed.

    Raises:
        UserError: a file is not the one the table speaks of.
    """
    remembered = _read_verified()
    fresh = {}
    sizes = {path: path.stat().st_size for path in source.digests}
    done, total = 0, max(1, sum(sizes.values()))
    for path, wanted in source.digests.items():
        stamp = _stamp(path, wanted)
        if remembered.get(str(path)) != stamp:
            found = sha256(path, partial(_tell, progress, done, total))
            if found != wanted:
                raise UserError(
                    QT_TRANSLATE_NOOP(
                        "errors",
                        "{file} is not the file it should be (SHA-256 {found}, expected {wanted}). "
                        "Install it again: {command}",
                    ),
                    file=path,
                    found=found[:12] + "…",
                    wanted=wanted[:12] + "…",
                    command=source.install.replace("install ", "install --reinstall "),
                )
            fresh[str(path)] = stamp
        done += sizes[path]
    if fresh:
        _write_verified({**remembered, **fresh})


def _tell(progress: Progress | None, before: int, total: int, read: int) -> None:
    if progress:
        progress((before + read) / total, CHECKING)


def verified_path() -> Path:
    return cache_folder() / "verified.json"


def sha256(path: Path, told: Callable[[int], object]) -> str:
    """SHA-256 of a file; ``told`` hears after each piece how many bytes are read."""
    digest, read = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 22):
                digest.update(piece)
                read += len(piece)
                told(read)
    except OSError as error:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} cannot be read ({reason})."), file=path, reason=reason(error)
        ) from error
    return digest.hexdigest()


def _stamp(path: Path, digest: str) -> dict[str, Any]:
    stat = path.stat()
    return {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "sha256": digest}


def _read_verified() -> dict[str, Any]:
    try:
        stored = json.loads(whole(verified_path(), MOST_STORED))
    except (OSError, ValueError, RecursionError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _write_verified(stamps: Mapping[str, Any]) -> None:
    """Whole file or none, and no error: a cache that cannot be written only costs the next start some milliseconds."""
    with contextlib.suppress(OSError):
        write_whole(verified_path(), [json.dumps(stamps, indent=1).encode()])
