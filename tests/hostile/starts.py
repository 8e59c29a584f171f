"""Starts the program in a child process with trouble around it, and says how it ended: see ``typist.py``."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TYPIST = Path(__file__).with_name("typist.py")
ROOT = TYPIST.parent.parent.parent
QUICK = ("--model", "all-MiniLM-L6-v2", "--device", "numpy")
TEXT = "Taro ate the cake."
SECONDS = 300.0


@dataclass(frozen=True)
class Ended:
    """How a start ended.

    Attributes:
        code: exit code, negative for a signal; None when it had to be killed.
        told: what the window said; None when there was no window.
        errors: stderr.
    """

    code: int | None
    told: Mapping[str, Any] | None
    errors: str

    @property
    def works(self) -> bool:
        """The picture followed what was typed, and the program ended well, without a traceback."""
        told = self.told
        return bool(told) and told["traced"] == told["text"] == f"{TEXT} ok" and self.code == 0 and self.quiet

    @property
    def quiet(self) -> bool:
        return "Traceback" not in self.errors

    @property
    def refuses(self) -> bool:
        """No window, but a sentence of the program's own and the exit code that says so."""
        lines = self.errors.strip().splitlines()
        return self.told is None and self.code == 1 and self.quiet and any(line[:9] == "attnviz: " for line in lines)


def _environment(home: Path, more: Mapping[str, str | None]) -> dict[str, str]:
    places = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "CACHE", "DATA")}
    given = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(home), **places, **more}
    return {name: value for name, value in given.items() if value is not None}


class Start:
    """A window in a child process, as soon as it is made."""

    def __init__(
        self,
        home: Path,
        arguments: Sequence[str] = (*QUICK, "--text", TEXT),
        environment: Mapping[str, str | None] | None = None,
        within: Sequence[str] = (),
        before: Callable[[], object] | None = None,
    ) -> None:
        """
        Args:
            home: what HOME, and the XDG folders in it, are set to.
            environment: what else is set, or, with None, unset.
            within: a command that the program is started by.
            before: called in the child.
        """
        self._read, write = os.pipe()
        self._child = subprocess.Popen(
            [*within, sys.executable, str(TYPIST), str(write), *arguments],
            env=_environment(home, environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=(write,),
            preexec_fn=before,
        )
        os.close(write)

    def wait_until_typed(self) -> Mapping[str, Any]:
        """What the window tells: with TYPIST=stay, before it is closed."""
        with os.fdopen(self._read, "rb") as told:
            return json.loads(told.readline())

    def send(self, number: signal.Signals) -> None:
        self._child.send_signal(number)

    def end(self, told: Mapping[str, Any] | None = None) -> Ended:
        """Wait for the end; ``told`` is what ``wait_until_typed`` has read."""
        try:
            _, errors = self._child.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            _, errors = self._child.communicate()
            return Ended(None, told, errors.decode(errors="replace"))
        if told is None:
            with os.fdopen(self._read, "rb") as file:
                lines = file.read().splitlines()
            told = json.loads(lines[-1]) if lines else None
        return Ended(self._child.returncode, told, errors.decode(errors="replace"))


def started(home: Path, **how: Any) -> Ended:
    """Start, type, close."""
    return Start(home, **how).end()


def commanded(
    home: Path,
    arguments: Sequence[str],
    environment: Mapping[str, str | None] | None = None,
    within: Sequence[str] = (),
    before: Callable[[], object] | None = None,
) -> Ended:
    """Run a command of the program's in the same way."""
    try:
        done = subprocess.run(
            [*within, sys.executable, "-m", "attnviz", *arguments],
            env=_environment(home, environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            preexec_fn=before,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as hangs:
        return Ended(None, None, (hangs.stderr or b"").decode(errors="replace"))
    return Ended(done.returncode, None, done.stderr.decode(errors="replace"))


@cache
def can_unshare(*options: str) -> bool:
    """Whether this user may make namespaces: a container may forbid it."""
    try:
        return not subprocess.run(["unshare", *options, "true"], capture_output=True).returncode
    except OSError:
        return False
