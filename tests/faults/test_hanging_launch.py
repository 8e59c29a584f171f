"""A launch that never ends, in a process of its own: it must end all the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def started(*arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    program = [sys.executable, str(HERE / "hanging.py"), *arguments]
    return subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("way", ["command", "window", "signal"])
def test_a_process_whose_device_hangs_can_be_ended(models: tuple[str, str], way: str) -> None:
    """By Ctrl+C in a command, by its close button, and by the session's end: within seconds, without a kill."""
    child = started("command" if way == "command" else "window", models[0], "close" if way == "window" else "")
    assert child.stdout is not None
    assert child.stdout.readline() == "hangs\n", child.communicate()
    if way != "window":
        child.send_signal(signal.SIGINT if way == "command" else signal.SIGTERM)
    try:
        _, errors = child.communicate(timeout=60)
    finally:
        child.kill()
    assert child.returncode == {"command": 130, "window": 0, "signal": 143}[way], errors
    assert "Traceback" not in errors
