"""The modules of the views are read while the window rests, one a turn, and none while something is computed."""

from __future__ import annotations

import subprocess
import sys

from attnviz.gui import reading_ahead


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


def test_every_view_is_among_them_and_reads_no_more_than_itself():
    code = (
        "import sys, attnviz.gui.main_window\n"
        "from attnviz.gui import registry\n"
        "from attnviz.gui.reading_ahead import unread\n"
        "from importlib import import_module\n"
        "for name in unread():\n"
        "    before = {one for one in sys.modules if one.startswith('attnviz.')}\n"
        "    import_module(name)\n"
        "    after = {one for one in sys.modules if one.startswith('attnviz.')} - before\n"
        "    assert len(after - {name, name.rpartition('.')[0]}) <= 2, (name, after)\n"
        "assert all(entry.where.partition(':')[0] in sys.modules for entry in registry.VIEWS)\n"
        "from attnviz.gui.labs.panels import panel_modules\n"
        "assert set(panel_modules()) <= set(sys.modules), 'the laboratory lists them as it opens'\n"
        "assert 'pyqtgraph' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
