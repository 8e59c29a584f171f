"""Building kernels: stored binaries, and what happens when they are damaged or cannot be stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from attnviz.compute import selftest
from attnviz.compute.cpu_ops import CpuOps
from attnviz.compute.listing import listed
from attnviz.compute.program import Kernels, fingerprint
from attnviz.compute.runtime import cl


@pytest.fixture(scope="module")
def entry():
    return next(entry for entry in listed() if entry.info.key == "pocl:0")


@pytest.fixture(scope="module")
def context(entry):
    return cl.Context([entry.device])


@pytest.fixture(scope="module")
def stored(entry, context, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the binaries of all kernels."""
    folder = tmp_path_factory.mktemp("cache")
    kernels = Kernels(context, entry.device, folder)
    kernels.save()
    assert len(list((folder / "kernels").glob("*.bin"))) == len(kernels.chosen.builds)
    return folder


def works(entry, kernels: Kernels) -> bool:
    return selftest.problem(CpuOps(entry.device, entry.info, kernels)) == ""


def test_stored_binaries_are_used_and_right(entry, context, stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple] = []
    monkeypatch.setattr(cl, "Program", lambda *a, make=cl.Program: given.append(a) or make(*a))
    kernels = Kernels(context, entry.device, stored)
    assert len(given) == len(kernels.chosen.builds)
    assert all(isinstance(binaries[0], bytes) for _, _, binaries in given)
    assert works(entry, kernels)


@pytest.mark.parametrize("damage", [lambda old: old[:1000], lambda old: b"", lambda old: old[:-1] + b"?"])
def test_a_damaged_binary_is_built_again(entry, context, stored: Path, tmp_path: Path, damage) -> None:
    for path in (stored / "kernels").iterdir():
        broken = tmp_path / "kernels" / path.name
        broken.parent.mkdir(exist_ok=True)
        broken.write_bytes(damage(path.read_bytes()) if path.name.startswith("run") else path.read_bytes())
    kernels = Kernels(context, entry.device, tmp_path)
    assert works(entry, kernels)
    kernels.save()
    mended, whole = (next((folder / "kernels").glob("run*")) for folder in (tmp_path, stored))
    assert len(mended.read_bytes()) > len(whole.read_bytes()) / 2


def test_a_folder_that_cannot_be_written_is_no_error(entry, context, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    kernels = Kernels(context, entry.device, blocked)
    kernels.save()
    assert blocked.is_file()
    assert works(entry, kernels)


def test_the_fingerprint_follows_the_sources(entry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = fingerprint(entry.device)
    assert fingerprint(entry.device) == before

    def changed(_: str, name: str) -> Path:
        (tmp_path / name).write_text("// another kernel")
        return tmp_path / name

    monkeypatch.setattr("attnviz.compute.program.asset", changed)
    assert fingerprint(entry.device) != before
