"""``python -m attnviz.gui.stuck PROCESS DEVICE``: says that another process' window does not answer; see ``guard.py``.

That one is ended if the user wants a restart, and nothing is done otherwise.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from attnviz.compute.trial import doubt, environment_of_a_start
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.gui.i18n import explain
from attnviz.settings import Settings

STUCK = QT_TRANSLATE_NOOP(
    "errors",
    "attnviz does not answer; most likely a driver of the device keeps it waiting. Your text and place are saved, and "
    "a restart opens them again.",
)


class Stuck(QMessageBox):
    """Above all other windows: a lecture may fill the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle("attnviz")
        self.setIcon(QMessageBox.Icon.Warning)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(explain(UserError(STUCK)))
        self.restart = self.addButton(self.tr("Restart attnviz"), QMessageBox.ButtonRole.AcceptRole)
        self.wait = self.addButton(self.tr("Go on waiting"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.wait)  # what is typed meanwhile is meant for the window
        self.setEscapeButton(self.wait)


def replace(process: int, device: str) -> None:
    """A new window in the place of that process, which is ended. The device is tested before it is used again.

    Raises:
        OSError: no process can be started; that one is as it was.
    """
    if device:
        doubt(device, process)
    subprocess.Popen(
        [sys.executable, "-P", "-m", "attnviz"],
        stdin=subprocess.DEVNULL,
        env=environment_of_a_start(),
        start_new_session=True,
    )
    os.kill(process, signal.SIGKILL)  # it hears nothing else; with it this process ends, whose guard sees it go


def main(process: int, device: str) -> int:
    from attnviz.gui.app import make_application

    app = make_application(Settings())
    box = Stuck()
    box.exec()
    if box.clickedButton() is box.restart:
        replace(process, device)
    app.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2]))
