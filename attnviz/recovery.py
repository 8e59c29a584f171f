"""When a device fails at work: less kept and smaller pieces, smaller tiles, a new context, another device, numpy, in
this order, until one answers.

What was asked is asked again, so text, model and place stay as they are; whoever asked sees an answer of another device
whose note says what happened. Nothing here is tried twice for one request, so it ends; numpy is the last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TypeVar
from weakref import WeakSet

from attnviz.answer import NotNumbers
from attnviz.compute.device import distrust, shrink
from attnviz.compute.failing import DeviceFailed, NoHostMemory, NoMemory, TooLarge, as_failure, is_gone
from attnviz.errors import UserError, alone
from attnviz.loading import Loaded, Models
from attnviz.trace import DeviceInfo

Answer = TypeVar("Answer")

MOST_CONTEXTS = 3
"""times that a device may lose its context before it is put aside"""
THRIFT = 8
"""how much smaller the pieces are in which memory that is short is used"""


class Recovery:
    """Does what the engine is asked, and sees that a device that fails costs the user a sentence and no answer."""

    def __init__(self, models: Models, forget: Callable[[], None]) -> None:
        """
        Args:
            forget: lets go of everything that lies on the device, but for the models.
        """
        self._models, self._forget = models, forget
        self._lost: Counter[str] = Counter()  # by device
        self._tried: set[str] = set()  # for the request that runs
        self._overflowing: WeakSet[Loaded] = WeakSet()  # models whose own numbers are none, on a sound device

    def surely(self, asked: str, does: Callable[[], Answer]) -> Answer:
        """
        Args:
            asked: for which device, as a request names it.
            does: what is to be done; done anew after each failure that something can be done about.

        Raises:
            UserError: nothing helped, or it is no failure of a device.
        """
        tried = self._tried = set()
        before = dict(self._models.aside)
        while True:
            failure: UserError
            try:
                return does()
            except NotNumbers as error:
                failure = alone(error)
            except Exception as error:
                focus = self._models.focus
                found = as_failure(error, focus.ops.info.name if focus else asked)
                if found is None:
                    raise
                failure = alone(found)
            # out of the handlers: what they hold keeps tensors alive
            self._forget()
            if not self._helped(asked, failure, tried):
                if isinstance(failure, NoMemory):  # nothing else had any: a shorter text goes back to where it fits
                    self._models.aside = before
                raise failure

    def trust(self) -> None:
        """Give each device its chances again."""
        self._lost.clear()

    def may_help(self, error: UserError) -> bool:
        """Whether an error of a part of an answer is to end the whole, so that something is done about it."""
        if isinstance(error, NotNumbers):
            focus = self._models.focus
            return focus is None or not self.is_own(focus)
        return is_gone(error) or (isinstance(error, NoMemory) and "memory" not in self._tried)

    def is_own(self, loaded: Loaded) -> bool:
        """Whether it is the model, and not its device, that makes what is no number."""
        return loaded in self._overflowing

    def _helped(self, asked: str, failure: UserError, tried: set[str]) -> bool:
        """Do the next thing that may help; False when there is none."""
        focus = self._models.focus
        if isinstance(failure, NotNumbers):
            return focus is not None and self._numbers_helped(asked, focus, tried)
        assert isinstance(failure, DeviceFailed)
        used = focus.ops.info if focus else None
        info = failure.info or used
        if info is None or (used is not None and info.key != used.key):
            return False  # one that was chosen, and never worked; the one in use stays
        if isinstance(failure, NoMemory):
            if "memory" not in tried and focus is not None:
                tried.add("memory")
                try:
                    self._lighten(focus)
                    return True
                except TooLarge as again:  # of the same launch
                    failure = alone(again)
                except DeviceFailed:
                    return self._moved(asked, info, "memory")
            if isinstance(failure, TooLarge) and "tiles" not in tried and shrink(info.key):
                tried.add("tiles")
                self._models.lose(asked, info, "memory")
                return True
            return not isinstance(failure, NoHostMemory) and self._moved(asked, info, "memory")
        self._lost[info.key] += 1
        if f"{info.key} lost" not in tried and self._lost[info.key] <= MOST_CONTEXTS and info.kind != "numpy":
            tried.add(f"{info.key} lost")
            distrust(info.key)
            self._models.lose(asked, info, "failed")
            return True
        return self._moved(asked, info, "failed")

    def _lighten(self, focus: Loaded) -> None:
        self._models.only_focus()
        focus.ops.thrift = THRIFT
        focus.ops.trim()

    def _numbers_helped(self, asked: str, focus: Loaded, tried: set[str]) -> bool:
        info = focus.ops.info
        if info.kind == "numpy" or self.is_own(focus):
            return False
        if "numbers" not in tried:  # a bit that flipped once does not flip again
            tried.add("numbers")
            try:
                focus.ops.trim()  # with all that a pass would take over from the one before
            except DeviceFailed:
                return self._moved(asked, info, "numbers")
            return True
        from attnviz.compute.selftest import problem  # here: no start needs it

        try:
            wrong = problem(focus.ops)
        except Exception:
            wrong = "it failed"
        if wrong:
            return self._moved(asked, info, "numbers")
        self._overflowing.add(focus)
        return True

    def _moved(self, asked: str, info: DeviceInfo, cause: str) -> bool:
        """Put a device aside, so that another one is opened; False when there was none but numpy."""
        if info.kind == "numpy" or info.key in self._models.aside:
            return False
        self._models.aside[info.key] = cause
        self._models.lose(asked, info, cause)
        return True
