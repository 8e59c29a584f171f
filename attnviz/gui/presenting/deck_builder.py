"""The window in which a speaker makes a lecture of their own: steps chosen, sentences and notes of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from attnviz.errors import UserError, one_line
from attnviz.files import FileState, state
from attnviz.fitting import NOTES
from attnviz.gui.bounded_editor import shortened
from attnviz.gui.i18n import Live, explain
from attnviz.gui.layout import INSIDE, SPACE
from attnviz.gui.presenting.deck_parts import ChosenSteps, StepTree, caption, column, row, with_ending
from attnviz.gui.presenting.step_card import StepCard
from attnviz.gui.unsaved import Button, ask_to_save, may_write
from attnviz.lessons.course import Course, Place
from attnviz.lessons.deck import ENDING, Deck, Item, read_deck, write_deck
from attnviz.lessons.page import Page
from attnviz.trace import Focus, Trace

BUTTONS = (
    "add_button", "sample_button", "remove", "up", "down", "open_button", "save_button", "present", "handout", "export",
)  # fmt: skip
Looked = tuple[Trace | None, Focus]


class DeckBuilder(Live, QDialog):
    """Left all lessons, in the middle the lecture, right the chosen step with its sentence and notes.

    Args:
        look: what the program shows now: steps that are not in the lecture yet are previewed on it.

    Signals:
        run_asked(Place): the text in use is wanted with all that this step needs; the answer goes to ``add``.
        sample_asked(Place): the same with the sentence of the step's lesson.
        sentence_asked(Place, str, str): the same with this sentence in this model; the answer goes to ``put``.
        present_asked(Deck, int): show it from this step on.
        handout_asked(Deck, Path), folder_asked(Deck, Path, str), film_asked(Deck, Path): write it.
        changed(): the lecture is another, or what is saved of it.
    """

    run_asked = Signal(object)
    sample_asked = Signal(object)
    sentence_asked = Signal(object, str, str)
    present_asked = Signal(object, int)
    handout_asked = Signal(object, object)
    folder_asked = Signal(object, object, str)
    film_asked = Signal(object, object)
    changed = Signal()

    def __init__(self, course: Course, look: Callable[[], Looked], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._course, self._look = course, look
        self.path: Path | None = None
        self._stood: FileState = None  # the file when it was last read or written here
        self._saved = self._told = _marks(Deck())
        self.lessons, self.steps = StepTree(course), ChosenSteps(course)
        self.title_field, self.card = QLineEdit(), StepCard()
        self._of_deck = False  # whether the picture shows the lecture's step, or one that could be added
        for name in BUTTONS:
            button = QPushButton()
            button.setAutoDefault(False)
            setattr(self, name, button)
        parts = {"lessons": self.lessons, "steps": self.steps, "title": self.title_field}
        self._captions = {name: caption(part) for name, part in parts.items()}
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self._connect()
        self.resize(1180, 700)
        self._tell = self.live(self._say)

    # --- building

    def _lay_out(self) -> None:
        self.present.setProperty("role", "accent")
        c = self._captions
        left = column(c["lessons"], self.lessons, self.add_button, self.sample_button)
        middle = column(c["title"], self.title_field, c["steps"], self.steps, row(self.up, self.down, self.remove))
        columns = QHBoxLayout()
        columns.setSpacing(SPACE)
        columns.addLayout(left, 4)
        columns.addLayout(middle, 4)
        columns.addWidget(self.card, 5)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(INSIDE, INSIDE, INSIDE, INSIDE)
        whole.setSpacing(SPACE)
        whole.addLayout(columns, 1)
        whole.addWidget(self.message)
        foot = row(self.open_button, self.save_button, self.handout, self.export)
        foot.addStretch(1)
        foot.addWidget(self.present)
        whole.addLayout(foot)

    def _connect(self) -> None:
        self.add_button.clicked.connect(lambda: self._ask(self.run_asked))
        self.sample_button.clicked.connect(lambda: self._ask(self.sample_asked))
        self.lessons.itemActivated.connect(lambda: self._ask(self.run_asked))
        self.lessons.currentItemChanged.connect(lambda: self._show_step(of_deck=False))
        self.lessons.itemClicked.connect(lambda: self._show_step(of_deck=False))
        self.steps.currentRowChanged.connect(lambda row: self._show_step(of_deck=True))
        self.steps.itemClicked.connect(lambda: self._show_step(of_deck=True))
        self.steps.edited.connect(self._settle)
        self.remove.clicked.connect(self.steps.remove)
        self.up.clicked.connect(lambda: self.steps.move_chosen(-1))
        self.down.clicked.connect(lambda: self.steps.move_chosen(1))
        self.card.noted.connect(self._keep_notes)
        self.card.notes.shortened.connect(lambda *counts: self.tell(explain(shortened(*counts, NOTES))))
        self.card.sentence_wanted.connect(self._ask_for_sentence)
        self.title_field.textEdited.connect(lambda: self._settle())
        self.open_button.clicked.connect(self._open)
        self.save_button.clicked.connect(self._save_as)
        self.present.clicked.connect(lambda: self.present_asked.emit(self.deck(), max(0, self.steps.currentRow())))
        self.handout.clicked.connect(self._save_handout)
        self.export.clicked.connect(self._export)
        QShortcut(QKeySequence.StandardKey.Save, self, self._save)
        QShortcut(QKeySequence.StandardKey.Open, self, self._open)
        QShortcut(QKeySequence("F5"), self, self.present.click)

    def _say(self) -> None:
        self._captions["lessons"].setText(self.tr("All steps"))
        self._captions["steps"].setText(self.tr("Your lecture"))
        self._captions["title"].setText(self.tr("Title"))
        self.add_button.setText(self.tr("Add with the sentence in use"))
        self.sample_button.setText(self.tr("Add with the lesson's own sentence"))
        self.remove.setText(self.tr("Remove"))
        self.up.setText(self.tr("Up"))
        self.down.setText(self.tr("Down"))
        self.open_button.setText(self.tr("Open…"))
        self.save_button.setText(self.tr("Save…"))
        self.handout.setText(self.tr("Handout (PDF)…"))
        self.export.setText(self.tr("Pictures or film…"))
        self.present.setText(self.tr("Present (F5)"))
        self.remove.setToolTip(self.tr("Delete"))
        self.up.setToolTip(self.tr("Alt+Up"))
        self.down.setToolTip(self.tr("Alt+Down"))
        for label in self._captions.values():
            label.buddy().setAccessibleName(label.text())
        self.lessons.fill()
        self._show_step(self._of_deck)

    # --- the step that is chosen

    def _page(self) -> Page | None:
        """Of the lecture's step as it is stored; of another one on what the program shows."""
        item, place = self.steps.chosen, self.lessons.place
        if self._of_deck and item is not None:
            place = self._course.find(item.lesson, item.step)
            return Page(self._course.lesson(place), place.step, item.trace, item.focus)
        return Page(self._course.lesson(place), place.step, *self._look()) if place is not None else None

    def _show_step(self, of_deck: bool) -> None:
        self._of_deck = of_deck
        self.card.show_step(self._page(), self.steps.chosen if of_deck else None)
        self._settle()

    def _keep_notes(self, notes: str) -> None:
        item = self.steps.chosen
        if item is not None:
            self.steps.replace(self.steps.currentRow(), replace(item, notes=notes or None))

    def _ask(self, signal: Any) -> None:
        if self.lessons.place is not None:
            signal.emit(self.lessons.place)

    def _ask_for_sentence(self, sentence: str) -> None:
        item = self.steps.chosen
        if item is not None:
            self.sentence_asked.emit(self._course.find(item.lesson, item.step), sentence, item.trace.request.model)

    def _settle(self) -> None:
        """Only what can be done now can be pressed; and whether all is saved."""
        item, place = self.steps.chosen, self.lessons.place
        for button in (self.save_button, self.present, self.handout, self.export):
            button.setEnabled(self.steps.count() > 0)
        for part in (self.remove, self.up, self.down):
            part.setEnabled(item is not None)
        self.add_button.setEnabled(place is not None)
        self.sample_button.setEnabled(place is not None and bool(self._course.lesson(place).samples))
        name = one_line(self.path.name) if self.path else self.tr("A lecture of your own")
        self.setWindowTitle(f"{name.replace('[*]', '[*][*]')}[*]")
        self.setWindowModified(self.modified)
        now = self.path, self.modified, _marks(self.deck())
        if now != self._told:
            self._told = now
            self.changed.emit()

    # --- the deck

    @property
    def modified(self) -> bool:
        """There is something that no file holds."""
        return self.steps.count() > 0 and _marks(self.deck()) != self._saved

    def deck(self) -> Deck:
        """What the window shows."""
        return Deck(self.title_field.text(), self.steps.items())

    def add(self, place: Place, trace: Trace, focus: Focus) -> None:
        """A step on a run that has all it needs, after the chosen one."""
        lesson = self._course.lesson(place)
        self.steps.add(Item(lesson.id, lesson.steps[place.step].id, trace, focus))
        self.message.clear()

    def put(self, place: Place, trace: Trace, focus: Focus) -> None:
        """The chosen step on another sentence; its notes stay."""
        item = self.steps.chosen
        if item is not None and self._course.find(item.lesson, item.step) == place:
            self.steps.replace(self.steps.currentRow(), replace(item, trace=trace, focus=focus))
            self.message.clear()
            self._show_step(of_deck=True)

    # --- files

    def open_file(self, path: Path) -> None:
        """Show a deck.

        Raises:
            UserError: see ``read_deck``.
        """
        deck = read_deck(path)
        self._show(deck, path, _marks(deck))

    def restore(self, deck: Deck, path: Path | None) -> None:
        """Go on with a lecture that was not saved when the program ended; ``path``: the file that it came from."""
        self._show(deck, path, _marks(Deck()))
        self.tell(self.tr("This lecture was not saved when the program ended. It is here as it was."))

    def _show(self, deck: Deck, path: Path | None, saved: tuple[object, ...]) -> None:
        self.title_field.setText(deck.title)
        self.path, self._saved, self._stood = path, saved, path and state(path)
        self.steps.show_items(deck.items)
        self.message.clear()

    def open_path(self, path: Path) -> None:
        """A file from outside, once what is here is saved or given up; what is wrong with it is said."""
        if self.may_leave():
            self._try(lambda: self.open_file(path))

    def _open(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Open a lecture"), "", f"*{ENDING}")
        if path:
            self.open_path(Path(path))

    def _save(self) -> None:
        """To the file that it came from or went to."""
        if self.steps.count():
            self._save_as() if self.path is None else self.save_file(self.path)

    def _save_as(self) -> None:
        name = str(self.path or f"{self.title_field.text().strip().replace('/', ' ') or 'lecture'}{ENDING}")
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the lecture"), name, f"*{ENDING}")
        if path:
            self.save_file(Path(path if path.endswith(ENDING) else path + ENDING))

    def save_file(self, path: Path) -> None:
        if path == self.path and not may_write(self, path, self._stood, self._save_as):
            return
        if self._try(lambda: write_deck(path, self.deck())):
            self.path, self._saved, self._stood = path, _marks(self.deck()), state(path)
            self.message.setText(self.tr("Saved: {file}").format(file=one_line(str(path))))
            self._settle()

    def _save_handout(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, plain_text(self.handout), "handout.pdf", "*.pdf")
        if path:
            self.handout_asked.emit(self.deck(), with_ending(path, ".pdf"))

    def _export(self) -> None:
        """A film by its ending or by the kind that was chosen; any other name is a folder for numbered pictures."""
        folder = self.tr("Folder of SVG (*)")
        filters = ";;".join((folder, "GIF (*.gif)", "MP4 (*.mp4)"))
        path, kind = QFileDialog.getSaveFileName(self, plain_text(self.export), "lecture", filters)
        if not path:
            return
        ending = "" if kind == folder else kind[-5:-1]
        if ending or Path(path).suffix.lower() in (".gif", ".mp4"):
            self.film_asked.emit(self.deck(), with_ending(path, ending or Path(path).suffix))
        else:
            self.folder_asked.emit(self.deck(), Path(path), ".svg")

    def tell(self, text: str) -> None:
        """Say how something ended."""
        self.message.setText(text)

    def _try(self, what: Callable[[], object]) -> bool:
        try:
            what()
        except UserError as error:
            self.message.setText(explain(error))
            return False
        return True

    def may_leave(self) -> bool:
        """Nothing that was made is lost in silence; what is given up is gone."""
        if not self.modified:
            return True
        question = self.tr("Save your lecture first?")
        answer = ask_to_save(self, question, self.tr("What is not saved is lost."))
        if answer == Button.Save:
            self._save()
            return not self.modified
        if answer == Button.Discard:
            self._forget()
        return answer == Button.Discard

    def _forget(self) -> None:
        """Begin anew."""
        self.path, self._saved = None, _marks(Deck())
        self.title_field.clear()
        self.steps.show_items(())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.lessons.place is None:
            there = self.steps.count() > 0  # a lecture that was not saved came back before the window was first shown
            self.lessons.choose(Place())
            (self.steps if there else self.lessons).setFocus()
            self._of_deck = there
        self._show_step(self._of_deck)

    def reject(self) -> None:
        """Esc asks as well; Qt's own way would hide the window without a question."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept() if self.may_leave() else event.ignore()


def _marks(deck: Deck) -> tuple[object, ...]:
    """What tells one deck from another; traces are told by which they are, not number by number."""
    items = ((item.lesson, item.step, item.notes, item.focus, id(item.trace)) for item in deck.items)
    return (deck.title, *items)


def plain_text(button: QPushButton) -> str:
    return button.text().rstrip("…")
