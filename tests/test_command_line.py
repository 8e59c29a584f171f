"""The commands as a shell user meets them: files, exit codes, stderr, and no Qt where none is needed."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file
from weights.small_models import write_folder

from attnviz.__main__ import main
from attnviz.arguments import VIEWS
from attnviz.gui import registry

SENTENCE = "Taro ate the cake. After that, he fell asleep."
MINILM = "all-MiniLM-L6-v2"
QUICK = ("--model", MINILM, "--device", "numpy")
BARE = """
import sys
sys.modules.update(PySide6=None, pyopencl=None, numpy=None)  # importing one of them is an error now
from attnviz.__main__ import main
sys.exit(main({!r}))
"""


def attnviz(*arguments: str, stdin: str | bytes = "", **environment: str) -> subprocess.CompletedProcess:
    done = subprocess.run(
        [sys.executable, "-m", "attnviz", *map(str, arguments)],
        capture_output=True,
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        env={**os.environ, **environment},
        timeout=120,
    )
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
    return done


def traced(path) -> dict[str, str]:
    """Metadata of a trace file."""
    with safe_open(str(path), "numpy") as file:
        return file.metadata()


def test_help_needs_neither_display_nor_qt_nor_numpy():
    for arguments in (["--help"], ["shot", "--help"], ["--version"]):
        code = BARE.format(arguments)
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


BAD_TRACES = [
    (["x", "--model", "no-such-model", "--out", "{tmp}/a.safetensors"], "no-such-model"),
    (["x", "--model", "{{}}", "--out", "{tmp}/a.safetensors"], "{}"),
    (["x", "--device", "no-such-device", "--model", MINILM, "--out", "{tmp}/a.safetensors"], "no-such-device"),
    ([" ", *QUICK, "--out", "{tmp}/a.safetensors"], "empty"),
    (["x\udcff", *QUICK, "--out", "{tmp}/a.safetensors"], "not UTF-8 (byte 1)"),
    (["x", *QUICK, "--out", "{tmp}/no/folder/a.safetensors"], "cannot be written (No such file"),
    (["x", *QUICK, "--out", "{tmp}/" + 300 * "a" + ".safetensors"], "cannot be written (File name too long"),
]


@pytest.mark.parametrize(("arguments", "says"), BAD_TRACES, ids=range(len(BAD_TRACES)))
def test_a_trace_that_cannot_be_is_one_line_on_stderr(arguments, says, tmp_path, capsys):
    assert main(["trace", *(part.format(tmp=tmp_path) for part in arguments)]) == 1
    check_message(capsys.readouterr(), says)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["render", "x", "--layer", "99", "--head", "0", "--out", "{tmp}/a.png"], "layers 0 to 11"),
        (["render", "x", *QUICK, "--layer", "0", "--head", "0", "--out", "{tmp}/no/folder/a.png"], "cannot be written"),
        (["render", "x", *QUICK, "--layer", "0", "--head", "99", "--out", "{tmp}/a.csv"], "heads 0 to 11"),
        (["render", "x", *QUICK, "--layer", "0", "--head", "0", "--out", "{tmp}/no/folder/a.npz"], "cannot be written"),
        (["render", "x", *QUICK, "--steps", "--query", "99", "--out", "{tmp}/steps"], "tokens 0 to"),
        (["render", "x", *QUICK, "--steps", "--out", "{tmp}/no/steps"], "cannot be made (No such file"),
        (["render", "x", *QUICK, "--view", "finder", "--head", "99", "--out", "{tmp}/a.png"], "heads 0 to 11"),
        (["render", " ", *QUICK, "--all-heads", "--out", "{tmp}/a.png"], "nothing to draw"),
        (["render", "x", *QUICK, "--view", "lines", "--out", "{tmp}/a.csv"], "view lines has no numbers"),
        (["shot", "Hello", *QUICK, "--query", "99", "--out", "{tmp}/a.png"], "tokens 0 to"),
    ],
)
def test_a_picture_that_cannot_be_is_one_line_on_stderr(arguments, says, tmp_path):
    done = attnviz(*(part.format(tmp=tmp_path) for part in arguments))
    assert done.returncode == 1
    check_message((done.stdout, done.stderr), says)
    assert list(tmp_path.iterdir()) == []


def check_message(output: tuple[str, str], says: str) -> None:
    stdout, stderr = output
    assert stdout == ""
    lines = stderr.strip().splitlines()
    assert len(lines) == 1, stderr
    assert lines[0].startswith("attnviz: ")
    assert says in lines[0]


def test_the_text_is_utf_8_in_every_locale(tmp_path):
    """Also from a file with a byte order mark, and without the line break that echo adds."""
    text = "太郎 🍰"
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    folder = tmp_path / "a folder 日本語"
    folder.mkdir()
    for given, stdin in ((text, ""), ("-", f"\ufeff{text}\r\n")):
        out = folder / "trace.safetensors"
        done = attnviz("trace", given, *QUICK, "--out", out, stdin=stdin, **plain)
        assert (done.returncode, done.stderr) == (0, "")
        meta = traced(out)
        assert meta["text"] == text
        assert [text[slice(*span)] for span in json.loads(meta["spans"])] == ["", "太", "郎", "🍰", ""]
        out.unlink()


@pytest.mark.parametrize("text", ["a\0b", "שלום עולם", "👩‍👩‍👧", "a\nb", "x" * 5000, "word " * 1000])
def test_any_text_can_be_traced(text, tmp_path, capsys):
    out = tmp_path / "trace.safetensors"
    small = write_folder(tmp_path / "a model 日本語")  # 2 layers, 2 heads, 40 positions
    assert main(["trace", text, "--model", str(small), "--device", "numpy", "--out", str(out)]) == 0
    meta = traced(out)
    assert (meta["text"], meta["model"]) == (text, str(small))
    tokens, ids, spans = (json.loads(meta[name]) for name in ("tokens", "ids", "spans"))
    assert len(tokens) == len(ids) == len(spans) <= 40
    assert load_file(out)["layers.1.weights"].shape == (2, len(ids), len(ids))
    says = "attnviz: the text has 1002 tokens; the model reads the first 40.\n" if text[:5] == "word " else ""
    assert capsys.readouterr().err == says


def test_a_pipe_without_an_end_is_not_read_to_its_end(tmp_path):
    given = [sys.executable, "-m", "attnviz", "trace", "-", *QUICK, "--out", tmp_path / "a.safetensors"]
    with open("/dev/zero", "rb") as endless:
        done = subprocess.run(given, stdin=endless, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (
        1, "attnviz: The text on standard input is larger than 1,000 kB. Give a part of it.\n"
    )  # fmt: skip
    assert not list(tmp_path.iterdir())


def test_standard_input_that_cannot_be_read(tmp_path):
    out = tmp_path / "a.safetensors"
    done = attnviz("trace", "-", *QUICK, "--out", out, stdin=b"caf\xe9")
    assert (done.returncode, done.stderr) == (1, "attnviz: The text is not UTF-8 (byte 3).\n")
    line = f"{sys.executable} -m attnviz trace - {' '.join(QUICK)} --out {out} <&-"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (1, "attnviz: The text is empty: there is nothing to trace.\n")


@pytest.mark.parametrize("command", ["models", "models --json"])
def test_a_list_that_nobody_can_take(command):
    def run(line: str) -> tuple[int, str]:
        done = subprocess.run(
            ["bash", "-c", f"{sys.executable} -m attnviz {command} {line}"], capture_output=True, text=True, timeout=60
        )
        return done.returncode, done.stderr

    assert run("> /dev/full") == (1, "attnviz: No space left on device\n")
    assert run("| exit 0; exit ${PIPESTATUS[0]}") == (1, "")
    assert run(">&-")[1] == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["trace", "x"],
        ["trace", "x", "--out", "file.txt"],
        ["render", "x", "--layer", "-1", "--head", "0", "--out", "a.png"],
        ["render", "x", "--out", "a.png"],
        ["render", "x", "--layer", "0", "--head", "0", "--out", "a.jpg"],
        ["render", "x", "--steps", "--out", "a.png"],
        ["render", "x", "--view", "nonsense", "--out", "a.png"],
        ["render", "x", "--view", "heads", "--out", "a.npz"],
        ["render", "x", "--all-heads", "--steps", "--out", "a.png"],
        ["render", "x", "--steps", "--seconds", "nan", "--out", "a.gif"],
        ["shot", "--size", "wide", "--out", "a.png"],
        ["nonsense"],
        ["trace", "x", "--model", "", "--out", "a.safetensors"],
    ],
)
def test_wrong_usage_exits_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: attnviz" in capsys.readouterr().err


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


def test_render_draws_the_tokens_of_the_text(tmp_path):
    """The other formats are tried in tests/gui/test_export.py."""
    out = tmp_path / "head.svg"
    done = attnviz("render", "太郎はケーキを食べた。", "--layer", "11", "--head", "10", "--lang", "ja", "--out", out)
    assert done.returncode == 0, done.stderr
    assert out.read_text("utf-8").startswith(("<?xml", "<svg"))
    assert "太郎" in out.read_text("utf-8")


def test_render_saves_the_numbers_without_qt(tmp_path, capsys):
    small = str(write_folder(tmp_path / "model"))
    on = ("--model", small, "--device", "numpy", "--out")
    assert main(["trace", "he fell", *on, str(tmp_path / "all.safetensors")]) == 0
    all_heads = load_file(tmp_path / "all.safetensors")
    where = ("--layer", "1", "--head", "1")
    code = BARE.replace("pyopencl=None, numpy=None", "ziamath=None").format(
        ["render", "he fell", *where, *on, str(tmp_path / "a.csv")]
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert main(["render", "he fell", *where, *on, str(tmp_path / "a.npz")]) == 0
    with np.load(tmp_path / "a.npz") as file:
        for part in ("weights", "scores", "query", "key", "value", "context"):
            assert file[part].tobytes() == all_heads[f"layers.1.{part}"][1].tobytes()
        tokens = list(file["key_tokens"])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][1:] == tokens
    assert np.array([row[1:] for row in rows[1:]], np.float32).tobytes() == all_heads["layers.1.weights"][1].tobytes()


@pytest.mark.parametrize("axis", ["words", "bytes"])
def test_render_joins_or_splits_what_it_saves(axis, tmp_path):
    on = ("--model", str(write_folder(tmp_path / "model")), "--device", "numpy", "--out", str(tmp_path / "a.csv"))
    assert main(["render", "he fell asleep", "--layer", "1", "--head", "1", "--axis", axis, *on]) == 0
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][0] == f"query \\ key ({axis})"
    table = np.array([row[1:] for row in rows[1:]], np.float64)
    assert table.shape == (len(rows[0]) - 1,) * 2
    np.testing.assert_allclose(table.sum(axis=1), 1, atol=1e-5)
    labels = " ".join(rows[0][1:])
    assert ("asleep" in labels) if axis == "words" else ("61 a 73 s 6C l 65 e" in labels)


def test_render_draws_views_and_saves_their_numbers(tmp_path):
    small = write_folder(tmp_path / "model")
    on = ("--model", small, "--device", "numpy", "--out")
    done = attnviz("render", "he fell asleep", "--all-heads", *on, tmp_path / "heads.csv")
    assert (done.returncode, done.stderr) == (0, "")
    with (tmp_path / "heads.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:4] == ["layer", "head", "pattern", "entropy"]
    assert [row[:2] for row in rows[1:3]] == [["0", "0"], ["0", "1"]]
    words = ("--query", "1", "--key", "2", "--layer", "1", "--head", "0")
    looks = ("--size", "900x700", "--lang", "ja")
    done = attnviz("render", "he fell asleep", "--view", "finder", *words, *looks, *on, tmp_path / "finder.svg")
    assert (done.returncode, done.stderr) == (0, "")
    drawn = (tmp_path / "finder.svg").read_text("utf-8")
    assert 'viewBox="0 0 900 700"' in drawn
    assert "クエリ" in drawn


def test_every_view_can_be_rendered():
    assert set(VIEWS) == {entry.name for entry in registry.VIEWS}


def test_render_draws_the_steps(tmp_path):
    small, out = write_folder(tmp_path / "model"), tmp_path / "steps"
    asked = ("--model", small, "--device", "numpy", "--steps", "--size", "320x180", "--lang", "ja")
    done = attnviz("render", "he fell", *asked, "--query", "1", "--key", "2", "--frames", "png", "--out", out)
    assert done.returncode == 0, done.stderr
    assert sorted(one.name for one in out.iterdir()) == [f"step-{i}.png" for i in range(1, 9)]
    data = (out / "step-8.png").read_bytes()
    assert tuple(int.from_bytes(data[at : at + 4], "big") for at in (16, 20)) == (320, 180)


@pytest.mark.parametrize("name", ["a.gif", "a.mp4"])
def test_render_draws_a_film_or_says_what_it_needs(name, tmp_path):
    small, out = write_folder(tmp_path / "model"), tmp_path / name
    asked = ("--model", small, "--device", "numpy", "--steps", "--size", "160x90", "--seconds", "0.2")
    done = attnviz("render", "he fell", *asked, "--out", out)
    if importlib.util.find_spec({"a.gif": "PIL", "a.mp4": "av"}[name]):
        assert done.returncode == 0, done.stderr
        assert out.read_bytes()[:12].startswith((b"GIF89a", b"\0\0\0")), "each format's first bytes"
    else:
        check_message((done.stdout, done.stderr), "--extra video")
        assert not out.exists()


def test_shot_has_the_asked_size_and_leaves_no_settings(tmp_path):
    out = tmp_path / "window.png"
    done = attnviz("shot", "--size", "1280x800", "--lang", "ja", "--out", out, XDG_CONFIG_HOME=str(tmp_path / "config"))
    assert done.returncode == 0, done.stderr
    width, height = (int.from_bytes(out.read_bytes()[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (1280, 800)
    assert not (tmp_path / "config").exists()


def test_a_picture_of_gigabytes_is_refused():
    """Qt would end with a signal where it finds no memory for it."""
    done = attnviz("shot", "a b", "--size", "60000x60000", "--out", "never.png")
    assert done.returncode == 2
    assert "'60000x60000' is too large; up to 200 million pixels" in done.stderr
