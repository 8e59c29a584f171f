"""The window in which a speaker makes a lecture of their own: steps chosen, sentences and notes of their own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from attnviz.errors import UserError
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live, explain
from attnviz.gui.layout import INSIDE, SPACE
from attnviz.gui.slides.canvas import translate
from attnviz.lessons.course import Course, Place
from attnviz.lessons.deck import ENDING, Deck, Item, read_deck, write_deck
from attnviz.lessons.step import CONTEXT
from attnviz.trace import Focus, Trace

ROLE = Qt.ItemDataRole.UserRole


class DeckBuilder(Live, QDialog):
    """Left all lessons, right the deck.

    Signals:
        run_asked(Place): the text in use is wanted with all that this step needs; the answer goes to ``add``.
        present_asked(Deck): show it.
        handout_asked(Deck, Path), folder_asked(Deck, Path, str), film_asked(Deck, Path): write it.
    """

    run_asked = Signal(object)
    present_asked = Signal(object)
    handout_asked = Signal(object, object)
    folder_asked = Signal(object, object, str)
    film_asked = Signal(object, object)

    def __init__(self, course: Course, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._course = course
        self.path: Path | None = None
        self._saved = _marks(Deck())
        self.lessons, self.steps = QTreeWidget(), QListWidget()
        self.title_field, self.notes = QLineEdit(), QPlainTextEdit()
        names = ("add_button", "remove", "up", "down", "open_button", "save_button", "present", "handout", "export")
        for name in names:
            button = QPushButton()
            button.setAutoDefault(False)
            setattr(self, name, button)
        self._captions = {name: QLabel() for name in ("lessons", "steps", "notes", "title")}
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self._connect()
        self.resize(940, 620)
        self._tell = self.live(self._say)

    # --- building

    def _lay_out(self) -> None:
        self.lessons.setHeaderHidden(True)
        self.lessons.setIndentation(18)
        self.steps.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.steps.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.steps.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.notes.setMaximumHeight(120)
        self.notes.setTabChangesFocus(True)
        for caption in self._captions.values():
            caption.setFont(ui_font(12, bold=True))
            caption.setProperty("role", "heading")
        left, right = QVBoxLayout(), QVBoxLayout()
        for part in (self._captions["lessons"], self.lessons, self.add_button):
            left.addWidget(part)
        for part in (self._captions["title"], self.title_field, self._captions["steps"]):
            right.addWidget(part)
        right.addWidget(self.steps, 1)
        right.addLayout(_row(self.up, self.down, self.remove))
        right.addWidget(self._captions["notes"])
        right.addWidget(self.notes)
        both = QHBoxLayout()
        both.setSpacing(SPACE)
        both.addLayout(left, 2)
        both.addLayout(right, 3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(INSIDE, INSIDE, INSIDE, INSIDE)
        whole.setSpacing(SPACE)
        whole.addLayout(both, 1)
        whole.addWidget(self.message)
        foot = _row(self.open_button, self.save_button, self.handout, self.export)
        foot.addStretch(1)
        foot.addWidget(self.present)
        whole.addLayout(foot)

    def _connect(self) -> None:
        self.add_button.clicked.connect(self._ask_for_run)
        self.lessons.itemActivated.connect(self._ask_for_run)
        self.lessons.currentItemChanged.connect(lambda: self._settle())
        self.remove.clicked.connect(self._remove)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.steps.currentRowChanged.connect(lambda row: self._show_notes())
        self.notes.textChanged.connect(self._keep_notes)
        self.open_button.clicked.connect(self._open)
        self.save_button.clicked.connect(self._save)
        self.present.clicked.connect(lambda: self.present_asked.emit(self.deck()))
        self.handout.clicked.connect(self._save_handout)
        self.export.clicked.connect(self._export)
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.steps, self._remove, context=Qt.ShortcutContext.WidgetShortcut)
        QShortcut(QKeySequence.StandardKey.Save, self, self._save)

    def _say(self) -> None:
        self.setWindowTitle(self.tr("A lecture of your own"))
        self._captions["lessons"].setText(self.tr("All steps"))
        self._captions["steps"].setText(self.tr("Your lecture"))
        self._captions["notes"].setText(self.tr("Your notes for this step"))
        self._captions["title"].setText(self.tr("Title"))
        self.add_button.setText(self.tr("Add with the sentence in use"))
        self.remove.setText(self.tr("Remove"))
        self.up.setText(self.tr("Up"))
        self.down.setText(self.tr("Down"))
        self.open_button.setText(self.tr("Open…"))
        self.save_button.setText(self.tr("Save…"))
        self.handout.setText(self.tr("Handout (PDF)…"))
        self.export.setText(self.tr("Pictures or film…"))
        self.present.setText(self.tr("Present"))
        self.notes.setPlaceholderText(self.tr("As in the lesson"))
        for widget, caption in ((self.lessons, "lessons"), (self.steps, "steps"), (self.notes, "notes")):
            widget.setAccessibleName(self._captions[caption].text())
        self.title_field.setAccessibleName(self._captions["title"].text())
        self._fill_lessons()
        for row in range(self.steps.count()):
            self._name(self.steps.item(row))
        self._settle()

    def _fill_lessons(self) -> None:
        """All lessons; what is open and chosen stays so when the language changes."""
        chosen = self.lessons.currentItem().data(0, ROLE) if self.lessons.currentItem() else None
        opened = {at for at in range(self.lessons.topLevelItemCount()) if self.lessons.topLevelItem(at).isExpanded()}
        self.lessons.clear()
        for at, lesson in enumerate(self._course.lessons):
            heading = QTreeWidgetItem([f"{at + 1}  {translate(CONTEXT, lesson.title)}"])
            self.lessons.addTopLevelItem(heading)
            for step, one in enumerate(lesson.steps):
                item = QTreeWidgetItem([f"{step + 1}  {translate(CONTEXT, one.title)}"])
                item.setData(0, ROLE, (at, step))
                heading.addChild(item)
                if chosen == (at, step):
                    self.lessons.setCurrentItem(item)
            heading.setExpanded(at in opened)

    # --- the deck

    def deck(self) -> Deck:
        """What the window shows."""
        items = [self.steps.item(row).data(ROLE) for row in range(self.steps.count())]
        return Deck(self.title_field.text(), tuple(items))

    def add(self, place: Place, trace: Trace, focus: Focus) -> None:
        """A step on a run that has all it needs, after the chosen one."""
        lesson = self._course.lesson(place)
        self._put(Item(lesson.id, lesson.steps[place.step].id, trace, focus), self.steps.currentRow() + 1)
        self.message.clear()
        self._settle()

    def _put(self, item: Item, row: int) -> None:
        made = QListWidgetItem()
        made.setData(ROLE, item)
        self._name(made)
        self.steps.insertItem(row, made)
        self.steps.setCurrentRow(row)

    def _name(self, made: QListWidgetItem) -> None:
        item: Item = made.data(ROLE)
        step = self._course.step(self._course.find(item.lesson, item.step))
        text = " ".join(item.trace.tokens.text.split())
        made.setText(f"{translate(CONTEXT, step.title)}\n{text[:80]}")
        made.setSizeHint(QSize(0, 44))

    def _remove(self) -> None:
        self.steps.takeItem(self.steps.currentRow())
        self._show_notes()

    def _move(self, by: int) -> None:
        row = self.steps.currentRow()
        if 0 <= row + by < self.steps.count():
            self.steps.insertItem(row + by, self.steps.takeItem(row))
            self.steps.setCurrentRow(row + by)

    def _ask_for_run(self) -> None:
        item = self.lessons.currentItem()
        if item is not None and item.data(0, ROLE) is not None:
            self.run_asked.emit(Place(*item.data(0, ROLE)))

    def _show_notes(self) -> None:
        item = self.steps.currentItem()
        self.notes.blockSignals(True)
        self.notes.setPlainText((item.data(ROLE).notes or "") if item else "")
        self.notes.blockSignals(False)
        self._settle()

    def _keep_notes(self) -> None:
        item = self.steps.currentItem()
        if item is not None:
            item.setData(ROLE, replace(item.data(ROLE), notes=self.notes.toPlainText() or None))

    def _settle(self) -> None:
        """Only what can be done now can be pressed."""
        some, chosen = self.steps.count() > 0, self.steps.currentItem() is not None
        for button in (self.save_button, self.present, self.handout, self.export):
            button.setEnabled(some)
        for part in (self.remove, self.up, self.down, self.notes):
            part.setEnabled(chosen)
        item = self.lessons.currentItem()
        self.add_button.setEnabled(item is not None and item.data(0, ROLE) is not None)

    # --- files

    def open_file(self, path: Path) -> None:
        """Show a deck.

        Raises:
            UserError: see ``read_deck``.
        """
        deck = read_deck(path)
        self.steps.clear()
        for item in deck.items:
            self._put(item, self.steps.count())
        self.title_field.setText(deck.title)
        self.path, self._saved = path, _marks(self.deck())
        self.steps.setCurrentRow(0)

    def _open(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Open a lecture"), "", f"*{ENDING}")
        if path and self._may_leave():
            self._try(lambda: self.open_file(Path(path)))

    def _save(self) -> None:
        name = str(self.path or f"{self.title_field.text().strip() or 'lecture'}{ENDING}")
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the lecture"), name, f"*{ENDING}")
        if path:
            self.save_file(Path(path if path.endswith(ENDING) else path + ENDING))

    def save_file(self, path: Path) -> None:
        if self._try(lambda: write_deck(path, self.deck())):
            self.path, self._saved = path, _marks(self.deck())
            self.message.setText(self.tr("Saved: {file}").format(file=path))

    def _save_handout(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, plain_text(self.handout), "handout.pdf", "*.pdf")
        if path:
            self.handout_asked.emit(self.deck(), Path(path))

    def _export(self) -> None:
        """A film by its ending; any other name is a folder for numbered pictures."""
        filters = ";;".join((self.tr("Folder of SVG (*)"), "GIF (*.gif)", "MP4 (*.mp4)"))
        path, _ = QFileDialog.getSaveFileName(self, plain_text(self.export), "lecture", filters)
        if not path:
            return
        if Path(path).suffix.lower() in (".gif", ".mp4"):
            self.film_asked.emit(self.deck(), Path(path))
        else:
            self.folder_asked.emit(self.deck(), Path(path), ".svg")

    def tell(self, text: str) -> None:
        """Say how something ended."""
        self.message.setText(text)

    def _try(self, what: Any) -> bool:
        try:
            what()
        except UserError as error:
            self.message.setText(explain(error))
            return False
        return True

    def _may_leave(self) -> bool:
        """Nothing that was made is lost in silence."""
        if _marks(self.deck()) == self._saved or not self.steps.count():
            return True
        box = QMessageBox(
            QMessageBox.Icon.Question, self.windowTitle(), self.tr("Save your lecture first?"), parent=self
        )
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        answer = box.exec()
        if answer == buttons.Save:
            self._save()
            return _marks(self.deck()) == self._saved
        return answer == buttons.Discard

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept() if self._may_leave() else event.ignore()


def _marks(deck: Deck) -> tuple[object, ...]:
    """What tells one deck from another; traces are told by which they are, not number by number."""
    items = ((item.lesson, item.step, item.notes, item.focus, id(item.trace)) for item in deck.items)
    return (deck.title, *items)


def _row(*buttons: QPushButton) -> QHBoxLayout:
    layout = QHBoxLayout()
    for button in buttons:
        layout.addWidget(button)
    return layout


def plain_text(button: QPushButton) -> str:
    return button.text().rstrip("…")
