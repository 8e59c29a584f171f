"""One side of a comparison: reads requests from stdin, a JSON object a line, and answers each with one on stdout.

    python serving.py MODULE_OR_FILE

The module's ``ACTIONS`` maps names to functions. One that prepares work returns ``(answer, job)``; ``job(turn, count)``
does that work ``count`` times and waits for its end; it may return the milliseconds that it counted itself. The action
"time", which is the same for every side, then measures it. This file is also run by the Python that holds the peers,
which may be another one and need not have attnviz: only the standard library is imported here.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import sys
import time
from pathlib import Path
from typing import Any


def actions_of(name: str) -> dict[str, Any]:
    """The table of a module, or of a file where its package cannot be imported."""
    if name.endswith(".py"):
        return dict(runpy.run_path(name)["ACTIONS"])
    return dict(importlib.import_module(name).ACTIONS)


class Server:
    """Answers requests; remembers the job that was prepared last."""

    def __init__(self, actions: dict[str, Any]) -> None:
        self.actions = {"time": self.time, **actions}
        self._rest = actions.get("rest", time.sleep)
        self._job: Any = None

    def time(self, turn: int, count: int = 1, pause: float = 0.0, warm: int = 0) -> float:
        """Milliseconds that one run of the job takes.

        Args:
            turn: which of its inputs the job takes.
            count: runs in a row, for work that is short against the clock and one wait.
            pause: seconds of idling before, as between two key presses.
            warm: runs just before that are not measured.
        """
        if self._job is None:
            raise RuntimeError("nothing is prepared")
        self._rest(pause)
        if warm:
            self._job(turn, warm)
        gc.disable()  # as ``timeit`` does on every side, and our window: which run it would fall into is chance
        try:
            start = time.perf_counter()
            own = self._job(turn, count)
            took = time.perf_counter() - start
        finally:
            gc.enable()
        return (own if own is not None else took * 1e3) / count

    def answer(self, line: str) -> str:
        """The answer to one request; what went wrong in an action is an answer too."""
        try:
            request = json.loads(line)
            result = self.actions[request.pop("do")](**request)
            if isinstance(result, tuple):
                result, self._job = result
            return json.dumps({"ok": result})
        except Exception as error:
            return json.dumps({"error": " ".join(f"{type(error).__name__}: {error}".split())[:300]})


def main(name: str) -> None:
    # libraries print what they like: it must not get among the answers
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    folder = str(Path(__file__).resolve().parent)
    sys.path[:] = [entry for entry in sys.path if entry != folder]  # the neighbours of this file are no packages
    server = Server(actions_of(name))
    for line in sys.stdin:
        answers.write(server.answer(line) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
