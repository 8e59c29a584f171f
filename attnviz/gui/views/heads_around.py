"""What stands around the cells of all heads, or in their place."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from attnviz.gui.icons import pixmap
from attnviz.gui.theme import theme
from attnviz.gui.views.empty_state import draw_empty


class Choice(QComboBox):
    """A combo box with the program's own arrow."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setStyleSheet(
            "QComboBox { padding: 3px 28px 3px 10px; }"
            "QComboBox::drop-down { border: none; width: 24px; } QComboBox::down-arrow { image: none; }"
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        arrow = pixmap("chevron-down", theme().colours.secondary, 12, self.devicePixelRatioF())
        QPainter(self).drawPixmap(self.width() - 20, (self.height() - 12) // 2, arrow)


class Words(QWidget):
    """What stands where the heads would: a title and a line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = self.line = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 96)
        theme().changed.connect(self.update)

    def say(self, title: str, line: str) -> None:
        self.title, self.line = title, line
        self.setAccessibleName(f"{title} {line}".strip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_empty(QPainter(self), QRectF(self.rect()), self.title, self.line, theme().colours)
