"""Which device computes: lists them, tests them in a child process, opens one, and says why it was not another.

The user's choice, else a graphics card that passes its self-test, else PoCL, else numpy. Importing this module does not
import pyopencl. The first call of a process takes a moment (a child may have to compile every kernel): not for the
thread that draws.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from attnviz.compute import trial
from attnviz.compute.numpy_ops import INFO as NUMPY
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.ops import Ops
from attnviz.compute.trial import Outcome
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.trace import DeviceInfo

if TYPE_CHECKING:
    from attnviz.compute.listing import Listed

NO_DEVICE = QT_TRANSLATE_NOOP(
    "errors", "No OpenCL device was found, so the model runs in numpy: the same numbers, several times slower."
)
LISTING_BROKEN = QT_TRANSLATE_NOOP(
    "errors",
    "An OpenCL driver crashes or hangs as soon as its devices are listed, so the model runs in numpy: "
    "the same numbers, several times slower. Remove or update that driver.",
)
_NOTES = {
    ("gpu", "hung"): QT_TRANSLATE_NOOP(
        "errors", "The graphics card did not finish its self-test in time, so another device is used."
    ),
    ("gpu", "failed"): QT_TRANSLATE_NOOP(
        "errors", "The graphics card failed its self-test, so another device is used."
    ),
    ("gpu", "crashed"): QT_TRANSLATE_NOOP(
        "errors", "The graphics card's driver crashed in its self-test, so another device is used."
    ),
    ("cpu", "hung"): QT_TRANSLATE_NOOP(
        "errors", "The OpenCL driver of the processor did not finish its self-test in time, so another device is used."
    ),
    ("cpu", "failed"): QT_TRANSLATE_NOOP(
        "errors", "The OpenCL driver of the processor failed its self-test, so another device is used."
    ),
    ("cpu", "crashed"): QT_TRANSLATE_NOOP(
        "errors", "The OpenCL driver of the processor crashed in its self-test, so another device is used."
    ),
}
_REFUSALS = {
    "missing": QT_TRANSLATE_NOOP("errors", "There is no device {device} here. Choose one of: {devices}."),
    "hung": QT_TRANSLATE_NOOP(
        "errors", "{device} did not finish its self-test in time. Choose another device or update its driver."
    ),
    "failed": QT_TRANSLATE_NOOP(
        "errors", "{device} failed its self-test ({detail}). Choose another device or update its driver."
    ),
    "crashed": QT_TRANSLATE_NOOP(
        "errors", "The driver of {device} crashed in its self-test. Choose another device or update the driver."
    ),
}

_outcomes: dict[str, Outcome] = {}
"""What children reported in this process: a failure is tried again at the next start, not before."""


def devices() -> list[DeviceInfo]:
    """Every device that could be chosen, the preferred one first, "numpy" always last. Not yet tested."""
    return [*(entry.info for entry in _listed()), NUMPY]


def tested() -> list[tuple[Listed, Outcome]]:
    """Every OpenCL device with how its self-test went, which runs now if it has not passed before."""
    return [(entry, _tested(entry)) for entry in _listed()]


def open_ops(key: str = "auto") -> Ops:
    """Open a device.

    Args:
        key: of ``devices()``, or "auto" for the first that passes its self-test. Then ``info.note`` says what failed
            before it; "" if nothing did.

    Raises:
        UserError: the device asked for by its key is missing or fails. What was open stays usable.
    """
    if key == NUMPY.key:
        return NumpyOps()
    return _open_first() if key == "auto" else _open_named(key)


def _open_first() -> Ops:
    note = LISTING_BROKEN if not _may_list() else NO_DEVICE
    for number, entry in enumerate(_listed()):
        outcome, ops = _open(entry, note if number else "")
        if ops is not None:
            return ops
        note = _NOTES[entry.info.kind, outcome.kind]
    return NumpyOps(replace(NUMPY, note=note))


def _open_named(key: str) -> Ops:
    found = {entry.info.key: entry for entry in _listed()}
    if key not in found:
        raise UserError(_REFUSALS["missing"], device=key, devices=", ".join([*found, NUMPY.key]))
    outcome, ops = _open(found[key], "")
    if ops is None:
        raise UserError(_REFUSALS[outcome.kind], device=f"{found[key].info.name} ({key})", detail=outcome.detail)
    return ops


def _open(entry: Listed, note: str) -> tuple[Outcome, Ops | None]:
    """The device if it passes, and how its self-test went."""
    from attnviz.compute.gpu_ops import ops_of

    outcome = _tested(entry)
    if not outcome.passed:
        return outcome, None
    try:
        return outcome, ops_of(entry.device, replace(entry.info, note=note))
    except Exception as error:  # passed once, fails now: whatever a driver makes pyopencl raise
        return Outcome("failed", str(error)), None


def _tested(entry: Listed) -> Outcome:
    from attnviz.compute.program import fingerprint

    what = f"kernels {fingerprint(entry.device)}"
    if what not in _outcomes:
        passed_before = trial.remembered(what)
        _outcomes[what] = Outcome("passed") if passed_before else trial.run(entry.info.key, trial.TEST_SECONDS)
        if _outcomes[what].passed:
            trial.remember(what)
    return _outcomes[what]


def _may_list() -> bool:
    """Whether a child has listed the devices and lived, with the drivers that are installed now."""
    what = trial.drivers()
    if what not in _outcomes:
        passed_before = trial.remembered(what)
        _outcomes[what] = Outcome("passed") if passed_before else trial.run("--list", trial.LIST_SECONDS)
        if _outcomes[what].passed:
            trial.remember(what)
    return _outcomes[what].passed


def _listed() -> list[Listed]:
    if not _may_list():
        return []
    try:
        from attnviz.compute.listing import listed
    except (ImportError, OSError):  # pyopencl or the loader is missing or broken
        return []
    return listed()
