"""The question what becomes of something that is not saved."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox, QWidget

Button = QMessageBox.StandardButton


def ask_to_save(parent: QWidget, question: str, otherwise: str) -> Button:
    """Save, Discard or Cancel.

    Args:
        otherwise: what happens if it is not saved.
    """
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(question)
    box.setInformativeText(otherwise)
    box.setStandardButtons(Button.Save | Button.Discard | Button.Cancel)
    box.setDefaultButton(Button.Save)
    for button in box.buttons():
        button.setIcon(QIcon())  # the style's are of another family
    chosen = box.exec()
    box.deleteLater()
    return Button(chosen)
