"""What comes back at the next start: after a clean end, after a kill, and from files nobody meant to write."""

from __future__ import annotations

import errno
import json
import threading
import time
from typing import BinaryIO

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication

from attnviz import files
from attnviz.gui.opening import start_at
from attnviz.gui.sentences import stored_texts
from attnviz.gui.session import Session, packed_splitters, restore_splitters
from attnviz.gui.theme import theme
from attnviz.settings import Settings
from attnviz.trace import Focus

DELAY = Session.DELAY + 400
LONG = 10_000  # milliseconds: until then it has been written, on a busy disk too


def change_everything(window) -> None:
    window.text_bar.editor.replace_text("Hanako reads a 📖 book")
    assert window.wait_until_idle(10)
    window.microscope.choose_head(4, 9)
    assert window.wait_until_idle(10)
    window.microscope.choose_pair(3, 1)
    window.use_language("ja")
    window.use_theme("light")
    window.use_option("transposed", True)
    window.use_option("scale", "contrast")
    window.resize(1100, 700)


def assert_everything_is_back(window) -> None:
    assert window.text_bar.text() == "Hanako reads a 📖 book"
    assert window.microscope.focus == Focus(4, 9, 3, 1)
    assert window.language.code == "ja"
    assert theme().choice == "light"
    assert window.menus.transposed.isChecked()
    assert window.menus.scale["contrast"].isChecked()
    assert not window.text_bar.editor.document().isUndoAvailable()


def test_all_comes_back_after_a_kill(qtbot, open_window, settings):
    """A kill is a second ``Settings`` on the same file while the first window is still open."""
    window = open_window()
    change_everything(window)
    qtbot.waitUntil(lambda: not window.session.pending, timeout=LONG)
    again = open_window(Settings(settings.path))
    assert_everything_is_back(again)


def test_all_comes_back_after_a_clean_end_at_once(open_window, settings):
    window = open_window()
    change_everything(window)
    window.close()
    assert_everything_is_back(open_window(Settings(settings.path)))


def test_steady_typing_is_saved_as_well(qtbot, open_window, settings):
    window = open_window()
    qtbot.waitUntil(lambda: not window.session.pending, timeout=LONG)
    for _ in range(DELAY // 50):
        qtbot.keyClicks(window.text_bar.editor, "x")
        qtbot.wait(50)
    assert "x" in Settings(settings.path)["text"]


def test_no_key_waits_for_the_disk(qtbot, open_window, settings, monkeypatch):
    window = open_window()
    qtbot.waitUntil(lambda: not window.session.pending, timeout=LONG)
    writers, disk = [], threading.Event()
    real = files._to_disk

    def slow(file: BinaryIO) -> None:
        writers.append(threading.current_thread())
        assert disk.wait(20)
        real(file)

    monkeypatch.setattr(files, "_to_disk", slow)
    qtbot.keyClicks(window.text_bar.editor, "x")
    qtbot.waitUntil(lambda: bool(writers), timeout=LONG)
    qtbot.keyClicks(window.text_bar.editor, "yz")  # the window goes on while the disk is busy
    assert window.wait_until_idle(10)
    assert window.session.pending
    assert writers[0] is not threading.main_thread()
    # a kill now takes nothing of it: the disk has an older sentence, and the system this one
    qtbot.waitUntil(lambda: Settings(settings.path)["text"].endswith("xyz"), timeout=LONG)
    assert not json.loads(settings.path.read_bytes())["text"].endswith("x")
    disk.set()
    qtbot.waitUntil(lambda: not window.session.pending, timeout=LONG)
    assert json.loads(settings.path.read_bytes())["text"].endswith("xyz")
    assert threading.main_thread() not in writers
    assert len(writers) == 2


def test_a_kill_while_a_session_is_saved_takes_no_key(qtbot, open_window, settings, tmp_path, monkeypatch):
    """The window's thread waits for the disk then, and no timer runs."""
    window = open_window()
    qtbot.waitUntil(lambda: not window.session.pending, timeout=LONG)
    kept, real = [], files._to_disk

    def slow(file: BinaryIO) -> None:
        end = time.monotonic() + 10
        while threading.current_thread() is threading.main_thread() and not kept and time.monotonic() < end:
            kept.extend([True] if Settings(settings.path)["text"].endswith("xyz") else [])
        real(file)

    monkeypatch.setattr(files, "_to_disk", slow)
    qtbot.keyClicks(window.text_bar.editor, "xyz")
    window.desktop.sessions.save(tmp_path / "a.attnviz")
    assert kept
    assert (tmp_path / "a.attnviz").exists()


def test_a_clean_end_waits_for_what_is_being_written(qtbot, open_window, settings, monkeypatch):
    window = open_window()
    qtbot.waitUntil(lambda: not window.session.pending, timeout=LONG)
    real, order = settings.confirm, []

    def slow() -> None:
        time.sleep(0.2 if threading.current_thread() is not threading.main_thread() else 0)
        real()
        order.append(threading.current_thread() is threading.main_thread())

    monkeypatch.setattr(settings, "confirm", slow)
    window.use_option("transposed", True)
    qtbot.waitUntil(lambda: window.session._writing(), timeout=LONG)
    window.use_option("scale", "contrast")
    window.close()
    assert order == [False, True]
    assert Settings(settings.path)["scale"] == "contrast"


@pytest.mark.parametrize("step", ["hurry", "confirm"])
def test_a_clean_end_writes_what_could_not_be_written_a_moment_before(open_window, settings, monkeypatch, step):
    """The writing thread's word that it failed may not have come yet."""
    window = open_window()
    write, failed = getattr(settings, step), []

    def fail_once(*given):
        if not failed:
            failed.append(given)
            raise OSError(errno.EAGAIN, "another copy is writing")
        write(*given)

    window.session.save()
    monkeypatch.setattr(settings, step, fail_once)
    window.text_bar.editor.setPlainText("Written at the second try.")
    window.session._save_behind()
    window.session.save()
    assert len(failed) == 1
    assert json.loads(settings.path.read_bytes())["text"] == "Written at the second try."


def test_what_is_typed_is_kept_where_no_thread_can_be_started(qtbot, open_window, settings, monkeypatch):
    window = open_window()
    qtbot.waitUntil(lambda: not window.session.pending, timeout=LONG)

    def no_memory(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", no_memory)
        for word in ("one", "two"):
            window.text_bar.editor.setPlainText(word)
            window.session.write_behind()
            assert json.loads(settings.path.read_bytes())["text"] == word
    window.text_bar.editor.setPlainText("three")
    window.session.write_behind()
    qtbot.waitUntil(lambda: json.loads(settings.path.read_bytes())["text"] == "three", timeout=LONG)


def test_an_empty_sentence_is_remembered_as_such(open_window, settings):
    window = open_window()
    window.text_bar.editor.replace_text("")
    assert window.wait_until_idle(10)
    window.close()
    again = open_window(Settings(settings.path))
    assert again.text_bar.text() == ""


def test_a_kill_while_the_model_loads_keeps_the_stored_pair(qtbot, open_window, settings, engine):
    start_at(settings, "one two three four", None, Focus(2, 3, 4, 1))
    engine.gate.clear()
    window = open_window(wait=False)
    window.session.save()
    stored = Settings(settings.path)
    assert (stored["layer"], stored["head"], stored["query"], stored["key"]) == (2, 3, 4, 1)


@pytest.mark.parametrize(
    "damage", [b"{", b'{"geometry": "AAAA", "splitter": "[[1],2]", "query": 99999, "layer": 77, "head": 5}']
)
def test_damaged_settings_are_no_error(open_window, settings, damage):
    settings.path.write_bytes(damage)
    window = open_window(Settings(settings.path))
    assert window.microscope.trace is not None
    assert not window.banner.isVisible()


def test_a_window_off_screen_comes_back_onto_it(open_window, settings):
    window = open_window()
    window.setGeometry(QRect(30_000, 30_000, 1200, 800))
    window.close()
    again = open_window(Settings(settings.path))
    room = QGuiApplication.primaryScreen().availableGeometry()
    assert room.contains(again.frameGeometry().topLeft())


def test_a_folder_that_cannot_be_written_is_said_once_and_quietly(qtbot, open_window, tmp_path):
    (tmp_path / "file").write_text("in the way", "utf-8")
    blocked = Settings(tmp_path / "file" / "settings.json")
    blocked["language"] = "en"
    window = open_window(blocked)
    qtbot.waitUntil(window.banner.isVisible, timeout=LONG)
    assert "settings.json" in window.banner.text()
    window.banner.dismiss()
    window.use_option("transposed", True)
    qtbot.waitUntil(lambda: not window.session.pending, timeout=LONG)
    assert not window.banner.isVisible()


def test_an_unchanged_state_is_not_written_again(qtbot, open_window, settings):
    window = open_window()
    window.session.save()
    settings.path.unlink()
    window.session.save()
    assert not settings.path.exists()
    window.use_option("transposed", True)
    window.session.save()
    assert json.loads(settings.path.read_text("utf-8"))["transposed"] is True


def test_splitters_take_only_what_was_written(open_window):
    window = open_window()
    before = window.split.sizes(), window.left.sizes()
    for damaged in ("", "x", "{}", "[[1,2,3]]", '[["a",1,2],[true,2]]', "[[0,0,0],[-1,5]]", "[null,null]"):
        restore_splitters(damaged, window.split, window.left)
        assert (window.split.sizes(), window.left.sizes()) == before
    window.split.setSizes([400, 500])
    stored, moved = packed_splitters(window.split, window.left), window.split.sizes()
    window.split.setSizes([300, 700])
    restore_splitters(stored, window.split, window.left)
    assert window.split.sizes() == moved


def test_the_command_line_text_starts_with_a_fresh_pair(settings):
    settings["text"], settings["text_stored"], settings["layer"], settings["head"] = "old", True, 3, 4
    start_at(settings, "old", None)
    assert settings["layer"] == 3
    start_at(settings, "new", None)
    assert (settings["text"], settings["layer"], settings["head"]) == ("new", -1, -1)
    assert stored_texts(settings["recent_texts"]) == ["old"], "what stood there is not lost"
