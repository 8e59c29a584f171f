"""What the program keeps for itself beside the models: a damaged one is as none, and nothing in it is believed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import SimpleNamespace
from unittest.mock import patch

from checks import sure
from kind import Kind
from mutators import damage_file, damage_json, dumped

from attnviz.compute import ceiling, linker, program, trial, tuning
from attnviz.compute.numpy_ops import INFO
from attnviz.performance import Ceiling
from attnviz.weights import verified

PLATFORM = SimpleNamespace(name="Test platform", version="OpenCL 1.2")
DEVICE = SimpleNamespace(platform=PLATFORM, name="Test CPU", version="1", driver_version="1", type=2)
BINARY, SCRIPT, KEY = b"\x7fELF" + bytes(range(256)) * 20, "#!/bin/sh\nexec ld\n", "a device"


def make(folder: Path) -> None:
    """A cache folder with one of each."""
    with _cache(folder / "cache") as inside:
        (inside / "kernels").mkdir(parents=True)
        (inside / "kernels" / "run.bin").write_bytes(hashlib.sha256(BINARY).digest() + BINARY)
        tuning.store(DEVICE, {"linear": "a", "attention": "b"})
        ceiling.store(INFO, Ceiling(200.0, 20.0))
        verified._write_verified({"/a/model.safetensors": {"size": 1, "mtime_ns": 2, "sha256": "0" * 64}})
        mark = trial._mark(f"at risk {KEY}")
        mark.parent.mkdir(exist_ok=True)
        mark.write_bytes(b"%d" % os.getpid())
        linker._write_shim(SCRIPT)


@contextlib.contextmanager
def _cache(folder: Path) -> Iterator[Path]:
    with patch.dict(os.environ, {"XDG_CACHE_HOME": str(folder)}):
        yield folder / "attnviz"


def damage(rng: Random, path: Path) -> None:
    one = rng.choice([file for file in sorted(path.rglob("*")) if file.is_file() and file.suffix != ".incomplete"])
    match rng.randrange(8):
        case 0:
            one.unlink()
            one.symlink_to(rng.choice(("/dev/zero", "/dev/urandom", "/proc/self/mem", str(one), "/", "nowhere")))
        case 1:
            one.unlink()
            rng.choice((one.mkdir, lambda: os.mkfifo(one)))()
        case 2:
            with one.open("r+b") as file:
                file.truncate(rng.choice((0, 10, 32, 33, 1 << 30)))
        case 3 | 4 if one.suffix == ".json":
            record = json.loads(one.read_text("utf-8"))
            for name in rng.sample(sorted(record), 1):
                record[name] = rng.choice((10**400, 1e308, math.inf, math.nan, -1, 0, "200", None, [1], {"a": 1}, 1e12))
            one.write_bytes(dumped(record))
        case 5 | 6 if one.suffix == ".json":
            damage_json(rng, one)
        case _:
            damage_file(rng, one)


def open_cache(path: Path) -> None:
    with _cache(path) as inside:
        binary = program._read(inside / "kernels" / "run.bin")
        sure(binary in (None, BINARY), "a damaged program for the driver")
        tuned = tuning.with_choices(tuning.default_set(DEVICE), tuning.stored(DEVICE))
        sure(isinstance(tuned, program.KernelSet), "no set of kernels")
        found = ceiling.stored(INFO)
        sure(found is None or 0 < found.gflops <= 1e9 >= found.gbytes > 0, f"{found}")
        remembered = verified._read_verified()
        sure(isinstance(remembered, dict), "no notes of what was verified")
        sure(remembered.get("/b") is None, "a file that was never verified")
        sure(trial.died(KEY) in (True, False), "no answer")
        with contextlib.suppress(OSError):  # no linker then; the self-test says what fails
            linker._write_shim(SCRIPT)
            sure((inside / "linker" / "ld").read_text("utf-8") == SCRIPT, "another linker")


def kinds() -> Iterator[Kind]:
    yield Kind("cache", make, damage, open_cache)
