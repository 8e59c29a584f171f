"""What the Hugging Face cache on this machine holds, which is shared with transformers and other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import scan_cache_dir
from huggingface_hub.errors import CacheNotFound

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.files import whole
from attnviz.weights.families import MODEL_TYPES
from attnviz.weights.own_files import INDEX, SEVERAL

_MOST_CONFIG = 1 << 22  # bytes


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


def path_of(name: str) -> Path | None:
    """Folder or GGUF file of a model in the user's cache; None for a name without an owner that is not there.

    Raises:
        UserError: "owner/model" is not there, or is several files to choose from.
    """
    there = {one.name: one.path for one in cached()}
    if name in there or "/" not in name:
        return there.get(name)
    if files := [other for other in there if other.startswith(f"{name}/")]:
        raise UserError(SEVERAL, file=name, names=", ".join(files))
    raise UserError(
        QT_TRANSLATE_NOOP(
            "errors",
            "There is no model, file or folder “{file}” on this machine. If the Hugging Face hub has it, "
            "download it with Model > More models…, or in a terminal: hf download {file}",
        ),
        file=name,
    )


def _openable(repo: str, snapshot: Path, sizes: dict[Path, int]) -> Iterable[Cached]:
    if (snapshot / "config.json") in sizes and {snapshot / "model.safetensors", snapshot / INDEX} & sizes.keys():
        family = _model_type(snapshot / "config.json")
        if family in MODEL_TYPES:
            yield Cached(repo, snapshot, sum(sizes.values()), family)
    single = sorted(path for path in sizes if path.suffix == ".gguf")
    for path in single:
        name = repo if len(single) == 1 else f"{repo}/{path.name}"
        yield Cached(name, path, sizes[path], "")


def _model_type(config: Path) -> str:
    try:
        entries = json.loads(whole(config, _MOST_CONFIG))
    except (OSError, ValueError, RecursionError):
        return ""
    return str(entries.get("model_type", "")) if isinstance(entries, dict) else ""
