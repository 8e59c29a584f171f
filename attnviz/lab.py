"""What is asked of a lab: an experiment on the text in use, beside its run. ``labs/`` has one file for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Knob = int | float | str | bool


@dataclass(frozen=True)
class Lab:
    """An experiment and how its knobs stand.

    Attributes:
        name: the file of ``labs/`` that does it.
        knobs: (name, value) of those that do not stand as they do at first, in order of their names.
    """

    name: str
    knobs: tuple[tuple[str, Knob], ...] = ()


def lab(name: str, **knobs: Knob) -> Lab:
    """A lab with some of its knobs turned."""
    return Lab(name, tuple(sorted(knobs.items())))


Result = Any
"""a frozen record that the lab's file describes"""
