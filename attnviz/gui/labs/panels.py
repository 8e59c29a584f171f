"""All panels of the laboratory by their names, in the order of the topics that they teach.

A panel's file is read when the panels are first listed: a start reads none of them.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.gui.labs.panel import Panel

PANELS: tuple[str, ...] = (
    "window", "softmax", "scaling", "contexts", "recurrent", "tiles",
    "cost", "sparse", "flash", "linear", "experts", "cause",
)  # fmt: skip
"""names of the files; a panel is opened by no other name"""


@cache
def panels() -> tuple[Panel, ...]:
    """Each panel, in order."""
    here = (name for name in PANELS if find_spec(f"attnviz.gui.labs.{name}") is not None)
    return tuple(import_module(f"attnviz.gui.labs.{name}").PANEL for name in here)


def find_panel(name: str) -> Panel:
    """The panel that a link names.

    Raises:
        UserError: there is none.
    """
    found = next((panel for panel in panels() if panel.id == name), None)
    if found is None:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "There is no lab “{name}”. The labs are: {names}."),
            name=name,
            names=", ".join(PANELS),
        )
    return found
