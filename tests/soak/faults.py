"""A fault at each OpenCL call in turn: the engine must live on, say what happened, and answer the next key press.

    python tests/soak/faults.py [--window] [--kernels cpu|gpu|both] [--kind NAME ...] [--every K] [--all]

plays a short lecture on small seeded models (tests/faults/play.py), once for each call that reaches the driver and each
way in which that call may fail (tests/faults/injector.py), and prints what each kind ended in:

    healed    every step was answered with the right numbers on the same device
    moved     the same, from the fault on by another device or numpy, and the trace says why
    refused   the step of the fault was refused in one sentence; all after it were answered
    failed    anything else: a wrong number, NaN, an error that is no sentence, a next step without an answer, a leak

``gpu`` are the kernels of a graphics card on PoCL. Of the calls those are tried that differ in name, step, or place in
the program (``--all``: every one). ``--window``: in one real window, while keys are typed and models
are changed, and launches that never end ("endless") besides. Exits with 1 if anything failed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "faults"), str(TESTS / "soak")]
_HOME = os.environ.get("ATTNVIZ_FAULTS_HOME") or tempfile.mkdtemp(prefix="attnviz-faults-")
os.environ["XDG_CACHE_HOME"] = _HOME

from injector import KINDS, applies  # noqa: E402
from play import folders, lecture  # noqa: E402
from trials import Trial, calls_of, ended, spoiled  # noqa: E402

WORDS = ("healed", "moved", "refused", "failed")
OF_READS = ("NaN once", "NaN")


def places(trial: Trial, kind: str, all_of_them: bool) -> list[int]:
    """Numbers of the calls, or of the reads, that may fail so."""
    if kind in OF_READS:
        return list(trial.reads)
    return [at for at in calls_of(trial, all_of_them) if applies(kind, trial.names[at - 1])]


def table(trial: Trial, kind: str, ats: list[int]) -> tuple[Counter[str], list[str]]:
    """How often each word is what it came to, and what failed."""
    counts: Counter[str] = Counter()
    bad = []
    for at in ats:
        end = spoiled(trial, at, kind == "NaN") if kind in OF_READS else ended(trial, kind, at)
        counts[end.word] += 1
        if end.word == "failed":
            bad.append(f"{trial.scene.name}: call {at} ({end.call}, step {end.step}): {end.why}")
    return counts, bad


def _columns(counts: Counter[str]) -> str:
    return f"{sum(counts.values()):6} " + " ".join(f"{counts[word]:8}" for word in WORDS)


def main() -> int:
    kinds = (*KINDS, *OF_READS, "endless")
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kernels", choices=("cpu", "gpu", "both"), default="both")
    parser.add_argument("--kind", action="append", choices=kinds, help="only this; may be repeated")
    parser.add_argument("--every", type=int, default=1, help="only each K-th of the calls")
    parser.add_argument("--scene", action="append", help="only this part of the lecture; may be repeated")
    parser.add_argument("--all", action="store_true", help="calls from the same place in the program, too")
    parser.add_argument("--window", action="store_true", help="in the real window, while keys are typed")
    given = parser.parse_args()
    if given.window:
        import faults_in_window as in_window  # here, because it reads Qt

        print(f"{'way':8} {'fault':10} {'calls':>6} " + " ".join(f"{word:>8}" for word in WORDS), flush=True)
        total = in_window.run(given.kind or list(in_window.OF_WINDOWS), given.every)
        print(f"{'all':19} {_columns(total)}")
        return 1 if total["failed"] else 0
    total: Counter[str] = Counter()
    print(f"{'kernels':8} {'fault':10} {'calls':>6} " + " ".join(f"{word:>8}" for word in WORDS), flush=True)
    with tempfile.TemporaryDirectory(prefix="attnviz-faults-") as above:
        scenes = [one for one in lecture(*folders(Path(above))) if not given.scene or one.name in given.scene]
        for kernels in ("cpu", "gpu") if given.kernels == "both" else (given.kernels,):
            trials = [Trial(scene, kernels == "gpu") for scene in scenes]
            for kind in given.kind or kinds[:-1]:
                row: Counter[str] = Counter()
                failed: list[str] = []
                for trial in trials:
                    counts, bad = table(trial, kind, places(trial, kind, given.all)[:: given.every])
                    row += counts
                    failed += bad
                total += row
                print(f"{kernels:8} {kind:10} {_columns(row)}", flush=True)
                for line in failed:
                    print("    " + line, flush=True)
    print(f"{'all':19} {_columns(total)}")
    return 1 if total["failed"] else 0


if __name__ == "__main__":
    start = time.monotonic()
    code = main()
    print(f"{time.monotonic() - start:.0f} s")
    sys.exit(code)
