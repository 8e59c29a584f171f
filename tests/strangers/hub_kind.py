"""A hub that lies: about its models, about sizes and checksums, and in what it sends."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from pathlib import Path
from random import Random
from typing import Any

import hub_server
from checks import Nonsense, sure
from huggingface_hub import close_session
from mutators import dumped, some_bytes, some_json
from small_models import write_folder

from attnviz.errors import UserError
from attnviz.weights import hub, hub_offer
from attnviz.weights.checkpoint import open_weights
from attnviz.weights.hub_offer import look_inside, look_up

MODEL = "somebody/small"
OLDER = "fedcba9876543210fedcba9876543210fedcba98"
HEADERS = ("X-Linked-ETag", "ETag", "X-Linked-Size", "X-Repo-Commit", "Location", "Content-Length", "Status")
PLACES = (
    "file:///etc/passwd",
    "http://127.0.0.1:1/x",
    "ftp://localhost/x",
    "//",
    "../../x",
    "javascript:0",
    "http://[::1",
)
VALUES = (
    "",
    "0",
    "-1",
    "abc",
    "9" * 30,
    "../../../evil",
    '"' + "0" * 40 + '"',
    '"' + "f" * 64 + '"',
    "W/x",
    "None",
    "12",
)


def make(folder: Path) -> None:
    """A plan: what the hub is to do otherwise."""
    model = folder / "plan"
    write_folder(model)
    siblings = [
        {"rfilename": path.name, "size": path.stat().st_size, "blobId": "0" * 40} for path in sorted(model.iterdir())
    ]
    about = {"id": MODEL, "modelId": MODEL, "sha": hub_server.COMMIT, "siblings": siblings}
    (model / "plan.json").write_bytes(dumped({"informs": about, "lies": {}, "sends": {}}))


def damage(rng: Random, path: Path) -> None:
    plan: dict[str, Any] = {"lies": {}, "sends": {}, "informs": None}
    names = ("config.json", "tokenizer.json", "model.safetensors")
    file = rng.choice(names)
    match rng.randrange(4):
        case 0:
            about = some_json(rng, json.loads((path / "plan.json").read_text())["informs"])
            data = dumped(about)
            plan["informs"] = base64.b64encode(some_bytes(rng, data) if rng.random() < 0.2 else data).decode()
        case 1:
            for _ in range(rng.choice((1, 2))):
                header = rng.choice(HEADERS)
                status = ("200", "204", "206", "301", "302", "307", "404", "416", "500", "503")
                values = {"Location": PLACES, "Status": status}.get(header, VALUES)
                plan["lies"].setdefault(file, {})[header] = rng.choice(values)
        case 2:
            data = (path / file).read_bytes()
            changed = rng.choice((some_bytes(rng, data), data * 3, b"", data[:-1], bytes(len(data))))
            plan["sends"][file] = base64.b64encode(changed).decode()
        case _:
            plan["sends"][file] = base64.b64encode(some_bytes(rng, (path / file).read_bytes())).decode()
            plan["lies"][file] = {rng.choice(HEADERS[:4]): rng.choice(VALUES)}
    (path / "plan.json").write_text(json.dumps(plan))


def open_hub(path: Path) -> None:
    """Download twice into a cache that holds an older version: first from the liar, then from an honest hub."""
    plan = json.loads((path / "plan.json").read_text())
    true = {one.name: one.read_bytes() for one in path.iterdir() if one.name != "plan.json"}
    cache = path.parent / "cache"
    old = _older(cache, true)
    hub.time.sleep = lambda seconds: None  # between tries
    hub.TIMEOUT = hub_offer.TIMEOUT = 0.3  # it waits for bytes that were announced and never come
    with hub_server.served({MODEL: true}) as server:
        os.environ["HF_ENDPOINT"] = server.url
        server.sends = {name: base64.b64decode(data) for name, data in plan["sends"].items()}
        server.lies = plan["lies"]
        if isinstance(plan["informs"], str):
            server.informs = {MODEL: base64.b64decode(plan["informs"])}
        refused: UserError | None = None
        try:
            look_inside(look_up(MODEL))
            folder = hub.download(MODEL, folder=cache)
        except UserError as error:
            refused = error
        finally:
            close_session()
        _check_cache(cache, old)
        server.sends, server.lies, server.informs = {}, {}, {}
        try:
            again = hub.download(MODEL, folder=cache)
            sure({one.name for one in again.iterdir()} == true.keys(), "a model without some of its files")
            sure(all((again / name).read_bytes() == data for name, data in true.items()) or not refused, "another file")
        finally:
            close_session()
    if refused:
        raise refused
    open_weights(str(folder))


def _older(cache: Path, true: dict[str, bytes]) -> dict[Path, bytes]:
    """A good version of the model from before, as the library keeps it."""
    repo = cache / "models--somebody--small"
    for name, data in true.items():
        older = data + b" " if name != "model.safetensors" else data[:-4] + bytes(4)
        blob = repo / "blobs" / hub_server.checksum(older, hub_server.is_large(name))
        blob.parent.mkdir(parents=True, exist_ok=True)
        blob.write_bytes(older)
        link = repo / "snapshots" / OLDER / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(os.path.relpath(blob, link.parent))
    return {path: path.read_bytes() for path in (repo / "snapshots" / OLDER).iterdir()}


def _check_cache(cache: Path, old: dict[Path, bytes]) -> None:
    for path, data in old.items():
        sure(path.read_bytes() == data, f"{path.name} of the older version has changed")
    blobs = [path for path in cache.glob("*/blobs/*") if path.suffix != ".incomplete"]
    for blob in blobs:
        data = blob.read_bytes()
        large = len(blob.name) == 64
        digest = hashlib.sha256(data).hexdigest() if large else hub_server.checksum(data, False)
        if digest != blob.name:
            raise Nonsense(f"{blob} is not what its name says")
    inside = os.path.realpath(cache)
    for path in cache.rglob("*"):
        sure(os.path.realpath(path).startswith(inside), f"{path} leads out of the cache")
