"""A speaker's own lecture: chosen steps with own sentences and notes, in one file that replays without a model.

``NAME.attndeck`` is a ZIP archive of two members: ``deck.json`` (UTF-8) and ``arrays.npz``.

    format   "attnviz deck"
    version  1; a file with a larger number is refused, because what it means is not known here
    title    of the deck
    items    in order: {"lesson", "step": ids, "notes": text or null, "focus", "trace": records of ``stored_trace``, the
             latter an index into ``traces``}
    traces   records of ``stored_trace``, whose arrays are a0, a1 ... of arrays.npz

Nothing in it is run: see ``stored_trace``.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, is_dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from attnviz import stored_trace
from attnviz.errors import QT_TRANSLATE_NOOP, UserError, one_line, reason
from attnviz.files import beginning, save
from attnviz.fitting import NOTES, fitting
from attnviz.labs.workbench import LABS
from attnviz.lessons.course import LESSONS, Course, Place
from attnviz.lessons.lesson import Lesson
from attnviz.stored_check import check_focus, check_trace
from attnviz.trace import Focus, Trace

ENDING = ".attndeck"
FORMAT, VERSION = "attnviz deck", 1
LARGEST, MOST_TIMES = 100_000_000, 3
"""bytes that the arrays may have once they are unpacked: so many, and so many times those of the file"""
MOST_TABLE = 12_000_000
"""bytes of the records, which Python takes up to 25 times as much memory for"""
MOST_ITEMS, LONGEST_TITLE = 500, 120
TABLE, ARRAYS = "deck.json", "arrays.npz"
NO_DECK = QT_TRANSLATE_NOOP("errors", "{file} is not a deck of attnviz; nothing was changed.")
DAMAGES = (
    ValueError, LookupError, TypeError, AttributeError, RecursionError, EOFError, OverflowError, NotImplementedError,
    OSError, RuntimeError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""what the readers of ZIP, JSON and NPY raise at bytes that are none. OSError: a place before the beginning;
RuntimeError: a password"""


@dataclass(frozen=True)
class Item:
    """A step of a deck.

    Attributes:
        lesson, step: their ids.
        trace, focus: what it is shown on.
        notes: the speaker's own; None for those of the lesson.
    """

    lesson: str
    step: str
    trace: Trace
    focus: Focus
    notes: str | None = None


@dataclass(frozen=True)
class Deck:
    """Items in the order in which they are shown."""

    title: str = ""
    items: tuple[Item, ...] = ()

    def course(self) -> Course:
        """A course of one lesson that has the items for its steps."""
        steps = []
        for item in self.items:
            step = next(one for one in _lesson(item.lesson).steps if one.id == item.step)
            steps.append(step if item.notes is None else replace(step, notes=item.notes))
        topics = tuple(dict.fromkeys(topic for item in self.items for topic in _lesson(item.lesson).topics))
        return Course((Lesson("deck", one_line(self.title, LONGEST_TITLE), topics, tuple(steps)),))

    def shown(self) -> dict[Place, tuple[Trace, Focus]]:
        """What each of its steps is shown on."""
        return {Place(0, at): (item.trace, item.focus) for at, item in enumerate(self.items)}


def write_deck(path: Path, deck: Deck) -> None:
    """Write a deck in one step.

    Raises:
        UserError: it cannot be written.
    """
    arrays: stored_trace.Arrays = []
    places: dict[int, int] = {}  # steps on one run share it
    traces: list[Any] = []
    items: list[dict[str, Any]] = []
    known = _records()
    for item in deck.items:
        if id(item.trace) not in places:
            places[id(item.trace)] = len(traces)
            traces.append(stored_trace.packed(item.trace, arrays, known))
        items.append(
            {
                "lesson": item.lesson,
                "step": item.step,
                "notes": item.notes,
                "focus": stored_trace.packed(item.focus, arrays),
                "trace": places[id(item.trace)],
            }
        )
    table = {"format": FORMAT, "version": VERSION, "title": deck.title, "items": items, "traces": traces}
    written = json.dumps(table, ensure_ascii=False).encode("utf-8", "surrogatepass")
    whole = _archive(written, arrays)
    if len(written) > MOST_TABLE or sum(array.nbytes for array in arrays) > LARGEST + MOST_TIMES * len(whole):
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} would be larger than a deck may be. Make two decks of it."), file=path
        )
    save(path, [whole])


def _archive(table: bytes, arrays: stored_trace.Arrays) -> bytes:
    numbers, whole = io.BytesIO(), io.BytesIO()
    np.savez(numbers, **{f"a{at}": array for at, array in enumerate(arrays)})  # type: ignore[arg-type]
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(TABLE, table)
        archive.writestr(ARRAYS, numbers.getvalue())
    return whole.getvalue()


def read_deck(path: Path) -> Deck:
    """Read a deck.

    Raises:
        UserError: it cannot be read, is no deck, is damaged (it says which part), is of a newer version, or has a step
            that is not known.
    """
    try:
        beginning(path, 1)  # a pipe or a device is refused
    except OSError as error:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} cannot be read ({reason})."), file=path, reason=reason(error)
        ) from error
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive, path)
    except DAMAGES as error:
        raise UserError(NO_DECK, file=path) from error


def _read(archive: zipfile.ZipFile, path: Path) -> Deck:
    members, most = {one.filename: one for one in archive.infolist()}, LARGEST + MOST_TIMES * path.stat().st_size
    if TABLE not in members:
        raise UserError(NO_DECK, file=path)
    if members[TABLE].file_size > MOST_TABLE or (ARRAYS in members and members[ARRAYS].file_size > most):
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} is too large for a deck: unpacked it may have {most} MB."),
            file=path,
            most=most // 1_000_000,
        )
    with _told(path, TABLE):
        table = json.loads(archive.read(members[TABLE]).decode("utf-8", "surrogatepass"))
    if not isinstance(table, dict) or table.get("format") != FORMAT or type(table.get("version")) is not int:
        raise UserError(NO_DECK, file=path)
    if table["version"] > VERSION:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "{file} is of a newer version of attnviz (deck version {version}, this one reads {known}). "
                "Update the program to open it.",
            ),
            file=path,
            version=table["version"],
            known=VERSION,
        )
    with _told(path, ARRAYS):
        arrays = stored_trace.read_arrays(archive.read(members[ARRAYS]), most)
    with _told(path, TABLE):
        return _deck(table, arrays, path)


@contextmanager
def _told(path: Path, part: str) -> Iterator[None]:
    """What is wrong with a member, as a sentence that names it."""
    try:
        yield
    except UserError:
        raise
    except DAMAGES as error:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} is damaged: its part {part} cannot be read. Nothing was changed."),
            file=path,
            part=part,
        ) from error


def _deck(table: dict[str, Any], arrays: stored_trace.Arrays, path: Path) -> Deck:
    known = _records()
    traces = [stored_trace.unpacked(one, arrays, known) for one in table["traces"]]
    for trace in traces:
        if not isinstance(trace, Trace):
            raise ValueError("another kind of trace")
        check_trace(trace)
    items = []
    for one in table["items"][:MOST_ITEMS]:
        _check_known(one["lesson"], one["step"], path)
        trace, focus = traces[one["trace"]], stored_trace.unpacked(one["focus"], arrays)
        notes = one.get("notes")
        if not isinstance(trace, Trace) or not isinstance(focus, Focus) or not isinstance(notes, str | None):
            raise ValueError("another kind of item")
        check_focus(focus, trace)
        items.append(Item(one["lesson"], one["step"], trace, focus, notes and fitting(notes, NOTES)))
    if not items:
        raise ValueError("nothing in it")
    return Deck(one_line(str(table.get("title", "")), LONGEST_TITLE), tuple(items))


def _check_known(lesson: str, step: str, path: Path) -> None:
    """Steps come and go from version to version."""
    if not any(one.id == lesson and one.index(step) is not None for one in LESSONS):
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "{file} was made by another version of attnviz: it has the step “{lesson}/{step}”, "
                "which this one does not know.",
            ),
            file=path,
            lesson=lesson,
            step=step,
        )


def _lesson(name: str) -> Lesson:
    return next(lesson for lesson in LESSONS if lesson.id == name)


def _records() -> Iterable[type]:
    """What labs find: the records that their files define."""
    modules = [import_module(f"attnviz.labs.{name}") for name in LABS]
    return [
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, type) and is_dataclass(one) and one.__module__ == module.__name__
    ]
