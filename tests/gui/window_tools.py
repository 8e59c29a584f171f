"""What the tests of the whole window share: keys that are struck, and what is in focus."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import shiboken6
from PySide6.QtCore import Qt

from attnviz.gui import app
from attnviz.gui.main_window import MainWindow
from attnviz.samples import sample_text
from attnviz.settings import Settings

Key, Modifier = Qt.Key, Qt.KeyboardModifier
HEAD = Modifier.AltModifier | Modifier.ShiftModifier
SAMPLE = sample_text("en")


@contextmanager
def real_window(settings: Settings) -> Iterator[MainWindow]:
    """The window on the real engine, its first text computed; gone afterwards, whatever comes between."""
    app.make_application(settings)
    window = app.make_window(settings)
    try:
        window.resize(1280, 800)
        window.show()
        assert window.wait_until_idle(60)
        yield window
    finally:
        window.close()
        assert window.clean_exit, "the engine's thread did not end"
        shiboken6.delete(window)


def settle(window) -> None:
    assert window.wait_until_idle(10)


def type_text(qtbot, window, text: str) -> None:
    qtbot.keyClicks(window.text_bar.editor, text)
    settle(window)


def replace(window, text: str) -> None:
    window.text_bar.editor.replace_text(text)
    settle(window)


def words_in_focus(window) -> tuple[str, str]:
    scope = window.microscope
    return scope.trace.tokens.labels[scope.focus.query], scope.trace.tokens.labels[scope.focus.key]


def look_at_first_head(window) -> None:
    window.microscope.choose_head(0, 0)
    settle(window)
