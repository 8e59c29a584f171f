"""Megabytes pasted into the real window: it must not stand still for a second, whatever the text is.

    python tests/soak/pasted.py [--model ID] [--size 10000000] [--seconds 1.0] [TEXT ...]

pastes each text (give it a screen: QT_QPA_PLATFORM=offscreen will do), types behind it, undoes and redoes, resizes,
goes to the beginning and selects all, and prints for each deed the longest turn of the event loop: processor time of
the window's thread, and by the clock. Exit code 1 where a turn took longer than ``--seconds`` of both.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "soak"), str(TESTS / "gui")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from gaps import Gaps, Turns  # noqa: E402
from heavy_texts import HEAVY, data_of  # noqa: E402
from PySide6.QtCore import Qt  # noqa: E402
from PySide6.QtGui import QTextCursor  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Pasted(Gaps):
    """The window, into which texts are pasted."""

    def one(self, name: str) -> None:
        editor = self.window.text_bar.editor
        data = data_of(name, self.given.size)
        deeds: list[tuple[str, Callable[[], object]]] = [
            ("pasted", lambda: editor.insertFromMimeData(data)),
            ("typed", lambda: QTest.keyClicks(editor, "a")),
            ("at the beginning", lambda: editor.moveCursor(QTextCursor.MoveOperation.Start)),
            ("typed there", lambda: QTest.keyClicks(editor, "a")),
            ("resized", lambda: self.window.resize(1500, 900)),
            ("all selected", lambda: QTest.keyClick(editor, Qt.Key.Key_A, CONTROL)),
            ("undone", lambda: QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)),
            ("undone twice", lambda: QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)),
            ("redone", lambda: QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL | SHIFT)),
            ("cut", lambda: (editor.selectAll(), QTest.keyClick(editor, Qt.Key.Key_Delete))),
        ]
        self.turns.run(lambda: editor.replace_text("A short one. "))
        self.still()
        self.turns = Turns()
        for deed, do in deeds:
            self.turns.run(do)
            self.still()
            self.told(name, f"{deed} ({len(self.window.text_bar.text())})")
        self.window.resize(1920, 1080)
        self.still()
        self.turns = Turns()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("texts", nargs="*", metavar="TEXT", help=f"of {', '.join(HEAVY)}; all")
    parser.add_argument("--model", default="")
    parser.add_argument("--size", type=int, default=10_000_000, help="characters")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--stacks", type=int, default=3, help="places that are told of what takes longer")
    parser.set_defaults(lang="en", tokens=1)
    given = parser.parse_args()
    if unknown := set(given.texts) - set(HEAVY):
        parser.error(f"no such text: {', '.join(sorted(unknown))}")
    given.most = 1000 * given.seconds
    soak = Pasted(given)
    for name in given.texts or HEAVY:
        soak.one(name)
    soak.window.close()
    print(f"{soak.failed} deeds with a turn of more than {given.seconds:g} s")
    return 1 if soak.failed else 0


if __name__ == "__main__":
    sys.exit(main())
