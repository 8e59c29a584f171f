"""Every kernel file opens with a contract, and what the contract names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from attnviz.compute import reference
from attnviz.compute.program import KERNEL_SETS, SIGNATURES

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "kernels").glob("*.cl"))
SECTIONS = ("Math", "Shapes", "Mapping", "Local", "Build", "Run", "Edges", "Twin", "Test")
KERNEL = re.compile(r"^kernel void (\w+)\((.*?)\)", re.MULTILINE | re.DOTALL)


def contract(path: Path) -> dict[str, str]:
    """Sections of the comment that the file opens with; "" is the first line."""
    lines = path.read_text("utf-8").split("\n\n#")[0].splitlines()
    found, name = {"": lines[0]}, ""
    for line in lines[1:]:
        if not line.startswith("//"):
            break
        if match := re.match(r"// (\w+)\s{2,}(\S.*)|// (\w+) +(\S.*)", line):
            heading = match[1] or match[3]
            if heading in SECTIONS:
                name, line = heading, "// " + (match[2] or match[4])
        found[name] = found.get(name, "") + line[2:] + "\n"
    return found


def test_there_are_kernels() -> None:
    assert {path.name for path in FILES} >= {"embed.cl", "linear.cl", "norm.cl", "attention.cl"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_contract(path: Path) -> None:
    sections = contract(path)
    assert sections[""].startswith(f"// {path.stem}: "), "the first line says what the file does"
    missing = [name for name in SECTIONS if not sections.get(name, "").strip()]
    assert not missing, f"{path.name} lacks {missing}"

    file, *twins = re.split(r"[\s,]+", sections["Twin"].strip())
    assert file == "attnviz/compute/reference.py"
    assert twins
    assert all(callable(getattr(reference, twin, None)) for twin in twins), twins
    test = ROOT / sections["Test"].strip()
    assert "def test_" in test.read_text("utf-8")

    source = path.read_text("utf-8")
    for option in re.findall(r"^#ifndef (\w+)\n#define \1 ", source, re.MULTILINE):
        assert re.search(rf"\b{option}\b", sections["Build"]), f"{option} is not in the contract"
    for builtin in ("fma", "mad", "vload8", "vstore8", "native_exp", "float16"):
        assert not re.search(rf"\b{builtin}\b", re.sub(r"//.*", "", source)), f"{builtin}: slow or fatal on PoCL 3.0"


@pytest.mark.parametrize("kind", KERNEL_SETS)
def test_a_device_gets_every_kernel_with_its_arguments(kind: str) -> None:
    letters = {"float": "f", "int": "i"}
    declared = {}
    for file, names in KERNEL_SETS[kind].files.items():
        for name, arguments in KERNEL.findall((ROOT / "kernels" / file).read_text("utf-8")):
            kinds = ("p" if "*" in argument else letters[argument.split()[0]] for argument in arguments.split(","))
            declared[name] = "".join(kinds)
            assert name in names
    assert declared == SIGNATURES
