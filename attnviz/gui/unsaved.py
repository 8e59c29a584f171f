"""The questions what becomes of something that is not saved, and of what somebody else has saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox, QWidget

from attnviz.errors import one_line
from attnviz.files import FileState, state

Button = QMessageBox.StandardButton


def ask_to_save(parent: QWidget, question: str, otherwise: str) -> Button:
    """Save, Discard or Cancel.

    Args:
        otherwise: what happens if it is not saved.
    """
    box = _box(parent, question, otherwise)
    box.setStandardButtons(Button.Save | Button.Discard | Button.Cancel)
    box.setDefaultButton(Button.Save)
    return _asked(box)


def may_write(parent: QWidget, path: Path, stood: FileState, save_as: Callable[[], object]) -> bool:
    """Ask before what somebody else has saved in a file is lost, where somebody has.

    Args:
        stood: the file when it was last read or written here.
        save_as: called where another name is chosen.
    """
    if state(path) in (None, stood):
        return True
    question = QCoreApplication.translate(
        "unsaved", "{name} was saved by another window or program since it was opened here. Replace it?"
    )
    otherwise = QCoreApplication.translate(
        "unsaved", "What was saved there would be lost. To keep both, save yours under another name."
    )
    box = _box(parent, question.format(name=one_line(path.name)), otherwise)
    box.setStandardButtons(Button.Save | Button.SaveAll | Button.Cancel)
    box.button(Button.Save).setText(QCoreApplication.translate("unsaved", "Replace"))
    box.button(Button.SaveAll).setText(QCoreApplication.translate("unsaved", "Another name…"))
    box.setDefaultButton(Button.SaveAll)
    chosen = _asked(box)
    if chosen == Button.SaveAll:
        save_as()
    return chosen == Button.Save


def _box(parent: QWidget, question: str, otherwise: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(question)
    box.setInformativeText(otherwise)
    return box


def _asked(box: QMessageBox) -> Button:
    for button in box.buttons():
        button.setIcon(QIcon())  # the style's are of another family
    chosen = box.exec()
    box.deleteLater()
    return Button(chosen)
