"""What all views that the user can open, move and close have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

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
        text_chosen(str): the user wants this sentence in the window's editor.
        sample_chosen(Sample): the user wants this one, in its model, on its pair.
        lesson_chosen(str): the user wants the lesson with this id.
        state_changed(): ``state`` gives another answer now, because the user has chosen something.
        shortened(int, int): of a text put into one of its editors so many characters were taken, of so many.
    """

    NAME = ""

    head_chosen = Signal(int, int)
    pair_chosen = Signal(int, int)
    text_chosen = Signal(str)
    sample_chosen = Signal(object)
    lesson_chosen = Signal(str)
    wishes_changed = Signal()
    state_changed = Signal()
    shortened = Signal(int, int)

    def title(self) -> str:
        """Its name in the menu and above it, in the user's language."""
        raise NotImplementedError

    def wishes(self) -> Wishes:
        """What it needs of each run."""
        return Wishes()

    def set_axis(self, axis: str) -> None:
        """Show weights by one of ``attnviz.axis.AXES``; a view that shows none between tokens has nothing to do."""

    def show_models(self, models: Mapping[str, str]) -> None:
        """Which models it may ask for beside the one in use: what to ask for -> what to call it."""

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        """Show this; None before the first one. Fields of the trace that it wishes for may still be missing."""
        raise NotImplementedError

    def state(self) -> dict[str, Any]:
        """What the user has chosen here, for the next start and for session files: what JSON can hold, by names.

        Only choices (an order, a switch, words), nothing that comes with each trace. It is asked for often: after each
        ``state_changed``, and whenever anything else in the window is stored. It may not depend on whether a trace has
        come: what ``restore`` was given is to be in it even before.
        """
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take the choices of ``state`` up again; those that are missing are as in a new view.

        It comes from a file, by hand, of another version or for another model: whatever value is not understood is
        passed over by itself, and nothing is ever raised. Called once before the first ``show_trace``, and again when a
        session is opened while the view is in sight. ``wishes`` is asked for afterwards, so neither signal is needed.
        """

    def table(self) -> Sequence[Sequence[str]]:
        """What it shows as rows of cells, to export as CSV: numbers with all their digits, what they are beside them.

        Empty for a view without numbers of its own, and while there are none.
        """
        return ()
