"""The engine's thread: newest wins, nobody starves, errors come home, and it always lets go."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
from fake_engine import DECODER, DEVICES, VOCABULARY, FakeEngine, logits_after

from attnviz.beside import STILL_WANTED
from attnviz.gui.worker import Worker
from attnviz.sampling import Sampling
from attnviz.trace import TraceRequest


@pytest.fixture
def worker(qtbot, engine):
    made = Worker(lambda: engine, lambda: list(DEVICES))
    yield made
    engine.gate.set()
    assert made.close(5)
    assert not any(thread.name == "attnviz-engine" for thread in threading.enumerate())


def request(number: int, text: str = "one two", model: str = "test") -> TraceRequest:
    return TraceRequest(number, text, model)


def collect(signal) -> list:
    heard: list = []
    signal.connect(lambda *values: heard.append(values[0] if len(values) == 1 else values))
    return heard


def test_nothing_runs_before_the_first_request(worker, engine):
    assert worker.idle
    assert not any(thread.name == "attnviz-engine" for thread in threading.enumerate())


def test_a_request_is_answered_from_another_thread(qtbot, worker, engine):
    with qtbot.waitSignal(worker.traced) as heard:
        worker.ask(request(1))
    trace = heard.args[0]
    assert trace.request.id == 1
    assert trace.tokens.labels == ("[CLS]", "one", "two", "[SEP]")
    assert engine.threads
    assert threading.get_ident() not in engine.threads


def test_the_newest_wins_and_the_first_is_not_lost(qtbot, worker, engine):
    shown = collect(worker.traced)
    engine.gate.clear()
    for number in range(1, 41):
        worker.ask(request(number, "word " * number))
    engine.gate.set()
    qtbot.waitUntil(lambda: worker.idle)
    assert [trace.request.id for trace in shown] == [1, 40]


def test_a_fast_typist_sees_steps_in_between(qtbot, worker, engine):
    shown = collect(worker.traced)
    for number in range(1, 21):
        worker.ask(request(number))
        qtbot.wait(2)
    qtbot.waitUntil(lambda: worker.idle)
    ids = [trace.request.id for trace in shown]
    assert ids == sorted(ids)
    assert ids[-1] == 20
    assert len(ids) > 2


def test_busy_is_told_once_for_a_burst(qtbot, worker, engine):
    told = collect(worker.busy_changed)
    for number in range(1, 6):
        worker.ask(request(number))
    qtbot.waitUntil(lambda: worker.idle)
    assert told == [True, False]


def test_an_error_comes_with_its_request_and_the_next_run_works(qtbot, worker, engine):
    engine.broken["bad"] = ValueError("broken")
    with qtbot.waitSignal(worker.failed) as heard:
        worker.ask(request(1, "bad"))
    failed, error = heard.args
    assert (failed.id, str(error)) == (1, "broken")
    with qtbot.waitSignal(worker.traced):
        worker.ask(request(2, "good"))


def test_an_engine_that_cannot_be_made_is_an_error_too(qtbot):
    def broken() -> FakeEngine:
        raise OSError("no driver")

    made = Worker(broken, list)
    with qtbot.waitSignal(made.failed) as heard:
        made.ask(request(1))
    assert str(heard.args[1]) == "no driver"
    assert made.close(5)


def test_progress_is_thinned_but_each_phase_is_told(qtbot, worker, engine):
    engine.progress = [*((i / 1000, "first") for i in range(1000)), (1.0, "second")]
    told = collect(worker.progressed)
    engine.gate.clear()
    worker.ask(request(1))
    qtbot.waitUntil(lambda: any(what == "second" for _, what in told))
    engine.gate.set()
    qtbot.waitUntil(lambda: worker.idle)
    assert told[0] == (0.0, "first")
    assert len(told) < 100


def test_a_load_that_nobody_wants_any_more_stops(qtbot, worker, engine):
    """Another model is chosen while one loads: the load ends at its next report, with no error said."""
    started, go_on = threading.Event(), threading.Event()

    class Slow(FakeEngine):
        def run(self, job, progress=None):
            if job.model == "slow":
                started.set()
                assert go_on.wait(5)
                progress(0.5, "loading")
                raise AssertionError("it went on")
            return super().run(job, progress)

    made = Worker(Slow, list)
    shown, failed = collect(made.traced), collect(made.failed)
    made.ask(request(1, model="slow"))
    assert started.wait(5)
    made.ask(request(2, model="other"))
    go_on.set()
    qtbot.waitUntil(lambda: made.idle)
    assert [trace.request.id for trace in shown] == [2]
    assert failed == []
    assert made.close(5)


def test_devices_are_listed_after_the_sentences_that_wait(qtbot, worker, engine):
    order: list[str] = []
    worker.traced.connect(lambda trace: order.append("trace"))
    worker.devices_listed.connect(lambda found: order.append(f"{len(found)} devices"))
    engine.gate.clear()
    worker.ask(request(1))
    worker.list_devices()
    worker.ask(request(2))
    engine.gate.set()
    qtbot.waitUntil(lambda: worker.idle)
    assert order == ["trace", "trace", "2 devices"]


def test_a_comparison_waits_for_the_text_and_yields_to_a_newer_one(qtbot, worker, engine):
    order: list[str] = []
    worker.traced.connect(lambda trace: order.append(f"trace {trace.request.id}"))
    worker.compared.connect(lambda found: order.append("compared" if found else "given up"))
    shares = collect(worker.comparing)
    engine.gate.clear()
    worker.ask(request(1))
    worker.compare(request(1))
    engine.gate.set()
    qtbot.waitUntil(lambda: worker.idle)
    assert order == ["trace 1", "compared"]
    assert shares == [0.25, 0.75]

    started, go_on = threading.Event(), threading.Event()
    engine.comparing = lambda: (started.set(), go_on.wait(5))
    worker.compare(request(1))
    assert started.wait(5)
    worker.ask(request(2))
    go_on.set()
    qtbot.waitUntil(lambda: worker.idle)
    assert sorted(order[2:]) == ["given up", "trace 2"]


def test_an_aside_that_fails_says_so_and_the_next_run_works(qtbot, worker, engine):
    engine.comparison = engine.ceiling = ValueError("broken")
    compared, measured = collect(worker.compared), collect(worker.ceiling_measured)
    worker.compare(request(1))
    worker.measure_ceiling(request(1))
    qtbot.waitUntil(lambda: worker.idle)
    assert compared == measured == [engine.ceiling]
    with qtbot.waitSignal(worker.traced):
        worker.ask(request(2))


def test_a_list_of_devices_that_fails_is_empty(qtbot, engine):
    def broken():
        raise OSError("no loader")

    made = Worker(lambda: engine, broken)
    with qtbot.waitSignal(made.devices_listed) as heard:
        made.list_devices()
    assert heard.args == [[]]
    assert made.close(5)


def test_close_lets_go_of_the_engine(qtbot, engine):
    made = Worker(lambda: engine, list)
    with qtbot.waitSignal(made.traced):
        made.ask(request(1))
    assert made.close(5)
    assert engine.closed


def test_close_never_hangs_and_nothing_lands_afterwards(qtbot, engine):
    made = Worker(lambda: engine, list)
    shown = collect(made.traced)
    engine.gate.clear()
    made.ask(request(1))
    start = time.monotonic()
    assert made.close(0.1) is False
    assert time.monotonic() - start < 2
    engine.gate.set()
    assert made.close(5)
    qtbot.wait(20)
    assert shown == []


def test_going_on_waits_for_the_text_and_brings_its_request_back(qtbot, worker, engine):
    told = collect(worker.went_on)
    engine.gate.clear()
    asked = request(1, "one two", DECODER)
    worker.ask(asked)
    worker.go_on(asked, Sampling())
    qtbot.wait(20)
    assert engine.went_on == [], "the text on its way comes first"
    engine.gate.set()
    qtbot.waitUntil(lambda: worker.idle)
    (answered, text) = told[0]
    assert answered is asked
    assert text == VOCABULARY[int(logits_after("one two").argmax())]


def test_a_going_on_that_has_not_begun_can_be_dropped(qtbot, worker, engine):
    engine.gate.clear()
    worker.ask(request(1))
    worker.go_on(request(2), Sampling(0.5))
    worker.drop_going_on()
    engine.gate.set()
    qtbot.waitUntil(lambda: worker.idle)
    assert engine.went_on == []


def test_an_error_of_going_on_comes_home(qtbot, worker, engine):
    told = collect(worker.went_on)
    engine.unwritable = ValueError("no")
    worker.go_on(request(1), Sampling())
    qtbot.waitUntil(lambda: worker.idle)
    assert told[0][1] is engine.unwritable


def test_what_is_dropped_says_nothing_more(qtbot, worker, engine):
    shown, failed, busy = collect(worker.traced), collect(worker.failed), collect(worker.busy_changed)
    told = collect(worker.progressed)
    engine.gate.clear()
    worker.ask(request(1))
    worker.ask(request(2))
    worker.drop()
    assert not worker.busy
    engine.gate.set()
    qtbot.waitUntil(lambda: worker.idle)
    assert (shown, failed, told, busy) == ([], [], [], [True, False])
    with qtbot.waitSignal(worker.traced):
        worker.ask(request(3))
    assert [trace.request.id for trace in shown] == [3]


def test_what_only_adds_to_a_told_text_is_given_up_when_another_is_typed(qtbot, worker, engine, monkeypatch):
    shown, failed = collect(worker.traced), collect(worker.failed)
    slow, typed, real, given_up = threading.Event(), threading.Event(), engine.run, []

    def run(request, progress=None):
        if request.thumbnails:
            slow.set()
            assert typed.wait(5)
            try:
                progress(*STILL_WANTED)
            except Exception:
                given_up.append(request.id)
                raise
        return real(request, progress)

    monkeypatch.setattr(engine, "run", run)
    worker.ask(replace(request(1, "one"), thumbnails=16))
    qtbot.waitUntil(slow.is_set)
    worker.ask(request(2, "one two"))
    typed.set()
    qtbot.waitUntil(lambda: worker.idle)
    assert (given_up, [trace.request.id for trace in shown]) == ([], [1, 2]), "of a new text the first step is shown"

    slow.clear()
    typed.clear()
    worker.ask(replace(request(3, "one two"), thumbnails=16))
    qtbot.waitUntil(slow.is_set)
    worker.ask(request(4, "one two three"))
    typed.set()
    qtbot.waitUntil(lambda: worker.idle)
    assert (given_up, [trace.request.id for trace in shown]) == ([3], [1, 2, 4])
    assert not failed
