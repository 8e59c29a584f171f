"""The program on a device that hangs as soon as something is typed: ``python hanging.py command|window MODEL [close]``.

Says "hangs" on standard output once the engine waits inside the driver.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from injector import Injector

from attnviz.__main__ import main


def tell(injector: Injector) -> None:
    """Once it hangs; a moment later all that still runs has come to wait."""
    while injector.endless is None:
        time.sleep(0.01)
    time.sleep(0.3)
    print("hangs", flush=True)


def command(model: str) -> int:
    injector = Injector("endless", 1)
    threading.Thread(target=tell, args=(injector,), daemon=True).start()
    with injector.installed(), tempfile.TemporaryDirectory() as folder:
        return main(["trace", "The cat", "--model", model, "--device", "pocl:0", "--out", f"{folder}/a.safetensors"])


def window(model: str, closes: bool) -> int:
    from PySide6.QtCore import QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from attnviz.gui import app
    from attnviz.gui.engines import default_engine
    from attnviz.settings import Settings

    injector = Injector("endless")

    def opened(window: Any) -> None:
        def type_once(*_: object) -> None:
            window.microscope.shown.disconnect(type_once)
            injector.at = len(injector.names) + 1
            QTest.keyClicks(window.text_bar.editor, " ran")
            threading.Thread(target=tell, args=(injector,), daemon=True).start()
            if closes:
                QTimer.singleShot(500, QApplication.closeAllWindows)

        window.microscope.shown.connect(type_once)

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder, "settings.json"))
        settings["model"], settings["text"], settings["text_stored"] = model, "The cat", True
        with injector.installed():
            return app.run(settings, default_engine(), opened)


if __name__ == "__main__":
    sys.exit(command(sys.argv[2]) if sys.argv[1] == "command" else window(sys.argv[2], "close" in sys.argv))
