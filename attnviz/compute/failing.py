"""A device that fails at work: the errors that say so, which the engine answers with another try or another device."""

from __future__ import annotations

import sys

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.trace import DeviceInfo

REFUSED = QT_TRANSLATE_NOOP("errors", "{device} failed while computing ({reason}). Choose another device.")
NO_MEMORY = QT_TRANSLATE_NOOP(
    "errors", "The device has no {megabytes} MB of memory left. Use a shorter text, a smaller model or another device."
)
HOST_MEMORY = QT_TRANSLATE_NOOP(
    "errors", "This computer has no memory left for it. Use a shorter text or a smaller model, or close other programs."
)


class DeviceFailed(UserError):
    """A device did not do what it was asked; it may be gone, or all that was made on it.

    Attributes:
        info: the device, where it is not the one in use.
    """

    info: DeviceInfo | None = None


class NoMemory(DeviceFailed):
    """It had no room. What it holds is as it was."""


class TooLarge(NoMemory):
    """A launch asked for more registers, local memory or work-items than there are: its tiles may be too large."""


class NoHostMemory(NoMemory):
    """The computer has none, so that no other device would help."""


_SHORT = "MEM_OBJECT_ALLOCATION_FAILURE", "OUT_OF_HOST_MEMORY"
_TOO_LARGE = "OUT_OF_RESOURCES", "INVALID_WORK_GROUP_SIZE", "INVALID_WORK_ITEM_SIZE"


def may_be_smaller(reason: str) -> bool:
    """Whether what a driver says (CL_..., OpenCL 1.2 section 5.8) may be because of too large tiles."""
    return any(name in reason for name in _TOO_LARGE)


def failed(device: str, error: BaseException) -> DeviceFailed:
    """What a driver's error becomes.

    Args:
        device: its name.
    """
    kind = DeviceFailed
    if any(name in str(error) for name in _SHORT):  # pyopencl has a class of its own for the first only
        kind = NoMemory
    elif may_be_smaller(str(error)):
        kind = TooLarge
    return kind(REFUSED, device=device, reason=error)


def no_memory(size: int) -> NoMemory:
    """That ``size`` bytes were refused."""
    return NoMemory(NO_MEMORY, megabytes=-(-size >> 20))


def is_gone(error: Exception) -> bool:
    """Whether whatever is asked next of the device would fail as well."""
    return isinstance(error, DeviceFailed) and not isinstance(error, NoMemory)


def as_failure(error: Exception, device: str) -> DeviceFailed | None:
    """The failure that an error is, or that a driver's or numpy's own error stands for; None for any other error."""
    if isinstance(error, DeviceFailed):
        return error
    if isinstance(error, MemoryError):
        return NoHostMemory(HOST_MEMORY)
    driver = sys.modules.get("pyopencl")  # not imported here: numpy alone needs none
    return failed(device, error) if driver is not None and isinstance(error, driver.Error) else None
