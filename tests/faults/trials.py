"""Plays the lecture with one fault, and says what it ended in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from injector import Injector, spoil
from play import Scene, Told, judged, left_over, play

from attnviz.compute import device, trial, tuning


@dataclass(frozen=True)
class End:
    """What a fault ended in: see tests/soak/faults.py.

    Attributes:
        call, step: what was struck, and during which step.
        why: what is wrong where ``word`` is "failed", else the sentence that was said.
    """

    word: str
    call: str
    step: str
    why: str = ""


class Trial:
    """A scene on a sound device.

    Attributes:
        names: of its calls; ``begins``: how many there were when each step began.
        right: what each step answers.
        reads: numbers of those that read something back in the steps that count.
    """

    def __init__(self, scene: Scene, as_gpu: bool = False) -> None:
        self.as_gpu, self.steps, self.scene = as_gpu, scene.steps, scene
        with Injector(as_gpu=as_gpu).installed():  # whatever the first time stores or measures
            play(self.steps)
        injector = Injector(as_gpu=as_gpu)
        injector.trace_sites = True
        self.begins: list[int] = []
        read_before: list[int] = []
        with injector.installed(), pytest.MonkeyPatch.context() as patch:
            reads = spoil(patch, 0, False)

            def begun(number: int) -> None:
                self.begins.append(len(injector.names))
                read_before.append(reads[0])

            self.right = play(self.steps, begun=begun)
        self.names, self.sites, self.reads = (
            injector.names,
            injector.sites,
            range(read_before[scene.first] + 1, reads[0] + 1),
        )
        bad = [answer for answer in self.right if isinstance(answer, Exception)]
        assert not bad, bad

    def step_of(self, call: int) -> int:
        return max(number for number, begin in enumerate(self.begins) if begin < call)


def calls_of(played: Trial, all_of_them: bool) -> list[int]:
    """Numbers of the calls, from 1 on; of those alike in name, step and place in the program the first."""
    seen: dict[tuple[str, str, int], int] = {}
    for at, (name, site) in enumerate(zip(played.names, played.sites, strict=True), 1):
        if at <= played.begins[played.scene.first]:
            continue
        seen.setdefault((name, site, at if all_of_them else played.step_of(at)), at)
    return list(seen.values())


def ended(played: Trial, kind: str, at: int) -> End:
    """Play with a fault of this kind at this call."""
    injector = Injector(kind, at, played.as_gpu)
    struck: list[int] = []
    with injector.installed(), child_as(injector):
        answers = play(played.steps, begun=lambda number: struck.append(number) if injector.struck else None)
    step = struck[0] - 1 if struck else len(played.steps)
    call = injector.names[at - 1] if at <= len(injector.names) else "none"
    return _end(played, answers, call, step, injector)


def spoiled(played: Trial, at: int, lasts: bool) -> End:
    """Play with NaN at this read."""
    injector = Injector(as_gpu=played.as_gpu)
    struck: list[int] = []
    with injector.installed(), pytest.MonkeyPatch.context() as patch:
        count = spoil(patch, at, lasts)
        answers = play(played.steps, begun=lambda number: struck.append(number) if count[0] >= at else None)
    return _end(played, answers, "read", struck[0] - 1 if struck else len(played.steps), injector)


@contextmanager
def child_as(injector: Injector) -> Iterator[None]:
    """The self-test of a child meets the same fault, if it lasts; and no process is started for each."""

    def run(argument: str, seconds: float, beat: object = None) -> trial.Outcome:
        bad = injector.struck and injector.kind in ("lost", "no memory", "no build")
        return trial.Outcome("failed" if bad else "passed", "it is gone" if bad else "")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trial, "run", run)
        patch.setattr(device, "_outcomes", {})
        patch.setattr(device, "_distrusted", set())
        patch.setattr(device, "_small", set())
        patch.setattr(tuning, "_small", set())
        patch.setattr(trial, "remembered", lambda what: True)
        patch.setattr(trial, "forget", lambda what: patch.setattr(trial, "remembered", lambda what: False))
        yield


def _end(played: Trial, answers: list[object], call: str, step: int, injector: Injector) -> End:
    told = [judged(answer, right) for answer, right in zip(answers, played.right, strict=False)]
    closing = answers[len(played.right) :]
    del answers
    name = played.steps[step][0] if step < len(played.steps) else "close"
    wrong = next((f"step {played.steps[at][0]}: {one.said}" for at, one in enumerate(told) if one.how == "wrong"), "")
    if not wrong:
        wrong = _unanswered(played, told, step)
    if not wrong and closing:
        wrong = f"close: {type(closing[0]).__name__}: {closing[0]}"
    if not wrong and (kept := left_over(injector.live)):
        wrong = f"left over: {kept}"
    if wrong:
        return End("failed", call, name, wrong)
    for how in ("refused", "moved"):
        said = next((one.said for one in told if one.how == how), "")
        if said:
            return End(how, call, name, said)
    return End("healed", call, name)


def _unanswered(played: Trial, told: list[Told], step: int) -> str:
    for at, one in enumerate(told):
        if one.how == "refused" and at != step:
            return f"step {played.steps[at][0]} is refused, too: {one.said}"
    return ""
