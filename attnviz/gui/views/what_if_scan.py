"""Each head of a model removed in turn, a few runs at a time, to see which of them the output hangs on."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, QTimer, Signal

from attnviz.effect import effect_of
from attnviz.errors import UserError
from attnviz.other import Change, Other
from attnviz.trace import MOST_STATES, HeadId, Trace

MOST_AT_ONCE = 6
BUDGET = 80.0
"""milliseconds of all runs that are asked for together: a key press in between waits for them"""
QUIET = 700
"""milliseconds without another text before it goes on"""
KEPT = 24
"""texts whose results are kept"""

Key = tuple[str, str, int]


def run_without(head: HeadId) -> Other:
    """The run with one head removed. Of its weights only those of that head are read, since some have to be."""
    return Other(heads=(head,), change=Change(removed=(head,)))


def unmeasured(trace: Trace) -> bool:
    """Of so long a text the vectors are not read back."""
    return trace.model.kind == "encoder" and len(trace.tokens) > MOST_STATES


class Scan(QObject):
    """Wishes for runs while it is ``open`` and not ``paused``, rests while the text changes, and keeps what it found.

    Attributes:
        sizes: of the text on screen, what each head removed so far does: see ``Effect.size``.
        problem: why runs give nothing; None while they do.

    Signals:
        changed(): there are other wishes or results.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sizes: dict[HeadId, float] = {}
        self.problem: UserError | None = None
        self.open = self.paused = False
        self._found: OrderedDict[Key, dict[HeadId, float]] = OrderedDict()
        self._key: Key | None = None
        self._heads: tuple[HeadId, ...] = ()
        self._at_once = 1
        self._rest = QTimer(self, singleShot=True, interval=QUIET)
        self._rest.timeout.connect(self.changed)

    @property
    def resting(self) -> bool:
        """The text has changed a moment ago."""
        return self._rest.isActive()

    @property
    def heads(self) -> tuple[HeadId, ...]:
        """All heads that the model has."""
        return self._heads

    @property
    def left(self) -> tuple[HeadId, ...]:
        """Heads that have not been removed yet."""
        return tuple(head for head in self._heads if head not in self.sizes)

    @property
    def wanted(self) -> tuple[Other, ...]:
        """The runs to ask for now."""
        if not self.open or self.paused or self.resting or self.problem is not None:
            return ()
        return tuple(run_without(head) for head in self.left[: self._at_once])

    def set_open(self, on: bool) -> None:
        """Somebody looks at it."""
        if on != self.open:
            self.open = on
            self.changed.emit()

    def set_paused(self, on: bool) -> None:
        self.paused = on
        self.changed.emit()

    def show_trace(self, trace: Trace | None) -> None:
        """Take what a run brings, and turn to its text."""
        if trace is None or not len(trace.tokens) or trace.model.captured_by or unmeasured(trace):
            self._turn_to(None)
            return
        self._turn_to((trace.request.model, trace.request.text, trace.request.beams))
        model = trace.model
        self._heads = tuple((layer, head) for layer in range(model.attentions) for head in range(model.heads))
        before, taken = len(self.sizes), [0.0]
        for head in self.left:
            answer = trace.others.get(run_without(head))
            if isinstance(answer, UserError):
                self.problem = answer
            elif answer is not None:
                taken.append(answer.milliseconds["total"])
                size = effect_of(trace, answer).size
                if size is not None:
                    self.sizes[head] = size
        if len(taken) > 1:
            self._at_once = max(1, min(MOST_AT_ONCE, int(BUDGET / max(1.0, max(taken)))))
        if len(self.sizes) != before or self.problem is not None:
            self.changed.emit()

    def _turn_to(self, key: Key | None) -> None:
        if key == self._key:
            return
        typed = self._key is not None and key is not None
        if self._key is None or key is None or key[0] != self._key[0]:
            self._at_once = 1  # until it is known what a run of this model takes
        self._key, self.problem = key, None
        if key is None:
            self.sizes, self._heads = {}, ()
        else:
            self.sizes = self._found.setdefault(key, {})
            self._found.move_to_end(key)
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
        if typed:
            self._rest.start()
        self.changed.emit()
