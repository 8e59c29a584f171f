"""What a start does before Qt is read: the settings to open with, and the engine that loads meanwhile."""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import threading

import pytest
from fake_engine import FakeEngine

from attnviz import __main__ as program
from attnviz.errors import UserError
from attnviz.gui import app, opening
from attnviz.gui.opening import HeadStart, open_settings
from attnviz.settings import Settings
from attnviz.trace import TraceRequest


def request(model: str = "test", device: str = "auto") -> TraceRequest:
    return TraceRequest(1, "one two", model, device)


def given(**values: str) -> argparse.Namespace:
    return argparse.Namespace(**{"text": None, "model": None, "device": None, "lang": None, "theme": None, **values})


def test_the_command_line_goes_before_what_is_stored(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    stored = Settings()
    stored["model"], stored["theme"] = "all-MiniLM-L6-v2", "dark"
    stored.save()
    settings = open_settings(given(text="Hi", device="numpy", lang="ja"))
    chosen = [settings[name] for name in ("text", "model", "device", "language", "theme")]
    assert chosen == ["Hi", "all-MiniLM-L6-v2", "numpy", "ja", "dark"]


def test_it_loads_before_anybody_asks_and_each_run_after_that(engine: FakeEngine):
    start = HeadStart("test", "auto", lambda: engine)
    trace = start.run(request())
    assert trace.request.text == "one two"
    assert [(ran.model, ran.device, ran.text) for ran in engine.ran] == [
        ("test", "auto", ""),
        ("test", "auto", "one two"),
    ]
    assert threading.get_ident() in engine.threads
    assert len(engine.threads) == 2
    start.close()
    assert engine.closed


def test_whoever_waits_hears_how_far_it_is(engine: FakeEngine):
    engine.progress = [(0.25, "Reading")]
    engine.gate.clear()
    start = HeadStart("test", "auto", lambda: engine)
    heard: list[tuple[float, str]] = []

    def progress(share: float, what: str) -> None:
        heard.append((share, what))
        engine.gate.set()

    start.run(request(), progress)
    assert heard[0] == (0.25, "Reading")
    start.close()


def test_another_model_does_not_wait_for_the_first_to_be_whole():
    """The load ends where it next tells how far it is, and the engine is free for what is wanted now."""
    told, wanted = threading.Event(), threading.Event()

    class Slow(FakeEngine):
        def run(self, asked, progress=None):
            if asked.model == "first":
                told.set()
                assert wanted.wait(10)
                progress(0.5, "Reading")
                raise AssertionError("an unwanted load went on")
            return super().run(asked, progress)

    engine = Slow()
    start = HeadStart("first", "auto", lambda: engine)
    assert told.wait(10)
    asking = threading.Thread(target=start.run, args=(request("second"),))
    asking.start()
    while not start._loading._unwanted:
        asking.join(0.001)
    wanted.set()
    asking.join(10)
    assert [ran.model for ran in engine.ran] == ["second"]
    start.close()


def test_an_error_of_the_load_is_told_by_the_run(engine: FakeEngine):
    engine.broken["gone"] = UserError("gone")
    start = HeadStart("gone", "auto", lambda: engine)
    with pytest.raises(UserError, match="gone"):
        start.run(request("gone"))
    assert start.run(request("test")).model.id == "test"
    start.close()


def test_an_engine_that_cannot_be_made_is_told_by_the_run():
    def broken() -> FakeEngine:
        raise OSError("no driver")

    start = HeadStart("test", "auto", broken)
    with pytest.raises(OSError, match="no driver"):
        start.run(request())
    start.close()


def test_nothing_of_qt_is_read_before_the_engine_has_begun():
    code = "import sys, attnviz.gui.opening; print(*(name for name in sys.modules if 'PySide6' in name))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""


def test_the_window_is_made_without_the_lessons():
    code = "import sys, attnviz.gui.main_window; print(*(name for name in sys.modules if 'attnviz.lessons' in name))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""


def test_whoever_will_not_wait_is_free_at_once(engine: FakeEngine):
    """As the window's Cancel does in the very first load."""

    class Stop(Exception):
        pass

    def stop(share: float, what: str) -> None:
        raise Stop

    engine.progress = [(0.25, "Reading")]
    engine.gate.clear()
    start = HeadStart("first", "auto", lambda: engine)
    with pytest.raises(Stop):
        start.run(request("first"), stop)
    assert start._loading.running, "the load itself ends later"
    engine.gate.set()
    assert start.run(request("second")).model.id == "second"
    start.close()


def test_where_no_window_opens_the_driver_is_not_left_in_the_middle(engine: FakeEngine, monkeypatch, capsys, settings):
    """A process that ends while a driver starts its threads is aborted by C++ after all that it had to say."""
    engine.gate.clear()
    begun: list[HeadStart] = []

    def head_start(*given: str) -> HeadStart:
        begun.append(HeadStart(*given, lambda: engine))
        return begun[0]

    def no_font(*given: object) -> int:
        threading.Timer(0.3, engine.gate.set).start()
        raise UserError("There is no font here.")

    monkeypatch.setattr(opening, "HeadStart", head_start)
    monkeypatch.setattr(opening, "open_settings", lambda *given: settings)
    monkeypatch.setattr(app, "run", no_font)
    assert program.main([]) == 1
    assert capsys.readouterr().err == "attnviz: There is no font here.\n"
    assert engine.gate.is_set()
    assert not begun[0]._loading.running
    gc.enable()
