"""The real window on the stopwatch, in its child process."""

from __future__ import annotations

import os
import sys

import pytest

from attnviz.bench.side import Side, environment, our_command
from attnviz.bench.texts import words_to_type
from attnviz.bench.windows import START, WINDOW, keystroke_parts, milliseconds_to_first_line, with_bytecode
from attnviz.settings import settings_path


def test_each_key_press_is_timed_to_its_paint():
    with Side("window", our_command(WINDOW), environment(QT_QPA_PLATFORM="offscreen")) as side:
        told = side.ask("keys", text="The cat", model="all-MiniLM-L6-v2", device="numpy", profile=False)
        assert told == {"tokens": 4}
        for turn in range(2):
            took = side.ask("time", turn=turn, pause=0.01)
            parts = side.ask("parts")
            assert parts["launches"] == 0
            assert 0 < parts["total"] < parts["arrived"] <= parts["heatmap"] <= parts["painted"]
            assert took <= parts["heatmap"] * 1.001
            assert f"painted {parts['heatmap'] - parts['arrived']:.1f}" in keystroke_parts(parts)
        side.ask("end")
    assert not settings_path().exists()


def test_a_burst_of_keys_is_typed_on_time_and_watched():
    with Side("window", our_command(WINDOW), environment(QT_QPA_PLATFORM="offscreen")) as side:
        side.ask("keys", text="The cat sat on a mat", model="all-MiniLM-L6-v2", device="numpy", profile=False)
        for place in ("middle", "end"):
            told = side.ask("burst", place=place, keys=words_to_type(8), keys_a_second=40)
            assert told == {"tokens": 10}  # "the old" comes into the text
            gap = side.ask("time", turn=0, pause=0.01)
            assert gap >= 1e3 / 40 * 0.9, "no key arrives before its time"
        side.ask("end")


def test_all_heads_are_painted_with_each_key_and_the_window_answers():
    with Side("window", our_command(WINDOW), environment(QT_QPA_PLATFORM="offscreen")) as side:
        told = side.ask("update", text="The cat sat", model="all-MiniLM-L6-v2", device="numpy")
        assert told == {"tokens": 5, "heads": 72}
        took = side.ask("time", turn=0, pause=0.01)
        parts = side.ask("parts")
        assert took == parts["painted"] > parts["heatmap"] > 0
        told = side.ask("silence", keys=words_to_type(8), keys_a_second=40)
        assert told == {"tokens": 7}
        assert 1 < side.ask("time", turn=0, pause=0.01) < 1e3
        side.ask("end")


def test_steps_of_the_lecture_are_timed_with_motion_and_without():
    with Side("window", our_command(WINDOW), environment(QT_QPA_PLATFORM="offscreen")) as side:
        for moves in (False, True):
            told = side.ask(
                "slides", text="The cat sat", model="all-MiniLM-L6-v2", device="numpy", moves=moves,
                lessons=["weight", "mask"], spoken=0.01,
            )  # fmt: skip
            assert told == {"tokens": 5}
            assert 0 < side.ask("time", turn=0, pause=0.01) < 1e3
            assert side.ask("slowest").startswith("weight/"), "what the model has nothing for is no step of it"
            side.ask("end")


def test_kernels_are_counted_and_stay_inside_the_engine():
    from attnviz.compute.device import devices

    if devices()[0].kind == "numpy":
        pytest.skip("no OpenCL device")
    with Side("window", our_command(WINDOW), environment(QT_QPA_PLATFORM="offscreen")) as side:
        side.ask("keys", text="The cat", model="all-MiniLM-L6-v2", device="auto", profile=True)
        side.ask("time", turn=0)
        parts = side.ask("parts")
        side.ask("end")
    assert parts["launches"] >= 6
    assert 0 < parts["inside"] < parts["total"]


def test_the_first_heatmap_ends_a_start(tmp_path):
    env = environment(QT_QPA_PLATFORM="offscreen", XDG_CONFIG_HOME=str(tmp_path))
    command = [sys.executable, "-P", "-m", START, "--device", "numpy", "--model", "all-MiniLM-L6-v2"]
    assert milliseconds_to_first_line(command, env) > 0


def test_a_second_start_has_its_bytecode(tmp_path):
    (tmp_path / "told.py").write_text("print('told')")
    env = with_bytecode({**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(tmp_path)})
    env.pop("PYTHONPYCACHEPREFIX", None)
    assert milliseconds_to_first_line([sys.executable, "-c", "import told"], env) > 0
    assert list(tmp_path.glob("__pycache__/told.*.pyc"))
