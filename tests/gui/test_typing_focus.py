"""While a text is typed the pair in focus stays with words that are there, and never falls on a special token."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence


def words_in_focus(window) -> tuple[str, str]:
    scope = window.microscope
    return scope.trace.tokens.labels[scope.focus.query], scope.trace.tokens.labels[scope.focus.key]


def type_keys(qtbot, window, text: str) -> None:
    for key in text:
        qtbot.keyClicks(window.text_bar.editor, key)
        assert window.wait_until_idle(10)


def test_a_new_sentence_is_followed_word_by_word(qtbot, window):
    window.text_bar.editor.setFocus()
    qtbot.keySequence(window.text_bar.editor, QKeySequence(QKeySequence.StandardKey.SelectAll))
    type_keys(qtbot, window, "Dogs bark")
    assert words_in_focus(window) == ("bark", "Dogs")
    type_keys(qtbot, window, " loudly")
    query, key = words_in_focus(window)
    assert query == "loudly"
    assert key in ("Dogs", "bark")


def test_a_chosen_pair_stays_while_more_is_typed(qtbot, window):
    window.microscope.choose_pair(3, 1)
    chosen = words_in_focus(window)
    type_keys(qtbot, window, " Later he woke up.")
    assert words_in_focus(window) == chosen


def test_a_chosen_pair_of_a_typed_sentence_stays_too(qtbot, window):
    window.text_bar.editor.setFocus()
    qtbot.keySequence(window.text_bar.editor, QKeySequence(QKeySequence.StandardKey.SelectAll))
    type_keys(qtbot, window, "Dogs bark loudly")
    window.microscope.choose_pair(1, 2)
    type_keys(qtbot, window, " at night")
    assert words_in_focus(window) == ("Dogs", "bark")


def test_clearing_and_typing_again(qtbot, window):
    window.text_bar.editor.setFocus()
    qtbot.keySequence(window.text_bar.editor, QKeySequence(QKeySequence.StandardKey.SelectAll))
    qtbot.keyClick(window.text_bar.editor, Qt.Key.Key_Delete)
    assert window.wait_until_idle(10)
    assert window.microscope.focus.query is None
    type_keys(qtbot, window, "Cats purr")
    assert words_in_focus(window) == ("purr", "Cats")
