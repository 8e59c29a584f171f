"""What the Hugging Face hub has of a model: asked before anything of it is fetched."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from huggingface_hub import HfApi, ModelInfo, constants, get_session, get_token, hf_hub_url
from huggingface_hub.errors import (
    HfHubHTTPError,
    HFValidationError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
)

from attnviz.errors import QT_TRANSLATE_NOOP, UserError, reason
from attnviz.weights.families import NOT_SUPPORTED, check_config
from attnviz.weights.gguf_names import ARCHITECTURES
from attnviz.weights.own_files import INDEX, MARIAN_WORDS

TIMEOUT = 10.0  # seconds
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
_COMMIT = re.compile("[0-9a-f]{40}")
_MOST_CONFIG = 1 << 22  # bytes
_SHARD = re.compile(r"model(-\d{5}-of-\d{5})?\.safetensors")


@dataclass(frozen=True)
class Offer:
    """What the hub has of a model.

    Attributes:
        name: "owner/model".
        commit: version that the other attributes speak of.
        files: name -> bytes of what a download fetches; empty when one of ``choices`` must be named first.
        choices: GGUF files -> bytes.
        checksums: of the files, as far as the hub tells them before they are fetched.
        architecture: of the GGUF files, as far as the hub tells it; "" otherwise.
    """

    name: str
    commit: str
    files: dict[str, int]
    choices: dict[str, int]
    checksums: Mapping[str, str] = field(default_factory=dict)
    architecture: str = ""

    def wanted(self, file: str | None) -> dict[str, int]:
        """Name -> bytes of what fetching one of the ``choices`` takes, or, for None, the ``files``."""
        return self.files if file is None else {key: size for key, size in self.choices.items() if key == file}


def look_up(name: str) -> Offer:
    """Ask the hub what it has of a model.

    Raises:
        UserError: offline, no such model, or none that can be opened.
    """
    with told(name):
        return _offer(name, HfApi(endpoint=endpoint()).model_info(name, files_metadata=True, timeout=10))


def _offer(name: str, info: ModelInfo) -> Offer:
    sizes = {file.rfilename: _size(file.size) for file in info.siblings or ()}
    # the index last: until then the cache does not count as a whole model
    whole = sorted((file for file in sizes if _SHARD.fullmatch(file) or file == INDEX), key=INDEX.__eq__)
    choices = {file: size for file, size in sizes.items() if file.endswith(".gguf") and _inside(file)}
    if "model.safetensors" in whole or INDEX in whole:
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
    checksums = {one.rfilename: str((one.lfs.sha256 if one.lfs else one.blob_id) or "") for one in info.siblings or ()}
    architecture = str((info.gguf or {}).get("architecture") or "")
    # "gpt2" is called "openai-community/gpt2" today
    return Offer(str(info.id or name), str(info.sha), files, choices, checksums, architecture)


def _size(told: object) -> int:
    if told is not None and (type(told) is not int or not 0 <= told < 1 << 50):
        raise TypeError(f"a file of {told!r} bytes")
    return told or 0


def is_commit(name: str) -> bool:
    return bool(_COMMIT.fullmatch(name))


def look_inside(offer: Offer) -> dict[str, Any] | None:
    """What kind of model it is, before its weights are fetched.

    Returns:
        The checked configuration; None for GGUF files, which keep it inside.

    Raises:
        UserError: a kind of model that is not supported, or no tokenizer that is; offline.
    """
    if not any(_SHARD.fullmatch(file) for file in offer.files):
        if offer.architecture and offer.architecture not in ARCHITECTURES:
            raise UserError(NOT_SUPPORTED, file=offer.name, kind=offer.architecture, supported=", ".join(ARCHITECTURES))
        return None
    lacking = "" if "config.json" in offer.files else "config.json"
    if "tokenizer.json" not in offer.files and not all(name in offer.files for name in MARIAN_WORDS):
        lacking = lacking or "tokenizer.json"
    if lacking:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "“{model}” has no {file}, without which its weights cannot be used."),
            model=offer.name,
            file=lacking,
        )
    with told(offer.name):
        url = hf_hub_url(offer.name, "config.json", revision=offer.commit, endpoint=endpoint())
        config_text = _beginning(url)
    try:
        config = json.loads(config_text)
    except (ValueError, RecursionError) as error:
        raise damaged(offer.name, "config.json") from error
    return check_config(config if isinstance(config, dict) else {}, Path(offer.name, "config.json"))


def _beginning(url: str) -> bytes:
    """What lies there, or more than there may be of it."""
    text = b""
    with get_session().stream("GET", url, headers=headers(), timeout=TIMEOUT, follow_redirects=True) as response:
        response.raise_for_status()
        for piece in response.iter_bytes(1 << 16):
            text += piece
            if len(text) > _MOST_CONFIG:
                break
    return text[:_MOST_CONFIG]


def headers() -> dict[str, str]:
    """With the user's token, where there is one."""
    token = get_token()
    return {"Accept-Encoding": "identity", **({"Authorization": f"Bearer {token}"} if token else {})}


def _inside(file: str) -> bool:
    return ".." not in file.split("/") and not file.startswith("/")


def endpoint() -> str:
    """The hub's address, which the user may have set to a mirror's."""
    return os.environ.get("HF_ENDPOINT", constants.ENDPOINT).rstrip("/")


@contextmanager
def told(name: str) -> Iterator[None]:
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
    except (httpx2.InvalidURL, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        # what the library meets in an answer that is none; it looks at little of it before
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors", "What the hub says of “{model}” cannot be understood ({reason}). Try again later."
            ),
            model=name,
            reason=f"{type(error).__name__}: {error}",
        ) from error
    except OSError as error:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "“{model}” cannot be stored ({reason})."), model=name, reason=reason(error)
        ) from error


def damaged(name: str, file: str) -> UserError:
    """The error of a file that is not what the hub told of it."""
    return UserError(
        QT_TRANSLATE_NOOP("errors", "{file} of “{model}” did not arrive as the hub describes it. Download it again."),
        file=file,
        model=name,
    )
