"""What a start can do before Qt is read: settle what to open, and begin to load it.

Half of a start is reading Python modules, the other half is reading weights and building kernels, for which numpy and
the driver need no lock. So the engine's modules come first, and its weights while Qt's modules are read.
"""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attnviz.beside import Beside, Progress, let_drivers_stand_back, stand_back
from attnviz.merging import in_front
from attnviz.settings import Settings

if TYPE_CHECKING:
    from attnviz.gui.engines import EngineLike
    from attnviz.gui.session_file import SavedSession
    from attnviz.trace import Focus, Trace, TraceRequest


def open_settings(options: argparse.Namespace, session: SavedSession | None = None) -> Settings:
    """The user's settings with what a session, and above that the command line, says instead.

    Args:
        options: ``text``, ``model``, ``device``, ``lang`` and ``theme``, None where not given.
        session: one whose model is missing opens its text in the model of the settings.
    """
    settings = Settings()
    if session is not None or options.text is not None:
        settings["session"] = ""  # that of the last time is no business of this text
    if session is not None:
        gone = session.missing_model() is not None
        start_at(settings, session.text, None if gone else session.model, None if gone else session.focus)
        from attnviz.gui.session_file import LAYOUT  # here: most starts open none

        layout = {name: session.layout.get(name) for name in LAYOUT}
        for name, value in {"device": session.device, **layout, **session.view}.items():
            if isinstance(value, type(settings[name])):
                settings[name] = value
    start_at(settings, options.text, options.model)
    for name, value in (("device", options.device), ("language", options.lang), ("theme", options.theme)):
        if value is not None:
            settings[name] = value
    return settings


def start_at(settings: Settings, text: str | None, model: str | None, focus: Focus | None = None) -> None:
    """Let the window open with this text, model and focus; where it was left off belongs to another text then."""
    if text is not None and (text != settings["text"] or not settings["text_stored"]):
        settings["recent_texts"] = in_front(settings["recent_texts"], settings["text"])
        settings["text"], settings["text_stored"] = text, True
        _forget_focus(settings)
    model = model and _lasting(model)
    if model is not None and model != settings["model"]:
        settings["model"] = model
        _forget_focus(settings)
    if focus is not None:
        settings["layer"], settings["head"] = focus.layer, focus.head
        settings["query"] = -1 if focus.query is None else focus.query
        settings["key"] = -1 if focus.key is None else focus.key


def _lasting(model: str) -> str:
    """A path from the folder it was given in, which the next start may not be in; a name as it is."""
    path = Path(os.path.expanduser(model))
    if path.is_absolute() or not path.exists():
        return model
    from attnviz.weights.catalogue import KNOWN  # here: a start without a path is quicker without it

    return model if model in (known.id for known in KNOWN) else str(path.absolute())


def _forget_focus(settings: Settings) -> None:
    for name in ("layer", "head", "query", "key"):
        settings[name] = -1


def new_engine() -> EngineLike:
    from attnviz.engine import Engine  # here: the engine's own thread reads pyopencl

    return Engine()


class HeadStart:
    """An engine that loads its first model from the moment its modules are read, in a thread of its own.

    Its methods belong to one other thread, and wait for that one: the engine has one caller at a time. An error of the
    load is not told: the first run meets it again, and tells whoever asked.
    """

    def __init__(self, model: str, device: str, make: Callable[[], EngineLike] = new_engine) -> None:
        self._make = make
        self._asked = (model, device)
        self._engine: EngineLike | None = None
        with contextlib.suppress(Exception):
            # Its modules in this thread, before Qt's: if both were read at once, they would take turns, and the load
            # itself, which needs no lock, would begin when the window is there already.
            self._engine = make()
        self._loading = Beside(self._load, "attnviz-head-start")

    def run(self, request: TraceRequest, progress: Progress | None = None) -> Trace:
        """As ``Engine.run``; what the load tells goes to ``progress``."""
        if (request.model, request.device) != self._asked:
            self._loading.give_up()
        self._loading.result(progress)
        if self._engine is None:
            self._engine = self._make()
        return self._engine.run(request, progress)

    def close(self) -> None:
        self._loading.give_up()
        self._loading.result()
        if self._engine is not None:
            self._engine.close()

    def abandon(self, seconds: float = 10.0) -> None:
        """There will be no window. A driver that starts its threads must not find the process taken down under it:
        C++ ends it with an abort then."""
        self._loading.give_up()
        self._loading.wait(seconds)

    def pulse(self) -> int | None:
        return self._engine.pulse() if self._engine else None

    def __getattr__(self, name: str) -> Any:
        """Whatever else an engine can be asked, once it has run."""
        return getattr(self._engine, name)

    def _load(self, progress: Progress) -> None:
        from attnviz.trace import TraceRequest  # here, because it reads numpy

        let_drivers_stand_back()
        stand_back()  # what Qt's modules and the window need comes first
        with contextlib.suppress(Exception):
            self._engine = self._engine or self._make()
            self._engine.run(TraceRequest(0, "", *self._asked), progress)  # no text: nothing but the load
