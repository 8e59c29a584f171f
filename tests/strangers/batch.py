"""A process that opens a row of damaged files of one kind under guard, and tells of each what became of it.

    python batch.py KIND FIRST COUNT FOLDER

writes a line of JSON for each seed when it begins and another when it ends. What kills it, kills it alone: ``watched``
starts such processes, notes the seed that one died of, and goes on with the next.
"""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import select
import signal
import stat
import subprocess
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TESTS = HERE.parent
MEMORY = 300 << 20
"""bytes beyond the file's size"""
SECONDS = 5
"""of the processor's time, so that a busy machine is no failure"""
SILENCE = 120
"""seconds without a word: whoever waits for something that never comes uses no processor"""


@dataclass(frozen=True)
class Answer:
    """What became of one file: "opened", "refused", or what went wrong."""

    seed: int
    what: str
    said: str = ""

    @property
    def good(self) -> bool:
        return self.what in ("opened", "refused")


def watched(kind: str, first: int, count: int, folder: Path) -> Iterator[Answer]:
    """Open the files of these seeds, in as many processes as it takes."""
    seed, end = first, first + count
    while seed < end:
        before = seed
        for answer in _one_process(kind, seed, end - seed, folder):
            yield answer
            seed = answer.seed + 1
        if seed == before:  # it has not come to the first file
            yield Answer(seed, "no sound file opens", (folder / "stderr").read_text("utf-8", "replace")[-2000:])
            return


def _one_process(kind: str, first: int, count: int, folder: Path) -> Iterator[Answer]:
    command = [sys.executable, str(HERE / "batch.py"), kind, str(first), str(count), str(folder)]
    environment = {
        **os.environ, "MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RUST_BACKTRACE":
        "0", "TOKENIZERS_PARALLELISM": "false", "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)]),
        "ATTNVIZ_TEST_TOKEN": "0",
    }  # fmt: skip
    errors = folder / "stderr"
    with (
        errors.open("wb") as heard,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=heard, env=environment, cwd=folder) as child,
    ):
        begun, lines = first, b""
        assert child.stdout is not None
        silent = opening = False
        while True:
            ready, _, _ = select.select([child.stdout], [], [], SILENCE)
            if not ready:
                silent = True
                child.kill()
            piece = os.read(child.stdout.fileno(), 1 << 16)
            if not piece:
                break
            *whole, lines = (lines + piece).split(b"\n")
            for line in whole:
                told = json.loads(line)
                begun, opening = told["seed"], "what" not in told
                if "what" in told:
                    yield Answer(**told)
                    begun += 1
        code = child.wait()
    if (code or silent) and opening:
        said = errors.read_text("utf-8", "replace")[-2000:]
        yield Answer(begun, "silence" if silent else _death(code), said)


def _death(code: int) -> str:
    if code == -signal.SIGPROF:
        return f"more than {SECONDS} s"
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"


# --- below: the process


def _tell(**values: Any) -> None:
    os.write(1, json.dumps(values).encode() + b"\n")


class Broken(BaseException):
    """A guard was broken; not an Exception, so that nothing on the way can take it for an error it knows."""


_guarded: list[bool] = []
"""Not empty while a file is open; what damages it may do as it likes."""


def _guard(folder: Path) -> None:
    """While a file is open: no writing outside ``folder``, no program, no network, no pickle, no file of the system."""
    inside = (str(folder), "/dev/null")
    readable = (*inside, str(TESTS.parent), sys.prefix, sys.base_prefix, "/proc", "/sys/devices", "/usr/share/zoneinfo")
    readable = (*readable, *(place for place in sys.path if place), "/usr/lib", "/lib", "/etc/localtime", "/etc/host")
    broken = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "pickle.find_class",
              "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "ctypes.dlopen"}  # fmt: skip
    replacing = {"os.rename", "os.symlink", "os.link"}  # what is there already comes first
    changing = {"os.remove", "os.rmdir", "os.mkdir", "os.truncate"}

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if not _guarded:
            return
        if event in broken and not _is_local(event, given):
            raise Broken(f"{event} {given[:2]!r}"[:200])
        if event == "open" and isinstance(given[0], (str, bytes, os.PathLike)):
            path = os.path.realpath(os.fsdecode(given[0]))
            mode, flags = given[1], given[2] or 0
            writes = any(sign in (mode or "") for sign in "wax+") or flags & (os.O_WRONLY | os.O_RDWR)
            if not path.startswith(inside if writes else readable):
                raise Broken(f"{'write' if writes else 'read'} {path}")
        elif event in changing | replacing:
            folder, name = os.path.split(os.fsdecode(given[event in replacing]))
            path = os.path.join(os.path.realpath(folder), name)  # of a link, the link itself
            if not path.startswith(inside):
                raise Broken(f"{event} {path}")

    sys.addaudithook(hook)


def _is_local(event: str, given: tuple[Any, ...]) -> bool:
    """The hub of the tests is on this machine, and so is the process that splits texts by a stranger's rules.

    No library's name stands for what the program has loaded already: the C library, asked for its memory.
    """
    if event == "ctypes.dlopen":
        return given[0] is None
    if event == "subprocess.Popen":
        return list(given[1])[:3] == [sys.executable, "-P", str(TESTS.parent / "attnviz" / "text" / "apart_child.py")]
    where = given[1] if event == "socket.connect" else given
    return event.startswith("socket") and bool(where) and where[0] in ("127.0.0.1", "localhost", "::1")


def _size(path: Path) -> int:
    about = path.lstat()  # a link leads nowhere
    # zeros that take no room on the disk are to take none in memory
    return sum(map(_size, path.iterdir())) if stat.S_ISDIR(about.st_mode) else min(about.st_size, 512 * about.st_blocks)


def _limit(size: int) -> None:
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY + size, hard))
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    _guarded.append(True)


def _free() -> None:
    _guarded.clear()
    signal.setitimer(signal.ITIMER_PROF, 0)
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _answer(kind: Any, path: Path) -> dict[str, str]:
    from attnviz.errors import UserError

    try:
        kind.open(path)
    except UserError as error:
        said = str(error)
        if "\n" in error.template or len(said) > 6000:
            return {"what": "no sentence", "said": said[:300]}
        return {"what": "refused", "said": said[:200]}
    except kind.refusals as error:
        return {"what": "refused", "said": str(error)[:200]}
    except BaseException as error:
        frames = "".join(traceback.format_exception(error)[-14:])
        return {"what": type(error).__name__, "said": frames[-1800:]}
    return {"what": "opened"}


def main(name: str, first: int, count: int, folder: Path) -> None:
    sys.path[:0] = [str(TESTS.parent), *(str(TESTS / part) for part in ("", "strangers", "weights", "model", "text"))]
    os.environ |= {one: str(folder / "home") for one in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "HF_HOME")}
    faulthandler.enable()
    from kind import copied, damaged
    from kinds import KINDS

    kind = KINDS[name]
    sound, place = folder / "sound", folder / "place"
    if not sound.exists():
        sound.mkdir()
        kind.make(sound)
    for path in sorted(sound.iterdir()):  # what is read once, and a sound file must open
        kind.open(copied(path, place))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    guarded = folder.resolve()
    _guard(guarded)
    for seed in range(first, first + count):
        path = damaged(kind, sound, place, seed)
        _tell(seed=seed)
        _limit(_size(path))
        try:
            answer = _answer(kind, path)
        finally:
            _free()
        _tell(seed=seed, **answer)
    os._exit(0)  # threads of a refused model need not be waited for


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
