"""F1: all keys on one page, searched and used by the keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from attnviz.gui.cheat_sheet import ACTION

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def open_sheet(qtbot, window):
    qtbot.keyClick(window.text_bar.editor, Key.Key_F1)
    sheet = window.commands.dialog
    qtbot.waitExposed(sheet)
    return sheet


def test_it_lists_each_key_of_the_menus_once(qtbot, window):
    sheet = open_sheet(qtbot, window)
    keys = [row.text(1) for row in sheet._rows() if row.data(0, ACTION) is not None]
    for action in window.menus.all_actions():
        if not action.shortcut().isEmpty():
            assert sum(action.shortcuts()[0].toString() == row.split(", ")[0] for row in keys) == 1, action.text()
    assert len(sheet.shown()) > 50


def test_each_word_of_the_field_narrows_the_list_and_esc_widens_it_again(qtbot, window):
    sheet = open_sheet(qtbot, window)
    every = len(sheet.shown())
    qtbot.keyClicks(sheet.field, "heatmap home")
    assert sheet.shown() == [("In the heatmap: ends of the row, corners", "Home, End; with Ctrl")]
    assert sheet.count.text().startswith(f"1 of {every}")
    qtbot.keyClick(sheet.field, Key.Key_Escape)
    assert len(sheet.shown()) == every
    sheet.field.insert("ｃｔｒｌ＋ｔ")  # full-width, as an input method leaves it
    assert [keys for _, keys in sheet.shown()] == ["Ctrl+T"]
    qtbot.keyClick(sheet.field, Key.Key_Escape)
    qtbot.keyClick(sheet.field, Key.Key_Escape)
    assert not sheet.isVisible()


def test_nothing_found_is_said(qtbot, window):
    sheet = open_sheet(qtbot, window)
    qtbot.keyClicks(sheet.field, "zebra")
    assert sheet.nothing.isVisible()
    assert "zebra" in sheet.nothing.text()
    qtbot.keyClick(sheet.field, Key.Key_Return)
    assert sheet.isVisible()


def test_down_and_enter_do_the_marked_command(qtbot, window):
    sheet = open_sheet(qtbot, window)
    qtbot.keyClicks(sheet.field, "panel performance next-word")
    assert not sheet.shown()
    qtbot.keyClick(sheet.field, Key.Key_Escape)
    qtbot.keyClicks(sheet.field, "calculation")
    qtbot.keyClick(sheet.field, Key.Key_Down)
    marked = sheet.list.currentItem().text(0)
    assert marked == sheet.shown()[1][0] == "Calculation panel"
    before = window.menus.docks["inspector"].isChecked()
    qtbot.keyClick(sheet.field, Key.Key_Return)
    assert not sheet.isVisible()
    assert window.menus.docks["inspector"].isChecked() is not before


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_no_row_is_cut(qtbot, open_window, settings, lang):
    settings["language"] = lang
    sheet = open_sheet(qtbot, open_window())
    QApplication.processEvents()
    for row in sheet._rows():
        for column in (0, 1):
            wide = sheet.list.columnWidth(column) - 8
            metrics = QFontMetrics(sheet.list.font())
            needs = metrics.boundingRect(QRect(0, 0, wide, 999), Qt.TextFlag.TextWordWrap, row.text(column))
            assert needs.width() <= wide, row.text(column)
            assert needs.height() <= sheet.list.visualItemRect(row).height(), row.text(column)


def test_it_follows_the_language_while_open(qtbot, window):
    sheet = open_sheet(qtbot, window)
    window.use_language("ja")
    qtbot.waitUntil(lambda: sheet.windowTitle() == "キーボードショートカット")
    assert ("やり直す", "Ctrl+Shift+Z, Ctrl+Y") in sheet.shown()
