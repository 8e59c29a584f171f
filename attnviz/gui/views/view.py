"""What all views that the user can open, move and close have in common."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from attnviz.gui.i18n import Live
from attnviz.trace import Focus, Trace, Wishes


class View(Live, QWidget):
    """A way to look at a trace. The window tells it of each one, and asks runs for what it wishes while it is open.

    Attributes:
        NAME: stable, for settings; also the name of its icon (resources/icons).

    Signals:
        head_chosen(int, int), pair_chosen(int, int): the user wants this layer and head, this query and key.
        wishes_changed(): ``wishes`` gives another answer now.
    """

    NAME = ""

    head_chosen = Signal(int, int)
    pair_chosen = Signal(int, int)
    wishes_changed = Signal()

    def title(self) -> str:
        """Its name in the menu and above it, in the user's language."""
        raise NotImplementedError

    def wishes(self) -> Wishes:
        """What it needs of each run."""
        return Wishes()

    def set_axis(self, axis: str) -> None:
        """Show weights by one of ``attnviz.axis.AXES``; a view that shows none between tokens has nothing to do."""

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        """Show this; None before the first one. Fields of the trace that it wishes for may still be missing."""
        raise NotImplementedError
