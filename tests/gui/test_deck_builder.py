"""A speaker makes a lecture: steps added on the sentence in use, moved, given notes, saved, replayed, printed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from attnviz.errors import UserError
from attnviz.gui.exporting.handout import draw_sheet
from attnviz.gui.main_window import MainWindow
from attnviz.gui.microscope import Problem
from attnviz.gui.presenting.decks import pages_of
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


def test_a_deck_is_made_saved_and_replayed(window, qtbot, tmp_path, monkeypatch):
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
    builder.card.notes.setFocus()
    QTest.keyClicks(builder.card.notes, "Stickers!")
    builder.title_field.setText("My lecture")
    path = tmp_path / "mine.attndeck"
    builder.save_file(path)
    assert str(path) in builder.message.text()
    back = read_deck(path)
    assert (back.title, back.items[2].notes, back.items[0].notes) == ("My lecture", "Stickers!", None)
    asked = []
    monkeypatch.setattr(window.worker, "ask", asked.append)
    window.presenting.open_deck(back, full_screen=False)
    presenter = window.presenter
    presenter.set_motion(False)
    shown = []
    for _ in range(3):
        shown.append(presenter.lecture.page().trace.tokens.text)
        presenter.grab()
        QTest.keyClick(presenter, Qt.Key.Key_Right)
    assert shown == [TEXT, TEXT, "The robot broke down."]
    assert asked == [], "what is stored needs no run"
    assert presenter.place == Place(0, 2)
    QTest.keyClick(presenter, Qt.Key.Key_Left)
    QTest.keyClick(presenter, Qt.Key.Key_Escape)
    window.menus.lecture.trigger()
    assert (presenter.lecture.replays, presenter.place) == (True, Place(0, 1)), "Shift+F5 comes back to the deck"
    QTest.keyClick(presenter, Qt.Key.Key_Escape)
    window.present(full_screen=False)
    assert window.presenter.lecture.course is window.presenting.course, "the whole course is there again"
    window.presenter.close()
    builder.close()


def test_steps_move_and_go(window, qtbot):
    window.menus.deck.trigger()
    builder = add(window, "weight", "answer")
    add(window, "weight", "row")
    builder.up.click()
    assert [item.step for item in builder.deck().items] == ["row", "answer"]
    builder.steps.setFocus()
    QTest.keyClick(builder.steps, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [item.step for item in builder.deck().items] == ["answer", "row"]
    builder.steps.setCurrentRow(0)
    builder.steps.setFocus()
    QTest.keyClick(builder.steps, Qt.Key.Key_Delete)
    assert [item.step for item in builder.deck().items] == ["row"]
    builder.remove.click()
    assert not builder.deck().items
    for button in (builder.save_button, builder.present, builder.handout, builder.export, builder.remove):
        assert not button.isEnabled()


def test_what_the_model_cannot_show_is_said(window, qtbot):
    builder = add(window, "mask", "scores")
    assert not builder.deck().items
    assert "decoder" in builder.message.text()
    assert "own sentence" in builder.message.text()


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


def retype(field, text):
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text)


def test_a_step_gets_another_sentence_and_keeps_its_notes(window, qtbot):
    builder = add(window, "weight", "answer")
    window.menus.deck.trigger()
    QTest.keyClicks(builder.card.notes, "Mine")
    before = builder.card.picture.grab().toImage()
    retype(builder.card.sentence, "The robot broke.")
    assert builder.card.hint.isVisible()
    assert builder.deck().items[0].trace.tokens.text == TEXT, "not before Enter"
    QTest.keyClick(builder.card.sentence, Qt.Key.Key_Return)
    assert window.wait_until_idle(10)
    (item,) = builder.deck().items
    assert (item.trace.tokens.text, item.notes) == ("The robot broke.", "Mine")
    assert not builder.card.hint.isVisible()
    assert builder.message.text() == ""
    qtbot.waitUntil(lambda: builder.card.picture.grab().toImage() != before)


def test_a_step_that_is_not_in_the_deck_cannot_be_written_on(window, qtbot):
    builder = add(window, "weight", "answer")
    choose(builder, Course().find("weight", "row"))
    assert not builder.card.notes.isEnabled()
    assert not builder.card.sentence.isEnabled()
    assert builder.card.notes.placeholderText() != ""
    qtbot.mouseClick(builder.steps.viewport(), Qt.MouseButton.LeftButton,
                     pos=builder.steps.visualItemRect(builder.steps.item(0)).center())  # fmt: skip
    assert builder.card.notes.isEnabled()
    assert builder.card.sentence.text() == TEXT


def test_the_lessons_own_sentence_is_added_when_it_is_there(window, qtbot, monkeypatch):
    builder = window.presenting.decks.builder
    window.menus.deck.trigger()
    place = Course().find("weight", "row")
    choose(builder, place)
    sample = Course().lesson(place).samples["en"]
    asked = []
    monkeypatch.setattr(window.presenting, "open_sample", asked.append)
    builder.sample_button.click()
    assert asked == [sample]
    assert "One moment" in builder.message.text()
    window.microscope.ask_again()
    assert window.wait_until_idle(10)
    assert not builder.deck().items, "a run of something else is not what was wanted"
    trace, focus = window.microscope.trace, window.microscope.shown_focus
    request = replace(trace.request, text=sample.text, model=sample.model)
    window.microscope.shown.emit(replace(trace, request=request), focus)
    assert [item.step for item in builder.deck().items] == ["row"]


def test_a_model_that_fails_ends_the_waiting(window, qtbot, monkeypatch):
    builder = window.presenting.decks.builder
    window.menus.deck.trigger()
    choose(builder, Course().find("weight", "row"))
    monkeypatch.setattr(window.presenting, "open_sample", lambda sample: None)
    builder.sample_button.click()
    window.microscope.failed.emit(Problem(UserError("The model {file} is gone.", file="x"), "model"))
    assert builder.message.text() == "The model x is gone."


@pytest.fixture
def answer(monkeypatch):
    """Answers the question about what is not saved; counts how often it was asked."""
    asked = []

    def answering(button):
        monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()) or button)
        return asked

    return answering


Button = QMessageBox.StandardButton


def test_what_is_not_saved_is_asked_about_by_esc_and_at_the_end(window, qtbot, tmp_path, answer):
    window.menus.deck.trigger()
    builder = add(window, "weight", "answer")
    asked = answer(Button.Cancel)
    QTest.keyClick(builder, Qt.Key.Key_Escape)
    assert (len(asked), builder.isVisible(), len(builder.deck().items)) == (1, True, 1)
    window.close()
    assert (len(asked), window.isVisible()) == (2, True), "the program asks as well"
    builder.save_file(tmp_path / "a.attndeck")
    assert not builder.isWindowModified()
    QTest.keyClicks(builder.card.notes, "x")
    assert builder.isWindowModified()
    asked = answer(Button.Save)
    QTest.keyClick(builder, Qt.Key.Key_Escape)
    assert not builder.isVisible()
    assert read_deck(tmp_path / "a.attndeck").items[0].notes == "x", "saved where it was, without another question"
    window.menus.deck.trigger()
    asked.clear()
    builder.title_field.setFocus()
    QTest.keyClicks(builder.title_field, "T")
    answer(Button.Discard)
    QTest.keyClick(builder, Qt.Key.Key_Escape)
    assert not builder.deck().items, "what was given up is gone"
    window.close()
    assert not window.isVisible()


def test_a_deck_that_is_opened_is_not_modified_and_moving_it_is(window, qtbot, tmp_path):
    builder = add(window, "weight", "answer")
    add(window, "weight", "row")
    builder.save_file(tmp_path / "a.attndeck")
    builder.open_file(tmp_path / "a.attndeck")
    assert not builder.modified
    builder.down.click()
    assert builder.modified
    builder.up.click()
    assert not builder.modified


def test_a_deck_that_is_dropped_is_opened(window, qtbot, tmp_path):
    add(window, "weight", "answer").save_file(tmp_path / "a.attndeck")
    builder = window.presenting.decks.builder
    builder.steps.show_items(())
    window.commands.open_path(tmp_path / "a.attndeck")
    assert builder.isVisible()
    assert [item.step for item in builder.deck().items] == ["answer"]
    (tmp_path / "b.attndeck").write_bytes(b"no")
    window.commands.open_path(tmp_path / "b.attndeck")
    assert "b.attndeck" in builder.message.text()
    assert [item.step for item in builder.deck().items] == ["answer"]


def test_long_notes_go_on_to_another_page(window, qtbot, tmp_path):
    builder = add(window, "weight", "answer")
    lines = [f"Line {number} of the notes, for a speaker who writes all down. 覚え書き𝄞" for number in range(150)]
    builder.card.notes.setPlainText("\n".join(lines))
    builder.handout_asked.emit(builder.deck(), tmp_path / "handout.pdf")
    pages = (tmp_path / "handout.pdf").read_bytes().count(b"/Type /Page\n")
    assert pages >= 4
    paper, rest, sheets = QImage(794, 1123, QImage.Format.Format_RGB32), "\n".join(lines), 0
    with QPainter(paper) as painter:
        while rest:
            (page,) = pages_of(builder.deck())
            left = draw_sheet(painter, QRectF(paper.rect()), page, "T", "1 / 1", rest, slide=not sheets)
            assert rest.endswith(left)
            assert len(left) < len(rest)
            rest, sheets = left, sheets + 1
    assert sheets == pages, "nothing is lost between the pages"


def test_a_step_of_the_lecture_has_its_whole_sentence_below_it_where_there_is_room(window, monkeypatch):
    window.menus.deck.trigger()
    builder = add(window, "softmax", "stickers")
    drawn = []
    monkeypatch.setattr(
        "attnviz.gui.presenting.deck_parts.draw_runs",
        lambda painter, rect, runs: drawn.extend((run.text, run.pixels) for run in runs) or rect.x(),
    )
    builder.steps.grab()
    assert [pixels for text, pixels in drawn if text == TEXT] == [12], drawn
    assert all("\u2028" not in text for text, _ in drawn)


def test_the_notes_of_another_step_are_painted_at_once(window, qtbot):
    """They stand in the field as its placeholder, which Qt does not paint anew by itself."""
    window.menus.deck.trigger()
    builder = window.presenting.decks.builder
    choose(builder, Place(0, 0))
    qtbot.waitExposed(builder)
    field = builder.card.notes.viewport()
    QTest.qWait(50)
    painted = []

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint:
                painted.append(builder.card.notes.placeholderText())
            return False

    watch = Watch()
    field.installEventFilter(watch)
    before = builder.card.notes.placeholderText()
    choose(builder, Place(0, 1))
    assert builder.card.notes.placeholderText() != before
    qtbot.waitUntil(lambda: builder.card.notes.placeholderText() in painted, timeout=2000)


def test_another_language_leaves_the_step_in_the_picture(window):
    window.menus.deck.trigger()
    builder = add(window, "softmax", "stickers")
    builder.steps.setCurrentRow(0)
    assert builder._of_deck
    window.menus.toggle_language.trigger()
    QTest.qWait(0)
    assert builder.lessons.place == Course().find("softmax", "stickers")
    assert builder._of_deck, "the lecture's step, not that of the list of lessons"
    window.menus.toggle_language.trigger()
    QTest.qWait(0)
