"""How parts of the window stand together: in panels, side by side, and scrolled where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
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
    whole = QWidget()
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE)
    layout.addWidget(first, 1)
    for part in others:
        layout.addWidget(part)
    area = QScrollArea()
    area.setWidget(whole)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def within(whole: QWidget) -> QScrollArea:
    """Let a window be smaller than what it holds: the rest scrolls, both ways."""
    area = QScrollArea()
    area.setWidget(whole)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setMinimumSize(1, 1)
    return area
