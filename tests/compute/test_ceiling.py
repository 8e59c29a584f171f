"""The ceiling of a device: measured, kept by device and driver, and never in the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from attnviz.compute import ceiling
from attnviz.compute.numpy_ops import INFO, NumpyOps
from attnviz.compute.ops import Ops
from attnviz.performance import Ceiling, Launch

FOUND = Ceiling(123.5, 45.25)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(ceiling, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(ceiling, "PATIENCE", 0.0)  # one run each
    return tmp_path


def test_it_is_kept_by_device_and_driver() -> None:
    assert ceiling.stored(INFO) is None
    ceiling.store(INFO, FOUND)
    assert ceiling.stored(INFO) == FOUND
    assert ceiling.stored(replace(INFO, note="why this device")) == FOUND
    assert ceiling.stored(replace(INFO, driver="numpy 0.1")) is None
    assert ceiling.stored(replace(INFO, name="another")) is None


@pytest.mark.parametrize("damage", [b"", b"[]", b"{}", b'{"gflops": 0, "gbytes": 1}', b'{"gflops": null, "gbytes": 2}'])
def test_a_damaged_file_is_measured_again(own_cache: Path, damage: bytes) -> None:
    ceiling.store(INFO, FOUND)
    next(own_cache.rglob("*.json")).write_bytes(damage)
    assert ceiling.stored(INFO) is None


def test_a_folder_that_cannot_be_written_is_no_error(own_cache: Path) -> None:
    (own_cache / "ceilings").write_text("in the way")
    ceiling.store(INFO, FOUND)
    assert ceiling.stored(INFO) is None


def test_a_processor_is_judged_by_the_best_product_it_can_do(pocl: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    rates = {"numpy": 70.0, pocl.info.kind: 90.0}
    monkeypatch.setattr(ceiling, "product_rate", lambda ops: rates[ops.info.kind])
    monkeypatch.setattr(ceiling, "read_rate", lambda: 30.0)
    assert ceiling.measured(pocl) == Ceiling(90.0, 30.0)
    rates["numpy"] = 95.0
    assert ceiling.measured(pocl) == Ceiling(95.0, 30.0)


def test_the_rates_are_those_of_this_machine() -> None:
    found = ceiling.measured(NumpyOps())
    assert 1 < found.gflops < 100_000
    assert 0.1 < found.gbytes < 10_000


def test_a_card_is_measured_by_kernels_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ceiling, "read_rate", lambda: pytest.fail("that is the processor's memory"))
    found = ceiling.measured(NumpyOps(replace(INFO, kind="gpu")))
    assert found.gflops > 1
    assert found.gbytes > 0.01


def test_a_kernel_that_does_more_raises_it() -> None:
    launches = [
        Launch("linear", 6, 1.0, 1.5e8, 1e9),  # 150 GFLOP/s, and bytes that only a cache can give
        Launch("attend_head", 1, 0.001, 1e6, 1e3),  # 1000 GFLOP/s, in a time too short to trust
    ]
    assert ceiling.raised(FOUND, launches) == Ceiling(pytest.approx(150.0), FOUND.gbytes)
    assert ceiling.raised(Ceiling(200.0, 1.0), launches) == Ceiling(200.0, 1.0)
    assert ceiling.raised(FOUND, []) == FOUND


def test_a_rate_that_no_device_has_is_the_clocks_mistake():
    """Raised a little by what is a little faster; not at all by steps that a sleeping worker has not timed."""
    slept = [Launch("linear", 6, 0.3, 1e9, 1e6), Launch("attend", 6, 1.0, 1.1e8, 1e6)]  # 3333 and 110 GFLOP/s
    assert ceiling.raised(Ceiling(100.0, 1.0), slept) == Ceiling(pytest.approx(110.0), 1.0)
