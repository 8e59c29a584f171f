"""What a speaker reads of a step: large letters, and Japanese lines that end where a phrase does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTextEdit, QWidget

from attnviz.gui.phrases import in_phrases, without_glue


class Notes(QTextEdit):
    """It never takes the keyboard, which turns the pages; the mouse selects and copies."""

    said = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, readOnly=True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QTextEdit.Shape.NoFrame)

    def show_notes(self, text: str) -> None:
        """Several lines of plain text."""
        self.said = text
        self._break()

    def _break(self) -> None:
        # as if there were a scroll bar: whether there is one may depend on where lines end
        beside = self.verticalScrollBar().sizeHint().width() + 2 * self.document().documentMargin()
        width = self.contentsRect().width() - beside
        text = "\n".join(in_phrases(line, self.font(), width) for line in self.said.split("\n"))
        if text != self.toPlainText():
            self.setPlainText(text)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._break()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._break()

    def createMimeDataFromSelection(self) -> QMimeData:
        copied = QMimeData()
        copied.setText(without_glue(self.textCursor().selection().toPlainText()))
        return copied
