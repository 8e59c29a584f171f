"""A lecture that no file holds yet comes back after a kill; nothing that somebody else has saved is lost unasked."""

from __future__ import annotations

import os
import time
from dataclasses import replace

import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from attnviz.gui.main_window import MainWindow
from attnviz.gui.presenting.draft import left_behind
from attnviz.gui.session_file import read_session, write_session
from attnviz.lessons.course import Course
from attnviz.lessons.deck import read_deck, write_deck
from attnviz.settings import Settings

LONG = 10_000
CONTROL = Qt.KeyboardModifier.ControlModifier
Button = QMessageBox.StandardButton


@pytest.fixture(autouse=True)
def no_dialog_waits(monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))


def press_save(qtbot, builder):
    """Ctrl+S, in the window of the lecture."""
    builder.show()
    builder.activateWindow()
    qtbot.waitUntil(builder.isActiveWindow, timeout=LONG)
    QTest.keyClick(builder, Qt.Key.Key_S, CONTROL)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings.json"


@pytest.fixture
def start(qtbot, path):
    """Opens a window as the next start does."""

    def opened() -> MainWindow:
        settings = Settings(path)
        settings["model"], settings["language"], settings["tour_done"] = "test", "en", True
        made = MainWindow(FakeEngine, settings, list)
        qtbot.addWidget(made)
        made.show()
        assert made.wait_until_idle(10)
        return made

    return opened


def add(window, lesson, step):
    builder, place = window.presenting.decks.builder, Course().find(lesson, step)
    heading = builder.lessons.topLevelItem(place.lesson)
    heading.setExpanded(True)
    builder.lessons.setCurrentItem(heading.child(place.step))
    builder.add_button.click()
    assert window.wait_until_idle(10)
    return builder


def make_lecture(qtbot, window):
    window.menus.deck.trigger()
    builder = add(window, "weight", "answer")
    add(window, "softmax", "stickers")
    builder.title_field.setFocus()
    QTest.keyClicks(builder.title_field, "Mine")
    builder.card.notes.setFocus()
    QTest.keyClicks(builder.card.notes, "Ask first")
    return builder


def killed(qtbot, window):
    """As a kill leaves it: nothing is finished, only the lock goes with the process."""
    draft = window.presenting.decks.draft
    qtbot.waitUntil(lambda: not draft.pending and not window.session.pending, timeout=LONG)
    draft._lock.close()
    draft._lock = None


def kept(builder):
    return builder.title_field.text(), [(one.lesson, one.step, one.notes) for one in builder.deck().items]


def test_an_unsaved_lecture_comes_back_after_a_kill(qtbot, start, path, tmp_path):
    window = start()
    assert "lecture" not in window.status.currentMessage()
    builder = make_lecture(qtbot, window)
    before = kept(builder)
    assert before[1][1] == ("softmax", "stickers", "Ask first")
    killed(qtbot, window)
    again = start()
    assert not again.banner.isVisible()
    assert again.status.currentMessage() == "A lecture that you had not saved is kept: Ctrl+F5 opens it."
    QTest.keyClick(again.text_bar.editor, Qt.Key.Key_F5, CONTROL)
    builder = again.presenting.decks.builder
    assert builder.isVisible()
    assert kept(builder) == before
    assert builder.card.notes.isEnabled(), "the step that came back is looked at, not the first of all lessons"
    assert builder._of_deck
    assert builder.focusWidget() is builder.steps
    assert "not saved when the program ended" in builder.message.text()
    assert builder.isWindowModified()
    builder.save_file(tmp_path / "mine.attndeck")
    qtbot.waitUntil(lambda: left_behind(tmp_path) is None and not again.presenting.decks.draft.pending, timeout=LONG)
    assert not (tmp_path / "unsaved.attndeck").exists(), "it has a file of its own now"


def test_it_still_belongs_to_its_file(qtbot, start, path, tmp_path):
    window = start()
    builder = make_lecture(qtbot, window)
    builder.save_file(tmp_path / "mine.attndeck")
    QTest.keyClicks(builder.card.notes, "!")
    killed(qtbot, window)
    window.presenting.decks.builder.hide()
    builder = start().presenting.decks.builder
    assert builder.windowTitle().startswith("mine.attndeck")
    press_save(qtbot, builder)
    assert read_deck(tmp_path / "mine.attndeck").items[1].notes == "Ask first!"


def test_what_was_given_up_does_not_come_back(qtbot, start, path, tmp_path):
    window = start()
    make_lecture(qtbot, window)
    qtbot.waitUntil((tmp_path / "unsaved.attndeck").exists, timeout=LONG)
    window.close()  # the question is answered with Discard
    assert not (tmp_path / "unsaved.attndeck").exists()
    assert start().presenting.decks.builder.steps.count() == 0


def test_a_second_copy_leaves_the_lecture_of_the_first_alone(qtbot, start, path, tmp_path):
    first = start()
    mine = kept(make_lecture(qtbot, first))
    qtbot.waitUntil((tmp_path / "unsaved.attndeck").exists, timeout=LONG)
    second = start()
    assert "lecture" not in second.status.currentMessage()
    assert second.presenting.decks.builder.steps.count() == 0
    add(second, "weight", "row")
    qtbot.waitUntil((tmp_path / "unsaved-2.attndeck").exists, timeout=LONG)
    assert kept(first.presenting.decks.builder) == mine
    killed(qtbot, first)
    killed(qtbot, second)
    found = [start().presenting.decks.builder for _ in range(2)]
    assert [[step for _, step, _ in kept(one)[1]] for one in found] == [["answer", "stickers"], ["row"]]


def test_a_damaged_one_is_put_aside_and_named(qtbot, start, path, tmp_path):
    (tmp_path / "unsaved.attndeck").write_bytes(b"half")
    builder = start().presenting.decks.builder
    assert "unsaved.attndeck is not a deck" in builder.message.text()
    assert (tmp_path / "unsaved.kept").read_bytes() == b"half"


def test_a_full_disk_is_said_in_the_lectures_window(qtbot, start, path, monkeypatch):
    window = start()

    def full(*_given, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("attnviz.files.write_whole", full)
    builder = add(window, "weight", "answer")
    qtbot.waitUntil(lambda: "Free some space" in builder.message.text(), timeout=LONG)


@pytest.fixture
def asked(monkeypatch):
    """What was asked, and what is answered."""
    questions, answers = [], []

    def answer(box):
        questions.append(box.text())
        return answers.pop(0) if answers else Button.Discard

    monkeypatch.setattr(QMessageBox, "exec", answer)
    return questions, answers


def saved_elsewhere(path, write):
    """By another copy of the program, at another time."""
    write()
    os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns + 5_000_000))


@pytest.mark.parametrize("chosen", [Button.Save, Button.SaveAll, Button.Cancel])
def test_a_session_that_another_window_saved_is_not_replaced_unasked(
    qtbot, start, tmp_path, asked, chosen, monkeypatch
):
    window, (questions, answers) = start(), asked
    path, other = tmp_path / "shared.attnviz", tmp_path / "mine.attnviz"
    window.desktop.sessions.save(path)
    window.text_bar.editor.replace_text("mine")
    window.desktop.sessions.save()
    assert not questions, "nobody else has saved it"
    saved_elsewhere(path, lambda: write_session(path, replace(read_session(path), text="theirs")))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(other), ""))
    answers.append(chosen)
    QTest.keyClick(window.text_bar.editor, Qt.Key.Key_S, CONTROL)
    assert questions == ["shared.attnviz was saved by another window or program since it was opened here. Replace it?"]
    assert read_session(path).text == ("mine" if chosen == Button.Save else "theirs")
    assert other.exists() is (chosen == Button.SaveAll)
    if chosen == Button.Save:
        window.desktop.sessions.save()
        assert len(questions) == 1


def test_a_lecture_that_another_window_saved_is_not_replaced_unasked(qtbot, start, tmp_path, asked):
    questions, answers = asked
    builder = make_lecture(qtbot, start())
    path = tmp_path / "shared.attndeck"
    builder.save_file(path)
    saved_elsewhere(path, lambda: write_deck(path, replace(read_deck(path), title="theirs")))
    answers.append(Button.Cancel)
    builder.title_field.setText("changed")
    press_save(qtbot, builder)
    assert len(questions) == 1
    assert read_deck(path).title == "theirs"
