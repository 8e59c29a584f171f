"""The whole window, driven by keys, mouse and clipboard: opening, typing, heads and the step-through."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from window_tools import HEAD, SAMPLE, Key, Modifier, look_at_first_head, replace, settle, type_text, words_in_focus

from attnviz.gui import app
from attnviz.samples import SAMPLES, sample_text
from attnviz.trace import Focus

# --- opening


def test_opens_at_once_with_the_sample_and_says_what_loads(qtbot, open_window, engine):
    engine.gate.clear()
    engine.progress = [(0.25, "Reading the model")]
    window = open_window(wait=False)
    assert window.text_bar.text() == SAMPLE
    qtbot.waitUntil(window.loading.isVisible)
    assert window.loading.bar.value() == 250
    assert window.microscope.trace is None
    engine.gate.set()
    settle(window)
    assert not window.loading.isVisible()
    assert window.microscope.trace.tokens.text == SAMPLE


def test_the_sample_follows_the_language(open_window, settings):
    settings["language"] = "ja"
    window = open_window()
    assert window.text_bar.text() == sample_text("ja")
    assert window.menus.file.title() == "ファイル(&F)"


def test_opens_on_what_the_sample_is_known_for(open_window, settings):
    settings["model"] = "all-MiniLM-L6-v2"
    window = open_window()
    known = SAMPLES[0].pairs[0]
    assert window.microscope.focus.head_id == (known.layer, known.head)
    assert words_in_focus(window) == ("he", "Taro")
    assert window.toolbar.head.layer.field.value() == known.layer
    assert window.toolbar.head.head.field.value() == known.head


def test_every_view_speaks_of_the_same_pair(qtbot, window):
    tokens, pair = window.tokens.chips, (4, 2)
    qtbot.mouseClick(tokens, Qt.MouseButton.LeftButton, pos=tokens.rect_of(pair[0]).center().toPoint())
    qtbot.mouseClick(tokens, Qt.MouseButton.RightButton, pos=tokens.rect_of(pair[1]).center().toPoint())
    assert (window.microscope.focus.query, window.microscope.focus.key) == pair
    marks = [mark.cursor.selectedText() for mark in window.text_bar.editor.extraSelections()]
    assert marks == list(reversed(words_in_focus(window)))
    cell = window.heatmap.cell_rect(6, 7)
    qtbot.mouseClick(window.heatmap, Qt.MouseButton.LeftButton, pos=cell.center())
    assert (window.microscope.focus.query, window.microscope.focus.key) == (6, 7)
    assert words_in_focus(window)[0] in tokens.accessibleDescription()


# --- typing


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_typing_recomputes_and_the_newest_wins(qtbot, open_window, settings, engine, lang):
    settings["language"] = lang
    window = open_window()
    replace(window, "")
    engine.gate.clear()
    before = len(engine.ran)
    qtbot.keyClicks(window.text_bar.editor, "Hanako runs fast")
    engine.gate.set()
    settle(window)
    assert window.microscope.trace.tokens.text == "Hanako runs fast"
    assert [request.text for request in engine.ran[before:]] == ["H", "Hanako runs fast"]
    assert window.status.tokens.text().startswith("5 ")


def test_undo_and_redo_go_back_through_the_traces(qtbot, window):
    editor = window.text_bar.editor
    type_text(qtbot, window, " Good night")
    qtbot.keyClick(editor, Key.Key_Z, Modifier.ControlModifier)
    settle(window)
    assert window.microscope.trace.tokens.text == SAMPLE
    qtbot.keyClick(editor, Key.Key_Z, Modifier.ControlModifier | Modifier.ShiftModifier)
    settle(window)
    assert window.microscope.trace.tokens.text == SAMPLE + " Good night"


def test_two_thousand_characters_pasted_are_one_request(qtbot, window, engine):
    page = ("The cat sat on the mat. " * 100)[:2000]
    QGuiApplication.clipboard().setText(page)
    editor = window.text_bar.editor
    qtbot.keyClick(editor, Key.Key_A, Modifier.ControlModifier)
    before = len(engine.ran)
    qtbot.keyClick(editor, Key.Key_V, Modifier.ControlModifier)
    settle(window)
    assert [request.text for request in engine.ran[before:]] == [page]
    assert window.microscope.focus.query is not None


@pytest.mark.parametrize(
    "text", ["😀 she smiled 🇯🇵", "שלום לכל העולם", "one\ntwo\n\nthree", "<b>bold</b> & more", "%1 {x} %n"]
)
def test_any_text_is_shown_as_typed(window, text):
    replace(window, text)
    assert window.microscope.trace.tokens.text == text
    assert window.tokens.chips.token_at(window.tokens.chips.rect_of(1).center().toPoint()) == 1


def test_nothing_is_computed_while_an_input_method_composes(qtbot, window, engine):
    before = len(engine.ran)
    for preedit in ("た", "たろ", "太郎"):
        QApplication.sendEvent(window.text_bar.editor, QInputMethodEvent(preedit, []))
        settle(window)
    assert len(engine.ran) == before
    commit = QInputMethodEvent()
    commit.setCommitString("太郎")
    QApplication.sendEvent(window.text_bar.editor, commit)
    settle(window)
    assert engine.ran[-1].text == SAMPLE + "太郎"


def test_what_is_beyond_the_limit_is_greyed_and_said(window, engine):
    engine.limit = 6
    replace(window, "one two three four five six")
    assert window.text_bar.note.isVisible()
    assert window.text_bar.editor.extraSelections()[0].cursor.selectedText() == " five six"


def test_the_pair_follows_its_words(qtbot, window):
    replace(window, "Taro ate cake")
    window.microscope.choose_pair(3, 1)
    assert words_in_focus(window) == ("cake", "Taro")
    cursor = window.text_bar.editor.textCursor()
    cursor.setPosition(5)
    window.text_bar.editor.setTextCursor(cursor)
    type_text(qtbot, window, "hungrily ")
    assert window.text_bar.text() == "Taro hungrily ate cake"
    assert words_in_focus(window) == ("cake", "Taro")


def test_empty_text_is_a_state_of_its_own_and_the_next_word_brings_a_pair(qtbot, window):
    replace(window, "")
    assert window.microscope.focus.query is None
    assert window.text_bar.editor.placeholderText()
    window.present()
    assert window.microscope.trace.tokens.text == ""
    window.presenter.close()
    type_text(qtbot, window, "so it is")
    assert window.microscope.focus.query is not None


# --- heads


def test_alt_and_arrows_step_layer_and_head_within_the_model(qtbot, window):
    look_at_first_head(window)
    editor = window.text_bar.editor
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Left):
        qtbot.keyClick(editor, key, HEAD if key in (Key.Key_Left, Key.Key_Right) else Modifier.AltModifier)
    settle(window)
    assert window.microscope.focus.head_id == (1, 2)
    assert window.microscope.shown_focus.head_id == (1, 2)
    for _ in range(30):
        qtbot.keyClick(editor, Key.Key_Left, HEAD)
    settle(window)
    assert window.microscope.focus.head_id == (1, 0)
    assert window.text_bar.text() == SAMPLE


def test_the_head_control_takes_digits_arrows_and_clicks(qtbot, window):
    look_at_first_head(window)
    head = window.toolbar.head.head
    assert head.field.suffix() == " / 11"
    head.field.setFocus()
    head.field.selectAll()
    qtbot.keyClicks(head.field, "9")
    qtbot.keyClick(head.field, Key.Key_Up)
    qtbot.mouseClick(head.more, Qt.MouseButton.LeftButton)
    settle(window)
    assert window.microscope.focus.head_id == (0, 11)
    assert window.microscope.trace.heads.keys() == {(0, 11)}


def test_a_head_that_is_on_its_way_leaves_the_old_picture(qtbot, window, engine):
    look_at_first_head(window)
    engine.gate.clear()
    window.microscope.choose_head(2, 5)
    assert window.toolbar.head.layer.field.value() == 2
    assert window.microscope.shown_focus.head_id == (0, 0)
    engine.gate.set()
    settle(window)
    assert window.microscope.shown_focus.head_id == (2, 5)


def test_a_pair_is_shown_at_once_and_one_that_is_not_there_is_not(window):
    look_at_first_head(window)
    shown = []
    window.microscope.shown.connect(lambda trace, focus: shown.append((trace, focus)))
    window.microscope.choose_pair(999, 0)
    window.microscope.choose_head(0, 0)
    assert shown == []
    window.microscope.choose_pair(1, 2)
    assert shown == [(window.microscope.trace, Focus(0, 0, 1, 2))]


# --- the step-through


def test_f5_presents_the_pair_and_esc_returns(qtbot, window):
    qtbot.keyClick(window.text_bar.editor, Key.Key_F5)
    presenter = window.presenter
    qtbot.waitUntil(presenter.isVisible)
    assert presenter.isFullScreen()
    qtbot.keyClick(presenter, Key.Key_Right)
    qtbot.keyClick(presenter, Key.Key_Right)
    assert presenter.step == 2
    qtbot.keyClick(presenter, Key.Key_L, Modifier.ControlModifier)
    qtbot.waitUntil(lambda: window.menus.edit.title() == "編集(&E)")
    assert presenter.step == 2
    assert window.text_bar.text() == SAMPLE
    qtbot.keyClick(presenter, Key.Key_Escape)
    assert not presenter.isVisible()
    assert window.focusWidget() is window.text_bar.editor
    type_text(qtbot, window, "!")
    assert window.microscope.trace.tokens.text == SAMPLE + "!"


# --- closing


def test_a_window_takes_all_its_widgets_with_it(qapp, engine, settings):
    def left() -> list[str]:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return sorted(type(widget).__name__ for widget in qapp.allWidgets())

    app.make_application(settings)
    before = left()
    for views in ((), ("heads", "performance", "lines"), ("performance",)):
        window = app.make_window(settings, lambda: engine, list)
        window.show()
        assert window.wait_until_idle(10)
        for name in views:
            window.docks.open(name)
            assert window.wait_until_idle(10)
        window.close()
        shiboken6.delete(window)
        assert left() == before, views
