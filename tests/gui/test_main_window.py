"""The whole window, driven by keys, mouse and clipboard, in both languages."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import shiboken6
from fake_engine import user_error
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QSpinBox, QWidget

from attnviz.gui import app
from attnviz.gui.actions import plain
from attnviz.gui.theme import theme
from attnviz.samples import SAMPLES, sample_text
from attnviz.trace import Focus

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


def look_at_first_head(window) -> None:
    window.microscope.choose_head(0, 0)
    settle(window)


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


# --- models, devices, errors


def test_another_model_keeps_the_text_and_clamps_the_head(qtbot, window, engine):
    replace(window, "Hanako reads a book")
    window.microscope.choose_head(5, 11)
    settle(window)
    window.microscope.choose_pair(4, 1)
    words = words_in_focus(window)
    engine.sizes["small"] = (2, 4)
    window.menus.model.chosen.emit("small")
    QApplication.processEvents()
    settle(window)
    assert window.text_bar.text() == "Hanako reads a book"
    assert window.microscope.focus.head_id == (1, 3)
    assert words_in_focus(window) == words
    assert window.toolbar.head.layer.field.suffix() == " / 1"
    assert window.toolbar.model.title() == "small"


def test_another_model_goes_where_it_shows_what_the_sample_is_known_for(qtbot, window):
    window.menus.model.chosen.emit("all-MiniLM-L6-v2")
    QApplication.processEvents()
    settle(window)
    known = SAMPLES[0].pairs[0]
    assert window.microscope.focus.head_id == (known.layer, known.head)
    assert words_in_focus(window) == ("he", "Taro")


def test_a_sample_of_the_menu_can_be_undone(qtbot, window):
    replace(window, "my own words")
    window.commands.open_sample("ja")
    settle(window)
    assert window.microscope.trace.tokens.text == sample_text("ja")
    qtbot.keyClick(window.text_bar.editor, Key.Key_Z, Modifier.ControlModifier)
    settle(window)
    assert window.text_bar.text() == "my own words"


def test_a_model_that_fails_leaves_the_old_one_and_a_banner_in_both_languages(qtbot, window, engine):
    engine.broken["/models/x"] = user_error()
    used = window.microscope.model
    window.menus.model.chosen.emit("/models/x")
    QApplication.processEvents()
    settle(window)
    assert window.banner.text() == "/models/x cannot be read (gone)."
    assert window.microscope.model == used
    assert window.microscope.trace.request.model == used
    assert [action.isChecked() for action in window.menus.model.actions()[:2]] == [True, False]
    type_text(qtbot, window, "!")
    assert window.banner.isVisible(), "an error about the model outlives the next key press"
    window.commands.toggle_language()
    qtbot.waitUntil(lambda: window.banner.text() == "/models/x を読み込めません（gone）。")
    qtbot.mouseClick(window.banner.dismiss_button, Qt.MouseButton.LeftButton)
    assert not window.banner.isVisible()


def test_text_typed_while_a_broken_model_loads_is_computed_with_the_old_one(qtbot, window, engine):
    engine.broken["broken"] = user_error()
    engine.gate.clear()
    window.microscope.set_model("broken")
    qtbot.keyClicks(window.text_bar.editor, " Yes")
    engine.gate.set()
    settle(window)
    assert window.microscope.trace.tokens.text == SAMPLE + " Yes"
    assert window.microscope.model == window.microscope.trace.request.model != "broken"


def test_a_text_that_fails_is_forgotten_with_the_next_one(qtbot, window, engine):
    engine.broken["bad"] = user_error()
    before = window.microscope.trace
    replace(window, "bad")
    assert window.banner.isVisible()
    assert window.microscope.trace is before
    type_text(qtbot, window, "ly")
    assert not window.banner.isVisible()


def test_a_bug_in_the_engine_is_said_too(window, engine, capsys):
    engine.broken["bad"] = ZeroDivisionError("oh")
    replace(window, "bad")
    assert "ZeroDivisionError: oh" in window.banner.text()
    assert "ZeroDivisionError: oh" in capsys.readouterr().err


def test_a_stored_model_that_is_gone_falls_back(open_window, settings, engine):
    settings["model"], settings["device"] = "/gone/model", "gone:3"
    engine.broken["/gone/model"] = user_error()
    engine.broken["gone:3"] = user_error()
    window = open_window()
    assert window.microscope.trace is not None
    assert (window.microscope.model, window.microscope.device) == ("multilingual-e5-small", "auto")
    assert window.banner.isVisible()


def test_devices_are_listed_and_switched_and_a_note_is_a_banner(qtbot, window, engine):
    titles = [action.text() for action in window.menus.device.actions() if action.isCheckable()]
    assert titles == ["Automatic (now: Test CPU)", "Test CPU · PoCL 3.0 · CPU", "numpy 2"]
    engine.note = "No OpenCL device works here"
    next(a for a in window.menus.device.actions() if a.text().startswith("numpy")).trigger()
    QApplication.processEvents()
    settle(window)
    assert window.microscope.trace.device.key == "numpy"
    assert window.status.device.text() == "numpy 2"
    assert window.banner.text() == "No OpenCL device works here"
    checked = [action.text() for action in window.menus.device.actions() if action.isChecked()]
    assert checked == ["numpy 2"]


def test_a_long_run_shows_a_quiet_sign(qtbot, window, engine):
    engine.gate.clear()
    qtbot.keyClicks(window.text_bar.editor, "!")
    assert not window.status.busy.isVisible()
    qtbot.waitUntil(lambda: window.status.busy.isVisible() and window.heatmap.stale)
    engine.gate.set()
    settle(window)
    assert not window.status.busy.isVisible()
    assert not window.heatmap.stale


# --- language and theme


def test_a_language_toggle_loses_nothing(qtbot, window):
    editor = window.text_bar.editor
    replace(window, "Taro ate the cake. " * 40)
    window.microscope.choose_pair(90, 91)
    cursor = editor.textCursor()
    cursor.setPosition(5)
    cursor.setPosition(12, cursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    editor.verticalScrollBar().setValue(2)
    QApplication.processEvents()

    def kept() -> tuple:
        now = editor.textCursor()
        return (
            window.text_bar.text(), now.anchor(), now.position(), editor.verticalScrollBar().value(),
            window.tokens.verticalScrollBar().value(), window.microscope.focus, editor.document().availableUndoSteps(),
            window.heatmap.cell_rect(90, 91).size(), window.split.sizes(),
        )  # fmt: skip

    before = kept()
    qtbot.keyClick(editor, Key.Key_L, Modifier.ControlModifier)
    qtbot.waitUntil(lambda: window.menus.edit.title() == "編集(&E)")
    qtbot.waitUntil(lambda: window.toolbar.present.text() == "解説")
    assert kept() == before
    assert window.status.tokens.text().endswith("トークン")
    qtbot.mouseClick(window.toolbar.language, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.menus.edit.title() == "&Edit")
    assert kept() == before
    assert window.menus.languages["en"].isChecked()


def test_plurals_follow_the_number(qtbot, window, engine):
    engine.limit = 3
    replace(window, "one two")
    assert "1 more token is" in window.text_bar.note.text()
    replace(window, "one two three")
    assert "2 more tokens are" in window.text_bar.note.text()


@pytest.mark.parametrize("choice", ["light", "dark", "system"])
def test_themes_switch_live(qtbot, window, choice):
    window.menus.theme[choice].trigger()
    assert window.menus.theme[choice].isChecked()
    ground = theme().colours.ground
    assert window.grab().toImage().pixelColor(6, window.height() // 2).name() == ground
    if choice != "system":
        assert theme().colours.name == choice


# --- the keyboard reaches everything


def all_menus(window) -> list[QMenu]:
    return [menu for menu in window.menus.findChildren(QMenu) if menu.actions()]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_menus_are_complete_and_their_keys_unique(qtbot, open_window, settings, lang):
    settings["language"] = lang
    window = open_window()
    actions = list(window.menus.all_actions())
    assert len(actions) > 35
    assert all(plain(action) for action in actions)
    keys = Counter(key.toString() for action in actions for key in action.shortcuts())
    assert [key for key, count in keys.items() if count > 1] == []
    for menu in [window.menus, *all_menus(window)]:
        letters = Counter(m[1].lower() for action in menu.actions() if (m := re.search("&([^&])", action.text())))
        assert [letter for letter, count in letters.items() if count > 1] == [], menu.actions()[0].text()


def test_menu_letters_do_not_hide_the_head_keys(window):
    letters = {re.search("&(.)", menu.title())[1].lower() for menu in all_menus(window) if menu.title()}
    assert all(len(letter) == 1 for letter in letters)


def test_f6_and_numbers_move_the_keyboard_between_the_panels(qtbot, window):
    panels = window.commands.panels()
    window.text_bar.editor.setFocus()
    for expected in (*panels[1:], panels[0]):
        qtbot.keyClick(window.focusWidget(), Key.Key_F6)
        assert window.focusWidget() is expected
    for key, place in ((Key.Key_2, 2), (Key.Key_3, 3), (Key.Key_4, 1), (Key.Key_1, 0)):
        qtbot.keyClick(window.focusWidget(), key, Modifier.AltModifier)
        assert window.focusWidget() is panels[place]


def test_heatmap_switches(qtbot, window):
    editor = window.text_bar.editor
    qtbot.keyClick(editor, Key.Key_T, Modifier.ControlModifier)
    qtbot.keyClick(editor, Key.Key_Period, Modifier.ControlModifier)
    window.menus.scale["contrast"].trigger()
    assert window.heatmap.cell_rect(0, 1).isEmpty(), "special tokens are hidden"
    wide, high = window.heatmap.cell_rect(1, 3), window.heatmap.cell_rect(3, 1)
    assert wide.top() > high.top(), "keys are in rows"
    state = window._state()
    assert (state["transposed"], state["special_tokens"], state["scale"]) == (True, False, "contrast")


def test_all_that_takes_the_keyboard_has_a_name(window):
    reached = [w for w in window.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    assert len(reached) > 8
    nameless = [w for w in reached if not (w.accessibleName() or (isinstance(w, QAbstractButton) and w.text()))]
    # the field inside a spin box and the port of a scroll area speak through what they belong to
    nameless = [w for w in nameless if not (isinstance(w.parent(), QSpinBox) or w.focusProxy())]
    assert [(type(w), w.parent()) for w in nameless] == []


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_nothing_is_clipped(qtbot, open_window, settings, lang, size):
    settings["language"] = lang
    window = open_window()
    window.resize(*size)
    QApplication.processEvents()
    assert (window.width(), window.height()) == size
    assert not window.toolbar.findChild(QWidget, "qt_toolbar_ext_button").isVisible()
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, QLabel | QAbstractButton | QSpinBox):
            need = widget.minimumSizeHint()
            room = widget.size()
            assert room.width() >= need.width(), (widget, widget.parent())
            assert room.height() >= need.height() - 4, (widget, widget.parent())
            assert widget.parentWidget().rect().contains(widget.geometry().center()), widget


def test_help_lists_every_key_and_follows_the_language(qtbot, window):
    window.menus.shortcuts.trigger()
    rows = window.commands.dialog.rows()
    assert ("Transpose: keys in rows", "Ctrl+T") in rows
    told = " ".join(keys for _, keys in rows)
    assert all(key in told for key in ("F6", "Wheel", "+, −, 0", "Home, End", "Number and Enter"))
    buttons = window.commands.dialog.findChildren(QAbstractButton)
    assert all(button.icon().isNull() for button in buttons)
    qtbot.keyClick(window.text_bar.editor, Key.Key_L, Modifier.ControlModifier)
    qtbot.waitUntil(lambda: window.commands.dialog.windowTitle() == "キーボードショートカット")
    assert all("&" not in what and not re.search(r"\([A-Z]\)", what) for what, _ in window.commands.dialog.rows())
    window.menus.about.trigger()
    assert "Test CPU" in window.commands.dialog.facts.text()


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


# --- files


def test_a_text_file_opens_in_the_editor_and_a_broken_one_is_said(qtbot, window, tmp_path):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_bytes("太郎は\r\n眠った。".encode("cp932"))
    bad.write_bytes(bytes(range(256)))
    window.commands.read_file(good)
    settle(window)
    assert window.text_bar.text() == "太郎は\n眠った。"
    for path in (bad, tmp_path / "missing.txt"):
        window.commands.read_file(path)
        assert str(path) in window.banner.text()
    assert window.text_bar.text() == "太郎は\n眠った。"
    window.commands.read_file(good)
    assert not window.banner.isVisible()


def test_the_picture_on_screen_is_saved_and_a_failure_said(window, tmp_path):
    for ending, start in ((".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")):
        window.commands.write_picture(tmp_path / f"a{ending}")
        assert (tmp_path / f"a{ending}").read_bytes().startswith(start)
    window.commands.write_picture(tmp_path / "missing" / "a.png")
    assert "missing" in window.banner.text()


def test_the_calculation_is_copied_by_menu_and_key(qtbot, window):
    for press in (
        window.menus.copy_calculation.trigger,
        lambda: qtbot.keyClick(window.inspector, Key.Key_C, Modifier.ControlModifier),
    ):
        window.text_bar.editor.selectAll()  # a selection in the editor must not get in the way
        QGuiApplication.clipboard().clear()
        window.inspector.setFocus()
        press()
        assert words_in_focus(window)[0] in QGuiApplication.clipboard().text()
        assert QGuiApplication.clipboard().text() != window.text_bar.text()


def test_f11_fills_the_screen_and_ctrl_q_closes(qtbot, window, engine):
    editor = window.text_bar.editor
    qtbot.keyClick(editor, Key.Key_F11)
    assert window.isFullScreen()
    assert window.menus.full_screen.isChecked()
    qtbot.keyClick(editor, Key.Key_F11)
    assert not window.isFullScreen()
    qtbot.keyClick(editor, Key.Key_Q, Modifier.ControlModifier)
    assert not window.isVisible()
    assert engine.closed


def test_an_error_in_a_slot_is_said_and_the_window_lives_on(qtbot, window, monkeypatch, capsys):
    import sys

    from attnviz.gui.app import report_bugs

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    report_bugs(window)
    try:
        raise RuntimeError("a slot failed")
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "a slot failed" in window.banner.text()
    assert "Traceback" in capsys.readouterr().err
    type_text(qtbot, window, "!")
    assert window.microscope.trace.tokens.text == SAMPLE + "!"


def test_a_pair_is_shown_at_once_and_one_that_is_not_there_is_not(window):
    look_at_first_head(window)
    shown = []
    window.microscope.shown.connect(lambda trace, focus: shown.append((trace, focus)))
    window.microscope.choose_pair(999, 0)
    window.microscope.choose_head(0, 0)
    assert shown == []
    window.microscope.choose_pair(1, 2)
    assert shown == [(window.microscope.trace, Focus(0, 0, 1, 2))]


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
