"""A window just opened, in a process of its own, that types the same keys in turns with one in long use.

A machine that others use is a fifth quicker in one minute than in the next, so what a key cost an hour ago says little
about what long use does to it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from fingers import Latency

TURNS = 5

Replay = Callable[[int], Latency]
"""keys to type -> how long each took"""


class Fresh:
    """The window just opened.

    Raises:
        RuntimeError: when its process has ended.
    """

    def __init__(self, arguments: list[str]) -> None:
        command = [sys.executable, str(Path(__file__).parent / "long_use.py"), "--serve", *arguments]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.replay(1)  # waits until everything was used once; not measured

    def __enter__(self) -> Fresh:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._process.communicate()

    def replay(self, keys: int) -> Latency:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{keys}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the window beside has ended with {self._process.wait()}")
        return Latency(**json.loads(line))


def serve(replay: Replay) -> None:
    """What the process of ``Fresh`` does: so many keys for each line that comes in."""
    for line in sys.stdin:
        print(json.dumps(vars(replay(int(line)))), flush=True)


def in_turns(used: Replay, fresh: Replay, keys: int) -> tuple[Latency, Latency]:
    """So many keys of each, ``TURNS`` times one after the other."""
    both = Latency(), Latency()
    for _ in range(TURNS):
        for total, replay in zip(both, (used, fresh), strict=True):
            turn = replay(keys // TURNS)
            total.wall += turn.wall
            total.processor += turn.processor
    return both
