"""``python -m attnviz.gui.first_heatmap``: the program as its user starts it, which says when the heatmap is painted.

For ``attnviz bench``. Nothing is imported here that the program itself does not import first.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attnviz.gui.main_window import MainWindow


def watch(window: MainWindow) -> None:
    """Say "painted" on stdout once the heatmap is on the screen, and leave."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    def say() -> None:
        print("painted", flush=True)
        QApplication.closeAllWindows()

    window.heatmap.painted.connect(lambda text: QTimer.singleShot(0, say))


if __name__ == "__main__":
    sys.exit(importlib.import_module("attnviz.__main__").main(sys.argv[1:], watch))
