"""A pass that was written down once, done again with other numbers in the same memory.

To write down the fifty steps of a short text takes Python 0.7 ms when a key is pressed after a pause, a third of what
their arithmetic takes. A text that is typed into has mostly as many tokens as one of the last few had, and then the
steps are the same but for the words that they begin with. (CUDA calls such a thing a graph; OpenCL's command buffers
are an extension that PoCL 3.0 lacks.)
"""

from __future__ import annotations

import copy
import weakref
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.tensors import WordTable

Made = TypeVar("Made")

MOST_BYTES = 8 << 20
"""of all passes of a model: each keeps its memory, which the next one of its kind needs as it is"""
LONGEST = 64
"""rows: beyond them a pass saves two or three hundredths of its time, and what it keeps grows with them"""


class Sized(Protocol):
    """Some memory, which is given back when nobody refers to it."""

    size: int


@dataclass(eq=False)
class Script(Generic[Made]):
    """A pass as it was written down.

    Attributes:
        steps, count, last_linear: as ``StepOps`` has them.
        notes: what its steps read of the notes.
        table: the numbers that it begins with.
        pieces: all memory that its steps use, so that nobody else does.
        made: what it leaves, copied for each run.
    """

    steps: bytes
    count: int
    last_linear: int | None
    notes: NDArray[np.uint8]
    table: WordTable
    pieces: Sequence[Sized]
    made: Made

    def __post_init__(self) -> None:
        self._given: Callable[[], Made | None] = _nobody
        self.bytes = sum(piece.size for piece in self.pieces)

    @property
    def free(self) -> bool:
        """Whether nobody holds what the last run left."""
        return self._given() is None

    def give(self) -> Made:
        """What a run leaves: the memory is taken while somebody holds it."""
        given = copy.copy(self.made)
        self._given = weakref.ref(given)
        return given


class Scripts(Generic[Made]):
    """The passes of a model that were written down last, by what tells one from the other."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Script[Made]] = {}

    def get(self, key: Hashable) -> Script[Made] | None:
        found = self._known.pop(key, None)
        if found is not None:
            self._known[key] = found  # the newest come last
        return found

    def keep(self, key: Hashable, script: Script[Made]) -> None:
        """Keep one, and as many of those before it as there is room for."""
        self._known[key] = script
        room = MOST_BYTES
        for at, known in reversed(list(self._known.items())):
            room -= known.bytes
            if room < 0:
                del self._known[at]

    def clear(self) -> None:
        """Let go of the memory."""
        self._known.clear()


def _nobody() -> None:
    return None
