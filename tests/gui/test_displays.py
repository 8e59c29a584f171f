"""Two displays of different scale, one of them unplugged and plugged in again in the middle of a lecture."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SCREENS = (
    {"name": "left", "x": 0, "y": 0, "width": 1280, "height": 800},
    {"name": "right", "x": 1280, "y": 0, "width": 1920, "height": 1080},
)
SCALES = {"left": 1, "right": 2}


@pytest.fixture(scope="module")
def seen(tmp_path_factory) -> dict[str, list]:
    """What the script tells, by what had happened: display of the slides, full screen, display of the notes (""
    where they are closed), whether they warn, whether they cover slides, the step, the scale of the slides."""
    folder = tmp_path_factory.mktemp("displays")
    screens = [{**one, "logicalDpi": 96, "logicalBaseDpi": 96} for one in SCREENS]
    (folder / "screens.json").write_text(json.dumps({"screens": screens}))
    paths = os.pathsep.join((str(HERE), str(HERE.parent), str(HERE.parent.parent)))
    scales = ";".join(f"{name}={scale}" for name, scale in SCALES.items())
    platform = {"QT_QPA_PLATFORM": f"offscreen:configfile={folder / 'screens.json'}", "QT_SCREEN_SCALE_FACTORS": scales}
    run = subprocess.run(
        [sys.executable, "-W", "error", str(HERE / "two_displays.py"), str(folder / "settings.json")],
        env={**os.environ, **platform, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return {name: rest for name, *rest in json.loads(run.stdout.splitlines()[-1])}


START, THERE = [1, 2], [1, 3]


@pytest.mark.parametrize(
    ("when", "slides", "full", "notes", "warns", "covers", "place"),
    [
        ("two", "right", True, "left", False, False, START),
        ("audience's gone", "left", True, "left", True, True, THERE),
        ("shown on the one", "left", True, "", False, False, THERE),
        ("both on the one", "left", False, "left", False, False, THERE),
        ("slides alone again", "left", True, "", False, False, THERE),
        ("plugged in again", "right", True, "left", False, False, THERE),
        ("speaker's gone", "right", True, "", False, False, THERE),
        ("speaker's is back", "right", True, "left", False, False, THERE),
        ("swapped", "left", True, "right", False, False, THERE),
        ("swapped back", "right", True, "left", False, False, THERE),
        ("in a window", "right", False, "left", False, False, THERE),
        ("full again", "right", True, "left", False, False, THERE),
        ("left", "", False, "", False, False, THERE),
        ("one from the start", "left", True, "", False, False, START),
        ("a second one comes", "right", True, "left", False, False, START),
        ("the program on the other", "left", True, "right", False, False, START),
    ],
)
def test_each_window_has_its_display(seen, when, slides, full, notes, warns, covers, place):
    is_full = seen[when][1] if slides else False
    assert [seen[when][0], is_full, *seen[when][2:6]] == [slides, full, notes, warns, covers, place]


def test_the_slides_have_the_scale_of_their_display(seen):
    assert [told[6] for told in seen.values() if told[0]] == [SCALES[told[0]] for told in seen.values() if told[0]]
