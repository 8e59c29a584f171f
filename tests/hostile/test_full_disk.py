"""A disk that fills up in the middle: the old file or the new one, a sentence, and typing goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from disk import library
from starts import ROOT

HERE = Path(__file__).resolve().parent


def test_nothing_is_half_written_where_space_runs_out(tmp_path):
    """All kinds of files, each with several amounts of room; and the window, whose text is kept once there is space."""
    disk = library(tmp_path)
    if disk is None:
        pytest.skip("there is no compiler here")
    place = tmp_path / "disk"
    place.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LD_PRELOAD": str(disk), "DISK_AT": str(place)}
    done = subprocess.run(
        [sys.executable, HERE / "filled.py", place], env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["wrong"] == []
    assert found["refused"] > 40
    assert found["tried"] - found["refused"] > 20
