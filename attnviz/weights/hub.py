"""Models of the Hugging Face hub: what its cache on this machine holds, and downloads by name.

The cache is the one that transformers and other programs share (huggingface_hub documents its layout: ``blobs/`` named
by checksum, ``snapshots/<commit>/`` with links to them). Unfinished downloads lie beside the blobs as ``.incomplete``,
which the library itself no longer continues; here they are, from any earlier try, and every file is compared with its
checksum before it gets its name.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
from huggingface_hub import (
    HfApi,
    constants,
    get_session,
    get_token,
    hf_hub_download,
    hf_hub_url,
    scan_cache_dir,
    try_to_load_from_cache,
)
from huggingface_hub.errors import (
    CacheNotFound,
    HfHubHTTPError,
    HFValidationError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
)
from huggingface_hub.file_download import get_hf_file_metadata, repo_folder_name

from attnviz.errors import QT_TRANSLATE_NOOP, UserError, reason
from attnviz.weights.families import MODEL_TYPES
from attnviz.weights.memory import in_words

Progress = Callable[[float, str], None]

DOWNLOADING = QT_TRANSLATE_NOOP("progress", "Downloading the model")

_SMALL_FILES = (
    "config.json",
    "generation_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.json",
    "merges.txt",
    "source.spm",
    "target.spm",
    "tokenizer.model",
)
_SHARD = re.compile(r"model(-\d{5}-of-\d{5})?\.safetensors")
_INDEX = "model.safetensors.index.json"
_TRIES, _TIMEOUT, _PIECE = 5, 10.0, 1 << 18  # 256 kB: on any line, soon enough for a cancel button
_CHECKSUM = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Cancelled(Exception):
    """The user stopped a download; what has arrived is kept, and the next try goes on from there."""


@dataclass(frozen=True)
class Cached:
    """A model in the cache.

    Attributes:
        name: "owner/model", with the file's name for one of several GGUF files.
        path: the folder or GGUF file to open.
        size: bytes on the disk.
        family: ``model_type`` of its configuration; "" for a GGUF file, which says it inside.
    """

    name: str
    path: Path
    size: int
    family: str


@dataclass(frozen=True)
class Offer:
    """What the hub has of a model.

    Attributes:
        name: "owner/model".
        commit: version that the other attributes speak of.
        files: name -> bytes of what a download fetches; empty when one of ``choices`` must be named first.
        choices: GGUF files -> bytes.
    """

    name: str
    commit: str
    files: dict[str, int]
    choices: dict[str, int]


def cached(folder: Path | None = None) -> list[Cached]:
    """Models of the cache that can be opened, by name. A cache that is missing or damaged in parts is no error.

    Args:
        folder: of the cache; None: the user's.
    """
    try:
        repos = scan_cache_dir(folder).repos
    except (CacheNotFound, ValueError, OSError):
        return []
    found: list[Cached] = []
    for repo in repos:
        if repo.repo_type == "model" and repo.revisions:
            newest = max(repo.revisions, key=lambda revision: ("main" in revision.refs, revision.last_modified))
            sizes = {file.file_path: file.size_on_disk for file in newest.files}
            found.extend(_openable(repo.repo_id, newest.snapshot_path, sizes))
    return sorted(found, key=lambda one: one.name.lower())


def cached_path(name: str, folder: Path | None = None) -> Path | None:
    """Folder or GGUF file of one model in the cache; None where it is not there, or is several files to choose from."""
    matching = [one.path for one in cached(folder) if one.name == name]
    return matching[0] if len(matching) == 1 else None


def look_up(name: str) -> Offer:
    """Ask the hub what it has of a model.

    Raises:
        UserError: offline, no such model, or none that can be opened.
    """
    with _told(name):
        info = HfApi(endpoint=_endpoint()).model_info(name, files_metadata=True, timeout=10)
    sizes = {file.rfilename: file.size or 0 for file in info.siblings or ()}
    # the index last: until then the cache does not count as a whole model
    whole = sorted((file for file in sizes if _SHARD.fullmatch(file) or file == _INDEX), key=_INDEX.__eq__)
    choices = {file: size for file, size in sizes.items() if file.endswith(".gguf") and _inside(file)}
    if "model.safetensors" in whole or _INDEX in whole:
        wanted = ["model.safetensors"] if "model.safetensors" in whole else whole
        files = {file: sizes[file] for file in (*(small for small in _SMALL_FILES if small in sizes), *wanted)}
    else:
        files = dict(choices) if len(choices) == 1 else {}
    if not files and not choices:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "“{model}” has no weights that can be opened; supported: {supported}."),
            model=name,
            supported="model.safetensors, GGUF",
        )
    return Offer(info.id or name, info.sha or "main", files, choices)  # "gpt2" is called "openai-community/gpt2" today


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
    files = offer.files if file is None else {key: size for key, size in offer.choices.items() if key == file}
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
    with _told(offer.name):
        there = try_to_load_from_cache(offer.name, file, cache_dir=place, revision=offer.commit)
        if isinstance(there, str):
            return Path(there)
        url = hf_hub_url(offer.name, file, revision=offer.commit, endpoint=_endpoint())
        facts = get_hf_file_metadata(url, endpoint=_endpoint())
        checksum = facts.etag or ""
        if not _CHECKSUM.fullmatch(checksum):  # it becomes a file's name
            raise _damaged(offer.name, file)
        blob = place / repo_folder_name(repo_id=offer.name, repo_type="model") / "blobs" / checksum
        if not blob.exists():
            blob.parent.mkdir(parents=True, exist_ok=True)
            partial = blob.with_name(f"{checksum}.incomplete")
            _get(url, partial, facts.size or size, tell)
            if _checksum(partial, len(checksum)) != checksum:
                partial.unlink()
                raise _damaged(offer.name, file)
            os.replace(partial, blob)
        # the file is there under its checksum: the library finds it, and only links it into the snapshot
        return Path(hf_hub_download(offer.name, file, revision="main", cache_dir=place, endpoint=_endpoint()))


def _get(url: str, partial: Path, size: int, tell: Callable[[int], None]) -> None:
    """Append what is missing of a file; a connection that breaks is tried again as long as something arrives.

    Not the library's ``http_get``, which comes up for air every 10 MB only: too late for a cancel button.
    """
    token = get_token()
    headers = {"Accept-Encoding": "identity", **({"Authorization": f"Bearer {token}"} if token else {})}
    tries = _TRIES
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
                with get_session().stream("GET", url, headers={**headers, **more}, timeout=_TIMEOUT) as response:
                    response.raise_for_status()
                    if response.status_code != 206:  # the server knows no ranges: from the beginning
                        target.truncate(0)
                        target.seek(0)
                    for piece in response.iter_bytes(_PIECE):
                        target.write(piece)
                        tell(target.tell())
                return
            except (httpx2.NetworkError, httpx2.TimeoutException, httpx2.RemoteProtocolError):
                tries = _TRIES if target.tell() > start else tries - 1
                if not tries:
                    raise
                time.sleep(1)


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


def _openable(repo: str, snapshot: Path, sizes: dict[Path, int]) -> Iterable[Cached]:
    if (snapshot / "config.json") in sizes and {snapshot / "model.safetensors", snapshot / _INDEX} & sizes.keys():
        family = _model_type(snapshot / "config.json")
        if family in MODEL_TYPES:
            yield Cached(repo, snapshot, sum(sizes.values()), family)
    single = sorted(path for path in sizes if path.suffix == ".gguf")
    for path in single:
        name = repo if len(single) == 1 else f"{repo}/{path.name}"
        yield Cached(name, path, sizes[path], "")


def _model_type(config: Path) -> str:
    try:
        entries = json.loads(config.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return ""
    return str(entries.get("model_type", "")) if isinstance(entries, dict) else ""


def _inside(file: str) -> bool:
    return ".." not in file.split("/") and not file.startswith("/")


def _endpoint() -> str:
    """The hub's address, which the user may have set to a mirror's."""
    return os.environ.get("HF_ENDPOINT", constants.ENDPOINT).rstrip("/")


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn the library's errors into sentences for the user."""
    try:
        yield
    except HFValidationError as error:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "“{model}” is no name of a model; they look like “owner/model”."), model=name
        ) from error
    except RepositoryNotFoundError as error:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "The Hugging Face hub has no model “{model}”, or only for accounts that were granted access.",
            ),
            model=name,
        ) from error
    except (httpx2.HTTPError, HfHubHTTPError, OfflineModeIsEnabled, LocalEntryNotFoundError) as error:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "The Hugging Face hub cannot be reached ({reason}). Models on this machine work without it.",
            ),
            reason=str(error).split("\n")[0] or type(error).__name__,
        ) from error
    except OSError as error:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "“{model}” cannot be stored ({reason})."), model=name, reason=reason(error)
        ) from error


def _damaged(name: str, file: str) -> UserError:
    return UserError(
        QT_TRANSLATE_NOOP("errors", "{file} of “{model}” did not arrive as the hub describes it. Download it again."),
        file=file,
        model=name,
    )
