"""Which of the panels is open: a list beside it where there is room, else one that unfolds."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from attnviz.gui.fonts import ui_width
from attnviz.gui.i18n import Live
from attnviz.gui.labs.knobs import translate
from attnviz.gui.labs.panels import panels
from attnviz.gui.theme import theme
from attnviz.gui.views.heads_around import Choice

ROW = 30


def panel_name(place: int) -> str:
    """The topics that it teaches, and its title."""
    panel = panels()[place]
    return f"{'·'.join(map(str, panel.topics))}  {translate('labs', panel.title)}"


class PanelList(Live, QListWidget):
    """All of them, one below the other.

    Signals:
        chosen(int): the user wants this one.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        for _ in panels():
            self.addItem(QListWidgetItem())
        self.currentRowChanged.connect(self.chosen)
        theme().changed.connect(self._dress)
        self._dress()
        self.live(self._tell)

    def show_choice(self, place: int) -> None:
        with QSignalBlocker(self):
            self.setCurrentRow(place)

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Labs"))
        names = [panel_name(place) for place in range(self.count())]
        for place, (name, panel) in enumerate(zip(names, panels(), strict=True)):
            item = self.item(place)
            topics = ", ".join(map(str, panel.topics))
            item.setText(name)
            item.setToolTip(self.tr("Topic {numbers} of the lecture").format(numbers=topics))
            item.setSizeHint(QSize(0, ROW))
        self.setFixedWidth(round(max((ui_width(name, 14) for name in names), default=100.0)) + 44)

    def _dress(self) -> None:
        c = theme().colours
        self.setStyleSheet(
            f"QListWidget {{ background: transparent; border: none; outline: none; }}"
            f"QListWidget::item {{ padding: 0 10px; border-radius: 8px; color: {c.secondary}; }}"
            f"QListWidget::item:hover {{ background: {c.hover}; color: {c.text}; }}"
            f"QListWidget::item:selected {{ background: {c.chip}; color: {c.text}; }}"
            f"QListWidget::item:selected:focus {{ border: 1px solid {c.query}; }}"
        )


class PanelChoice(Live, Choice):
    """The same in little room.

    Signals:
        chosen(int): the user wants this one.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaxVisibleItems(16)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.addItems([""] * len(panels()))
        self.activated.connect(self.chosen)
        self.live(self._tell)

    def show_choice(self, place: int) -> None:
        self.setCurrentIndex(place)

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Lab"))
        for place in range(self.count()):
            self.setItemText(place, panel_name(place))
