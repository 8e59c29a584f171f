"""Choosing a device: the order, the fallbacks, and drivers that fail, abort or hang in the child."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pytest

from attnviz.compute import details, device, trial
from attnviz.compute.listing import Listed, listed
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.runtime import cl
from attnviz.errors import UserError
from attnviz.trace import DeviceInfo

ABORT = "import os; os.abort()"
HANG = "import time; time.sleep(60)"
FAIL = "import sys; print('linear: off by 3', file=sys.stderr); sys.exit(1)"
PASS = ""


def patience(program: str) -> float:
    """Seconds to wait for a child: short only where it never ends, so that a busy machine fails no test."""
    return 0.3 if program == HANG else 20.0


GPU = Listed(DeviceInfo("rusticl:0", "gfx900", "gpu", "rusticl 26.0"), "gpu")


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has tested nothing yet and remembers nothing on disk."""
    monkeypatch.setattr(device, "_outcomes", {})
    monkeypatch.setattr(trial, "remembered", lambda what: False)
    monkeypatch.setattr(trial, "remember", lambda what: None)
    monkeypatch.setattr(trial, "hung_before", lambda: False)
    monkeypatch.setattr(trial, "remember_listing", lambda hung: None)
    monkeypatch.setattr(device, "PAUSE", 0.0)
    monkeypatch.setattr(device, "_asked_twice", False)
    monkeypatch.setattr(device, "_known", None)
    monkeypatch.setattr(device, "_none_listed", "")
    monkeypatch.setattr(trial, "TEST_SECONDS", 20.0)
    monkeypatch.setenv("OCL_ICD_VENDORS", "")  # so that what a test leaves out is back after it


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Have each child run a given program instead of the self-test; returns the list of what was asked of children."""
    asked: list[str] = []

    def become(**programs: str) -> list[str]:
        def command(argument: str) -> list[str]:
            asked.append(argument)
            return [sys.executable, "-c", programs.get(argument.strip("-").split(":")[0], PASS)]

        monkeypatch.setattr(trial, "command", command)
        return asked

    return become


@pytest.fixture
def with_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """A graphics card is listed before the real PoCL; opening it is not tried, since no test passes it."""
    real = listed()
    monkeypatch.setattr("attnviz.compute.listing.listed", lambda problems=None: [GPU, *real])
    from attnviz.compute import program

    original = program.fingerprint
    monkeypatch.setattr(program, "fingerprint", lambda d: "a card" if d == "gpu" else original(d))


def test_numpy_is_always_last(children: Callable[..., list[str]]) -> None:
    children()
    keys = [info.key for info in device.devices()]
    assert keys[-1] == "numpy"
    assert "pocl:0" in keys
    assert len(keys) == len(set(keys))


def test_pocl_is_named_as_a_person_would() -> None:
    info = next(entry.info for entry in listed() if entry.info.key == "pocl:0")
    assert info.kind == "cpu"
    assert info.driver.startswith("PoCL ")
    assert "pthread" not in info.name


@pytest.mark.parametrize(
    ("program", "outcome"), [(PASS, "passed"), (FAIL, "failed"), (ABORT, "crashed"), (HANG, "hung")]
)
def test_how_a_child_ends(children: Callable[..., list[str]], program: str, outcome: str) -> None:
    children(pocl=program)
    start = time.monotonic()
    assert trial.run("pocl:0", patience(program)).kind == outcome
    assert time.monotonic() - start < 30


def test_what_a_failing_child_says_is_kept(children: Callable[..., list[str]]) -> None:
    children(pocl=FAIL)
    assert trial.run("pocl:0", 10.0).detail == "linear: off by 3"


@pytest.mark.parametrize("program", [FAIL, ABORT, HANG])
def test_a_card_that_fails_gives_way_to_pocl(
    children: Callable[..., list[str]], with_gpu: None, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(trial, "TEST_SECONDS", patience(program))
    children(rusticl=program)
    ops = device.open_ops()
    assert ops.info.key.startswith("pocl:")
    assert "graphics card" in ops.info.note
    ops.close()


def test_pocl_that_passes_is_taken_without_a_note(children: Callable[..., list[str]]) -> None:
    asked = children()
    ops = device.open_ops()
    assert (ops.info.key, ops.info.note) == ("pocl:0", "")
    assert asked == ["--list", "pocl:0"]
    device.open_ops("pocl:0").close()
    assert asked == ["--list", "pocl:0"], "one process tests a device once"
    ops.close()


def test_everything_fails_and_numpy_remains(children: Callable[..., list[str]], with_gpu: None) -> None:
    children(pocl=ABORT, rusticl=FAIL)
    ops = device.open_ops()
    assert isinstance(ops, NumpyOps)
    assert "processor crashed" in ops.info.note
    children(pocl=FAIL, rusticl=ABORT)
    device.forgive()
    assert device.open_ops().info.detail == "linear: off by 3"


@pytest.mark.parametrize("program", [ABORT, FAIL, HANG])
def test_drivers_that_cannot_even_be_listed(
    children: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(trial, "LIST_SECONDS", patience(program))
    monkeypatch.setattr("attnviz.compute.listing.listed", lambda _: pytest.fail("listed in this process all the same"))
    children(list=program)
    assert [info.key for info in device.devices()] == ["numpy"]
    assert device.open_ops().info.note == (device.NO_OPENCL if program == FAIL else device.LISTING_BROKEN)


@pytest.mark.parametrize(
    ("program", "note"), [("os.abort()", device.DRIVERS_LEFT_OUT), ("time.sleep(60)", device.HUNG_ONCE)]
)
def test_a_driver_that_cannot_be_listed_is_left_out(
    children: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, program: str, note: str
) -> None:
    """PoCL comes with pyopencl, and needs no driver of the system's."""
    monkeypatch.setattr(trial, "LIST_SECONDS", 2.0)
    asked = children(list=f"import os, time\nif os.environ['OCL_ICD_VENDORS'] != {trial.NO_DRIVERS!r}: {program}")
    ops = device.open_ops()
    assert (ops.info.key, ops.info.note) == ("pocl:0", note)
    ops.close()
    assert asked == ["--list", "--list", "pocl:0"]


class Platform:
    """One whose driver raises when it is asked for this."""

    def __init__(self, fails: str = "", devices: list[object] | None = None) -> None:
        self._fails, self._devices = fails, devices or []

    def __getattr__(self, name: str) -> object:
        if name == self._fails:
            raise cl.LogicError(f"no {name}: out of host memory")
        return f"Test {name}"

    def get_devices(self) -> list[object]:
        if self._fails == "devices":
            raise cl.LogicError("clGetDeviceIDs failed: OUT_OF_HOST_MEMORY")
        return self._devices


@pytest.mark.parametrize(
    ("platforms", "why"),
    [
        ([Platform("devices")], "Test name: clGetDeviceIDs failed: OUT_OF_HOST_MEMORY"),
        ([Platform()], "Test name lists no device"),
        ([Platform("name"), Platform()], "OpenCL: no name: out of host memory; Test name lists no device"),
        ([Platform(devices=[Platform("available")])], "Test name: no available: out of host memory"),
    ],
)
def test_no_device_at_all_is_told_with_what_the_drivers_say(
    children: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, platforms: list[Platform], why: str
) -> None:
    children()
    asked: list[int] = []
    monkeypatch.setattr(cl, "get_platforms", lambda: asked.append(1) or platforms)
    assert [info.key for info in device.devices()] == ["numpy"]
    info = device.open_ops().info
    assert (info.note, info.detail) == (device.NO_DEVICE, why)
    assert len(asked) == 3, "once more, but not at each look"
    found = details.details()
    assert [one.info.detail for one in found] == [why]
    assert f"No OpenCL device was found ({why})." in details.general_hints([one.info for one in found])
    device.forgive()
    device.open_ops()
    assert len(asked) == 6, "the user has asked for it"


def test_a_driver_that_fails_costs_its_own_devices_and_no_others(
    children: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    children()
    real = cl.get_platforms()
    broken = [Platform("name"), Platform("devices"), Platform("version"), Platform(devices=[Platform("name")])]
    monkeypatch.setattr(cl, "get_platforms", lambda: [*broken, *real])
    problems: list[str] = []
    assert "pocl:0" in [entry.info.key for entry in listed(problems)]
    assert len(problems) == 4
    ops = device.open_ops()
    assert (ops.info.key, ops.info.note, ops.info.detail) == ("pocl:0", "", "")
    ops.close()


def test_drivers_that_have_listed_devices_are_not_asked_again(
    children: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that hangs by now would keep Python's lock, and the window with it."""
    children()
    before = device.devices()
    with monkeypatch.context() as patch:
        patch.setattr(cl, "get_platforms", lambda: pytest.fail("asked again"))
        assert device.devices() == before
        ops = device.open_ops("auto", {"pocl:0": "hung"})
        assert (ops.info.key, ops.info.note) == ("numpy", device.AT_WORK["cpu", "hung"])
    device.forgive()
    assert device.devices() == before


def test_drivers_that_list_nothing_once_are_asked_again(
    children: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """PoCL says so when its folder cannot be made at that moment, or memory is short."""
    children()
    real, answers = cl.get_platforms(), [[Platform()]]
    monkeypatch.setattr(cl, "get_platforms", lambda: answers.pop() if answers else real)
    ops = device.open_ops()
    assert (ops.info.key, ops.info.note) == ("pocl:0", "")
    ops.close()


def test_pyopencl_that_cannot_be_imported(children: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    children()
    monkeypatch.setitem(sys.modules, "attnviz.compute.listing", None)  # import then raises ImportError
    assert [info.key for info in device.devices()] == ["numpy"]
    ops = device.open_ops()
    assert isinstance(ops, NumpyOps)
    assert "attnviz.compute.listing" in ops.info.detail


def test_a_device_that_is_not_there_is_refused(children: Callable[..., list[str]]) -> None:
    children()
    with pytest.raises(UserError, match=r"no device nvidia:7 here.*pocl:0, numpy"):
        device.open_ops("nvidia:7")


@pytest.mark.parametrize(
    ("program", "words"), [(FAIL, "failed its self-test .linear: off by 3."), (ABORT, "crashed in its self-test")]
)
def test_a_chosen_device_that_fails_is_refused(
    children: Callable[..., list[str]], with_gpu: None, program: str, words: str
) -> None:
    asked = children(rusticl=program)
    for _ in range(2):
        with pytest.raises(UserError, match=words) as caught:
            device.open_ops("rusticl:0")
        assert "gfx900" in str(caught.value)
        asked.append("next")
    assert asked[asked.index("next") :] == ["next", "next"], "a failure is not tried again in the same process"


def test_numpy_can_be_chosen_without_touching_a_driver(children: Callable[..., list[str]]) -> None:
    asked = children()
    assert isinstance(device.open_ops("numpy"), NumpyOps)
    assert asked == []


def test_a_pass_is_remembered_for_later_starts(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert not trial.remembered("a device")
    trial.remember("a device")
    assert trial.remembered("a device")
    assert not trial.remembered("another")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    (tmp_path / "file").write_text("in the way")
    assert not trial.remembered("a device")
    trial.remember("a device")
    assert trial.remembered("a device"), "for as long as this process lives"


def test_changed_drivers_are_listed_in_a_child_again(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCL_ICD_VENDORS", str(tmp_path))
    before = trial.drivers()
    assert trial.drivers() == before
    (tmp_path / "new.icd").write_text("libnew.so")
    assert trial.drivers() != before
