"""Files from strangers by the ten thousand: nothing may be worse than a sentence that says what is wrong.

    python tests/soak/strangers.py --count 10000 [--seed 0] [--kind NAME ...]

prints how many files of each kind opened and how many were refused, and for anything else the seed that makes the file
again. Each batch runs in a process of its own with a limit of memory (300 MB beyond the file's size) and of time (5 s
of the processor for each file); it may write in its own folder only, and reaches no network.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "strangers")]

from batch import Answer, watched  # noqa: E402

KINDS = ("safetensors", "index", "config", "gguf", "e5s", "tokenizer", "model's tokenizer", "marian", "trace",
         "session", "settings", "deck", "text", "hub", "capture", "command line", "environment", "layout", "choices",
         "window settings", "pasted", "cache")  # fmt: skip


def soaked(kind: str, first: int, count: int) -> tuple[Counter[str], list[Answer]]:
    with tempfile.TemporaryDirectory(prefix="attnviz-strangers-") as folder:
        answers = list(watched(kind, first, count, Path(folder)))
    bad = [answer for answer in answers if not answer.good]
    return Counter(answer.what if answer.good else "failed" for answer in answers), bad


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=10000, help="files in all")
    parser.add_argument("--seed", type=int, default=0, help="of the first file of each kind")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this kind; may be repeated")
    given = parser.parse_args()
    kinds = given.kind or list(KINDS)
    total: Counter[str] = Counter()
    print(f"{'kind':20} {'files':>7} {'opened':>7} {'refused':>7} {'failed':>7}", flush=True)
    for at, kind in enumerate(kinds):
        count = given.count // len(kinds) + (at < given.count % len(kinds))
        counts, bad = soaked(kind, given.seed, count)
        total += counts
        print(f"{kind:20} {count:7} {counts['opened']:7} {counts['refused']:7} {counts['failed']:7}", flush=True)
        for answer in bad:
            print(f"    again: --kind {kind!r} --seed {answer.seed} --count 1    {answer.what}")
            print("        " + answer.said.strip().replace("\n", "\n        "), flush=True)
    files = sum(total.values())
    print(f"{'all':20} {files:7} {total['opened']:7} {total['refused']:7} {total['failed']:7}")
    return 1 if total["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
