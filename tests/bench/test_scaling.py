"""The exponents, and the processes behind them."""

from __future__ import annotations

import json

import pytest

from attnviz.bench import scaling
from attnviz.bench.scaling import Point, Scaling, exponent


def test_an_exponent_is_read_off_whatever_the_factor():
    assert exponent([1, 2, 4], [3.0, 12.0, 48.0]) == pytest.approx(2.0)
    assert exponent([100, 1000], [7.0, 70.0]) == pytest.approx(1.0)


def made(peak: int) -> Scaling:
    points = [Point("full", n, n * n * 1e-5, peak * n) for n in (64, 128, 256, 512)]
    return Scaling("A processor", "PoCL 9", points)


def test_small_memory_is_not_fitted():
    assert made(1 << 20).exponents("full") == (pytest.approx(2.0), pytest.approx(1.0))
    assert made(1).exponents("full")[1] is None


def test_table_and_json_say_the_same():
    table = scaling.as_table(made(1 << 20))
    assert "time grows as n^2.00, memory n^1.00" in table
    assert "too little to fit" in scaling.as_table(made(1))
    found = json.loads(scaling.as_json(made(1 << 20)))
    assert found["exponents"]["full"]["time"] == pytest.approx(2.0)
    assert found["points"][-1] == {"kind": "full", "n": 512, "ms": pytest.approx(2.62144), "peak_bytes": 512 << 20}


def test_every_kind_is_measured_at_every_length(monkeypatch):
    monkeypatch.setattr(scaling, "QUICK_LENGTHS", (8, 16))
    said = []
    found = scaling.measure("numpy", quick=True, say=said.append)
    assert {(point.kind, point.n) for point in found.points} == {(k, n) for k in found.kinds() for n in (8, 16)}
    assert all(point.ms > 0 for point in found.points)
    assert "full attention, 16 tokens" in said
    assert found.driver.startswith("numpy")
