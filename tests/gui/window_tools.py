"""What the tests of the whole window share: keys that are struck, and what is in focus."""

from __future__ import annotations

from PySide6.QtCore import Qt

from attnviz.samples import sample_text

Key, Modifier = Qt.Key, Qt.KeyboardModifier
HEAD = Modifier.AltModifier | Modifier.ShiftModifier
SAMPLE = sample_text("en")


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
