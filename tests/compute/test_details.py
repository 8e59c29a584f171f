"""``attnviz devices``: limits, self-tests and hints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from attnviz import headless
from attnviz.arguments import build_parser
from attnviz.compute import details, device
from attnviz.compute.listing import listed
from attnviz.compute.trial import Outcome
from attnviz.trace import DeviceInfo

ROCM = DeviceInfo("amd:0", "gfx900:xnack-", "gpu", "AMD Accelerated Parallel Processing 3590.0")
MESA = DeviceInfo("rusticl:0", "AMD Radeon RX Vega (radeonsi, vega10, gfx900)", "gpu", "rusticl 25.0")


@pytest.fixture
def outcome(monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """PoCL alone, which failed its self-test."""
    failed = Outcome("failed", "linear: off by 3")
    entry = next(entry for entry in listed() if entry.info.key == "pocl:0")
    monkeypatch.setattr(device, "tested", lambda: [(entry, failed)])
    return failed


def test_limits_and_selftest_are_shown(outcome: Outcome, capsys: pytest.CaptureFixture[str]) -> None:
    assert headless.run(build_parser().parse_args(["devices"])) == 0
    text = capsys.readouterr().out
    assert "self-test failed (linear: off by 3)" in text
    assert "work-groups of up to" in text
    assert text.splitlines()[-1].startswith("numpy") or details.NOT_LISTED in text


def test_json_holds_all_of_it(outcome: Outcome, capsys: pytest.CaptureFixture[str]) -> None:
    assert headless.run(build_parser().parse_args(["devices", "--json"])) == 0
    pocl, numpy = json.loads(capsys.readouterr().out)
    assert pocl["self_test"] == {"result": "failed", "detail": "linear: off by 3"}
    assert (pocl["key"], pocl["kind"], pocl["kernels"]) == ("pocl:0", "cpu", "cpu")
    assert pocl["opencl"].startswith("OpenCL ")
    for limit in ("compute_units", "memory_bytes", "largest_bytes", "local_bytes", "work_group"):
        assert pocl[limit] > 0, limit
    assert (numpy["key"], numpy["self_test"]) == ("numpy", None)
    assert set(pocl) == set(numpy)


def test_the_selftest_is_really_run() -> None:
    outcomes = {entry.info.key: outcome for entry, outcome in device.tested()}
    assert outcomes["pocl:0"].passed


def test_hints_for_gfx900() -> None:
    rocm = " ".join(details.hints(ROCM))
    assert "HSA_ENABLE_SDMA=0" in rocm
    assert "RUSTICL_ENABLE=radeonsi" in rocm
    assert details.hints(MESA) == (), "it runs on that driver already"
    assert details.hints(DeviceInfo("amd:0", "gfx1030", "gpu", "")) == ()
    assert details.hints(DeviceInfo("pocl:0", "AMD Ryzen 5 with Radeon Vega 64", "cpu", "")) == ()


@pytest.mark.parametrize(
    ("vendor", "infos", "said"), [("0x1002", [], True), ("0x8086", [], False), ("0x1002", [ROCM], False)]
)
def test_a_card_that_no_driver_lists(tmp_path: Path, vendor: str, infos: list[DeviceInfo], said: bool) -> None:
    folder = tmp_path / "renderD128" / "device"
    folder.mkdir(parents=True)
    (folder / "vendor").write_text(f"{vendor}\n")
    assert bool(details.general_hints(infos, tmp_path)) == said
    assert details.general_hints([], tmp_path / "missing") == ()
