"""A speaker makes a lecture: steps added on the sentence in use, moved, given notes, saved, replayed, printed."""

from __future__ import annotations

import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from attnviz.gui.main_window import MainWindow
from attnviz.lessons.course import Course, Place
from attnviz.lessons.deck import read_deck
from attnviz.settings import Settings

TEXT = "Taro ate the cake. After that, he fell asleep."


@pytest.fixture
def window(qtbot, tmp_path):
    settings = Settings(tmp_path / "settings.json")
    settings["model"], settings["text"], settings["text_stored"] = "test", TEXT, True
    made = MainWindow(FakeEngine, settings, list)
    qtbot.addWidget(made)
    made.show()
    assert made.wait_until_idle(10)
    return made


def choose(builder, place):
    heading = builder.lessons.topLevelItem(place.lesson)
    heading.setExpanded(True)
    builder.lessons.setCurrentItem(heading.child(place.step))


def add(window, lesson, step):
    builder, place = window.presenting.decks.builder, Course().find(lesson, step)
    choose(builder, place)
    builder.add_button.click()
    assert window.wait_until_idle(10)
    return builder


def test_a_deck_is_made_saved_and_replayed(window, qtbot, tmp_path):
    window.menus.deck.trigger()
    builder = add(window, "weight", "answer")
    assert builder.isVisible()
    add(window, "heads", "ranking")
    window.text_bar.editor.setPlainText("The robot broke down.")
    assert window.wait_until_idle(10)
    add(window, "softmax", "stickers")
    deck = builder.deck()
    assert [item.step for item in deck.items] == ["answer", "ranking", "stickers"]
    assert deck.items[1].trace.request.rows, "what the step needs was asked for"
    assert deck.items[2].trace.tokens.text == "The robot broke down."
    assert not window.microscope.wishes.rows, "and is asked for no more"
    builder.notes.setPlainText("Stickers!")
    builder.title_field.setText("My lecture")
    path = tmp_path / "mine.attndeck"
    builder.save_file(path)
    assert str(path) in builder.message.text()
    back = read_deck(path)
    assert (back.title, back.items[2].notes, back.items[0].notes) == ("My lecture", "Stickers!", None)
    window.presenting.open_deck(back, full_screen=False)
    presenter = window.presenter
    presenter.set_motion(False)
    ran = len(window.worker._inbox.queue) if hasattr(window.worker._inbox, "queue") else 0
    shown = []
    for _ in range(3):
        shown.append(presenter.lecture.page().trace.tokens.text)
        presenter.grab()
        QTest.keyClick(presenter, Qt.Key.Key_Right)
    assert shown == [TEXT, TEXT, "The robot broke down."]
    assert ran == 0
    assert presenter.place == Place(0, 2)
    QTest.keyClick(presenter, Qt.Key.Key_Escape)
    window.present(full_screen=False)
    assert window.presenter.lecture.course is window.presenting.course, "the whole course is there again"
    window.presenter.close()
    builder.close()


def test_steps_move_and_go(window, qtbot):
    builder = add(window, "weight", "answer")
    add(window, "weight", "row")
    builder.up.click()
    assert [item.step for item in builder.deck().items] == ["row", "answer"]
    builder.down.click()
    assert [item.step for item in builder.deck().items] == ["answer", "row"]
    builder.steps.setCurrentRow(0)
    builder.steps.setFocus()
    builder.remove.click()
    assert [item.step for item in builder.deck().items] == ["row"]
    builder.remove.click()
    assert not builder.deck().items
    for button in (builder.save_button, builder.present, builder.handout, builder.export, builder.remove):
        assert not button.isEnabled()


def test_what_the_model_cannot_show_is_said(window, qtbot):
    builder = add(window, "mask", "scores")
    assert not builder.deck().items
    assert "decoder" in builder.message.text()


def test_a_bad_file_changes_nothing(window, qtbot, tmp_path):
    builder = add(window, "weight", "answer")
    (tmp_path / "bad.attndeck").write_bytes(b"no deck")
    builder._try(lambda: builder.open_file(tmp_path / "bad.attndeck"))
    assert "not a deck" in builder.message.text()
    assert len(builder.deck().items) == 1
    builder.save_file(tmp_path / "none" / "a.attndeck")
    assert "cannot be written" in builder.message.text()


def test_a_handout_has_a_page_for_each_step(window, qtbot, tmp_path):
    builder = add(window, "weight", "answer")
    add(window, "softmax", "stickers")
    builder.handout_asked.emit(builder.deck(), tmp_path / "handout.pdf")
    data = (tmp_path / "handout.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") == 2
    builder.folder_asked.emit(builder.deck(), tmp_path / "pictures", ".svg")
    qtbot.waitUntil(lambda: len(list((tmp_path / "pictures").glob("*.svg"))) == 2, timeout=10_000)
    qtbot.waitUntil(lambda: "pictures" in builder.message.text())
