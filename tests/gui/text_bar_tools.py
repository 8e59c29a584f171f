"""The sentence's bar, for the tests of its editor."""

from __future__ import annotations

from attnviz.gui.views.text_bar import TextBar


def open_bar(qtbot) -> TextBar:
    """On the screen, with the keyboard in the editor."""
    made = TextBar()
    made.resize(320, 260)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.editor.setFocus()
    return made
