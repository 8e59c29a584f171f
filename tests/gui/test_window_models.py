"""The whole window with other models and devices, and with errors."""

from __future__ import annotations

import gc
import sys
import weakref

from fake_engine import user_error
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from window_tools import SAMPLE, Key, Modifier, replace, settle, type_text, words_in_focus

from attnviz.gui.app import report_bugs
from attnviz.samples import SAMPLES, sample_text


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


def test_an_error_in_a_slot_is_said_and_the_window_lives_on(qtbot, window, monkeypatch, capsys):
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


def test_a_bug_that_is_told_holds_on_to_nothing(window, monkeypatch):
    """The frames of a slot or a painting that failed know the run, with all its tensors."""

    class Run:
        pass

    runs: list[weakref.ref[Run]] = []

    def fails() -> None:
        run = Run()
        runs.append(weakref.ref(run))
        try:
            {}["inside"]
        except KeyError as error:
            raise RuntimeError("a slot failed") from error

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    report_bugs(window)
    button = QPushButton()
    button.clicked.connect(fails)
    button.click()
    assert "a slot failed" in window.banner.text()
    gc.collect()
    assert runs[0]() is None
