"""Session files: saved and opened by keys, by dropping and from the command line; what is wrong with one is said."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from attnviz.arguments import build_parser, with_session
from attnviz.errors import UserError
from attnviz.gui.opening import open_settings
from attnviz.gui.session_file import SavedSession, read_session, write_session
from attnviz.settings import Settings
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

    monkeypatch.setattr("attnviz.files.write_whole", full)
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
    assert with_session(given) == meant


def test_the_command_line_opens_it(file):
    write(file, model="all-MiniLM-L6-v2", device="numpy", focus={"layer": 3, "head": 7}, view={"scale": "contrast"})
    options = build_parser().parse_args(with_session([str(file), "--theme", "light"]))
    settings = open_settings(options, read_session(options.session))
    assert settings["text"] == "Hanako reads a book"
    assert (settings["model"], settings["device"]) == ("all-MiniLM-L6-v2", "numpy")
    assert (settings["layer"], settings["head"], settings["query"]) == (3, 7, -1)
    assert (settings["scale"], settings["theme"]) == ("contrast", "light")


def test_an_error_names_the_file(tmp_path):
    with pytest.raises(UserError, match=r"none\.attnviz cannot be read"):
        read_session(tmp_path / "none.attnviz")


Button = QMessageBox.StandardButton


@pytest.fixture
def answers(monkeypatch):
    """What the user answers to the question about changes, one after another; what was asked is taken down."""
    given, asked = [], []

    def answer(box):
        asked.append(box.text())
        return given.pop(0) if given else Button.Discard

    monkeypatch.setattr(QMessageBox, "exec", answer)
    return given, asked


def opened(window, file, **more):
    write(file, **more)
    assert window.desktop.sessions.open(file)
    settle(window)
    return window.desktop.sessions


def test_the_title_names_the_session_and_marks_what_is_not_saved(qtbot, window, file):
    assert "[*]" not in window.windowTitle()
    opened(window, file)
    assert window.windowTitle().startswith("bank.attnviz[*]")
    assert not window.isWindowModified()
    for changed in (True, False, True):
        window.use_option("transposed", changed)
        qtbot.waitUntil(lambda changed=changed: window.isWindowModified() is changed)
    qtbot.keyClicks(window.text_bar.editor, "s")
    settle(window)
    qtbot.keyClick(window.text_bar.editor, Qt.Key.Key_S, CONTROL)
    assert not window.isWindowModified()
    window.use_language("ja")
    assert window.windowTitle().startswith("bank.attnviz[*]")


def test_panels_that_move_are_no_change_to_ask_about(window, file):
    sessions = opened(window, file)
    window.docks.open("heads")
    window.resize(1100, 700)
    settle(window)
    sessions.look()
    assert not sessions.modified


def test_what_is_typed_before_the_session_is_shown_counts_as_a_change(qtbot, window, file, engine):
    write(file)
    engine.gate.clear()
    assert window.desktop.sessions.open(file)
    qtbot.keyClicks(window.text_bar.editor, "s")
    engine.gate.set()
    settle(window)
    window.desktop.sessions.look()
    assert window.isWindowModified()


@pytest.mark.parametrize(
    ("answer", "stays", "saved"),
    [(Button.Save, False, True), (Button.Discard, False, False), (Button.Cancel, True, False)],
)
def test_closing_asks_about_changes(qtbot, window, file, answers, answer, stays, saved):
    given, asked = answers
    opened(window, file)
    qtbot.keyClicks(window.text_bar.editor, "s")
    settle(window)
    text = window.text_bar.text()
    given.append(answer)
    assert window.close() is not stays
    assert asked == ["Save the changes to bank.attnviz?"]
    assert window.isVisible() is stays
    assert (read_session(file).text == text) is saved
    window.session.save()
    assert window.settings["text"] == text, "at the next start it is there in any case"


def test_another_session_asks_first_and_no_other_thing_does(qtbot, window, file, tmp_path, answers):
    given, asked = answers
    other = tmp_path / "other.attnviz"
    write(other, text="another one")
    sessions = opened(window, file)
    assert sessions.open(file)
    assert not asked, "nothing has changed"
    settle(window)
    qtbot.keyClicks(window.text_bar.editor, "s")
    settle(window)
    given.append(Button.Cancel)
    assert not sessions.open(other)
    assert sessions.path == file
    given.append(Button.Save)
    assert sessions.open(other)
    settle(window)
    assert read_session(file).text == "Hanako reads a books"
    assert window.text_bar.text() == "another one"
    assert len(asked) == 2


def test_a_window_without_a_session_closes_unasked(qtbot, window, answers):
    qtbot.keyClicks(window.text_bar.editor, "s")
    settle(window)
    assert window.close()
    assert not answers[1]


def test_what_cannot_be_saved_keeps_the_window_open(qtbot, window, file, answers, monkeypatch):
    sessions = opened(window, file)
    qtbot.keyClicks(window.text_bar.editor, "s")
    settle(window)

    def full(*_):
        raise UserError("no room left")

    monkeypatch.setattr("attnviz.gui.sessions.write_session", full)
    answers[0].append(Button.Save)
    assert not window.close()
    assert window.banner.isVisible()
    assert sessions.modified


def again(open_window, settings):
    """The window at the next start, after whatever has been written."""
    return open_window(Settings(settings.path))


@pytest.mark.parametrize("killed", [False, True])
def test_the_next_start_knows_the_file(qtbot, open_window, settings, file, killed):
    window = open_window()
    opened(window, file, focus={"layer": 1, "head": 2, "query": 3, "key": 1}, view={"scale": "contrast"})
    if killed:
        window.session.save()
    else:
        window.close()
    later = again(open_window, settings)
    assert later.windowTitle().startswith("bank.attnviz[*]")
    assert not later.isWindowModified()
    qtbot.keyClicks(later.text_bar.editor, "!")
    settle(later)
    qtbot.keyClick(later.text_bar.editor, Qt.Key.Key_S, CONTROL)
    assert read_session(file).text == "Hanako reads a book!"
    assert not later.isWindowModified()


@pytest.mark.parametrize("what", ["text", "view", "focus", "answers"])
def test_what_was_not_saved_is_still_marked_at_the_next_start(open_window, settings, file, answers, what):
    window = open_window()
    opened(window, file)
    window.desktop.sessions.save()
    if what == "text":
        window.text_bar.editor.replace_text("another sentence of mine")
    elif what == "view":
        window.use_option("transposed", True)
    elif what == "focus":
        window.microscope.choose_head(4, 4)
    else:
        window.presenting.restore_answers({"pronoun-1": {"a": 3}})
    settle(window)
    answers[0].append(Button.Discard)
    window.close()
    later = again(open_window, settings)
    assert later.windowTitle().startswith("bank.attnviz[*]")
    assert later.isWindowModified()
    assert read_session(file).text == "Hanako reads a book"
    later.desktop.sessions.save()
    assert not later.isWindowModified()


def test_a_file_that_has_gone_is_let_go_and_named(open_window, settings, file):
    window = open_window()
    opened(window, file)
    window.close()
    file.unlink()
    later = again(open_window, settings)
    assert "bank.attnviz" in later.banner.text()
    assert later.desktop.sessions.path is None
    assert later.text_bar.text() == "Hanako reads a book", "what it held is still on screen"
    later.close()
    assert not again(open_window, settings).banner.isVisible(), "said once"


def test_a_new_session_lets_the_file_go_and_asks_first(qtbot, window, file, answers):
    given, asked = answers
    sessions = opened(window, file)
    qtbot.keyClicks(window.text_bar.editor, "!")
    settle(window)
    given.append(Button.Cancel)
    qtbot.keyClick(window.text_bar.editor, Qt.Key.Key_N, CONTROL)
    assert sessions.path == file
    given.append(Button.Discard)
    qtbot.keyClick(window.text_bar.editor, Qt.Key.Key_N, CONTROL)
    settle(window)
    assert len(asked) == 2
    assert sessions.path is None
    assert window.text_bar.text() == ""
    assert not window.isWindowModified()
    assert "bank" not in window.windowTitle()
    assert read_session(file).text == "Hanako reads a book"
    qtbot.keyClick(window.text_bar.editor, Qt.Key.Key_Z, CONTROL)
    settle(window)
    assert window.text_bar.text() == "Hanako reads a book!"


def test_a_text_of_the_command_line_is_no_change_to_the_last_session(settings, file, monkeypatch):
    settings["session"] = str(file)
    settings.save()
    monkeypatch.setattr("attnviz.gui.opening.Settings", lambda: Settings(settings.path))
    parser = build_parser()
    assert open_settings(parser.parse_args(["--text", "another"]))["session"] == ""
    assert open_settings(parser.parse_args(["--lang", "ja"]))["session"] == str(file)
