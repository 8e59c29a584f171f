#!/usr/bin/env python3
"""Runs every kernel of both sets under oclgrind, which checks each memory access and each pair of them for a race.

    python .ci/oclgrind.py

Needs Debian's package oclgrind. It interprets kernels, so sizes are tiny; every result is also compared with its numpy
twin. The processor's steps run twice: with one worker; and with two that keep to their own tiles, each step in a launch
of its own, so that what is reported as a race is one between tiles of a step. (One step after another in one launch
would be reported too: oclgrind does not know that workers wait for each other.) To show that the check can fail, it is
run again over throw-away copies of the kernels with a bug in them; each must be found.
Exit codes: 0 clean, 1 a finding or a wrong number, 2 oclgrind is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

OPTIONS = ["--data-races", "--uninitialized", "--local-mem-size", "65536", "--max-wgsize", "256"]
CHECKED = "-cl-opt-disable -DNOUNROLL"
"""What optimising and unrolling make of a kernel has instructions that oclgrind 21.10 cannot interpret."""
SETS = {"cpu": "processor, one worker", "shares": "processor, two workers", "gpu": "graphics card"}
SHARES = ("run.cl", "turn < workers", "turn < 1")
"""file, what is there, what to put in its place: a worker takes no tile of another one's share"""
BUGS = {
    "a missing barrier": (
        ("gpu", "gpu/common.cl"),
        ("    shared[item] = value;\n    barrier(CLK_LOCAL_MEM_FENCE);\n", "    shared[item] = value;\n"),
        "data race",
    ),
    "rows that are too long": (
        ("gpu", "gpu/norm.cl"),
        ("d < D; d += WAVE) out[d] = (row[d]", "d < D + 1024; d += WAVE) out[d] = (row[d]"),
        "Invalid write",
    ),
    "tiles that overlap": (
        ("shares", "norm.cl"),
        ("row * op->ldy + start", "row / 2 * op->ldy + start"),
        "data race",
    ),
}
"""Which set and file, what to replace there by what, and what oclgrind must then say."""


def child(kernel_set: str, folder: str, is_broken: str) -> int:
    """Within oclgrind: every operation of one set against its twin, at the smallest sizes with edges in them."""
    from attnviz.compute import program
    from attnviz.compute.gpu_set import GPU
    from attnviz.compute.listing import listed
    from attnviz.compute.program import CPU, Kernels
    from attnviz.compute.runtime import cl

    if folder:
        program.asset = lambda *parts: Path(folder).joinpath(*parts)
    entry = next(entry for entry in listed() if "oclgrind" in entry.info.key.lower())
    base = GPU if kernel_set == "gpu" else CPU
    chosen = replace(base, flags=f"{base.flags} {CHECKED}".strip())
    kernels = Kernels(cl.Context([entry.device]), entry.device, Path(os.devnull), chosen)
    if kernel_set == "gpu":
        problems = _graphics_card(entry, kernels, bool(is_broken))
    else:
        problems = _processor(entry, kernels, 2 if kernel_set == "shares" else 1, bool(is_broken))
    print(*(problems or ["all agree with their twins"]), sep="\n")
    return 1 if problems else 0


def _processor(entry: Any, kernels: Any, workers: int, is_broken: bool) -> list[str]:
    from attnviz.compute import arena, selftest, step_work, steps
    from attnviz.compute.cpu_ops import CpuOps

    arena.SMALLEST, steps.NOTES, CpuOps._write = 1 << 20, 1 << 14, _write_all
    if workers > 1:
        steps.MOST_STEPS = 1
    ops = CpuOps(entry.device, entry.info, kernels)
    ops._workers = workers
    ops._pages = [ops._page() for _ in ops._pages]
    ran = _noted(ops, "_step")
    if is_broken:
        return _one_norm(ops)
    found = list(filter(None, [selftest.problem(ops)]))
    return found + [f"never run: {name}" for kind, (name, _) in step_work.FORMULAS.items() if kind not in ran]


def _write_all(ops: Any, buffer: Any, host: Any, start: int, raw: Any) -> None:
    """``StepOps._write`` of a whole buffer, with what steps have made of it: after a write to a part of one, oclgrind
    21.10 takes all the rest of it for uninitialised. So it says nothing about memory that nobody wrote to; kernels do
    read such padding, by contract, and tests/compute/test_memory.py sees to it that nothing comes of it."""
    from attnviz.compute.runtime import cl

    cl.enqueue_copy(ops._queue, host, buffer)
    host[start : start + len(raw)] = raw
    cl.enqueue_copy(ops._queue, buffer, host)


def _graphics_card(entry: Any, kernels: Any, is_broken: bool) -> list[str]:
    from attnviz.compute import selftest
    from attnviz.compute.gpu_ops import GpuOps
    from attnviz.compute.pool import Block, Pool

    Pool.give = lambda *_: None  # every result in memory of its own, so that reading what it does not hold is seen
    _keep_all(Block)
    ops = GpuOps(entry.device, entry.info, kernels, units=64)
    wide = GpuOps(entry.device, entry.info, kernels, units=1)
    if is_broken:
        return _one_norm(ops)
    launched = [_noted(one, "_run") for one in (ops, wide)]
    found = list(filter(None, [selftest.problem(ops)]))
    found += _products(ops, 34) + _products(ops, 130) + _products(wide, 18) + _heads(ops) + _words(ops)
    return found + [
        f"never launched: {name}" for name in kernels.chosen.signatures if name not in set().union(*launched)
    ]


def _keep_all(block: Any) -> None:
    """Free nothing: oclgrind 21.10 takes a buffer at the address of a freed one for uninitialised when it is not."""
    kept, make = [], block.__init__

    def keeping(self: Any, buffer: Any, *rest: Any, **named: Any) -> None:
        kept.append(buffer)
        make(self, buffer, *rest, **named)

    block.__init__ = keeping


def _noted(ops: Any, method: str) -> set[Any]:
    """What the method is called for from now on: its first arguments."""
    seen, call = set(), getattr(ops, method)

    def noted(first: Any, *rest: Any) -> None:
        seen.add(first)
        call(first, *rest)

    setattr(ops, method, noted)
    return seen


def _one_norm(ops: Any) -> list[str]:
    """What kernels with a bug in them are asked for. No two numbers are equal, or a race would make no difference."""
    x, ones = np.random.default_rng(1).standard_normal((3, 70), np.float32), np.ones(70, np.float32)
    ops.download(ops.norm(ops.upload(x), ops.norm_weights(ones, ones, 1e-5)))
    return []


def _off(name: str, made: Any, twin: Any) -> list[str]:
    return [] if np.allclose(made, twin, rtol=1e-4, atol=1e-4) else [f"{name} differs from its twin"]


def _heads(ops: Any) -> list[str]:
    """Wider heads than the self-test has, two of which share keys; and keys in several tiles, of which few are seen."""
    from attnviz.compute import reference
    from attnviz.compute.ops import Mask

    found, mask = [], Mask(40, 35, causal=True, window=6)
    seen = reference.allowed(5, mask.keys, mask.first, mask.causal, mask.window)
    for width in (8, 40, 66, 130, 258):
        rng = np.random.default_rng(width)
        q, k, v = (rng.standard_normal(shape, np.float32) for shape in ((5, 2 * width), (40, width), (40, width)))
        cache, keys, values = ops.cache(1, width, 40), ops.upload(k), ops.upload(v)
        ops.append(cache, (keys, 0, width), (values, 0, width))
        made = ops.download(ops.attend((ops.upload(q), 0, 2 * width), cache, mask))
        found += _off(f"attend {width}", made, reference.attend(q, k, v, width, seen))
    return found


def _words(ops: Any) -> list[str]:
    """Words in 4 bits without a norm, which the self-test has only with one."""
    from attnviz.compute import reference
    from attnviz.compute.ops import Blocks

    rng, ids = np.random.default_rng(3), np.array([4, 0, 4], np.int32)
    table = Blocks(rng.standard_normal((5, 2), np.float32), rng.integers(0, 256, (5, 32), np.uint8), (5, 64))
    made = ops.download(ops.gather(ids, ops.word_table(table), 2.0))
    return _off("gather_q4", made, 2 * reference.word_rows(table.scales, table.nibbles, ids))


def _products(ops: Any, depth: int) -> list[str]:
    """Each ending, in the tiles that ``ops`` prefers."""
    from attnviz.compute import reference
    from attnviz.compute.ops import ACTIVATIONS

    rng = np.random.default_rng(depth)
    shapes = ((5, depth), (20, depth), (20,), (5, 20))
    x, weight, bias, added = (rng.standard_normal(shape, np.float32) for shape in shapes)
    twin = reference.linear(x, weight, bias)
    w, given = ops.linear_weights(weight, bias), ops.upload(x)
    found = _off("residual", ops.download(ops.linear(given, w, residual=ops.upload(added))), twin + added)
    for name in ACTIVATIONS:
        activated = getattr(reference, name)(twin) if name else twin
        found += _off(name or "linear", ops.download(ops.linear(given, w, name)), activated)
    return found


def checked(kernel_set: str, folder: str = "", is_broken: str = "") -> tuple[int, str, str]:
    """Run a set in oclgrind: the child's exit code, what it printed, and what oclgrind found."""
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch, "findings")
        command = ["oclgrind", *OPTIONS, "--log", str(log), sys.executable, __file__, kernel_set, folder, is_broken]
        environment = {**os.environ, "XDG_CACHE_HOME": scratch, "PYOPENCL_NO_CACHE": "1"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        findings = log.read_text("utf-8").strip() if log.exists() else "oclgrind wrote no log"
    return done.returncode, (done.stdout + done.stderr).strip(), findings


def altered(folder: Path, *changes: tuple[str, str, str]) -> str:
    """A copy of all kernels with (file, what is there, what to put in its place)."""
    shutil.copytree(ROOT / "kernels", folder / "kernels")
    for file, right, wrong in changes:
        path = folder / "kernels" / file
        source = path.read_text("utf-8")
        assert source.count(right) == 1, f"{file} no longer has the place {right!r}"
        path.write_text(source.replace(right, wrong), "utf-8")
    return str(folder)


def unchanged(kernel_set: str) -> tuple[int, str, str]:
    """``checked`` of a set as it is."""
    with tempfile.TemporaryDirectory() as scratch:
        return checked(kernel_set, altered(Path(scratch), SHARES) if kernel_set == "shares" else "")


def with_bug(name: str) -> bool:
    """Whether oclgrind finds one of BUGS."""
    (kernel_set, file), (right, wrong), expected = BUGS[name]
    with tempfile.TemporaryDirectory() as scratch:
        changes = [SHARES] if kernel_set == "shares" else []
        _, _, findings = checked(kernel_set, altered(Path(scratch), *changes, (file, right, wrong)), name)
    return expected in findings


def main() -> int:
    if not shutil.which("oclgrind"):
        print("To check kernels:\n    sudo apt-get install --no-install-recommends oclgrind", file=sys.stderr)
        return 2
    bad = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        clean = [pool.submit(unchanged, kernel_set) for kernel_set in SETS]
        broken = [pool.submit(with_bug, name) for name in BUGS]
        for name, run in zip(SETS.values(), clean, strict=True):
            code, said, findings = run.result()
            print(f"{name}: {said}\n{findings or 'oclgrind found nothing'}", flush=True)
            bad |= code or bool(findings)
        for name, run in zip(BUGS, broken, strict=True):
            found = run.result()
            print(f"{name}, on purpose: {'found' if found else 'NOT FOUND'}", flush=True)
            bad |= not found
    return int(bad)


if __name__ == "__main__":
    sys.exit(child(*sys.argv[1:]) if len(sys.argv) == 4 else main())
