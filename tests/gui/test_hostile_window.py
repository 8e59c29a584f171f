"""Sizes that no user would choose but a window manager may, and a wall clock that jumps while something is typed."""

from __future__ import annotations

import json
import time

import pytest
from PySide6.QtCore import Qt

from attnviz.gui import registry
from attnviz.gui.main_window import MainWindow

DAY = 86_400.0


def force(window: MainWindow, width: int, height: int) -> None:
    """As a window manager does, which need not care for the smallest size that a window asks for."""
    window.setMinimumSize(1, 1)
    window.windowHandle().resize(width, height)


@pytest.mark.parametrize("dock", ["", *(entry.name for entry in registry.VIEWS)])
def test_a_window_of_any_size_paints_and_follows_the_keys(qtbot, window, dock):
    if dock:
        window.docks.open(dock)
    editor = window.text_bar.editor
    for width, height in ((1, 1), (4000, 1), (1, 4000), (8000, 4000), (1280, 800)):
        force(window, width, height)
        qtbot.keyClicks(editor, " a")
        assert window.wait_until_idle(10)
        assert (window.width(), window.height()) == (width, height)
        assert not window.grab().isNull()
        assert window.microscope.trace.tokens.text == editor.toPlainText()


@pytest.mark.parametrize("size", [(1, 1), (4000, 1), (8000, 4000)])
def test_a_lecture_of_any_size_goes_on(qtbot, window, size):
    window.present(full_screen=False)
    presenter = window.presenter
    presenter.setMinimumSize(1, 1)
    presenter.resize(*size)
    step = presenter.lecture.place
    qtbot.keyClick(presenter, Qt.Key.Key_Right)
    assert not presenter.grab().isNull()
    assert presenter.lecture.place != step
    presenter.close()


@pytest.mark.parametrize("jump", [-DAY, 365 * DAY])
def test_a_clock_that_jumps_stops_no_timer(qtbot, window, settings, monkeypatch, jump):
    """Autosave, pauses in the typing and the list of sentences go by a clock that only ever goes on."""
    editor = window.text_bar.editor
    qtbot.keyClicks(editor, " one")
    now = time.time
    monkeypatch.setattr("time.time", lambda: now() + jump)
    qtbot.keyClicks(editor, " two")
    assert window.wait_until_idle(10)
    assert window.microscope.trace.tokens.text == editor.toPlainText()
    qtbot.waitUntil(lambda: not window.session.pending)
    assert json.loads(settings.path.read_bytes())["text"].endswith(" one two")
