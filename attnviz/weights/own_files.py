"""A model by its path: which files it is made of, and which are refused before any of them is opened."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from attnviz.errors import QT_TRANSLATE_NOOP, UserError

SAFETENSORS, E5S, GGUF = "safetensors", "e5s", "gguf"
_SUPPORTED = "config.json + model.safetensors + tokenizer.json, GGUF, E5S1"
SEVERAL = QT_TRANSLATE_NOOP("errors", "{file} holds several GGUF files; open one of them: {names}.")
PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl")
_READ = (".safetensors", ".json", ".spm", ".gguf")
_SHARD = re.compile(r"-\d{5}-of-\d{5}\.safetensors$")
INDEX = "model.safetensors.index.json"
MARIAN_WORDS = ("vocab.json", "source.spm", "target.spm")


@dataclass(frozen=True)
class Source:
    """The files of one model.

    Attributes:
        weights: the .safetensors, index, GGUF or E5S1 file; config.json and tokenizer lie beside .safetensors.
        digests: SHA-256 each file must have; empty for a model that is not in the table.
        reads: see ``catalogue.Known``.
    """

    id: str
    name: str
    format: str
    weights: Path
    digests: Mapping[Path, str] = field(default_factory=dict)
    install: str = ""
    reads: str = ""

    @property
    def folder(self) -> Path:
        return self.weights.parent


def in_folder(folder: Path, weights: Path) -> Source:
    """A Hugging Face model folder, or one that holds a GGUF file.

    Raises:
        UserError: something is missing, or of a kind that is not opened.
        OSError: it cannot be read.
    """
    index = folder / INDEX
    if not weights.is_file() and index.is_file():
        weights = index
    if not weights.is_file():
        single = sorted(folder.glob("*.gguf"))
        if len(single) == 1:
            check_links(folder.resolve())
            return _gguf(single[0])
        if single:
            raise UserError(SEVERAL, file=folder, names=", ".join(path.name for path in single))
        pickled = sorted(path for path in folder.iterdir() if path.suffix in PICKLES)
        if not (folder / "config.json").is_file() and not pickled:
            raise UserError(
                QT_TRANSLATE_NOOP("errors", "There is no model in the folder {file}; supported: {supported}."),
                file=folder,
                supported=_SUPPORTED,
            )
        raise _pickle(pickled[0]) if pickled else _missing(folder, weights.name)
    if not (folder / "config.json").is_file():
        raise _missing(folder, "config.json")
    if not (folder / "tokenizer.json").is_file() and not all((folder / name).is_file() for name in MARIAN_WORDS):
        raise _missing(folder, "tokenizer.json")
    whole = folder.resolve()
    check_links(whole)
    return Source(str(whole), _folder_name(folder, whole), SAFETENSORS, whole / weights.name)


def check_links(folder: Path) -> None:
    """Refuse a folder whose files are elsewhere: one from a stranger must not lead to what is not his.

    In the Hugging Face cache files are links to the ``blobs`` two folders above, which are the model's own.

    Raises:
        UserError: a link leads out.
    """
    own = folder.parent.parent if folder.parent.name == "snapshots" else folder
    for path in sorted(folder.iterdir()):
        if path.is_symlink() and path.suffix in _READ:
            target = Path(os.path.realpath(path))
            if not target.is_relative_to(own):
                raise UserError(
                    QT_TRANSLATE_NOOP(
                        "errors",
                        "{file} is a link to {target}, outside the model's folder, and is not followed. "
                        "Copy the file itself there, or put the model's other files into {place} and open that folder.",
                    ),
                    file=path,
                    target=target,
                    place=target.parent,
                )


def _folder_name(folder: Path, whole: Path) -> str:
    """The folder's own name; in the Hugging Face cache that is a commit, and the model's is two above it."""
    above = folder.absolute().parent
    if above.name == "snapshots" and above.parent.name.startswith("models--"):
        return above.parent.name.removeprefix("models--").replace("--", "/")
    return whole.name


def _gguf(path: Path) -> Source:
    whole = path.absolute()  # not resolved: in the Hugging Face cache it is a link to a file without a name
    return Source(str(whole), path.stem, GGUF, whole)


def from_file(path: Path) -> Source:
    """A single file: judged by its first bytes, not by its name. Raises as ``in_folder``."""
    if path.suffix == ".safetensors" or path.name == INDEX:
        return in_folder(path.parent, _whole_model(path))
    with path.open("rb") as file:
        start = file.read(4)
    if start == b"E5S1":
        whole = path.resolve()
        return Source(str(whole), whole.stem, E5S, whole)
    if start == b"GGUF" or path.suffix.lower() == ".gguf":
        return _gguf(path)
    if start.startswith((b"PK\x03\x04", b"\x80")) or path.suffix in PICKLES:
        raise _pickle(path)
    raise UserError(
        QT_TRANSLATE_NOOP("errors", "{file} is of a kind that is not supported; supported: {supported}."),
        file=path,
        supported=_SUPPORTED,
    )


def _whole_model(path: Path) -> Path:
    """The index, for one of the files it lists."""
    index = path.with_name(INDEX)
    return index if _SHARD.search(path.name) and index.is_file() else path


def _missing(folder: Path, name: str) -> UserError:
    return UserError(
        QT_TRANSLATE_NOOP("errors", "{file} is missing; a model folder needs {supported}."),
        file=folder / name,
        supported="config.json, model.safetensors, tokenizer.json",
    )


def _pickle(path: Path) -> UserError:
    return UserError(
        QT_TRANSLATE_NOOP(
            "errors",
            "{file} may be a Python pickle, which can run any program, so it is not opened. "
            "Convert it to safetensors or GGUF; supported: {supported}.",
        ),
        file=path,
        supported=_SUPPORTED,
    )
