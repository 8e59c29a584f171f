"""Models that are damaged, foreign or too large, opened in the real window with the real engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from weights.small_models import arrays, write_folder

from attnviz.engine import Engine

INNER = "encoder.layer.1.output.dense.weight"


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def window(open_window, settings, tmp_path, engine, monkeypatch):
    engine.gate = type("Gate", (), {"set": lambda self: None})()  # what the fixture of other engines closes
    settings["model"], settings["device"] = str(write_folder(tmp_path / "good")), "numpy"
    settings["text"], settings["text_stored"] = "hello he!", True
    return open_window()


def truncated(folder: Path) -> str:
    weights = write_folder(folder) / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-5000])
    return "model.safetensors is damaged, cut short"


def reconfigured(folder: Path, says: str, **changes: object) -> str:
    write_folder(folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, **changes}))
    return says


def with_nan(folder: Path) -> str:
    weights = arrays()[INNER]
    weights[3, 4] = np.nan
    write_folder(folder, {INNER: weights})
    return f"“{INNER}” hold values that are not numbers; the file is damaged. Fetch it again."


def without_tokenizer(folder: Path) -> str:
    (write_folder(folder) / "tokenizer.json").unlink()
    return "tokenizer.json is missing"


def empty(folder: Path) -> str:
    folder.mkdir()
    return f"There is no model in the folder {folder}"


def pickles(folder: Path) -> str:
    folder.mkdir()
    (folder / "pytorch_model.bin").write_bytes(b"PK\x03\x04")
    return "pytorch_model.bin may be a Python pickle"


def renamed_text(file: Path) -> str:
    file.write_text("just words")
    return "is damaged, cut short or not a GGUF file"


BAD: dict[str, Callable[[Path], str]] = {
    "truncated": truncated,
    "layers": lambda folder: reconfigured(folder, "is not a complete bert model", num_hidden_layers=3),
    "width": lambda folder: reconfigured(folder, "configuration says 128 × 64", intermediate_size=128),
    "unknown": lambda folder: reconfigured(folder, "holds a model of the kind “mamba”", model_type="mamba"),
    "nan": with_nan,
    "wordless": without_tokenizer,
    "empty": empty,
    "pickles": pickles,
    "words.gguf": renamed_text,
}


def open_it(window, path: Path) -> str:
    window.commands.open_path(path)
    QApplication.processEvents()
    assert window.wait_until_idle(10)
    return window.banner.text()


def test_each_is_one_sentence_and_the_model_in_use_stays(window, tmp_path):
    used, text = window.microscope.trace.request.model, window.text_bar.text()
    for name, make in BAD.items():
        says = make(tmp_path / name)
        said = open_it(window, tmp_path / name)
        assert says in said, name
        assert str(tmp_path / name) in said, name
        assert "\n" not in said, name
        scope = window.microscope
        assert scope.trace.request.model == scope.model == used, name
        assert window.text_bar.text() == text
    window.text_bar.editor.replace_text("he!")
    assert window.wait_until_idle(10)
    assert window.microscope.trace.tokens.text == "he!"
    assert json.loads(window.commands.recent.stored()) == [used]


def test_what_does_not_fit_is_refused_with_the_arithmetic(window, tmp_path, monkeypatch):
    used = window.microscope.model
    other = write_folder(tmp_path / "other")
    monkeypatch.setattr("attnviz.room.free_memory", lambda: 100_000)
    said = open_it(window, other)
    assert said.startswith("The model needs ")
    assert "but this device has 100 kB." in said
    assert window.microscope.model == used
    monkeypatch.undo()
    assert open_it(window, other) == ""
    assert window.microscope.trace.request.model == str(other)
