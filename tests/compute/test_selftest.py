"""The self-test itself, what it and the room import, and devices that fail while they compute."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from attnviz.compute import selftest, trial
from attnviz.compute.listing import listed
from attnviz.compute.ops import Ops
from attnviz.compute.runtime import cl
from attnviz.errors import UserError


def test_the_selftest_finds_a_wrong_kernel(ops: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    assert selftest.problem(ops) == ""
    right = type(ops).norm
    monkeypatch.setattr(type(ops), "norm", lambda self, x, norm: right(self, right(self, x, norm), norm))
    assert selftest.problem(ops).startswith(("norm: off by", "embed: off by"))  # numpy's embed calls its norm


def test_the_selftest_refuses_a_device_that_is_not_there() -> None:
    child = subprocess.run(trial.command("pocl:9"), env=trial.environment(), capture_output=True, text=True)
    assert (child.returncode, child.stderr) == (1, "no device pocl:9\n")


def test_importing_the_room_does_not_import_a_driver_or_qt() -> None:
    code = "import sys, attnviz.compute.device; print([m for m in sys.modules if 'pyopencl' in m or 'PySide' in m])"
    child = subprocess.run([sys.executable, "-c", code], env=trial.environment(), capture_output=True, text=True)
    assert child.stdout.strip() == "[]", child.stderr
    code = code.replace("attnviz.compute.device", "attnviz.compute.selftest, attnviz.compute.cpu_ops")
    child = subprocess.run([sys.executable, "-c", code], env=trial.environment(), capture_output=True, text=True)
    assert "PySide" not in child.stdout
    assert "pyopencl" in child.stdout


def test_a_device_works_where_the_users_cache_cannot_be_written(tmp_path: Path) -> None:
    """PoCL without a cache has no devices; pyopencl without one cannot be imported."""
    (tmp_path / "file").write_text("where the folder should be")
    environment = {**trial.environment(), "XDG_CACHE_HOME": str(tmp_path / "file")}
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


def test_reads_that_are_waited_for_together_keep_their_events_till_then(
    gpu_on_pocl: Ops, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pyopencl waits for the event of a read when it is dropped, and keeps Python's lock meanwhile: a window stands."""
    did: list[str] = []
    real, finish = cl.enqueue_copy, gpu_on_pocl.finish

    class Event:
        def __init__(self, event: object) -> None:
            self.event = event

        def __del__(self) -> None:
            did.append("dropped")

    x = gpu_on_pocl.upload(np.eye(8, dtype=np.float32))
    monkeypatch.setattr(cl, "enqueue_copy", lambda *given, **named: Event(real(*given, **named)))
    monkeypatch.setattr(gpu_on_pocl, "finish", lambda: (finish(), did.append("finished")))
    whole, part = gpu_on_pocl.download_all([x, (x, 2, 5)])
    assert did == ["finished", "dropped", "dropped"]
    assert np.array_equal(whole, np.eye(8))
    assert np.array_equal(part, np.eye(8)[:, 2:5])
