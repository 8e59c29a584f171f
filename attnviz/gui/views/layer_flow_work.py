"""A flow for the words of a trace: at once where it is quick, else a little in each turn of the event loop."""

from __future__ import annotations

from collections.abc import Iterator
from math import isqrt
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from attnviz.gui.views.layer_flow_data import FlowOptions
from attnviz.rollout import AttentionFlow, Flow, Step, Units, graph, level_units, raw_weights, roll_out
from attnviz.trace import Trace

MOST_EDGES = 100_000
"""Edges between the tokens of all levels: with more, a word's attention flow takes longer than some seconds."""
AT_ONCE, SLICE = 0.04, 0.008
"""Seconds: for which a key press may wait, and of work between two looks at what the user does."""
PAUSE = 250
"""Milliseconds without a new question before a long one is begun."""
KEPT = 24
"""Answers that took long, and that arrow keys may come back to."""
Question = tuple[FlowOptions, int, int]


def most_flow(trace: Trace) -> int:
    """Tokens of the longest text whose attention flow is worked out: 129 in a model of 6 layers, 57 in one of 30."""
    return isqrt(MOST_EDGES // max(1, trace.model.layers))


class FlowWork(QObject):
    """Answers for one trace at a time.

    Signals:
        answered(object): the ``Flow`` that was asked for last, for one that could not be had at once.
        progressed(float): share of it that is done.
    """

    answered = Signal(object)
    progressed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.trace: Trace | None = None
        self._made: dict[tuple[bool, bool], tuple[list[Step], list[Units]]] = {}
        self._answers: dict[Question, Flow] = {}
        self._running: tuple[Question, AttentionFlow, Iterator[float]] | None = None
        self._turn = QTimer(self, singleShot=True)
        self._turn.timeout.connect(self._go_on)

    def use(self, trace: Trace) -> None:
        """Speak of this trace, which has means, from now on."""
        if trace is not self.trace:
            self.stop()
            self.trace = trace
            self._made.clear()
            self._answers.clear()

    def ladder(self, options: FlowOptions) -> list[Units]:
        """The units of all levels."""
        return self._graph(options)[1]

    def _graph(self, options: FlowOptions) -> tuple[list[Step], list[Units]]:
        key = options.special_tokens, options.joined
        if key not in self._made:
            assert self.trace is not None
            self._made[key] = graph(self.trace, options.special_tokens), level_units(self.trace, *key)
        return self._made[key]

    @property
    def busy(self) -> bool:
        return self._running is not None

    def ask(self, options: FlowOptions, level: int, chosen: int) -> Flow | None:
        """The flow to a unit of a level; None where it comes later, by ``answered``."""
        question = options, level, chosen
        if question in self._answers:
            self.stop()
            return self._answers[question]
        if self._running is not None and self._running[0] == question:
            return None
        self.stop()
        steps, units = self._graph(options)
        if options.kind == "flow":
            work = AttentionFlow(steps, units, level, chosen)
            self._running = question, work, work.steps()
            if not self._work(AT_ONCE):
                self._turn.start(PAUSE)
                return None
            return self._finish()
        return (raw_weights if options.kind == "raw" else roll_out)(steps, units, level, chosen)

    def stop(self) -> None:
        """Nobody waits for the answer any more."""
        self._turn.stop()
        self._running = None

    def _work(self, seconds: float) -> bool:
        """Go on for a while; True when all is done."""
        end = perf_counter() + seconds
        for share in self._running[2]:
            if perf_counter() >= end:
                self.progressed.emit(share)
                return False
        return True

    def _go_on(self) -> None:
        if self._running is None:
            return
        if self._work(SLICE):
            self.answered.emit(self._finish())
        elif self._running is not None:
            self._turn.start(0)

    def _finish(self) -> Flow:
        question, work, _ = self._running
        self._running = None
        while len(self._answers) >= KEPT:
            del self._answers[next(iter(self._answers))]
        self._answers[question] = work.flow
        return work.flow
