"""The lecture and the program around it: keys that are quicker than the model, hands kept in a session, what fails."""

from __future__ import annotations

import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from attnviz.errors import UserError
from attnviz.gui.main_window import MainWindow
from attnviz.gui.slides import reach
from attnviz.lessons.course import Course, Place
from attnviz.settings import Settings

TEXT = "Taro ate the cake. After that, he fell asleep."
COURSE = Course()
Key = Qt.Key


@pytest.fixture
def open_one(qtbot, tmp_path):
    """A window on the fake engine; each call is another start of the program."""

    def made(engine: FakeEngine | None = None, wait: bool = True) -> MainWindow:
        settings = Settings(tmp_path / "settings.json")
        settings["model"], settings["text"], settings["text_stored"] = "test", TEXT, True
        engine = engine or FakeEngine()
        window = MainWindow(lambda: engine, settings, list)
        qtbot.addWidget(window)
        window.show()
        if wait:
            assert window.wait_until_idle(10)
        return window

    return made


def lecture_of(window):
    return window.presenter.lecture


def test_f5_before_the_model_is_there_opens_the_lecture_when_it_is(open_one, qtbot):
    engine = FakeEngine()
    engine.gate.clear()
    window = open_one(engine, wait=False)
    window.menus.present.trigger()
    window.menus.lecture.trigger()
    assert window.presenter is None
    engine.gate.set()
    assert window.wait_until_idle(10)
    qtbot.waitUntil(lambda: window.presenter is not None and window.presenter.isVisible())
    assert window.presenter.place == Place(), "the step that was asked for last"
    QTest.keyClick(window.presenter, Key.Key_Escape)
    window.microscope.ask_again()
    assert window.wait_until_idle(10)
    assert not window.presenter.isVisible(), "and once only"


def test_hands_are_in_the_session_file_and_back_after_a_restart(open_one, tmp_path):
    window = open_one()
    window.presenting.open(COURSE.find("weight"), full_screen=False)
    for key in (Key.Key_1, Key.Key_1, Key.Key_3):
        QTest.keyClick(window.presenter, key)
    counted = dict(lecture_of(window).page().hands)
    assert sorted(counted.values()) == [1, 2]
    window.desktop.sessions.save(tmp_path / "hall.attnviz")
    window.presenter.close()
    window.close()
    again = open_one()
    assert again.desktop.sessions.open(tmp_path / "hall.attnviz")
    assert again.wait_until_idle(10)
    again.presenting.open(COURSE.find("weight"), full_screen=False)
    assert lecture_of(again).page().hands == counted
    QTest.keyClick(again.presenter, Key.Key_Right)
    assert lecture_of(again).page().step.picture == "guesses"
    assert lecture_of(again).page().hands == counted, "the reveal has them"
    QTest.keyClick(again.presenter, Key.Key_Left)
    QTest.keyClick(again.presenter, Key.Key_2)
    assert again.desktop.sessions.now().answers != window.desktop.sessions.session.answers


def test_shift_f5_comes_back_to_the_step_that_was_left(open_one):
    window = open_one()
    window.presenting.open(COURSE.find("softmax", "power"), full_screen=False)
    QTest.keyClick(window.presenter, Key.Key_Escape)
    window.menus.lecture.trigger()
    assert window.presenter.place == COURSE.find("softmax", "power")
    QTest.keyClick(window.presenter, Key.Key_Escape)


def test_a_sentence_typed_in_the_lecture_is_the_programs(open_one):
    window = open_one()
    window.presenting.open(COURSE.find("softmax", "power"), full_screen=False)
    presenter = window.presenter
    QTest.keyClick(presenter, Key.Key_E)
    QTest.keyClicks(presenter.sentence.field, "The robot broke.")
    assert window.wait_until_idle(10)
    assert lecture_of(window).page().trace.tokens.text == "The robot broke."
    assert window.text_bar.text() == "The robot broke."
    QTest.keyClick(presenter.sentence.field, Key.Key_Escape)
    assert window.wait_until_idle(10)
    assert lecture_of(window).page().trace.tokens.text == TEXT
    assert presenter.place == COURSE.find("softmax", "power")


def test_a_run_that_fails_is_told_to_the_speaker_and_the_slide_stays(open_one):
    engine = FakeEngine()
    engine.broken["other"] = UserError("The model {file} cannot be read.", file="other")
    window = open_one(engine)
    window.presenting.open(COURSE.find("weight"), full_screen=False)
    window.microscope.set_model("other")
    assert window.wait_until_idle(10)
    assert lecture_of(window).news == "The model other cannot be read."
    assert lecture_of(window).page().scene is not None
    window.microscope.ask_again()
    assert window.wait_until_idle(10)
    assert lecture_of(window).news == ""


def test_the_first_lesson_too_reveals_what_was_guessed(open_one, monkeypatch):
    window = open_one()
    written = []
    note = reach._note
    monkeypatch.setattr(reach, "_note", lambda *given: written.append(note(*given)) or written[-1])
    window.presenting.open(COURSE.find("far", "attention"), full_screen=False)
    window.presenter.set_motion(False)
    window.presenter.grab()
    assert "guess" not in written[-1]
    lecture_of(window).go_to(COURSE.find("far"))
    for key in (Key.Key_1, Key.Key_1, Key.Key_2):
        QTest.keyClick(window.presenter, key)
    lecture_of(window).go_to(COURSE.find("far", "attention"))
    window.presenter.grab()
    assert "2 of 3 hands" in written[-1]


def test_every_lesson_that_asks_has_a_step_that_reveals():
    reveals = {"guesses", "reach", "meaning"}
    for lesson in COURSE.lessons:
        asked = [at for at, step in enumerate(lesson.steps) if step.asks]
        assert all(any(step.picture in reveals for step in lesson.steps[at + 1 :]) for at in asked), lesson.id


def test_previews_have_the_shape_of_the_audiences_window(open_one, qtbot):
    window = open_one()
    window.presenting.open(COURSE.find("weight"), full_screen=False)
    presenter = window.presenter
    presenter.resize(1000, 750)
    QTest.keyClick(presenter, Key.Key_N)
    presenter.speaker.resize(1100, 700)
    qtbot.waitUntil(lambda: presenter.speaker.now.width() > 300)
    area = presenter.speaker.now.picture_rect()
    assert area.width() / area.height() == pytest.approx(4 / 3, rel=0.02)
