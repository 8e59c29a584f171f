"""The commands as a shell user meets them: files, exit codes, stderr, and no Qt where none is needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from safetensors import safe_open

SENTENCE = "Taro ate the cake. After that, he fell asleep."
SAYS_QT = "import sys; sys.modules['PySide6'] = None; from attnviz.__main__ import main; sys.exit(main({!r}))"


def attnviz(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "attnviz", *map(str, arguments)],
        capture_output=True,
        text=True,
        input=stdin,
        env={**os.environ, **environment},
        timeout=120,
    )


def test_help_needs_neither_display_nor_qt():
    for arguments in (["--help"], ["shot", "--help"], ["--version"]):
        code = SAYS_QT.format(arguments)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        assert "attnviz" in done.stdout


def test_trace_writes_every_tensor(tmp_path):
    out = tmp_path / "trace.safetensors"
    done = attnviz("trace", "-", "--model", "all-MiniLM-L6-v2", "--out", out, stdin=SENTENCE)
    assert done.returncode == 0, done.stderr
    with safe_open(str(out), "numpy") as file:
        shapes = {name: file.get_tensor(name).shape for name in file.keys()}  # noqa: SIM118
        meta = file.metadata()
        weights = file.get_tensor("layers.3.weights")
    expected = {f"hidden_states.{layer}": (15, 384) for layer in range(7)}
    for layer in range(6):
        expected |= {f"layers.{layer}.{part}": (12, 15, 32) for part in ("query", "key", "value", "context")}
        expected |= {f"layers.{layer}.{part}": (12, 15, 15) for part in ("scores", "weights")}
    assert shapes == expected
    assert meta["text"] == SENTENCE
    assert meta["model"] == "all-MiniLM-L6-v2"
    tokens, spans = json.loads(meta["tokens"]), json.loads(meta["spans"])
    assert tokens[:3] == ["[CLS]", "tar", "##o"]
    assert SENTENCE[slice(*spans[1])] + SENTENCE[slice(*spans[2])] == "Taro"
    assert len(json.loads(meta["ids"])) == 15
    # the head this project is known for: "he" looks at "tar" + "##o"
    assert weights[7, 10, 1] + weights[7, 10, 2] == pytest.approx(0.58, abs=0.005)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["trace", "x", "--model", "no-such-model", "--out", "{tmp}/a.safetensors"], "no-such-model"),
        (["trace", "x", "--device", "no-such-device", "--out", "{tmp}/a.safetensors"], "no-such-device"),
        (["trace", "", "--out", "{tmp}/a.safetensors"], "empty"),
        (["trace", "x", "--out", "{tmp}/no/folder/a.safetensors"], "cannot be written"),
        (["render", "x", "--layer", "99", "--head", "0", "--out", "{tmp}/a.png"], "layers 0 to 11"),
        (["render", "x", "--layer", "0", "--head", "0", "--out", "{tmp}/no/folder/a.png"], "cannot be written"),
        (["shot", "Hello", "--query", "99", "--out", "{tmp}/a.png"], "tokens 0 to"),
        (["shot", "Hello", "--step", "99", "--out", "{tmp}/a.png"], "steps 0 to"),
    ],
)
def test_bad_values_are_one_line_on_stderr(arguments, says, tmp_path):
    done = attnviz(*(part.format(tmp=tmp_path) for part in arguments))
    assert done.returncode == 1
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("attnviz: ")
    assert says in lines[0]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["trace", "x"],
        ["trace", "x", "--out", "file.txt"],
        ["render", "x", "--layer", "-1", "--head", "0", "--out", "a.png"],
        ["shot", "--size", "wide", "--out", "a.png"],
        ["nonsense"],
    ],
)
def test_wrong_usage_exits_with_2(arguments):
    done = attnviz(*arguments)
    assert done.returncode == 2
    assert "usage: attnviz" in done.stderr


def test_lists_for_scripts():
    devices = json.loads(attnviz("devices", "--json").stdout)
    assert devices[-1]["key"] == "numpy"
    assert any(device["kind"] == "cpu" for device in devices)
    models = json.loads(attnviz("models", "--json").stdout)
    assert {"multilingual-e5-small", "all-MiniLM-L6-v2"} <= {model["id"] for model in models if model["installed"]}


def test_no_display_says_what_to_do():
    quiet = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"), "")
    done = attnviz(**quiet)
    assert done.returncode == 1
    assert "attnviz shot" in done.stderr


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_render_draws_each_format(ending, tmp_path):
    out = tmp_path / f"head.{ending}"
    done = attnviz("render", "太郎はケーキを食べた。", "--layer", "11", "--head", "10", "--lang", "ja", "--out", out)
    assert done.returncode == 0, done.stderr
    start = out.read_bytes()[:200]
    assert {"png": b"\x89PNG", "svg": b"<svg", "pdf": b"%PDF"}[ending] in start
    if ending == "svg":
        assert "太郎" in out.read_text("utf-8")


def test_shot_has_the_asked_size_and_leaves_no_settings(tmp_path):
    out = tmp_path / "window.png"
    done = attnviz("shot", "--size", "1280x800", "--lang", "ja", "--out", out, XDG_CONFIG_HOME=str(tmp_path / "config"))
    assert done.returncode == 0, done.stderr
    width, height = (int.from_bytes(out.read_bytes()[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (1280, 800)
    assert not (tmp_path / "config").exists()
