"""The window on a machine that is against it: it works and says at most one quiet thing, or it says why it cannot."""

from __future__ import annotations

import json
import os
import resource
import signal
from pathlib import Path

import pytest
from starts import QUICK, TEXT, Ended, Start, can_unshare, started

NO_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>'
LATIN_1 = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""What is not ASCII on the command line is not understood by Python itself."""


def close_standard_files() -> None:
    for number in (0, 1, 2):
        os.close(number)


def few_files() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def full_disk() -> None:
    """Each write to a file fails, as where no space is left: SIGXFSZ, which Python ignores, and EFBIG."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def said(ended: Ended) -> str:
    assert ended.works, ended
    (only,) = ended.told["said"]
    return only


def test_nobody_at_home_and_nothing_open(tmp_path):
    """No HOME and a user that the system does not know, standard files closed, 32 files at most."""
    nobody = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"))
    unknown = ("unshare", "-U", "--map-user=54321") if can_unshare("-U", "--map-user=54321") else ()
    before = (lambda: (close_standard_files(), few_files())) if unknown else few_files
    if not unknown:
        nobody["HOME"] = "/dev/null"
    ended = started(tmp_path, environment=nobody, within=unknown, before=before)
    assert said(ended).startswith("Your sentence and settings cannot be kept in ~/" if unknown else "Your sentence")
    assert not Path("~").exists()


def test_nothing_can_be_written(tmp_path):
    """HOME is a file, TMPDIR is missing, the locale knows no Japanese; the sentence is typed on all the same."""
    home = tmp_path / "home"
    home.write_text("")
    text = "彼は寝た。"
    environment = {**LATIN_1, "TMPDIR": str(tmp_path / "missing")}
    ended = started(home, arguments=(*QUICK, "--text", text), environment=environment)
    assert (ended.code, ended.told["traced"]) == (0, f"{text} ok"), ended
    assert ended.errors == ""
    (sentence,) = ended.told["said"]
    assert "cannot be kept in" in sentence
    assert "Not a directory" in sentence


def test_a_full_disk(tmp_path):
    ended = started(tmp_path, before=full_disk)
    assert "File too large" in said(ended)
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size]
    assert left == [], "no file is half written"


def test_a_home_with_spaces_and_japanese(tmp_path):
    home = tmp_path / "a home 日本語 'with\" signs"
    home.mkdir()
    ended = started(home)
    assert ended.works, ended
    assert ended.told["said"] == []
    stored = json.loads(Path(ended.told["settings"]).read_text())
    assert stored["text"] == f"{TEXT} ok"
    assert home in Path(ended.told["settings"]).parents


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_keeps_what_was_typed_a_moment_before(tmp_path, name):
    number = getattr(signal, name)
    start = Start(tmp_path, environment={"TYPIST": "stay"})
    told = start.wait_until_typed()
    start.send(number)
    ended = start.end(told)
    assert ended.code == 128 + number, ended
    assert ended.quiet
    assert json.loads(Path(told["settings"]).read_text())["text"] == f"{TEXT} ok"


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"QT_QPA_PLATFORM": "nonsense"}, "QT_QPA_PLATFORM asks for nonsense, which Qt does not have here."),
        ({"QT_QPA_PLATFORM": "", "DISPLAY": ":4321", "WAYLAND_DISPLAY": None}, "The display :4321 cannot be reached."),
        ({"QT_QPA_PLATFORM": "", "DISPLAY": None, "WAYLAND_DISPLAY": None}, "there is no display"),
    ],
    ids=["platform", "unreachable", "unset"],
)
def test_no_window_is_one_sentence_and_a_hint(tmp_path, environment, sentence):
    ended = started(tmp_path, environment=environment)
    if "system libraries" in ended.errors:
        pytest.skip("Qt cannot show windows on this machine at all")
    assert ended.refuses, ended
    assert sentence in ended.errors
    assert "attnviz shot" in ended.errors
    assert len(ended.errors.splitlines()) == 2


def test_no_font_at_all(tmp_path):
    """Neither ours nor the system's: boxes instead of letters are no window."""
    (tmp_path / "fonts.conf").write_text(NO_FONTS)
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\n"
        "u.find_spec = lambda name, *more, old=u.find_spec: None if 'font' in name or 'noto' in name else old(name)\n"
    )
    root = str(Path(__file__).parent.parent.parent)
    environment = {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "PYTHONPATH": f"{tmp_path}{os.pathsep}{root}"}
    ended = started(tmp_path, environment=environment)
    assert ended.refuses, ended
    assert "There is no font here" in ended.errors


@pytest.mark.parametrize("first_to_leave", [0, 1])
def test_a_second_copy_destroys_no_text(tmp_path, first_to_leave):
    """Both are typed into and closed in either order; one text comes back, the other is among the sentences."""
    texts = "The first copy.", "二番目の文。"
    copies, told = [], []
    for text in texts:
        copies.append(Start(tmp_path, (*QUICK, "--text", text), {"TYPIST": "stay"}))
        told.append(copies[-1].wait_until_typed())
    for index in (first_to_leave, 1 - first_to_leave):
        copies[index].send(signal.SIGTERM)
        ended = copies[index].end(told[index])
        assert (ended.code, ended.quiet) == (128 + signal.SIGTERM, True), ended
    stored = json.loads(Path(told[0]["settings"]).read_text())
    kept = {stored["text"], *json.loads(stored["recent_texts"])}
    assert {f"{text} ok" for text in texts} <= kept


def test_a_part_that_cannot_be_loaded(tmp_path):
    """A library of Qt that is damaged or finds no memory is an ImportError of ours: a sentence that names the cause."""
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['PySide6.QtWidgets'] = None\n")
    root = str(Path(__file__).parent.parent.parent)
    ended = started(tmp_path, environment={"PYTHONPATH": f"{tmp_path}{os.pathsep}{root}"})
    assert ended.refuses, ended
    assert "a part of the program cannot be loaded (" in ended.errors
    assert "PySide6.QtWidgets" in ended.errors


def test_too_little_memory_for_qt_is_a_sentence(tmp_path):
    """Qt itself would end with a signal, at one moment or another."""
    most = 870 << 20
    ended = started(tmp_path, before=lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)))
    assert ended.refuses, ended
    assert "there is not enough memory" in ended.errors
