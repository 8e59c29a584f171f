"""The rows of tabs of docks that share a place: each with its name, or where those have no room as icons.

The one in front always has its name. Rejected: Qt's arrows, behind which half of a row hides, and shortened names,
of which nobody can tell "Head output" from "Head finder".
"""

from __future__ import annotations

from collections.abc import Iterable

import shiboken6
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QTabBar, QWidget

from attnviz.gui.dock import Dock
from attnviz.gui.icons import has_icon, icon
from attnviz.gui.theme import theme

SIDE = 16
TIGHT = "QTabBar::tab { padding: 6px 8px; }"
WITHOUT = 30
"""pixels of a tab beside its name, as the style sheet has them"""


class DockTabs(QObject):
    """Looks after the rows of a region: Qt makes them, and gives them their docks' names whenever those move."""

    def __init__(self, region: QWidget) -> None:
        super().__init__(region)
        self._region = region
        self._bars: set[QTabBar] = set()
        self._at_work = False
        theme().changed.connect(self.fit)

    def settle(self) -> None:
        """Docks have moved."""
        found = self._region.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        for tabs in found:
            tabs.setElideMode(Qt.TextElideMode.ElideNone)
            tabs.setDrawBase(False)
            # one that Qt keeps for later lies outside of the window: the Tab key would go there, too
            tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus if tabs.count() > 1 else Qt.FocusPolicy.NoFocus)
            if tabs.count() > 1 and tabs.isHidden():
                tabs.show()  # Qt leaves room for it, but where that is narrow forgets to show it
            if tabs not in self._bars:
                tabs.setIconSize(QSize(SIDE, SIDE))
                tabs.installEventFilter(self)
                tabs.currentChanged.connect(self.fit)
        self._bars = set(found)
        self.fit()

    def fit(self) -> None:
        """Names where there is room for all of a row."""
        if self._at_work:  # what is done here resizes and changes rows
            return
        self._at_work = True
        try:
            rows = [tabs for tabs in self._bars if shiboken6.isValid(tabs) and tabs.count() > 1]
            tight = {tabs: [self._dock(tabs.tabData(at)) for at in range(tabs.count())] for tabs in rows}
            nameless = {dock for tabs, docks in tight.items() for dock in _nameless(tabs, docks)}
            for dock in self._region.docks.values():
                dock.name_tab(dock not in nameless)
            for tabs, docks in tight.items():
                _dress(tabs, docks, nameless)
        finally:
            self._at_work = False

    def _dock(self, address: int | None) -> Dock | None:
        """Whose tab it is: Qt keeps a pointer with each."""
        docks: Iterable[Dock] = self._region.docks.values()
        return next((dock for dock in docks if shiboken6.getCppPointer(dock)[0] == address), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)


def _nameless(tabs: QTabBar, docks: list[Dock | None]) -> list[Dock]:
    """Those of a row that have an icon in place of the name."""
    room = sum(WITHOUT + tabs.fontMetrics().horizontalAdvance(dock.said) for dock in docks if dock)
    if room <= tabs.width():
        return []
    return [one for at, one in enumerate(docks) if one and at != tabs.currentIndex() and has_icon(one.objectName())]


def _dress(tabs: QTabBar, docks: list[Dock | None], nameless: set[Dock]) -> None:
    sheet = TIGHT if nameless.intersection(docks) else ""
    if tabs.styleSheet() != sheet:
        tabs.setStyleSheet(sheet)
    for at, dock in enumerate(docks):
        if dock is None:
            continue
        if dock in nameless:
            tabs.setTabIcon(at, icon(dock.objectName(), theme().colours.secondary, SIDE))
        elif not tabs.tabIcon(at).isNull():
            tabs.setTabIcon(at, QIcon())
        tabs.setTabToolTip(at, dock.said)
        tabs.setAccessibleTabName(at, dock.said)
