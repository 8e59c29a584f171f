"""An editor that never stands still: plain text, and no more of it than Qt lays out while somebody waits."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor, QTextDocument, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.fitting import LONGEST, MOST, fitting
from attnviz.gui.html_text import text_of_html

ANYWHERE, BETWEEN_WORDS = QTextOption.WrapMode.WrapAnywhere, QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
UNBROKEN = 1000
"""characters without a place to break the line. Qt looks for one to the end of them, for each line anew"""
_BREAKING = r"\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uac00-\ud7a3"  # a class
_UNBROKEN = re.compile(f"[^{_BREAKING}]{{{UNBROKEN}}}")


def shortened(taken: int, given: int, most: int = MOST) -> UserError:
    """What ``BoundedEditor.shortened`` tells, as a sentence; ``most``: of that editor."""
    return UserError(
        QT_TRANSLATE_NOOP(
            "errors",
            "Only the first {taken} of {given} characters were taken: a text here may have {most}, "
            "a paragraph {longest}.",
        ),
        taken=f"{taken:,}",
        given=f"{given:,}",
        most=f"{most:,}",
        longest=f"{min(most, LONGEST):,}",
    )


def plain_text(document: QTextDocument) -> str:
    """As typed. ``toPlainText`` would turn each no-break space into a plain one."""
    return document.toRawText().replace("\u2029", "\n").replace("\u2028", "\n")


class BoundedEditor(QPlainTextEdit):
    """Takes what fits of a text that is set, pasted or dropped.

    Signals:
        shortened(int, int): so many characters were taken, of so many.

    Attributes:
        most: characters it holds.
    """

    shortened = Signal(int, int)

    def __init__(self, parent: QWidget | None = None, most: int = MOST) -> None:
        super().__init__(parent)
        self.most = most
        self._had_unbroken = False  # an undo or a redo may bring it back
        self.textChanged.connect(self._fit_wrapping)

    def text(self) -> str:
        return plain_text(self.document())

    def setPlainText(self, text: str) -> None:
        """A new text, which cannot be undone."""
        text = self.taken(text)
        self._wrap_for(text)
        super().setPlainText(text)

    def put(self, cursor: QTextCursor, text: str) -> None:
        """Insert what fits of a text in the place of what a cursor has selected; the step to undo is the caller's."""
        document, start, end = cursor.document(), cursor.selectionStart(), cursor.selectionEnd()
        first, last = document.findBlock(start), document.findBlock(end)
        room = self.most - (document.characterCount() - 1 - (end - start))
        before, after = start - first.position(), last.position() + last.length() - 1 - end
        text = self.taken(text, room, before, after)
        if document is self.document():
            self._wrap_for(text)
        cursor.insertText(text)

    def taken(self, text: str, room: int | None = None, before: int = 0, after: int = 0) -> str:
        """What fits of it; ``shortened`` tells when that is not all."""
        found = fitting(text, self.most if room is None else room, before, after)
        if len(found) < len(text):
            self.shortened.emit(len(found), len(text))
        return found

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasHtml()

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text()
        if not text and source.hasHtml():
            text = text_of_html(source.html()[: self.most])
        cursor = self.textCursor()
        cursor.beginEditBlock()  # else undo takes what was typed before with it
        self.put(cursor, text)
        cursor.endEditBlock()
        self.ensureCursorVisible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if any(map(event.matches, (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo))):
            self._stepping(lambda: super(BoundedEditor, self).keyPressEvent(event))
        else:
            super().keyPressEvent(event)

    def undo(self) -> None:
        self._stepping(super().undo)

    def redo(self) -> None:
        self._stepping(super().redo)

    # --- where lines break

    def _stepping(self, step: Callable[[], object]) -> None:
        """What comes back is laid out before anybody hears of it."""
        if self._had_unbroken:
            self._wrap(ANYWHERE)
        step()
        self._fit_wrapping()

    def _wrap_for(self, text: str) -> None:
        """Before it is inserted: Qt lays it out at once."""
        if len(text) >= UNBROKEN and _UNBROKEN.search(text):
            self._had_unbroken = True
            self._wrap(ANYWHERE)

    def _fit_wrapping(self) -> None:
        """Lines break anywhere where a text has few places for it."""
        unbroken = self.document().characterCount() > UNBROKEN and _UNBROKEN.search(plain_text(self.document()))
        self._wrap(ANYWHERE if unbroken else BETWEEN_WORDS)

    def _wrap(self, mode: QTextOption.WrapMode) -> None:
        if mode != self.wordWrapMode():
            self.setWordWrapMode(mode)
