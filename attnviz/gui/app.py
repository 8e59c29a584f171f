"""Makes the application and its window. Everything before the event loop is quick: the engine starts after it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtWidgets import QApplication

from attnviz import __version__
from attnviz.gui.fonts import install_fonts
from attnviz.gui.i18n import desktop_language
from attnviz.gui.icons import app_icon
from attnviz.gui.main_window import MainWindow, language
from attnviz.gui.theme import theme
from attnviz.gui.worker import EngineLike, default_devices, default_engine
from attnviz.settings import Settings
from attnviz.trace import DeviceInfo, Focus

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]


def make_application(settings: Settings) -> QApplication:
    """The application with its style, fonts, language and colours; the running one if there is one."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    dress(app)
    choice = settings["language"]
    language().use(desktop_language() if choice == "system" else choice)
    theme().use(settings["theme"])
    return app


def dress(app: QApplication) -> None:
    """What does not depend on the user's settings."""
    app.setOrganizationName("attnviz")
    app.setApplicationName("attnviz")
    app.setApplicationDisplayName("attnviz")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("attnviz")  # ties the window to its icon on Wayland
    app.setStyle("Fusion")
    app.setWindowIcon(app_icon())
    install_fonts()


def make_window(
    settings: Settings,
    engine_factory: Callable[[], EngineLike] = default_engine,
    list_devices: Callable[[], list[DeviceInfo]] = default_devices,
) -> MainWindow:
    """The window, not shown yet. Showing it, or ``wait_until_idle``, starts the engine."""
    return MainWindow(engine_factory, settings, list_devices)


def start_at(settings: Settings, text: str | None, model: str | None, focus: Focus | None = None) -> None:
    """Let the window open with this text, model and focus; where it was left off belongs to another text then."""
    if text is not None and (text != settings["text"] or not settings["text_stored"]):
        settings["text"], settings["text_stored"] = text, True
        _forget_focus(settings)
    if model is not None and model != settings["model"]:
        settings["model"] = model
        _forget_focus(settings)
    if focus is not None:
        settings["layer"], settings["head"] = focus.layer, focus.head
        settings["query"] = -1 if focus.query is None else focus.query
        settings["key"] = -1 if focus.key is None else focus.key


def _forget_focus(settings: Settings) -> None:
    for name in ("layer", "head", "query", "key"):
        settings[name] = -1


def report_bugs(window: MainWindow, before: Hook = sys.__excepthook__) -> Hook:
    """An uncaught exception in a slot is told on stderr and in the banner; the window lives on.

    Returns:
        The hook, installed as ``sys.excepthook``.
    """

    def hook(kind: type[BaseException], error: BaseException, trail: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            before(kind, error, trail)
            return
        traceback.print_exception(kind, error, trail, file=sys.stderr)
        window.news.say_bug(error)

    sys.excepthook = hook
    return hook


def run(options: argparse.Namespace) -> int:
    """Open the window and stay until it is closed; returns the exit code.

    Args:
        options: ``text``, ``model``, ``device``, ``lang`` and ``theme`` of the command line, None where not given.
    """
    settings = Settings()
    start_at(settings, options.text, options.model)
    for name, value in (("device", options.device), ("language", options.lang), ("theme", options.theme)):
        if value is not None:
            settings[name] = value
    app = make_application(settings)
    window = make_window(settings)
    report_bugs(window)
    # Ctrl+C in the terminal ends the program at once: Python's own handler would wait for the next event
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window.show()
    code = app.exec()
    window.session.save()
    if not window.clean_exit:
        # a driver that hangs would hold the process: all is saved, so leave without it
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code
