"""What stands around the cells of all heads, or in their place."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from attnviz.gui.fonts import ui_font
from attnviz.gui.icons import pixmap
from attnviz.gui.theme import theme
from attnviz.gui.views.empty_state import GHOST_HEIGHT, draw_empty


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
        painter, c = QPainter(self), theme().colours
        if self.height() > GHOST_HEIGHT + 130:
            draw_empty(painter, QRectF(self.rect()), self.title, self.line, c)
            return
        painter.setFont(ui_font(14))
        painter.setPen(QColor(c.secondary))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(12, 0, -12, 0), int(flags), f"{self.title}\n{self.line}".strip())
