"""The card of an enlarged head: opened over its cell, kept while it is of the same text, and asked its weights for."""

from __future__ import annotations

from attnviz.gui.views.heads_enlarged import enlarged
from attnviz.gui.views.heads_said import facts_line, place_line
from attnviz.trace import Trace


class HeadCard:
    """The part of ``AllHeadsView`` that has the card. ``_enlarged`` is the head on it, None while it is closed."""

    def _continues(self, trace: Trace | None) -> bool:
        """The card stays: this is what it speaks of, with more numbers or with other words."""
        old = self._trace
        if old is None or trace is None or trace.thumbnails is None or not self.popup.isVisible():
            return False
        return (old.model, old.tokens.ids) == (trace.model, trace.tokens.ids)

    def _on_enlarged(self, layer: int, head: int) -> None:
        trace = self._pictured
        if self.popup.isVisible() and self._enlarged == (layer, head):
            self._close_card()
        elif trace is not None and trace.thumbnails is not None:
            self._enlarged = layer, head
            self._enlarge()
            self.wishes_changed.emit()

    def _enlarge(self) -> None:
        """The card of the enlarged head: its weights, or its picture as long as those are on their way."""
        trace, at = self._pictured, self._enlarged
        if trace is None or at is None:
            return
        window, port, own = self.window(), self.canvas.viewport(), self.contrast.isChecked()
        cell = self.canvas.cell_rect(at)
        cell.moveTopLeft(port.mapTo(window, cell.topLeft()))
        said = place_line(trace, at, self._named, self._like), facts_line(at, self._named)
        self.popup.show_head(trace.thumbnails[at], own, *said, cell, window, enlarged(trace, at, self._axis, own))

    def _close_card(self) -> None:
        self.popup.hide()
        if self._enlarged is not None:
            self._enlarged = None
            self.wishes_changed.emit()
