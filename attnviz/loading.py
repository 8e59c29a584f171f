"""The models that are ready to run: the one in focus and those it is compared with, all on one device."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

import numpy as np

from attnviz.beside import Beside, Progress
from attnviz.compute.device import Lost, forgive, open_ops, unshrink
from attnviz.compute.failing import DeviceFailed, as_failure
from attnviz.compute.notes import AT_WORK
from attnviz.compute.ops import Ops
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.model import FAMILIES, Captured, Network, Projections
from attnviz.room import check_room
from attnviz.text.tokenizer import Tokenizer
from attnviz.trace import DeviceInfo
from attnviz.weights.captured import CapturedFile, open_model
from attnviz.weights.checkpoint import Checkpoint

OPENING_DEVICE = QT_TRANSLATE_NOOP("progress", "Preparing the device")
READING = QT_TRANSLATE_NOOP("progress", "Reading the model")
UPLOADING = QT_TRANSLATE_NOOP("progress", "Loading the weights")
WARMING_UP = QT_TRANSLATE_NOOP("progress", "Warming up")


@dataclass(frozen=True, eq=False)
class Loaded:
    """A model that is ready to run.

    Attributes:
        asked: the model that was asked for to get it.
        projections: what its heads' W_O do; None for a captured trace, which has none.
    """

    asked: str
    ops: Ops
    model: Network
    tokenizer: Tokenizer
    projections: Projections | None = None


class Models:
    """At most one device, and on it the models of the newest requests.

    Attributes:
        focus: the model in use; unchanged by a request that failed to load another one.
        opening: a device is being opened, which may take long and shows nothing of it.
        let_go: some model has been let go of, and its memory on the device not yet given back.
        aside: keys of devices that failed at work, which are not opened again unless the user asks for it, and why, as
            ``notes.AT_WORK`` names it. For another model, one that had no memory may have some.
    """

    def __init__(self) -> None:
        self.focus: Loaded | None = None
        self.let_go = False
        self.opening = False
        self.aside: dict[str, str] = {}
        self._lost: Lost | None = None  # any other device will do in place of the one asked for
        self._short = False  # some device had no room, and may have some for another model
        self._anew = False  # the device is to be opened again
        self._device = ""  # as asked for
        self._loaded: dict[str, Loaded] = {}  # as asked for
        self._compared: frozenset[str] = frozenset()
        self._refused: dict[str, UserError] = {}

    @property
    def all(self) -> Collection[Loaded]:
        return self._loaded.values()

    def expect(self, model: str, compared: Collection[str]) -> None:
        """Let go of what serves neither the model in use, nor this one that will be, nor a comparison with others."""
        self._compared = frozenset(compared)
        self._refused = {name: error for name, error in self._refused.items() if name in self._compared}
        self._keep({model})

    def load(self, model: str, device: str, progress: Progress) -> Loaded:
        """Bring a model into focus, on this device.

        Raises:
            UserError: it cannot be loaded; what is in use stays.
        """
        if device != self._device:  # the user has chosen: what failed before may be tried again
            self.aside, self._lost, self._short = {}, None, False
            unshrink()
        if self.focus is not None and model != self.focus.asked and self._short:
            self.aside = {key: cause for key, cause in self.aside.items() if cause != "memory"}
            unshrink()
            self._anew, self._short = True, False
        same_device = self.focus is not None and self._device == device and not self._anew
        self._anew = False
        loaded = self._loaded.get(model) if same_device else None
        if loaded is None:
            loaded = self._load_focus(model, device, same_device, progress)
        self.focus = loaded
        self._keep(())
        return loaded

    def beside(self, model: str, progress: Progress) -> Loaded:
        """A model to compare with, on the device in use.

        Raises:
            UserError: it cannot be loaded. It is tried once: not at each key press, while it is still asked for.
        """
        assert self.focus is not None
        if model in self._refused:
            raise self._refused[model]
        if model not in self._loaded:
            try:
                self._loaded[model] = _load(model, self.focus.ops, _reading(model), progress)
            except UserError as error:
                if not isinstance(error, DeviceFailed):
                    self._refused[model] = error
                raise
        return self._loaded[model]

    def close(self) -> None:
        """Give the device back."""
        focus, self.focus, self._loaded, self._refused = self.focus, None, {}, {}
        if focus:
            focus.ops.close()

    def only_focus(self) -> None:
        """Let go of all that is not in focus."""
        self._compared = frozenset()
        self._keep(())

    def lose(self, asked: str, device: DeviceInfo, cause: str) -> None:
        """The device that was ``asked`` for so has failed: the next load opens it once more, or another one.

        Args:
            cause: as ``notes.AT_WORK`` names it.
        """
        self.close()
        self._device, self._lost = asked, Lost(device.key, AT_WORK[device.kind, cause])
        self._short |= cause == "memory"

    def open_anew(self) -> None:
        """Have the next load open the device that is asked for, whatever has failed before."""
        forgive()
        self.aside, self._anew, self._short = {}, self.focus is not None, False

    def _keep(self, more: Collection[str]) -> None:
        if len(self._loaded) == 1 and self.focus is not None and self.focus.asked in self._loaded:
            return
        kept = self._compared.union(more, {self.focus.asked} if self.focus else ())
        stay = {name: loaded for name, loaded in self._loaded.items() if name in kept}
        self.let_go |= len(stay) < len(self._loaded)
        self._loaded = stay

    def _load_focus(self, model: str, device: str, same_device: bool, progress: Progress) -> Loaded:
        progress(0.0, OPENING_DEVICE)
        reading = _reading(model)  # numpy and driver share no lock
        old = self.focus.ops if self.focus else None
        try:
            ops = old if old and same_device else self._open(device, progress)
        except BaseException:
            reading.give_up()
            raise
        try:
            loaded = _load(model, ops, reading, progress)
        except Exception as error:
            if not same_device:
                ops.close()
            failure = as_failure(error, ops.info.name)
            if failure is None:
                raise
            failure.info = ops.info
            raise failure from error
        if not same_device:
            self._device, self._loaded, self._refused = device, {}, {}
            if old:
                old.close()
        self._loaded[model] = loaded
        return loaded

    def _open(self, device: str, progress: Progress) -> Ops:
        self.opening, beats = True, 0

        def beat() -> None:
            nonlocal beats
            beats += 1
            progress(min(0.09, 1e-4 * beats), OPENING_DEVICE)

        try:
            return open_ops(device, self.aside, self._lost, beat)
        finally:
            self.opening = False


def _reading(model: str) -> Beside[Checkpoint | CapturedFile]:
    return Beside(partial(open_model, model), "attnviz-reading")


def _load(model: str, ops: Ops, reading: Beside[Checkpoint | CapturedFile], progress: Progress) -> Loaded:
    progress(0.1, READING)
    checkpoint = reading.result(lambda share, what: progress(0.1 + 0.2 * share, what))
    if isinstance(checkpoint, CapturedFile):
        progress(0.8, WARMING_UP)
        ops.warm_up()
        return Loaded(model, ops, Captured(checkpoint, ops), checkpoint.tokenizer)
    held = ops.held()  # the models in use stay until this one is there, or for good
    check_room(checkpoint, ops.info, held.weights if held else 0)
    family = FAMILIES[checkpoint.info.family]
    network = family(checkpoint, ops, lambda share: progress(0.3 + 0.5 * share, UPLOADING))
    progress(0.8, WARMING_UP)
    # The first launch of each kernel compiles it: done now, it does not delay the first key press.
    ops.warm_up()
    forward = network.forward(np.zeros(min(4, checkpoint.info.limit), np.int32))
    first = forward.layers[0]
    ops.download(ops.attend_head(first.query, 0, first.cache, first.mask)[0])
    progress(1.0, WARMING_UP)
    return Loaded(model, ops, network, checkpoint.tokenizer, Projections(network))
