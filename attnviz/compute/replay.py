"""A pass that was written down once, done again with other numbers in the same memory.

To write down the fifty steps of a text takes Python 0.7 ms when a key is pressed after a pause; at 16 tokens that is a
third of what their arithmetic takes. A text that is typed into has mostly as many tokens as one of the last few had,
and then the steps are the same but for the words that they begin with. (CUDA calls such a thing a graph; OpenCL's
command buffers are an extension that PoCL 3.0 lacks.) Most words are those of the last time, too; so the first steps,
up to the queries, keys and values of the first layer, are done for the others only.
"""

from __future__ import annotations

import copy
import weakref
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.tensors import WordTable

Made = TypeVar("Made")

MOST_BYTES = 8 << 20
"""of all passes of a model but the last: each keeps its memory, which the next one of its kind needs as it is"""


@dataclass(frozen=True)
class Pass(Generic[Made]):
    """What is asked of a device as a whole.

    Attributes:
        key: what the steps depend on, but for the ids.
        ids: (T,), of the words that it begins with.
        words_of: ids -> their rows, see ``Ops.word_table``.
        write: asks for operations on a table of those rows and waits for none. Row t of what it embeds is row t of the
            table. Tensors that it leaves are of use while somebody holds the object that it returns, and nobody writes
            to them.
    """

    key: Hashable
    ids: NDArray[np.int32]
    words_of: Callable[[NDArray[np.int32]], Any]
    write: Callable[[WordTable], Made]


class Sized(Protocol):
    """Some memory, which is given back when nobody refers to it."""

    size: int


@dataclass(eq=False)
class Script(Generic[Made]):
    """A pass as it was written down.

    Attributes:
        steps, count, last_linear: as ``StepOps`` has them.
        row_steps: of the first so many steps only the rows of other ids are done, see ``row_steps.py``.
        notes: what its steps read of the notes.
        ids: that it was done with last.
        table: the numbers that it begins with, of those ids.
        pieces: all memory that its steps use, so that nobody else does.
        made: what it leaves, copied for each run.
    """

    steps: bytes
    count: int
    last_linear: int | None
    row_steps: int
    notes: NDArray[np.uint8]
    ids: NDArray[np.int32]
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
        room = max(MOST_BYTES, script.bytes)
        for at, known in reversed(list(self._known.items())):
            room -= known.bytes
            if room < 0:
                del self._known[at]

    def keep_last(self) -> None:
        """Let go of the memory of all but the last."""
        for key in list(self._known)[:-1]:
            del self._known[key]

    def clear(self) -> None:
        """Let go of the memory."""
        self._known.clear()


def _nobody() -> None:
    return None
