"""The stops of the tour: which parts of the window it goes through, and what it says of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from attnviz.gui.main_window import MainWindow


@dataclass(frozen=True)
class Stop:
    """A part of the window, and what is said of it.

    Attributes:
        keys: commands that its text names, whose keys act here and at no other stop.
        typed: it has the keyboard: its text asks for typing, or for the arrow keys.
        shows: where what is done here is seen; it is not dimmed either.
    """

    part: QWidget
    title: str
    text: str
    keys: tuple[QAction, ...] = ()
    typed: bool = False
    shows: tuple[QWidget, ...] = ()


def stops_of(window: MainWindow) -> list[Stop]:
    """In the order in which they are gone through, in the language in use."""
    menus = window.menus
    return [
        Stop(
            window.text_bar.editor,
            QCoreApplication.translate("Tour", "The sentence"),
            QCoreApplication.translate(
                "Tour", "Type here, in English or Japanese. The model reads it anew at each key press."
            ),
            typed=True,
            shows=(window.heatmap,),
        ),
        Stop(
            window.tokens,
            QCoreApplication.translate("Tour", "The tokens"),
            QCoreApplication.translate(
                "Tour",
                "The pieces that the model really reads. Click the one that looks (the query, blue), "
                "Shift+click the one that is looked at (the key, orange).",
            ),
        ),
        Stop(
            window.heatmap,
            QCoreApplication.translate("Tour", "The attention weights"),
            QCoreApplication.translate(
                "Tour",
                "Each row is one piece of the sentence: the brighter a cell, the more of its attention goes to the "
                "piece above that column. Click a cell, or use the arrow keys.",
            ),
            typed=True,
        ),
        Stop(
            window.toolbar.head,
            QCoreApplication.translate("Tour", "Layer and head"),
            QCoreApplication.translate(
                "Tour",
                "Each layer has several heads, and each looks in its own way. Change them here, "
                "with Alt+arrow keys, or with the wheel over the picture.",
            ),
            (menus.layer_up, menus.layer_down, menus.head_left, menus.head_right),
            shows=(window.heatmap,),
        ),
        Stop(
            window.inspector,
            QCoreApplication.translate("Tour", "The calculation"),
            QCoreApplication.translate(
                "Tour", "How the chosen cell gets its percentage, number by number. All can be copied."
            ),
        ),
        Stop(
            window.toolbar.present,
            QCoreApplication.translate("Tour", "Step by step"),
            QCoreApplication.translate(
                "Tour",
                "F5 explains this calculation on slides, with your own sentence. New to attention? Shift+F5 begins "
                "a lecture at the very start.",
            ),
            (menus.present, menus.lecture),
        ),
    ]
