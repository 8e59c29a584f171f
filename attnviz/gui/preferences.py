"""The preferences, Ctrl+comma: one row for each option of the settings table that has a label. All hold at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from attnviz.gui.dialogs import close_row
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.layout import INSIDE, SPACE
from attnviz.gui.live_options import LiveOptions
from attnviz.gui.models.hub_panel import Choice
from attnviz.settings import OPTIONS, Option

# arrow keys do it; Fusion's own arrows stand in boxes
PLAIN = (
    "QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }"
    "QLineEdit { background: transparent; border: none; padding: 0; }"
)
WIDEST = 220  # pixels of a control


def said(text: str) -> str:
    """A text of the settings table in the language in use."""
    return QCoreApplication.translate("settings", text)


class Row:
    """Label, control and explanation of one option."""

    def __init__(self, option: Option, options: LiveOptions, parent: QWidget) -> None:
        self.option = option
        self._options = options
        self.label, self.help = QLabel(parent), QLabel(parent)
        self.help.setProperty("role", "secondary")
        self.help.setWordWrap(True)
        self.control = self._make(parent)
        self.control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel scrolls the page
        self.label.setBuddy(self.control)

    def _make(self, parent: QWidget) -> QWidget:
        option = self.option
        if isinstance(option.default, bool):
            box = QCheckBox(parent)
            box.toggled.connect(self._choose)
            return box
        if option.range is None:
            choice = Choice()
            choice.addItems([""] * len(option.values))
            choice.currentIndexChanged.connect(lambda index: self._choose(option.values[index]))
            choice.setMinimumWidth(WIDEST)
            return choice
        low, high, step = option.range
        number = QSpinBox(parent) if isinstance(option.default, int) else QDoubleSpinBox(parent)
        number.setRange(low, high)
        number.setSingleStep(step)
        number.setKeyboardTracking(False)
        number.setMinimumWidth(90)
        number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        number.setStyleSheet(PLAIN)
        number.valueChanged.connect(self._choose)
        return number

    def _choose(self, value: Any) -> None:
        self._options.set(self.option.name, round(value, 2) if isinstance(value, float) else value)

    def show_value(self) -> None:
        """What holds now, whoever set it."""
        value, control = self._options.get(self.option.name), self.control
        if isinstance(control, QAbstractSpinBox) and control.hasFocus() and control.value() == value:
            return
        with QSignalBlocker(control):
            if isinstance(control, QCheckBox):
                control.setChecked(value)
            elif isinstance(control, QComboBox):
                control.setCurrentIndex(self.option.values.index(value) if value in self.option.values else -1)
            else:
                control.setValue(value)

    def tell(self) -> None:
        label, help = said(self.option.label), said(self.option.help)
        self.label.setText(label)
        self.help.setText(help)
        self.control.setAccessibleName(label)
        self.control.setAccessibleDescription(help)
        if isinstance(self.control, QComboBox):
            for index, value in enumerate(self.option.values):
                named = dict(zip(self.option.values, self.option.names, strict=False))
                self.control.setItemText(index, said(named[value]) if value in named else str(value))


class Preferences(Live, QDialog):
    """The options in their groups, and a button that puts the defaults back."""

    def __init__(self, options: LiveOptions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = options
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(SPACE)
        known = [option for option in OPTIONS if option.label and option.name in options.names()]
        self.rows: list[Row] = []
        self._titles: dict[str, QLabel] = {}
        for group in dict.fromkeys(option.group for option in known):
            column.addWidget(self._panel(group, [option for option in known if option.group == group]))
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll = scroll
        self.buttons = close_row(self)
        self.reset = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ResetRole)
        self.reset.clicked.connect(self.put_back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(16)
        layout.addWidget(scroll)
        layout.addWidget(self.buttons)
        self.resize(self.sizeHint())
        self.live(self._tell)
        self.rows[0].control.setFocus()

    def sizeHint(self) -> QSize:
        room = self.screen().availableGeometry()
        return QSize(min(680, room.width() - 80), min(720, room.height() - 80))

    def _panel(self, group: str, options: list[Option]) -> QWidget:
        surface = QWidget()
        surface.setObjectName("panel")
        surface.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        grid = QGridLayout(surface)
        grid.setContentsMargins(INSIDE, INSIDE - 4, INSIDE, INSIDE)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        title = self._titles[group] = QLabel(surface)
        title.setFont(ui_font(12, bold=True))
        title.setProperty("role", "heading")
        grid.addWidget(title, 0, 0, 1, 2)
        for option in options:
            row = Row(option, self._options, surface)
            at = grid.rowCount()
            grid.addWidget(row.label, at, 0, Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(row.control, at, 1, 2, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(row.help, at + 1, 0, Qt.AlignmentFlag.AlignTop)
            grid.setRowMinimumHeight(at + 2, 6)
            self.rows.append(row)
        grid.setColumnStretch(0, 1)
        return surface

    def row(self, name: str) -> Row:
        return next(row for row in self.rows if row.option.name == name)

    def put_back(self) -> None:
        """Every option on this page gets its default."""
        for row in self.rows:
            self._options.set(row.option.name, row.option.default)
        self.show_values()

    def show_values(self) -> None:
        for row in self.rows:
            row.show_value()

    def _tell(self) -> None:
        self.setWindowTitle(self.tr("Preferences"))
        self.reset.setText(self.tr("Reset to defaults"))
        for group, title in self._titles.items():
            title.setText(said(group))
        for row in self.rows:
            row.tell()
        self.show_values()

    def focusNextPrevChild(self, forward: bool) -> bool:
        moved = super().focusNextPrevChild(forward)
        if (focused := self.focusWidget()) is not None and self._scroll.isAncestorOf(focused):
            self._scroll.ensureWidgetVisible(focused)
        return moved

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.show_values()  # keys and menus of the window may have changed some
