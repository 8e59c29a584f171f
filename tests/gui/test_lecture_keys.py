"""What a speaker may press in a hall: clickers that are held, two kinds of digits, F1, another sentence."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from traces import make_trace

from attnviz.gui.presenting.presenter import Presenter
from attnviz.gui.presenting.preview import Preview
from attnviz.lessons.course import LESSONS, Course, Place
from attnviz.trace import Focus

TEXT = "Taro ate the cake. After that, he fell asleep."
FOCUS = Focus(3, 7, 9, 1)
Key = Qt.Key
KEYS = *"CBLTGESNPRD0", "F11", "Esc", "PgDn", "PgUp", "Home", "End", "Ctrl+→", "Space", "Enter"
ASKS, NEXT = Course().find("weight"), Course().find("weight", "2")


@pytest.fixture
def presenter(qtbot):
    made = Presenter()
    made.set_motion(False)
    qtbot.addWidget(made)
    made.start(make_trace(TEXT, 3, 7), FOCUS, ASKS, full_screen=False)
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def speaker(presenter, qtbot):
    QTest.keyClick(presenter, Key.Key_N)
    qtbot.waitExposed(presenter.speaker)
    return presenter.speaker


def hold(window, key, times=5):
    """A key, and what the system sends while it is held."""
    for repeated in (False, *[True] * times):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", repeated)
        QApplication.sendEvent(window, event)


@pytest.mark.parametrize("key", [Key.Key_PageDown, Key.Key_Right, Key.Key_Space])
def test_a_button_that_is_held_turns_one_page(presenter, key):
    hold(presenter, key)
    assert presenter.place == NEXT


def test_a_held_key_counts_one_hand_and_blackens_once(presenter):
    hold(presenter, Key.Key_1)
    assert sum(presenter.lecture.page().hands.values()) == 1
    hold(presenter, Key.Key_B)
    assert presenter.black


def test_digits_count_where_hands_are_counted_and_g_makes_them_a_number(presenter, speaker):
    QTest.keyClick(speaker, Key.Key_3)
    assert (presenter.place, sum(presenter.lecture.page().hands.values())) == (ASKS, 1)
    assert "count hands" in speaker._foot.text()
    QTest.keyClick(speaker, Key.Key_G)
    QTest.keyClick(speaker, Key.Key_3)
    assert "Step 3" in speaker._foot.text()
    assert sum(presenter.lecture.page().hands.values()) == 1, "after G a digit is no hand"
    QTest.keyClick(speaker, Key.Key_Return)
    assert presenter.place == Place(ASKS.lesson, 2)
    assert "count hands" not in speaker._foot.text()
    QTest.keyClick(speaker, Key.Key_1)
    QTest.keyClick(speaker, Key.Key_Return)
    assert presenter.place == ASKS, "elsewhere the number alone is enough"


def test_g_without_a_number_does_nothing(presenter):
    for end in (Key.Key_Return, Key.Key_Escape, Key.Key_Backspace):
        QTest.keyClick(presenter, Key.Key_G)
        assert presenter.keys.jumping
        QTest.keyClick(presenter, end)
        assert not presenter.keys.jumping
    assert presenter.isVisible()
    assert presenter.place == ASKS
    QTest.keyClick(presenter, Key.Key_G)
    QTest.keyClick(presenter, Key.Key_2)
    QTest.keyClick(presenter, Key.Key_PageDown)
    assert not presenter.keys.jumping, "turning a page forgets the number"
    assert presenter.place == NEXT


def test_digits_that_nobody_ends_are_forgotten(presenter, qtbot):
    presenter.keys._forget.setInterval(5)
    QTest.keyClick(presenter, Key.Key_G)
    QTest.keyClick(presenter, Key.Key_2)
    qtbot.waitUntil(lambda: not presenter.keys.jumping)
    QTest.keyClick(presenter, Key.Key_2)
    assert sum(presenter.lecture.page().hands.values()) == 1, "and digits count hands again"


def test_the_page_of_keys_tells_every_key_and_clickers_go_on(presenter, speaker):
    for window in (presenter, speaker):
        presenter.lecture.go_to(ASKS)
        before = window.grab().toImage()
        QTest.keyClick(window, Key.Key_F1)
        card = window.keys_card
        assert card.isVisible()
        assert card.size() == window.size()
        assert window.grab().toImage() != before
        told = " ".join(keys for keys, _ in card.rows())
        missing = [key for key in KEYS if key not in told]
        assert not missing
        QTest.keyClick(card, Key.Key_PageDown)
        assert presenter.place == NEXT
        assert card.isVisible()
        QTest.keyClick(card, Key.Key_Escape)
        assert not card.isVisible()
        assert presenter.isVisible()


def test_a_sentence_is_typed_in_the_lecture_and_taken_back(presenter, speaker):
    wanted = []
    presenter.lecture.sentence_typed.connect(wanted.append)
    for window in (presenter, speaker):
        wanted.clear()
        QTest.keyClick(window, Key.Key_E)
        field = window.sentence.field
        assert field.text() == TEXT
        QTest.keyClicks(field, "b1.")
        assert wanted == ["b", "b1", "b1."], "letters and digits are the sentence's"
        presenter.lecture.go_to(ASKS)
        QTest.keyClick(field, Key.Key_PageDown)
        assert presenter.place == NEXT, "a clicker goes on turning pages"
        assert window.sentence.isVisible()
        QTest.keyClick(field, Key.Key_Escape)
        assert wanted[-1] == TEXT
        assert not window.sentence.isVisible()
        QTest.keyClick(window, Key.Key_E)
        QTest.keyClicks(field, "New.")
        QTest.keyClick(field, Key.Key_Return)
        assert wanted[-1] == "New."
        assert presenter.place == NEXT


def test_what_is_stored_takes_no_other_sentence(presenter, qtbot):
    course = Course((LESSONS[0],))
    presenter.lecture.use(course, {place: (make_trace(TEXT, 3, 7), FOCUS) for place in course.places})
    presenter.lecture.start(None, Focus(), Place())
    QTest.keyClick(presenter, Key.Key_E)
    assert not presenter.sentence.isVisible()


def test_the_time_goes_on_where_a_lecture_was_left_and_else_begins(presenter, qtbot):
    watch = presenter.lecture.watch
    qtbot.waitUntil(lambda: watch.milliseconds > 3)
    QTest.keyClick(presenter, Key.Key_Right)
    QTest.keyClick(presenter, Key.Key_Escape)
    assert not watch.runs
    taken = watch.milliseconds
    presenter.start(make_trace(TEXT, 3, 7), FOCUS, NEXT, full_screen=False)
    assert watch.runs
    assert watch.milliseconds >= taken
    watch._before = 10_000_000
    QTest.keyClick(presenter, Key.Key_Escape)
    presenter.start(make_trace(TEXT, 3, 7), FOCUS, ASKS, full_screen=False)
    assert watch.milliseconds < 10_000_000


def test_the_speaker_alone_reads_what_went_wrong(presenter, speaker):
    before = presenter.grab().toImage()
    presenter.lecture.tell("The model <b>x</b> cannot be read.")
    assert "<b>x</b>" in speaker.said.text()
    assert speaker.said.isVisible()
    assert presenter.grab().toImage() == before
    presenter.lecture.tell("")
    assert not speaker.said.isVisible()


def test_previews_are_painted_when_the_slide_has_moved(presenter, speaker, qtbot, monkeypatch):
    """Painting three slides for each frame would take the motion its frames."""
    qtbot.waitUntil(lambda: speaker.then._picture is not None)
    drawn = []
    draw = Preview._drawn
    monkeypatch.setattr(
        Preview, "_drawn", lambda self, *given: drawn.append(presenter.lecture.progress) or draw(self, *given)
    )
    presenter.set_motion(True)
    QTest.keyClick(presenter, Key.Key_Right)
    assert speaker.notes.toPlainText(), "words come at once"
    qtbot.waitUntil(lambda: len(drawn) >= 1)
    assert set(drawn) == {1.0}
