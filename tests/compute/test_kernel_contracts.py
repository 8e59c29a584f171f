"""Every kernel file opens with a contract, and what the contract names exists."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from attnviz.compute import reference
from attnviz.compute.gpu_set import GPU, WAVE, Tile
from attnviz.compute.program import CPU, KernelSet, source_of

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "kernels").rglob("*.cl"))
KERNEL = re.compile(r"^kernel (?:[A-Z_]+ )?void (\w+)\((.*?)\)", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^static void \w+_tile\(", re.MULTILINE)
SETS = {"cpu": CPU, "gpu": GPU}
SHARED = ("Twin", "Test")
"""of a file that has neither steps nor kernels: helpers of the others"""
SECTIONS = {
    "kernels": ("Math", "Shapes", "Mapping", "Local", "Build", "Run", "Edges", *SHARED),
    "steps": ("Math", "Shapes", "Tiles", "Edges", *SHARED),
    "shared": SHARED,
    "memory.cl": ("Why", "Layout"),
    "run.cl": ("Why", "Mapping", "Waiting", "Shapes", "Run", *SHARED),
}
HEADINGS = {"Steps", "Widths"}.union(*SECTIONS.values())


def sections_of(path: Path) -> tuple[str, ...]:
    """What the contract of a file must have."""
    source = path.read_text("utf-8")
    return (
        SECTIONS.get(path.name)
        or SECTIONS["kernels" if KERNEL.search(source) else "steps" if STEP.search(source) else "shared"]
    )


def contract(path: Path) -> dict[str, str]:
    """Sections of the comment that the file opens with; "" is the first line."""
    lines = path.read_text("utf-8").split("\n\n#")[0].splitlines()
    found, name = {"": lines[0]}, ""
    for line in lines[1:]:
        if not line.startswith("//"):
            break
        if match := re.match(r"// (\w+)\s{2,}(\S.*)|// (\w+) +(\S.*)", line):
            heading = match[1] or match[3]
            if heading in HEADINGS:
                name, line = heading, "// " + (match[2] or match[4])
        found[name] = found.get(name, "") + line[2:] + "\n"
    return found


def test_there_are_kernels() -> None:
    names = {path.relative_to(ROOT / "kernels").as_posix() for path in FILES}
    assert names == {file for chosen in SETS.values() for build in chosen.builds for file in build.files}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_contract(path: Path) -> None:
    sections = contract(path)
    assert sections[""].startswith(f"// {path.stem}: "), "the first line says what the file does"
    missing = [name for name in sections_of(path) if not sections.get(name, "").strip()]
    assert not missing, f"{path.name} lacks {missing}"

    source = path.read_text("utf-8")
    for option in re.findall(r"^#ifndef (\w+)\n#define \1 ", source, re.MULTILINE):
        assert re.search(rf"\b{option}\b", sections["Build"]), f"{option} is not in the contract"
    for builtin in ("fma", "mad", "vload8", "vstore8", "native_exp", "float16"):
        assert not re.search(rf"\b{builtin}\b", re.sub(r"//.*", "", source)), f"{builtin}: slow or fatal on PoCL 3.0"


@pytest.mark.parametrize(
    "path", [path for path in FILES if "Twin" in sections_of(path)], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_what_a_contract_names_exists(path: Path) -> None:
    sections = contract(path)
    file, *twins = re.split(r"[\s,]+", sections["Twin"].strip())
    if path.name == "run.cl":
        assert (ROOT / file.rstrip(":")).exists()
    else:
        assert file == "attnviz/compute/reference.py"
        assert twins
        assert all(callable(getattr(reference, twin, None)) for twin in twins), twins
    for test in re.split(r"[\s,]+", sections["Test"].strip()):
        assert "def test_" in (ROOT / test).read_text("utf-8")


@pytest.mark.parametrize("chosen", SETS.values(), ids=SETS)
def test_a_device_gets_every_kernel_with_its_arguments(chosen: KernelSet) -> None:
    letters = {"float": "f", "int": "i"}
    launched: set[str] = set()
    declared_anywhere, built = set(), set()
    for build in chosen.builds:
        declared = {}
        for name, arguments in KERNEL.findall(source_of(build)):
            kinds = ("p" if "*" in argument else letters[argument.split()[0]] for argument in arguments.split(","))
            declared[name] = "".join(kinds)
        declared_anywhere |= set(declared)
        for name, in_file in build.kernels.items():
            assert declared[in_file] == chosen.signatures[name]
            assert name not in launched
            launched.add(name)
            built.add(in_file)
    assert launched == set(chosen.signatures)
    assert built == declared_anywhere


def test_groups_of_the_gpu_set_are_what_the_files_demand() -> None:
    """256 work-items at most; and one wave where a file says WAVE."""
    for build in GPU.builds:
        for name in build.kernels:
            group = GPU.group(name)
            assert 0 < math.prod(group) <= 256, name
            assert (group == (WAVE,)) == ("-DWAVE" in build.options), name


@pytest.mark.parametrize("tile", [GPU.wide, GPU.narrow, GPU.scores, GPU.values])
def test_tiles_are_possible(tile: Tile) -> None:
    assert GPU.tile_columns % tile.columns == 0
    assert tile.columns % tile.item_columns == tile.rows % tile.item_rows == tile.depth % 4 == 0
    assert tile.item_columns % 4 == 0
    assert tile.item_rows == 2 or tile.item_rows % 4 == 0
