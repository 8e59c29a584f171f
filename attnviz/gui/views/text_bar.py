"""The sentence: a large editor whose words carry the colours of the pair in focus."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QResizeEvent, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QLabel, QPlainTextDocumentLayout, QTextEdit, QVBoxLayout, QWidget

from attnviz.digits import counted
from attnviz.fitting import fitting
from attnviz.gui.bounded_editor import plain_text
from attnviz.gui.i18n import Live
from attnviz.gui.theme import mix, theme
from attnviz.gui.views.sentence_editor import SentenceEditor, utf16_position
from attnviz.trace import Focus, Tokens, Trace


def word_span(tokens: Tokens, token: int) -> tuple[int, int]:
    """Code points of the whole word of a token."""
    pieces = tokens.word(token)
    return tokens.spans[pieces[0]][0], tokens.spans[pieces[-1]][1]


def selection(document: QTextDocument, start: int, end: int, form: QTextCharFormat) -> QTextEdit.ExtraSelection:
    """A stretch of Qt's UTF-16 that stands out."""
    made = QTextEdit.ExtraSelection()
    cursor = QTextCursor(document)
    last = document.characterCount() - 1  # of a captured text as much is there as an editor holds
    cursor.setPosition(min(start, last))
    cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
    made.cursor, made.format = cursor, form
    return made


def word_format(colour: str, dashed: bool) -> QTextCharFormat:
    """Tint and underline; the key's is dashed, so that the two differ without colour too."""
    colours = theme().colours
    form = QTextCharFormat()
    form.setBackground(mix(colours.ground, colour, 0.3 if colours.name == "dark" else 0.18))
    form.setForeground(mix(colour, colours.text, 0.35))
    style = QTextCharFormat.UnderlineStyle
    form.setUnderlineStyle(style.DashUnderline if dashed else style.SingleUnderline)
    form.setUnderlineColor(QColor(colour))
    return form


class TextBar(Live, QWidget):
    """The editor, and a note below it when the text is longer than the model reads.

    Of a captured trace the editor shows the text that was captured; what the user typed waits beside it, and comes back
    with its cursor and its undo steps when a model is chosen that reads it.

    Signals:
        text_changed(str): at each key press, never while an input method composes.
    """

    text_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = SentenceEditor(self)
        self.note = QLabel(self)
        self.note.setProperty("role", "secondary")
        self.note.setWordWrap(True)
        self._trace: Trace | None = None
        self._focus = Focus()
        self._hovered: tuple[int, ...] = ()
        self._text = self.editor.text()
        self._own = self.editor.document()
        self._own.setParent(self)  # the editor deletes what is its own when it shows another one
        self._own_cursor = self.editor.textCursor()
        self._captured: QTextDocument | None = None  # while it is shown
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.editor, 1)
        layout.addWidget(self.note)
        self.editor.textChanged.connect(self._on_text_changed)
        self.editor.textChanged.connect(self.editor.fit_type)  # once the run has been asked for
        theme().changed.connect(self._paint_words)
        self._paint_words()
        self._retell = self.live(self._tell_note)

    def text(self) -> str:
        """What the user typed, also while another text is shown."""
        return self._text

    def replace_own_text(self, text: str) -> None:
        """Set what the user typed, also while another text is shown; one step that can be undone."""
        if self._captured is None:
            self.editor.replace_text(text)
            return
        cursor = QTextCursor(self._own)
        cursor.select(QTextCursor.SelectionType.Document)
        self.editor.put(cursor, text)
        self._own_cursor = cursor
        text = plain_text(self._own)
        if text != self._text:
            self._text = text
            self.text_changed.emit(text)

    def show_trace(self, trace: Trace, focus: Focus) -> None:
        """Colour the pair's words and grey what the model does not read."""
        self._change_document(trace)
        if trace.tokens is not (self._trace and self._trace.tokens):
            self._hovered = ()
        self._trace, self._focus = trace, focus
        self._paint_words()
        self._retell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_note()

    def hover(self, tokens: Iterable[int]) -> None:
        """Tint the words of some tokens for as long as the pointer rests on them elsewhere."""
        hovered = tuple(tokens)
        if hovered != self._hovered:
            self._hovered = hovered
            self._paint_words()

    def _change_document(self, trace: Trace) -> None:
        """The user's own text, or the captured one of a trace file."""
        if not trace.model.captured_by:
            if self._captured is not None:
                self.editor.show_document(self._own, fixed=False)
                self.editor.setTextCursor(self._own_cursor)
                self._captured.deleteLater()
                self._captured = None
        elif self._trace is None or self._captured is None or self._trace.tokens != trace.tokens:
            if self._captured is None:
                self._own_cursor = self.editor.textCursor()
            old, self._captured = self._captured, QTextDocument(self)
            self._captured.setDocumentLayout(QPlainTextDocumentLayout(self._captured))
            text = fitting(trace.tokens.text.replace("\r\n", " \n"))  # of the same length: Qt has one sign
            self._captured.setPlainText(text)
            self.editor.show_document(self._captured, fixed=True)
            if old is not None:
                old.deleteLater()

    def _on_text_changed(self) -> None:
        if self._captured is not None:
            return
        text = self.editor.text()
        if text != self._text:  # Qt also signals a change of format
            self._text = text
            self.text_changed.emit(text)

    def _fit_note(self) -> None:
        # its lines depend on the width, which no layout's smallest size knows of
        self.note.setMinimumHeight(max(0, self.note.heightForWidth(self.width())))

    def _tell_note(self) -> None:
        self._word_note()
        self._fit_note()

    def _word_note(self) -> None:
        tokens = self._trace.tokens if self._trace else None
        beyond = tokens.total - len(tokens) if tokens else 0
        self.note.setVisible(beyond > 0 or self._captured is not None)
        if tokens and self._captured is not None:
            self.note.setText(
                self.tr(
                    "Captured from {model} on %n token(s); the text cannot be changed here. Choose a model to type.",
                    "",
                    tokens.total,
                ).format(model=self._trace.model.name)
                + (
                    "\n" + self.tr("The first {count} are shown.").format(count=counted(len(tokens)))
                    if beyond > 0
                    else ""
                )
            )
            return
        if tokens and beyond > 0:
            self.note.setText(
                self.tr("The model reads the first {limit} tokens; %n more token(s) are greyed.", "", beyond).format(
                    limit=counted(len(tokens))
                )
            )

    def _paint_words(self) -> None:
        # while the trace is older than the text, the last colours stay: Qt moves them along with their words
        if self._trace is None or (self._captured is None and self._trace.tokens.text != self._text):
            return
        tokens, colours = self._trace.tokens, theme().colours
        text = tokens.text
        marks = []

        def mark(start: int, end: int, form: QTextCharFormat) -> None:
            if start < end:
                marks.append(
                    selection(self.editor.document(), *(utf16_position(text, place) for place in (start, end)), form)
                )

        grey = QTextCharFormat()
        grey.setForeground(mix(colours.ground, colours.secondary, 0.9))
        mark(tokens.read_to, len(text), grey)
        for token in self._hovered:
            if token < len(tokens):
                hover = QTextCharFormat()
                hover.setBackground(QColor(colours.hover))
                mark(*tokens.spans[token], hover)
        if self._focus.query is not None and self._focus.key is not None:
            layer = self._focus.layer
            # the key first: where both are one word, the query's colour lies on top
            for token, side, colour, dashed in (
                (self._focus.key, self._trace.keys(layer), colours.key, True),
                (self._focus.query, self._trace.queries(layer), colours.query, False),
            ):
                if side is tokens and token < len(tokens):
                    mark(*word_span(tokens, token), word_format(colour, dashed=dashed))
        self.editor.setExtraSelections(marks)
