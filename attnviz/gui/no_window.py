"""Qt ends the process with SIGABRT and a page of English when it can open no window. Here it is one sentence."""

from __future__ import annotations

import os
import re
import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from attnviz.errors import QT_TRANSLATE_NOOP, UserError, one_line
from attnviz.system import HINT

NO_SUCH_PLATFORM = QT_TRANSLATE_NOOP(
    "errors", "QT_QPA_PLATFORM asks for {platform}, which Qt does not have here. Unset it, or try one of: {platforms}."
)
UNREACHABLE = QT_TRANSLATE_NOOP(
    "errors",
    "The display {display} cannot be reached. Check DISPLAY or WAYLAND_DISPLAY, and whether you may use that display.",
)
NO_WINDOW = QT_TRANSLATE_NOOP("errors", "Qt cannot open a window here ({reason}).")


def open_qt(language: str) -> QApplication:
    """The application. Where Qt can open no window the process ends, with 1 and a sentence on stderr.

    Args:
        language: of the sentence, "en" or "ja".
    """
    heard: list[str] = []
    if any(os.environ.get(name) in ("C", "POSIX") for name in ("LC_ALL", "LC_CTYPE", "LANG")):
        os.environ["LC_ALL"] = "C.UTF-8"  # as Qt does, which tells it on stderr

    def hear(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        heard.append(message)
        if kind == QtMsgType.QtFatalMsg:  # after this Qt aborts
            from attnviz.spoken import explain_in  # here: it reads XML, which a start that goes well does not need

            print(f"attnviz: {explain_in(why(heard), language)}\n{explain_in(UserError(HINT), language)}",
                  file=sys.stderr, flush=True)  # fmt: skip
            os._exit(1)

    before = qInstallMessageHandler(hear)
    try:
        app = QApplication(sys.argv[:1])
    finally:
        qInstallMessageHandler(before)
    for message in heard:  # it has opened all the same
        print(message, file=sys.stderr)
    return app


def why(heard: list[str]) -> UserError:
    """What Qt's messages mean, of which the last is the one that it gives up with."""
    said = "\n".join(heard)
    missing = re.search(r'Could not find the Qt platform plugin "([^"]*)"', said)
    there = re.search(r"Available platform plugins are: ([^\n]*?)\.?\s*$", said)
    if missing and there:
        return UserError(NO_SUCH_PLATFORM, platform=missing[1], platforms=there[1])
    if re.search(r"could not connect to display|Failed to create wl_display", said):
        display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
        return UserError(UNREACHABLE, display=display or "\u2014")
    return UserError(NO_WINDOW, reason=one_line(heard[0], 200))
