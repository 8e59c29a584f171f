#!/usr/bin/env python3
"""Compiles every kernel for graphics cards for gfx900, without a card, and fails on what such a card cannot hold.

    python .ci/gfx900.py [--markdown]

Needs clang, lld and AMD's device library from Debian, and the package importable (no device). The figures are this
compiler's; a driver's own compiler will give others, so they guard against regressions and promise nothing.
Exit codes: 0 all within limits, 1 a kernel is beyond one or does not compile, 2 a tool is missing.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from attnviz.compute.gpu_set import GPU  # noqa: E402  (the checkout's own)
from attnviz.compute.program import Build, source_of  # noqa: E402
from attnviz.compute.tuning import GPU_CHOICES, with_choices  # noqa: E402

PACKAGES = ("clang-15", "lld-15", "rocm-device-libs")
LIMITS = {
    "vgpr_count": 128,
    "vgpr_spill_count": 0,
    "sgpr_spill_count": 0,
    "private_segment_fixed_size": 0,
    "group_segment_fixed_size": 32 << 10,
    "max_flat_workgroup_size": 256,
}
"""128 registers leave two waves per SIMD, which a card needs to hide its memory behind."""
WAVES_BY_REGISTERS = ((24, 10), (28, 9), (32, 8), (36, 7), (40, 6), (48, 5), (64, 4), (84, 3), (128, 2))
LOCAL_MEMORY, SIMDS, WAVE = 64 << 10, 4, 64


@dataclass(frozen=True)
class Compiled:
    """One kernel as the compiler made it; ``figures`` by the names of AMD's metadata."""

    name: str
    where: str
    figures: dict[str, int]

    @property
    def waves(self) -> int:
        """Waves that a SIMD holds at once: limited by registers, by local memory and by groups of several waves."""
        registers, local = self.figures["vgpr_count"], self.figures["group_segment_fixed_size"]
        by_registers = next((waves for most, waves in WAVES_BY_REGISTERS if registers <= most), 1)
        per_group = -(-self.figures["max_flat_workgroup_size"] // WAVE)
        groups = min(LOCAL_MEMORY // local if local else 40, by_registers * SIMDS // per_group)
        return min(by_registers, groups * per_group // SIMDS)

    def excesses(self) -> list[str]:
        over = [(name, self.figures.get(name, 0), most) for name, most in LIMITS.items()]
        return [f"{self.name} ({self.where}): {name} {is_} > {most}" for name, is_, most in over if is_ > most]


class Missing(Exception):
    """A tool that Debian's packages bring."""


def tools() -> tuple[str, str]:
    """clang, and the folder of AMD's device library.

    Raises:
        Missing: one is not there.
    """
    clang = shutil.which("clang-15")
    if not clang or not shutil.which("ld.lld-15"):
        raise Missing
    for folder in [*sorted(Path("/usr/lib").glob("*/amdgcn/bitcode")), Path("/usr/lib/amdgcn/bitcode")]:
        if (folder / "ocml.bc").exists():
            return clang, str(folder)
    raise Missing


def linker_folder(scratch: Path) -> str:
    """clang runs "ld.lld"; Debian's carries its version in the name."""
    (scratch / "ld.lld").symlink_to(shutil.which("ld.lld-15") or "")
    return str(scratch)


def compiled(clang: str, bitcode: str, build: Build, scratch: Path) -> list[Compiled]:
    """Every kernel of one build.

    Raises:
        subprocess.CalledProcessError: it does not compile or link.
    """
    command = [
        *(clang, "-x", "cl", "-target", "amdgcn-amd-amdhsa", "-mcpu=gfx900", "-O3", "-Wall", "-Werror"),
        *("-Wno-unused-function", f"--rocm-device-lib-path={bitcode}", *build.options.split()),
    ]
    source = str(scratch / "source.cl")
    Path(source).write_text(source_of(build), "utf-8")
    assembly = _run([*command, "-S", "-o", "-", source], scratch)
    _run([*command, "-o", str(scratch / "code.hsaco"), source], scratch)  # a loadable object: nothing is left undefined
    meta = assembly.split("amdhsa.kernels:")[1].split("amdhsa.target")[0]
    found = []
    for block in re.split(r"\n  - \.args:", "\n" + meta)[1:]:
        name = re.search(r"^    \.name:\s+(\w+)", block, re.MULTILINE)
        assert name
        figures = {key: int(value) for key, value in re.findall(r"^    \.(\w+):\s+(\d+)$", block, re.MULTILINE)}
        for launched in (launched for launched, in_file in build.kernels.items() if in_file == name[1]):
            found.append(Compiled(launched, f"{home(build, name[1])} {sizes(build)}".strip(), figures))
    return found


def _run(command: list[str], scratch: Path) -> str:
    path = f"{scratch}:/usr/bin:/bin"
    return subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, check=True).stdout


def home(build: Build, kernel: str) -> str:
    """The file of a build that a kernel is in."""
    declared = re.compile(rf"^kernel .*\bvoid {kernel}\(", re.MULTILINE)
    return next(file for file in build.files if declared.search((ROOT / "kernels" / file).read_text("utf-8")))


def sizes(build: Build) -> str:
    return " ".join(part[2:] for part in build.options.split() if part.startswith("-D"))


def candidates() -> list[Build]:
    """The builds that "attnviz tune" may choose instead."""
    builds = list(GPU.builds)
    for part, choices in GPU_CHOICES.items():
        for name in choices:
            builds += [build for build in with_choices(GPU, {part: name}).builds if build not in builds]
    return builds[len(GPU.builds) :]


def table(kernels: list[Compiled], markdown: bool) -> str:
    head = ("kernel", "work-items", "VGPR", "SGPR", "LDS bytes", "waves/SIMD", "built from")
    rows = [head]
    for kernel in kernels:
        names = ("max_flat_workgroup_size", "vgpr_count", "sgpr_count", "group_segment_fixed_size")
        figures = (str(kernel.figures[name]) for name in names)
        rows.append((kernel.name, *figures, str(kernel.waves), kernel.where))
    if markdown:
        rows.insert(1, ("---",) * len(head))
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def main() -> int:
    parser = argparse.ArgumentParser(description="Compile the graphics card's kernels for gfx900 and check its limits.")
    parser.add_argument("--markdown", action="store_true", help="print the table as README has it")
    options = parser.parse_args()
    try:
        clang, bitcode = tools()
    except Missing:
        packages = " ".join(PACKAGES)
        print(f"To compile for gfx900:\n    sudo apt-get install --no-install-recommends {packages}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        linker_folder(scratch)
        try:
            chosen = [kernel for build in GPU.builds for kernel in compiled(clang, bitcode, build, scratch)]
            others = [kernel for build in candidates() for kernel in compiled(clang, bitcode, build, scratch)]
        except subprocess.CalledProcessError as error:
            print(error.stderr, file=sys.stderr)
            return 1
    print(table(chosen, options.markdown))
    excesses = [excess for kernel in chosen + others for excess in kernel.excesses()]
    print(f"\n{len(chosen)} kernels, and {len(others)} that tuning may choose:", "beyond limits" if excesses else "ok")
    print(*excesses, sep="\n", file=sys.stderr)
    return 1 if excesses else 0


if __name__ == "__main__":
    sys.exit(main())
