"""What stands around the cells of all heads."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from attnviz.gui.icons import pixmap
from attnviz.gui.plain import as_tip
from attnviz.gui.theme import theme
from attnviz.gui.views.runs import Run, draw_runs


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
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        # Qt would cut it off in the middle of a letter
        option.currentText = self._elided(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        arrow = pixmap("chevron-down", theme().colours.secondary, 12, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - 20, (self.height() - 12) // 2, arrow)

    def _elided(self, option: QStyleOptionComboBox) -> str:
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width() - 2
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)


class Line(QWidget):
    """A line of plain text on a panel, shortened to the room that there is; the tooltip has it whole.

    Rejected: QLabel, for which the whole view is laid out anew whenever the text is another one.
    """

    HIGH = 18

    def __init__(self, pixels: int, role: str, bold: bool = False, parent: QWidget | None = None) -> None:
        """``role`` is the name of its colour."""
        super().__init__(parent)
        self._pixels, self._role, self._bold = pixels, role, bold
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(self.HIGH)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme().changed.connect(self.update)

    def text(self) -> str:
        return self._text

    def say(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.setToolTip(as_tip(text))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme().colours
        painter.fillRect(event.rect(), QColor(colours.panel))
        run = Run(self._text, getattr(colours, self._role), self._pixels, self._bold, gives=True)
        draw_runs(painter, QRectF(self.rect()), [run])
