"""What a lab says when a knob is turned to what it cannot take."""

from __future__ import annotations

from collections.abc import Sequence

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.lab import Knob


def within(name: str, value: float, low: float, high: float) -> None:
    """Look at a number.

    Raises:
        UserError: it is not from ``low`` to ``high``.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "This experiment takes a “{knob}” from {low} to {high}, not {value}."),
            knob=name,
            low=low,
            high=high,
            value=value,
        )


def one_of(name: str, value: Knob, values: Sequence[Knob]) -> None:
    """Look at a choice.

    Raises:
        UserError: it is none of ``values``.
    """
    if value not in values or isinstance(value, bool):
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "This experiment takes no “{knob}” of {value}. It takes: {values}."),
            knob=name,
            value=value,
            values=", ".join(map(str, values)),
        )
