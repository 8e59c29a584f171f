"""Drivers that abort, hang or fail in the process that tests them, and what else can befall that process."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from attnviz.compute import details, device, trial
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.errors import UserError
from attnviz.files import cache_folder

HERE = Path(__file__).resolve().parent


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has tested nothing yet, on a computer that remembers nothing and keeps what it has built."""
    monkeypatch.setattr(device, "_outcomes", {})
    monkeypatch.setattr(device, "_distrusted", set())
    monkeypatch.setattr(trial, "remembered", lambda what: False)
    monkeypatch.setattr(trial, "remember", lambda what: None)
    monkeypatch.setattr(trial, "clear_caches", lambda: False)


def plant(monkeypatch: pytest.MonkeyPatch, program: str) -> list[str]:
    """Have each child run this, and list what they were asked."""
    asked: list[str] = []

    def command(argument: str) -> list[str]:
        asked.append(argument)
        return [sys.executable, "-c", program if argument != "--list" else ""]

    monkeypatch.setattr(trial, "command", command)
    return asked


def test_a_device_that_has_no_room_for_the_usual_tiles_is_tested_with_smaller_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a child, too: nothing that is new to a driver runs in this process first."""
    monkeypatch.setattr(device, "_small", set())
    monkeypatch.setattr("attnviz.compute.tuning._small", set())
    says = "import sys; sys.exit('small' not in sys.argv[1] and 'linear: clEnqueueNDRangeKernel failed: {}')"
    asked: list[str] = []

    def command(argument: str) -> list[str]:
        asked.append(argument)
        program = says.format("INVALID_WORK_GROUP_SIZE") if argument != "--list" else ""
        return [sys.executable, "-c", program, argument]

    monkeypatch.setattr(trial, "command", command)
    ops = device.open_ops("pocl:0")
    assert asked == ["--list", "pocl:0", "pocl:0+small"]
    assert (ops.info.key, ops.info.note) == ("pocl:0", device.AT_WORK["cpu", "tiles"])
    ops.close()
    assert trial.Outcome("passed") == trial._run("pocl:0+small", 240.0, trial.no_beat), "the real one"
    device.unshrink()


@pytest.mark.parametrize(
    ("kind", "call", "outcome"),
    [
        ("abort", 4, "crashed"),
        ("abort", 60, "crashed"),
        ("hang", 50, "hung"),
        ("lost", 61, "failed"),
        ("no build", 1, "failed"),
    ],
)
def test_a_fault_at_a_call_of_the_self_test(
    monkeypatch: pytest.MonkeyPatch, kind: str, call: int, outcome: str
) -> None:
    """The real self-test of the real device, in a real child."""
    monkeypatch.setattr(
        trial, "command", lambda argument: [sys.executable, str(HERE / "bad_child.py"), argument, kind, str(call)]
    )
    found = trial.run("pocl:0", 240.0 if kind != "hang" else 4.0)
    assert found.kind == outcome, found
    assert ("only" in found.detail) is False, found


def test_a_hanging_child_ends_with_whoever_waited_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user has chosen something else meanwhile."""
    plant(monkeypatch, "import time; time.sleep(60)")
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(real(*a, **k)) or started[0])

    class ChangedMind(Exception):
        pass

    def beat() -> None:
        raise ChangedMind

    start = time.monotonic()
    with pytest.raises(ChangedMind):
        trial.run("pocl:0", 60.0, beat)
    assert time.monotonic() - start < 30
    assert started[0].poll() is not None


def test_a_child_that_closes_its_ends_or_leaves_a_grandchild_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, "import os; os.close(2); os.close(1)")
    assert trial.run("pocl:0", 30.0).kind == "passed"
    sleeps = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(20)']); sys.exit"
    plant(monkeypatch, f"{sleeps}('off by 3')")
    start = time.monotonic()
    assert trial.run("pocl:0", 15.0) == trial.Outcome("failed", "off by 3")
    assert time.monotonic() - start < 15


def test_a_child_that_says_too_much_fills_no_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, "import sys; sys.stderr.write('x' * 3_000_000); sys.exit(1)")
    found = trial.run("pocl:0", 60.0)
    assert (found.kind, len(found.detail)) == ("failed", 203)


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ENOMEM, errno.EMFILE])
def test_a_computer_that_starts_no_process_computes_in_numpy(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "Popen", refuse)
        ops = device.open_ops()
        assert isinstance(ops, NumpyOps)
        assert ops.info.note == device.NO_CHILD
        with pytest.raises(UserError, match="no device pocl:0"):
            device.open_ops("pocl:0")
    plant(monkeypatch, "")
    assert device.open_ops().info.key == "pocl:0", "a computer that has recovered is asked again"


def test_what_drivers_have_cached_is_dropped_before_one_is_called_broken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("POCL_CACHE_DIR", raising=False)
    for name in trial.CACHES:
        (cache_folder() / name / "deep").mkdir(parents=True)
        (cache_folder() / name / "deep" / "kernel.so").write_bytes(b"half a fi")
    damaged = cache_folder() / "pocl" / "deep"
    asked = plant(monkeypatch, f"import os, sys; sys.exit(os.path.exists({str(damaged)!r}) and os.abort())")
    assert trial.run("pocl:0", 30.0).kind == "passed"
    assert asked == ["pocl:0", "pocl:0"]
    assert (cache_folder() / "pocl").is_dir(), "a driver of this process may write there"
    plant(monkeypatch, "import os; os.abort()")
    assert trial.run("pocl:0", 30.0).kind == "crashed", "there was nothing left to drop"


def test_a_folder_of_marks_that_cannot_be_read_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(Path, "exists", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    assert not trial.remembered("a device")
    trial.forget("a device")


def test_a_device_that_failed_at_work_is_tested_anew_and_left_if_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = plant(monkeypatch, "")
    device.open_ops("pocl:0").close()
    assert asked == ["--list", "pocl:0"]
    device.distrust("pocl:0")
    device.open_ops("pocl:0").close()
    assert asked == ["--list", "pocl:0", "pocl:0"]
    asked = plant(monkeypatch, "import os; os.abort()")
    device.distrust("pocl:0")
    with pytest.raises(UserError, match="crashed in its self-test"):
        device.open_ops("pocl:0")
    lost = device.Lost("pocl:0", "it is gone")
    ops = device.open_ops("pocl:0", {}, lost)
    assert (ops.info.key, ops.info.note) == ("numpy", "it is gone")
    assert asked == ["pocl:0"], "not at each key press"
    device.forgive()
    plant(monkeypatch, "")
    device.open_ops("pocl:0").close()


OPENS = """
import sys
from attnviz.compute.device import open_ops
ops = open_ops("pocl:0")
if "dies" in sys.argv:
    import os
    type(ops._kernels).__getitem__ = lambda kernels, name: os.abort()
ops.warm_up()
"""


def test_a_start_that_died_with_a_driver_is_followed_by_one_that_tests_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A damaged cache of PoCL ends the process by a bus error, at each start, though it has passed its self-test."""
    assert not trial.died("pocl:0")
    run = [sys.executable, "-c", OPENS]
    assert subprocess.run(run, env=trial.environment()).returncode == 0
    assert not trial.died("pocl:0"), "all went well"
    assert subprocess.run([*run, "dies"], env=trial.environment(), stderr=subprocess.DEVNULL).returncode < 0
    asked = plant(monkeypatch, "")
    monkeypatch.setattr(trial, "remembered", lambda what: True)
    forgotten: list[str] = []

    def forget(what: str) -> None:
        forgotten.append(what)
        monkeypatch.setattr(trial, "remembered", lambda what: False)

    monkeypatch.setattr(trial, "forget", forget)
    device.open_ops("pocl:0").close()
    assert (asked, len(forgotten)) == (["pocl:0"], 1)
    monkeypatch.setattr(device, "_outcomes", {})
    monkeypatch.setattr(trial, "remembered", lambda what: True)
    device.open_ops("pocl:0").close()
    assert asked == ["pocl:0"], "once is enough"


def test_time_in_which_a_child_was_not_let_run_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine: what waits for a processor does not hang."""
    plant(monkeypatch, "import time; time.sleep(3)")
    begun = time.monotonic()
    monkeypatch.setattr(trial, "starved", lambda process: time.monotonic() - begun)
    assert trial.run("pocl:0", 0.5).kind == "passed"
    monkeypatch.setattr(trial, "MOST_STARVED", 0.5)
    assert trial.run("pocl:0", 0.5).kind == "hung", "but not for ever"


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="the system does not tell")
def test_the_system_tells_how_long_a_child_waited_for_a_processor() -> None:
    one = {min(os.sched_getaffinity(0))}
    spins = [sys.executable, "-c", "while True: pass"]
    rivals = [subprocess.Popen(spins, preexec_fn=lambda: os.sched_setaffinity(0, one)) for _ in range(2)]
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        until = time.monotonic() + 60
        while min(trial.starved(child.pid) for child in rivals) < 0.2 and time.monotonic() < until:
            time.sleep(0.05)
        assert min(trial.starved(child.pid) for child in rivals) >= 0.2
        before = trial.starved(sleeper.pid)
        time.sleep(0.3)
        assert trial.starved(sleeper.pid) - before < 0.2, "it asks for no processor"
    finally:
        for child in (*rivals, sleeper):
            child.kill()
            child.wait()
    assert trial.starved(sleeper.pid) == 0.0, "it is gone"


def test_a_second_copy_that_starts_at_the_same_time_is_no_death() -> None:
    with trial.at_risk("pocl:7"):
        assert not trial.died("pocl:7")
    assert not trial.died("pocl:7")


def test_a_driver_that_hung_when_it_was_listed_is_not_waited_for_at_the_next_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Until it changes, or the user asks for it; the notes say so."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(device, "_left_out_note", "")
    vendors = tmp_path / "vendors"
    vendors.mkdir()
    library = tmp_path / "driver.so"
    library.write_bytes(b"1")
    (vendors / "x.icd").write_text(f"{library}\n")
    asked: list[str] = []
    busy = True

    def run(argument: str, seconds: float, beat: object = None) -> trial.Outcome:
        asked.append(argument)
        hangs = argument == trial.LIST and not trial.left_out() and busy
        return trial.Outcome("hung" if hangs else "passed")

    monkeypatch.setattr(trial, "run", run)

    def note_of_a_start(*, listings: int) -> str:
        asked.clear()
        monkeypatch.setattr(device, "_outcomes", {})
        monkeypatch.setenv("OCL_ICD_VENDORS", str(vendors))
        ops = device.open_ops()
        ops.close()
        assert (ops.info.key, asked.count(trial.LIST)) == ("pocl:0", listings)
        return ops.info.note

    assert note_of_a_start(listings=2) == device.HUNG_ONCE
    busy = False
    assert note_of_a_start(listings=1) == "", "the machine was busy, the driver is good"
    busy = True
    assert note_of_a_start(listings=2) == device.HUNG_ONCE
    assert note_of_a_start(listings=2) == device.DRIVERS_LEFT_OUT, "twice in a row"
    assert note_of_a_start(listings=1) == device.HUNG_BEFORE
    library.write_bytes(b"22")
    assert note_of_a_start(listings=2) == device.HUNG_ONCE, "it may have been mended"
    assert note_of_a_start(listings=2) == device.DRIVERS_LEFT_OUT
    assert note_of_a_start(listings=1) == device.HUNG_BEFORE
    device.forgive()
    again = device.open_ops()
    again.close()
    assert again.info.note == device.AT_NEXT_START
    assert note_of_a_start(listings=2) == device.HUNG_ONCE
    assert details.general_hints([]) == (details.LEFT_OUT,)
    assert trial.forget_hangs()
    assert not trial.forget_hangs()
