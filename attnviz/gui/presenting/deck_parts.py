"""The two lists of the window in which a lecture is made: all steps there are, and the chosen ones."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSignalBlocker, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from attnviz.errors import signs
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.slides.canvas import translate
from attnviz.gui.theme import theme
from attnviz.gui.views.runs import Run, draw_runs
from attnviz.lessons.course import Course, Place
from attnviz.lessons.deck import Item
from attnviz.lessons.step import CONTEXT

ROLE = Qt.ItemDataRole.UserRole
ROW, SENTENCE = 46, 80


class StepTree(QTreeWidget):
    """Lessons, and below each its steps."""

    def __init__(self, course: Course) -> None:
        super().__init__()
        self._course = course
        self.setHeaderHidden(True)
        self.setIndentation(18)

    @property
    def place(self) -> Place | None:
        """The step that is chosen."""
        item = self.currentItem()
        return Place(*item.data(0, ROLE)) if item is not None and item.data(0, ROLE) is not None else None

    def fill(self) -> None:
        """In the language in use; what is open and chosen stays so, and nobody is told that it has changed."""
        chosen = self.place
        opened = {at for at in range(self.topLevelItemCount()) if self.topLevelItem(at).isExpanded()}
        blocker = QSignalBlocker(self)
        self.clear()
        for at, lesson in enumerate(self._course.lessons):
            heading = QTreeWidgetItem([f"{at + 1}  {translate(CONTEXT, lesson.title)}"])
            self.addTopLevelItem(heading)
            for step, one in enumerate(lesson.steps):
                item = QTreeWidgetItem([f"{step + 1}  {translate(CONTEXT, one.title)}"])
                item.setData(0, ROLE, (at, step))
                heading.addChild(item)
                if chosen == Place(at, step):
                    self.setCurrentItem(item)
            heading.setExpanded(at in opened)
        blocker.unblock()

    def choose(self, place: Place) -> None:
        """Open its lesson and mark it."""
        heading = self.topLevelItem(place.lesson)
        heading.setExpanded(True)
        self.setCurrentItem(heading.child(place.step))


class StepDelegate(QStyledItemDelegate):
    """A step's number and title, and below them, quieter, its sentence."""

    NUMBER, EDGE = 24, 8

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        own, c = QStyleOptionViewItem(option), theme().colours
        self.initStyleOption(own, index)
        # not the option's text, in which Qt writes another sign for the line's end
        title, _, sentence = index.data().partition("\n")
        own.text = ""
        own.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, own.widget)
        left = QRectF(own.rect).adjusted(self.EDGE, 3, -self.EDGE, -3)
        number = draw_runs(
            painter, QRectF(left.topLeft(), QSizeF(self.NUMBER, 22)), [Run(f"{index.row() + 1}", c.secondary, 14)]
        )
        room = left.adjusted(max(self.NUMBER, number - left.x() + 6), 0, 0, 0)
        draw_runs(painter, QRectF(room.topLeft(), QSizeF(room.width(), 22)), [Run(title, c.text, 14, gives=True)])
        line = QRectF(room.x(), room.y() + 21, room.width(), 18)
        draw_runs(painter, line, [Run(sentence, c.secondary, 12, gives=True)])


class ChosenSteps(Live, QListWidget):
    """The steps of a deck, each with the sentence that it is shown on. Dragged, or moved with Alt and an arrow.

    Signals:
        edited(): another order, another number, another item.
    """

    edited = Signal()

    def __init__(self, course: Course) -> None:
        super().__init__()
        self._course = course
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setItemDelegate(StepDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        theme().changed.connect(self._dress)
        self._dress()
        self._empty = ""
        self.model().rowsMoved.connect(lambda: self.edited.emit())
        for keys, does in (
            (Qt.Key.Key_Delete, self.remove),
            ("Alt+Up", lambda: self.move_chosen(-1)),
            ("Alt+Down", lambda: self.move_chosen(1)),
        ):
            QShortcut(QKeySequence(keys), self, does, context=Qt.ShortcutContext.WidgetShortcut)

        @self.live
        def texts() -> None:
            self._empty = self.tr("Choose a step on the left and add it. It is kept with its sentence and its numbers.")
            self.rename()

    def items(self) -> tuple[Item, ...]:
        return tuple(self.item(row).data(ROLE) for row in range(self.count()))

    @property
    def chosen(self) -> Item | None:
        item = self.currentItem()
        return item.data(ROLE) if item is not None else None

    def show_items(self, items: tuple[Item, ...]) -> None:
        """These in place of those."""
        self.clear()
        for item in items:
            self._insert(item, self.count())
        self.setCurrentRow(0)
        self.edited.emit()

    def add(self, item: Item) -> None:
        """After the chosen one."""
        self._insert(item, self.currentRow() + 1)
        self.edited.emit()

    def replace(self, row: int, item: Item) -> None:
        """Another item in a row, such as the same step with other notes."""
        self.item(row).setData(ROLE, item)
        self._name(self.item(row))
        self.edited.emit()

    def remove(self) -> None:
        if self.currentRow() >= 0:
            self.takeItem(self.currentRow())
            self.edited.emit()

    def move_chosen(self, by: int) -> None:
        row = self.currentRow()
        if row >= 0 and 0 <= row + by < self.count():
            self.insertItem(row + by, self.takeItem(row))
            self.setCurrentRow(row + by)
            self.edited.emit()

    def rename(self) -> None:
        """In the language in use."""
        for row in range(self.count()):
            self._name(self.item(row))

    def _dress(self) -> None:
        """As the tree beside it."""
        c = theme().colours
        self.setStyleSheet(
            f"QListView {{ background: {c.panel}; border: none; border-radius: 12px; padding: 8px; }}"
            f"QListView::item {{ padding: 0 8px; border-radius: 6px; }}"
            f"QListView::item:selected {{ background: {c.hover}; color: {c.text}; }}"
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.count():
            with QPainter(self.viewport()) as painter:
                painter.setPen(QColor(theme().colours.secondary))
                inner = self.viewport().rect().adjusted(16, 16, -16, -16)
                painter.drawText(inner, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)

    def _insert(self, item: Item, row: int) -> None:
        made = QListWidgetItem()
        made.setData(ROLE, item)
        self._name(made)
        self.insertItem(row, made)
        self.setCurrentRow(row)

    def _name(self, made: QListWidgetItem) -> None:
        item: Item = made.data(ROLE)
        step = self._course.step(self._course.find(item.lesson, item.step))
        made.setText(f"{translate(CONTEXT, step.title)}\n{signs(sentence_of(item)[:SENTENCE])}")
        made.setSizeHint(QSize(0, ROW))


def sentence_of(item: Item) -> str:
    """On one line."""
    return " ".join(item.trace.tokens.text.split())


def caption(of: QWidget) -> QLabel:
    """Small bold letters above a part of the window."""
    made = QLabel()
    made.setFont(ui_font(12, bold=True))
    made.setProperty("role", "heading")
    made.setBuddy(of)
    return made


def column(*parts: QWidget | QHBoxLayout) -> QVBoxLayout:
    layout = QVBoxLayout()
    for part in parts:
        layout.addLayout(part) if isinstance(part, QHBoxLayout) else layout.addWidget(part)
    return layout


def row(*buttons: QPushButton) -> QHBoxLayout:
    layout = QHBoxLayout()
    for button in buttons:
        layout.addWidget(button)
    return layout


def with_ending(path: str, ending: str) -> Path:
    return Path(path if path.lower().endswith(ending.lower()) else path + ending)
