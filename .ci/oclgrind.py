#!/usr/bin/env python3
"""Runs every kernel of both sets under oclgrind, which checks each memory access and each pair of them for a race.

    python .ci/oclgrind.py

Needs Debian's package oclgrind. It interprets kernels, so sizes are tiny; every result is also compared with its numpy
twin. To show that the check can fail, it is run once more over a throw-away copy of a kernel from which a barrier has
been taken away, and once over one that writes beyond its buffer; both must be found.
Exit codes: 0 clean, 1 a finding or a wrong number, 2 oclgrind is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

OPTIONS = ["--data-races", "--uninitialized", "--local-mem-size", "65536", "--max-wgsize", "256"]
CHECKED = "-cl-opt-disable -DNOUNROLL"
"""What optimising and unrolling make of a kernel has instructions that oclgrind 21.10 cannot interpret."""
BUGS = {
    "a missing barrier": (
        "    shared[item] = value;\n    barrier(CLK_LOCAL_MEM_FENCE);\n",
        "    shared[item] = value;\n",
        "data race",
    ),
    "rows that are too long": ("d < D; d += WAVE) out[d] =", "d < D + 1024; d += WAVE) out[d] =", "Invalid write"),
}
"""What to replace in ``BROKEN_FILE``, by what, and what oclgrind must then say."""
BROKEN_FILE = "gpu/norm.cl"


def child(kernel_set: str, folder: str) -> int:
    """Within oclgrind: every operation of one set against its twin, at the smallest sizes with edges in them."""
    from attnviz.compute.cl_ops import ClOps

    from attnviz.compute import program, selftest
    from attnviz.compute.gpu_ops import GpuOps
    from attnviz.compute.gpu_set import GPU
    from attnviz.compute.listing import listed
    from attnviz.compute.pool import Block, Pool
    from attnviz.compute.program import CPU, Kernels
    from attnviz.compute.runtime import cl

    Pool.give = lambda *_: None  # every result in memory of its own, so that reading what it does not hold is seen
    _keep_all(Block)
    if kernel_set == "cpu":
        # These kernels compute in the padding too, by contract, and nobody reads what becomes of it
        # (tests/compute/test_memory.py fills it with NaN). Here it starts as zeros, so that only the rest is reported.
        Pool._allocate = _zeros
    if folder:
        program.asset = lambda *parts: Path(folder).joinpath(*parts)
    entry = next(entry for entry in listed() if "oclgrind" in entry.info.key.lower())
    base = CPU if kernel_set == "cpu" else GPU
    chosen = replace(base, flags=f"{base.flags} {CHECKED}".strip())
    kernels = Kernels(cl.Context([entry.device]), entry.device, Path(os.devnull), chosen)
    launched: set[str] = set()
    problems = []
    if kernel_set == "cpu":
        ops = _noted(ClOps(entry.device, entry.info, kernels), launched)
        problems += filter(None, [selftest.problem(ops)])
    else:
        ops = _noted(GpuOps(entry.device, entry.info, kernels, units=64), launched)
        wide = _noted(GpuOps(entry.device, entry.info, kernels, units=1), launched)
        if folder:  # only the broken kernel
            ops.download(
                ops.norm(ops.upload(np.ones((2, 70), np.float32)), ops.norm_weights(np.ones(70), np.ones(70), 1e-5))
            )
            return 0
        problems += filter(None, [selftest.problem(ops)])
        problems += _products(ops, 34) + _products(ops, 130) + _products(wide, 18) + _heads(ops)
    problems += [f"never launched: {name}" for name in chosen.signatures if name not in launched]
    print(*(problems or [f"{len(launched)} kernels agree with their twins"]), sep="\n")
    return 1 if problems else 0


def _keep_all(block: Any) -> None:
    """Free nothing: oclgrind 21.10 takes a buffer at the address of a freed one for uninitialised when it is not."""
    kept, make = [], block.__init__

    def keeping(self: Any, buffer: Any, *rest: Any) -> None:
        kept.append(buffer)
        make(self, buffer, *rest)

    block.__init__ = keeping


def _zeros(pool: Any, size: int) -> Any:
    from attnviz.compute.runtime import cl

    flags = cl.mem_flags.READ_WRITE | cl.mem_flags.COPY_HOST_PTR
    return cl.Buffer(pool._context, flags, hostbuf=np.zeros(size, np.uint8))


def _noted(ops: Any, launched: set[str]) -> Any:
    """The same operations, which note the names of their kernels."""
    run = ops._run

    def noted(name: str, *rest: Any) -> None:
        launched.add(name)
        run(name, *rest)

    ops._run = noted
    return ops


def _off(name: str, made: Any, twin: Any) -> list[str]:
    return [] if np.allclose(made, twin, rtol=1e-4, atol=1e-4) else [f"{name} differs from its twin"]


def _heads(ops: Any) -> list[str]:
    """Wider heads than the self-test has."""
    from attnviz.compute import reference

    found = []
    for width in (40, 66):
        qkv = np.random.default_rng(width).standard_normal((18, 3 * width), np.float32)
        found += _off(f"attend {width}", ops.download(ops.attend(ops.upload(qkv), 1)), reference.attend(qkv, 1))
    return found


def _products(ops: Any, depth: int) -> list[str]:
    """Each ending, in the tiles that ``ops`` prefers."""
    from attnviz.compute import reference

    rng = np.random.default_rng(depth)
    shapes = ((5, depth), (20, depth), (20,), (5, 20))
    x, weight, bias, added = (rng.standard_normal(shape, np.float32) for shape in shapes)
    twin = reference.linear(x, weight, bias)
    w, given = ops.linear_weights(weight, bias), ops.upload(x)
    return [
        *_off("linear", ops.download(ops.linear(given, w)), twin),
        *_off("linear_gelu", ops.download(ops.linear(given, w, gelu=True)), reference.gelu(twin)),
        *_off("linear_add", ops.download(ops.linear(given, w, residual=ops.upload(added))), twin + added),
    ]


def checked(kernel_set: str, folder: str = "") -> tuple[int, str, str]:
    """Run a set in oclgrind: the child's exit code, what it printed, and what oclgrind found."""
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch, "findings")
        command = ["oclgrind", *OPTIONS, "--log", str(log), sys.executable, __file__, kernel_set, folder]
        environment = {**os.environ, "XDG_CACHE_HOME": scratch, "PYOPENCL_NO_CACHE": "1"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        findings = log.read_text("utf-8").strip() if log.exists() else "oclgrind wrote no log"
    return done.returncode, (done.stdout + done.stderr).strip(), findings


def broken(folder: Path, bug: str) -> None:
    """A copy of all kernels with one bug in it."""
    shutil.copytree(ROOT / "kernels", folder / "kernels")
    path = folder / "kernels" / BROKEN_FILE
    right, wrong, _ = BUGS[bug]
    source = path.read_text("utf-8")
    assert source.count(right) == 1, f"{BROKEN_FILE} no longer has the place for {bug}"
    path.write_text(source.replace(right, wrong), "utf-8")


def main() -> int:
    if not shutil.which("oclgrind"):
        print("To check kernels:\n    sudo apt-get install --no-install-recommends oclgrind", file=sys.stderr)
        return 2
    bad = 0
    for kernel_set in ("cpu", "gpu"):
        code, said, findings = checked(kernel_set)
        print(f"{kernel_set} set: {said}\n{findings or 'oclgrind found nothing'}")
        bad |= code or bool(findings)
    for bug in BUGS:
        with tempfile.TemporaryDirectory() as scratch:
            broken(Path(scratch), bug)
            _, _, findings = checked("gpu", scratch)
        found = BUGS[bug][2] in findings
        print(f"{bug}, on purpose: {'found' if found else 'NOT FOUND'}")
        bad |= not found
    return int(bad)


if __name__ == "__main__":
    sys.exit(child(*sys.argv[1:]) if len(sys.argv) == 3 else main())
