"""The tour: six stops over the real window, at the first start and from the Help menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QKeyCombination, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QRegion,
)
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.layout import INSIDE, SPACE
from attnviz.gui.phrases import in_phrases
from attnviz.gui.theme import theme
from attnviz.gui.tour_stops import Stop, stops_of

if TYPE_CHECKING:
    from attnviz.gui.main_window import MainWindow

WIDE = 288  # pixels of the card
AROUND = 6  # pixels between a part and its ring
EDGE = 1  # pixels of the card's own line


class Tour(Live, QWidget):
    """Dims the window but for one part, beside which a card says what it is for. What it says can be tried at once.

    The part answers to the mouse, and to the keyboard where its text asks for keys. Enter and Page Down go on, Page Up
    goes back, Esc ends; where the part does not have the keyboard, Right, Space and Left do the same. Other keys change
    nothing of what lies below; those of the window as a whole (to quit, the list of keys, language, size) do what they
    always do, and so do those that the stop names.

    Signals:
        ended(): by Esc, by the button, or after the last stop.
    """

    ended = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.at = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click on the veil leaves the keyboard where it is
        self.card = QFrame(window)  # beside the veil, which has a mask
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
        self._lit: list[QWidget] = []
        self._retell = self.live(self._tell)
        for part in (self, self.card):
            part.show()
            part.raise_()
        self._light()

    def stops(self) -> list[Stop]:
        return stops_of(self._window)

    def go_on(self) -> None:
        if self.at == len(self.stops()) - 1:
            self.finish()
        else:
            self._go_to(self.at + 1)

    def go_back(self) -> None:
        self._go_to(max(0, self.at - 1))

    def _go_to(self, at: int) -> None:
        self.at = at
        self._retell()
        self._light()

    def finish(self) -> None:
        """The window is as it was, and so is its keyboard."""
        self._window.removeEventFilter(self)
        self._darken()
        self.hide()
        self.card.hide()
        (self._before or self._window.text_bar.editor).setFocus()
        self.ended.emit()
        self.card.deleteLater()
        self.deleteLater()

    def hole(self) -> QRect:
        """The part of this stop, as far as it is in sight."""
        seen = self._seen(self.stops()[self.at].part)
        return seen.adjusted(-AROUND, -AROUND, AROUND, AROUND) & self.rect().adjusted(2, 2, -2, -2)

    def _seen(self, part: QWidget) -> QRect:
        return QRect(part.mapTo(self._window, part.rect().topLeft()), part.size())

    def _light(self) -> None:
        """The part of this stop answers, and what shows it."""
        self._darken()
        self._lit = self._all_lit()
        for widget in self._lit:
            widget.installEventFilter(self)
        stop = self.stops()[self.at]
        (stop.part if stop.typed else self).setFocus()

    def _all_lit(self) -> list[QWidget]:
        return [widget for part in self._open() for widget in (part, *part.findChildren(QWidget))]

    def _open(self) -> list[QWidget]:
        """What is lit; but what the card would lie over stays under the veil: Qt would paint it over the card."""
        stop, card = self.stops()[self.at], self.card.geometry()
        return [stop.part, *(part for part in stop.shows if not card.intersects(self._seen(part)))]

    def _darken(self) -> None:
        for widget in filter(isValid, self._lit):
            widget.removeEventFilter(self)
        self._lit = []

    def _tell(self) -> None:
        stops = self.stops()
        stop = stops[self.at]
        self.title.setText(stop.title)
        self.text.setText(in_phrases(stop.text, self.text.font(), WIDE - 2 * (INSIDE + EDGE)))
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
        """Where the card hides the least of what is lit: beside its part, below, above, far right, else in a corner."""
        self.setGeometry(self._window.rect())
        hole = self.hole()
        self.card.setFixedWidth(min(WIDE, self.width() - 2 * SPACE))
        self.card.setFixedHeight(self.card.layout().heightForWidth(self.card.width() - 2 * EDGE) + 2 * EDGE)
        size, room = self.card.size(), self.rect().adjusted(SPACE, SPACE, -SPACE, -SPACE)
        right, below = room.right() - size.width(), hole.bottom() + SPACE
        spots = (
            (hole.right() + SPACE, hole.top()),
            (hole.left() - SPACE - size.width(), hole.top()),
            (hole.left(), below),
            (room.left(), below),
            (hole.right() - size.width(), below),
            (hole.left(), hole.top() - SPACE - size.height()),
            (right, hole.top()),
            (right, below),
        )
        places = [QRect(QPoint(*spot), size) for spot in spots]
        corner = QRect(QPoint(right, room.bottom() - size.height()), size)
        stop = self.stops()[self.at]
        lit = [self._seen(part) for part in (stop.part, *stop.shows)]
        whole = [place for place in places if room.contains(place)] or [corner]
        hidden = [sum((cut := place & one).width() * cut.height() for one in lit) for place in whole]
        self.card.setGeometry(whole[hidden.index(min(hidden))])
        self._uncover()
        self.update()

    def _uncover(self) -> None:
        veil = QRegion(self.rect())
        for part in self._open():
            veil -= QRegion(self._seen(part))
        if veil != self.mask():
            self.setMask(veil)
            for widget in self._all_lit():
                widget.update()  # of what a mask uncovers, Qt leaves opaque children as they were

    def _dress(self) -> None:
        colours = theme().colours
        look = f"background: {colours.panel}; border: {EDGE}px solid {colours.line}; border-radius: 12px;"
        self.card.setStyleSheet(f"QFrame#panel {{ {look} }}")
        self.update()

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
                self._place_card()
        elif event.type() == QEvent.Type.ShortcutOverride:
            return self.event(event)
        elif event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            return self._steers(event) or _is_mnemonic(event)
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
        if self._steers(event) or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return  # Alt+Left, say: a shortcut that is not to act here, and no step either
        if event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Space):
            self.go_on()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Backspace):
            self.go_back()

    def _steers(self, event: QKeyEvent) -> bool:
        """Do what a key means at every stop."""
        key = event.key()
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return True  # what lies below waits
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key == Qt.Key.Key_Escape:
            self.finish()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_PageDown):
            self.go_on()
        elif key == Qt.Key.Key_PageUp:
            self.go_back()
        else:
            return False
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:
        return True  # what lies below waits

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    mouseReleaseEvent = mousePressEvent


def _is_mnemonic(event: QKeyEvent) -> bool:
    """Alt and a letter, say, which an editor would take for the letter. Ctrl and Alt are another key's third sign."""
    held = event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
    return held == Qt.KeyboardModifier.AltModifier
