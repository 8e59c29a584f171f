"""Bad files through the window, dropped and opened: a sentence, and the model and the text in use stay."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from weights.small_models import write_folder

from attnviz.engine import Engine

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / part) for part in ("strangers", "weights", "model", "text")]

from kind import copied, damaged  # noqa: E402
from kinds import KINDS  # noqa: E402

TEXT = "hello he!"
BY_DROP = ("safetensors", "index", "config", "gguf", "e5s", "model's tokenizer", "marian", "trace", "session", "text")
SEEDS = range(4)


@pytest.fixture
def engine() -> Engine:
    made = Engine()
    made.gate = type("Gate", (), {"set": lambda self: None})()  # what the fixture of other engines closes
    return made


@pytest.fixture
def window(open_window, settings, tmp_path):
    settings["model"], settings["device"] = str(write_folder(tmp_path / "good")), "numpy"
    settings["text"], settings["text_stored"] = TEXT, True
    return open_window()


def settle(window) -> None:
    QApplication.processEvents()
    assert window.wait_until_idle(20)
    QApplication.processEvents()


def drop(window, path: Path) -> None:
    """As a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    rest = (data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, QDragEnterEvent(QPointF(20, 20).toPoint(), Qt.DropAction.CopyAction, *rest))
    QApplication.sendEvent(window, QDropEvent(QPointF(21, 21), Qt.DropAction.CopyAction, *rest))
    settle(window)


def bring_back(window, model: str) -> None:
    """A damaged file may be a sound one all the same: then the window shows it, and the next begins as before."""
    window.microscope.set_model(model)
    window.text_bar.editor.replace_text(TEXT)
    window.desktop.sessions.path = None
    settle(window)


@pytest.mark.parametrize("name", BY_DROP)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # numpy's word for numbers that overflow
def test_a_bad_file_changes_nothing(window, tmp_path, name, capfd):
    kind = KINDS[name]
    sound, place = tmp_path / "sound", tmp_path / "place"
    sound.mkdir()
    kind.make(sound)
    used = window.microscope.trace.request.model
    refused = 0
    for seed in SEEDS:
        path = damaged(kind, sound, place, seed)
        drop(window, path)
        said = window.banner.text()
        shown = window.microscope.trace.request
        if said:
            refused += 1
            assert "Something went wrong inside attnviz" not in said, (seed, said)
            assert "\n" not in said, (seed, said)
            assert shown.model == used, (seed, said)
            if path.name in said:  # else a sound session, whose model is not on this machine
                assert (window.microscope.model, window.text_bar.text()) == (used, TEXT), (seed, said)
        bring_back(window, used)
        assert window.microscope.trace.tokens.text == TEXT
    assert refused, "all of them opened"
    window.text_bar.editor.replace_text("he!")
    settle(window)
    assert window.microscope.trace.tokens.text == "he!"


@pytest.mark.parametrize("name", ["text", "session"])
def test_by_the_dialog(window, tmp_path, name, monkeypatch):
    kind = KINDS[name]
    sound, place = tmp_path / "sound", tmp_path / "place"
    sound.mkdir()
    kind.make(sound)
    path = copied(sorted(sound.iterdir())[0], place)
    path.write_bytes(b"\x81\0\xff" * 50)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given, **named: (str(path), ""))
    menus = window.menus
    (menus.open_session if name == "session" else menus.open_text).trigger()
    settle(window)
    assert path.name in window.banner.text()
    assert window.text_bar.text() == TEXT


def test_a_pipe_is_not_waited_for(window, tmp_path):
    for name in ("pipe.txt", "pipe.attnviz", "pipe.gguf", "pipe.safetensors"):
        os.mkfifo(tmp_path / name)
        drop(window, tmp_path / name)
        assert name in window.banner.text()
        assert window.text_bar.text() == TEXT
