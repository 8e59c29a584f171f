"""Models of the Hugging Face hub: what it has of one, and downloads by name, into the cache of this machine.

The cache is the one that transformers and other programs share (huggingface_hub documents its layout: ``blobs/`` named
by checksum, ``snapshots/<commit>/`` with links to them). Unfinished downloads lie beside the blobs as ``.incomplete``,
which the library itself no longer continues; here they are, from any earlier try, and every file is compared with its
checksum before it gets its name.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx2
from huggingface_hub import constants, get_session, hf_hub_url, try_to_load_from_cache
from huggingface_hub.file_download import get_hf_file_metadata, repo_folder_name

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.files import hold, take_name, write_whole
from attnviz.weights.hub_offer import TIMEOUT, Offer, damaged, endpoint, headers, is_commit, look_up, told
from attnviz.weights.memory import in_words

Progress = Callable[[float, str], None]

DOWNLOADING = QT_TRANSLATE_NOOP("progress", "Downloading the model")

_TRIES, _PIECE = 5, 1 << 18
_CHECKSUM = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Cancelled(Exception):
    """The user stopped a download; what has arrived is kept, and the next try goes on from there."""


def arrived(offer: Offer, file: str | None = None, folder: Path | None = None) -> int:
    """Bytes of a download that are on this machine already, from an earlier try or another model.

    Args:
        file, folder: as ``download`` has them.
    """
    blobs = _blobs(offer, Path(folder or constants.HF_HUB_CACHE))
    count = 0
    for name, size in offer.wanted(file).items():
        checksum = offer.checksums.get(name, "")
        if _CHECKSUM.fullmatch(checksum):
            whole, part = blobs / checksum, blobs / f"{checksum}.incomplete"
            with suppress(OSError):
                count += size if whole.exists() else min(size, part.stat().st_size)
    return count


def download(
    name: str,
    file: str | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    folder: Path | None = None,
) -> Path:
    """Fetch a model into the cache, or go on where an earlier try stopped.

    Args:
        name: "owner/model".
        file: one of the offer's ``choices``; None: its ``files``.
        progress: hears the share that is done (0..1) and what is being done; called in the caller's thread.
        cancelled: asked after every piece.
        folder: of the cache; None: the user's.

    Returns:
        The folder or GGUF file, to be opened with ``open_checkpoint``.

    Raises:
        UserError: offline, no such model or file, a full disk, or a file that arrived damaged.
        Cancelled: ``cancelled`` said so.
    """
    offer = look_up(name)
    files = offer.wanted(file)
    if not files:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "Choose one of the GGUF files of “{model}”: {names}."),
            model=name,
            names=", ".join(offer.choices),
        )
    place = Path(folder or constants.HF_HUB_CACHE)
    total, before = max(1, sum(files.values())), 0
    _check_room(offer.name, total, place)
    path = place
    for one, size in files.items():

        def tell(done: int, before: int = before) -> None:
            if cancelled():
                raise Cancelled
            if progress:
                progress(min(1.0, (before + done) / total), DOWNLOADING)

        path = _fetch(offer, one, size, place, tell)
        before += size
    return path if path.suffix == ".gguf" else path.parent


def _fetch(offer: Offer, file: str, size: int, place: Path, tell: Callable[[int], None]) -> Path:
    """One file into the cache; ``tell`` hears how many of its bytes are there."""
    tell(0)
    with told(offer.name):
        if not is_commit(offer.commit):  # it becomes a folder's name
            raise damaged(offer.name, file)
        there = try_to_load_from_cache(offer.name, file, cache_dir=place, revision=offer.commit)
        if isinstance(there, str) and _is_sound(Path(there)):
            return Path(there)
        url = hf_hub_url(offer.name, file, revision=offer.commit, endpoint=endpoint())
        facts = get_hf_file_metadata(url, endpoint=endpoint())
        checksum = facts.etag or ""
        if not _CHECKSUM.fullmatch(checksum):  # it becomes a file's name
            raise damaged(offer.name, file)
        blob = _blobs(offer, place) / checksum
        if not _is_sound(blob):
            blob.parent.mkdir(parents=True, exist_ok=True)
            partial = blob.with_name(f"{checksum}.incomplete")
            if partial.is_symlink():  # to a file of somebody else, which would be written into
                partial.unlink()
            while (held := hold(partial)) is None:  # another copy of the program is fetching it
                with suppress(FileNotFoundError):  # it has its name in this moment
                    tell(partial.stat().st_size)
                time.sleep(0.2)
            with held:
                if _is_sound(blob):
                    partial.unlink(missing_ok=True)
                elif _arrives(url, partial, facts.size or size, checksum, tell):
                    take_name(partial, blob)
                else:
                    partial.unlink()
                    raise damaged(offer.name, file)
        return _named(blob, offer.commit, file)


def _is_sound(path: Path) -> bool:
    """A blob, or what leads to one, holds what its name says. A copy that has a name of its own is believed."""
    blob = Path(os.path.realpath(path))
    if not blob.is_file():
        return False
    return not _CHECKSUM.fullmatch(blob.name) or _checksum(blob, len(blob.name)) == blob.name


def _arrives(url: str, partial: Path, size: int, checksum: str, tell: Callable[[int], None]) -> bool:
    """Whether it came as it should be. What an earlier try left may be damaged: then once more, from the beginning."""
    left = partial.stat().st_size
    _get(url, partial, size, tell)
    if left and _checksum(partial, len(checksum)) != checksum:
        os.truncate(partial, 0)
        _get(url, partial, size, tell)
    return _checksum(partial, len(checksum)) == checksum


def _named(blob: Path, commit: str, file: str) -> Path:
    """Give a blob its name in the snapshot, as the library's layout has it.

    Not by ``hf_hub_download``, which asks the hub again, and fetches what it then tells of without a look at the hash.
    """
    repo = blob.parent.parent
    name = repo / "snapshots" / commit / file
    name.parent.mkdir(parents=True, exist_ok=True)
    if not Path(os.path.realpath(name.parent)).is_relative_to(os.path.realpath(repo)):  # by a link in the cache
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(name.parent))
    partial = name.with_name(f".{blob.name[:12]}-{os.urandom(6).hex()}")
    try:
        partial.symlink_to(os.path.relpath(blob, name.parent))
    except OSError:  # a file system, or a Windows, without links
        with blob.open("rb") as whole:
            write_whole(name, iter(lambda: whole.read(_PIECE), b""))
    else:
        os.replace(partial, name)
    newest = repo / "refs" / "main"
    newest.parent.mkdir(parents=True, exist_ok=True)
    write_whole(newest, [commit.encode()])
    return name


def _get(url: str, partial: Path, size: int, tell: Callable[[int], None]) -> None:
    """Append what is missing of a file; a connection that breaks is tried again as long as something arrives.

    Not the library's ``http_get``, which comes up for air every 10 MB only: too late for a cancel button.
    """
    asked, tries = headers(), _TRIES
    with partial.open("ab") as target:
        while True:
            start = target.tell()
            if start > size:
                target.truncate(0)
                start = target.seek(0)
            if start == size and size:
                return
            more = {"Range": f"bytes={start}-"} if start else {}
            try:
                with get_session().stream("GET", url, headers={**asked, **more}, timeout=TIMEOUT) as response:
                    response.raise_for_status()
                    if response.status_code != 206:  # the server knows no ranges: from the beginning
                        target.truncate(0)
                        target.seek(0)
                    for piece in response.iter_bytes():  # as they come: on a slow line a large piece takes minutes
                        target.write(piece)
                        tell(target.tell())
                        if target.tell() > size:  # not what was told, and perhaps without an end
                            return
                return
            except (httpx2.NetworkError, httpx2.TimeoutException, httpx2.RemoteProtocolError):
                tries = _TRIES if target.tell() > start else tries - 1
                if not tries:
                    raise
                time.sleep(1)


def _blobs(offer: Offer, place: Path) -> Path:
    return place / repo_folder_name(repo_id=offer.name, repo_type="model") / "blobs"


def _check_room(name: str, needed: int, place: Path) -> None:
    existing = next(folder for folder in (place, *place.absolute().parents) if folder.exists())
    available = shutil.disk_usage(existing).free
    if needed > available:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "“{model}” needs {needed} on the disk, but {folder} has {available} left."),
            model=name,
            needed=in_words(needed),
            folder=place,
            available=in_words(available),
        )


def _checksum(path: Path, digits: int) -> str:
    """SHA-256 of a large file, or the SHA-1 that git gives a small one: that is what the hub calls them."""
    digest = hashlib.sha256() if digits == 64 else hashlib.sha1(f"blob {path.stat().st_size}\0".encode())
    with path.open("rb") as file:
        while piece := file.read(1 << 22):
            digest.update(piece)
    return digest.hexdigest()
