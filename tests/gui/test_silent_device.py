"""A device that never answers, or that fails at work: the window lives on, says so, and what takes its place works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shiboken6
from fake_engine import DEVICES, FakeEngine
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from attnviz.compute import trial
from attnviz.compute.notes import AT_WORK
from attnviz.gui import again, app, silence
from attnviz.gui.main_window import MainWindow, language
from attnviz.gui.news import LEFT_BEHIND
from attnviz.gui.silence import Watch
from attnviz.gui.worker import GIVEN_UP, Worker
from attnviz.settings import Settings
from attnviz.trace import TraceRequest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "faults"))

from injector import Injector
from play import folders
from trials import child_as


def engine_threads() -> set[threading.Thread]:
    return {one for one in threading.enumerate() if one.name == "attnviz-engine"}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Watch, "PATIENCE", 0.4)
    monkeypatch.setattr(Watch, "LONGEST", 1e6)  # kernels may have to be built, on a busy machine


@pytest.fixture
def engines() -> list[FakeEngine]:
    """As many as threads will be."""
    return [FakeEngine(), FakeEngine()]


@pytest.fixture
def hanging(qtbot, engines: list[FakeEngine], settings: Settings):
    """The window, whose first engine hangs as soon as something is typed."""
    left = iter(engines)
    app.make_application(settings)
    window = app.make_window(settings, lambda: next(left), lambda: list(DEVICES))
    window.resize(1280, 800)
    window.show()
    assert window.wait_until_idle(10)
    engines[0].gate.clear()
    QTest.keyClicks(window.text_bar.editor, " more")
    qtbot.waitUntil(lambda: window.worker.watch.is_silent)
    yield window
    for engine in engines:
        engine.gate.set()
    window.close()
    for thread in engine_threads():
        thread.join(10)
    shiboken6.delete(window)


def test_a_device_that_does_not_answer_is_said_and_numpy_takes_its_place(
    qtbot, hanging: MainWindow, engines: list[FakeEngine]
) -> None:
    window = hanging
    text, focus = window.text_bar.text(), window.microscope.focus
    assert "has not answered for" in window.banner.text()
    assert window.banner.offer_button.text() == "Use numpy"
    QTest.keyClicks(window.text_bar.editor, " still")  # the editor does
    assert window.text_bar.text() == text + " still"
    assert window.microscope.trace.request.text != text
    window.banner.offer_button.setFocus()
    QTest.keyClick(window.banner.offer_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.microscope.trace.request.text == text + " still")
    assert engines[1].ran[-1].device == "numpy"
    assert window.microscope.focus == focus
    assert window.banner.text() == LEFT_BEHIND
    assert window.banner.offer_button.text() == "Restart attnviz"
    QTest.keyClicks(window.text_bar.editor, "!")
    qtbot.waitUntil(lambda: window.microscope.trace.request.text == text + " still!")
    engines[0].gate.set()  # the old one comes back: it closes its engine and is told to nobody
    qtbot.waitUntil(lambda: engines[0].closed)
    assert window.microscope.trace.request.text == text + " still!"


def test_a_device_that_was_only_slow_is_not_given_up(qtbot, hanging: MainWindow, engines: list[FakeEngine]) -> None:
    window = hanging
    engines[0].gate.set()
    qtbot.waitUntil(lambda: window.microscope.trace.request.text == window.text_bar.text())
    assert window.banner.text() == ""
    assert not engines[1].ran


def test_the_same_device_can_be_tried_once_more(qtbot, hanging: MainWindow, engines: list[FakeEngine]) -> None:
    hanging.menus.device.chosen.emit(hanging.microscope.device)  # its entry in the menu
    qtbot.waitUntil(lambda: len(engines[1].ran) > 0)
    qtbot.waitUntil(lambda: hanging.microscope.trace.request.text == hanging.text_bar.text())
    assert engines[1].ran[-1].device == "auto"


def test_the_sentence_follows_the_language(hanging: MainWindow, qtbot) -> None:
    language().use("ja")
    qtbot.waitUntil(lambda: "has not answered" not in hanging.banner.text())
    assert hanging.banner.offer_button.text() != "Use numpy"


def test_a_window_that_waits_for_a_device_closes_without_it(qtbot, hanging: MainWindow) -> None:
    hanging.close()
    assert not hanging.clean_exit, "the program ends without its engine's thread"


def test_reports_that_only_repeat_are_no_sign_of_life(qtbot, engine: FakeEngine) -> None:
    """A load in a thread of its own is waited for with its last report, again and again."""
    worker = Worker(lambda: engine, list)
    heard: list[int] = []
    worker.watch.silent.connect(heard.append)
    stop = threading.Event()

    def run(request: TraceRequest, progress: Callable[[float, str], None]) -> None:
        while not stop.wait(0.02):
            progress(0.3, "Loading the weights")

    engine.run = run
    worker.ask(TraceRequest(1, "one", "test"))
    qtbot.waitUntil(lambda: len(heard) > 0)
    stop.set()
    assert worker.close(5)


def test_what_was_asked_beside_the_texts_is_told_that_it_was_given_up(qtbot, engines: list[FakeEngine]) -> None:
    earlier = engine_threads()
    left = iter(engines)
    worker = Worker(lambda: next(left), list)
    told: list[object] = []
    worker.tensors_read.connect(told.append)
    engines[0].gate.clear()
    worker.read_tensors(TraceRequest(1, "one", "test"))
    qtbot.waitUntil(lambda: worker.watch.is_silent)
    worker.give_up()
    assert "not waited for any more" in str(told[0])
    with qtbot.waitSignal(worker.traced):
        worker.ask(TraceRequest(2, "two", "test"))
    engines[0].gate.set()
    qtbot.waitUntil(lambda: len(engine_threads() - earlier) == 1)
    assert worker.close(5)


def test_a_lost_device_keeps_text_and_place_in_the_real_window(qtbot, settings: Settings, tmp_path: Path) -> None:
    """The real engine on a device that goes: numpy answers the same key press, and the device is back when asked."""
    from attnviz.engine import Engine

    settings["model"], settings["text"], settings["text_stored"] = folders(tmp_path)[0], "The cat", True
    injector = Injector("lost")
    with injector.installed(), child_as(injector):
        app.make_application(settings)
        window = app.make_window(settings, Engine, list)
        window.show()
        assert window.wait_until_idle(240)  # the kernels may have to be built
        window.microscope.choose_head(1, 1)
        assert window.wait_until_idle(30)
        before = window.microscope.trace
        assert (before.device.key, window.menus.device.again.isVisible()) == ("pocl:0", False)
        injector.at = len(injector.names) + 1
        QTest.keyClicks(window.text_bar.editor, " ran")
        assert window.wait_until_idle(30)
        trace = window.microscope.trace
        assert (trace.request.text, trace.device.key) == ("The cat ran", "numpy")
        assert np.isfinite(trace.heads[1, 1].weights).all()
        assert (window.microscope.focus.head_id, window.microscope.device) == ((1, 1), "auto")
        assert window.banner.text() == AT_WORK["cpu", "failed"]
        assert window.menus.device.again.isVisible()
        injector.kind = "once"  # somebody has put it in again
        window.menus.device.again.trigger()
        qtbot.waitUntil(lambda: window.microscope.trace.device.key == "pocl:0", timeout=30000)
        assert window.banner.text() == ""
        assert window.text_bar.text() == "The cat ran"
        window.close()
        assert window.clean_exit


def test_a_launch_that_never_ends_leaves_the_window_its_keys(
    qtbot, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Really: the engine's thread waits inside the driver, which may not keep Python's lock there."""
    from attnviz.engine import Engine

    settings["model"], settings["text"], settings["text_stored"] = folders(tmp_path)[0], "The cat", True
    injector = Injector("endless")
    with injector.installed(), child_as(injector):
        app.make_application(settings)
        window = app.make_window(settings, Engine, list)
        window.show()
        monkeypatch.setattr(Watch, "PATIENCE", 60.0)
        assert window.wait_until_idle(240)  # the kernels may have to be built
        window.microscope.choose_head(1, 1)
        assert window.wait_until_idle(30)
        injector.at = len(injector.names) + 1
        QTest.keyClicks(window.text_bar.editor, " ran")
        qtbot.waitUntil(lambda: injector.endless is not None, timeout=60000)
        monkeypatch.setattr(Watch, "PATIENCE", 0.4)
        qtbot.waitUntil(lambda: window.worker.watch.is_silent, timeout=20000)
        QTest.keyClicks(window.text_bar.editor, ".")
        assert window.text_bar.text() == "The cat ran."
        assert window.banner.offer_button.text() == "Use numpy"
        monkeypatch.setattr(Watch, "STILL", 1.5)
        qtbot.waitUntil(lambda: window.microscope.trace.request.text == "The cat ran.", timeout=60000)
        monkeypatch.setattr(Watch, "PATIENCE", 60.0)
        trace = window.microscope.trace
        assert (trace.device.key, window.microscope.device, trace.request.device) == ("numpy", "auto", "auto")
        assert window.microscope.focus.head_id == (1, 1)
        assert np.isfinite(trace.heads[1, 1].weights).all()
        assert window.banner.text() == f"{AT_WORK['cpu', 'hung']} {LEFT_BEHIND}"
        assert window.menus.device.again.isVisible()
        assert trial.whole(trial._mark("at risk pocl:0"), 100) == b"%d" % os.getpid(), "tested at the next start"
        injector.endless.end()  # the driver has got over it
        qtbot.waitUntil(lambda: len(engine_threads()) == 1, timeout=30000)
        window.menus.device.again.trigger()
        qtbot.waitUntil(lambda: window.microscope.trace.device.key == "pocl:0", timeout=60000)
        assert (window.banner.text(), window.text_bar.text()) == ("", "The cat ran.")
        window.close()
        assert window.clean_exit


def test_a_device_that_shows_that_it_works_is_waited_for(hanging: MainWindow, engines: list[FakeEngine], qtbot) -> None:
    """A long text may take minutes in one launch."""
    watch = hanging.worker.watch
    heard: list[int] = []
    watch.hangs.connect(heard.append)
    for beat in (1, 2, 3):
        engines[0].beat = beat
        watch._look()
        assert not watch.is_silent
    watch.STILL = 0.5
    qtbot.waitUntil(lambda: len(heard) > 0)
    qtbot.waitUntil(lambda: len(engines[1].ran) > 0)
    assert engines[1].left == ("auto", hanging.microscope.trace.device)
    assert engines[1].ran[-1].device == "auto"
    assert len(heard) == 1


def test_time_in_which_nothing_ran_is_no_silence(
    hanging: MainWindow, engines: list[FakeEngine], qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+Z in a terminal, say: when the process goes on, its device has not had its time."""
    watch, now, heard = hanging.worker.watch, silence.time.monotonic, []
    watch.hangs.connect(heard.append)
    engines[0].beat = 1
    watch._look()
    monkeypatch.setattr(silence.time, "monotonic", lambda: now() + 600)
    watch._look()
    assert heard == []
    engines[0].gate.set()
    qtbot.waitUntil(lambda: hanging.microscope.trace.tokens.text.endswith(" more"))
    assert len(engines[1].ran) == 0


@pytest.mark.parametrize("loaded", [False, True])
def test_a_load_that_hangs_ends_in_what_was_in_use_or_in_numpy(qtbot, settings: Settings, loaded: bool) -> None:
    engines = [FakeEngine(), FakeEngine()]
    left = iter(engines)
    app.make_application(settings)
    window = app.make_window(settings, lambda: next(left), lambda: list(DEVICES))
    window.worker.watch.LONGEST = 1.0
    if loaded:
        window.show()
        assert window.wait_until_idle(10)
    engines[0].gate.clear()
    if loaded:
        window.menus.device.chosen.emit("pocl:0")
    else:
        window.show()
    qtbot.waitUntil(lambda: len(engines[1].ran) > 0, timeout=10000)
    assert engines[1].ran[-1].device == ("auto" if loaded else "numpy")
    assert window.wait_until_idle(10)
    assert window.banner.text() == f"{GIVEN_UP} {LEFT_BEHIND}"
    engines[0].gate.set()
    assert window.wait_until_idle(10)
    window.close()


def test_a_restart_keeps_text_and_place_and_asks_all_drivers_again(
    qtbot, hanging: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Really: the command that it starts tells what it finds."""
    window, told = hanging, tmp_path / "told.json"
    for name in trial._NAMED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OCL_ICD_VENDORS", "/of/the/user")
    monkeypatch.setattr(trial, "_named_before", {})
    assert trial.leave_drivers_out()
    window.banner.offer_button.click()
    qtbot.waitUntil(lambda: window.banner.text() == LEFT_BEHIND)
    tells = (
        "import json, os, pathlib, sys; said = [sys.stdin.read(), os.environ['OCL_ICD_VENDORS']]\n"
        "pathlib.Path(sys.argv[1]).write_text(json.dumps(said))"
    )
    line = again.command_line
    lines: list[tuple[list[str], str | None]] = []

    def command_line(of: MainWindow) -> tuple[list[str], str | None]:
        lines.append(line(of))
        return [sys.executable, "-c", tells, str(told)], lines[-1][1]

    monkeypatch.setattr(again, "command_line", command_line)
    exits: list[int] = []
    children: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen
    monkeypatch.setattr(again.subprocess, "Popen", lambda *a, **k: children.append(real(*a, **k)) or children[0])
    monkeypatch.setattr(again.QApplication, "exit", exits.append)
    text = window.text_bar.text()
    window.banner.offer_button.setFocus()
    QTest.keyClick(window.banner.offer_button, Qt.Key.Key_Space)
    assert exits == [0]
    assert lines == [([sys.executable, "-P", "-m", "attnviz"], None)]
    assert Settings(window.settings.path)["text"] == text, "it is on the disk before the other one starts"
    assert children[0].wait(30) == 0
    assert json.loads(told.read_text()) == ["", "/of/the/user"]


def test_a_restart_hands_over_what_could_not_be_kept(
    qtbot, hanging: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = hanging
    window.session.unsaved.emit(OSError(28, "full"))
    monkeypatch.setattr(window.session, "_said", True)
    command, text = again.command_line(window)
    scope = window.microscope
    assert command[4:] == ["--model", scope.model, "--device", scope.device, "--text", "-"]
    assert text == window.text_bar.text()


def test_a_restart_that_cannot_be_made_changes_nothing(
    qtbot, hanging: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = hanging

    def refuse(*_: object, **__: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    with monkeypatch.context() as patch:
        patch.setattr(again.subprocess, "Popen", refuse)
        window.banner.offer_button.click()
        qtbot.waitUntil(lambda: window.banner.text() == LEFT_BEHIND)
        window.banner.offer_button.click()
    assert "could not be started anew (Resource temporarily unavailable)" in window.banner.text()
    QTest.keyClicks(window.text_bar.editor, "!")
    qtbot.waitUntil(lambda: window.microscope.trace.request.text == window.text_bar.text())
