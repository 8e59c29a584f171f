from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_server import Hub, served, use_store
from small_models import write_folder


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of its own for each test."""
    folder = tmp_path / "cache"
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *names, **options: str(folder))
    return folder


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of the hub's library, empty."""
    return use_store(tmp_path / "hub", monkeypatch)


@pytest.fixture
def hub(tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub on this machine with three models."""
    from huggingface_hub import close_session  # here: only some of the tests need that library

    from attnviz.weights import hub as hub_room

    folder = write_folder(tmp_path / "made")
    small = {path.name: path.read_bytes() for path in folder.iterdir()}
    models = {
        "somebody/small": {**small, "pytorch_model.bin": b"PK", "onnx/model.onnx": b"x", "README.md": b"words"},
        "somebody/pickled": {"config.json": b"{}", "pytorch_model.bin": b"PK"},
        "somebody/few-bits": {"a.Q4_0.gguf": b"GGUF" + bytes(3000), "a.Q8_0.gguf": b"GGUF" + bytes(5000), "a.bin": b""},
    }
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr(hub_room.time, "sleep", lambda seconds: None)  # between tries
    monkeypatch.setattr(hub_room, "_PIECE", 4096)
    with served(models) as made:
        monkeypatch.setenv("HF_ENDPOINT", made.url)
        yield made
        close_session()
