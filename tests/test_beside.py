"""A call in a thread of its own: its result, its errors, what it tells, and its end when nobody wants it."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from attnviz import beside
from attnviz.beside import Beside, Progress, let_drivers_stand_back, stand_back, starting_drivers


def test_the_result_is_that_of_another_thread() -> None:
    call = Beside(lambda progress: threading.get_ident(), "test")
    assert call.result() != threading.get_ident()
    assert call.result() == call.result()


def test_an_error_is_raised_where_the_result_is_asked_for() -> None:
    def call(progress: Progress) -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        Beside(call, "test").result()


def test_what_ends_the_waiting_ends_the_call() -> None:
    gate, ended = threading.Event(), threading.Event()

    def call(progress: Progress) -> None:
        try:
            progress(0.5, "half")
            assert gate.wait(10)
            progress(1.0, "whole")
        finally:
            ended.set()

    def give_up(share: float, what: str) -> None:
        assert (share, what) == (0.5, "half")
        raise KeyError

    running = Beside(call, "test")
    with pytest.raises(KeyError):
        running.result(give_up)
    gate.set()
    assert ended.wait(10)
    assert running._told == (0.5, "half")


@pytest.mark.skipif(sys.platform != "linux", reason="niceness belongs to a thread on Linux only")
def test_standing_back_is_for_one_thread_and_those_it_starts() -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    def call(progress: Progress) -> tuple[int, int]:
        stand_back(3)
        return niceness(), Beside(lambda progress: niceness(), "inner").result()

    before = niceness()
    own, inherited = Beside(call, "outer").result()
    assert own == inherited == min(19, before + 3)
    assert niceness() == before


def test_drivers_are_started_where_they_are_called_unless_they_are_to_stand_back(monkeypatch) -> None:
    monkeypatch.setattr(beside, "_drivers_stand_back", threading.Event())
    assert starting_drivers(threading.get_ident) == threading.get_ident()
    let_drivers_stand_back()
    assert starting_drivers(threading.get_ident) != threading.get_ident()
    with pytest.raises(ZeroDivisionError):
        starting_drivers(lambda: 1 // 0)
