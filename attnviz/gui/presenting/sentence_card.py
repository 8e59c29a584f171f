"""Another sentence in the middle of a lecture: a field at the foot of a window; slides follow while it is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from attnviz.gui.fonts import ui_font
from attnviz.gui.layout import INSIDE
from attnviz.gui.presenting.card import Card

LONGEST = 20_000


class SentenceCard(Card):
    """Page Up and Page Down, which clickers send, go on turning pages while it is open.

    Signals:
        typed(str): the sentence as it stands now.
    """

    typed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.field, self._caption, self._hint = QLineEdit(), QLabel(), QLabel()
        self.field.setMaxLength(LONGEST)
        self.field.textEdited.connect(self.typed)
        self._hint.setProperty("role", "secondary")
        self._before = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(INSIDE, INSIDE, INSIDE, INSIDE)
        for part in (self._caption, self.field, self._hint):
            layout.addWidget(part)
        parent.installEventFilter(self)
        self.hide()

        @self.live
        def texts() -> None:
            self._caption.setText(self.tr("Another sentence"))
            self.field.setAccessibleName(self._caption.text())
            self._hint.setText(self.tr("Enter keeps it. Esc brings the one before back."))

    def open(self, sentence: str) -> None:
        self._before = sentence
        self.field.setText(sentence)
        self.field.selectAll()
        self.appear()

    def first(self) -> QWidget:
        return self.field

    def fit(self) -> None:
        """Along the foot of its window, in letters that a hall can read."""
        around = self.parentWidget().rect()
        for part, share in ((self._caption, 55), (self.field, 32), (self._hint, 60)):
            part.setFont(ui_font(max(14, round(around.height() / share))))
        high = self.sizeHint().height()
        self.setGeometry(INSIDE, around.height() - high - INSIDE, around.width() - 2 * INSIDE, high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the field has no use for."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.leave()
        elif event.key() == Qt.Key.Key_Escape:
            if self.field.text() != self._before:
                self.typed.emit(self._before)
            self.leave()
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()
            return
        event.accept()

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self.fit()
        return False
