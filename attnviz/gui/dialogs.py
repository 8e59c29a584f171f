"""The page that says what this program is. It does not block the window and follows a language toggle while open."""

from __future__ import annotations

import platform

import numpy as np
import PySide6
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from attnviz import __version__
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.icons import app_icon
from attnviz.gui.status import device_title
from attnviz.trace import Trace


def close_row(dialog: QDialog) -> QDialogButtonBox:
    row = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    for button in row.buttons():
        button.setIcon(QIcon())  # Fusion's own is a dark cross, which the dark theme swallows
    row.rejected.connect(dialog.reject)
    return row


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
        layout.addWidget(close_row(self))
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
