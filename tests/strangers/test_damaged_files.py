"""A few hundred damaged files of each kind in a process under guard; ``tests/soak/strangers.py`` opens any number."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from batch import watched
from kind import copied, damaged
from kinds import KINDS

BATCH = Path(__file__).resolve().parent / "batch.py"
SOAK = BATCH.parent.parent / "soak" / "strangers.py"
COUNTS = dict.fromkeys(KINDS, 100) | {"hub": 6, "layout": 12, "choices": 8, "window settings": 2, "pasted": 4}
LENIENT = ("settings", "layout", "choices", "window settings", "pasted", "environment", "cache")
"""of these a damaged entry is passed over"""
IN_A_WINDOW = ("layout", "choices", "window settings")
FIRST = 1_000_000
"""seeds of their own: whoever mends a file that the soak found adds its case to the tests of that reader"""


@pytest.mark.parametrize("name", KINDS)
def test_each_opens_soundly_or_is_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    answers = list(watched(name, FIRST, COUNTS[name], tmp_path))
    assert len(answers) == COUNTS[name]
    bad = [f"seed {answer.seed}: {answer.what}\n{answer.said}" for answer in answers if not answer.good]
    assert not bad, "\n".join(bad)
    refused = sum(answer.what == "refused" for answer in answers)
    # damage that nobody notices would prove nothing
    assert refused > COUNTS[name] // 4 or name in LENIENT
    assert refused < COUNTS[name] or name == "hub", "none of them opened"


@pytest.mark.parametrize("name", KINDS)
def test_a_seed_makes_the_same_file_again(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    sound = tmp_path / "sound"
    if name in IN_A_WINDOW:  # one that was opened here would stay, above those of all other tests
        subprocess.run([sys.executable, str(BATCH), name, "0", "0", str(tmp_path)], check=True, timeout=120)
    else:
        sound.mkdir()
        kind.make(sound)
    for seed in range(5):
        one, other = (_bytes(damaged(kind, sound, tmp_path / "place", seed)) for _ in "ab")
        assert one == other


def _bytes(path: Path) -> object:
    if path.is_fifo():
        return "a pipe"
    if path.is_symlink() or not path.is_dir():
        return str(path.readlink()) if path.is_symlink() else path.read_bytes()
    return {one.name: _bytes(one) for one in sorted(path.iterdir())}


HARM = {
    "writes": "Path('/tmp/attnviz-broken').write_text('x')",
    "reads": "Path('/etc/passwd').read_text()",
    "runs": "__import__('subprocess').run(['true'])",
    "calls": "__import__('socket').create_connection(('192.0.2.1', 80), 1)",
    "pickle": "__import__('pickle').loads(b'cos\\nsystem\\n.')",
    "memory": "bytearray(400 << 20)",
    "time": "[None for _ in iter(int, 1)]",
    "crash": "__import__('ctypes').string_at(0)",
    "bug": "{}['no such key']",
}


@pytest.mark.parametrize("harm", HARM)
def test_the_guard_sees_what_a_file_could_do(harm: str, tmp_path: Path) -> None:
    """Of each kind of harm a planted one, which must not pass for an answer."""
    (tmp_path / "sound").mkdir()
    (tmp_path / "sound" / "a.txt").write_text("words")
    planted = f"""
import sys
sys.path[:0] = [{str(SOAK.parent.parent / "strangers")!r}]
from pathlib import Path
import batch, dataclasses
batch.SECONDS = 1
real = batch._answer
def planted(kind, path):
    def open(path):
        {HARM[harm]}
    return real(dataclasses.replace(kind, open=open), path)
batch._answer = planted
batch.main("text", 0, 1, Path({str(tmp_path)!r}))
"""
    done = subprocess.run([sys.executable, "-c", planted], capture_output=True, cwd=tmp_path, check=False)
    assert b'"opened"' not in done.stdout, done.stdout
    assert b'"refused"' not in done.stdout, done.stdout
    assert not Path("/tmp/attnviz-broken").exists()


def test_the_soak_prints_a_table() -> None:
    command = [sys.executable, str(SOAK), "--count", "7", "--kind", "text", "--seed", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    kind, files, opened, refused, failed = done.stdout.splitlines()[1].split()
    assert (kind, files, failed) == ("text", "7", "0")
    assert int(opened) + int(refused) == 7


def test_copies_are_apart(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("x")
    place = tmp_path / "place"
    copied(tmp_path / "one", place).with_name("left behind").write_text("y")
    assert [path.name for path in copied(tmp_path / "one", place).parent.iterdir()] == ["one"]
    assert random.Random("text 3").random() == random.Random("text 3").random()
