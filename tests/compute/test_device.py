"""Choosing a device: the order, the fallbacks, and drivers that fail, abort or hang in the child."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import pytest

from attnviz.compute import device, selftest, trial
from attnviz.compute.listing import Listed, listed
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.ops import Ops
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
    monkeypatch.setattr(trial, "remember_hang", lambda: None)
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
    monkeypatch.setattr("attnviz.compute.listing.listed", lambda: [GPU, *real])
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


@pytest.mark.parametrize("program", [ABORT, FAIL, HANG])
def test_drivers_that_cannot_even_be_listed(
    children: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(trial, "LIST_SECONDS", patience(program))
    monkeypatch.setattr("attnviz.compute.listing.listed", lambda: pytest.fail("listed in this process all the same"))
    children(list=program)
    assert [info.key for info in device.devices()] == ["numpy"]
    assert device.open_ops().info.note == (device.NO_OPENCL if program == FAIL else device.LISTING_BROKEN)


@pytest.mark.parametrize("program", ["os.abort()", "time.sleep(60)"])
def test_a_driver_that_cannot_be_listed_is_left_out(
    children: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    """PoCL comes with pyopencl, and needs no driver of the system's."""
    monkeypatch.setattr(trial, "LIST_SECONDS", 2.0)
    asked = children(list=f"import os, time\nif os.environ['OCL_ICD_VENDORS'] != {trial.NO_DRIVERS!r}: {program}")
    ops = device.open_ops()
    assert (ops.info.key, ops.info.note) == ("pocl:0", device.DRIVERS_LEFT_OUT)
    ops.close()
    assert asked == ["--list", "--list", "pocl:0"]


def test_no_device_at_all(children: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    children()
    monkeypatch.setattr("attnviz.compute.listing._platforms", list)
    assert [info.key for info in device.devices()] == ["numpy"]
    assert device.open_ops().info.note == device.NO_DEVICE


def test_pyopencl_that_cannot_be_imported(children: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    children()
    monkeypatch.setitem(sys.modules, "attnviz.compute.listing", None)  # import then raises ImportError
    assert [info.key for info in device.devices()] == ["numpy"]
    assert isinstance(device.open_ops(), NumpyOps)


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


def test_the_selftest_finds_a_wrong_kernel(ops: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    assert selftest.problem(ops) == ""
    right = type(ops).norm
    monkeypatch.setattr(type(ops), "norm", lambda self, x, norm: right(self, right(self, x, norm), norm))
    assert selftest.problem(ops).startswith(("norm: off by", "embed: off by"))  # numpy's embed calls its norm


def test_the_selftest_refuses_a_device_that_is_not_there() -> None:
    child = subprocess.run(trial.command("pocl:9"), env=trial._environment(), capture_output=True, text=True)
    assert (child.returncode, child.stderr) == (1, "no device pocl:9\n")


def test_importing_the_room_does_not_import_a_driver_or_qt() -> None:
    code = "import sys, attnviz.compute.device; print([m for m in sys.modules if 'pyopencl' in m or 'PySide' in m])"
    child = subprocess.run([sys.executable, "-c", code], env=trial._environment(), capture_output=True, text=True)
    assert child.stdout.strip() == "[]", child.stderr
    code = code.replace("attnviz.compute.device", "attnviz.compute.selftest, attnviz.compute.cpu_ops")
    child = subprocess.run([sys.executable, "-c", code], env=trial._environment(), capture_output=True, text=True)
    assert "PySide" not in child.stdout
    assert "pyopencl" in child.stdout


def test_a_device_works_where_the_users_cache_cannot_be_written(tmp_path) -> None:
    """PoCL without a cache has no devices; pyopencl without one cannot be imported."""
    (tmp_path / "file").write_text("where the folder should be")
    environment = {**trial._environment(), "XDG_CACHE_HOME": str(tmp_path / "file")}
    for name in ("POCL_CACHE_DIR", "PYOPENCL_NO_CACHE"):
        environment.pop(name, None)
    child = subprocess.run(
        [sys.executable, "-m", "attnviz", "devices"], env=environment, capture_output=True, text=True, timeout=60
    )
    assert child.stdout.startswith("pocl:0 "), child.stderr


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("enqueue_nd_range_kernel", "pocl"),
        *((name, "gpu_on_pocl") for name in ("Buffer", "enqueue_nd_range_kernel", "enqueue_copy")),
    ],
)
def test_a_device_that_fails_while_it_computes_is_said(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, call: str, kind: str
) -> None:
    device: Ops = request.getfixturevalue(kind)
    make_buffer, context = cl.Buffer, cl.Context([listed()[0].device])
    ones = np.ones((24, 24), np.float32)

    def compute() -> None:
        device.download(device.linear(device.upload(ones), device.linear_weights(ones, ones[0])))

    def refuse(*_: object, **__: object) -> None:
        make_buffer(context, cl.mem_flags.READ_WRITE, 1 << 60)  # a real error of a real driver

    compute()
    with monkeypatch.context() as patch:
        patch.setattr(cl, call, refuse)
        with pytest.raises(UserError, match="memory left" if call == "Buffer" else "failed while computing") as caught:
            compute()
        assert isinstance(caught.value.__cause__, cl.Error)
    compute()
