"""The editor of the comparison's second sentence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from attnviz.gui.views.sentence_editor import SentenceEditor, utf16_position
from attnviz.gui.views.text_bar import selection, word_format, word_span
from attnviz.trace import Tokens


class OtherEditor(SentenceEditor):
    """b's sentence. Escape gives the keyboard back.

    Signals:
        left(): Escape.
    """

    left = Signal()
    SIZES = ((120, 17), (400, 14))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit_height)
        self._fit_height()

        @self.live
        def names() -> None:
            self.setPlaceholderText(self.tr("Type the sentence to compare with."))
            self.setAccessibleName(self.tr("Sentence b"))
            self.setAccessibleDescription(self.tr("Computed beside the window's sentence at each key press."))

    def replace_text(self, text: str) -> None:
        """Set the text as one step to undo; what is typed after it is another one."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        self.put(cursor, text + " ")
        cursor.deletePreviousChar()  # as in append_text
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.End)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:  # in the midst of a fit perhaps, which would have the last word
            QTimer.singleShot(0, self, self._fit_height)

    def _fit_height(self) -> None:
        """Two lines of text, up to four where it has so many."""
        lines = min(max(round(self.document().size().height()), 2), 4)
        high = 28 + lines * self.fontMetrics().lineSpacing()
        if (self.minimumHeight(), self.maximumHeight()) != (high, high):
            self.setFixedHeight(high)

    def mark_words(self, tokens: Tokens, marks: Sequence[tuple[range, str, bool]]) -> None:
        """Colour words: (tokens, colour, whether their line is dashed). Those of an older text wait for the next."""
        if tokens.text != self.text():
            return
        made = []
        for part, colour, dashed in marks:
            if not part:
                continue
            span = word_span(tokens, part.start)[0], word_span(tokens, part.stop - 1)[1]
            start, end = (utf16_position(tokens.text, place) for place in span)
            if start < end:
                made.append(selection(self.document(), start, end, word_format(colour, dashed)))
        self.setExtraSelections(made)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.left.emit()
        else:
            super().keyPressEvent(event)
