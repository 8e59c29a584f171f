"""What strangers' decks, settings, names and hubs tried, one by one: each once went wrong, and is a sentence now."""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import hub_kind
import hub_server
import numpy as np
import pytest
from huggingface_hub import close_session
from small_models import write_folder
from traces import make_trace, model_trace, whole_trace

from attnviz import files, stored_trace
from attnviz.errors import NotAFile, UserError, one_line, reason
from attnviz.gui.session_file import read_session
from attnviz.gui.text_file import read_text
from attnviz.lessons import deck as deck_room
from attnviz.lessons.deck import Deck, Item, read_deck, write_deck
from attnviz.settings import OPTIONS, Settings
from attnviz.stored_check import check_trace
from attnviz.trace import Focus, Trace
from attnviz.weights import hub, hub_offer

TEXT = "Taro ate the cake."


# --- decks


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "a.attndeck"
    write_deck(path, Deck("x", (Item("weight", "answer", make_trace(TEXT, 3, 7), Focus(3, 7, 2, 1)),)))
    return path


def with_arrays(path: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(io.BytesIO(members["arrays.npz"])) as archive:
        arrays = {name: archive.read(name) for name in archive.namelist()}
    change(arrays)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in arrays.items():
            archive.writestr(name, data)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("deck.json", members["deck.json"])
        archive.writestr("arrays.npz", made.getvalue())


def header(shape: str, kind: str = "<f4") -> bytes:
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode() + bytes(64)


@pytest.mark.parametrize(
    "array",
    [
        header("(1 << 40,)"), header("(99999999999,)"), header("(-1,)"), header("(4,)", "|O"), header("(1,)", "<U9"),
        header("(1,)", "<c16"), header("('unclosed"), b"\x93NUMPY\x03\x00" + bytes(200), b"rubbish", b"",
    ],
)  # fmt: skip
def test_an_array_is_no_larger_than_what_lies_there(written: Path, array: bytes) -> None:
    with_arrays(written, lambda arrays: arrays.update({"a0.npy": array}))
    with pytest.raises(UserError, match=r"damaged: its part|not a deck"):
        read_deck(written)


def test_a_bomb_is_not_unpacked(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deck_room, "LARGEST", 100_000)
    with_arrays(written, lambda arrays: arrays.update({"a99.npy": bytes(3_000_000)}))
    assert written.stat().st_size < 20_000
    with pytest.raises(UserError, match=r"damaged: its part|not a deck"):
        read_deck(written)


def test_what_could_not_be_opened_is_not_written(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = written.read_bytes()
    monkeypatch.setattr(deck_room, "MOST_TABLE", 1000)
    with pytest.raises(UserError, match="Make two decks of it"):
        write_deck(written, Deck("x", (Item("weight", "answer", make_trace(TEXT), Focus()),)))
    assert written.read_bytes() == before


def test_packed_rubbish_is_damage(written: Path) -> None:
    data = bytearray(written.read_bytes())
    for at in range(60, len(data), 7):
        changed = bytes([*data[:at], data[at] ^ 0x55, *data[at + 1 :]])
        written.write_bytes(changed)
        with suppress(UserError):
            read_deck(written)


def trace() -> Trace:
    return whole_trace(make_trace(TEXT).model, TEXT)


def at_head(found: Trace, **changed: Any) -> Trace:
    (at, head), *_ = found.heads.items()
    return replace(found, heads={at: replace(head, **changed)})


WRONG: dict[str, Callable[[Trace], Trace]] = {
    "tokens": lambda found: replace(found, tokens=replace(found.tokens, labels=found.tokens.labels[:-1])),
    "span": lambda found: replace(found, tokens=replace(found.tokens, spans=((0, 999),) * len(found.tokens))),
    "label": lambda found: replace(found, tokens=replace(found.tokens, labels=("a\nb",) * len(found.tokens))),
    "turned": lambda found: replace(found, tokens=replace(found.tokens, labels=("\u202ex",) * len(found.tokens))),
    "id": lambda found: replace(found, tokens=replace(found.tokens, ids=(1 << 40,) * len(found.tokens))),
    "words": lambda found: replace(found, tokens=replace(found.tokens, words=tuple(range(len(found.tokens)))[::-1])),
    "nan": lambda found: at_head(found, weights=np.full_like(next(iter(found.heads.values())).weights, np.nan)),
    "rows": lambda found: at_head(found, weights=np.full_like(next(iter(found.heads.values())).weights, 0.9)),
    "shape": lambda found: at_head(found, query=np.zeros((2, 2), np.float32)),
    "whole": lambda found: at_head(found, key=next(iter(found.heads.values())).key.astype(np.int32)),
    "head": lambda found: replace(found, heads={(99, 0): next(iter(found.heads.values()))}),
    "heads": lambda found: replace(found, model=replace(found.model, heads=0)),
    "kind": lambda found: replace(found, model=replace(found.model, kind="mamba")),
    "halves": lambda found: replace(found, model=replace(found.model, kind="encoder-decoder", decoder_layers=2)),
    "layers": lambda found: replace(found, model=replace(found.model, layers=1 << 20)),
    "name": lambda found: replace(found, model=replace(found.model, name="a\nb")),
    "thumbnails": lambda found: replace(found, thumbnails=np.zeros((1, 2, 3), np.float32)),
    "states": lambda found: replace(found, states=np.zeros((1, 1, 1), np.float32)),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_trace_agrees_with_itself(wrong: str, tmp_path: Path) -> None:
    sound = trace()
    check_trace(sound)
    check_trace(model_trace(sound.model, "a b"))
    bad = WRONG[wrong](sound)
    with pytest.raises(ValueError, match=r"that cannot be|without its translation"):
        check_trace(bad)
    write_deck(tmp_path / "a.attndeck", Deck("x", (Item("weight", "answer", bad, Focus()),)))
    with pytest.raises(UserError, match="is damaged: its part"):
        read_deck(tmp_path / "a.attndeck")


@pytest.mark.parametrize("focus", [Focus(99, 0), Focus(0, -1), Focus(0, 0, 99, 0), Focus(0, 0, 0, -1)])
def test_a_focus_is_inside(focus: Focus, tmp_path: Path) -> None:
    write_deck(tmp_path / "a.attndeck", Deck("x", (Item("weight", "answer", trace(), focus),)))
    with pytest.raises(UserError, match="is damaged: its part"):
        read_deck(tmp_path / "a.attndeck")


@pytest.mark.parametrize("template", ["{x:>999999999}", "{x.__class__}", "{0}", "{y}", "{x!r:{x}}", "{", "{x[0]}"])
def test_a_stored_error_is_only_filled(template: str) -> None:
    plain = {"error": template, "values": {"table": [["x", "words"]]}}
    with pytest.raises((ValueError, LookupError)):
        stored_trace.unpacked(plain, [])
    assert str(stored_trace.unpacked({**plain, "error": "say {x}"}, [])) == "say words"


# --- settings, sessions, texts


BEYOND = {"beams": (0, 9, 1 << 20, -1), "temperature": (-0.1, 1e30, float("nan"), float("inf")), "top_k": (-1, 1001),
          "top_p": (0.0, 1.5, float("nan")), "zoom": (0, 71, 100_000), "layer": (1 << 40, -(1 << 40)),
          "query": (10**30,)}  # fmt: skip


@pytest.mark.parametrize("name", BEYOND)
def test_a_number_out_of_range_is_passed_over(name: str, tmp_path: Path) -> None:
    option = next(one for one in OPTIONS if one.name == name)
    assert option.accepts(option.default)
    for value in BEYOND[name]:
        assert not option.accepts(value), value
        (tmp_path / "settings.json").write_text(json.dumps({name: value}))
        assert Settings(tmp_path / "settings.json")[name] == option.default
        session = {"format": "attnviz session", "version": 1, "text": "x", "view": {name: value}}
        (tmp_path / "a.attnviz").write_text(json.dumps(session))
        assert name not in read_session(tmp_path / "a.attnviz").view


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "pipe"])
@pytest.mark.parametrize("read", [read_text, read_session, read_deck], ids=lambda read: read.__name__)
def test_what_is_no_file_is_not_read(read: Callable[[Path], object], device: str, tmp_path: Path) -> None:
    link = tmp_path / "a.attnviz"
    if device == "pipe":
        os.mkfifo(link)
    else:
        link.symlink_to(device)
    with pytest.raises(UserError, match="a device, a pipe or a socket"):
        read(link)
    assert reason(NotAFile()) == "It is no file, but a device, a pipe or a socket"
    assert Settings(link)["layer"] == -1


def test_a_file_is_read_to_its_most(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    assert len(files.beginning(path, 10)) == 10
    assert files.whole(path, 100_000_000)[:1] == b"\0"
    with pytest.raises(OSError, match="too large"):
        files.whole(path, 99_999_999)
    with pytest.raises(IsADirectoryError):
        files.beginning(tmp_path, 1)
    with pytest.raises(UserError, match="larger than 200 kB"):
        read_text(path)


# --- names


def test_a_name_becomes_one_line() -> None:
    assert one_line("plain 太郎 👩\u200d👩") == "plain 太郎 👩\u200d👩"
    assert one_line("a\nb\tc\u2028d\u3000e") == "a b c d e"
    assert one_line("a\u202eb\x1b[31m\0\ud800") == "a\ufffdb\ufffd[31m\ufffd\ufffd"
    assert one_line("<b>&amp;</b>") == "<b>&amp;</b>"
    long = one_line("a" * 50_000 + "z" * 50_000, 40)
    assert (len(long), long[:3], long[-3:]) == (43, "aaa", "zzz")


# --- a hub that lies


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[hub_server.Hub, Path]]:
    monkeypatch.setattr(hub.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(hub, "TIMEOUT", 0.3)
    monkeypatch.setattr(hub_offer, "TIMEOUT", 0.3)
    monkeypatch.delenv("HF_TOKEN", raising=False)
    folder = write_folder(tmp_path / "made")
    true = {path.name: path.read_bytes() for path in folder.iterdir()}
    with hub_server.served({hub_kind.MODEL: true}) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server, tmp_path / "cache"
        close_session()


def test_more_than_was_told_is_not_taken(plan: tuple[hub_server.Hub, Path]) -> None:
    server, cache = plan
    server.sends["model.safetensors"] = bytes(20_000_000)
    heard: list[float] = []
    with pytest.raises(UserError, match="did not arrive as the hub describes it"):
        hub.download(hub_kind.MODEL, folder=cache, progress=lambda share, what: heard.append(share))
    assert not list(cache.glob("*/blobs/*.incomplete"))
    assert not list(cache.rglob("model.safetensors"))
    server.sends.clear()
    assert (hub.download(hub_kind.MODEL, folder=cache) / "model.safetensors").is_file()


@pytest.mark.parametrize("sha", ["../../../evil", "main", "", "0" * 39])
def test_a_commit_is_a_commit(plan: tuple[hub_server.Hub, Path], sha: str) -> None:
    server, cache = plan
    about = [{"rfilename": name, "size": len(data)} for name, data in server.models[hub_kind.MODEL].items()]
    server.informs[hub_kind.MODEL] = json.dumps({"id": hub_kind.MODEL, "sha": sha, "siblings": about}).encode()
    with pytest.raises(UserError, match="did not arrive as the hub describes it"):
        hub.download(hub_kind.MODEL, folder=cache)
    assert not cache.exists() or not list(cache.rglob("*.safetensors"))


@pytest.mark.parametrize("size", ["many", -5, 1 << 60, [1]])
@pytest.mark.parametrize("answer", ["size", "text", "list"])
def test_an_answer_that_is_none(plan: tuple[hub_server.Hub, Path], answer: str, size: object) -> None:
    server, _ = plan
    about = {"id": hub_kind.MODEL, "siblings": [{"rfilename": "model.safetensors", "size": size}]}
    server.informs[hub_kind.MODEL] = {"size": json.dumps(about), "text": "<html>", "list": "[1, 2]"}[answer].encode()
    with pytest.raises(UserError, match="cannot be understood"):
        hub_offer.look_up(hub_kind.MODEL)


def test_the_hub_is_not_asked_again_for_what_has_arrived(plan: tuple[hub_server.Hub, Path]) -> None:
    """A second answer could name another checksum, and what it names would be fetched without a look at it."""
    server, cache = plan
    folder = hub.download(hub_kind.MODEL, folder=cache)
    heads = [path for method, path, _ in server.asked if method == "HEAD"]
    assert len(heads) == len(set(heads)) == 3
    assert (cache / "models--somebody--small" / "refs" / "main").read_text() == hub_server.COMMIT == folder.name
    assert all(path.is_symlink() for path in folder.iterdir())
    shutil.rmtree(cache)
