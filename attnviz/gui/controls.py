"""Two controls that the toolbar and the views share: a button with a menu, and one number to step through."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSpinBox, QToolButton, QWidget

from attnviz.gui.fonts import ui_font
from attnviz.gui.icons import icon, pixmap
from attnviz.gui.theme import theme

CONTROL_HEIGHT = 36


class MenuButton(QToolButton):
    """A button with a menu: its text elided to a widest size, a small arrow at the end."""

    def __init__(
        self,
        menu: QMenu,
        widest: int,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._widest, self._full, self._mode = widest, "", mode
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setStyleSheet("QToolButton { padding: 0 28px 0 12px; }")

    def set_title(self, text: str) -> None:
        self._full = text
        self._elide(self._widest)

    def _elide(self, width: int) -> None:
        text = QFontMetrics(self.font()).elidedText(self._full, self._mode, width)
        self.setText((text if len(text) > 3 or text == self._full else "").replace("&", "&&"))

    def fit(self, width: int) -> None:
        """Be no wider than ``width``: the text is shortened, the tooltip holds all of it."""
        self._elide(self._widest)
        beside = self.sizeHint().width() - QFontMetrics(self.font()).horizontalAdvance(self.text())
        self._elide(min(self._widest, max(24, width - beside)))

    def title(self) -> str:
        return self._full

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        arrow = pixmap("chevron-down", theme().colours.secondary, 12, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - 24, (self.height() - 12) // 2, arrow)


class Stepper(QWidget):
    """One number of the head control: a label, arrows, and a field that takes digits, arrow keys and the wheel.

    Signals:
        chosen(int): the user wants this number.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel(self)
        self.field = QSpinBox(self)
        self.field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel alone must not take the editor's focus
        self.field.setFont(ui_font(14, bold=True))
        self.field.setFixedSize(66, 26)
        self.less, self.more = QToolButton(self), QToolButton(self)
        for arrow, steps in ((self.less, self.field.stepDown), (self.more, self.field.stepUp)):
            arrow.setAutoRepeat(True)
            arrow.setFixedSize(20, 26)
            arrow.setIconSize(QSize(12, 12))
            arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field's arrow keys do the same
            arrow.clicked.connect(steps)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.label)
        layout.addSpacing(4)
        for part in (self.less, self.field, self.more):
            layout.addWidget(part)
        self.label.setBuddy(self.field)
        self.field.valueChanged.connect(self.chosen)
        self.field.setSuffix(" / –")  # until a model is there

    def set_range(self, count: int) -> None:
        with QSignalBlocker(self.field):
            self.field.setMaximum(count - 1)
            self.field.setSuffix(f" / {count - 1}")

    def set_value(self, value: int) -> None:
        with QSignalBlocker(self.field):
            if value > self.field.maximum():  # before the model is known, its range is not
                self.field.setMaximum(value)
            if value != self.field.value():  # Qt paints the field anew for any
                self.field.setValue(value)

    def set_texts(self, label: str, less: str, more: str) -> None:
        self.label.setText(label)
        self.field.setAccessibleName(label)
        for arrow, tip in ((self.less, less), (self.more, more)):
            arrow.setToolTip(tip)
            arrow.setAccessibleName(tip)

    def dress(self) -> None:
        self.less.setIcon(icon("chevron-left", theme().colours.secondary, 12))
        self.more.setIcon(icon("chevron-right", theme().colours.secondary, 12))
