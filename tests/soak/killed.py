"""Nothing lost: the real window is killed (SIGKILL) at random moments while it is used, again and again.

    python tests/soak/killed.py --count 200 [--seed 0] [--real 20] [--disk 1.5]

Each run starts where the last one was killed, with the same folders. Someone types, saves sessions, exports, changes
preferences, counts hands, makes and films lectures by real key events (``killed_driver.py``). Half of the kills come at
any moment, also while the window starts; the other half within milliseconds of a file being begun. After each kill all
files are opened (``killed_checks.py``), and the next start must show what stood there, and say nothing.

Most runs have the tests' engine, which answers at once; ``--real`` of them the real one with the default model.
``--disk``: seconds that each file takes until it is on the disk; what was typed must not wait for that.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import random
import select
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / "gui"), str(TESTS / "soak")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from killed_checks import FAILED, SECOND, Log, age_of_oldest_loss, bad_files, leftovers, waited  # noqa: E402
from killed_driver import STARTING, drive  # noqa: E402  (here, so that each child begins with all modules read)

KEPT = ("text", "language", "theme", "options", "answers", "session", "deck")
"""What the settings and the draft of a lecture must hold, at most a second old"""
COME_BACK = (*KEPT, "open", "head")
"""What the next start must show as it was kept"""
IN_CREATE = 0x100


class Soak:
    """One home, and what was found in it after each kill."""

    def __init__(self, home: Path, seed: int, disk: float = 0.0) -> None:
        self.home, self.random, self.disk = home, random.Random(seed), disk
        self.files = home / "my files 日本"
        self.notes = home / "cache" / "attnviz" / "unfinished"
        for folder in (self.files, home / "config", self.notes):
            folder.mkdir(parents=True)
        self.digests: dict[str, str] = {}
        self.last: tuple[Log, float] | None = None  # of the run before, and when it was killed
        self.old_leftovers: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.losses: list[float] = []
        self.wrong: list[str] = []

    def build_kernels(self) -> None:
        """A first start that is left alone, so that the kills do not all come while kernels are built."""
        self._run(0, real=True, in_write=False, starting=False, first=self.home / "cache" / "attnviz" / "kernels")

    def one(self, number: int, real: bool) -> None:
        """Start, check what comes back, let it work, kill it, look at the files."""
        in_write = self.random.random() < 0.5
        starting = not in_write and self.random.random() < 0.1
        before = self.last
        log, killed, complaint = self._run(number, real, in_write, starting)
        kind = "while a file is written" if in_write else "while it starts" if log.shown() is None else "at any moment"
        self.counts[f"killed {kind}"] += 1
        self.counts[f"under way: {log.under_way()}"] += 1
        problems = [f"it said: {complaint}"] if complaint else []
        problems += self._check_start(log)
        problems += bad_files(log, self.home, self.digests)
        problems += self._check_leftovers(log, killed)
        if log.shown() is not None:
            self.last = log, killed
        for problem in problems:
            self.wrong.append(f"{number}: {problem}")
            print(f"{FAILED} {number} ({log.under_way()}): {problem}", flush=True)
        if problems and before is not None:
            print("    before: " + before[0].tail(before[1]) + "\n    now: " + log.tail(killed), flush=True)

    # --- the run

    def _run(
        self, number: int, real: bool, in_write: bool, starting: bool, first: Path | None = None
    ) -> tuple[Log, float, str]:
        """``first``: a folder that must have come before the kill."""
        reading, writing = os.pipe()
        errors = self.home.parent / f"{self.home.name}-errors"
        child = os.fork()
        if child == 0:
            os.close(reading)
            said = os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(said, 2)
            folders = {"HOME": "", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache", "XDG_DATA_HOME": "data"}
            os.environ.update({name: str(self.home / below) for name, below in folders.items()})
            try:
                drive(self.files, writing, number, real, self.disk)
            finally:
                import traceback

                traceback.print_exc()
                os._exit(1)
        os.close(writing)
        with os.fdopen(reading, "rb", buffering=0) as pipe:
            log, killed = self._watch(child, pipe, in_write, starting, first)
        said = errors.read_text("utf-8", "replace")
        lines = [line for line in said.splitlines() if "does not support" not in line and line.strip()]
        return log, killed, " / ".join(lines[-6:])

    def _watch(self, child: int, pipe: Any, in_write: bool, starting: bool, first: Path | None) -> tuple[Log, float]:
        """Read what it does until the moment has come."""
        log, buffer, watch = Log(), b"", _watch_folder(self.notes) if in_write else None
        moment: float | None = time.monotonic() + self.random.uniform(0, 4) if starting else None
        now = time.monotonic()
        end = now + STARTING
        while True:
            before, now = now, time.monotonic()
            if now - before > 1:  # no turn takes so long: this process, and with it the other one, stood still
                log.held.append((now, now - before))
            if (moment is not None and now >= moment) or now > end:
                break
            inputs = [pipe] + ([watch] if watch is not None and moment is not None and log.shown() else [])
            ready, _, _ = select.select(inputs, [], [], min(0.2, max(0.0, (moment or end) - now)))
            if pipe in ready:
                piece = os.read(pipe.fileno(), 1 << 16)
                if not piece:
                    break  # it ended by itself
                *lines, buffer = (buffer + piece).split(b"\n")
                log.records += map(json.loads, lines)
                if moment is None and log.shown() and (first is None or first.exists()):
                    moment = now + self.random.uniform(0.05, 4) + (20 if in_write else 0)
                    wake = now + self.random.uniform(0.05, 3)
            if watch is not None and watch in ready:
                os.read(watch, 1 << 16)
                if now >= wake:
                    time.sleep(self.random.choice([0, 0, 0.0005, 0.001, 0.002, 0.005, 0.02]))
                    break
        killed = time.monotonic()
        log.waited = waited(child)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while piece := os.read(pipe.fileno(), 1 << 16):
            buffer += piece
        log.records += [json.loads(line) for line in buffer.split(b"\n")[:-1]]
        if watch is not None:
            os.close(watch)
        return log, killed

    # --- what was found

    def _check_start(self, log: Log) -> list[str]:
        """What this start showed, beside what the run before left."""
        shown = log.shown()
        if shown is None or self.last is None:
            return []
        before, killed = self.last
        problems = [f"the start said: {shown['banner']}"] if shown["banner"] else []
        if not shown["focused"]:
            problems.append("the sentence has not the focus")
        for name in KEPT:
            age = age_of_oldest_loss(before, killed, name, shown["state"][name])
            if age is None:
                problems.append(f"{name} is none that there was: {shown['state'][name]!r}")
            elif age > SECOND:
                problems.append(f"{name}: what is {age:.2f} s old is missing")
            if name == "text" and age is not None:
                self.losses.append(age)
        for name in set(COME_BACK) - set(KEPT):
            seen = [state[name] for at, state in before.states() if at <= killed][-40:]
            if shown["state"][name] not in seen:
                problems.append(f"{name} is none that there was lately: {shown['state'][name]!r}")
        self.counts["starts that showed all as it was"] += not problems
        self.counts["starts after a kill"] += 1
        return problems

    def _check_leftovers(self, log: Log, killed: float) -> list[str]:
        """Those of earlier kills have gone once this run has written a file."""
        now = leftovers(self.home)
        self.counts["kills that left an unfinished file"] += bool(now - self.old_leftovers)
        wrote = log.shown() is not None and killed - log.shown()["at"] > 2
        stale = now & self.old_leftovers if wrote else set()
        self.old_leftovers = now
        return [f"still there from an earlier kill: {sorted(stale)}"] if stale else []

    def table(self) -> str:
        lines = [f"{count:6}  {what}" for what, count in sorted(self.counts.items())]
        losses = sorted(self.losses) or [0.0]
        lines.append(f"{losses[len(losses) // 2]:6.2f}  s of typing missing, median")
        lines.append(f"{losses[-1]:6.2f}  s of typing missing, most")
        lines.append(f"{len(self.digests):6}  files written by hand, {len(leftovers(self.home))} unfinished at the end")
        lines.append(f"{len(self.wrong):6}  problems")
        return "\n".join(lines)


def _watch_folder(folder: Path) -> int:
    """A handle that can be read once a file is made in a folder (inotify)."""
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.inotify_init()
    if libc.inotify_add_watch(handle, os.fsencode(folder), IN_CREATE) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return handle


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=200, help="kills in all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--real", type=int, default=20, help="so many of them with the real engine")
    parser.add_argument("--disk", type=float, default=0.0, help="seconds that it takes to confirm a file")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="attnviz-killed-") as folder:
        soak = Soak(Path(folder, "home"), given.seed, given.disk)
        every = given.count // given.real if given.real else given.count + 1
        if given.real:
            soak.build_kernels()
        for number in range(given.count):
            real = number % every == every - 1
            soak.counts["kills with the real engine" if real else "kills with the tests' engine"] += 1
            soak.one(given.seed * 100_000 + number, real)
            if number % 20 == 19:
                print(f"    {number + 1} kills, {len(soak.wrong)} problems", flush=True)
        print(soak.table())
    return 1 if soak.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
