"""Session files: saved and opened by keys, by dropping and from the command line; what is wrong with one is said."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from attnviz.__main__ import _with_session, build_parser
from attnviz.errors import UserError
from attnviz.gui.opening import open_settings
from attnviz.gui.session_file import SavedSession, read_session, write_session
from attnviz.trace import Focus

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def settle(window) -> None:
    assert window.wait_until_idle(10)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "bank.attnviz"


def write(file, **more) -> None:
    whole = {"format": "attnviz session", "version": 1, "text": "Hanako reads a book"} | more
    file.write_text(json.dumps(whole), "utf-8")


def test_what_is_saved_comes_back(qtbot, window, file, monkeypatch):
    editor = window.text_bar.editor
    editor.replace_text("Jiro sings 歌 😀")
    settle(window)
    window.microscope.choose_head(2, 5)
    settle(window)
    window.microscope.choose_pair(2, 1)
    window.use_option("transposed", True)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file.with_suffix("")), ""))
    qtbot.keyClick(editor, Qt.Key.Key_S, CONTROL)
    assert file.exists(), "the ending is added"
    assert window.status.currentMessage() == "Saved bank.attnviz"
    editor.replace_text("something else")
    window.use_option("transposed", False)
    window.microscope.choose_head(0, 0)
    settle(window)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    qtbot.keyClick(editor, Qt.Key.Key_O, CONTROL | Qt.KeyboardModifier.AltModifier)
    settle(window)
    assert window.text_bar.text() == "Jiro sings 歌 😀"
    assert window.microscope.focus == Focus(2, 5, 2, 1)
    assert window.options["transposed"] is True
    qtbot.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    settle(window)
    assert window.text_bar.text() == "something else", "the text of a session can be undone"


def test_saving_again_asks_nothing_and_keeps_what_it_does_not_know(qtbot, window, file, monkeypatch):
    write(
        file, colour_of_the_sky="blue", view={"scale": "contrast", "depth": 3}, answers={"q1": "b"}, layout={"x": [1]}
    )
    assert window.desktop.sessions.open(file)
    settle(window)
    assert window.options["scale"] == "contrast"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: pytest.fail("it has a name"))
    qtbot.keyClicks(window.text_bar.editor, "!")
    settle(window)
    qtbot.keyClick(window.text_bar.editor, Qt.Key.Key_S, CONTROL)
    now = json.loads(file.read_text("utf-8"))
    assert now["text"] == "Hanako reads a book!"
    assert now["colour_of_the_sky"] == "blue"
    assert (now["view"]["depth"], now["view"]["scale"]) == (3, "contrast")
    assert now["answers"] == {"q1": "b"}
    assert now["layout"]["x"] == [1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a session"),
        (b'{"format": "attnviz session", "ver', "not a session"),
        (b"[" * 100_000, "not a session"),
        (b"\xff\xfe\x00", "not a session"),
        (b'{"format": "another"}', "not a session"),
        (b'{"format": "attnviz session", "version": 1, "text": 3}', "not a session"),
        (b'{"format": "attnviz session", "version": "1", "text": ""}', "not a session"),
        (b'{"format": "attnviz session", "version": 7, "text": ""}', "newer attnviz (session version 7"),
        (None, "cannot be read"),
    ],
)
def test_a_bad_file_changes_nothing_and_says_why(window, file, content, said):
    if content is not None:
        file.write_bytes(content)
    before = window._state()
    assert not window.desktop.sessions.open(file)
    assert said in window.banner.text()
    assert str(file) in window.banner.text()
    window.banner.hide()  # it took some height of the panels
    settle(window)
    assert before.items() <= window._state().items()
    assert window.desktop.sessions.path is None


def test_foreign_values_are_passed_over(window, file):
    view = {"scale": "loud", "beams": "3", "transposed": 1, "temperature": 0.5, "top_p": float("nan")}
    write(file, focus={"layer": "x", "head": -1}, view=view, device="gone:9", layout={"splitter": "[[1"}, answers=[])
    assert window.desktop.sessions.open(file)
    settle(window)
    assert window.text_bar.text() == "Hanako reads a book"
    assert window.options["scale"] == "full"
    assert window._state()["temperature"] == 0.5
    assert window.microscope.device == "auto"


def test_a_model_that_is_gone_is_named_and_the_text_opens(qtbot, window, file, tmp_path):
    gone = tmp_path / "models" / "bert"
    write(file, model=str(gone), focus={"layer": 1, "head": 1, "query": 1, "key": 1})
    used = window.microscope.model
    assert window.desktop.sessions.open(file)
    settle(window)
    assert window.text_bar.text() == "Hanako reads a book"
    assert window.microscope.model == used
    assert str(gone) in window.banner.text()
    window.desktop.sessions.save()
    assert json.loads(file.read_text("utf-8"))["model"] == str(gone), "it may come back"
    window.microscope.set_model("all-MiniLM-L6-v2")
    settle(window)
    assert not window.banner.isVisible()
    window.desktop.sessions.save()
    assert json.loads(file.read_text("utf-8"))["model"] == "all-MiniLM-L6-v2"


def test_a_full_folder_leaves_the_old_file(window, file, monkeypatch):
    write(file)
    window.desktop.sessions.open(file)
    settle(window)
    before = file.read_bytes()

    def full(*_given, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("attnviz.gui.session_file.write_whole", full)
    window.desktop.sessions.save()
    assert "No space left" in window.banner.text()
    assert file.read_bytes() == before


def test_a_dropped_session_opens(qtbot, window, file):
    write(file)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    at = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window.heatmap, QDragEnterEvent(QPoint(21, 21), *at))
    assert window.commands.drops.hint.title == "Drop to open this session"
    QApplication.sendEvent(window.heatmap, QDragMoveEvent(QPoint(21, 21), *at))
    QApplication.sendEvent(window.heatmap, QDropEvent(QPointF(21, 21), *at))
    qtbot.waitUntil(lambda: window.text_bar.text() == "Hanako reads a book")
    settle(window)
    assert window.desktop.sessions.path == file


def test_half_an_emoji_is_kept(file):
    write_session(file, SavedSession("\ud83d?"))
    assert read_session(file).text == "\ud83d?"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (["a.attnviz"], ["--session", "a.attnviz"]),
        (["--lang", "ja", "A.ATTNVIZ"], ["--lang", "ja", "--session", "A.ATTNVIZ"]),
        (["a.attnviz", "--theme", "dark"], ["--session", "a.attnviz", "--theme", "dark"]),
        (["--text", "a.attnviz"], ["--text", "a.attnviz"]),
        (["--session", "a.attnviz"], ["--session", "a.attnviz"]),
        (["shot", "a.attnviz"], ["shot", "a.attnviz"]),
        ([], []),
    ],
)
def test_a_file_alone_is_a_session(given, meant):
    assert _with_session(given) == meant


def test_the_command_line_opens_it(file):
    write(file, model="all-MiniLM-L6-v2", device="numpy", focus={"layer": 3, "head": 7}, view={"scale": "contrast"})
    options = build_parser().parse_args(_with_session([str(file), "--theme", "light"]))
    settings = open_settings(options, read_session(options.session))
    assert settings["text"] == "Hanako reads a book"
    assert (settings["model"], settings["device"]) == ("all-MiniLM-L6-v2", "numpy")
    assert (settings["layer"], settings["head"], settings["query"]) == (3, 7, -1)
    assert (settings["scale"], settings["theme"]) == ("contrast", "light")


def test_an_error_names_the_file(tmp_path):
    with pytest.raises(UserError, match=r"none\.attnviz cannot be read"):
        read_session(tmp_path / "none.attnviz")
