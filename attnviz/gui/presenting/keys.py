"""What a speaker's keys do, in whichever window they are pressed. Clickers send Page Up, Page Down, a full stop."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from attnviz.gui.presenting.lecture import Lecture
from attnviz.lessons.course import Place

Key = Qt.Key
FORWARD = {Key.Key_Right, Key.Key_Down, Key.Key_PageDown, Key.Key_Space}
BACK = {Key.Key_Left, Key.Key_Up, Key.Key_PageUp, Key.Key_Backspace}
ENTER = {Key.Key_Return, Key.Key_Enter}
DIGITS_MS = 3000
"""After which digits without Enter are forgotten."""


class Keys(QObject):
    """Of one window; what is said with them goes to the lecture.

    Signals:
        contents_asked(), speaker_asked(), sample_asked(): open the contents, the speaker's window, the lesson's sample.
        digits_changed(str): what has been typed of a step's number; "" for nothing.
    """

    contents_asked = Signal()
    speaker_asked = Signal()
    sample_asked = Signal()
    digits_changed = Signal(str)

    def __init__(self, lecture: Lecture, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lecture = lecture
        self.digits = ""
        self._forget = QTimer(self, singleShot=True, interval=DIGITS_MS)
        self._forget.timeout.connect(lambda: self._type(""))

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says; False when it says nothing here."""
        lecture, key = self._lecture, event.key()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control:
            return self._press_with_control(key)
        if self.digits and key in ENTER:
            number = int(self.digits)
            self._type("")
            lecture.jump(number)
        elif self.digits and key in (Key.Key_Backspace, Key.Key_Escape):
            self._type(self.digits[:-1] if key == Key.Key_Backspace else "")
        elif key in BACK or (key == Key.Key_Space and shift):
            lecture.go(-1)
        elif key in FORWARD or key in ENTER:
            lecture.go(1)
        elif Key.Key_0 <= key <= Key.Key_9:
            self._press_digit(key - Key.Key_0)
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
            Key.Key_Escape: lecture.end,
        }.get(Key(key))
        if does is None:
            return False
        does()
        return True

    def _press_digit(self, digit: int) -> None:
        """A hand where hands are counted, 0 taking the last one back; elsewhere a piece of a step's number."""
        if self._lecture.asks and not self.digits:
            self._lecture.count(digit) if digit else self._lecture.take_back()
        else:
            self._type((self.digits + str(digit))[-3:].lstrip("0"))

    def _type(self, digits: str) -> None:
        self.digits = digits
        self._forget.start() if digits else self._forget.stop()
        self.digits_changed.emit(digits)

    def place_of_digits(self) -> Place | None:
        """Where Enter would lead."""
        lecture = self._lecture
        return lecture.course.in_lesson(lecture.place, int(self.digits) - 1) if self.digits else None
