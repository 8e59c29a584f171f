"""``attnviz capture`` as far as it goes without torch: its file, its texts, its messages. compare_capture.py does the
rest, on every family; what transformers wrote there is opened by test_trace_file.py.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from trace_files import GOLDEN

from attnviz import capture
from attnviz.__main__ import main
from attnviz.capture import CaptureError, TraceWriter, described, found_spans, one_word

ALONE = """
import sys
sys.modules.update({name: None for name in %r})  # importing one of them is an error now
sys.argv = ["capture.py", *%r]
sys.path = [one for one in sys.path if one]
import runpy
runpy.run_path(%r, run_name="__main__")
"""
BANNED = ("PySide6", "pyopencl", "attnviz", "torch", "transformers")


def alone(tmp_path: Path, *arguments: str, banned: tuple[str, ...] = BANNED) -> subprocess.CompletedProcess[str]:
    """capture.py copied to a folder of its own and run there."""
    script = shutil.copy(Path(capture.__file__), tmp_path)
    code = ALONE % (banned, arguments, str(script))
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=tmp_path, env=environment
    )


def test_the_file_runs_alone_and_its_help_needs_nothing(tmp_path):
    done = alone(tmp_path, "--help", banned=(*BANNED, "numpy", "safetensors"))
    assert done.returncode == 0, done.stderr
    for word in ("--out", "--dtype", "--device", "--trust"):
        assert word in done.stdout


@pytest.mark.parametrize("door", ["alone", "attnviz"])
def test_without_torch_it_says_what_to_install_and_leaves_nothing(door, tmp_path, monkeypatch, capsys):
    arguments = ["some/model", "a text", "--out", str(tmp_path / "out" / "a.safetensors")]
    (tmp_path / "out").mkdir()
    if door == "alone":
        done = alone(tmp_path, *arguments)
        code, said = done.returncode, done.stderr
    else:
        monkeypatch.setitem(sys.modules, "torch", None)
        code, said = main(["capture", *arguments]), capsys.readouterr().err
    assert code == 1
    assert len(said.strip().splitlines()) == 1
    assert "pip install torch" in said
    assert "neither they nor a GPU are needed" in said
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_is_not_there_is_told_before_anything_is_loaded(tmp_path, capsys):
    assert main(["capture", "model", "text", "--out", str(tmp_path / "no" / "a.safetensors")]) == 1
    assert "cannot be written: No such file" in capsys.readouterr().err
    with pytest.raises(SystemExit) as end:
        main(["capture", "model", "text", "--out", "a.txt"])
    assert end.value.code == 2


# --- the writer


def test_the_writer_writes_array_by_array_and_its_file_is_sound(tmp_path):
    path = tmp_path / "a.safetensors"
    path.write_bytes(b"what was there before")
    arrays = {"x": np.arange(6, dtype="<f4").reshape(2, 3), "y": np.ones((2, 2), "<f2")}
    with TraceWriter(path) as writer:
        writer.reserve(1001)
        writer.add("1", "F32", (2, 3), arrays["x"].tobytes())
        writer.add("y", "F16", (2, 2), [arrays["y"][0].tobytes(), arrays["y"][1].tobytes()])
        assert path.read_bytes() == b"what was there before"
        size = writer.finish({"a": "太郎"}, {"1": "x"})
    assert [one.name for one in tmp_path.iterdir()] == ["a.safetensors"]
    assert path.stat().st_size == size
    with safe_open(str(path), "numpy") as file:
        assert file.metadata() == {"a": "太郎"}
        for name, array in arrays.items():
            np.testing.assert_array_equal(file.get_tensor(name), array)


def test_a_writer_that_is_stopped_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.safetensors"
    path.write_bytes(b"old")

    def stopped() -> None:
        with TraceWriter(path) as writer:
            writer.reserve(100)
            writer.add("x", "F32", (1,), b"\0\0\0\0")
            raise KeyboardInterrupt

    def too_small() -> None:
        with TraceWriter(path) as writer:
            writer.reserve(10)
            writer.finish({"text": "x" * 100})

    with pytest.raises(KeyboardInterrupt):
        stopped()
    with pytest.raises(CaptureError, match="header needs"):
        too_small()
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("a.safetensors", b"old")]


# --- texts


def test_tokens_are_described_as_the_window_wants_them():
    """Spans without the space before a word; special tokens stand for no character; words by script."""
    text = "didn't 太郎はケーキを食べた"
    pieces = ["<s>", "did", "n", "'t", "▁太", "郎", "は", "ケー", "キ", "を", "食べ", "た", "</s>"]
    spans = [(0, 0), (0, 3), (3, 4), (4, 6), (6, 8), (8, 9), (9, 10), (10, 12), (12, 13), (13, 14), (14, 16), (16, 17)]
    found = described(text, range(13), pieces, [True, *[False] * 11, True], [*spans, (17, 17)], 13)
    assert [text[start:end] for start, end in found["spans"]] == [
        "", "did", "n", "'t", "太", "郎", "は", "ケー", "キ", "を", "食べ", "た", "",
    ]  # fmt: skip
    assert found["labels"][0::12] == ["<s>", "</s>"]
    assert found["words"] == [0, 1, 1, 2, 3, 3, 4, 5, 5, 6, 7, 8, 9]
    assert (found["read_to"], found["total"]) == (len(text), 13)
    cut = described(text, range(5), pieces[:5], [True, *[False] * 4], spans[:5], 13)
    assert text[: cut["read_to"]] == "didn't 太"


@pytest.mark.parametrize(
    ("text", "border", "same"),
    [
        ("cake", 2, True),
        ("cake.", 4, False),
        ("2026", 2, True),
        ("昨日", 1, True),
        ("食べ", 1, False),
        ("ケーキ", 2, True),
        ("ケーキ", 1, True),
        ("です", 1, False),
        ("naïve", 3, True),
        ("Tokyo東京", 5, False),
    ],
)
def test_a_word_goes_on_across_a_border(text, border, same):
    assert one_word(text, border, border) is same


def test_pieces_of_one_character_are_one_word_and_a_gap_parts_two():
    assert one_word("🍰", 1, 0)
    assert not one_word("a b", 1, 2)


def test_pieces_are_found_in_the_text_where_no_tokenizer_tells():
    pieces, text = ["<pad>", "▁Der", "▁Ku", "chen", "<unk>", ".", "▁"], "Der Kuchen é."
    spans = found_spans(pieces, [True] + [False] * 6, text)
    assert [text[start:end] for start, end in spans] == ["", "Der", "Ku", "chen", "", ".", ""]


def test_the_golden_file_says_what_it_is():
    with safe_open(str(GOLDEN), "numpy") as file:
        metadata = file.metadata()
        kinds = [layer["kind"] for layer in json.loads(metadata["layers"])]
    assert kinds == ["self", "self", "masked", "masked", "cross", "cross"]
    assert (metadata["attnviz_trace"], metadata["rotation"]) == ("2", "after")
    assert metadata["target_text"] == "太郎はケーキを食べた。"


# --- masks: with torch only


class Module:
    def __init__(self, is_causal: bool) -> None:
        self.is_causal = is_causal


def causal_window(count: int, window: int) -> np.ndarray:
    back = np.arange(count)[:, None] - np.arange(count)
    return (back >= 0) & (back < window)


@pytest.mark.parametrize("floats", [False, True])
def test_the_rule_of_a_mask(floats, monkeypatch):
    torch = pytest.importorskip("torch")
    monkeypatch.setattr(capture, "ROWS", 4)

    def asked(seen: np.ndarray, causal: bool = True) -> tuple[bool, int]:
        mask = torch.tensor(seen)[None, None]
        if floats:
            mask = torch.zeros(mask.shape).masked_fill(~mask, torch.finfo(torch.float32).min)
        return capture.rule(mask, Module(causal), {}, *seen.shape, 0)

    assert asked(causal_window(9, 9)) == (True, 0)
    assert asked(causal_window(9, 3)) == (True, 3)
    assert asked(np.ones((9, 9), bool)) == (False, 0)
    assert asked(np.ones((4, 9), bool)) == (False, 0)
    assert asked(np.ones((1, 1), bool)) == (True, 0)
    both_ways = np.abs(np.arange(9)[:, None] - np.arange(9)) < 3
    for odd in (both_ways, causal_window(9, 9).T, causal_window(9, 3) | (np.arange(9) == 0)):
        with pytest.raises(CaptureError, match="neither causal"):
            asked(odd)
    assert capture.rule(None, Module(True), {"sliding_window": 4}, 9, 9, 0) == (True, 4)
    assert capture.rule(None, Module(True), {"sliding_window": 40}, 9, 9, 0) == (True, 0)
    assert capture.rule(None, Module(True), {"is_causal": False}, 9, 9, 0) == (False, 0)
    with pytest.raises(CaptureError, match="adds numbers"):
        capture.rule(torch.full((1, 1, 9, 9), -0.5), Module(True), {}, 9, 9, 0)
