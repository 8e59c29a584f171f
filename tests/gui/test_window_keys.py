"""The whole window: languages, themes and files, and that the keyboard reaches everything."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QSpinBox, QWidget
from window_tools import Key, Modifier, replace, settle, words_in_focus

from attnviz.gui.actions import plain
from attnviz.gui.theme import theme

# --- language and theme


def test_a_language_toggle_loses_nothing(qtbot, window):
    editor = window.text_bar.editor
    replace(window, "Taro ate the cake. " * 40)
    window.microscope.choose_pair(90, 91)
    cursor = editor.textCursor()
    cursor.setPosition(5)
    cursor.setPosition(12, cursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    editor.verticalScrollBar().setValue(2)
    QApplication.processEvents()

    def kept() -> tuple:
        now = editor.textCursor()
        return (
            window.text_bar.text(), now.anchor(), now.position(), editor.verticalScrollBar().value(),
            window.tokens.verticalScrollBar().value(), window.microscope.focus, editor.document().availableUndoSteps(),
            window.heatmap.cell_rect(90, 91).size(), window.split.sizes(),
        )  # fmt: skip

    before = kept()
    qtbot.keyClick(editor, Key.Key_L, Modifier.ControlModifier)
    qtbot.waitUntil(lambda: window.menus.edit.title() == "編集(&E)")
    qtbot.waitUntil(lambda: window.toolbar.present.text() == "解説")
    assert kept() == before
    assert window.status.tokens.text().endswith("トークン")
    qtbot.mouseClick(window.toolbar.language, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.menus.edit.title() == "&Edit")
    assert kept() == before
    assert window.menus.languages["en"].isChecked()


def test_plurals_follow_the_number(qtbot, window, engine):
    engine.limit = 3
    replace(window, "one two")
    assert "1 more token is" in window.text_bar.note.text()
    replace(window, "one two three")
    assert "2 more tokens are" in window.text_bar.note.text()


@pytest.mark.parametrize("choice", ["light", "dark", "system"])
def test_themes_switch_live(qtbot, window, choice):
    window.menus.theme[choice].trigger()
    assert window.menus.theme[choice].isChecked()
    ground = theme().colours.ground
    assert window.grab().toImage().pixelColor(6, window.height() // 2).name() == ground
    if choice != "system":
        assert theme().colours.name == choice


# --- the keyboard reaches everything


def all_menus(window) -> list[QMenu]:
    return [menu for menu in window.menus.findChildren(QMenu) if menu.actions()]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_menus_are_complete_and_their_keys_unique(qtbot, open_window, settings, lang):
    settings["language"] = lang
    window = open_window()
    actions = list(window.menus.all_actions())
    assert len(actions) > 35
    assert all(plain(action) for action in actions)
    keys = Counter(key.toString() for action in actions for key in action.shortcuts())
    assert [key for key, count in keys.items() if count > 1] == []
    for menu in [window.menus, *all_menus(window)]:
        letters = Counter(m[1].lower() for action in menu.actions() if (m := re.search("&([^&])", action.text())))
        assert [letter for letter, count in letters.items() if count > 1] == [], menu.actions()[0].text()


def test_menu_letters_do_not_hide_the_head_keys(window):
    letters = {re.search("&(.)", menu.title())[1].lower() for menu in all_menus(window) if menu.title()}
    assert all(len(letter) == 1 for letter in letters)


def test_f6_and_numbers_move_the_keyboard_between_the_panels(qtbot, window):
    panels = window.commands.panels()
    window.text_bar.editor.setFocus()
    for expected in (*panels[1:], panels[0]):
        qtbot.keyClick(window.focusWidget(), Key.Key_F6)
        assert window.focusWidget() is expected
    for key, place in ((Key.Key_2, 2), (Key.Key_3, 3), (Key.Key_4, 1), (Key.Key_1, 0)):
        qtbot.keyClick(window.focusWidget(), key, Modifier.AltModifier)
        assert window.focusWidget() is panels[place]


def test_heatmap_switches(qtbot, window):
    editor = window.text_bar.editor
    qtbot.keyClick(editor, Key.Key_T, Modifier.ControlModifier)
    qtbot.keyClick(editor, Key.Key_Period, Modifier.ControlModifier)
    window.menus.scale["contrast"].trigger()
    assert window.heatmap.cell_rect(0, 1).isEmpty(), "special tokens are hidden"
    wide, high = window.heatmap.cell_rect(1, 3), window.heatmap.cell_rect(3, 1)
    assert wide.top() > high.top(), "keys are in rows"
    state = window._state()
    assert (state["transposed"], state["special_tokens"], state["scale"]) == (True, False, "contrast")


def test_all_that_takes_the_keyboard_has_a_name(window):
    reached = [w for w in window.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    assert len(reached) > 8
    nameless = [w for w in reached if not (w.accessibleName() or (isinstance(w, QAbstractButton) and w.text()))]
    # the field inside a spin box and the port of a scroll area speak through what they belong to
    nameless = [w for w in nameless if not (isinstance(w.parent(), QSpinBox) or w.focusProxy())]
    assert [(type(w), w.parent()) for w in nameless] == []


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_nothing_is_clipped(qtbot, open_window, settings, lang, size):
    settings["language"] = lang
    window = open_window()
    window.resize(*size)
    QApplication.processEvents()
    assert (window.width(), window.height()) == size
    assert not window.toolbar.findChild(QWidget, "qt_toolbar_ext_button").isVisible()
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, QLabel | QAbstractButton | QSpinBox):
            need = widget.minimumSizeHint()
            room = widget.size()
            assert room.width() >= need.width(), (widget, widget.parent())
            assert room.height() >= need.height() - 4, (widget, widget.parent())
            assert widget.parentWidget().rect().contains(widget.geometry().center()), widget


def test_help_lists_every_key_and_follows_the_language(qtbot, window):
    window.menus.shortcuts.trigger()
    rows = window.commands.dialog.rows()
    assert ("Transpose: keys in rows", "Ctrl+T") in rows
    told = " ".join(keys for _, keys in rows)
    assert all(key in told for key in ("F6", "Wheel", "+, −, 0", "Home, End", "Number and Enter"))
    buttons = window.commands.dialog.findChildren(QAbstractButton)
    assert all(button.icon().isNull() for button in buttons)
    qtbot.keyClick(window.text_bar.editor, Key.Key_L, Modifier.ControlModifier)
    qtbot.waitUntil(lambda: window.commands.dialog.windowTitle() == "キーボードショートカット")
    assert all("&" not in what and not re.search(r"\([A-Z]\)", what) for what, _ in window.commands.dialog.rows())
    window.menus.about.trigger()
    assert "Test CPU" in window.commands.dialog.facts.text()


# --- files


def test_a_text_file_opens_in_the_editor_and_a_broken_one_is_said(qtbot, window, tmp_path):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_bytes("太郎は\r\n眠った。".encode("cp932"))
    bad.write_bytes(bytes(range(256)))
    window.commands.read_file(good)
    settle(window)
    assert window.text_bar.text() == "太郎は\n眠った。"
    for path in (bad, tmp_path / "missing.txt"):
        window.commands.read_file(path)
        assert str(path) in window.banner.text()
    assert window.text_bar.text() == "太郎は\n眠った。"
    window.commands.read_file(good)
    assert not window.banner.isVisible()


def test_the_picture_on_screen_is_saved_and_a_failure_said(window, tmp_path):
    for ending, start in ((".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")):
        window.commands.write_picture(tmp_path / f"a{ending}")
        assert (tmp_path / f"a{ending}").read_bytes().startswith(start)
    window.commands.write_picture(tmp_path / "missing" / "a.png")
    assert "missing" in window.banner.text()


def test_the_calculation_is_copied_by_menu_and_key(qtbot, window):
    for press in (
        window.menus.copy_calculation.trigger,
        lambda: qtbot.keyClick(window.inspector, Key.Key_C, Modifier.ControlModifier),
    ):
        window.text_bar.editor.selectAll()  # a selection in the editor must not get in the way
        QGuiApplication.clipboard().clear()
        window.inspector.setFocus()
        press()
        assert words_in_focus(window)[0] in QGuiApplication.clipboard().text()
        assert QGuiApplication.clipboard().text() != window.text_bar.text()


def test_f11_fills_the_screen_and_ctrl_q_closes(qtbot, window, engine):
    editor = window.text_bar.editor
    qtbot.keyClick(editor, Key.Key_F11)
    assert window.isFullScreen()
    assert window.menus.full_screen.isChecked()
    qtbot.keyClick(editor, Key.Key_F11)
    assert not window.isFullScreen()
    qtbot.keyClick(editor, Key.Key_Q, Modifier.ControlModifier)
    assert not window.isVisible()
    assert engine.closed
