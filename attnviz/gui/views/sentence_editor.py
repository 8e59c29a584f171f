"""The editor of a sentence: plain letters, as large as the length of the text and the room for it allow."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QFontMetrics,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QWidget

from attnviz.gui.bounded_editor import BoundedEditor
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.paint import ink
from attnviz.gui.theme import theme

SIZES = ((160, 24), (420, 21), (900, 17))  # (characters, pixels): a long text is set smaller
SMALLEST = 14
WRAPPED = QTextOption()
WRAPPED.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)


def utf16_position(text: str, place: int) -> int:
    """Where a code point of ``text`` starts in Qt's UTF-16: an emoji takes two places, half of one takes one."""
    return len(text[:place].encode("utf-16-le", "surrogatepass")) // 2


class SentenceEditor(Live, BoundedEditor):
    """Plain text only, whatever is pasted or dropped; Tab goes on to the next control, unless it takes a word.

    Attributes:
        SIZES: (characters, pixels), see above.
        take_word: asked at each Tab; says True when it has put the key to use. Ctrl+Tab always goes on.

    Signals:
        composing(): an input method is at work: no text yet, but somebody is typing.
    """

    composing = Signal()
    SIZES = SIZES

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.take_word: Callable[[], bool] = lambda: False
        self._too_long: dict[int, tuple[object, str]] = {}  # by size: a text that had no room, and which
        self.setTabChangesFocus(True)
        self.setFont(ui_font(self.SIZES[0][1]))
        self.setMinimumHeight(96)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # else thirteen widgets that lie below are painted first, at each letter
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

        @self.live
        def texts() -> None:
            self.setPlaceholderText(self.tr("Type a sentence"))
            self.setAccessibleName(self.tr("Sentence"))
            self.setAccessibleDescription(self.tr("The text the model reads. It is computed again at each key press."))

    def replace_text(self, text: str) -> None:
        """Set the text as one step that the user can undo."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        self.put(cursor, text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def replace_part(self, start: int, end: int, text: str) -> None:
        """Put a text in the place of the code points from ``start`` to ``end``, as one step to undo."""
        old, cursor = self.text(), QTextCursor(self.document())
        cursor.setPosition(utf16_position(old, start))
        cursor.setPosition(utf16_position(old, end), QTextCursor.MoveMode.KeepAnchor)
        cursor.beginEditBlock()  # what takes out and what puts in
        self.put(cursor, text)
        cursor.endEditBlock()

    def append_text(self, text: str, join: bool) -> None:
        """Add to the end, wherever the user's cursor stands. One step to undo; ``join``: one with what was added last.

        A cursor at the end stays there.
        """
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if join:
            cursor.joinPreviousEditBlock()
        else:
            cursor.beginEditBlock()
        self.put(cursor, text + " ")
        cursor.deletePreviousChar()  # a step that ends in an insertion would swallow the letter that is typed next
        cursor.endEditBlock()
        if self.textCursor().atEnd():
            self.ensureCursorVisible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            super().focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
            return
        before = self.document().revision()
        super().keyPressEvent(event)
        self._paint_typed(before)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Qt's own answer to Tab and Shift+Tab."""
        if forward and self.take_word():
            return True
        return super().focusNextPrevChild(forward)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.preeditString() or event.commitString():
            self.composing.emit()
        before = self.document().revision()
        super().inputMethodEvent(event)
        self._paint_typed(before)

    def _paint_typed(self, before: int) -> None:
        """Show a new revision of the text now: a trace that comes in this moment would be painted first."""
        if self.document().revision() != before:
            # what waits to be painted in this window, and no more; ``repaint`` would add the whole editor
            QCoreApplication.sendEvent(self.window(), QEvent(QEvent.Type.UpdateRequest))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), ink(theme().colours.ground))
        painter.end()
        super().paintEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Text is dropped here; a file is the window's to open."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_type()
        self.ensureCursorVisible()

    def show_document(self, document: QTextDocument, fixed: bool) -> None:
        """Another text with its own cursor and undo steps; ``fixed``: to be read and copied only."""
        self.setReadOnly(fixed)
        self.setDocument(document)
        self.fit_type()
        document.setDefaultFont(self.font())
        self.undoAvailable.emit(document.isUndoAvailable() and not fixed)
        self.redoAvailable.emit(document.isRedoAvailable() and not fixed)

    def _has_room(self, pixels: int) -> bool:
        """The whole text is in sight in letters of this size."""
        size, edge, bar = self.viewport().size(), 2 * round(self.document().documentMargin()), self.verticalScrollBar()
        width = size.width() - edge + (bar.width() if bar.isVisible() else 0)  # where all is in sight there is no bar
        font, text = ui_font(pixels), self.document().toPlainText()
        room = width, size.height() - edge, font
        where, begins = self._too_long.get(pixels, (None, ""))
        if where == room and text.startswith(begins):  # as while a sentence is being typed
            return False
        left = room[1] // QFontMetrics(font).height()
        for paragraph in text.split("\n"):
            layout = QTextLayout(paragraph or " ", font)
            layout.setTextOption(WRAPPED)
            layout.beginLayout()
            while left >= 0 and (line := layout.createLine()).isValid():
                line.setLineWidth(width)
                left -= 1
            layout.endLayout()
        if left < 0:
            self._too_long[pixels] = room, text
        return left >= 0

    def fit_type(self) -> None:
        """Letters as large as lets the whole sentence be seen; of a long text, as its length allows."""
        count = self.document().characterCount()
        sizes = [size for longest, size in self.SIZES if count <= longest]
        pixels = next((size for size in sizes if self._has_room(size)), sizes[-1] if sizes else SMALLEST)
        if pixels != self.font().pixelSize():
            with QSignalBlocker(self):
                self.setFont(ui_font(pixels))
            QTimer.singleShot(0, self, self.ensureCursorVisible)  # the lines lie elsewhere now
