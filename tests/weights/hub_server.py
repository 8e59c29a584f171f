"""A hub on this machine: model information, HEAD with checksums, files by range, and the faults that happen."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import pytest

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hub:
    """What it offers, what it does wrong, and what it was asked.

    Attributes:
        models: "owner/model" -> file -> content.
        breaks: file -> bytes after which the connection breaks, once.
        sends: file -> what it really sends, of whatever length.
        always_breaks: a file whose connection breaks before its first byte, always.
        holds: file -> what must be set before its second half is sent.
        architectures: "owner/model" -> what the hub says its GGUF files hold.
        informs: "owner/model" -> the model information that is sent instead of the true one.
        lies: file -> headers in place of the true ones, of whatever answer is about it.
        ranges: whether it answers a part when asked for one.
        asked: (method, path, Range) of each request.
        trusted: paths that were sent the user's token.
    """

    models: dict[str, dict[str, bytes]]
    url: str = ""
    breaks: dict[str, int] = field(default_factory=dict)
    sends: dict[str, bytes] = field(default_factory=dict)
    always_breaks: str = ""
    holds: dict[str, threading.Event] = field(default_factory=dict)
    architectures: dict[str, str] = field(default_factory=dict)
    informs: dict[str, bytes] = field(default_factory=dict)
    lies: dict[str, dict[str, str]] = field(default_factory=dict)
    ranges: bool = True
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    trusted: list[str] = field(default_factory=list)

    def fetched(self, file: str) -> list[str]:
        """The ranges with which a file was fetched."""
        start = "/store/" if is_large(file) else "/"
        asked = [(path, range) for method, path, range in self.asked if method == "GET" and path.startswith(start)]
        return [range for path, range in asked if path.endswith(f"/{file}")]


def checksum(content: bytes, large: bool) -> str:
    if large:
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def is_large(file: str) -> bool:
    """Weights lie in the large file storage, where checksums are SHA-256."""
    return file.endswith((".safetensors", ".gguf", ".bin"))


def use_store(place: Path, patch: pytest.MonkeyPatch) -> Path:
    """Have the hub's library keep what it fetches there."""
    patch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(place))
    patch.setattr("huggingface_hub.utils._cache_manager.HF_HUB_CACHE", str(place))
    return place


@contextmanager
def served(models: dict[str, dict[str, bytes]]) -> Iterator[Hub]:
    hub = Hub(models)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(body=True)

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def _answer(self, body: bool) -> None:
            path = urlsplit(self.path).path
            hub.asked.append((self.command, path, self.headers.get("Range", "")))
            if "Authorization" in self.headers:
                hub.trusted.append(path)
            parts = path.strip("/").split("/")
            if parts[:2] == ["api", "models"]:
                self._information("/".join(parts[2:]))
            elif len(parts) > 4 and parts[2] == "resolve":
                self._resolve("/".join(parts[:2]), "/".join(parts[4:]), body)
            elif parts[0] == "store" and body:
                self._send("/".join(parts[1:3]), "/".join(parts[3:]), {}, body)
            else:
                self._missing("RepoNotFound")

        def _information(self, name: str) -> None:
            if name not in hub.models:
                self._missing("RepoNotFound")
                return
            siblings = [self._sibling(file, content) for file, content in hub.models[name].items()]
            about = {"id": name, "modelId": name, "sha": COMMIT, "siblings": siblings}
            if name in hub.architectures:
                about["gguf"] = {"architecture": hub.architectures[name], "total": 1}
            answer = hub.informs.get(name) or json.dumps(about).encode()
            self._head(200, {"Content-Type": "application/json", "Content-Length": str(len(answer))})
            self.wfile.write(answer)

        @staticmethod
        def _sibling(file: str, content: bytes) -> dict[str, object]:
            about = {"rfilename": file, "size": len(content), "blobId": checksum(content, large=False)}
            if is_large(file):
                return {**about, "lfs": {"sha256": checksum(content, True), "size": len(content), "pointerSize": 134}}
            return about

        def _resolve(self, name: str, file: str, body: bool) -> None:
            """Small files are sent; for large ones the answer tells about them and leads to a store on another host."""
            if file not in hub.models.get(name, {}):
                self._missing("EntryNotFound")
                return
            content = hub.models[name][file]
            tag = f'"{checksum(content, is_large(file))}"'
            about = {"X-Repo-Commit": COMMIT, "ETag": tag}
            if not is_large(file):
                self._send(name, file, about, body)
                return
            store = hub.url.replace("127.0.0.1", "localhost")
            linked = {"X-Linked-ETag": tag, "X-Linked-Size": str(len(content)), "Content-Length": "0"}
            self._head(302, {**about, **linked, "ETag": '"of the store"', "Location": f"{store}/store/{name}/{file}"})

        def _send(self, name: str, file: str, about: dict[str, str], body: bool) -> None:
            sent = hub.sends.get(file, hub.models[name][file]) if body else hub.models[name][file]
            asked = self.headers.get("Range", "")
            start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and hub.ranges else 0
            if start:
                about = {**about, "Content-Range": f"bytes {start}-{len(sent) - 1}/{len(sent)}"}
            self._head(206 if start else 200, {**about, "Content-Length": str(len(sent) - start)})
            if not body:
                return
            end = 0 if file == hub.always_breaks else hub.breaks.pop(file, None)
            with suppress(ConnectionError):  # who asked has stopped listening
                if file in hub.holds:
                    middle = max(start, len(sent) // 2)
                    self.wfile.write(sent[start:middle])
                    assert hub.holds[file].wait(10), "a test forgot to let a file go on"
                    start = middle
                self.wfile.write(sent[start:end])
            self.close_connection = end is not None

        def _missing(self, code: str) -> None:
            self._head(404, {"X-Error-Code": code, "Content-Length": "0"})

        def _head(self, status: int, headers: dict[str, str]) -> None:
            file = urlsplit(self.path).path.rpartition("/")[2]
            headers = {**headers, **hub.lies.get(file, {})}
            self.send_response(int(headers.pop("Status", status)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
