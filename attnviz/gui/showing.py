"""The path of a trace through the window: the picture at once, then all around it, a part in each turn of its loop.

A key that is pressed meanwhile waits for one part at most, and what it changes is painted before the next part asks to
be: Qt paints all that waits in one go, and the sentence comes last there.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable
from itertools import chain

from PySide6.QtCore import QObject, QTimer

from attnviz.gui.collector import freeze_once
from attnviz.gui.status import Status
from attnviz.gui.views.routers import RouterView
from attnviz.trace import Focus, Trace

Part = Callable[[Trace, Focus], object]
LOCK_SECONDS = 0.0005
"""For which a thread waits before it asks another one for Python's lock, once the window stands.

Each paint of a widget takes it anew: with Python's own 5 ms an inspector of ten parts could wait 50 ms for an engine
that prepares a run. At the start, when two threads read modules, more turns would only cost.
"""


class Showing(QObject):
    """Tells the window's parts of each trace, and dims the picture while it waits for one.

    Made before any other who hears the microscope: the heatmap is painted before they are told.
    """

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window
        self.slow = QTimer(self, singleShot=True, interval=Status.SLOW)
        self.slow.timeout.connect(lambda: window.heatmap.set_stale(self._is_stale()))
        self._rest: tuple[Trace | None, Focus] = None, Focus()
        self._parts = self._around(window)
        self._left: deque[Part] = deque()
        self._next = QTimer(self, interval=0)  # comes after keys and paints that wait
        self._next.timeout.connect(self._show_part)
        scope = window.microscope
        for changed in (window.text_bar.text_changed, scope.head_aimed, scope.wishes_changed):
            changed.connect(self._mark_stale)
        scope.shown.connect(self._on_shown)
        window.heatmap.hovered.connect(self.on_pair_hovered)

    @property
    def behind(self) -> bool:
        """True while the picture shows a trace that not all views around it have been told of."""
        return bool(self._left)

    def _on_shown(self, trace: Trace, focus: Focus) -> None:
        heatmap = self._window.heatmap
        heatmap.set_stale(False)
        self.slow.stop()
        if self._is_stale():  # a step in between: the newest text gets its own time
            self.slow.start()
        heatmap.show_trace(trace, focus)
        # The picture first, at once: in one flush with all views it would wait until the last of them is painted.
        heatmap.paint_changes()
        typed, self._rest = self._rest[0] is not trace, (trace, focus)
        # who was not told of the last one comes first: when traces come fast, nobody is left out for long
        self._left.extend(part for part in self._parts if part not in self._left)
        self._next.start()
        while not typed and self._left:
            self._show_part()

    def _around(self, window: QObject) -> tuple[Part, ...]:
        """What is told after the picture, each in a turn of its own."""
        views = window.text_bar, window.tokens, window.inspector, window.routers
        return (*(view.show_trace for view in views), self._show_dock, self._show_facts)

    def _show_part(self) -> None:
        self._left.popleft()(*self._rest)
        if not self._left:
            self._next.stop()

    def _show_dock(self, trace: Trace, focus: Focus) -> None:
        """The next of those in sight; the others after it."""
        if self._window.docks.show_next(trace, focus):
            self._left.appendleft(self._show_dock)

    def _show_facts(self, trace: Trace, focus: Focus) -> None:
        """Whatever is told in words, and who looks on."""
        window = self._window
        self.show_experts()
        window.toolbar.head.set_model(trace.model)
        window.toolbar.head.set_value(*window.microscope.focus.head_id)
        window.status.show_trace(trace)
        window.retell()
        window.presenting.show_trace(trace, focus)
        window.session.touch()
        freeze_once()
        sys.setswitchinterval(LOCK_SECONDS)

    def show_experts(self) -> None:
        """Of a model that has some, as long as the user wants to see them."""
        trace, window = self._rest[0], self._window
        shown = trace is not None and RouterView.fits(trace) and window.menus.experts.isChecked()
        if shown == window.routers.isHidden():
            window.routers.setVisible(shown)
            window.session.touch()

    def on_pair_hovered(self, pair: tuple[int, int] | None) -> None:
        """Tint the pair in the sentence, those of the two that are tokens of it; by words, all of their pieces."""
        scope, text_bar = self._window.microscope, self._window.text_bar
        trace, layer = scope.trace, scope.shown_focus.layer
        if pair is None or trace is None:
            text_bar.hover(())
            return
        sides = zip(pair, (trace.queries(layer), trace.keys(layer)), strict=True)
        words = self._window.options["axis"] == "words"
        pieces = (tokens.word(index) if words else (index,) for index, tokens in sides if tokens is trace.tokens)
        text_bar.hover(chain.from_iterable(pieces))

    def _mark_stale(self) -> None:
        """Dim the picture when an answer takes long: at typing speed a flicker would only disturb."""
        if not self.slow.isActive():
            self.slow.start()
        self._window.session.touch()

    def _is_stale(self) -> bool:
        if (scope := self._window.microscope).trace is None:
            return False
        asked = scope.trace.request
        return (asked.text, asked.model, asked.device) != (scope.text, scope.model, scope.device) or (
            scope.focus != scope.shown_focus
        )
