"""The tour: six stops over the real window, at the first start and from the Help menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QKeyCombination, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.layout import INSIDE, SPACE
from attnviz.gui.phrases import in_phrases
from attnviz.gui.theme import theme

if TYPE_CHECKING:
    from attnviz.gui.main_window import MainWindow

WIDE = 288  # pixels of the card
AROUND = 6  # pixels between a part and its ring


@dataclass(frozen=True)
class Stop:
    """``keys``: commands that its text names, whose keys act here and at no other stop."""

    part: QWidget
    title: str
    text: str
    keys: tuple[QAction, ...] = ()


class Tour(Live, QWidget):
    """Dims the window but for one part, beside which a card says what it is for. It has the keyboard while it is there.

    Right, Enter and Space go on, Left goes back, Esc ends. Other keys change nothing of what lies below; those of the
    window as a whole (to quit, the list of keys, language, size) do what they always do, and so do those that the stop
    names.

    Signals:
        ended(): by Esc, by the button, or after the last stop.
    """

    ended = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.card = QFrame(self)
        self.card.setObjectName("panel")
        self.title, self.text, self.place = QLabel(self.card), QLabel(self.card), QLabel(self.card)
        self.title.setFont(ui_font(17, bold=True))
        self.text.setWordWrap(True)
        self.place.setProperty("role", "secondary")
        self.end, self.back, self.next = (QPushButton(self.card) for _ in range(3))
        self.next.setProperty("role", "accent")
        for button, what in ((self.end, self.finish), (self.back, self.go_back), (self.next, self.go_on)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys are the tour's
            button.clicked.connect(what)
        buttons = QHBoxLayout()
        buttons.addWidget(self.place, 1)
        for button in (self.end, self.back, self.next):
            buttons.addWidget(button)
        layout = QVBoxLayout(self.card)
        layout.setContentsMargins(INSIDE, INSIDE, INSIDE, INSIDE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.title)
        layout.addWidget(self.text)
        layout.addLayout(buttons)
        window.installEventFilter(self)
        theme().changed.connect(self._dress)
        self._dress()
        self._before = QApplication.focusWidget()
        self._retell = self.live(self._tell)
        self.show()
        self.raise_()
        self.setFocus()

    def stops(self) -> list[Stop]:
        window, menus = self._window, self._window.menus
        return [
            Stop(
                window.text_bar.editor,
                self.tr("The sentence"),
                self.tr("Type here, in English or Japanese. The model reads it anew at each key press."),
            ),
            Stop(
                window.tokens,
                self.tr("The tokens"),
                self.tr(
                    "The pieces that the model really reads. Click the one that looks (the query, blue), "
                    "Shift+click the one that is looked at (the key, orange)."
                ),
            ),
            Stop(
                window.heatmap,
                self.tr("The attention weights"),
                self.tr(
                    "Each row is one piece of the sentence: the brighter a cell, the more of its attention goes to the "
                    "piece above that column. Click a cell, or use the arrow keys."
                ),
            ),
            Stop(
                window.toolbar.head,
                self.tr("Layer and head"),
                self.tr(
                    "Each layer has several heads, and each looks in its own way. Change them here, "
                    "with Alt+arrow keys, or with the wheel over the picture."
                ),
                (menus.layer_up, menus.layer_down, menus.head_left, menus.head_right),
            ),
            Stop(
                window.inspector,
                self.tr("The calculation"),
                self.tr("How the chosen cell gets its percentage, number by number. All can be copied."),
            ),
            Stop(
                window.toolbar.present,
                self.tr("Step by step"),
                self.tr(
                    "F5 explains this calculation on slides, with your own sentence. New to attention? Shift+F5 begins "
                    "a lecture at the very start."
                ),
                (menus.present, menus.lecture),
            ),
        ]

    def go_on(self) -> None:
        if self.at == len(self.stops()) - 1:
            self.finish()
        else:
            self.at += 1
            self._retell()

    def go_back(self) -> None:
        self.at = max(0, self.at - 1)
        self._retell()

    def finish(self) -> None:
        """The window is as it was, and so is its keyboard."""
        self._window.removeEventFilter(self)
        self.hide()
        (self._before or self._window.text_bar.editor).setFocus()
        self.ended.emit()
        self.deleteLater()

    def hole(self) -> QRect:
        """The part of this stop, as far as it is in sight."""
        part = self.stops()[self.at].part
        seen = QRect(part.mapTo(self._window, part.rect().topLeft()), part.size())
        return seen.adjusted(-AROUND, -AROUND, AROUND, AROUND) & self.rect().adjusted(2, 2, -2, -2)

    def _tell(self) -> None:
        stops = self.stops()
        stop = stops[self.at]
        self.title.setText(stop.title)
        self.text.setText(in_phrases(stop.text, self.text.font(), WIDE - 2 * INSIDE))
        self.text.setAccessibleName(stop.text)
        self.place.setText(self.tr("{number} of {all}").format(number=self.at + 1, all=len(stops)))
        self.end.setText(self.tr("End"))
        self.back.setText(self.tr("Back"))
        self.next.setText(self.tr("Next") if self.at < len(stops) - 1 else self.tr("Done"))
        self.back.setEnabled(self.at > 0)
        self.end.setVisible(self.at < len(stops) - 1)  # there, the last one ends it as well
        self.setAccessibleName(stop.title)
        self.setAccessibleDescription(stop.text)
        self._place_card()

    def _place_card(self) -> None:
        """Where the card hides the least of its part: beside, below, above, else in a corner of it."""
        self.setGeometry(self._window.rect())
        hole = self.hole()
        self.card.setFixedWidth(min(WIDE, self.width() - 2 * SPACE))
        self.card.setFixedHeight(self.card.layout().heightForWidth(self.card.width()))
        size, room = self.card.size(), self.rect().adjusted(SPACE, SPACE, -SPACE, -SPACE)
        places = (
            QRect(hole.right() + SPACE, hole.top(), size.width(), size.height()),
            QRect(hole.left() - SPACE - size.width(), hole.top(), size.width(), size.height()),
            QRect(hole.left(), hole.bottom() + SPACE, size.width(), size.height()),
            QRect(hole.right() - size.width(), hole.bottom() + SPACE, size.width(), size.height()),
            QRect(hole.left(), hole.top() - SPACE - size.height(), size.width(), size.height()),
        )
        inside = QRect(room.right() - size.width(), room.bottom() - size.height(), size.width(), size.height())
        self.card.setGeometry(next((place for place in places if room.contains(place)), inside))
        self.update()

    def _dress(self) -> None:
        self.card.setStyleSheet(f"QFrame#panel {{ background: {theme().colours.panel}; border-radius: 12px; }}")
        self.update()

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place_card()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, hole = theme().colours, QRectF(self.hole())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(colours.ground)
        veil.setAlphaF(0.78)
        around = QPainterPath()
        around.addRect(QRectF(self.rect()))
        around.addRoundedRect(hole, 12, 12)  # odd-even: what lies in both stays clear
        painter.fillPath(around, veil)
        painter.setPen(QPen(QColor(colours.query), 2))
        painter.drawRoundedRect(hole, 12, 12)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            event.setAccepted(not self._acts(event))  # accepted, it is a key of the tour's own and no shortcut
            return True
        return super().event(event)

    def _acts(self, event: QKeyEvent) -> bool:
        """Whether a key is that of a command that may act under the veil."""
        menus = self._window.menus
        whole = (menus.quit, menus.shortcuts, menus.toggle_language, menus.full_screen)
        sizes = (menus.larger, menus.smaller, menus.usual_size)
        pressed = event.keyCombination()
        plain = pressed.keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier  # many keyboards have "+" above "="
        meant = (QKeySequence(pressed), QKeySequence(QKeyCombination(plain, pressed.key())))
        actions = (*whole, *sizes, *self.stops()[self.at].keys)
        return any(keys in meant for action in actions for keys in action.shortcuts())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held:
            return  # Alt+Left, say: a shortcut that is not to act here, and no step either
        if key == Qt.Key.Key_Escape:
            self.finish()
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_PageDown):
            self.go_on()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Backspace, Qt.Key.Key_PageUp):
            self.go_back()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return True  # what lies below waits

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
