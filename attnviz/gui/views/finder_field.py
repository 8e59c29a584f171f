"""A word of the text, chosen by typing it."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from attnviz.gui.i18n import Live
from attnviz.gui.theme import theme
from attnviz.gui.views.finder_words import Line
from attnviz.word_pair import Word


class WordField(Live, QLineEdit):
    """A word may be typed here; it completes from the words of the text. Of equal ones Enter takes the next.

    Signals:
        chosen(object): a ``finding.Word``.
        unknown(str): what was typed is no word of the text.
    """

    chosen = Signal(object)
    unknown = Signal(str)

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.role = role
        self._line = Line()
        self._word: Word | None = None
        self._completer_of: Line | None = None
        self.setMaxLength(200)
        self._words = QStringListModel(self)
        completer = QCompleter(self._words, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._take)
        self.setCompleter(completer)
        self.textEdited.connect(self._offer)
        self.returnPressed.connect(lambda: self._take(self.text()))
        theme().changed.connect(self._dress)
        self._dress()
        self.live(self._tell)

    def show_line(self, line: Line, word: Word | None) -> None:
        changed = word != self._word or line is not self._line
        self._line, self._word = line, word
        if changed and not (self.hasFocus() and self.isModified()):
            self._restore()

    def _restore(self) -> None:
        """Say the chosen word."""
        index = self._line.index(self._word)
        self.setText("" if index is None else self._line.labels[index])
        self.setCursorPosition(0)

    def _offer(self) -> None:
        """The text's words, put in order when they are first needed: they change at each key press in the editor."""
        if self._completer_of is not self._line:
            self._completer_of = self._line
            self._words.setStringList(sorted(set(self._line.labels), key=str.casefold))

    def _take(self, typed: str) -> None:
        wanted, labels = " ".join(typed.split()), self._line.labels
        found = [i for i, label in enumerate(labels) if label == wanted]
        found = found or [i for i, label in enumerate(labels) if label.casefold() == wanted.casefold()]
        if not found:
            if wanted:
                self.unknown.emit(wanted)
            return
        current = self._line.index(self._word)
        self.setModified(False)
        following = next((i for i in found if current is not None and i > current), found[0])
        self.chosen.emit(self._line.word(following))
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setModified(False)
            self._restore()
            self.selectAll()
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()  # else a window around takes it, too

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.setModified(False)
            self._restore()

    def _tell(self) -> None:
        query = self.role == "query"
        self.setAccessibleName(self.tr("Query word") if query else self.tr("Key word"))
        self.setPlaceholderText(self.tr("type a word"))
        tip = self.tr(
            "A word of the text. Enter chooses it; where the text has it more than once, Enter again the next."
        )
        self.setToolTip(tip)

    def _dress(self) -> None:
        colours = theme().colours
        self.setStyleSheet(
            f"QLineEdit {{ color: {getattr(colours, self.role)}; background: {colours.ground}; padding: 3px 8px; }}"
        )
