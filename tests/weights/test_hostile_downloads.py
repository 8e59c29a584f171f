"""Downloads that go wrong in the ways that lose something: damaged caches, links, two at once, a kill in the middle."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hub_server import COMMIT, Hub, is_large

from attnviz.errors import UserError
from attnviz.weights.hub import download

MODEL, WEIGHTS = "somebody/small", "model.safetensors"


def blob_of(store: Path, hub: Hub) -> Path:
    digest = hashlib.sha256(hub.models[MODEL][WEIGHTS]).hexdigest()
    return store / "models--somebody--small" / "blobs" / digest


def is_whole(folder: Path, hub: Hub) -> bool:
    return all((folder / name).read_bytes() == hub.models[MODEL][name] for name in ("config.json", WEIGHTS))


def test_what_another_program_left_damaged_is_fetched_again(hub: Hub, store: Path) -> None:
    folder, blob = download(MODEL), blob_of(store, hub)
    for damage in (b"", hub.models[MODEL][WEIGHTS][:-1], b"#" * len(hub.models[MODEL][WEIGHTS])):
        blob.write_bytes(damage)
        assert download(MODEL) == folder
        assert is_whole(folder, hub)
    blob.unlink()
    assert is_whole(download(MODEL), hub)


def test_a_blob_without_its_name_is_not_fetched_again(hub: Hub, store: Path) -> None:
    """As a kill between the two leaves it."""
    folder = download(MODEL)
    (folder / WEIGHTS).unlink()
    before = len(hub.fetched(WEIGHTS))
    assert is_whole(download(MODEL), hub)
    assert len(hub.fetched(WEIGHTS)) == before


@pytest.mark.parametrize("left", [b"#", b"#" * 3000, None, b"#" * 10_000_000])
def test_an_unfinished_file_that_is_damaged_is_fetched_anew(hub: Hub, store: Path, left: bytes | None) -> None:
    blob = blob_of(store, hub)
    blob.parent.mkdir(parents=True)
    left = b"#" * len(hub.models[MODEL][WEIGHTS]) if left is None else left
    blob.with_name(f"{blob.name}.incomplete").write_bytes(left)
    assert is_whole(download(MODEL), hub)
    assert not list(store.rglob("*.incomplete"))


def test_links_in_the_cache_lead_nowhere(hub: Hub, store: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    (mine / WEIGHTS).write_text("mine too")
    blob = blob_of(store, hub)
    blob.parent.mkdir(parents=True)
    partial = blob.with_name(f"{blob.name}.incomplete")
    partial.symlink_to(mine / "notes.txt")
    blob.symlink_to(mine / "nowhere")
    assert is_whole(download(MODEL), hub)
    assert not blob.is_symlink()
    assert (mine / "notes.txt").read_text() == "mine"
    assert not (mine / "nowhere").exists()

    snapshots = store / "models--somebody--small" / "snapshots"
    os.rename(snapshots, tmp_path / "aside")
    snapshots.mkdir()
    (snapshots / COMMIT).symlink_to(mine)
    with pytest.raises(UserError, match="cannot be stored"):
        download(MODEL)
    assert (mine / WEIGHTS).read_text() == "mine too"
    assert sorted(path.name for path in mine.iterdir()) == sorted([WEIGHTS, "notes.txt"])


def test_a_blob_that_is_a_link_to_another_file_is_not_believed(hub: Hub, store: Path, tmp_path: Path) -> None:
    other = tmp_path / ("0" * 64)
    other.write_bytes(b"no weights")
    blob = blob_of(store, hub)
    blob.parent.mkdir(parents=True)
    blob.symlink_to(other)
    assert is_whole(download(MODEL), hub)
    assert other.read_bytes() == b"no weights"


def test_two_at_once_fetch_it_once(hub: Hub, store: Path) -> None:
    hub.holds[WEIGHTS] = threading.Event()
    done: list[Path] = []
    threads = [threading.Thread(target=lambda: done.append(download(MODEL))) for _ in range(2)]
    for thread in threads:
        thread.start()
    while not list(store.rglob("*.incomplete")) or len([one for one in hub.asked if "api" in one[1]]) < 2:
        pass
    hub.holds[WEIGHTS].set()
    for thread in threads:
        thread.join(30)
    assert len(done) == 2
    assert done[0] == done[1]
    assert is_whole(done[0], hub)
    assert hub.fetched(WEIGHTS) == [""]
    assert not list(store.rglob("*.incomplete"))


def test_killed_in_the_middle_and_gone_on_with(hub: Hub, store: Path, tmp_path: Path) -> None:
    hub.holds[WEIGHTS] = threading.Event()
    imports = "from pathlib import Path; from attnviz.weights.hub import download"
    program = f"{imports}; download({MODEL!r}, folder=Path({str(store)!r}))"
    child = subprocess.Popen([sys.executable, "-c", program], env={**os.environ, "HOME": str(tmp_path)})
    partial = blob_of(store, hub).with_suffix(".incomplete")
    while not (partial.exists() and partial.stat().st_size):
        assert child.poll() is None
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert not list(store.rglob(WEIGHTS))
    assert not blob_of(store, hub).exists()
    hub.holds.pop(WEIGHTS).set()
    assert is_whole(download(MODEL), hub)
    assert hub.fetched(WEIGHTS)[-1].startswith("bytes=")
    assert not list(store.rglob("*.incomplete"))


@pytest.mark.parametrize(
    "place", ["resolve", "nowhere", "file:///etc/passwd", "ftp://localhost/x", "//", "http://[::1"]
)
def test_where_a_redirect_leads(hub: Hub, store: Path, place: str) -> None:
    """In a circle, to a place that has it not, to files of this machine: nothing gets a name."""
    to = f"{hub.url}/{MODEL}/resolve/{COMMIT}/{WEIGHTS}" if place == "resolve" else place
    hub.lies[WEIGHTS] = {"Location": f"{hub.url}/store/nowhere" if place == "nowhere" else to, "Status": "302"}
    with pytest.raises(UserError):
        download(MODEL)
    assert not list(store.rglob(WEIGHTS))
    assert not blob_of(store, hub).exists()
    hub.lies.clear()
    assert is_whole(download(MODEL), hub)


@pytest.mark.parametrize("path", ["../../evil.gguf", "/evil.gguf", "a/../../evil.gguf", "a" * 300 + ".gguf"])
def test_paths_that_lead_out(hub: Hub, store: Path, path: str) -> None:
    hub.models["somebody/evil"] = {path: b"GGUF" + bytes(100), "b.gguf": b"GGUF"}
    assert is_large(path)
    with pytest.raises(UserError):
        download("somebody/evil", path)
    assert not [found for found in store.parent.rglob("*evil*") if found.suffix == ".gguf"]


def test_a_version_that_does_not_arrive_leaves_the_older_one(hub: Hub, store: Path) -> None:
    folder = download(MODEL)
    older = {path.name: path.read_bytes() for path in folder.iterdir()}
    content = hub.models[MODEL][WEIGHTS]
    hub.models[MODEL][WEIGHTS] = content[::-1]
    hub.sends[WEIGHTS] = content[::-1][:-5] + b"#####"
    os.rename(folder, folder.with_name("f" * 40))
    with pytest.raises(UserError, match="did not arrive"):
        download(MODEL)
    assert {path.name: path.read_bytes() for path in folder.with_name("f" * 40).iterdir()} == older
    assert not list(folder.glob(WEIGHTS))
