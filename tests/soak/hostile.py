"""The program on machines that are against it: each trouble for real, one at a time, for the window and six commands.

    python tests/soak/hostile.py [--only PART ...] [--windows] [--seconds 60]

prints a table: how the window ended ("works", with what it says beside it, or "refuses", with its sentence), how many
of the commands devices, models, trace, render, shot and bench did their work or refused in one sentence, and what went
wrong: a traceback, an abort, a hang, another end than was foreseen. Ten minutes on two processors.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS / "hostile"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from starts import TEXT, Ended, commanded, started  # noqa: E402
from troubles import Trouble, troubles  # noqa: E402

MODEL = ("--model", "all-MiniLM-L6-v2")
COMMANDS = (
    ("devices",),
    ("models",),
    ("trace", TEXT, *MODEL, "--out", "{out}/a.safetensors"),
    ("render", TEXT, *MODEL, "--layer", "3", "--head", "7", "--out", "{out}/a.svg"),
    ("shot", TEXT, *MODEL, "--out", "{out}/a.png"),
    ("bench", "--quick", "--rows", "keystroke"),
)


Tried = tuple[str, int, list[str]]


def fault(trouble: Trouble, ended: Ended) -> str:
    """What is wrong with how the window ended; "" where it is as foreseen."""
    said = ended.errors if trouble.refuses else " ".join((ended.told or {}).get("said", ()))
    if ended.code is None:
        return "hangs"
    if not ended.quiet:
        return "traceback"
    if trouble.refuses:
        good = ended.refuses
    elif "memory" in trouble.says:  # there is a window, and no picture
        good = bool(ended.told) and ended.code == 0
    else:
        good = ended.works
    if not good:
        return f"exit code {ended.code}, window {ended.told}"
    silent = trouble.may_be_silent and not said
    if not silent and ((trouble.says not in said) or (said and not trouble.says)):
        return f"says {said!r}"
    device = (ended.told or {}).get("device")
    return f"computes on {device}" if trouble.device and device != trouble.device else ""


def tried(
    trouble: Trouble, folder: Path, commands: Sequence[Sequence[str]], seconds: float
) -> tuple[str, int, list[str]]:
    """How the window ended, how many commands ended well, and what was wrong."""
    home = trouble.home or folder / "home"
    within = [part.replace("{home}", str(home)) for part in trouble.within]
    how = {"within": within, "before": trouble.before}
    patience = {"TYPIST_SECONDS": f"{seconds}", **trouble.environment}
    ended = started(home, arguments=(*MODEL, "--device", "auto", "--text", TEXT), environment=patience, **how)
    faults = [f"window: {found}\n{ended.errors[-1500:]}"] if (found := fault(trouble, ended)) else []
    good = 0
    with tempfile.TemporaryDirectory(dir=folder) as out:
        for command in commands:
            arguments = [part.replace("{out}", out) for part in command]
            done = commanded(home, arguments, environment=trouble.environment, **how)
            if done.quiet and (done.code == 0 or done.refuses):
                good += 1
            else:
                faults.append(f"{command[0]}: exit code {done.code}\n{done.errors[-1500:]}")
    said = ended.errors.splitlines()[0] if trouble.refuses and ended.errors else ""
    said = said or " | ".join((ended.told or {}).get("said", ()))
    return f"{'refuses' if ended.told is None else 'works'}: {said}" if said else "works", good, faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", action="append", default=[], help="troubles whose name holds this; may be repeated")
    parser.add_argument("--windows", action="store_true", help="without the commands")
    parser.add_argument("--seconds", type=float, default=60.0, help="after which a window that shows nothing is closed")
    given = parser.parse_args()
    asked = () if given.windows else COMMANDS
    windows = commands = bad = 0
    with tempfile.TemporaryDirectory(prefix="attnviz-hostile-") as name:
        folder = Path(name)
        (folder / "home").mkdir()
        for trouble in troubles(folder):
            if given.only and not any(part in trouble.name for part in given.only):
                continue
            ended, good, faults = tried(trouble, folder, asked, given.seconds)
            windows, commands, bad = windows + 1, commands + good, bad + bool(faults)
            print(f"{trouble.name:34} {good}/{len(asked)}  {'FAULT ' if faults else ''}{ended[:150]}", flush=True)
            for found in faults:
                print("        " + found.strip().replace("\n", "\n        "), flush=True)
    print(f"{windows} troubles, {windows - bad} as foreseen; {commands} of {windows * len(asked)} commands")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
