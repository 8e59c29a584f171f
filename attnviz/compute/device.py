"""Which device computes: lists them, tests them in a child process, opens one, and says why it was not another.

The user's choice, else a graphics card that passes its self-test, else PoCL, else numpy. Importing this module does not
import pyopencl. The first call of a process takes a moment (a child may have to compile every kernel): not for the
thread that draws.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from attnviz.compute import trial
from attnviz.compute.failing import may_be_smaller
from attnviz.compute.notes import (
    AT_NEXT_START,
    AT_WORK,
    DRIVERS_LEFT_OUT,
    HUNG_BEFORE,
    HUNG_ONCE,
    IN_TEST,
    LISTING_BROKEN,
    NO_CHILD,
    NO_DEVICE,
    NO_OPENCL,
    REFUSALS,
)
from attnviz.compute.numpy_ops import INFO as NUMPY
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.ops import Ops
from attnviz.compute.trial import Beat, Outcome
from attnviz.errors import UserError, one_line
from attnviz.trace import DeviceInfo

if TYPE_CHECKING:
    from attnviz.compute.listing import Listed


class Lost(NamedTuple):
    """A device that failed at work, and the note of whatever takes its place."""

    key: str
    note: str


_outcomes: dict[str, Outcome] = {}
"""What children reported in this process: a failure is tried again at the next start, or when the user asks for it."""
_distrusted: set[str] = set()
"""keys of devices that failed at work since they were tested"""
_HUNG = Outcome("hung")
"""of an earlier process"""
_left_out_note = DRIVERS_LEFT_OUT
PAUSE = 0.3
"""seconds between two times that drivers are asked which list no device"""
_asked_twice = False
_known: tuple[object, list[Listed]] | None = None
"""by whom it was listed, and what"""
_none_listed = ""
"""what drivers said when none of them listed a device, and no child had failed"""
_small: set[str] = set()
"""keys of devices that take smaller tiles than the usual ones"""


def devices() -> list[DeviceInfo]:
    """Every device that could be chosen, the preferred one first, "numpy" always last. Not yet tested."""
    return [*(entry.info for entry in _listed()), NUMPY]


def tested() -> list[tuple[Listed, Outcome]]:
    """Every OpenCL device with how its self-test went, which runs now if it has not passed before."""
    return [(entry, _tested(entry)) for entry in _listed()]


def why_none() -> str:
    """What drivers said, or the child that asked them, when ``devices`` found none; "" if there is nothing to say."""
    child = _outcomes.get(trial.drivers())
    return (_short(child.detail) if child else "") or _none_listed


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
    global _asked_twice, _known
    _asked_twice, _known = False, None
    unshrink()
    if trial.forget_hangs():  # here they stay out: the loader has read what there is
        _note_left_out(AT_NEXT_START)
    for what in [what for what, outcome in _outcomes.items() if not outcome.passed]:
        del _outcomes[what]


def _open_first(key: str, aside: Mapping[str, str], lost: Lost | None, beat: Beat) -> Ops:
    listing = _may_list(beat)
    note = {"passed": NO_DEVICE, "unstarted": NO_CHILD, "failed": NO_OPENCL}.get(listing.kind, LISTING_BROKEN)
    left_out, said, why = "", "", ""
    if trial.left_out():
        note, left_out = LISTING_BROKEN, _left_out_note
    for entry in sorted(_listed(beat), key=lambda entry: entry.info.key != key):
        if entry.info.key in aside:
            said, why = AT_WORK[entry.info.kind, aside[entry.info.key]], ""
            continue
        elsewhere = lost.note if lost and lost.key != entry.info.key else ""
        outcome, ops = _open(replace(entry, info=replace(entry.info, detail=why)), said or elsewhere or left_out, beat)
        if ops is not None:
            return ops
        said, why = IN_TEST[entry.info.kind, outcome.kind], _short(outcome.detail)
    if lost or not said:
        said, why = (lost.note, "") if lost else (note, why_none())
    return NumpyOps(replace(NUMPY, note=said, detail=why))


def _open_named(key: str, beat: Beat) -> Ops:
    found = {entry.info.key: entry for entry in _listed(beat)}
    if key not in found:
        raise UserError(REFUSALS["missing"], device=key, devices=", ".join([*found, NUMPY.key]))
    outcome, ops = _open(found[key], "", beat)
    if ops is None:
        raise UserError(REFUSALS[outcome.kind], device=f"{found[key].info.name} ({key})", detail=outcome.detail)
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
        if argument == trial.LIST and outcome is not _HUNG:
            trial.remember_listing(hung=outcome.kind == "hung")
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
    note = HUNG_ONCE if outcome.kind == "hung" and not trial.hung_before() else DRIVERS_LEFT_OUT
    if outcome.kind in ("crashed", "hung") and trial.leave_drivers_out():
        _note_left_out(HUNG_BEFORE if outcome is _HUNG else note)
        return _may_list(beat)
    return outcome


def _listed(beat: Beat = trial.no_beat) -> list[Listed]:
    """What drivers list that did so in a child, too. If that is nothing, they are asked once more: memory, files or
    room in the cache may have been short for a moment."""
    global _asked_twice, _none_listed
    if not _may_list(beat).passed:
        return []
    found, said = _asked()
    if not found and not _asked_twice:
        _asked_twice = True
        time.sleep(PAUSE)
        found, said = _asked()
    _none_listed = "" if found else said
    return found


def _asked() -> tuple[list[Listed], str]:
    """What drivers list in this process, and what they say.

    A driver that has listed devices is not asked again, whatever has become of it: one that hangs would keep Python's
    lock, which pyopencl lets go of in few calls, and with it the window. Loaders read what is installed only once.
    """
    global _known
    problems: list[str] = []
    try:
        from attnviz.compute.listing import cl, listed

        asks = (cl, listed)  # tests put others in their place
        if _known is not None and _known[0] == asks:
            return _known[1], ""
        found = listed(problems)
        _known = (asks, found) if found else None
    except Exception as error:  # pyopencl or the loader is missing or broken here, though not in the child
        return [], _short(str(error))
    return found, _short("; ".join(problems))


def _short(said: str) -> str:
    return one_line(" ".join(said.split()), 100)
