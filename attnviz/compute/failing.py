"""A device that fails at work: the errors that say so, which the engine answers with another try or another device."""

from __future__ import annotations

import sys

from attnviz.errors import QT_TRANSLATE_NOOP, UserError

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
        key: of the device, where it is not the one in use.
    """

    key = ""


class NoMemory(DeviceFailed):
    """It had no room. What it holds is as it was."""


class NoHostMemory(NoMemory):
    """The computer has none, so that no other device would help."""


def failed(device: str, error: BaseException) -> DeviceFailed:
    """What a driver's error becomes.

    Args:
        device: its name.
    """
    kind = NoMemory if type(error).__name__ == "MemoryError" else DeviceFailed
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
