"""``python tests/hostile/typist.py FD [argument of attnviz ...]``: the program as its user starts it, and a finger.

Once there is a picture, " ok" is typed; once that text is the picture's, what the window says is written to file
descriptor FD as JSON, and the window is closed. In the environment: TYPIST=stay has it told as soon as it is typed,
and the window stay open; TYPIST_SECONDS, after so many it is told and left in any case; PICTURE, a file for a picture.
Nothing is imported here that the program itself does not import first.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import Any

TYPED = " ok"


def watch(window: Any) -> None:
    """Type once there is a picture; tell and leave once it is one of the new text."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    editor = window.text_bar.editor
    stays = os.environ.get("TYPIST") == "stay"

    def press() -> None:
        from PySide6.QtTest import QTest

        if not editor.toPlainText().endswith(TYPED):
            QTest.keyClicks(editor, TYPED)
            if stays:
                tell()

    def look(trace: Any, focus: Any) -> None:
        if not trace.tokens.text.endswith(TYPED):
            QTimer.singleShot(0, press)
        elif not stays:
            QTimer.singleShot(0, leave)

    def tell() -> None:
        if picture := os.environ.get("PICTURE"):
            window.grab().save(picture)
        trace, said = window.microscope.trace, []
        while sentence := window.banner.text():
            said.append(sentence)
            window.banner.dismiss()
        told = {
            "text": editor.toPlainText(),
            "traced": trace and trace.tokens.text,
            "device": trace and trace.device.key,
            "said": said,
            "settings": str(window.settings.path),
        }
        with contextlib.suppress(BrokenPipeError):
            os.write(int(sys.argv[1]), json.dumps(told).encode() + b"\n")

    def leave() -> None:
        try:
            tell()
        finally:
            QApplication.closeAllWindows()

    window.microscope.shown.connect(look)
    if seconds := os.environ.get("TYPIST_SECONDS"):
        QTimer.singleShot(int(1000 * float(seconds)), leave)


if __name__ == "__main__":
    from attnviz.__main__ import main

    sys.exit(main(sys.argv[2:], watch))
