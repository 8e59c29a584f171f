"""Whose processor time was it?"""

from __future__ import annotations

import pytest

from attnviz.bench import others
from attnviz.bench.others import Others


def counted(monkeypatch: pytest.MonkeyPatch, whole: float, busy: float, own: float) -> Others:
    readings = iter([(100.0, 50.0, 5.0), (100.0 + whole, 50.0 + busy, 5.0 + own)])
    monkeypatch.setattr(others, "_seconds", lambda: next(readings))
    return Others()


def test_own_time_is_not_others(monkeypatch):
    assert counted(monkeypatch, 20.0, 12.0, 10.0).share() == pytest.approx(0.1)


def test_a_quiet_machine_needs_no_note(monkeypatch):
    assert counted(monkeypatch, 20.0, 10.0, 9.9).note("linear") == ""
    assert counted(monkeypatch, 20.0, 9.9, 10.0).note("linear") == ""
    assert counted(monkeypatch, 0.0, 0.0, 0.0).note("linear") == ""


def test_a_busy_machine_is_said_with_its_share(monkeypatch):
    assert counted(monkeypatch, 20.0, 18.0, 8.0).note("linear").startswith("linear: other programs used 50%")


def test_the_system_is_read():
    whole, busy, own = others._seconds()
    assert whole >= busy >= 0
    assert own > 0
