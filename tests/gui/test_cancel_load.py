"""A load that takes too long: the way back to the model in use, by button and by key."""

from __future__ import annotations

import threading

import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import Qt

from attnviz.gui import app
from attnviz.trace import TraceRequest


class SlowEngine(FakeEngine):
    """Takes as long as it is let for a model whose name begins with "huge", and tells every 10 ms how far it is."""

    def __init__(self) -> None:
        super().__init__()
        self.ended: list[str] = []
        self.patience = threading.Event()

    def run(self, request: TraceRequest, progress=None):
        if request.model.startswith("huge"):
            share = 0.3
            try:
                while not self.patience.wait(0.01):
                    progress(share, "Loading the weights")
            finally:
                self.ended.append(request.model)
        return super().run(request, progress)


@pytest.fixture
def engine() -> SlowEngine:
    return SlowEngine()


def load(qtbot, window, model: str) -> None:
    window.menus.model.chosen.emit(model)
    qtbot.waitUntil(window.loading.isVisible)


@pytest.mark.parametrize("by_key", [False, True])
def test_cancel_returns_to_the_model_in_use(qtbot, window, engine, by_key):
    editor, used, focus = window.text_bar.editor, window.microscope.model, window.microscope.focus
    load(qtbot, window, "huge")
    qtbot.keyClicks(editor, " Yes")
    assert window.toolbar.model.title() == "huge"
    if by_key:
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
    else:
        qtbot.mouseClick(window.loading.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.loading.isVisible(), timeout=1000)
    assert window.wait_until_idle(1)
    assert engine.ended == ["huge"]
    scope = window.microscope
    assert (scope.model, scope.trace.request.model) == (used, used)
    assert scope.trace.tokens.text == editor.text()
    assert scope.focus.head_id == focus.head_id
    assert not window.banner.isVisible()
    assert window.toolbar.model.title() != "huge"
    load(qtbot, window, "huge")
    engine.patience.set()
    assert window.wait_until_idle(5)
    assert scope.trace.request.model == "huge", "the same model can be asked for again"


def test_the_first_load_goes_to_the_default_model_and_from_that_to_none(qtbot, open_window, settings, engine):
    settings["model"] = "huge/one"
    window = open_window(wait=False)
    qtbot.waitUntil(window.loading.isVisible)
    qtbot.mouseClick(window.loading.cancel, Qt.MouseButton.LeftButton)
    assert window.wait_until_idle(5)
    assert window.microscope.trace.request.model == "multilingual-e5-small"


def test_without_any_model_the_window_waits_for_a_choice(qtbot, settings, engine, monkeypatch):
    monkeypatch.setattr("attnviz.gui.main_window.DEFAULT_MODEL", "huge")
    settings["model"] = "huge"
    app.make_application(settings)
    window = app.make_window(settings, lambda: engine, list)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.loading.isVisible)
    qtbot.mouseClick(window.loading.cancel, Qt.MouseButton.LeftButton)
    assert window.wait_until_idle(5)
    assert window.banner.text() == "No model is loaded. Choose one in the Model menu."
    assert not window.loading.isVisible()
    said = window.heatmap.grab().toImage()
    window.heatmap.set_unloaded(False)
    assert window.heatmap.grab().toImage() != said, "the picture's place says so, too"
    window.heatmap.set_unloaded(True)
    qtbot.keyClicks(window.text_bar.editor, "abc")
    assert window.wait_until_idle(1)
    assert engine.ended == ["huge"], "typing does not begin it anew"
    window.menus.model.chosen.emit("test")
    qtbot.waitUntil(lambda: window.microscope.trace is not None)
    assert window.microscope.trace.tokens.text.endswith("abc")
    assert not window.banner.isVisible()
    window.close()


@pytest.mark.parametrize("model", ["huge", "multilingual-e5-small"])
def test_escape_in_the_first_seconds_leaves_no_empty_window(qtbot, open_window, settings, engine, model, monkeypatch):
    """There is nothing to return to: the load goes on, be it of the default model or of the one of the last time."""
    monkeypatch.setattr("attnviz.gui.main_window.DEFAULT_MODEL", model)
    settings["model"] = "huge"
    window = open_window(wait=False)
    qtbot.waitUntil(window.loading.isVisible)
    qtbot.keyClick(window.text_bar.editor, Qt.Key.Key_Escape)
    qtbot.keyClicks(window.text_bar.editor, "ab")
    assert "Esc" not in window.loading.cancel.toolTip()
    engine.patience.set()
    assert window.wait_until_idle(5)
    trace = window.microscope.trace
    assert (trace.request.model, trace.tokens.text) == ("huge", window.text_bar.text())
    assert not window.banner.isVisible()


def test_escape_ends_the_writing_when_nothing_loads(window):
    assert not window.loading.cancel.isVisible()
    assert window.menus.stop_writing.shortcut().toString() == "Esc"
