"""The views around the heatmap: opened, closed, moved, torn off, and told of each trace while they are in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QTabWidget, QWidget

from attnviz.gui.dock import AREAS, Dock, ViewArea
from attnviz.gui.dock_layouts import SIMPLE, Layout, arrange, give_room, restored, stored
from attnviz.gui.dock_tabs import DockTabs
from attnviz.gui.views.view import View
from attnviz.trace import Focus, Trace, Wishes


class Docks(QMainWindow):
    """A region of the window with the heatmap in its middle. A window in the window: Qt docks in no other widget.

    Signals:
        wishes_changed(Wishes): what the views in sight need together is something else now.
        head_chosen(int, int), pair_chosen(int, int), text_chosen(str), sample_chosen(Sample), lesson_chosen(str),
            shortened(int, int): as a view says.
        place_asked(int): a mouse button in a torn off view asks for the place before (-1) or after (1).
        changed(): the layout may be another one, or what is chosen in a view.
    """

    wishes_changed = Signal(object)
    head_chosen = Signal(int, int)
    pair_chosen = Signal(int, int)
    text_chosen = Signal(str)
    sample_chosen = Signal(object)
    lesson_chosen = Signal(str)
    shortened = Signal(int, int)
    place_asked = Signal(int)
    changed = Signal()

    def __init__(self, centre: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setCentralWidget(centre)
        self.setAnimated(False)
        self.setDockNestingEnabled(True)
        self.setDocumentMode(True)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.South)
        self.docks: dict[str, Dock] = {}
        self._actions: dict[str, QAction] = {}
        self._areas: dict[str, str] = {}
        self._newest: tuple[Trace | None, Focus] = None, Focus()
        self._told: dict[str, tuple[Trace | None, Focus]] = {}
        self._choices: dict[str, Any] = {}  # of views that are not made yet, and of those that are not known
        self._usual: dict[str, dict[str, Any]] = {}  # the state of each view that is made, as it was new
        self._models: Mapping[str, str] = {}
        self._wishes = Wishes()
        self._axis = "tokens"
        self._layout: str | Layout | None = SIMPLE  # waits for the region to have its size
        self._kept: str | None = None
        self._tabs = DockTabs(self)
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self.settle)

    def add(
        self, name: str, title: Callable[[], str], make: Callable[[], QWidget], action: QAction, area: str = "bottom"
    ) -> Dock:
        """Take a view or panel in, closed. ``action`` opens and closes it; ``make`` is called when it is first seen."""
        dock = Dock(name, title, make, self)
        self.docks[name], self._actions[name], self._areas[name] = dock, action, area
        dock.hide()
        dock.seen_changed.connect(self._settle.start)
        dock.seen_changed.connect(lambda: action.setChecked(not dock.isHidden()))
        dock.dockLocationChanged.connect(self._settle.start)
        dock.topLevelChanged.connect(self._settle.start)
        dock.move_asked.connect(lambda area: self.move(name, area))
        dock.place_asked.connect(self.place_asked)
        action.toggled.connect(lambda on: self._on_toggled(name, on))
        return dock

    # --- opening and closing

    def _on_toggled(self, name: str, on: bool) -> None:
        """Open it, close it, or bring it before the other tabs: nobody means to close what is not in sight."""
        dock = self.docks[name]
        if on == dock.isHidden():
            if on or not dock.seen:
                self.open(name)
            else:
                dock.close()

    def open(self, name: str) -> None:
        """Show it where it was last; the first time with the others of its area, as a tab."""
        dock = self.docks[name]
        self._apply_waiting()
        dock.fill()
        widens = False
        if self.dockWidgetArea(dock) == Qt.DockWidgetArea.NoDockWidgetArea and not dock.isFloating():
            widens = self._join(dock) or isinstance(dock.content, View)
        dock.show()
        dock.raise_()
        if widens:
            give_room(self, dock)
        self._actions[name].setChecked(True)
        self._settle.start()

    def move(self, name: str, area: str) -> None:
        """Put it into another area, or back from its own window."""
        dock = self.docks[name]
        dock.setFloating(False)
        dock.fill()
        self.addDockWidget(AREAS[area], dock)
        dock.show()
        give_room(self, dock)
        self._settle.start()

    def _join(self, dock: Dock) -> bool:
        """Add it to its area; True when it is the only one there."""
        area = AREAS[self._areas[dock.objectName()]]
        others = [other for other in self.docks.values() if self.dockWidgetArea(other) == area]
        others = [other for other in others if not (other is dock or other.isHidden() or other.isFloating())]
        self.addDockWidget(area, dock)
        if others:
            self.tabifyDockWidget(others[-1], dock)
        return not others

    def reveal(self, part: QWidget) -> None:
        """Bring the dock that holds ``part`` into sight, if one does."""
        for name, dock in self.docks.items():
            holds = dock.content is not None and (dock.content is part or dock.content.isAncestorOf(part))
            if holds and not dock.seen:
                self.open(name)

    def shows(self, part: QWidget) -> bool:
        """It is in sight as far as docks go: in none of them, or in one that is not behind another tab."""
        return all(dock.seen for dock in self.docks.values() if dock.isAncestorOf(part))

    def focus(self, part: QWidget, why: Qt.FocusReason) -> None:
        """Put the keyboard into a part of the window, which may be a dock's."""
        dock = next((dock for dock in self.docks.values() if dock.content is part), None)
        (part.setFocus if dock is None else dock.focus)(why)

    def _keep_focus_in_sight(self) -> None:
        """From what has gone behind another tab the keyboard goes to what has come before it."""
        focused = QApplication.focusWidget()
        for dock in self.docks.values():
            if focused is not None and not dock.seen and dock.isAncestorOf(focused):
                before = next((other for other in self.tabifiedDockWidgets(dock) if other.seen), None)
                if before is not None:
                    before.focus(Qt.FocusReason.OtherFocusReason)
                return

    def set_axis(self, axis: str) -> None:
        """Have all views show weights by words, tokens or bytes, those too that are made later."""
        self._axis = axis
        for dock in self.docks.values():
            if isinstance(dock.content, View):
                dock.content.set_axis(axis)

    def in_sight(self) -> Iterable[Dock]:
        return (dock for dock in self.docks.values() if dock.seen and dock.content is not None)

    # --- the path of a trace

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        """Tell the views in sight; the others are told when they come into it."""
        while self.show_next(trace, focus):
            pass

    def show_next(self, trace: Trace | None, focus: Focus) -> bool:
        """Tell the first of the views in sight that has not been told of this yet; False once there is no other."""
        self._newest = trace, focus
        waiting = self._waiting()
        if waiting:
            name, view = waiting[0]
            self._told[name] = self._newest
            view.show_trace(*self._newest)
        return len(waiting) > 1

    def _waiting(self) -> list[tuple[str, View]]:
        views = ((dock.objectName(), dock.content) for dock in self.in_sight())
        return [(name, view) for name, view in views if isinstance(view, View) and self._told.get(name) != self._newest]

    def _tell(self) -> None:
        self.show_trace(*self._newest)

    def settle(self) -> None:
        """Docks have moved: make what is seen for the first time, tell it, and say what is wished for now."""
        self._settle.stop()
        for dock in self.docks.values():
            if dock.seen and dock.content is None:
                dock.fill()
            dock.let_in()
            if isinstance(dock.content, View) and dock.objectName() not in self._told:
                name, view = dock.objectName(), dock.content
                self._told[name] = None, Focus()
                self._usual[name] = view.state()
                self._restore(name, self._usual[name])
                view.show_models(self._models)
                self._connect(view)
        self._tabs.settle()
        self._keep_focus_in_sight()
        self._say_wishes()
        self._tell()
        self.changed.emit()

    def _connect(self, view: View) -> None:
        view.state_changed.connect(self.changed)
        view.head_chosen.connect(self.head_chosen)
        view.pair_chosen.connect(self.pair_chosen)
        view.text_chosen.connect(self.text_chosen)
        view.sample_chosen.connect(self.sample_chosen)
        view.lesson_chosen.connect(self.lesson_chosen)
        view.wishes_changed.connect(self._say_wishes)
        view.shortened.connect(self.shortened)
        view.set_axis(self._axis)

    def _say_wishes(self) -> None:
        views = (dock.content for dock in self.in_sight() if isinstance(dock.content, View))
        wishes = reduce(or_, (view.wishes() for view in views), Wishes())
        if wishes != self._wishes:
            self._wishes = wishes
            self.wishes_changed.emit(wishes)

    def show_models(self, models: Mapping[str, str]) -> None:
        """The models that are installed: what to ask for -> what to call it."""
        if models != self._models:
            self._models = dict(models)
            for name in self._told:
                view = self.docks[name].content
                if isinstance(view, View):
                    view.show_models(self._models)

    # --- what is chosen in the views

    def choices(self) -> dict[str, Any]:
        """``View.state`` of each view by its name, to store; without those in which all is as in a new view."""
        found = dict(self._choices)
        for name, usual in self._usual.items():
            state = self.docks[name].content.state()
            found.pop(name, None)
            if state != usual:
                found[name] = state
        return found

    def use_choices(self, choices: Mapping[str, Any]) -> None:
        """What ``choices`` gave at another time: for the views that there are, and for those to come."""
        self._choices = dict(choices)
        for name, usual in self._usual.items():
            self._restore(name, usual)
        self._say_wishes()

    def _restore(self, name: str, usual: dict[str, Any]) -> None:
        stored = self._choices.get(name)
        self.docks[name].content.restore(stored if isinstance(stored, dict) else usual)

    # --- layouts

    def use_layout(self, layout: Layout | str) -> None:
        """One of ``dock_layouts``, or what ``state`` gave at another time; the simple one in place of any other text.

        Before the region has its size, this waits for it.
        """
        self._layout = layout
        if self.isVisible():
            self._apply_waiting()

    def state(self) -> str:
        """The layout, to store."""
        if self._kept is not None:
            return self._kept
        return self._layout if isinstance(self._layout, str) else stored(self)

    def leave(self) -> None:
        """The window closes: so do the torn off ones, which the next start opens again."""
        self._kept = self.state()
        for dock in self.docks.values():
            if dock.isFloating():
                dock.hide()

    def _apply_waiting(self) -> None:
        layout, self._layout = self._layout, None
        if isinstance(layout, str):
            layout = None if restored(self, layout) else SIMPLE
        if layout is not None:
            arrange(self, layout)
        for name, dock in self.docks.items():
            self._actions[name].setChecked(not dock.isHidden())
        self._settle.start()

    # --- Qt's own

    def createPopupMenu(self) -> QMenu | None:
        """None of Qt's own: the View menu has them all."""
        return None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._kept = None
        self._apply_waiting()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for area in self.findChildren(ViewArea):
            area.updateGeometry()
        self.changed.emit()
