"""Makes the application and its window. Everything before the event loop is quick: the engine has its own threads."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Callable
from types import TracebackType

from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication

from attnviz import __version__
from attnviz.errors import UserError
from attnviz.gui.collector import Collector
from attnviz.gui.ending import Ending
from attnviz.gui.engines import EngineLike, default_devices, default_engine
from attnviz.gui.fonts import NO_FONT, install_fonts, missing_fonts
from attnviz.gui.guard import Guard
from attnviz.gui.i18n import desktop_language
from attnviz.gui.icons import app_icon
from attnviz.gui.main_window import MainWindow, language
from attnviz.gui.no_window import open_qt
from attnviz.gui.theme import theme
from attnviz.gui.zoom import starting_at
from attnviz.settings import Settings
from attnviz.trace import DeviceInfo

Opened = Callable[[MainWindow], object]
Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]
KEPT_PIXELS = 2048
"""kB of icons and small parts that Qt keeps drawn; by itself 10 MB, which changes of colours and size fill"""


def make_application(settings: Settings) -> QApplication:
    """The application with its style, fonts, language and colours; the running one if there is one."""
    choice = settings["language"]
    speaks = desktop_language() if choice == "system" else choice
    with starting_at(settings["zoom"]):
        app = QApplication.instance() or open_qt(speaks)
    dress(app)
    language().use(speaks)
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
    QPixmapCache.setCacheLimit(KEPT_PIXELS)
    app.setWindowIcon(app_icon())
    install_fonts()


def make_window(
    settings: Settings,
    engine_factory: Callable[[], EngineLike] = default_engine,
    list_devices: Callable[[], list[DeviceInfo]] = default_devices,
) -> MainWindow:
    """The window, not shown yet. Showing it, or ``wait_until_idle``, starts the engine."""
    window = MainWindow(engine_factory, settings, list_devices)
    window.collector = Collector(window)
    return window


def report_bugs(window: MainWindow, before: Hook = sys.__excepthook__) -> Hook:
    """An uncaught exception in a slot is told on stderr and in the banner; the window lives on.

    Returns:
        The hook, installed as ``sys.excepthook``.
    """

    def hook(kind: type[BaseException], error: BaseException, trail: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            before(kind, error, trail)
            return
        window.news.report(error, "bug")
        sys.last_value = sys.last_traceback = None  # Python keeps them, and so the run that the frames looked at

    sys.excepthook = hook
    return hook


def run(settings: Settings, engine: EngineLike, opened: Opened | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit code.

    Args:
        engine: what computes; the window's worker becomes its only caller, and closes it.
        opened: is given the window before it is shown.
    """
    app = make_application(settings)
    engines = iter([engine])  # another takes its place if it waits for a device that never answers
    window = make_window(settings, lambda: next(engines, None) or default_engine())
    report_bugs(window)
    window.ending, window.guard = Ending(window), Guard(window)
    if unreadable := missing_fonts():
        window.news.report(UserError(NO_FONT, fonts=", ".join(unreadable)), "fonts")
    if opened:
        opened(window)
    window.show()
    gc.freeze()  # what is here stays: later collections, which pause typing, need not look through it
    code = app.exec()
    window.session.save()
    window.guard.end()
    if not window.clean_exit:
        # a driver that hangs would hold the process: all is saved, so leave without it
        for stream in filter(None, (sys.stdout, sys.stderr)):
            with contextlib.suppress(OSError, ValueError):  # the terminal may have gone
                stream.flush()
        os._exit(code)
    return code
