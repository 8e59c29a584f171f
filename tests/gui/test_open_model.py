"""The doors to a model: dialogs, drag and drop, the list of recent ones; and what is text stays text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fake_engine import user_error
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from attnviz.gui.actions import plain
from attnviz.gui.drop import is_model
from attnviz.gui.opening import start_at
from attnviz.gui.recent import stored_models

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def settle(window) -> None:
    QApplication.processEvents()
    assert window.wait_until_idle(10)


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def enter(over: QWidget, data: QMimeData) -> bool:
    event = QDragEnterEvent(QPoint(20, 20), COPY, data, LEFT, NONE)
    QApplication.sendEvent(over, event)
    return event.isAccepted()


def drop(over: QWidget, data: QMimeData) -> None:
    """What a file manager makes a window hear, from above one of its parts."""
    assert enter(over, data)
    QApplication.sendEvent(over, QDragMoveEvent(QPoint(21, 21), COPY, data, LEFT, NONE))
    QApplication.sendEvent(over, QDropEvent(QPointF(21, 21), COPY, data, LEFT, NONE))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "my model"
    folder.mkdir()
    return folder


# --- drag and drop


@pytest.mark.parametrize("over", ["text_bar.editor.viewport", "heatmap", "tokens.chips", "banner"])
def test_a_folder_dropped_anywhere_is_opened(qtbot, window, engine, model, over):
    text = window.text_bar.text()
    part = window
    for name in over.split("."):
        part = getattr(part, name)
        part = part() if name == "viewport" else part
    assert enter(part, files(model))
    assert window.commands.drops.hint.isVisible()
    assert window.commands.drops.hint.title == "Drop to open this model"
    assert window.commands.drops.hint.geometry() == window.rect()
    QApplication.sendEvent(part, QDragLeaveEvent())
    assert not window.commands.drops.hint.isVisible()
    drop(part, files(model))
    assert not window.commands.drops.hint.isVisible()
    settle(window)
    assert engine.ran[-1].model == str(model)
    assert window.text_bar.text() == text


def test_a_file_goes_to_whom_it_belongs(qtbot, window, engine, tmp_path):
    gguf, trace, words = tmp_path / "a.gguf", tmp_path / "a.safetensors", tmp_path / "words.txt"
    for path in (gguf, trace, words):
        path.write_bytes("太郎は眠った。".encode())
    for path in (gguf, trace):
        drop(window.heatmap, files(path))
        settle(window)
        assert engine.ran[-1].model == str(path)
    drop(window.text_bar.editor.viewport(), files(words))
    settle(window)
    assert window.text_bar.text() == "太郎は眠った。"
    assert engine.ran[-1].model == str(trace)


def test_words_dropped_on_the_editor_are_still_words(window):
    words = QMimeData()
    words.setText("Hanako")
    assert enter(window.text_bar.editor.viewport(), words)
    assert not window.commands.drops.hint.isVisible()
    link = QMimeData()
    link.setUrls([QUrl("https://example.org/a")])
    assert not enter(window.heatmap, link)


def test_the_hint_speaks_the_language_and_of_what_hovers(qtbot, window, model, tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("words")
    hint = window.commands.drops.hint
    enter(window.heatmap, files(words))
    assert hint.title == "Drop to open this text"
    window.commands.toggle_language()
    qtbot.waitUntil(lambda: hint.title != "Drop to open this text")


@pytest.mark.parametrize(
    ("name", "content", "model"),
    [
        ("a.gguf", b"hello", True),
        ("A.GGUF", b"", True),
        ("a.safetensors", b"", True),
        ("model.safetensors.index.json", b"{}", True),
        ("pytorch_model.bin", b"PK", True),
        ("blob", b"GGUF\x03", True),
        ("a.txt", b"GGU", False),
        ("a", "本文".encode(), False),
    ],
)
def test_what_is_a_model(tmp_path, name, content, model):
    (tmp_path / name).write_bytes(content)
    assert is_model(tmp_path / name) is model
    assert is_model(tmp_path)
    assert not is_model(tmp_path / "missing")


# --- menus


def test_the_menu_opens_folders_and_files(qtbot, window, engine, monkeypatch, model):
    asked = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: asked.append(given) or str(model))
    file = str(model / "a.gguf")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: asked.append(given) or (file, ""))
    shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window.text_bar.editor, Qt.Key.Key_O, shift)
    settle(window)
    assert engine.ran[-1].model == str(model)
    qtbot.keyClick(window.text_bar.editor, Qt.Key.Key_G, shift)
    settle(window)
    assert engine.ran[-1].model == file
    assert "*.gguf *.safetensors" in asked[1][3]
    texts = [plain(action) for action in window.menus.model.actions()]
    assert texts[-4:] == ["Open model folder…", "Open model file (GGUF)…", "More models…", "Recent models"]
    assert window.toolbar.model.menu() is window.menus.model


def test_recent_models_are_kept_and_cleared(qtbot, open_window, settings, engine, tmp_path):
    window = open_window()
    menu = window.menus.model.recent
    assert not menu.menuAction().isEnabled(), "a model of the catalogue is in the menu anyway"
    paths = [tmp_path / f"model{i}.gguf" for i in range(10)]
    for path in paths:
        path.touch()
        window.microscope.set_model(str(path))
        settle(window)
    engine.broken["/bad"] = user_error()
    window.microscope.set_model("/bad")
    settle(window)
    kept = [str(path) for path in reversed(paths[2:])]
    assert json.loads(window._state()["recent_models"]) == kept
    window.session.save()
    window.close()

    paths[5].unlink()
    again = open_window()
    menu = again.menus.model.recent
    entries = [action for action in menu.actions() if action.text() and action is not menu._clear]
    assert [action.toolTip() for action in entries][:2] == kept[:2]
    menu.look()
    assert [action.isEnabled() for action in entries] == [path != str(paths[5]) for path in kept]
    assert "no longer there" in entries[4].toolTip()
    entries[3].trigger()
    settle(again)
    assert engine.ran[-1].model == kept[3]
    menu._clear.trigger()
    settle(again)
    assert again.commands.recent.stored() == "[]"
    assert not menu.menuAction().isEnabled()


@pytest.mark.parametrize("text", ["", "{", "3", '{"a": 1}', "[1, null]", "[[[", "[" * 100_000])
def test_damaged_recents_are_none(text):
    assert stored_models(text) == []


def test_a_path_of_the_command_line_is_kept_whole(settings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models").mkdir()
    (tmp_path / "all-MiniLM-L6-v2").mkdir()
    for given, kept in (
        ("models", str(tmp_path / "models")),
        ("all-MiniLM-L6-v2", "all-MiniLM-L6-v2"),
        ("owner/model", "owner/model"),
        (str(tmp_path), str(tmp_path)),
    ):
        start_at(settings, None, given)
        assert settings["model"] == kept
