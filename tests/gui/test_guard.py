"""A window that does not answer, since something keeps Python's lock: another process sees it, and offers a restart."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from attnviz.compute import trial
from attnviz.gui import guard, guard_child, stuck
from attnviz.gui.guard import CHILD, Guard
from attnviz.gui.stuck import Stuck

KEEPS_THE_LOCK = "import ctypes; ctypes.PyDLL(None).sleep(600)"
COMPUTES = "while True: pass"
SLEEPS = "import time; time.sleep(600)"
TELLS = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).write_text(' '.join(sys.argv[2:])); time.sleep(600)"


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Processes that end with the test."""
    children: list[subprocess.Popen[bytes]] = []

    def begin(*command: str) -> subprocess.Popen[bytes]:
        children.append(subprocess.Popen([sys.executable, *command], stdin=subprocess.PIPE, bufsize=0))
        return children[-1]

    yield begin
    for child in children:
        child.stdin.close()
        child.kill()
        child.wait()


def until(holds: Callable[[], bool], seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell what a thread waits for")


@linux
@pytest.mark.parametrize("program", [KEEPS_THE_LOCK, SLEEPS])
def test_a_window_that_beats_no_more_is_told_of_till_it_beats_again(tmp_path: Path, start, program: str) -> None:
    told = tmp_path / "told"
    window = start("-c", program)
    child = start(str(CHILD), str(window.pid), "0.2", sys.executable, "-c", TELLS, str(told))
    child.stdin.write(b"pocl:0\npocl:1\n")
    assert until(lambda: told.exists() and told.read_text() != "")
    assert told.read_text() == f"{window.pid} pocl:1"
    offers = [int(one) for one in Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()]
    assert alive(offers[0])
    child.stdin.write(b"pocl:1\n")
    assert until(lambda: not alive(offers[0])), "the window answers again"
    child.stdin.close()
    assert child.wait(60) == 0


@linux
def test_a_window_that_computes_or_that_somebody_has_stopped_is_not_told_of(
    start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard_child, "LOOK", 0.4)
    monkeypatch.setattr(guard_child, "BUSY", 0.12)
    sleeps, computes = start("-c", SLEEPS), start("-c", COMPUTES)
    assert until(lambda: guard_child.waits(sleeps.pid)), "it has been read by then"
    assert not guard_child.waits(computes.pid)
    os.kill(sleeps.pid, signal.SIGSTOP)
    assert until(lambda: not guard_child.waits(sleeps.pid))
    assert not guard_child.waits(2**22 + 1), "there is no such process"


@pytest.fixture
def window(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.microscope = SimpleNamespace(trace=SimpleNamespace(device=SimpleNamespace(key="pocl:0")))
    return made


@linux
def test_the_window_beats_and_is_looked_at_till_it_ends(
    qtbot, window: QWidget, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Guard, "DELAY", 0)
    monkeypatch.setattr(Guard, "BEAT", 20)
    heard = tmp_path / "heard"
    listens = tmp_path / "child.py"
    listens.write_text(f"import sys; open({str(heard)!r}, 'w').write(''.join(sys.stdin))")
    monkeypatch.setattr(guard, "CHILD", listens)
    watched = Guard(window)
    qtbot.waitUntil(lambda: watched._child is not None)
    child = watched._child
    qtbot.wait(200)
    watched.end()
    assert child.returncode == 0
    assert set(heard.read_text().split()) == {"pocl:0"}
    watched.end()


@linux
def test_a_guard_that_ends_or_cannot_begin_costs_the_window_nothing(
    qtbot, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Guard, "DELAY", 0)
    monkeypatch.setattr(Guard, "BEAT", 20)
    watched = Guard(window)
    qtbot.waitUntil(lambda: watched._child is not None)
    watched._child.kill()
    qtbot.waitUntil(lambda: watched._child is None)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(11, "no process is left")

    monkeypatch.setattr(guard.subprocess, "Popen", refuse)
    refused = Guard(window)
    qtbot.wait(100)
    assert refused._child is None
    refused.end()


def test_a_key_that_was_meant_for_the_window_restarts_nothing(qtbot) -> None:
    for key, named in ((Qt.Key.Key_Return, "wait"), (Qt.Key.Key_Escape, "wait"), (Qt.Key.Key_Tab, "restart")):
        box = Stuck()
        qtbot.addWidget(box)
        box.show()
        QTest.keyClick(box, key)
        if key == Qt.Key.Key_Tab:
            QTest.keyClick(box.focusWidget() or box, Qt.Key.Key_Space)
        assert box.clickedButton() is getattr(box, named)
        assert "Your text and place are saved" in box.text()


def test_a_restart_begins_before_the_other_one_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose guard ends this process as soon as it sees that."""
    did: list[object] = []
    monkeypatch.setattr(stuck.subprocess, "Popen", lambda command, **_: did.append(command[1:]))
    monkeypatch.setattr(stuck.os, "kill", lambda *given: did.append(given))
    stuck.replace(4321, "test:0")
    assert did == [["-P", "-m", "attnviz"], (4321, signal.SIGKILL)]
    assert trial.whole(trial._mark("at risk test:0"), 100) == b"4321"
    trial.forget("at risk test:0")
