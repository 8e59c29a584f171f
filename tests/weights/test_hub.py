"""Downloads against a hub on this machine, and what is read from its cache."""

from __future__ import annotations

from collections import namedtuple
from pathlib import Path

import pytest
from hub_server import COMMIT, Hub
from huggingface_hub import close_session

from attnviz.errors import UserError
from attnviz.weights import hub as hub_room
from attnviz.weights.catalogue import find
from attnviz.weights.checkpoint import open_checkpoint
from attnviz.weights.hub import Cancelled, arrived, download
from attnviz.weights.hub_cache import cached
from attnviz.weights.hub_offer import look_inside, look_up

WEIGHTS = "model.safetensors"


def test_a_model_is_fetched_once_and_opens(hub: Hub, store: Path) -> None:
    heard: list[float] = []
    folder = download("somebody/small", progress=lambda share, what: heard.append(share))
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert {path.name for path in folder.iterdir()} == {"config.json", WEIGHTS, "tokenizer.json"}
    assert open_checkpoint(str(folder)).info.name == "somebody/small"
    before = len(hub.asked)
    assert download("somebody/small") == folder
    assert [path for _, path, _ in hub.asked[before:]] == ["/api/models/somebody/small"]


def test_a_model_in_the_cache_is_found_by_its_name(hub: Hub, store: Path) -> None:
    assert cached() == []
    folder = download("somebody/small")
    (entry,) = cached()
    assert (entry.name, entry.path, entry.family) == ("somebody/small", folder, "bert")
    assert entry.size == sum(len(hub.models["somebody/small"][path.name]) for path in folder.iterdir())
    assert find("somebody/small").folder == folder.resolve()
    with pytest.raises(UserError, match=r"no model, file or folder “somebody/else” .* hf download somebody/else"):
        find("somebody/else")
    with pytest.raises(UserError, match=r"no model, file or folder “nobody”. Known models"):
        find("nobody")


def test_one_of_several_files_in_the_cache_must_be_named(hub: Hub, store: Path) -> None:
    for file in ("a.Q4_0.gguf", "a.Q8_0.gguf"):
        download("somebody/few-bits", file)
    with pytest.raises(UserError, match=r"several GGUF files; open one of them: somebody/few-bits/a\.Q4_0\.gguf,"):
        find("somebody/few-bits")
    assert find("somebody/few-bits/a.Q8_0.gguf").weights.name == "a.Q8_0.gguf"


def test_a_model_in_several_files_is_whole_when_its_index_is_there(hub: Hub, store: Path) -> None:
    parts = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
    others = ["consolidated.safetensors", "original/x.safetensors", "pytorch_model-00001-of-00002.bin"]
    index = "model.safetensors.index.json"
    hub.models["somebody/parts"] = dict.fromkeys([index, *others, *parts, "config.json"], b'{"model_type": "llama"}')
    hub.models["somebody/parts"][parts[1]] = b"the second part"
    assert list(look_up("somebody/parts").files) == ["config.json", *parts, index]
    hub.sends[parts[1]] = b"other bytes of the same"
    with pytest.raises(UserError, match="did not arrive"):
        download("somebody/parts")
    assert cached() == []
    hub.sends.clear()
    folder = download("somebody/parts")
    assert [entry.path for entry in cached()] == [folder]


def test_a_token_is_for_the_hub_only(hub: Hub, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    download("somebody/small")
    assert f"/somebody/small/resolve/{COMMIT}/{WEIGHTS}" in hub.trusted
    assert not [path for path in hub.trusted if path.startswith("/store/")]


def test_one_of_several_gguf_files(hub: Hub, store: Path) -> None:
    assert look_up("somebody/few-bits").choices == {"a.Q4_0.gguf": 3004, "a.Q8_0.gguf": 5004}
    for wrong in (None, "a.Q5_0.gguf", "a.bin"):
        with pytest.raises(UserError, match=r"Choose one .* a\.Q4_0\.gguf, a\.Q8_0\.gguf"):
            download("somebody/few-bits", wrong)
    path = download("somebody/few-bits", "a.Q4_0.gguf")
    assert path.read_bytes() == hub.models["somebody/few-bits"]["a.Q4_0.gguf"]
    assert [entry.path for entry in cached()] == [path]


def test_a_broken_connection_goes_on_where_it_was(hub: Hub, store: Path) -> None:
    hub.breaks[WEIGHTS] = 10_000
    folder = download("somebody/small")
    assert (folder / WEIGHTS).read_bytes() == hub.models["somebody/small"][WEIGHTS]
    assert hub.fetched(WEIGHTS)[0] == ""
    assert hub.fetched(WEIGHTS)[1].startswith("bytes=")


def test_a_connection_that_breaks_at_once_every_time(hub: Hub, store: Path) -> None:
    hub.always_breaks = WEIGHTS
    with pytest.raises(UserError, match="hub cannot be reached"):
        download("somebody/small")
    assert len(hub.fetched(WEIGHTS)) == 5


def test_a_server_without_ranges(hub: Hub, store: Path) -> None:
    hub.breaks[WEIGHTS] = 10_000
    hub.ranges = False
    assert (download("somebody/small") / WEIGHTS).read_bytes() == hub.models["somebody/small"][WEIGHTS]


def test_a_full_disk(hub: Hub, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = namedtuple("full", "total used free")(10**9, 10**9 - 1000, 1000)
    monkeypatch.setattr(hub_room.shutil, "disk_usage", lambda folder: full)
    with pytest.raises(UserError, match=r"“somebody/small” needs .* kB on the disk, but .* has 1 kB left"):
        download("somebody/small")
    assert not store.exists()


def test_a_stopped_download_goes_on_next_time(hub: Hub, store: Path) -> None:
    whole = len(hub.models["somebody/small"][WEIGHTS])
    shares: list[float] = []
    with pytest.raises(Cancelled):
        download(
            "somebody/small",
            progress=lambda share, what: shares.append(share),
            cancelled=lambda: bool(shares) and shares[-1] > 0.5,
        )
    (partial,) = store.glob("models--somebody--small/blobs/*.incomplete")
    there = partial.stat().st_size
    assert 0 < there < whole
    assert cached() == []
    offer = look_up("somebody/small")
    here = sum(size for name, size in offer.files.items() if name != WEIGHTS) + there
    assert arrived(offer) == here
    folder = download("somebody/small")
    assert arrived(offer) == sum(offer.files.values())
    assert hub.fetched(WEIGHTS) == ["", f"bytes={there}-"]
    assert (folder / WEIGHTS).read_bytes() == hub.models["somebody/small"][WEIGHTS]
    assert not list(store.rglob("*.incomplete"))


@pytest.mark.parametrize("file", [WEIGHTS, "config.json"])
def test_a_file_that_is_not_the_one_described(hub: Hub, store: Path, file: str) -> None:
    content = hub.models["somebody/small"][file]
    for sent in (content[:-1] + b"#", content[:-7], content + b"more"):
        hub.sends[file] = sent
        with pytest.raises(UserError, match=f"{file} of “somebody/small” did not arrive as the hub describes it"):
            download("somebody/small")
        assert not list(store.glob(f"models--somebody--small/snapshots/*/{file}"))
    hub.sends.clear()
    assert (download("somebody/small") / file).read_bytes() == content


def test_names_that_are_none(hub: Hub, store: Path) -> None:
    for name in ("somebody/missing", "nobody"):
        with pytest.raises(UserError, match=f"has no model “{name}”"):
            look_up(name)
    for name in ("a/b/c", "somebody/..", "", "with space/x"):
        with pytest.raises(UserError, match="no name of a model; they look like “owner/model”"):
            look_up(name)


def test_only_a_pickle(hub: Hub, store: Path) -> None:
    with pytest.raises(UserError, match="“somebody/pickled” has no weights that can be opened"):
        download("somebody/pickled")
    assert not list(store.rglob("*"))


def test_a_checksum_that_leads_elsewhere(hub: Hub, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub_server.checksum", lambda content, large: "../../../../planted")
    with pytest.raises(UserError, match="did not arrive as the hub describes it"):
        download("somebody/small")
    assert not list(store.parent.rglob("planted*"))


def test_offline(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    with pytest.raises(UserError, match=r"hub cannot be reached .* Models on this machine work without it"):
        download("somebody/small")
    close_session()


def test_a_cache_that_cannot_be_written(hub: Hub, store: Path) -> None:
    store.write_text("a file where the folder should be")
    with pytest.raises(UserError, match="“somebody/small” cannot be stored"):
        download("somebody/small")
    assert cached() == []


def test_odd_things_in_the_cache(store: Path, tmp_path: Path) -> None:
    snapshots = store / "models--somebody--odd" / "snapshots" / COMMIT
    snapshots.mkdir(parents=True)
    (snapshots / "config.json").write_text("[1]")
    (snapshots / WEIGHTS).write_bytes(b"")
    (store / "models--broken").mkdir()
    (store / "stray.txt").write_text("")
    assert cached() == []
    (snapshots / "config.json").write_text('{"model_type": "bert"}')
    assert [entry.name for entry in cached()] == ["somebody/odd"]
    assert [entry.path for entry in cached()] == [snapshots]


def test_what_it_is_can_be_told_before_the_weights_are_fetched(hub: Hub, store: Path) -> None:
    config = look_inside(look_up("somebody/small"))
    assert config is not None
    assert (config["model_type"], config["num_hidden_layers"]) == ("bert", 2)
    assert look_inside(look_up("somebody/few-bits")) is None
    small = hub.models["somebody/small"]
    hub.models["somebody/strange"] = {**small, "config.json": b'{"model_type": "mamba"}'}
    hub.models["somebody/wordless"] = {name: data for name, data in small.items() if name != "tokenizer.json"}
    hub.models["somebody/damaged"] = {**small, "config.json": b"{"}
    hub.architectures["somebody/few-bits"] = "mamba"
    for name, says in (
        ("somebody/strange", "holds a model of the kind “mamba”; supported: bert"),
        ("somebody/few-bits", "holds a model of the kind “mamba”; supported: llama"),
        ("somebody/wordless", "has no tokenizer.json"),
        ("somebody/damaged", "did not arrive as the hub describes it"),
    ):
        offer = look_up(name)
        with pytest.raises(UserError, match=says):
            look_inside(offer)
    assert hub.fetched(WEIGHTS) == []
    assert not store.exists()
