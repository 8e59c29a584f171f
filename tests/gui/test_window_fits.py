"""The window on small and usual screens, its contrast, and what stands in no single view."""

from __future__ import annotations

import pytest
from fake_engine import user_error
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from attnviz.gui import app
from attnviz.gui.theme import DARK, LIGHT, mix

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def contrast(one: str, two: str) -> float:
    """Of two colours, as WCAG 2 defines it: 1 to 21."""

    def luminance(name: str) -> float:
        parts = QColor(name).getRgbF()[:3]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_small_text_is_legible_on_every_surface_it_stands_on(colours):
    surfaces = (colours.ground, colours.panel, colours.chip, colours.hover)
    for ink in (colours.text, colours.secondary, colours.query, colours.key, colours.value, colours.negative):
        for surface in surfaces:
            assert contrast(ink, surface) >= 4.5, (ink, surface)
    for surface in surfaces:
        assert contrast(colours.warning, surface) >= 4.5, surface
        assert contrast(colours.query, surface) >= 3, "the ring around what has the keyboard"
    assert contrast(colours.warning, colours.warning_ground) >= 4.5
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    assert contrast(mix(colours.ground, colours.secondary, 0.9).name(), colours.ground) >= 4.5, "greyed text"


def test_the_first_window_leaves_room_for_title_bar_and_borders(qtbot, settings, engine):
    app.make_application(settings)
    window = app.make_window(settings, lambda: engine, list)
    qtbot.addWidget(window)
    room = window.screen().availableGeometry()
    assert 600 <= window.height() <= room.height() - 40
    window.close()


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("size", [(1280, 800), (1424, 852)])
def test_the_whole_calculation_is_in_sight(open_window, settings, lang, size):
    settings["language"] = lang
    window = open_window()
    window.resize(*size)
    QApplication.processEvents()
    inspector = window.inspector
    assert inspector.verticalScrollBar().maximum() == 0
    bottom = inspector.content.output.mapTo(window, inspector.content.output.rect().bottomLeft()).y()
    assert bottom < window.status.y()


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_narrow_toolbar_shortens_names_and_hides_no_control(open_window, settings, lang):
    settings["language"] = lang
    window = open_window()
    toolbar = window.toolbar
    toolbar.show_model("multilingual-e5-small (4 bit)")
    toolbar.show_device("PoCL 3.0-rc2 · CPU", "value")
    window.resize(960, 600)
    QApplication.processEvents()
    assert not toolbar.findChild(QWidget, "qt_toolbar_ext_button").isVisible()
    controls = (toolbar.model, toolbar.device, toolbar.head, toolbar.present, toolbar.language, toolbar.theme)
    for control in controls:
        assert control.isVisible()
        assert control.geometry().right() < toolbar.width()
    assert "…" in toolbar.model.text()
    assert "multilingual-e5-small (4 bit)" in toolbar.model.toolTip()
    window.resize(1500, 800)
    QApplication.processEvents()
    assert toolbar.model.text() == "multilingual-e5-small (4 bit)"
    assert toolbar.title.isVisible()


def test_icons_of_the_toolbar_are_as_large_on_every_screen(window):
    for button in (window.toolbar.device, window.toolbar.theme):
        for scale in (1.0, 2.0, 3.0):
            picture = button.icon().pixmap(button.iconSize(), scale)
            assert picture.deviceIndependentSize().width() == button.iconSize().width() == 16


def test_switches_menu_and_settings_say_the_same(qtbot, window):
    switches = window.heatmap.switches
    for button in (switches.transposed, switches.special_tokens, switches.contrast):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    state = window._state()
    assert (state["transposed"], state["special_tokens"], state["scale"]) == (True, False, "contrast")
    assert window.menus.transposed.isChecked()
    assert not window.menus.special_tokens.isChecked()
    assert window.menus.scale["contrast"].isChecked()
    for scale in ("log", "full", "contrast", "log"):
        qtbot.keyClick(window.text_bar.editor, Key.Key_K, Modifier.ControlModifier)
        assert window._state()["scale"] == scale
        assert window.menus.scale[scale].isChecked()
        assert switches.contrast.isChecked() == (scale == "contrast")


def test_a_failed_choice_is_history_with_the_next_one(qtbot, window, engine):
    engine.broken["somewhere/broken"] = user_error("broken")
    window.microscope.set_model("somewhere/broken")
    assert window.wait_until_idle(10)
    assert window.banner.isVisible()
    window.microscope.set_model("all-MiniLM-L6-v2")
    assert window.wait_until_idle(10)
    assert not window.banner.isVisible()


def test_steady_typing_never_dims_and_a_long_wait_does(qtbot, window, engine):
    qtbot.keyClicks(window.text_bar.editor, "quick")
    assert window.wait_until_idle(10)
    assert not window.showing.slow.isActive(), "an answer in time ends the wait"
    engine.gate.clear()
    qtbot.keyClicks(window.text_bar.editor, "s")
    qtbot.waitUntil(lambda: window.heatmap.stale)
    qtbot.keyClicks(window.text_bar.editor, "l")  # waits behind the one in flight
    with qtbot.waitSignal(window.microscope.shown):
        engine.gate.set()
    assert not window.heatmap.stale
    assert window.wait_until_idle(10)
    assert not window.showing.slow.isActive()


def test_status_names_device_model_tokens_and_time(window):
    status, trace = window.status, window.microscope.trace
    assert status.time.text().startswith("Last run: ")
    assert str(len(trace.tokens)) in status.tokens.text()
    assert status.model.text() == trace.model.name
    assert status.device.text() == "Test CPU · PoCL 3.0 · CPU"


def test_a_message_and_the_facts_never_lie_over_each_other(qtbot, window):
    status = window.status
    status.showMessage("Saved bank.attnviz", 60_000)
    qtbot.keyClicks(window.text_bar.editor, "s")
    assert window.wait_until_idle(10)
    assert not any(label.isVisible() for label in (status.time, status.tokens, status.model, status.device))
    status.clearMessage()
    assert all(label.isVisible() for label in (status.time, status.tokens, status.model, status.device))
    assert str(len(window.microscope.trace.tokens)) in status.tokens.text()


def test_qts_own_file_dialog_speaks_japanese(qtbot, open_window, settings):
    settings["language"] = "ja"
    dialog = QFileDialog(open_window(), options=QFileDialog.Option.DontUseNativeDialog)
    texts = [label.text() for label in dialog.findChildren(QLabel) if label.text()]
    assert len(texts) >= 3
    assert [text for text in texts if text.isascii()] == []
    dialog.deleteLater()
