"""The tour: six stops, by keys and by buttons, once by itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication

from attnviz.settings import Settings


@pytest.fixture
def tour(window):
    window.menus.tour.trigger()
    return window.desktop.tour


def test_keys_go_through_six_stops_and_end_where_they_began(qtbot, window, tour):
    seen = []
    for _ in range(6):
        assert tour.card.isVisible()
        seen.append(tour.stops()[tour.at].part)
        qtbot.keyClick(tour, Qt.Key.Key_Right)
    assert len(set(seen)) == 6
    assert window.desktop.tour is None
    assert QApplication.focusWidget() is window.text_bar.editor
    qtbot.keyClicks(window.text_bar.editor, "!")
    assert window.text_bar.text().endswith("!")


def test_back_buttons_and_esc(qtbot, window, tour):
    qtbot.mouseClick(tour.next, Qt.MouseButton.LeftButton)
    qtbot.keyClick(tour, Qt.Key.Key_Space)
    assert tour.place.text() == "3 of 6"
    qtbot.mouseClick(tour.back, Qt.MouseButton.LeftButton)
    qtbot.keyClick(tour, Qt.Key.Key_Left)
    assert tour.place.text() == "1 of 6"
    assert not tour.back.isEnabled()
    qtbot.keyClick(tour, Qt.Key.Key_Escape)
    assert window.desktop.tour is None


def test_a_click_beside_the_card_changes_nothing_below(qtbot, window, tour):
    focus = window.microscope.focus
    cell = window.heatmap.cell_rect(3, 5).center()
    qtbot.mouseClick(tour, Qt.MouseButton.LeftButton, pos=window.heatmap.mapTo(window, cell))
    assert window.microscope.focus == focus


def test_keys_of_commands_change_nothing_below(qtbot, window, tour):
    focus, text, open_docks = window.microscope.focus, window.text_bar.text(), window.docks.docks["performance"].seen
    ran, menus = [], window.menus
    below = (menus.transposed, menus.toggle_scale, menus.head_right, menus.layer_up, menus.performance, menus.to_text)
    for action in below:
        action.triggered.connect(lambda _checked=False, action=action: ran.append(action))
        keys = action.shortcut()[0]
        qtbot.keyClick(tour, keys.key(), keys.keyboardModifiers())
    qtbot.keyClick(tour, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClicks(tour, "abc")
    assert ran == []
    assert QApplication.activePopupWidget() is None, "the File menu"
    assert tour.at == 0
    assert window.microscope.focus == focus
    assert window.text_bar.text() == text
    assert window.docks.docks["performance"].seen == open_docks


def test_keys_of_the_whole_window_and_those_that_a_stop_names_act(qtbot, window, tour):
    ran = []
    menus = window.menus
    for action in (menus.quit, menus.shortcuts, menus.larger, menus.head_right, menus.present):
        action.triggered.disconnect()
        action.triggered.connect(lambda _checked=False, action=action: ran.append(action))
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(tour, Qt.Key.Key_Q, control)
    qtbot.keyClick(tour, Qt.Key.Key_F1)
    qtbot.keyClick(tour, Qt.Key.Key_Plus, control)
    assert ran == [menus.quit, menus.shortcuts, menus.larger]
    for _ in range(3):
        qtbot.keyClick(tour, Qt.Key.Key_Right)
    qtbot.keyClick(tour, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier | shift)
    assert ran[3:] == [menus.head_right]
    qtbot.keyClick(tour, Qt.Key.Key_Space)
    qtbot.keyClick(tour, Qt.Key.Key_F5)
    assert ran[4:] == [], "the last stop names it, this one does not"
    qtbot.keyClick(tour, Qt.Key.Key_Space)
    qtbot.keyClick(tour, Qt.Key.Key_F5)
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
        qtbot.keyClick(tour, Qt.Key.Key_Return)


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
