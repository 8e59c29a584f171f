"""A device's answer against numpy's: agreement within rounding, and any wrong kernel is seen and located."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attnviz import engine as engine_module
from attnviz.compute import program
from attnviz.compute.agreement import Answer, apart, furthest
from attnviz.compute.cpu_ops import CpuOps
from attnviz.compute.listing import listed
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.ops import Mask
from attnviz.compute.runtime import cl
from attnviz.engine import Engine
from attnviz.errors import UserError
from attnviz.model import Attention
from attnviz.performance import Ceiling, Comparison, Difference
from attnviz.trace import TraceRequest

REQUEST = TraceRequest(1, "Taro ate the cake.", "all-MiniLM-L6-v2", "pocl:0", ((3, 7),), profile=True)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    yield made
    made.close()


def broken_device(monkeypatch: pytest.MonkeyPatch, folder: Path, file: str, right: str, wrong: str) -> None:
    """The device, but with one line of one kernel changed."""
    real = program.asset

    def asset(*parts: str) -> Path:
        if parts[-1] != file:
            return real(*parts)
        source = real(*parts).read_text("utf-8")
        assert right in source
        changed = folder / file
        changed.write_text(source.replace(right, wrong), "utf-8")
        return changed

    def open_ops(key: str, *more: object) -> CpuOps:
        entry = next(entry for entry in listed() if entry.info.key == key)
        quick = replace(program.CPU, flags="-cl-opt-disable")  # PoCL takes a quarter of the time to compile that
        kernels = program.Kernels(cl.Context([entry.device]), entry.device, folder, quick)
        return CpuOps(entry.device, entry.info, kernels)

    monkeypatch.setattr(program, "asset", asset)
    monkeypatch.setattr("attnviz.loading.open_ops", open_ops)


def test_the_device_agrees_with_numpy_to_rounding(engine: Engine) -> None:
    engine.run(REQUEST)  # so that nothing has to be loaded, which would tell of its own shares
    shares: list[float] = []
    found = engine.compare(REQUEST, lambda share, what: shares.append(share))
    assert found.agrees
    assert 0 < found.weights.size < 2e-5
    assert 0 < found.hidden.size < 1e-4
    assert found.compared == 6 * 12 * 8 * 8
    assert (found.text, found.model, found.device) == (REQUEST.text, REQUEST.model, REQUEST.device)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_the_place_and_its_two_values_are_those_of_the_trace(engine: Engine) -> None:
    worst = engine.compare(REQUEST).weights
    trace = engine.run(replace(REQUEST, heads=((worst.layer, worst.head),)))
    weights = trace.heads[worst.layer, worst.head].weights
    assert weights[worst.row, worst.column] == np.float32(worst.device)
    assert worst.size == abs(worst.device - worst.twin)


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("norm.cl", "* scale * gamma8[i] + beta8[i]", "* scale * gamma8[i] + 1.001f * beta8[i]"),
        ("attention.cl", "out[1] = high[i] * scale", "out[1] = high[i] * scale * 1.001f"),
    ],
    ids=["norm", "scores"],
)
def test_a_wrong_kernel_is_seen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str, right: str, wrong: str
) -> None:
    broken_device(monkeypatch, tmp_path, file, right, wrong)
    engine = Engine()
    found = engine.compare(replace(REQUEST, text="Taro ate the cake and fell asleep in the garden."))
    engine.close()
    assert not found.agrees
    assert max(found.weights.size / found.WEIGHTS_AGREE, found.hidden.size / found.HIDDEN_AGREE) > 1


@pytest.mark.parametrize("text", ["", "a " * 600])
def test_what_is_not_compared_is_said(monkeypatch: pytest.MonkeyPatch, engine: Engine, text: str) -> None:
    monkeypatch.setattr(engine_module, "TWIN_LIMIT", 500)
    with pytest.raises(UserError, match="1 to 500 tokens"):
        engine.compare(replace(REQUEST, text=text))


def test_a_twin_that_does_not_fit_is_refused_before_it_is_loaded(
    monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    engine.run(REQUEST)
    monkeypatch.setattr("attnviz.room.free_memory", lambda: 50_000_000)
    with pytest.raises(UserError, match="memory"):
        engine.compare(REQUEST)


def test_a_comparison_that_is_broken_off_costs_nothing(engine: Engine) -> None:
    before = engine.run(REQUEST)

    class Stop(Exception):
        pass

    def stop(share: float, what: str) -> None:
        if share > 0.7:
            raise Stop

    with pytest.raises(Stop):
        engine.compare(REQUEST, stop)
    again = engine.run(REQUEST)
    assert np.array_equal(again.heads[3, 7].weights, before.heads[3, 7].weights)


# --- finding the worst place


def test_the_worst_place_of_two_matrices() -> None:
    one = np.zeros((3, 4), np.float32)
    other = one.copy()
    other[1, 2], other[2, 0] = 0.5, -0.25
    assert apart(one, other) == Difference(0.5, 0.0, 0.5, 0, -1, 1, 2)
    other[0, 3] = np.nan
    assert apart(one, other).size == math.inf
    assert (apart(one, other).row, apart(one, other).column) == (0, 3)
    both = np.full((2, 2), np.nan, np.float32)
    assert apart(both, both).size == math.inf, "no number agrees with nothing"


def test_every_layer_and_head_is_looked_at() -> None:
    ops, rng = NumpyOps(), np.random.default_rng(1)
    qkv = [rng.standard_normal((5, 24), np.float32) for _ in range(3)]
    hidden = [rng.standard_normal((5, 8), np.float32) for _ in range(4)]

    def attention(qkv: Any) -> Attention:
        sent, cache = ops.upload(qkv), ops.cache(2, 4, 5)
        ops.append(cache, (sent, 8, 16), (sent, 16, 24))
        return Attention((sent, 0, 8), cache, Mask(5))

    def answer(qkvs: list[Any], states: list[Any]) -> Answer:
        return Answer(ops, [ops.upload(x) for x in states], [attention(x) for x in qkvs])

    for layer in range(3):
        for head in range(2):
            changed = [x.copy() for x in qkv]
            changed[layer][3, 4 * head : 4 * head + 4] *= 1.5
            found, same = furthest(answer(changed, hidden), answer(qkv, hidden), 2, lambda share: None)
            assert (found.layer, found.head, found.row) == (layer, head, 3)
            assert found.size > 0
            assert same.size == 0
    moved = [x.copy() for x in hidden]
    moved[2][4, 6] += 0.125
    same, found = furthest(answer(qkv, moved), answer(qkv, hidden), 2, lambda share: None)
    assert (same.size, found.layer, found.head, found.row, found.column) == (0, 2, -1, 4, 6)
    assert found.size == pytest.approx(0.125, rel=1e-5)


def test_a_nan_or_a_far_hidden_state_is_no_agreement() -> None:
    right = Comparison("a", "m", "d", 4, Difference(1e-6), Difference(1e-5))
    assert right.agrees
    assert not replace(right, weights=Difference(math.inf)).agrees
    assert not replace(right, hidden=Difference(0.01)).agrees


# --- what a run costs, in its trace


def test_a_trace_tells_its_cost_only_when_asked(engine: Engine) -> None:
    assert engine.run(replace(REQUEST, profile=False)).profile is None
    profile = engine.run(REQUEST).profile
    assert profile is not None
    names = {one.kernel: one.calls for one in profile.forward}
    assert (names["norm"], names["attend"]) == (10, 5), "the kept pass was run again, to be timed; 5 of 6 layers go on"
    assert [one.kernel for one in profile.heads] == ["attend_head"]
    assert profile.held is not None
    matrices = 6 * 4 * (4 * 384 * 384 + 2 * 384 * 1536)  # the word table stays with the host
    assert profile.held.weights == pytest.approx(matrices, rel=0.03)
    other = engine.run(replace(REQUEST, heads=((0, 0), (1, 1)))).profile
    assert other is not None
    assert other.forward == profile.forward, "another head costs no second pass"
    assert [one.calls for one in other.heads] == [2]


def test_kernels_run_within_the_time_of_their_part(engine: Engine) -> None:
    trace = engine.run(replace(REQUEST, text="He fell asleep."))
    assert trace.profile is not None
    assert 0 < sum(one.milliseconds for one in trace.profile.forward) < trace.milliseconds["forward"]


def test_a_ceiling_is_part_of_every_later_run(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    found = Ceiling(1e6, 50.0)
    monkeypatch.setattr(engine_module.ceiling, "measured", lambda ops: found)
    assert engine.measure_ceiling(REQUEST) == found
    profile = engine.run(REQUEST).profile
    assert profile is not None
    assert profile.ceiling == found
    fresh = Engine()
    kept = fresh.run(REQUEST).profile
    fresh.close()
    assert kept is not None
    assert kept.ceiling == found, "read from the cache folder"


def test_a_ceiling_measured_on_a_busy_machine_is_raised_by_the_first_run(
    monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    monkeypatch.setattr(engine_module.ceiling, "LONG_ENOUGH", 0.0)
    monkeypatch.setattr(engine_module.ceiling, "BELIEVED", 1e9)
    monkeypatch.setattr(engine_module.ceiling, "measured", lambda ops: Ceiling(0.001, 50.0))
    engine.measure_ceiling(REQUEST)
    profile = engine.run(replace(REQUEST, text="He fell asleep again.")).profile
    assert profile is not None
    assert profile.ceiling is not None
    assert profile.ceiling.gflops == max(one.gflops for one in profile.launches) > 0.001
    assert engine.run(REQUEST).profile.ceiling.gflops >= profile.ceiling.gflops  # type: ignore[union-attr]
