"""A lecture as a speaker gives it: hands, contents, the speaker's window, spotlight, size, a sentence changed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from traces import make_trace

from attnviz.gui.presenting.presenter import Presenter
from attnviz.gui.theme import theme
from attnviz.lessons.course import LESSONS, Course, Place
from attnviz.lessons.scene import candidates
from attnviz.trace import Focus

TEXT = "Taro ate the cake. After that, he fell asleep."
FOCUS = Focus(3, 7, 9, 1)
Key, Modifier = Qt.Key, Qt.KeyboardModifier
HERE = Course().find("weight")


@pytest.fixture
def presenter(qtbot):
    made = Presenter()
    made.set_motion(False)
    qtbot.addWidget(made)
    made.start(make_trace(TEXT, 3, 7), FOCUS, HERE, full_screen=False)
    qtbot.waitExposed(made)
    return made


def picture(presenter):
    return presenter.grab().toImage()


def step_of(preview):
    return preview._page().step.id


def type_keys(window, keys: str) -> None:
    for key in keys:
        QTest.keyClick(window, Key(ord(key)))


def test_hands_are_counted_shown_and_taken_back(presenter):
    empty = picture(presenter)
    type_keys(presenter, "1123")
    scene = presenter.lecture.page().scene
    chosen = candidates(scene)
    assert presenter.lecture.page().hands == {chosen[0]: 2, chosen[1]: 1, chosen[2]: 1}
    counted = picture(presenter)
    assert counted != empty
    type_keys(presenter, "0")
    assert presenter.lecture.page().hands[chosen[2]] == 0
    type_keys(presenter, "0")
    assert presenter.lecture.page().hands[chosen[2]] == 0, "only the last one is taken back"
    type_keys(presenter, "9")
    assert sum(presenter.lecture.page().hands.values()) == 3, "there is no ninth word"
    QTest.keyClick(presenter, Key.Key_Right)
    assert presenter.lecture.page().hands[chosen[0]] == 2, "the next step shows the guess"
    with_guess = picture(presenter)
    presenter.lecture.restore_answers({})
    assert picture(presenter) != with_guess


def test_hands_belong_to_a_sentence(presenter):
    type_keys(presenter, "11")
    presenter.show_trace(make_trace("The robot broke down.", 3, 7), Focus(3, 7, 2, 1))
    assert not presenter.lecture.page().hands
    presenter.show_trace(make_trace(TEXT, 3, 7), FOCUS)
    assert sum(presenter.lecture.page().hands.values()) == 2


def test_answers_come_back_and_rubbish_does_not(presenter):
    type_keys(presenter, "12")
    kept = presenter.lecture.answers()
    presenter.lecture.restore_answers({})
    assert not presenter.lecture.page().hands
    presenter.lecture.restore_answers({**kept, "x": 3, "y": {"a": 1, "2": "b"}})
    assert sum(presenter.lecture.page().hands.values()) == 2


def test_the_question_gives_nothing_away(presenter):
    """Where the key stands nothing of its colour is painted."""
    image = picture(presenter)
    key = QColor(theme().colours.key)
    seen = {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(0, image.height(), 2)}
    assert key.name() not in seen
    QTest.keyClick(presenter, Key.Key_Right)
    image = picture(presenter)
    seen = {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(0, image.height(), 2)}
    assert key.name() in seen


def test_contents_lead_to_every_step(presenter, qtbot):
    QTest.keyClick(presenter, Key.Key_C)
    contents = presenter.contents
    assert contents.isVisible()
    assert contents.list.count() == len(LESSONS) + sum(len(lesson.steps) for lesson in LESSONS)
    assert contents.list.currentItem().text().split()[0] == "1"
    QTest.keyClick(contents.list, Key.Key_Down)
    QTest.keyClick(contents.list, Key.Key_Return)
    assert not contents.isVisible()
    assert presenter.place == Place(HERE.lesson, 1)
    QTest.keyClick(presenter, Key.Key_C)
    last = contents.list.item(contents.list.count() - 1)
    contents.list.scrollToItem(last)
    where = contents.list.visualItemRect(last).center()
    qtbot.mouseClick(contents.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert presenter.place == Course().places[-1]
    QTest.keyClick(presenter, Key.Key_C)
    QTest.keyClick(contents.list, Key.Key_Escape)
    assert not contents.isVisible()
    assert presenter.isVisible(), "Escape closes the contents, not the lecture"


def test_from_lesson_to_lesson(presenter):
    last = len(LESSONS[HERE.lesson].steps) - 1
    presenter.lecture.go_to(Place(HERE.lesson, last))
    QTest.keyClick(presenter, Key.Key_Space)
    assert presenter.place == Place(HERE.lesson + 1, 0)
    QTest.keyClick(presenter, Key.Key_Left)
    assert presenter.place == Place(HERE.lesson, last)
    QTest.keyClick(presenter, Key.Key_Right, Modifier.ControlModifier)
    assert presenter.place == Place(HERE.lesson + 1, 0)
    QTest.keyClick(presenter, Key.Key_Right)
    QTest.keyClick(presenter, Key.Key_Left, Modifier.ControlModifier)
    assert presenter.place == Place(HERE.lesson + 1, 0), "first to the beginning of this one"
    QTest.keyClick(presenter, Key.Key_End, Modifier.ControlModifier)
    assert presenter.place == Course().places[-1]
    QTest.keyClick(presenter, Key.Key_Home, Modifier.ControlModifier)
    assert presenter.place == Place()


def test_the_speaker_sees_notes_and_the_next_step_and_drives(presenter, qtbot):
    QTest.keyClick(presenter, Key.Key_N)
    speaker = presenter.speaker
    qtbot.waitExposed(speaker)
    assert "ten seconds" in speaker.notes.toPlainText()
    assert (step_of(speaker.now), step_of(speaker.then)) == ("question", "answer")
    QTest.keyClick(speaker, Key.Key_1)
    assert sum(presenter.lecture.page().hands.values()) == 1
    QTest.keyClick(speaker, Key.Key_PageDown)
    assert presenter.place == Place(HERE.lesson, 1)
    assert step_of(speaker.now) == "answer"
    QTest.keyClick(speaker, Key.Key_B)
    assert presenter.black
    QTest.keyClick(speaker, Key.Key_Escape)
    assert not presenter.isVisible()
    assert not speaker.isVisible()


def test_the_stopwatch_stops_and_goes_on(presenter, qtbot):
    QTest.keyClick(presenter, Key.Key_N)
    watch, buttons = presenter.lecture.watch, presenter.speaker.watch
    qtbot.waitUntil(lambda: watch.milliseconds > 5)
    buttons.pause.click()
    stood = watch.milliseconds
    qtbot.wait(15)
    assert watch.milliseconds == stood
    QTest.keyClick(presenter.speaker, Key.Key_P)
    qtbot.waitUntil(lambda: watch.milliseconds > stood)
    QTest.keyClick(presenter, Key.Key_P)
    QTest.keyClick(presenter, Key.Key_R)
    assert watch.runs
    buttons.pause.click()
    buttons.restart.click()
    assert watch.runs


def test_the_spotlight_follows_the_mouse_in_either_window(presenter, qtbot):
    lit = picture(presenter)
    QTest.keyClick(presenter, Key.Key_L)
    qtbot.mouseMove(presenter, presenter.rect().center())
    first = picture(presenter)
    assert first != lit
    qtbot.mouseMove(presenter, QPoint(100, 100))
    assert picture(presenter) != first
    QTest.keyClick(presenter, Key.Key_N)
    qtbot.waitExposed(presenter.speaker)
    presenter.speaker.resize(1100, 700)
    now = presenter.speaker.now
    qtbot.waitUntil(lambda: now.width() > 400)
    middle, none = now.picture_rect().center(), Qt.MouseButton.NoButton
    # sent to the widget itself: both windows lie on one spot of this display, and the platform cannot raise one
    QApplication.sendEvent(now, QMouseEvent(QEvent.Type.MouseMove, middle, middle, none, none, Modifier.NoModifier))
    assert presenter.lecture.spot == pytest.approx((0.5, 0.5), abs=0.02)
    QTest.keyClick(presenter, Key.Key_Right)
    moved = picture(presenter)
    QTest.keyClick(presenter, Key.Key_Left)
    assert picture(presenter) != moved, "the slide under the light is the step's"
    QTest.keyClick(presenter, Key.Key_L)
    assert picture(presenter) == lit


def test_larger_and_smaller(presenter):
    usual = picture(presenter)
    QTest.keyClick(presenter, Key.Key_Plus)
    assert picture(presenter) != usual
    QTest.keyClick(presenter, Key.Key_Minus)
    assert picture(presenter) == usual
    for _ in range(9):
        QTest.keyClick(presenter, Key.Key_Minus)
    picture(presenter)
    for _ in range(9):
        QTest.keyClick(presenter, Key.Key_Plus)
    picture(presenter)


def test_the_sample_of_a_lesson_is_asked_for(presenter, qtbot):
    presenter.keys.sample_asked.connect(lambda: presenter.lecture.ask_for_sample("ja"))
    with qtbot.waitSignal(presenter.lecture.sample_asked) as asked:
        QTest.keyClick(presenter, Key.Key_S)
    assert asked.args[0].model == "multilingual-e5-small"
