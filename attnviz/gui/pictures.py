"""The commands that draw without a display: ``render`` (one heatmap) and ``shot`` (the real window, or a step)."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QWidget

from attnviz.engine import Engine
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.gui import app
from attnviz.gui.export import draw_heatmap_picture, save_widget
from attnviz.gui.main_window import MainWindow
from attnviz.gui.microscope import Problem
from attnviz.gui.opening import start_at
from attnviz.lessons.pair_walk import STEPS
from attnviz.settings import OPTIONS, Settings
from attnviz.trace import Focus, Trace, TraceRequest

_DEFAULTS = {option.name: option.default for option in OPTIONS}
LOADING_SECONDS = 120


def run(options: argparse.Namespace) -> int:
    """Run the command that ``options.command`` names; returns the exit code."""
    return {"render": render, "shot": shot}[options.command](options)


def render(options: argparse.Namespace) -> int:
    """Draw the heatmap of one head to a file.

    Raises:
        UserError: model, device, text, layer, head or file cannot be used.
    """
    with tempfile.TemporaryDirectory() as folder:
        app.make_application(_settings(folder, options))
        trace = _trace(options)
        draw_heatmap_picture(trace, Focus(options.layer, options.head), options.out, options.size)
    return 0


def _settings(folder: str, options: argparse.Namespace) -> Settings:
    """Settings that live no longer than the command: a picture must not change what the user's window remembers."""
    settings = Settings(Path(folder) / "settings.json")
    for option, name in (("lang", "language"), ("theme", "theme"), ("model", "model"), ("device", "device")):
        if getattr(options, option):
            settings[name] = getattr(options, option)
    return settings


def _trace(options: argparse.Namespace) -> Trace:
    engine = Engine()
    try:
        request = TraceRequest(
            1,
            options.text,
            options.model or _DEFAULTS["model"],
            options.device or _DEFAULTS["device"],
            ((options.layer, options.head),),
        )
        trace = engine.run(request)
    finally:
        engine.close()
    if not len(trace.tokens):
        raise UserError(QT_TRANSLATE_NOOP("errors", "The text is empty: there is nothing to draw."))
    check_head(trace, options.layer, options.head)
    return trace


def shot(options: argparse.Namespace) -> int:
    """Draw the real window, or one step of the step-through, to a PNG.

    Raises:
        UserError: model, device, layer, head, token or step does not exist, or the file cannot be written.
    """
    if options.step is not None and options.step >= len(STEPS):
        raise UserError(QT_TRANSLATE_NOOP("errors", "The step-through has steps 0 to {last}."), last=len(STEPS) - 1)
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(folder, options)
        app.make_application(settings)
        start_at(settings, options.text, None)
        window = app.make_window(settings)
        try:
            _load(window)
            _aim(window, options)
            _draw(window, options)
        finally:
            window.close()
    return 0


def _load(window: MainWindow) -> None:
    """Wait until the window shows the sentence; what it would say in its banner is this command's error."""
    problems: list[Problem] = []
    window.microscope.failed.connect(problems.append)
    if not window.wait_until_idle(LOADING_SECONDS):
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "The model was not ready after {seconds} seconds."), seconds=LOADING_SECONDS
        )
    if problems:
        raise problems[0].error


def _aim(window: MainWindow, options: argparse.Namespace) -> None:
    scope = window.microscope
    check_head(scope.trace.model, options.layer, options.head)
    focus = scope.focus
    scope.choose_head(
        focus.layer if options.layer is None else options.layer, focus.head if options.head is None else options.head
    )
    window.wait_until_idle(LOADING_SECONDS)
    focus = scope.focus
    for index, tokens in ((options.query, scope.trace.queries), (options.key, scope.trace.keys)):
        count = len(tokens(focus.layer))
        if index is not None and index >= count:
            raise UserError(QT_TRANSLATE_NOOP("errors", "The text has tokens 0 to {last}."), last=count - 1)
    if options.query is not None or options.key is not None:
        scope.choose_pair(
            focus.query if options.query is None else options.query, focus.key if options.key is None else options.key
        )


def _draw(window: MainWindow, options: argparse.Namespace) -> None:
    window.resize(*options.size)
    target: QWidget = window
    if options.step is not None:
        window.present(options.step, full_screen=False)
        window.presenter.set_motion(False)
        window.presenter.resize(*options.size)
        target = window.presenter
    else:
        window.show()
    window.wait_until_idle(LOADING_SECONDS)
    save_widget(target, options.out)
