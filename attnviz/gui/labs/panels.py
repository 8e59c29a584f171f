"""All panels of the laboratory by their names, in the order of the topics that they teach.

A panel's file is read when the panels are first listed: a start reads none of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.gui.labs.panel import Panel, Turn
from attnviz.lab import Knob

PANELS: tuple[str, ...] = (
    "window", "softmax", "scaling", "contexts", "recurrent", "tiles",
    "cost", "sparse", "flash", "linear", "experts", "cause",
)  # fmt: skip
"""names of the files; a panel is opened by no other name"""


@cache
def panels() -> tuple[Panel, ...]:
    """Each panel, in order."""
    return tuple(import_module(name).PANEL for name in panel_modules() if find_spec(name) is not None)


def panel_modules() -> list[str]:
    """The file of each panel, as Python names it."""
    return [f"attnviz.gui.labs.{name}" for name in PANELS]


def stand_of(panel: Panel, told: Iterable[tuple[str, str]]) -> dict[str, Knob]:
    """How knobs are to stand that a command line names: NAME, VALUE each.

    Raises:
        UserError: the panel has no such knob, or it cannot take that.
    """
    stand: dict[str, Knob] = {}
    for name, text in told:
        turn = next((turn for turn in panel.turns if turn.name == name), None)
        if turn is None:
            raise UserError(
                QT_TRANSLATE_NOOP("errors", "The lab “{lab}” has no knob “{name}”. Its knobs are: {names}."),
                lab=panel.id,
                name=name,
                names=", ".join(turn.name for turn in panel.turns) or "–",
            )
        stand[name] = _value(panel, turn, text)
    return stand


def _value(panel: Panel, turn: Turn, text: str) -> Knob:
    names = {str(value).lower(): value for value in turn.values} | {"on": True, "off": False}
    known = names.get(text.lower())
    if any(type(known) is type(value) and known == value for value in turn.values):
        return turn.values[turn.values.index(known)]
    if not any(isinstance(value, bool | str) for value in turn.values):
        try:
            return float(text) if any(isinstance(value, float) for value in turn.values) else int(text)
        except ValueError:
            pass
    elif turn.among is not None:
        return text
    raise UserError(
        QT_TRANSLATE_NOOP("errors", "The knob “{name}” of the lab “{lab}” cannot stand at “{value}”."),
        name=turn.name,
        lab=panel.id,
        value=text,
    )


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
