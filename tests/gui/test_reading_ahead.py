"""The modules of the views are read while the window rests, one a turn, and none while something is computed."""

from __future__ import annotations

import sys

from attnviz.gui import reading_ahead, registry
from attnviz.gui.reading_ahead import unread


def test_they_are_read_one_by_one_after_the_picture(open_window, engine, monkeypatch, qtbot):
    names, read = ["one", "two", "three"], []
    monkeypatch.setattr(reading_ahead, "BETWEEN", 0)
    monkeypatch.setattr(reading_ahead, "unread", lambda: iter(names))
    monkeypatch.setattr(reading_ahead, "import_module", read.append)
    window = open_window()
    engine.gate.clear()
    window.text_bar.editor.setPlainText("another text")
    monkeypatch.setattr(reading_ahead, "REST", 30)
    window.reading_ahead._turn.start(0)
    qtbot.wait(100)
    assert read == [], "the engine computes"
    engine.gate.set()
    qtbot.waitUntil(lambda: read == names, timeout=5000)
    qtbot.wait(50)
    window.text_bar.editor.setPlainText("a third text")
    assert window.wait_until_idle(10)
    qtbot.wait(100)
    assert read == names, "once is enough"


def test_every_view_is_among_them(monkeypatch):
    for entry in registry.VIEWS:
        monkeypatch.delitem(sys.modules, entry.where.partition(":")[0], raising=False)
    assert {entry.where.partition(":")[0] for entry in registry.VIEWS} <= set(unread())
