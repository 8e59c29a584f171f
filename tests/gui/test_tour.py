"""The tour: six stops, by keys and by buttons, once by itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from attnviz.settings import Settings


@pytest.fixture
def tour(window):
    window.menus.tour.trigger()
    return window.desktop.tour


def press(qtbot, *given):
    """A key, to whoever has the keyboard."""
    qtbot.keyClick(QApplication.focusWidget(), *given)


def test_keys_go_through_six_stops_and_end_where_they_began(qtbot, window, tour):
    seen = []
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_Enter) * 2:
        if window.desktop.tour is None:
            break
        assert tour.card.isVisible()
        seen.append(tour.stops()[tour.at].part)
        press(qtbot, key)
    assert len(seen) == len(set(seen)) == 6
    assert window.desktop.tour is None
    assert QApplication.focusWidget() is window.text_bar.editor
    qtbot.keyClicks(window.text_bar.editor, "!")
    assert window.text_bar.text().endswith("!")


def test_back_buttons_and_esc(qtbot, window, tour):
    qtbot.mouseClick(tour.next, Qt.MouseButton.LeftButton)
    press(qtbot, Qt.Key.Key_Space)
    assert tour.place.text() == "3 of 6"
    qtbot.mouseClick(tour.back, Qt.MouseButton.LeftButton)
    press(qtbot, Qt.Key.Key_Left)
    assert tour.place.text() == "1 of 6"
    assert not tour.back.isEnabled()
    press(qtbot, Qt.Key.Key_PageDown)
    press(qtbot, Qt.Key.Key_PageUp)
    assert tour.place.text() == "1 of 6"
    press(qtbot, Qt.Key.Key_Escape)
    assert window.desktop.tour is None


def click(qtbot, window, part, at):
    """Where a mouse would be: on whatever lies there."""
    place = part.mapTo(window, at)
    hit = window.childAt(place)
    qtbot.mouseClick(hit, Qt.MouseButton.LeftButton, pos=hit.mapFrom(window, place))


def to_stop(tour, part):
    while tour.stops()[tour.at].part is not part:
        tour.go_on()


def test_a_click_on_the_veil_changes_nothing_and_leaves_the_keyboard(qtbot, window, tour):
    focus = window.microscope.focus
    chips = window.tokens.chips
    click(qtbot, window, chips, chips.rect_of(3).center().toPoint())
    assert window.microscope.focus == focus
    assert QApplication.focusWidget() is window.text_bar.editor
    to_stop(tour, window.inspector)
    click(qtbot, window, window.heatmap, window.heatmap.cell_rect(3, 5).center())
    assert window.microscope.focus == focus


def test_where_it_says_so_one_types_at_once(qtbot, window, tour):
    for letter in "ab c":
        press(qtbot, letter)
    press(qtbot, Qt.Key.Key_Left)
    press(qtbot, Qt.Key.Key_Backspace)
    assert window.text_bar.text().endswith("abc")
    assert tour.at == 0
    event = QInputMethodEvent("", [])
    event.setCommitString("猫")
    QApplication.sendEvent(QApplication.focusWidget(), event)
    assert window.text_bar.text().endswith("ab猫c")
    press(qtbot, Qt.Key.Key_Return)
    assert tour.at == 1
    assert "\n" not in window.text_bar.text()


def test_what_is_clicked_where_it_says_so_is_chosen(qtbot, window, tour):
    to_stop(tour, window.tokens)
    chips = window.tokens.chips
    click(qtbot, window, chips, chips.rect_of(2).center().toPoint())
    assert window.microscope.focus.query == 2
    press(qtbot, Qt.Key.Key_Return)
    assert tour.stops()[tour.at].part is window.heatmap
    click(qtbot, window, window.heatmap, window.heatmap.cell_rect(3, 1).center())
    assert (window.microscope.focus.query, window.microscope.focus.key) == (3, 1)
    press(qtbot, Qt.Key.Key_Right)
    assert (window.microscope.focus.query, window.microscope.focus.key) == (3, 2)
    assert tour.stops()[tour.at].part is window.heatmap
    press(qtbot, Qt.Key.Key_Return)
    before, more = window.microscope.focus.head, window.toolbar.head.head.more
    click(qtbot, window, more, more.rect().center())
    assert window.microscope.focus.head != before
    press(qtbot, Qt.Key.Key_Escape)
    assert window.desktop.tour is None


@pytest.mark.parametrize("calculation", [False, True])
@pytest.mark.parametrize("size", [(1000, 700), (1700, 950)])
def test_what_is_lit_is_painted_anew(qtbot, window, tour, size, calculation):
    """What lies on the screen is what would be painted: no veil stays where it was, nothing lies over the card."""
    if not calculation:
        window.menus.docks["inspector"].trigger()

    def heatmaps():
        seen = window.heatmap.geometry().translated(window.heatmap.parentWidget().mapTo(window, QPoint()))
        seen |= tour.card.geometry() if window.desktop.tour else QRect()
        return [picture.toImage().copy(seen) for picture in (window.screen().grabWindow(window.winId()), window.grab())]

    window.resize(*size)
    QApplication.processEvents()
    over = tour.card.geometry().intersects(tour._seen(window.heatmap))
    assert over == (size[0] < 1400 and not calculation), "beside it, unless there is no room"

    def type_more():
        qtbot.keyClicks(window.text_bar.editor, " more")
        assert window.wait_until_idle(10)

    for step in (type_more, tour.go_on, tour.go_on, tour.go_on, tour.go_back, tour.go_back, tour.go_back, tour.finish):
        step()
        qtbot.wait(50)
        on_screen, painted = heatmaps()
        assert on_screen == painted, tour.at


@pytest.mark.parametrize("at", [0, 1, 2])
def test_keys_of_commands_change_nothing_below(qtbot, window, tour, at):
    for _ in range(at):
        tour.go_on()
    focus, text, open_docks = window.microscope.focus, window.text_bar.text(), window.docks.docks["performance"].seen
    ran, menus = [], window.menus
    below = (menus.transposed, menus.toggle_scale, menus.head_right, menus.layer_up, menus.performance, menus.to_text)
    for action in below:
        action.triggered.connect(lambda _checked=False, action=action: ran.append(action))
        keys = action.shortcut()[0]
        press(qtbot, keys.key(), keys.keyboardModifiers())
    press(qtbot, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    press(qtbot, Qt.Key.Key_Tab)
    assert ran == []
    assert QApplication.activePopupWidget() is None, "the File menu"
    assert tour.at == at
    assert window.microscope.focus == focus
    assert window.text_bar.text() == text
    assert window.docks.docks["performance"].seen == open_docks
    if at == 1:
        qtbot.keyClicks(QApplication.focusWidget(), "abc")
        assert window.text_bar.text() == text


def test_keys_of_the_whole_window_and_those_that_a_stop_names_act(qtbot, window, tour):
    ran = []
    menus = window.menus
    for action in (menus.quit, menus.shortcuts, menus.larger, menus.head_right, menus.present):
        action.triggered.disconnect()
        action.triggered.connect(lambda _checked=False, action=action: ran.append(action))
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    press(qtbot, Qt.Key.Key_Q, control)
    press(qtbot, Qt.Key.Key_F1)
    press(qtbot, Qt.Key.Key_Plus, control)
    assert ran == [menus.quit, menus.shortcuts, menus.larger]
    for _ in range(3):
        press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier | shift)
    assert ran[3:] == [menus.head_right]
    press(qtbot, Qt.Key.Key_Space)
    press(qtbot, Qt.Key.Key_F5)
    assert ran[4:] == [], "the last stop names it, this one does not"
    press(qtbot, Qt.Key.Key_Space)
    press(qtbot, Qt.Key.Key_F5)
    assert ran[4:] == [menus.present]


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("size", [(960, 600), (1280, 800), (1920, 1080)])
def test_the_card_is_whole_and_off_its_part_where_there_is_room(qtbot, window, lang, size):
    window.use_language(lang)
    window.resize(*size)
    QApplication.processEvents()
    window.menus.tour.trigger()
    tour = window.desktop.tour
    for _ in range(6):
        card = tour.card.geometry()
        assert tour.rect().contains(card)
        assert tour.text.height() >= tour.text.heightForWidth(tour.text.width())
        assert not QRect(tour.hole()).intersects(card)
        assert not any(tour._seen(part).intersects(card) for part in tour.stops()[tour.at].shows), "it stays lit"
        press(qtbot, Qt.Key.Key_Return)


def test_it_begins_by_itself_once(qtbot, open_window, settings):
    window = open_window(wait=False)
    window.desktop.begin_tour_at_first_start()
    assert window.wait_until_idle(10)
    qtbot.waitUntil(lambda: window.desktop.tour is not None)
    window.session.save()
    again = open_window(Settings(settings.path), wait=False)
    again.desktop.begin_tour_at_first_start()
    assert again.wait_until_idle(10)
    qtbot.wait(500)
    assert again.desktop.tour is None


def test_it_follows_language_and_size(qtbot, window, tour):
    before = tour.title.text()
    window.use_language("ja")
    window.resize(1000, 700)
    QApplication.processEvents()
    assert tour.size() == window.size()
    assert before == "The sentence"
