"""The page that says what this program is. It does not block the window and follows a language toggle while open."""

from __future__ import annotations

import os
import platform
from importlib import metadata

import numpy as np
import PySide6
from PySide6.QtCore import QLocale, Qt, qVersion
from PySide6.QtGui import QGuiApplication, QIcon
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
from attnviz.gui.theme import theme
from attnviz.trace import Trace


def close_row(dialog: QDialog) -> QDialogButtonBox:
    row = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    for button in row.buttons():
        button.setIcon(QIcon())  # Fusion's own is a dark cross, which the dark theme swallows
    row.rejected.connect(dialog.reject)
    return row


def report(trace: Trace | None) -> str:
    """What a report of a problem should name, in English: whoever reads it need not have the window. No user's text."""
    screen = QGuiApplication.primaryScreen()
    size, ratio = screen.size(), screen.devicePixelRatio()
    lines = {
        "attnviz": __version__,
        "Python": platform.python_version(),
        "Qt": f"{qVersion()} (PySide {PySide6.__version__}, {QGuiApplication.platformName()})",
        "numpy": np.__version__,
        "pyopencl": _version_of("pyopencl"),
        "PoCL": _version_of("pocl-binary-distribution"),
        "system": platform.platform(),
        "desktop": os.environ.get("XDG_CURRENT_DESKTOP") or "unknown",
        "screen": f"{size.width()} x {size.height()}, factor {ratio:g}",
        "language, colours": f"{QLocale().name()}, {theme().colours.name}",
    }
    if trace is None:
        lines["model"] = "none loaded"
    else:
        model, device = trace.model, trace.device
        shape = f"{model.layers} layers x {model.heads} heads, {len(trace.tokens)} tokens"
        lines["model"] = f"{model.name} ({model.kind}, {shape})"
        lines["device"] = f"{device.name} ({device.kind}, {device.key}), driver {device.driver or 'none'}"
        if device.note:
            lines["note"] = f"{device.note} ({device.detail})" if device.detail else device.note
    return "".join(f"{name}: {value}\n" for name, value in lines.items())


def _version_of(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


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
        row = close_row(self)
        self.copy_report = row.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy_report.clicked.connect(lambda: QGuiApplication.clipboard().setText(report(trace)))
        layout.addWidget(row)
        self.setMinimumWidth(min(560, self.screen().availableGeometry().width() - 40))
        self.live(self._tell)

    def _tell(self) -> None:
        self.setWindowTitle(self.tr("About attnviz"))
        self.copy_report.setText(self.tr("Copy for a bug report"))
        self.copy_report.setToolTip(self.tr("Versions, desktop, model and device; nothing that you have typed."))
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
