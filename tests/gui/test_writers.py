"""Every file that the program writes for its user: on the disk before it has its name, and the old one until then.

What fails half way (a full disk, a permission that goes) leaves the old file and one sentence that says what to do.
"""

from __future__ import annotations

import ast
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_engine import DECODER
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from traces import DEVICE, make_trace

from attnviz import files
from attnviz.capture import TraceWriter
from attnviz.compute import ceiling
from attnviz.compute.linker import _write_shim
from attnviz.errors import UserError
from attnviz.film import open_film
from attnviz.gui.export import save_widget
from attnviz.gui.exporting.handout import save_handout
from attnviz.gui.exporting.steps import save_steps
from attnviz.gui.presenting.decks import pages_of
from attnviz.gui.session_file import SavedSession, write_session
from attnviz.gui.theme import LIGHT
from attnviz.lessons.deck import Deck, Item, write_deck
from attnviz.performance import Ceiling
from attnviz.settings import Settings
from attnviz.tables import save_head, save_table
from attnviz.trace import Focus
from attnviz.trace_file import write_trace
from attnviz.weights import verified

TRACE, FOCUS = make_trace("Taro ate the cake."), Focus(0, 0, 3, 1)
DECK = Deck("Mine", (Item("weight", "answer", TRACE, FOCUS, "notes"),))
PACKAGE = Path(files.__file__).parent


def paint(painter: QPainter, area: QRectF) -> None:
    painter.drawLine(area.topLeft(), area.bottomRight())


def film(path: Path) -> None:
    made = open_film(path, (64, 48))
    made.add(np.zeros((48, 64, 3), np.uint8), 100)
    made.finish()


def settings(path: Path) -> None:
    made = Settings(path)
    made["text"] = DECODER
    made.save()


def captured(path: Path) -> None:
    with TraceWriter(path) as writer:
        writer.reserve(500)
        writer.add("a", "F32", (2,), np.zeros(2, "<f4").data.cast("B"))
        writer.finish({})


def folder(path: Path) -> None:
    assert list(save_steps(pages_of(DECK), path.parent, path.suffix, (320, 180), LIGHT)) == [1.0]


ASKED_FOR: dict[str, Callable[[Path], Any]] = {
    "picture.png": lambda path: save_widget(paint, path, (40, 30)),
    "picture.svg": lambda path: save_widget(paint, path, (40, 30)),
    "picture.pdf": lambda path: save_widget(paint, path, (40, 30)),
    "step-1.png": folder,
    "head.csv": lambda path: save_head(TRACE, FOCUS, path),
    "head.npz": lambda path: save_head(TRACE, FOCUS, path),
    "table.csv": lambda path: save_table([["a word", "0.25"]] * 9, path),
    "all.safetensors": lambda path: write_trace(path, TRACE, {"layers.0.weights": np.zeros((1, 2, 2), np.float32)}),
    "handout.pdf": lambda path: save_handout(pages_of(DECK), path, "Mine"),
    "lecture.attndeck": lambda path: write_deck(path, DECK),
    "film.gif": film,
    "film.mp4": film,
    "mine.attnviz": lambda path: write_session(path, SavedSession("text")),
}
"""a user named the file; what goes wrong is a sentence"""
OWN: dict[str, Callable[[Path], Any]] = {"settings.json": settings, "captured.safetensors": captured}
WRITERS = ASKED_FOR | OWN


@pytest.fixture(autouse=True)
def with_the_libraries_of_films(request: pytest.FixtureRequest) -> None:
    name = request.node.name
    if "gif" in name or "mp4" in name:
        pytest.importorskip("PIL.Image" if "gif" in name else "av")


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What is brought onto the disk and what is renamed, in order."""
    seen: list[tuple[str, Any]] = []
    fsync, replace = os.fsync, os.replace

    def note_fsync(handle: int) -> None:
        seen.append(("disk", os.readlink(f"/proc/self/fd/{handle}")))
        fsync(handle)

    def note_replace(source: Path, target: Path) -> None:
        seen.append(("name", (str(source), str(target))))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "replace", note_replace)
    return seen


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_is_on_the_disk_before_it_has_its_name(name, tmp_path, steps):
    path = tmp_path / name
    WRITERS[name](path)
    assert path.stat().st_size
    (at,) = (at for at, (what, how) in enumerate(steps) if what == "name" and how[1] == str(path))
    source, target = steps[at][1]
    assert (target, Path(source).parent) == (str(path), tmp_path)
    assert steps[at - 1] == ("disk", source)
    assert steps[at + 1] == ("disk", str(tmp_path)), "and its name, too"


def test_what_the_program_keeps_for_itself_goes_the_same_way(tmp_path, steps, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    ceiling.store(DEVICE, Ceiling(1.0, 2.0))
    verified._write_verified({})
    _write_shim("#!/bin/sh\n")
    named = [Path(target).parent for what, (_, target) in (step for step in steps if step[0] == "name") if what]
    assert len(named) == 3
    assert [what for what, _ in steps] == ["disk", "name", "disk"] * 3


def no_room(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """A disk that is full after some bytes."""
    begun = files._begun

    class Full:
        def __init__(self, file: Any) -> None:
            self._file, self._left = file, 10

        def write(self, piece: Any) -> int:
            self._left -= memoryview(piece).nbytes
            if self._left < 0:
                raise OSError(number, os.strerror(number))
            return self._file.write(piece)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._file, name)

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None:
            self._file.close()

    monkeypatch.setattr(files, "_begun", lambda *given: Full(begun(*given)))


def no_name(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """A folder that may not be written any more when all is done."""

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", refuse)


@pytest.mark.parametrize(
    ("fail", "number", "advice"),
    [(no_room, errno.ENOSPC, "Free some space"), (no_name, errno.EACCES, "Choose another folder")],
)
@pytest.mark.parametrize("name", WRITERS)
def test_what_fails_half_way_leaves_the_old_file_and_a_sentence(name, fail, number, advice, tmp_path, monkeypatch):
    path = tmp_path / name
    path.write_bytes(b"{}")
    with monkeypatch.context() as patch:
        fail(patch, number)
        with pytest.raises((UserError, OSError)) as caught:
            WRITERS[name](path)
    assert path.read_bytes() == b"{}"
    assert {one.name for one in tmp_path.iterdir()} <= {name, f".{name}.lock"}, "nothing is left behind"
    if name in ASKED_FOR:
        assert isinstance(caught.value, UserError)
        assert os.strerror(number) in str(caught.value)
        assert str(path) in str(caught.value)
        assert advice in str(caught.value)


def test_nothing_else_writes():
    """Whoever writes a file beside these goes round the rule above."""
    allowed = {
        "files.py", "__main__.py",  # the rule itself; os.devnull
        "capture.py",  # runs alone, too
        "weights/hub.py",  # appends to what a download left, and gives it its name by ``take_name``
        "bench/ours.py",  # into a folder of its own that goes again
        "gui/presenting/draft.py",  # puts a damaged one aside
    }  # fmt: skip
    found = {}
    for source in PACKAGE.rglob("*.py"):
        inside = str(source.relative_to(PACKAGE))
        calls = [node for node in ast.walk(ast.parse(source.read_text("utf-8"))) if isinstance(node, ast.Call)]
        if inside not in allowed and (lines := [node.lineno for node in calls if writes(node)]):
            found[inside] = lines
    assert found == {}


def writes(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if name == "open" and call.args and ast.unparse(call.args[0]) == "os.devnull":
        return False
    if name in ("write_text", "write_bytes", "copyfile", "copy2", "QSaveFile", "QSettings", "mkstemp"):
        return True
    if name in ("replace", "rename") and isinstance(owner, ast.Name) and owner.id == "os":
        return True
    modes = [one.value for one in call.args if isinstance(one, ast.Constant)] if name == "open" else []
    modes += [one.value.value for one in call.keywords if one.arg == "mode" and isinstance(one.value, ast.Constant)]
    into_memory = isinstance(owner, ast.Name) and owner.id == "av"
    return (
        any(isinstance(mode, str) and set(mode) & set("wax+") and len(mode) < 4 for mode in modes) and not into_memory
    )
