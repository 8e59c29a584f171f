"""Forward passes that are kept from one request to the next: a text that has not changed is not computed again."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from attnviz.loading import Loaded
from attnviz.model import Captured, Decoder, Forward, Marian, changed
from attnviz.model.whole_text import fits
from attnviz.other import UNCHANGED, Change
from attnviz.performance import Launch
from attnviz.trace import Tokens

MOST_GUESSED = 8
"""masked words of a text that are guessed: each answer names every word of the vocabulary"""
MOST_NEW = 4
"""passes of models and changes that were not compared before, kept of one request: a view that removes one head after
the other would have many kept that nobody asks for again, and those of a decoder are large"""


Way = tuple[Loaded, Change]
"""how a text is computed"""


@dataclass(frozen=True)
class Job:
    """A pass that is wanted.

    Attributes:
        guess: masked words are to be guessed, for which an encoder must go through its last layer; and what a changed
            translator would write is wanted.
        whole: the hidden states of all layers are wanted, of a text of no more than ``MOST_STATES``.
        profile: the kernels' times are.
    """

    loaded: Loaded
    text: str
    change: Change = UNCHANGED
    guess: bool = False
    whole: bool = False
    profile: bool = False

    @property
    def way(self) -> Way:
        return self.loaded, self.change


@dataclass(frozen=True, eq=False)
class Run:
    """The forward pass of a text, kept so that another head costs no second one.

    Attributes:
        launches: its kernels; None when nobody asked for them.
        target, rewritten: see ``Trace``.
    """

    loaded: Loaded
    change: Change
    tokens: Tokens
    forward: Forward
    tokenise_ms: float
    launches: tuple[Launch, ...] | None
    target: Tokens | None = None
    rewritten: Tokens | None = None

    @property
    def way(self) -> Way:
        return self.loaded, self.change

    def is_of(self, job: Job) -> bool:
        """Whether it is of this text, model and change."""
        return self.way == job.way and (self.tokens.text == job.text or isinstance(self.loaded.model, Captured))

    def will_do(self, job: Job) -> bool:
        """Whether it has all that a job asks for."""
        if not self.is_of(job) or (job.profile and self.launches is None):
            return False
        if self.rewritten is None and self.forward.written and _is_rewritten(job):
            return False
        return self.whole or not _needs_whole(job, self.tokens)

    @property
    def whole(self) -> bool:
        """Whether it has the hidden states of all layers, of its encoder where there are two halves."""
        return not len(self.tokens) or len(self.forward.hidden) > self.loaded.model.info.layers

    def whole_forward(self) -> Forward:
        """The same pass anew, with the hidden states of all layers."""
        return _forward(self.loaded, self.change, self.tokens, None, self, whole=True)


class Passes:
    """The newest pass in focus, and those that it was compared with.

    Of each model and change that was compared, a pass of a text that nobody asks for any more serves as the past of the
    next one: of a decoder and a translator most of it survives a key press.

    Attributes:
        focus: None while the next one is computed: its memory is free for that. The caller keeps the new one once
            it has run.
    """

    def __init__(self) -> None:
        self.focus: Run | None = None
        self._compared: list[Run] = []  # of this request
        self._kept: list[Run] = []  # of the one before, which this one asks for, too
        self._spare: list[Run] = []  # of the one before, which this one does not
        self._ways: set[Way] = set()  # in which this request computes
        self._lasting: set[Way] = set()  # in which the one before did, too
        self._shared: list[Job] = []  # that more than one needs

    def keep(self, models: Collection[Loaded]) -> None:
        """Let go of those of other models."""
        if self.focus and self.focus.loaded not in models:
            self.focus = None
        for runs in (self._compared, self._kept, self._spare):
            runs[:] = [run for run in runs if run.loaded in models]

    def forget(self, loaded: Loaded) -> None:
        """Let go of those of a model."""
        runs = [self.focus, *self._compared, *self._kept, *self._spare]
        self.keep([run.loaded for run in runs if run is not None and run.loaded is not loaded])

    def in_focus(self, job: Job) -> Run:
        """The pass in focus, asked of the device but not waited for (unless a profile is wanted)."""
        kept, self.focus = self.focus, None
        if kept is not None and kept.will_do(job):
            return kept
        compared = next((run for run in self._compared if run.will_do(job)), None)
        if compared is not None:  # the two have changed places
            self._compared.remove(compared)
            self._compared += [kept] if kept else []
            return compared
        if kept is not None and not (kept.loaded is job.loaded and _goes_on(job)):
            kept = None  # of no use, and so its memory is free
        return _computed(job, kept)

    def compare(self, jobs: Sequence[Job]) -> None:
        """From now on, these are the passes to compare with, which ``compared`` will ask for."""
        if not jobs and not (self._compared or self._kept or self._spare or self._ways):
            return
        old, self._compared = self._compared, []
        jobs = [*jobs, *(_unchanged(job) for job in jobs if job.change and isinstance(job.loaded.model, Marian))]
        ways = {job.way for job in jobs}
        self._lasting, self._ways = self._ways & ways, ways
        self._shared = [job for at, job in enumerate(jobs) if job in jobs[:at]]
        self._kept = [run for run in old if any(run.is_of(job) for job in jobs)]
        going_on = {job.way for job in jobs if _goes_on(job)}
        self._spare = [run for run in old if run not in self._kept and run.way in going_on]

    def compared(self, job: Job) -> Run:
        """One of those, asked of the device but not waited for.

        Raises:
            UserError: see ``changed.check``.
        """
        if self.focus is not None and self.focus.will_do(replace(job, profile=False)):
            return self.focus
        found = next((run for run in self._compared if run.will_do(job)), None)
        if found is None:
            found = next((run for run in self._kept if run.will_do(job)), None)
            if found is not None:
                self._kept.remove(found)
            else:
                found = self._new(job)
            if self._stays(job):
                self._compared.append(found)
        return found

    def failed(self, job: Job) -> None:
        """Let go of a pass that could not be read."""
        self._compared = [run for run in self._compared if not run.is_of(job)]

    def end_comparison(self) -> None:
        """Let go of what this request had no use for."""
        self._kept, self._spare = [], []

    def _stays(self, job: Job) -> bool:
        new = [run for run in self._compared if run.way not in self._lasting]
        return job.way in self._lasting or job in self._shared or len(new) < MOST_NEW

    def _new(self, job: Job) -> Run:
        base = None
        if job.change and isinstance(job.loaded.model, Marian):
            base = self.compared(_unchanged(job))
        past = self._taken(job) if _goes_on(job) else None
        return _computed(job, past, base)

    def _taken(self, job: Job) -> Run | None:
        """A pass whose rows may be written over: of the same text where it lacks something, else a spare one."""
        for runs in (self._kept, self._spare):
            for run in runs:
                if run.way == job.way and (runs is self._spare or run.is_of(job)):
                    runs.remove(run)
                    return run
        return None


def masked(loaded: Loaded, tokens: Tokens) -> list[int]:
    """The tokens that the model should guess."""
    if not loaded.model.info.guesses:
        return []
    return [at for at, id in enumerate(tokens.ids) if id == loaded.tokenizer.mask_id][:MOST_GUESSED]


def _unchanged(job: Job) -> Job:
    """The pass that a translator's changed one reads the translation of."""
    return replace(job, change=UNCHANGED)


def _goes_on(job: Job) -> bool:
    """Whether a pass over another text may go on from the last one."""
    return isinstance(job.loaded.model, (Decoder, Marian))


def _needs_whole(job: Job, tokens: Tokens) -> bool:
    model = job.loaded.model
    if isinstance(model, Captured):
        return job.whole and model.has_states and fits(tokens)
    return (job.whole and fits(tokens)) or (job.guess and bool(masked(job.loaded, tokens)))


def _computed(job: Job, past: Run | None, base: Run | None = None) -> Run:
    loaded, start = job.loaded, time.perf_counter()
    tokens = loaded.tokenizer.encode(job.text)
    encoded = time.perf_counter()
    changed.check(loaded.model, job.change, len(tokens))
    forward = Forward()
    if len(tokens):
        forward = _forward(loaded, job.change, tokens, past, base, _needs_whole(job, tokens))
    target = loaded.tokenizer.describe(forward.written) if forward.written else None
    rewritten = _rewritten(job, tokens, forward) if forward.written and _is_rewritten(job) else None
    launches = loaded.ops.launches() if job.profile else None
    return Run(loaded, job.change, tokens, forward, 1e3 * (encoded - start), launches, target, rewritten)


def _is_rewritten(job: Job) -> bool:
    """Whether what a changed translator would write is wanted, and can be told."""
    can = isinstance(job.loaded.model, Marian) and job.change.causal is not False
    return can and job.guess and bool(job.change)


def _rewritten(job: Job, tokens: Tokens, forward: Forward) -> Tokens:
    model = job.loaded.model
    assert isinstance(model, Marian)
    ids = np.asarray(tokens.ids, np.int32)
    return job.loaded.tokenizer.describe(changed.rewritten(model, job.change, ids, forward.written))


def _forward(
    loaded: Loaded, change: Change, tokens: Tokens, past: Run | None, base: Run | None, whole: bool
) -> Forward:
    ids, before = np.asarray(tokens.ids, np.int32), past.forward if past else None
    if not change:
        return loaded.model.forward(ids, before, whole)
    return changed.forward(loaded.model, change, ids, before, whole, base.forward.written if base else ())
