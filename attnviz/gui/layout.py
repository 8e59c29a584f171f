"""How parts of the window stand together: in panels, side by side, and scrolled where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSplitter, QVBoxLayout, QWidget

SPACE = 12  # between panels
INSIDE = 16  # between a panel's edge and what it holds


def panel(*parts: QWidget) -> QWidget:
    """A rounded surface with widgets below each other; the last one takes the room."""
    surface = QWidget()
    surface.setObjectName("panel")
    surface.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    layout = QVBoxLayout(surface)
    layout.setContentsMargins(INSIDE, INSIDE - 4, INSIDE, INSIDE)
    layout.setSpacing(8)
    for part in parts:
        layout.addWidget(part, 1 if part is parts[-1] else 0)
    return surface


def splitter(direction: Qt.Orientation, parts: Sequence[QWidget], sizes: Sequence[int]) -> QSplitter:
    made = QSplitter(direction)
    made.setHandleWidth(SPACE)
    made.setChildrenCollapsible(False)
    for part in parts:
        made.addWidget(part)
    made.setSizes(sizes)
    return made


def scrolled(first: QWidget, *others: QWidget) -> QScrollArea:
    """Parts below each other, the first as high as there is room; in the smallest windows they scroll."""
    area, whole = QScrollArea(), QWidget()
    area.setWidget(whole)  # while it is empty: see the window's
    area.setWidgetResizable(True)
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE)
    layout.addWidget(first, 1)
    for part in others:
        layout.addWidget(part)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


class Within(QScrollArea):
    """Lets a window be smaller than what it holds: the rest scrolls, both ways.

    Qt's own resizing would ask for the height that goes with the width, and scroll where there is room enough.
    """

    def __init__(self, whole: QWidget) -> None:
        super().__init__()
        self.setWidget(whole)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(1, 1)

    def _fit(self) -> None:
        whole = self.widget()
        room, needs = self.maximumViewportSize(), whole.minimumSizeHint()
        bar = self.horizontalScrollBar().sizeHint().height()
        if needs.width() > room.width():
            room.setHeight(room.height() - bar)
        if needs.height() > room.height():
            room.setWidth(room.width() - bar)
        whole.resize(room.expandedTo(needs))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        seen = super().eventFilter(watched, event)
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return seen
