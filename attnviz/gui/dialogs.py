"""The two pages of the Help menu. They do not block the window and follow a language toggle while open."""

from __future__ import annotations

import platform
from collections.abc import Iterable

import numpy as np
import PySide6
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from attnviz import __version__
from attnviz.gui.actions import plain
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.icons import app_icon
from attnviz.gui.status import device_title
from attnviz.trace import Trace


def _close_row(dialog: QDialog) -> QDialogButtonBox:
    row = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    for button in row.buttons():
        button.setIcon(QIcon())  # Fusion's own is a dark cross, which the dark theme swallows
    row.rejected.connect(dialog.reject)
    return row


class Shortcuts(Live, QDialog):
    """Every key of the program: those of the menus, then those of each panel."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = [action for action in actions if not action.shortcut().isEmpty()]
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(32)
        self._grid.setVerticalSpacing(6)
        self._grid.setContentsMargins(4, 4, 16, 4)
        page = QWidget()
        page.setLayout(self._grid)
        scroll = QScrollArea(self)
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.addWidget(scroll)
        layout.addWidget(_close_row(self))
        self.resize(700, 640)
        self.live(self._tell)

    def rows(self) -> list[tuple[str, str]]:
        """(what it does, its keys) in the language in use."""
        native = QKeySequence.SequenceFormat.NativeText
        own = [
            (plain(action), ", ".join(key.toString(native) for key in action.shortcuts())) for action in self._actions
        ]
        return [
            *own,
            (self.tr("While a model loads: stop, and return to the one in use"), self.tr("Esc, or Cancel")),
            (self.tr("In the models: move, open"), self.tr("Up, Down; Enter, or double click")),
            (
                self.tr("In the sentence, with a decoder: take the best next word"),
                self.tr("Tab, at the end of the text"),
            ),
            (self.tr("In the next words: mark one, take it"), self.tr("Up, Down; Enter, or click")),
            (self.tr("In the tokens: move the query"), self.tr("Arrow keys, or click")),
            (self.tr("In the tokens: move the key"), self.tr("Shift+arrow keys, Shift+click or right click")),
            (self.tr("In the heatmap: move the pair"), self.tr("Arrow keys, or click")),
            (self.tr("In the heatmap: ends of the row, corners"), self.tr("Home, End; with Ctrl")),
            (self.tr("In the heatmap: next head, next layer"), self.tr("Wheel; with Ctrl or Shift")),
            (self.tr("In the heatmap: all cells at once, or readable ones"), self.tr("F")),
            (self.tr("In the heatmap: larger, smaller, as at first"), self.tr("+, −, 0; or Alt+wheel")),
            (self.tr("In the calculation: copy it all, or one number"), self.tr("Ctrl+C; right click")),
            (
                self.tr("At the title of a view: move it, tear it off, close it"),
                self.tr("Right click, or the Menu key"),
            ),
            (
                self.tr("In the step-through: next step, previous step"),
                self.tr("Right, Left; Space; Page Down, Page Up"),
            ),
            (self.tr("In the step-through: first step, last step, end"), self.tr("Home, End, Esc")),
            (self.tr("In the step-through: any step, black screen, language"), self.tr("1 to 8, B, T")),
        ]

    def _tell(self) -> None:
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        while item := self._grid.takeAt(0):
            item.widget().deleteLater()
        for row, (what, keys) in enumerate(self.rows()):
            pressed = QLabel(keys)
            pressed.setProperty("role", "secondary")
            pressed.setWordWrap(True)
            self._grid.addWidget(QLabel(what), row, 0)
            self._grid.addWidget(pressed, row, 1)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 2)


class About(Live, QDialog):
    """Versions and the device in use: what a report of a problem should name. The text can be copied."""

    def __init__(self, trace: Trace | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trace = trace
        picture = QLabel(self)
        picture.setPixmap(app_icon().pixmap(64, 64))
        picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        name = QLabel("attnviz", self)
        name.setFont(ui_font(24, bold=True))
        self.what, self.facts, self.licences = (QLabel(self) for _ in range(3))
        for label in (self.what, self.facts, self.licences):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.facts.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.licences.setProperty("role", "secondary")
        column = QVBoxLayout()
        column.setSpacing(12)
        for part in (name, self.what, self.facts, self.licences):
            column.addWidget(part)
        top = QHBoxLayout()
        top.setSpacing(20)
        top.addWidget(picture)
        top.addLayout(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(top)
        layout.addWidget(_close_row(self))
        self.setMinimumWidth(560)
        self.live(self._tell)

    def _tell(self) -> None:
        self.setWindowTitle(self.tr("About attnviz"))
        self.what.setText(self.tr("An attention microscope: type a sentence and watch a real transformer's attention."))
        lines = [
            self.tr("Version {version}").format(version=__version__),
            " · ".join(
                f"{name} {version}"
                for name, version in (
                    ("Python", platform.python_version()),
                    ("Qt", qVersion()),
                    ("PySide", PySide6.__version__),
                    ("numpy", np.__version__),
                )
            ),
        ]
        if self._trace is not None:
            model, device = self._trace.model, self._trace.device
            lines.append(self.tr("Model: {name}").format(name=model.name))
            lines.append(self.tr("Device: {name} ({driver})").format(name=device.name, driver=device_title(device)))
        self.facts.setText("\n".join(lines))
        self.licences.setText(self.tr("MIT licence. Fonts: Noto, SIL Open Font Licence."))
