"""Which docks stand where: three layouts to begin from, and how one's own is kept for the next start."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING
from zlib import crc32

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QGuiApplication

from attnviz.gui.dock import AREAS, Dock
from attnviz.gui.dock_state import is_sound
from attnviz.gui.views.view import View

if TYPE_CHECKING:
    from attnviz.gui.docks import Docks

VERSION = 1
"""Of the stored state: one of another version is not read."""
WIDE = 1500
"""Pixels from which groups of one area stand side by side; in less room they are one."""
HIGH = 840
"""Pixels from which docks stand below the heatmap; in less room, as on a laptop, all stand beside it as tabs."""


LEAST_RIGHT, LEAST_CENTRE = 300, 624
"""Pixels: in a narrow window docks give way to sentence and heatmap, down to what a dock needs."""


@dataclass(frozen=True)
class Layout:
    """Groups of docks, each group behind one row of tabs, its first in front. A dock that does not exist is left out.

    Attributes:
        right, bottom: the groups of an area.
        width, height: of each group on the right, and of the bottom area: pixels, or below 1 a share of all.
    """

    right: tuple[tuple[str, ...], ...] = ()
    bottom: tuple[tuple[str, ...], ...] = ()
    width: float = 372
    height: float = 0.42


SIDE = 0.36  # of the window's width, for a view beside the heatmap
SIMPLE = Layout(right=(("inspector",),))
COMPARE = Layout(right=(("compare", "lines", "heads"),), width=0.48)  # a and b side by side, above what they differ in
RESEARCH = Layout(
    right=(("heads", "lines", "flow", "output"), ("inspector", "finder")),
    bottom=(("performance",),),
    width=0.27,
    height=0.3,
)
PRESETS = {"simple": SIMPLE, "compare": COMPARE, "research": RESEARCH}


def arrange(region: Docks, layout: Layout) -> None:
    """Close all docks, and open those of ``layout``."""
    for dock in region.docks.values():
        dock.setFloating(False)
        region.removeDockWidget(dock)  # hides it; it has no place any more
    right, bottom = layout.right, layout.bottom
    if region.height() < HIGH:  # below the heatmap there would be room for a dock's controls, not for its picture
        right, bottom = (*right[:-1], tuple(chain(*right[-1:], *bottom))), ()
    for area, groups, direction, size in (
        ("right", right, Qt.Orientation.Horizontal, layout.width),
        ("bottom", bottom, Qt.Orientation.Vertical, layout.height),
    ):
        whole = region.width() if area == "right" else region.height()
        pixels = round(size if size >= 1 else size * whole)
        shown = _present(region, groups, apart=region.width() >= WIDE)
        if area == "right":
            alone = len(shown) < len(groups)  # what stands side by side in a wide window is one group here
            pixels = min(max(pixels, round(SIDE * whole) if alone else 0), max(LEAST_RIGHT, whole - LEAST_CENTRE))
        for place, group in enumerate(shown):
            region.addDockWidget(AREAS[area], group[0])
            if place:  # before there are tabs: Qt would add to them
                region.splitDockWidget(shown[place - 1][0], group[0], Qt.Orientation.Horizontal)
        for group in shown:
            for dock in group[1:]:
                region.tabifyDockWidget(group[0], dock)
            for dock in group:
                dock.fill()
                dock.show()
            group[0].raise_()
        if shown:
            region.resizeDocks([shown[0][0]], [pixels], direction)
        if len(shown) > 1:
            leads = [group[0] for group in shown]
            share = pixels if area == "right" else region.width() // len(leads)
            region.resizeDocks(leads, [share] * len(leads), Qt.Orientation.Horizontal)


def give_room(region: Docks, dock: Dock) -> None:
    """A dock that is new in its area gets a good size: a panel its own, a view a share of the window."""
    if region.dockWidgetArea(dock) == AREAS["bottom"]:
        share = round(SIMPLE.height * region.height())
        region.resizeDocks([dock], [share if isinstance(dock.content, View) else 1], Qt.Orientation.Vertical)
    else:
        share = round(SIDE * region.width()) if isinstance(dock.content, View) else 0
        region.resizeDocks([dock], [max(share, round(SIMPLE.width))], Qt.Orientation.Horizontal)


def _present(region: Docks, groups: tuple[tuple[str, ...], ...], apart: bool) -> list[list[Dock]]:
    known = [[region.docks[name] for name in group if name in region.docks] for group in groups]
    known = [group for group in known if group]
    return known if apart or not known else [[dock for group in known for dock in group]]


def stored(region: Docks) -> str:
    """The state with its checksum: Qt crashes on some states with a wrong byte, so none gets there."""
    state = bytes(region.saveState(VERSION).toBase64())
    return f"{crc32(state):08x}{state.decode('ascii')}"


def restored(region: Docks, text: str) -> bool:
    """Arrange the docks as they were; False for what ``stored`` did not write."""
    packed = text[8:].encode("ascii", "ignore")
    state = QByteArray.fromBase64(packed)
    if text[:8] != f"{crc32(packed):08x}" or not is_sound(bytes(state), region.docks, VERSION):
        return False
    for dock in region.docks.values():  # Qt leaves those as they are of which the state does not speak
        dock.setFloating(False)
        region.removeDockWidget(dock)
    if not region.restoreState(state, VERSION):
        return False
    empty = [dock for dock in region.docks.values() if not dock.isHidden() and dock.content is None]
    for dock in empty:
        dock.fill()
    if empty:  # what they hold has sizes of its own, which the first time nobody knew
        region.restoreState(state, VERSION)
    for dock in region.docks.values():
        if dock.isFloating() and not dock.isHidden():
            _bring_onto_a_screen(dock)
    return True


def _bring_onto_a_screen(dock: Dock) -> None:
    """The screen it was on may be gone."""
    frame = dock.frameGeometry()
    for screen in QGuiApplication.screens():
        seen = screen.availableGeometry() & frame
        if seen.width() >= 120 and seen.height() >= 80:
            return
    room = QGuiApplication.primaryScreen().availableGeometry()
    dock.resize(min(dock.width(), room.width()), min(dock.height(), room.height()))
    dock.move(room.topLeft())
