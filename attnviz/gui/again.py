"""Starts attnviz anew in the place of this process: what a driver that hangs does ends with the process alone.

Nothing is asked and nothing is lost: the new window opens with the text and the place that this one had.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from attnviz.compute.trial import environment_of_a_start
from attnviz.errors import QT_TRANSLATE_NOOP, Reason, UserError, reason

if TYPE_CHECKING:
    from attnviz.gui.main_window import MainWindow

NOT_STARTED = QT_TRANSLATE_NOOP("errors", "attnviz could not be started anew ({reason}). It goes on as it is.")


def start_anew(window: MainWindow) -> None:
    """Open a second window, and close this one once that is on its way. Where no process can be started it stays.

    ``os.execv`` would wait for a thread that is stuck inside the system, and no window would come.
    """
    window.docks.leave()
    window.session.save()
    command, text = command_line(window)
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL if text is None else subprocess.PIPE,
            env=environment_of_a_start(),
            start_new_session=True,  # a terminal that ends with this process takes it not along
        )
    except OSError as error:
        window.news.report(UserError(NOT_STARTED, reason=Reason(reason(error))), "device")
        return
    if child.stdin is not None and text is not None:
        with child.stdin:
            child.stdin.write(text.encode())
    window.leave()
    QApplication.exit(0)


def command_line(window: MainWindow) -> tuple[list[str], str | None]:
    """What starts it, and what that reads from its standard input, where the settings could not be kept."""
    command = [sys.executable, "-P", "-m", "attnviz"]
    if window.session.kept:
        return command, None
    scope = window.microscope
    return [*command, "--model", scope.model, "--device", scope.device, "--text", "-"], window.text_bar.text()
