"""All lessons and steps over the slide: arrow keys and Enter, or a click, lead to any of them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from attnviz.gui.fonts import ui_font
from attnviz.gui.presenting.card import Card
from attnviz.gui.presenting.lecture import Lecture
from attnviz.gui.slides.canvas import translate
from attnviz.gui.theme import theme
from attnviz.lessons.course import Place
from attnviz.lessons.step import CONTEXT

PLACE = Qt.ItemDataRole.UserRole
SHARE = 0.44
"""Of the window's width."""


class Contents(Card):
    """A panel at the left edge of the audience's window."""

    def __init__(self, lecture: Lecture, parent: QWidget) -> None:
        super().__init__(parent)
        self._lecture = lecture
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list = QListWidget()
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setUniformItemSizes(True)
        self.list.itemActivated.connect(self._on_chosen)
        self.list.itemClicked.connect(self._on_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 12, 20)
        layout.addWidget(self.list)
        self.hide()
        lecture.moved.connect(self._mark)
        self._tell = self.live(self._fill)
        theme().changed.connect(self._tell)
        lecture.course_changed.connect(self._tell)

    def appear(self) -> None:
        super().appear()
        self._mark()

    def first(self) -> QWidget:
        return self.list

    def fit(self) -> None:
        """Over the left part of its window, in letters that a hall can read."""
        around = self.parentWidget().rect()
        self.setGeometry(0, 0, max(360, round(SHARE * around.width())), around.height())
        size = max(13, round(around.height() / 40))
        self.list.setFont(ui_font(size))
        for row in range(self.list.count()):
            self.list.item(row).setSizeHint(QSize(0, round(1.7 * size)))

    def _fill(self) -> None:
        self.setAccessibleName(self.tr("Contents"))
        self.list.setAccessibleName(self.tr("Lessons and steps"))
        self.list.clear()
        for at, lesson in enumerate(self._lecture.course.lessons):
            self._add(f"{at + 1}  {translate(CONTEXT, lesson.title)}", Place(at), heading=True)
            for step, one in enumerate(lesson.steps):
                self._add(f"      {step + 1}  {translate(CONTEXT, one.title)}", Place(at, step))
        self.fit()
        self._mark()

    def _add(self, text: str, place: Place, heading: bool = False) -> None:
        item = QListWidgetItem(text)
        item.setData(PLACE, (place.lesson, place.step))
        if heading:
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            item.setForeground(QColor(theme().colours.secondary))
        self.list.addItem(item)

    def _mark(self) -> None:
        """The step on screen is the chosen line."""
        here = self._lecture.place
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(PLACE) == (here.lesson, here.step) and item.flags() & Qt.ItemFlag.ItemIsSelectable:
                self.list.setCurrentRow(row)
                self.list.scrollToItem(item, QListWidget.ScrollHint.PositionAtCenter)

    def _on_chosen(self, item: QListWidgetItem) -> None:
        self.leave()
        self._lecture.go_to(Place(*item.data(PLACE)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the list has no use for ends here: the slide below must not move."""
        event.accept()
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_C):
            self.leave()
