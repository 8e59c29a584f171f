"""One step of a lecture in the making: how it will look, its sentence, and the speaker's notes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from attnviz.fitting import NOTES
from attnviz.gui.bounded_editor import BoundedEditor
from attnviz.gui.i18n import Live
from attnviz.gui.presenting.deck_parts import caption, sentence_of
from attnviz.gui.presenting.preview import Preview
from attnviz.gui.slides.canvas import translate
from attnviz.lessons.deck import Item
from attnviz.lessons.page import Page
from attnviz.lessons.step import CONTEXT


class StepCard(Live, QWidget):
    """Fields of a step of the lecture; of one that is not in it yet, the picture alone.

    Signals:
        noted(str): the notes are others now.
        sentence_wanted(str): the step is wanted on another sentence.
    """

    noted = Signal(str)
    sentence_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._page: Page | None = None
        self._item: Item | None = None
        self.picture = Preview(lambda: self._page)
        self.sentence, self.notes = QLineEdit(), BoundedEditor(most=NOTES)
        self.notes.setTabChangesFocus(True)
        self.notes.setStyleSheet("QPlainTextEdit { background: palette(button); }")  # a field, as the sentence is
        self._sentence_caption, self._notes_caption = caption(self.sentence), caption(self.notes)
        self.hint = QLabel()
        self.hint.setProperty("role", "secondary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (
            self.picture, self._sentence_caption, self.sentence, self.hint, self._notes_caption, self.notes
        ):  # fmt: skip
            layout.addWidget(part)
        self.notes.textChanged.connect(lambda: self.noted.emit(self.notes.toPlainText()))
        self.sentence.returnPressed.connect(self._on_sentence)
        self.sentence.textEdited.connect(lambda: self._show_hint())
        self.live(self._say)

    def show_step(self, page: Page | None, item: Item | None) -> None:
        """A page, and what belongs to it in the lecture, if it is there."""
        self._page, self._item = page, item
        own = (item.notes or "") if item is not None else ""
        if self.notes.toPlainText() != own:
            self.notes.blockSignals(True)
            self.notes.setPlainText(own)
            self.notes.blockSignals(False)
        self.sentence.setText(sentence_of(item) if item is not None else "")
        self.sentence.setCursorPosition(0)
        self.notes.setEnabled(item is not None)
        self.sentence.setEnabled(item is not None and not item.trace.model.captured_by)
        self._say()
        self.picture.refresh()

    def _say(self) -> None:
        page = self._page
        own = self.tr("Its sentence")
        self._sentence_caption.setText(own)
        of_deck = self._item is not None
        for part in (self._sentence_caption, self.sentence):
            part.setVisible(of_deck)
        told = (
            self.tr("Your notes for this step") if of_deck else self.tr("Not in your lecture yet: the lesson's notes")
        )
        self._notes_caption.setText(told)
        self.hint.setText(self.tr("Press Enter to show the step on this sentence"))
        self.sentence.setAccessibleName(own)
        self.notes.setAccessibleName(self._notes_caption.text())
        notes = page.step.notes if page is not None else ""
        self.notes.setPlaceholderText(translate(CONTEXT, notes) if notes else self.tr("No notes yet"))
        self.notes.viewport().update()  # WORKAROUND: Qt 6.11 paints another placeholder only where there was none
        self.picture.setAccessibleName(translate(CONTEXT, page.step.title) if page is not None else "")
        self._show_hint()

    def _wanted(self) -> str:
        """The sentence that was typed, if it is another."""
        sentence = self.sentence.text().strip()
        return sentence if self._item is not None and sentence != sentence_of(self._item) else ""

    def _show_hint(self) -> None:
        self.hint.setVisible(bool(self._wanted()))

    def _on_sentence(self) -> None:
        if self._wanted():
            self.sentence_wanted.emit(self._wanted())
