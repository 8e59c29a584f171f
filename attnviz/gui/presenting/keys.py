"""What a speaker's keys do, in whichever window they are pressed. Clickers send Page Up, Page Down, a full stop."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from attnviz.gui.presenting.lecture import Lecture

Key = Qt.Key
FORWARD = {Key.Key_Right, Key.Key_Down, Key.Key_PageDown, Key.Key_Space}
BACK = {Key.Key_Left, Key.Key_Up, Key.Key_PageUp, Key.Key_Backspace}
ENTER = {Key.Key_Return, Key.Key_Enter}
REPEATING = {Key.Key_Plus, Key.Key_Equal, Key.Key_Minus}
DIGITS_MS = 4000
"""After which digits without Enter are forgotten."""


class Keys(QObject):
    """Of one window; what is said with them goes to the lecture.

    Digits alone jump, with Enter, and count hands where hands are counted; there, and anywhere, G comes before a number
    that is to jump. So a digit never means two things, and no hand has to be taken back.

    Attributes:
        digits: what has been typed of a step's number.
        jumping: a number is being typed, or G was pressed for one.

    Signals:
        contents_asked(), speaker_asked(), sample_asked(), sentence_asked(), help_asked(): open the contents, the
            speaker's window, the lesson's sample, a field for a sentence, the page of keys.
        display_asked(), full_screen_asked(): the audience's window is wanted on the next display, or in a window.
        digits_changed(): ``digits`` or ``jumping`` is another.
    """

    contents_asked = Signal()
    speaker_asked = Signal()
    sample_asked = Signal()
    sentence_asked = Signal()
    help_asked = Signal()
    display_asked = Signal()
    full_screen_asked = Signal()
    digits_changed = Signal()

    def __init__(self, lecture: Lecture, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lecture = lecture
        self.digits = ""
        self.jumping = False
        self._forget = QTimer(self, singleShot=True, interval=DIGITS_MS)
        self._forget.timeout.connect(self._drop)

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says; False when it says nothing here."""
        lecture, key = self._lecture, event.key()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.isAutoRepeat() and key not in REPEATING:
            return True  # a clicker's button that is held must not run through the lecture
        if event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
            return False
        if control:
            return self._press_with_control(key)
        if self.jumping and key in ENTER:
            number = int(self.digits or 0)
            self._drop()
            if number:
                lecture.jump(number)
            return True
        if self.jumping and key in (Key.Key_Backspace, Key.Key_Escape):
            self._type(self.digits[:-1]) if key == Key.Key_Backspace and self.digits else self._drop()
            return True
        if Key.Key_0 <= key <= Key.Key_9:
            self._press_digit(key - Key.Key_0)
            return True
        self._drop()
        if key in BACK or (key == Key.Key_Space and shift):
            lecture.go(-1)
        elif key in FORWARD or key in ENTER:
            lecture.go(1)
        elif key == Key.Key_Home:
            lecture.jump(1)
        elif key == Key.Key_End:
            lecture.jump(len(lecture.course.lesson(lecture.place).steps))
        else:
            return self._press_letter(key)
        return True

    def _press_with_control(self, key: int) -> bool:
        lecture = self._lecture
        if key in (Key.Key_Right, Key.Key_PageDown, Key.Key_Left, Key.Key_PageUp):
            lecture.go_to_lesson(1 if key in (Key.Key_Right, Key.Key_PageDown) else -1)
        elif key in (Key.Key_Home, Key.Key_End):
            lecture.go_to(lecture.course.places[0 if key == Key.Key_Home else -1])
        elif key == Key.Key_L:
            lecture.language_toggled.emit()
        else:
            return False
        return True

    def _press_letter(self, key: int) -> bool:
        lecture = self._lecture
        does = {
            Key.Key_B: lecture.toggle_black,
            Key.Key_Period: lecture.toggle_black,
            Key.Key_L: lecture.toggle_spotlight,
            Key.Key_T: lecture.language_toggled.emit,
            Key.Key_Plus: lambda: lecture.resize(1),
            Key.Key_Equal: lambda: lecture.resize(1),
            Key.Key_Minus: lambda: lecture.resize(-1),
            Key.Key_C: self.contents_asked.emit,
            Key.Key_N: self.speaker_asked.emit,
            Key.Key_S: self.sample_asked.emit,
            Key.Key_E: self.sentence_asked.emit,
            Key.Key_D: self.display_asked.emit,
            Key.Key_G: lambda: self._type(""),
            Key.Key_P: lecture.watch.toggle,
            Key.Key_R: lecture.watch.begin,
            Key.Key_F11: self.full_screen_asked.emit,
            Key.Key_F1: self.help_asked.emit,
            Key.Key_Question: self.help_asked.emit,
            Key.Key_Escape: lecture.end,
        }.get(Key(key))
        if does is None:
            return False
        does()
        return True

    def _press_digit(self, digit: int) -> None:
        """A hand where hands are counted, 0 taking the last one back; elsewhere a piece of a step's number."""
        if self._lecture.asks and not self.jumping:
            self._lecture.count(digit) if digit else self._lecture.take_back()
        else:
            self._type((self.digits + str(digit))[-3:].lstrip("0"))

    def _type(self, digits: str) -> None:
        self.digits, self.jumping = digits, True
        self._forget.start()
        self.digits_changed.emit()

    def _drop(self) -> None:
        if self.jumping:
            self.digits, self.jumping = "", False
            self._forget.stop()
            self.digits_changed.emit()
