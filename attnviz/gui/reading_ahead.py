"""Reads the modules of the views while nobody does anything, so that the first opening of one does not hold the window.

A start reads none of them: each is read in a turn of its own, some seconds after the first picture.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from attnviz.gui.registry import VIEWS

REST, BETWEEN = 2000, 40
"""Milliseconds of rest before the first one, and between two."""


class ReadingAhead(QObject):
    """One module a turn, while the engine rests and no other picture comes."""

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window
        self._left: Iterator[str] | None = unread()
        self._turn = QTimer(self, singleShot=True, interval=REST)
        self._turn.timeout.connect(self._read)
        window.microscope.shown.connect(self._wait)

    def _wait(self) -> None:
        if self._left is not None:
            self._turn.start(REST)

    def _read(self) -> None:
        if not self._window.worker.idle:
            self._wait()
        elif (name := next(self._left, None)) is None:
            self._left = None
        else:
            import_module(name)
            self._turn.start(BETWEEN)


def unread() -> Iterator[str]:
    """The modules of the views that are not read yet, when each one's turn comes; each after those that it reads."""
    seen: set[str] = set()
    for entry in VIEWS:
        yield from _parts(entry.where.partition(":")[0], seen)
    from attnviz.gui.labs.panels import panel_modules  # here: the laboratory has read it by now

    for name in panel_modules():
        yield from _parts(name, seen)


def _parts(name: str, seen: set[str]) -> Iterator[str]:
    """A module after all of ours that it imports: read by itself, it takes some milliseconds."""
    if name in seen or name in sys.modules:
        return
    seen.add(name)
    spec = find_spec(name)
    if spec is None or not spec.origin:
        return
    for node in ast.parse(Path(spec.origin).read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (package := node.module or "").startswith("attnviz."):
            yield from _parts(package, seen)
            for part in node.names:  # modules, if that is a folder of them
                if hasattr(sys.modules.get(package), "__path__"):
                    yield from _parts(f"{package}.{part.name}", seen)
    yield name
