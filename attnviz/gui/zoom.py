"""The size of everything in the windows: letters, cells, gaps and controls together, 70 % to 200 %.

At a start Qt is told by its own variable, QT_SCALE_FACTOR. While the program runs there is no public way, and fonts
alone would not do: what is painted stands on a grid of pixels that must grow with them. So the factor is set where
the variable would have put it, and the native windows are made anew, which is when Qt reads it. Where this Qt does
not offer that function, the size holds from the next start on.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import PySide6
from PySide6.QtCore import QObject, QSize, Qt, Signal, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow

from attnviz.settings import OPTIONS

STEPS = next(option.steps for option in OPTIONS if option.name == "zoom")  # per cent
VARIABLE = "QT_SCALE_FACTOR"
SMALLEST = QSize(960, 600)
_now = 100  # per cent that the application runs at


def _own_factor() -> float:
    """What the user's own environment asks for besides."""
    with contextlib.suppress(ValueError):
        own = float(os.environ.get(VARIABLE, "1"))
        return own if 0.1 <= own <= 10 else 1.0  # nor what is no number
    return 1.0


@contextlib.contextmanager
def starting_at(percent: int) -> Iterator[None]:
    """The application that is made inside this block begins at a size."""
    global _now
    percent = nearest(percent)
    if percent == 100 or QGuiApplication.instance() is not None:
        yield
        return
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(_own_factor() * percent / 100)
    try:
        yield
    finally:  # programs that are started from here have their own size
        del os.environ[VARIABLE]
        if before is not None:
            os.environ[VARIABLE] = before
    _now = percent


def nearest(percent: int) -> int:
    return min(STEPS, key=lambda step: abs(step - percent))


@cache
def _set_factor() -> Callable[[float], None] | None:
    """Qt's ``QHighDpiScaling::setGlobalFactor``, or None where the library does not have it under this name."""
    for library in (Path(PySide6.__file__).parent / "Qt" / "lib" / "libQt6Gui.so.6", Path("libQt6Gui.so.6")):
        with contextlib.suppress(OSError, AttributeError):
            function = ctypes.CDLL(str(library))._ZN15QHighDpiScaling15setGlobalFactorEd
            function.argtypes, function.restype = [ctypes.c_double], None
            return function
    return None


class Zoom(QObject):
    """The size of the windows in use, and the two steps from it.

    Signals:
        changed(int): per cent; ``live`` says whether they are to be seen already.
    """

    changed = Signal(int)

    def __init__(self, window: QMainWindow, percent: int) -> None:
        super().__init__(window)
        self._window = window
        self.percent = nearest(percent)
        self.live = self._apply()

    def step(self, by: int) -> None:
        at = STEPS.index(self.percent) + by
        self.use(STEPS[max(0, min(at, len(STEPS) - 1))])

    def use(self, percent: int) -> None:
        percent = nearest(percent)
        if percent != self.percent:
            self.percent = percent
            self.live = self._apply()
            self.changed.emit(percent)

    def _apply(self) -> bool:
        """Bring every window to the size wanted; False when that has to wait for the next start."""
        global _now
        if self.percent == _now:
            self._fit_smallest()
            return True
        function = _set_factor()
        if function is None:
            return False
        before = _now / self.percent
        shown = [top for top in QApplication.topLevelWidgets() if top.isVisible() and top.windowHandle() is not None]
        stood = [
            (top, top.windowState(), top.normalGeometry().size() if top.isMaximized() else top.size()) for top in shown
        ]
        focused, active = QApplication.focusWidget(), QApplication.activeWindow()
        # Qt warns that there are windows: they are made anew below
        old = qInstallMessageHandler(lambda *_: None)
        try:
            function(_own_factor() * self.percent / 100)
        finally:
            qInstallMessageHandler(old)
        _now = self.percent
        self._fit_smallest()
        for top, state, size in stood:
            top.windowHandle().destroy()
            room = top.screen().availableGeometry().size()
            top.setWindowState(state)
            if not state & (Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen):
                # as many pixels of the screen as before
                top.resize((size * before).boundedTo(room))
            top.show()
        if active is not None:
            active.activateWindow()
        if focused is not None:
            focused.setFocus()
        return True

    def _fit_smallest(self) -> None:
        """The window may always be as small as its screen: what has no room there scrolls."""
        room = self._window.screen().availableGeometry().size() - QSize(16, 48)
        self._window.setMinimumSize((SMALLEST * min(1.0, 100 / self.percent)).boundedTo(room))
