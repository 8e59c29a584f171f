"""The commands that draw without a display: ``render`` (one heatmap) and ``shot`` (the real window, or a step)."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from attnviz.engine import Engine
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.gui import app
from attnviz.gui.export import draw_heatmap_picture
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
        draw_heatmap_picture(trace, _focus(trace, options), options.out, options.size)
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


def check_head(trace: Trace, layer: int | None, head: int | None) -> None:
    """Refuse a layer or head that the model does not have; the window clamps, a script wants to know."""
    model = trace.model
    if (layer or 0) >= model.layers or (head or 0) >= model.heads:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{model} has layers 0 to {layer} and heads 0 to {head}."),
            model=model.name,
            layer=model.layers - 1,
            head=model.heads - 1,
        )


def _focus(trace: Trace, options: argparse.Namespace) -> Focus:
    return Focus(options.layer, options.head)


def shot(options: argparse.Namespace) -> int:
    """Draw the real window, or one step of the step-through, to a PNG.

    Raises:
        UserError: model, device, layer, head, token or step does not exist, or the file cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(folder, options)
        application = app.make_application(settings)
        window = app.make_window(settings)
        try:
            _draw_shot(application, window, options)
        finally:
            window.close()
    return 0


def _draw_shot(application: QApplication, window: app.MainWindow, options: argparse.Namespace) -> None:
    raise NotImplementedError
