"""Which device computes: lists them, tests them in a child process, opens one, and says why it was not another.

The user's choice, else a graphics card that passes its self-test, else PoCL, else numpy. Importing this module does not
import pyopencl. The first call of a process takes a moment (a child may have to compile every kernel): not for the
thread that draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from attnviz.compute import trial
from attnviz.compute.failing import may_be_smaller
from attnviz.compute.numpy_ops import INFO as NUMPY
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.ops import Ops
from attnviz.compute.trial import Beat, Outcome
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
DRIVERS_LEFT_OUT = QT_TRANSLATE_NOOP(
    "errors",
    "An OpenCL driver of this machine crashes or hangs as soon as its devices are listed, so the drivers of the system "
    "are left out and PoCL is used. Remove or update that driver.",
)
HUNG_BEFORE = QT_TRANSLATE_NOOP(
    "errors",
    "An OpenCL driver of this machine hung at an earlier start, so the drivers of the system are left out. "
    "The Device menu can have them tried again.",
)
AT_NEXT_START = QT_TRANSLATE_NOOP(
    "errors", "The OpenCL drivers of the system that were left out are tried again at the next start of attnviz."
)
NO_OPENCL = QT_TRANSLATE_NOOP(
    "errors",
    "OpenCL cannot be loaded, since pyopencl or its loader is missing or damaged, so the model runs in numpy: the same "
    "numbers, several times slower. Install attnviz anew.",
)
NO_CHILD = QT_TRANSLATE_NOOP(
    "errors",
    "No further process can be started here, so the OpenCL drivers could not be tested and the model runs in numpy: "
    "the same numbers, several times slower. Close other programs; the Device menu can try again.",
)
_NOTES = {
    ("gpu", "unstarted"): NO_CHILD,
    ("cpu", "unstarted"): NO_CHILD,
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
AT_WORK = {
    ("gpu", "failed"): QT_TRANSLATE_NOOP(
        "errors",
        "The graphics card failed while computing, so another device is used. The Device menu can try it again.",
    ),
    ("gpu", "memory"): QT_TRANSLATE_NOOP(
        "errors",
        "The graphics card ran out of memory, so another device is used. The Device menu can try it again.",
    ),
    ("gpu", "numbers"): QT_TRANSLATE_NOOP(
        "errors",
        "The graphics card returned what is no number, so another device is used. The Device menu can try it again.",
    ),
    ("gpu", "tiles"): QT_TRANSLATE_NOOP(
        "errors",
        "The graphics card has too little room for the usual kernels, so it computes in smaller tiles, more slowly. "
        "The Device menu can try the usual ones again.",
    ),
    ("cpu", "tiles"): QT_TRANSLATE_NOOP(
        "errors",
        "The OpenCL driver of the processor has too little room for the usual kernels, so it computes in smaller "
        "tiles, more slowly. The Device menu can try the usual ones again.",
    ),
    ("gpu", "hung"): QT_TRANSLATE_NOOP(
        "errors",
        "The graphics card stopped answering, so another device is used. The Device menu can try it again.",
    ),
    ("cpu", "hung"): QT_TRANSLATE_NOOP(
        "errors",
        "The OpenCL driver of the processor stopped answering, so another device is used. "
        "The Device menu can try it again.",
    ),
    ("cpu", "failed"): QT_TRANSLATE_NOOP(
        "errors",
        "The OpenCL driver of the processor failed while computing, so another device is used. "
        "The Device menu can try it again.",
    ),
    ("cpu", "memory"): QT_TRANSLATE_NOOP(
        "errors",
        "The OpenCL driver of the processor ran out of memory, so another device is used. "
        "The Device menu can try it again.",
    ),
    ("cpu", "numbers"): QT_TRANSLATE_NOOP(
        "errors",
        "The OpenCL driver of the processor returned what is no number, so another device is used. "
        "The Device menu can try it again.",
    ),
}
"""The note of the device that takes the place of one that worked before, by that one's kind and by what happened; of
"tiles" of the same device."""


class Lost(NamedTuple):
    """A device that failed at work, and the note of whatever takes its place."""

    key: str
    note: str


_REFUSALS = {
    "unstarted": QT_TRANSLATE_NOOP(
        "errors", "{device} could not be tested, since no further process can be started ({detail}). Close programs."
    ),
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
"""What children reported in this process: a failure is tried again at the next start, or when the user asks for it."""
_distrusted: set[str] = set()
"""keys of devices that failed at work since they were tested"""
_HUNG = Outcome("hung")
"""of an earlier process"""
_left_out_note = DRIVERS_LEFT_OUT
_small: set[str] = set()
"""keys of devices that take smaller tiles than the usual ones"""


def devices() -> list[DeviceInfo]:
    """Every device that could be chosen, the preferred one first, "numpy" always last. Not yet tested."""
    return [*(entry.info for entry in _listed()), NUMPY]


def tested() -> list[tuple[Listed, Outcome]]:
    """Every OpenCL device with how its self-test went, which runs now if it has not passed before."""
    return [(entry, _tested(entry)) for entry in _listed()]


def open_ops(
    key: str = "auto", aside: Mapping[str, str] | None = None, lost: Lost | None = None, beat: Beat = trial.no_beat
) -> Ops:
    """Open a device.

    Args:
        key: of ``devices()``, or "auto" for the first that passes its self-test. Then ``info.note`` says what failed
            before it; "" if nothing did.
        aside: keys of devices that "auto" leaves out, with the cause as AT_WORK names it.
        lost: what was open for this key before, and failed: any other device will do in its place, as by "auto".
        beat: called a few times a second while a child is waited for; what it raises ends child and waiting.

    Raises:
        UserError: the device asked for by its key is missing or fails. What was open stays usable.
    """
    if key == NUMPY.key:
        return NumpyOps()
    if key == "auto" or lost:
        return _open_first(key, aside or {}, lost, beat)
    return _open_named(key, beat)


def distrust(key: str) -> None:
    """This device failed at work: it is tested once more before it is opened again."""
    _distrusted.add(key)


def shrink(key: str) -> bool:
    """Have a device take smaller tiles when it is opened next; False where there are none."""
    for entry in _listed():
        if entry.info.key == key:
            from attnviz.compute import tuning  # here, because it reads pyopencl

            if tuning.shrink(entry.device):
                _small.add(key)
                return True
    return False


def unshrink() -> None:
    """All devices take the usual tiles when they are opened next."""
    if _small:
        from attnviz.compute import tuning

        _small.clear()
        tuning.be_usual()


def forgive() -> None:
    """What has failed is tried again."""
    unshrink()
    if trial.forget_hangs():  # here they stay out: the loader has read what there is
        _note_left_out(AT_NEXT_START)
    for what in [what for what, outcome in _outcomes.items() if not outcome.passed]:
        del _outcomes[what]


def _open_first(key: str, aside: Mapping[str, str], lost: Lost | None, beat: Beat) -> Ops:
    listing = _may_list(beat).kind
    note = {"passed": NO_DEVICE, "unstarted": NO_CHILD, "failed": NO_OPENCL}.get(listing, LISTING_BROKEN)
    left_out, said = "", ""
    if trial.left_out():
        note, left_out = LISTING_BROKEN, _left_out_note
    for entry in sorted(_listed(beat), key=lambda entry: entry.info.key != key):
        if entry.info.key in aside:
            said = AT_WORK[entry.info.kind, aside[entry.info.key]]
            continue
        elsewhere = lost.note if lost and lost.key != entry.info.key else ""
        outcome, ops = _open(entry, said or elsewhere or left_out, beat)
        if ops is not None:
            return ops
        said = _NOTES[entry.info.kind, outcome.kind]
    return NumpyOps(replace(NUMPY, note=(lost.note if lost else said) or note))


def _open_named(key: str, beat: Beat) -> Ops:
    found = {entry.info.key: entry for entry in _listed(beat)}
    if key not in found:
        raise UserError(_REFUSALS["missing"], device=key, devices=", ".join([*found, NUMPY.key]))
    outcome, ops = _open(found[key], "", beat)
    if ops is None:
        raise UserError(_REFUSALS[outcome.kind], device=f"{found[key].info.name} ({key})", detail=outcome.detail)
    return ops


def _open(entry: Listed, note: str, beat: Beat) -> tuple[Outcome, Ops | None]:
    """The device if it passes, and how its self-test went."""
    from attnviz.compute.gpu_ops import ops_of

    outcome = _tested(entry, beat)
    if outcome.kind == "failed" and may_be_smaller(outcome.detail) and shrink(entry.info.key):
        outcome = _tested(entry, beat)
    if not outcome.passed:
        return outcome, None
    note = note or (AT_WORK[entry.info.kind, "tiles"] if entry.info.key in _small else "")
    try:
        with trial.at_risk(entry.info.key):
            return outcome, ops_of(entry.device, replace(entry.info, note=note))
    except Exception as error:  # passed once, fails now: whatever a driver makes pyopencl raise
        return Outcome("failed", str(error)), None


def _tested(entry: Listed, beat: Beat = trial.no_beat) -> Outcome:
    from attnviz.compute.program import fingerprint

    try:
        what = f"kernels {fingerprint(entry.device)}"
    except Exception as error:  # whatever a driver makes pyopencl raise, even when it is asked for a name
        return Outcome("failed", str(error))
    if trial.died(entry.info.key) or entry.info.key in _distrusted:
        _distrusted.discard(entry.info.key)
        _outcomes.pop(what, None)
        trial.forget(what)
    argument = entry.info.key + (trial.SMALL if entry.info.key in _small else "")
    return _outcome(what, argument, trial.TEST_SECONDS, beat)


def _outcome(what: str, argument: str, seconds: float, beat: Beat) -> Outcome:
    """As it was in this process, else as a mark on disk says, else of a child that runs now."""
    if what not in _outcomes:
        outcome = _of_earlier(what, argument) or trial.run(argument, seconds, beat)
        if outcome.kind == "unstarted":
            return outcome
        _outcomes[what] = outcome
        if outcome.passed:
            trial.remember(what)
        elif argument == trial.LIST and outcome.kind == "hung" and outcome is not _HUNG:
            trial.remember_hang()
    return _outcomes[what]


def _note_left_out(note: str) -> None:
    global _left_out_note
    _left_out_note = note


def _of_earlier(what: str, argument: str) -> Outcome | None:
    """What an earlier process has found out."""
    if trial.remembered(what):
        return Outcome("passed")
    return _HUNG if argument == trial.LIST and trial.hung_before() else None


def _may_list(beat: Beat = trial.no_beat) -> Outcome:
    """Whether a child has listed the devices and lived, with the drivers that are installed now, or the good one."""
    outcome = _outcome(trial.drivers(), trial.LIST, trial.LIST_SECONDS, beat)
    if outcome.kind in ("crashed", "hung") and trial.leave_drivers_out():
        _note_left_out(HUNG_BEFORE if outcome is _HUNG else DRIVERS_LEFT_OUT)
        return _may_list(beat)
    return outcome


def _listed(beat: Beat = trial.no_beat) -> list[Listed]:
    if not _may_list(beat).passed:
        return []
    try:
        from attnviz.compute.listing import listed
    except (ImportError, OSError):  # pyopencl or the loader is missing or broken
        return []
    try:
        return listed()
    except Exception:  # a driver that listed its devices in the child, and fails when asked here
        return []
