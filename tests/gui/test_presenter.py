"""The step-through driven as a speaker drives it: keys, clicker, mouse, in both languages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtGui import QColor
from traces import make_trace

from attnviz.gui.i18n import Language
from attnviz.gui.presenting.lecture import MOTION_MS
from attnviz.gui.presenting.presenter import Presenter
from attnviz.gui.theme import theme
from attnviz.lessons import pair_walk
from attnviz.lessons.course import Course
from attnviz.lessons.pair_walk import STEPS
from attnviz.trace import Focus

TEXT = "Taro ate the cake. After that, he fell asleep."
FOCUS = Focus(3, 7, 9, 1)
LAST = len(STEPS) - 1
Key = Qt.Key


@pytest.fixture
def presenter(qtbot):
    made = Presenter(Course((pair_walk.LESSON,)))
    made.set_motion(False)
    qtbot.addWidget(made)
    made.start(make_trace(TEXT, 3, 7), FOCUS, full_screen=False)
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def language(qapp):
    chosen = Language()
    yield chosen
    chosen.use("en")
    for translator in chosen.findChildren(QTranslator):
        qapp.removeTranslator(translator)


def jump(qtbot, presenter, number):
    """As a speaker does: the digits, then Enter."""
    for digit in str(number):
        qtbot.keyClick(presenter, Key.Key_0 + int(digit))
    qtbot.keyClick(presenter, Key.Key_Return)


def picture(presenter):
    return presenter.grab().toImage()


@pytest.mark.parametrize("key", [Key.Key_Right, Key.Key_Space, Key.Key_PageDown, Key.Key_Down, Key.Key_Return])
@pytest.mark.parametrize("back", [Key.Key_Left, Key.Key_PageUp, Key.Key_Up, Key.Key_Backspace])
def test_back_undoes_exactly(presenter, qtbot, key, back):
    jump(qtbot, presenter, 4)
    before = picture(presenter)
    qtbot.keyClick(presenter, key)
    assert presenter.step == 4
    assert picture(presenter) != before
    qtbot.keyClick(presenter, back)
    assert presenter.step == 3
    assert picture(presenter) == before


def test_the_whole_walk_forward_and_back(presenter, qtbot):
    seen = [picture(presenter)]
    for _ in range(LAST):
        qtbot.keyClick(presenter, Key.Key_Space)
        seen.append(picture(presenter))
    assert len({image.cacheKey() for image in seen}) == len(STEPS)
    assert all(one != other for one, other in pairwise(seen))
    for step in range(LAST - 1, -1, -1):
        qtbot.keyClick(presenter, Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
        assert presenter.step == step
        assert picture(presenter) == seen[step]


def test_the_ends_hold(presenter, qtbot):
    qtbot.keyClick(presenter, Key.Key_Left)
    assert presenter.step == 0
    qtbot.keyClick(presenter, Key.Key_End)
    qtbot.keyClick(presenter, Key.Key_Right)
    assert presenter.step == LAST
    assert presenter.isVisible()
    qtbot.keyClick(presenter, Key.Key_Home)
    assert presenter.step == 0


def test_digits_jump_and_say_so(presenter, qtbot):
    with qtbot.waitSignal(presenter.step_changed) as told:
        jump(qtbot, presenter, 6)
    assert told.args == [5]
    jump(qtbot, presenter, 99)
    assert presenter.step == LAST, "a step outside is the nearest"
    qtbot.keyClick(presenter, Key.Key_3)
    qtbot.keyClick(presenter, Key.Key_Escape)
    assert presenter.isVisible(), "Escape first takes the digits back"
    qtbot.keyClick(presenter, Key.Key_Return)
    assert presenter.step == LAST


def test_mouse(presenter, qtbot):
    qtbot.mouseClick(presenter, Qt.MouseButton.LeftButton)
    assert presenter.step == 1
    qtbot.mouseClick(presenter, Qt.MouseButton.RightButton)
    assert presenter.step == 0


def test_the_pointer_hides_and_comes_back(presenter, qtbot):
    presenter._pointer.setInterval(10)
    qtbot.mouseMove(presenter)
    presenter._wake_pointer()
    qtbot.waitUntil(lambda: presenter.cursor().shape() == Qt.CursorShape.BlankCursor)
    presenter._wake_pointer()
    assert presenter.cursor().shape() != Qt.CursorShape.BlankCursor


def test_escape_leaves_once(presenter, qtbot):
    with qtbot.waitSignal(presenter.finished):
        qtbot.keyClick(presenter, Key.Key_Escape)
    assert not presenter.isVisible()
    with qtbot.assertNotEmitted(presenter.finished):
        presenter.close()


@pytest.mark.parametrize("key", [Key.Key_B, Key.Key_Period])
def test_black_and_back(presenter, qtbot, key):
    before = picture(presenter)
    qtbot.keyClick(presenter, key)
    black = picture(presenter)
    assert presenter.black
    assert {QColor(black.pixel(x, y)).name() for x in range(0, 1280, 40) for y in range(0, 720, 40)} == {"#000000"}
    qtbot.keyClick(presenter, key)
    assert picture(presenter) == before
    qtbot.keyClick(presenter, key)
    qtbot.keyClick(presenter, Key.Key_Right)
    assert not presenter.black
    assert presenter.step == 1


def test_both_language_keys_ask_the_shell(presenter, qtbot):
    for key, modifier in (
        (Key.Key_T, Qt.KeyboardModifier.NoModifier),
        (Key.Key_L, Qt.KeyboardModifier.ControlModifier),
    ):
        with qtbot.waitSignal(presenter.lecture.language_toggled):
            qtbot.keyClick(presenter, key, modifier)


def test_language_changes_live_and_keeps_the_step(presenter, qtbot, language):
    language.use("en")
    jump(qtbot, presenter, 6)
    qtbot.waitUntil(lambda: "add up to 100 %" in presenter.accessibleDescription())
    english = picture(presenter)
    language.use("ja")
    qtbot.waitUntil(lambda: "割合" in presenter.accessibleDescription())
    assert presenter.step == 5
    assert picture(presenter) != english
    for key, step in ((Key.Key_Right, 6), (Key.Key_PageUp, 5)):
        qtbot.keyClick(presenter, key)
        assert presenter.step == step
    language.use("en")
    qtbot.waitUntil(lambda: "add up to 100 %" in presenter.accessibleDescription())
    assert picture(presenter) == english


def test_the_sentence_may_change_underneath(presenter, qtbot):
    jump(qtbot, presenter, 3)
    before = picture(presenter)
    presenter.show_trace(make_trace("The robot broke.", 3, 7), Focus(3, 7, 2, 1))
    assert presenter.step == 2
    assert picture(presenter) != before
    presenter.show_trace(make_trace(TEXT, 3, 7), FOCUS)
    assert picture(presenter) == before
    presenter.show_trace(make_trace("", 3, 7), FOCUS)
    assert presenter.accessibleDescription() == ""
    picture(presenter)


def test_motion_only_forward_and_it_ends_on_the_slide_at_rest(presenter, qtbot):
    jump(qtbot, presenter, 6)
    still = picture(presenter)
    jump(qtbot, presenter, 5)
    presenter.set_motion(True)
    assert MOTION_MS <= 400
    qtbot.keyClick(presenter, Key.Key_Right)
    assert picture(presenter) != still
    qtbot.waitUntil(lambda: picture(presenter) == still)
    qtbot.keyClick(presenter, Key.Key_Right)
    qtbot.keyClick(presenter, Key.Key_Left)
    assert picture(presenter) == still, "back does not move, even in the middle of a motion"


def test_it_wears_the_theme(presenter, qtbot):
    choice = theme().choice
    try:
        for name in ("dark", "light"):
            theme().use(name)
            assert QColor(picture(presenter).pixel(3, 3)).name() == theme().colours.ground
    finally:
        theme().use(choice)


def test_full_screen(qtbot):
    made = Presenter()
    qtbot.addWidget(made)
    made.start(make_trace(TEXT, 3, 7), FOCUS)
    qtbot.waitExposed(made)
    assert made.isFullScreen()
