"""What a dimmed picture says once it has been so for a while: that the answer is on its way, and nothing hangs."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.theme import theme

SOON = 1500
"""milliseconds: what comes earlier needs no word"""


class LateNote(Live, QLabel):
    """In the middle of what waits, in letters that a hall can read; it takes no click."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(ui_font(21, bold=True))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._timer = QTimer(self, singleShot=True, interval=SOON)
        self._timer.timeout.connect(self._appear)
        theme().changed.connect(self._dress)
        self._dress()
        self.live(self._tell)

    def wait(self, on: bool) -> None:
        """The picture is behind what is asked for, or not any more."""
        if not on:
            self._timer.stop()
            self.hide()
        elif not self._timer.isActive() and self.isHidden():
            self._timer.start()

    def centre(self) -> None:
        """What it stands on, or its own text, has another size."""
        if not self.isHidden():
            self._centre()

    def _centre(self) -> None:
        self.resize(self.sizeHint())
        self.move(self.parentWidget().rect().center() - self.rect().center())

    def _appear(self) -> None:
        self._centre()
        self.raise_()
        self.show()

    def _tell(self) -> None:
        self.setText(self.tr("Still computing…"))
        self.centre()

    def _dress(self) -> None:
        c = theme().colours
        self.setStyleSheet(
            f"QLabel {{ background: {c.chip}; color: {c.text}; border: 1px solid {c.line}; border-radius: 12px;"
            f" padding: 12px 20px; font-size: 21px; font-weight: bold; }}"
        )
        self.centre()
