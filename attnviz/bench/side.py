"""This end of a side: starts its process, asks, and survives its death."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import attnviz

HERE = Path(__file__).resolve().parent
ANSWER_SECONDS = 300.0


class SideError(Exception):
    """A side could not do what it was asked; the others go on."""


def environment(**changes: str) -> dict[str, str]:
    """For a child that must find this very package, wherever this process found it."""
    home = str(Path(attnviz.__file__).parent.parent)
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **changes}


def our_command(module: str) -> list[str]:
    """Serve a module of attnviz."""
    return [sys.executable, "-P", "-m", "attnviz.bench.serving", module]


def peer_command(python: str, file: str) -> list[str]:
    """Serve a file of this folder with the Python that has the peers."""
    return [python, str(HERE / "serving.py"), str(HERE / file)]


class Side:
    """A process that serves actions. A context manager: leaving it ends the process."""

    def __init__(self, name: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        """Start it.

        Raises:
            SideError: there is no such program.
        """
        self.name = name
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        try:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                text=True,
                encoding="utf-8",
                env=env,
            )
        except OSError as error:
            self._errors.close()
            raise SideError(f"{name}: {command[0]} cannot be run ({error.strerror})") from error

    def ask(self, action: str, seconds: float = ANSWER_SECONDS, **arguments: object) -> Any:
        """Have an action done and return its answer.

        Raises:
            SideError: the action failed, or the process ended or took longer than ``seconds``.
        """
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        watch = threading.Timer(seconds, self._child.kill)
        watch.start()
        try:
            self._child.stdin.write(json.dumps({"do": action, **arguments}) + "\n")
            self._child.stdin.flush()
            line = self._child.stdout.readline()
        except OSError:  # it has closed its end
            line = ""
        finally:
            watch.cancel()
        if not line:
            raise SideError(f"{self.name}: its process ended ({self._last_words()})")
        answer = json.loads(line)
        if "error" in answer:
            raise SideError(f"{self.name}: {answer['error']}")
        return answer["ok"]

    def close(self) -> None:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        with contextlib.suppress(OSError):  # what was written to a dead process cannot be flushed
            self._child.stdin.close()
        try:
            self._child.wait(10)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._child.stdout.close()
        self._errors.close()

    def _last_words(self) -> str:
        try:
            code: object = self._child.wait(5)
        except subprocess.TimeoutExpired:
            code = "unknown"
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1].strip()[:200] if lines else f"exit code {code}"

    def __enter__(self) -> Side:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trail: TracebackType | None
    ) -> None:
        self.close()
