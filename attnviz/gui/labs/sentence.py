"""A sentence in as many lines as it takes, which begin between phrases in Japanese too."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from attnviz.gui.phrases import unbroken
from attnviz.gui.plain import as_tip

Policy = QSizePolicy.Policy


class Sentence(QLabel):
    """A label whose own text has marks in it where no line may break.

    Attributes:
        said: the sentence without them.
        short: on one line, cut where it does not fit; a tooltip has it all.
    """

    def __init__(self, font: QFont | None = None) -> None:
        super().__init__()
        self.said = ""
        self.short = False
        if font is not None:
            self.setFont(font)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def say(self, text: str) -> None:
        self.said = text
        self.setAccessibleName(text)
        self._break()

    def set_short(self, short: bool) -> None:
        if short != self.short:
            self.short = short
            self.setWordWrap(not short)
            self.setSizePolicy(Policy.Ignored if short else Policy.Preferred, Policy.Preferred)
            self._break()

    def _break(self) -> None:
        metrics, room = self.fontMetrics(), self.width()
        if self.short:
            text = metrics.elidedText(self.said, Qt.TextElideMode.ElideRight, room)
        else:
            text = unbroken(self.said, lambda phrase: metrics.horizontalAdvance(phrase) < room)
        self.setToolTip(as_tip(self.said) if self.short and text != self.said else "")
        if text != self.text():
            self.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._break()
