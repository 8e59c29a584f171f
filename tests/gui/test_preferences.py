"""Ctrl+comma: every option with a label, live, and back to its default."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox

from attnviz.gui.theme import theme
from attnviz.settings import OPTIONS, Settings


@pytest.fixture
def page(qtbot, window):
    qtbot.keyClick(window.text_bar.editor, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    yield window.commands.dialog
    window.desktop.zoom.use(100)


def choose(page, name: str, value) -> None:
    control = page.row(name).control
    if isinstance(control, QComboBox):
        control.setCurrentIndex(page.row(name).option.values.index(value))
    else:
        control.setValue(value)


def test_it_offers_what_the_table_labels(page):
    assert [row.option.name for row in page.rows] == sorted(
        (option.name for option in OPTIONS if option.label),
        key=lambda name: [row.option.name for row in page.rows].index(name),
    )
    for row in page.rows:
        assert row.option.group
        assert row.control.accessibleName() == row.label.text()
        if isinstance(row.control, QComboBox):
            assert len(row.option.names) == len(row.option.values) == row.control.count()


def test_a_choice_holds_at_once_and_is_stored(qtbot, window, page, settings):
    choose(page, "theme", "light")
    assert theme().colours.name == "light"
    box = page.row("transposed").control
    assert isinstance(box, QCheckBox)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert window.options["transposed"] is True
    choose(page, "scale", "contrast")
    choose(page, "temperature", 0.7)
    choose(page, "top_k", 40)
    choose(page, "beams", 3)
    assert window.microscope.beams == 3
    page.row("before_rotation").control.setChecked(True)
    assert window.inspector.content.before_rotation
    choose(page, "language", "ja")
    qtbot.waitUntil(lambda: window.menus.file.title() == "ファイル(&F)")
    window.session.save()
    stored = Settings(settings.path)
    names = ("theme", "transposed", "scale", "temperature", "top_k", "beams", "before_rotation", "language")
    assert [stored[name] for name in names] == ["light", True, "contrast", 0.7, 40, 3, True, "ja"]


def test_reset_puts_every_default_back(qtbot, window, page):
    choose(page, "theme", "light")
    choose(page, "scale", "contrast")
    choose(page, "top_p", 0.5)
    qtbot.mouseClick(page.reset, Qt.MouseButton.LeftButton)
    for row in page.rows:
        assert page._options.get(row.option.name) == row.option.default, row.option.name
    assert page.row("scale").control.currentIndex() == 0


def test_it_shows_what_the_window_changed_meanwhile(window, page):
    window.use_option("special_tokens", False)
    page.show_values()
    assert not page.row("special_tokens").control.isChecked()


def test_tab_reaches_every_control_and_scrolls_to_it(qtbot, page):
    page.resize(400, 300)
    page.activateWindow()
    reached = set()
    for _ in range(len(page.rows) + 4):
        focused = QApplication.focusWidget()
        reached.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        if page._scroll.isAncestorOf(focused := QApplication.focusWidget()):
            assert (
                page._scroll.viewport().rect().contains(focused.mapTo(page._scroll.viewport(), focused.rect().center()))
            )
    assert {row.control for row in page.rows} <= reached


def test_motion_follows_the_choice(window, page):
    choose(page, "motion", "none")
    assert not window.desktop.moves()
    window.present(full_screen=False)
    assert not window.presenter.lecture._moves
    choose(page, "motion", "full")
    assert window.presenter.lecture._moves
    window.presenter.close()
