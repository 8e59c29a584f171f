"""Without a mouse and without the picture: names of all controls, a spoken cell, page keys, menus."""

from __future__ import annotations

import re

import pytest
from fake_engine import DECODER
from heatmap_tools import MANY, open_view, shown
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QPushButton,
    QWidget,
)
from traces import TRANSLATOR

from attnviz.gui.dock_layouts import PRESETS
from attnviz.gui.views import heatmap


def nameless(root: QWidget) -> list[str]:
    """Widgets that take the keyboard and that a screen reader could not name."""
    return [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        for widget in root.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.isVisible()
        and widget.objectName() != "qt_spinbox_lineedit"  # the spin box around it has the name
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_control_has_a_name(open_window, settings, lang):
    settings["language"] = lang
    window = open_window()
    window.menus.performance.setChecked(True)
    window.menus.next_words.setChecked(True)
    for model in (window.microscope.model, DECODER, TRANSLATOR.id):
        window.microscope.set_model(model)
        assert window.wait_until_idle(10)
        assert nameless(window) == []
    commands = window.commands
    for page in (commands.show_shortcuts, commands.show_models, commands.show_about, window.desktop.show_preferences):
        page()
        assert nameless(commands.dialog) == []


def spoken(root: QWidget) -> set[str]:
    """The names of all widgets that take the keyboard."""
    return {
        QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        for widget in root.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible()
    }


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_control_of_every_dock_has_a_name(open_window, settings, lang):
    settings["language"] = lang
    window = open_window()
    heard = spoken(window)
    for name in window.docks.docks:
        window.docks.open(name)
        assert window.wait_until_idle(10)
        assert window.docks.docks[name].seen, name
        assert nameless(window) == [], name
        heard |= spoken(window)
    for layout in ("compare", "research", "simple", "research", "simple"):
        window.use_layout(layout)
        assert window.wait_until_idle(10)
        assert nameless(window) == [], layout
    if lang == "ja":
        latin = {name for name in heard if re.fullmatch(r"[A-Za-z][a-z ]{2,}", name)}
        assert not latin, "English in a Japanese window"


def tab_stops(window: QWidget) -> dict[QWidget, QRect]:
    """Where the Tab key goes from the sentence, until it is back there, and where in the window that stood then."""
    editor, met = window.text_bar.editor, {}
    editor.setFocus()
    for _ in range(200):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        here = QApplication.focusWidget()
        if here is editor:
            return met
        assert here not in met, f"caught at {type(here).__name__} {here.accessibleName()}"
        met[here] = QRect(here.mapTo(window, QPoint(0, 0)), here.size())
    raise AssertionError("never back")


def test_the_tab_key_goes_only_where_one_can_see_it(window):
    for layout in PRESETS:
        window.use_layout(layout)
        assert window.wait_until_idle(10)
        met = tab_stops(window)
        for here, spot in met.items():
            assert spot.intersects(window.rect()), f"{type(here).__name__} in {layout}"
        for control in (window.toolbar.model, window.toolbar.present, window.tokens.chips, window.heatmap):
            assert control in met


@pytest.mark.parametrize("text", ["", "Taro"])
def test_no_view_catches_the_tab_key(window, text):
    window.text_bar.editor.replace_text(text)
    assert window.wait_until_idle(10)
    for name in window.docks.docks:
        window.use_layout("simple")
        window.docks.open(name)
        assert window.wait_until_idle(10)
        assert any(window.docks.docks[name].isAncestorOf(here) for here in tab_stops(window)), name


def test_f6_goes_to_what_is_in_sight_and_to_nothing_else(window):
    for name in (*window.docks.docks, *PRESETS):
        window.use_layout(name if name in PRESETS else "simple")
        if name not in PRESETS:
            window.docks.open(name)
        assert window.wait_until_idle(10)
        in_sight = {dock.objectName() for dock in window.docks.in_sight()}
        window.text_bar.editor.setFocus()
        met, heard = set(), set()
        for _ in range(12):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
            here = QApplication.focusWidget()
            if here is window.text_bar.editor:
                break
            heard.add(QAccessible.queryAccessibleInterface(here).text(QAccessible.Text.Name))
            met |= {one for one, dock in window.docks.docks.items() if dock.isAncestorOf(here)}
        assert here is window.text_bar.editor, name
        assert met == in_sight, name
        assert "" not in heard, name
        assert {dock.objectName() for dock in window.docks.in_sight()} == in_sight, "F6 opens and hides nothing"


def test_the_keyboard_never_stays_behind_a_tab(window):
    docks = window.docks
    for name in ("heads", "lines", "finder"):
        docks.open(name)
        assert window.wait_until_idle(10)
    window.commands.go_to(docks.docks["finder"].content)
    assert docks.docks["finder"].isAncestorOf(QApplication.focusWidget())
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F2)
    assert window.wait_until_idle(10)
    assert docks.docks["heads"].isAncestorOf(QApplication.focusWidget())
    window.text_bar.editor.setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F4)
    assert window.wait_until_idle(10)
    assert QApplication.focusWidget() is window.text_bar.editor, "who types goes on typing"


def ringless(root: QWidget, elsewhere: QWidget) -> set[str]:
    """Buttons, sliders, boxes and lists that look the same with the keyboard as without."""
    found = set()
    for widget in root.findChildren(QWidget):
        if widget is elsewhere or not isinstance(widget, QAbstractButton | QAbstractSlider | QAbstractItemView):
            continue
        if not (widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled()):
            continue
        looks = []
        for target in (elsewhere, widget):
            target.setFocus(Qt.FocusReason.TabFocusReason)
            QApplication.processEvents()
            looks.append(widget.grab().toImage())
        if looks[0] == looks[1]:
            found.add(f"{type(widget).__name__}: {widget.accessibleName() or widget.text()}")
    return found


@pytest.mark.parametrize("colours", ["dark", "light"])
def test_what_has_the_keyboard_is_marked(open_window, settings, colours):
    settings["theme"] = colours
    window = open_window()
    for name in window.docks.docks:
        window.use_layout("simple")
        window.docks.open(name)
        assert window.wait_until_idle(10)
        assert ringless(window, window.text_bar.editor) == set(), name
    for page in (window.commands.show_models, window.desktop.show_preferences):
        page()
        dialog = window.commands.dialog
        assert ringless(dialog, dialog.findChildren(QPushButton)[-1]) == set(), type(dialog).__name__


@pytest.fixture
def view(qtbot):
    return open_view(qtbot)


def test_the_chosen_cell_is_spoken_as_the_keys_move_it(qtbot, view, monkeypatch):
    said = []

    class Reader:
        @staticmethod
        def updateAccessibility(event) -> None:
            said.append(event.message())

    monkeypatch.setattr(heatmap, "QAccessible", Reader)
    shown(view, query=10, key=1)
    view.setFocus()
    qtbot.waitUntil(lambda: "fell to Taro" in view.accessibleDescription())
    said.clear()
    QTest.keyClick(view, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: bool(said))
    assert said == [view.accessibleDescription()]
    assert said[0].startswith("fell to ate: ")
    assert "attends most to" in said[0]


def test_page_keys_move_by_what_is_in_sight(view):
    shown(view, MANY, query=0, key=0)
    heard = []
    view.pair_chosen.connect(lambda *pair: heard.append(pair))
    page = int(view._plan.matrix.height() / view._plan.cell) - 1
    assert page > 3
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert heard == [(page, 0), (2 * page, 0), (page, 0)]


# --- menus


def entry(menu, start: str):
    return next(action for action in menu.actions() if action.text().startswith(start))


def test_the_heatmaps_menu_copies_a_weight_a_row_and_all(view):
    trace = shown(view, query=10, key=1)
    weights = trace.heads[3, 7].weights
    menu = view.make_menu(view.cell_rect(4, 2).center())
    clipboard = QGuiApplication.clipboard()
    entry(menu, "Copy the weight").trigger()
    assert float(clipboard.text()) == pytest.approx(weights[4, 2], rel=1e-7)
    entry(menu, "Copy the row").trigger()
    lines = [line.split("\t") for line in clipboard.text().splitlines()]
    assert [label for label, _ in lines] == list(trace.tokens.labels)
    assert [float(value) for _, value in lines] == pytest.approx(weights[4])
    entry(menu, "Copy all weights").trigger()
    lines = [line.split("\t") for line in clipboard.text().splitlines()]
    assert len(lines) == len(trace.tokens) + 1
    assert [float(value) for value in lines[5][1:]] == pytest.approx(weights[4])


def test_the_heatmaps_menu_chooses_query_key_and_pair(view):
    shown(view, query=10, key=1)
    heard = []
    view.pair_chosen.connect(lambda *pair: heard.append(pair))
    at = view.cell_rect(4, 2).center()
    for start in ("Choose this pair", "Choose cake as query", "Choose ate as key"):
        shown(view, query=10, key=1, request_id=2)
        menu = view.make_menu(at)
        entry(menu, start).trigger()
    assert heard == [(4, 2), (4, 1), (10, 2)]


def test_an_empty_heatmap_offers_only_what_the_window_does(view):
    assert view.make_menu(QPoint(10, 10)).actions() == []


def test_the_menu_offers_to_save_the_picture(window):
    assert window.menus.save_picture in window.heatmap.make_menu(QPoint(200, 300)).actions()


def test_a_tokens_menu_copies_and_chooses(window):
    chips, clipboard = window.tokens.chips, QGuiApplication.clipboard()
    window.microscope.choose_pair(4, 2)
    menu = chips.make_menu(5)
    entry(menu, "Copy the token").trigger()
    assert clipboard.text() == window.microscope.trace.tokens.labels[5]
    entry(menu, "Copy all tokens").trigger()
    assert clipboard.text().splitlines() == list(window.microscope.trace.tokens.labels)
    entry(menu, "Choose as query").trigger()
    assert (window.microscope.focus.query, window.microscope.focus.key) == (5, 2)
    entry(chips.make_menu(6), "Choose as key").trigger()
    assert (window.microscope.focus.query, window.microscope.focus.key) == (5, 6)
