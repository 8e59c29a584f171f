"""PoCL links its kernels on a machine that has neither ``ld`` nor a C compiler."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from attnviz.compute import linker


@pytest.fixture
def bare_path(monkeypatch, tmp_path):
    """Only a shell, as on a fresh desktop."""
    shell = tmp_path / "bin"
    shell.mkdir()
    (shell / "sh").symlink_to("/bin/sh")
    monkeypatch.setenv("PATH", str(shell))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache with space"))
    return shell


def test_kernels_run_without_a_system_linker(bare_path, tmp_path):
    code = """
from attnviz.compute.listing import listed
from attnviz.compute.cpu_ops import CpuOps
from attnviz.compute.selftest import problem
assert problem(CpuOps(listed()[0].device, listed()[0].info)) == ""
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "POCL_CACHE_DIR": str(tmp_path / "pocl")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "pocl").rglob("*.so"))


def test_the_shim_comes_first_and_once(bare_path, tmp_path):
    linker.provide_linker()
    linker.provide_linker()
    folders = os.environ["PATH"].split(os.pathsep)
    assert folders[1:] == [str(bare_path)]
    assert os.access(Path(folders[0], "ld"), os.X_OK)


def test_a_read_only_cache_is_no_obstacle(bare_path, tmp_path):
    blocked = tmp_path / "cache with space"
    blocked.write_text("a file where the folder should be")
    linker.provide_linker()
    assert os.access(Path(os.environ["PATH"].split(os.pathsep)[0], "ld"), os.X_OK)


def test_a_system_with_its_own_tools_is_left_alone(bare_path):
    for tool in ("ld", "cc"):
        (bare_path / tool).write_text("#!/bin/sh\n")
        (bare_path / tool).chmod(0o755)
    linker.provide_linker()
    assert os.environ["PATH"] == str(bare_path)
