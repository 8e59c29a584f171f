"""Ctrl+plus, Ctrl+minus, Ctrl+0: everything larger or smaller, at once and at the next start."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from attnviz.gui import zoom
from attnviz.settings import Settings

CONTROL = Qt.KeyboardModifier.ControlModifier
pytestmark = pytest.mark.skipif(zoom._set_factor() is None, reason="this Qt changes size at a start only")


@pytest.fixture
def zoomed(window):
    """A window whose size goes back: it holds for the whole application."""
    yield window
    window.desktop.zoom.use(100)


def test_keys_step_from_70_to_200_and_back(qtbot, zoomed):
    editor = zoomed.text_bar.editor
    for key, last in ((Qt.Key.Key_Plus, 200), (Qt.Key.Key_Minus, 70)):
        for _ in range(len(zoom.STEPS) + 1):
            qtbot.keyClick(zoomed.text_bar.editor, key, CONTROL)
            QApplication.processEvents()
        assert zoomed.desktop.zoom.percent == last
        assert zoomed.devicePixelRatioF() == pytest.approx(last / 100)
    qtbot.keyClick(editor, Qt.Key.Key_0, CONTROL)
    assert zoomed.desktop.zoom.percent == 100
    assert zoomed.devicePixelRatioF() == 1.0


def test_the_window_keeps_its_pixels_its_keyboard_and_its_text(qtbot, zoomed):
    zoomed.resize(780, 600)  # the offscreen screen is 800 pixels wide
    pixels = zoomed.size()
    zoomed.desktop.zoom.use(200)
    QApplication.processEvents()
    assert (zoomed.size() * 2 - pixels).height() in (0, 1)
    assert zoomed.width() * 2 == pixels.width()
    assert QApplication.focusWidget() is zoomed.text_bar.editor
    qtbot.keyClicks(zoomed.text_bar.editor, " Yes")
    assert zoomed.wait_until_idle(10)
    assert zoomed.microscope.trace.tokens.text.endswith(" Yes")


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_at_200_per_cent_all_that_has_no_room_scrolls(qtbot, zoomed, lang):
    zoomed.use_language(lang)
    zoomed.desktop.zoom.use(200)
    zoomed.resize(400, 380)
    QApplication.processEvents()
    QApplication.processEvents()
    assert zoomed.width() == 400, "the window is no larger than it is told to be"
    area, whole = zoomed.centralWidget(), zoomed.centralWidget().widget()
    assert area.horizontalScrollBar().maximum() == whole.width() - area.viewport().width() > 0
    for part in (zoomed.column, zoomed.heatmap, zoomed.inspector):
        assert part.width() >= part.minimumWidth()
        corner = part.mapTo(whole, part.rect().bottomRight())
        assert whole.rect().contains(corner)


def test_it_is_stored(zoomed, settings):
    zoomed.desktop.zoom.use(125)
    zoomed.session.save()
    assert Settings(settings.path)["zoom"] == 125


def test_a_start_begins_at_the_stored_size():
    program = (
        "from PySide6.QtWidgets import QApplication\n"
        "from attnviz.gui.zoom import starting_at\n"
        "import os\n"
        "with starting_at(150):\n"
        "    app = QApplication([])\n"
        "print(app.primaryScreen().devicePixelRatio(), os.environ.get('QT_SCALE_FACTOR'))\n"
    )
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    environment.pop("QT_SCALE_FACTOR", None)
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    assert said.stdout.split() == ["1.5", "None"]


def test_without_the_function_it_waits_for_the_next_start(window, monkeypatch):
    monkeypatch.setattr(zoom, "_set_factor", lambda: None)
    window.desktop.zoom.use(150)
    assert window.devicePixelRatioF() == 1.0
    assert window.status.currentMessage() == "Size 150 % from the next start on"
    window.desktop.zoom.use(100)


@pytest.mark.parametrize("own", ["nan", "inf", "-1", "1e400", "0", "x", "", "1000000"])
def test_a_scale_that_is_none_counts_as_one(monkeypatch, own):
    monkeypatch.setenv(zoom.VARIABLE, own)
    assert zoom._own_factor() == 1.0
