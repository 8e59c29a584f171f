"""What is being looked at: the text, the model, the device, and the pair in focus; what is asked for is ``Asking``'s.

Views hand their wishes in and paint what ``shown`` brings; nothing here knows a widget.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from attnviz.errors import UserError
from attnviz.gui.asking import Asking
from attnviz.gui.carry import across_parts
from attnviz.gui.history import History, Look, Place
from attnviz.gui.patience import joined
from attnviz.gui.placing import Placing
from attnviz.gui.worker import GIVEN_UP, Worker
from attnviz.morphemes import in_words
from attnviz.samples import KnownPair, known_pair
from attnviz.trace import Focus, Trace, TraceRequest

NUMPY = "numpy"
"""key of the device that needs no driver"""


@dataclass(frozen=True)
class Problem:
    """A run that failed. ``about`` is "model", "device" or "text": what the user changed last."""

    error: Exception
    about: str


class Microscope(Asking):
    """Asks the worker for traces and keeps the focus on its words.

    Signals:
        shown(Trace, Focus): paint this; the focus' head is one that the trace holds.
        head_aimed(int, int): layer and head the user wants, before they are computed.
        wishes_changed(): ``model`` or ``device`` is another one now.
        failed(Problem): the last good trace stays; ``model`` and ``device`` are the ones in use again.
        look_back(Look): the user goes back, or forward again, to where it looked like this.
        left(): there may be another place to go back or forward to.
        parked(): nothing is loaded, because the user would not wait for it; nothing runs before a model is chosen.
    """

    shown = Signal(object, object)
    head_aimed = Signal(int, int)
    wishes_changed = Signal()
    failed = Signal(object)
    look_back = Signal(object)
    left = Signal()
    parked = Signal()

    def __init__(self, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(worker, parent)
        self.history = History()
        self.look: Callable[[bool], Look] = lambda layout: Look()  # the window's, with its layout or without
        self.axis = "tokens"
        self._run: Trace | None = None  # as the worker gave it; ``trace`` may have other words
        self._fallback_model = ""
        self._placing = Placing()
        worker.traced.connect(self._on_traced)
        worker.failed.connect(self._on_failed)
        worker.tried_again.connect(self._ask)

    def open(self, text: str, model: str, device: str, stored: Focus | None, fallback_model: str) -> None:
        """Begin. ``stored`` is where the user left off; without it a sample opens on what it is known for.

        Should the stored model or device have gone since, ``fallback_model`` and "auto" are tried in their place.
        """
        self.text, self.model, self.device, self._parked = text, model, device, False
        self._fallback_model = fallback_model
        known = known_pair(model, text)
        if stored is not None:
            self.focus = Focus(*stored.head_id)
            self._placing.await_pair(text, model, stored)
        elif known is not None:
            self._aim_at_known(known)
        self.head_aimed.emit(*self.focus.head_id)
        self.wishes_changed.emit()
        self._ask()

    def set_text(self, text: str) -> None:
        if text != self.text:
            self.text = text
            self._ask()

    def open_sample(self, text: str, model: str = "", known: KnownPair | None = None) -> None:
        """A sample, in this model or another, on the pair it is known for there, or on the one given.

        The editor's own signal of that text changes nothing.
        """
        self.text = text
        if model and (model != self.model or self._parked):
            self.model, self._parked = model, False
            self.wishes_changed.emit()
        known = known or known_pair(self.model, text)
        if known is not None:
            self._aim_at_known(known)
            self.head_aimed.emit(*self.focus.head_id)
        self._ask()

    def set_model(self, model: str) -> None:
        """Another model: the text stays; the pair goes where the model shows what the sample is known for."""
        if model == self.model and not self._parked:
            return
        self.model, self._parked = model, False
        self._go_to_known()
        self.wishes_changed.emit()
        self._ask()

    def set_device(self, device: str) -> None:
        """Another device, or the same that does not answer once more: one that hangs is not waited for any more."""
        hangs = self.worker.watch.is_silent
        if device != self.device or hangs:
            self.device, self._parked = device, False
            self._forget_measured()
            self.wishes_changed.emit()
            self._ask()
        if hangs:
            self.worker.give_up()

    def leave_device(self) -> None:
        """The device hangs: another takes its place, though the same is asked for; at a load, what was in use."""
        used = self.trace
        if used is not None and (used.request.model, used.request.device) == (self.model, self.device):
            if used.device.key != NUMPY:  # which is only slow
                self._forget_measured()
                self.worker.give_up((self.device, used.device))
            return
        if used is not None:
            self.cancel_load()
            self.worker.give_up()
        elif self.device != NUMPY:
            self.set_device(NUMPY)
        self.failed.emit(Problem(UserError(GIVEN_UP), "device"))

    def try_device_again(self) -> None:
        """The one that is asked for, though it failed before, and another one computes in its place."""
        if self.worker.watch.is_silent:
            self.set_device(self.device)
        else:
            self.worker.try_again()

    def cancel_load(self) -> None:
        """Return to the model and device in use; from the very first load to the default model, and from that to none.

        The load itself ends when it next tells how far it is; what is typed meanwhile is computed after that.
        """
        used = self.trace.request if self.trace else None
        if used is not None:
            if (self.model, self.device) != (used.model, used.device):
                self._go_back(used)
                self._ask()
        elif self.model != self._fallback_model:
            self.model = self._fallback_model
            self.wishes_changed.emit()
            self._ask()
        else:
            self.worker.drop()
            self._parked = True
            self.parked.emit()

    def set_axis(self, axis: str) -> None:
        """By "words", Japanese has those of a reader, for all views; else those that are cheap to tell."""
        changed, self.axis = (axis == "words") != (self.axis == "words"), axis
        if changed and self._run is not None and self.trace is not (told := self._told(self._run)):
            self.trace = told
            self._show()

    def _told(self, trace: Trace) -> Trace:
        return in_words(trace) if self.axis == "words" else trace

    def choose_pair(self, query: int, key: int) -> None:
        layer = self.shown_focus.layer
        if self.trace is None or not (
            0 <= query < len(self.trace.queries(layer)) and 0 <= key < len(self.trace.keys(layer))
        ):
            return
        self._leave(self.focus.on_pair(query, key))
        self._placing.chosen()
        self.focus = self.focus.on_pair(query, key)
        self._show()

    def choose_head(self, layer: int, head: int) -> None:
        """Look at another head, clamped to the model's."""
        if self.trace is not None:
            layer = max(0, min(layer, self.trace.model.attentions - 1))
            head = max(0, min(head, self.trace.model.heads - 1))
        if (layer, head) == self.focus.head_id:
            return
        self._leave(self.focus.on_head(layer, head))
        shown = self.shown_focus.layer
        self.focus = self.focus.on_head(layer, head)
        self.head_aimed.emit(layer, head)
        if self._holds_focus():
            self.focus = across_parts(self.focus, self.trace, shown)
            self._show()
        else:
            self._ask()

    def step_head(self, layers: int, heads: int) -> None:
        self.choose_head(self.focus.layer + layers, self.focus.head + heads)

    def go_through_history(self, forward: bool) -> None:
        """Look at what was chosen before, or again at what came after it."""
        if self.trace is None:
            return
        here = self._here(layout=True)
        place = self.history.forward(here) if forward else self.history.back(here)
        if place is None:
            return
        focus, was = place.focus_in(here), self.shown_focus.layer
        self._placing.chosen()
        self._placing.await_pair(here.text, here.model, focus)
        self.focus = focus
        if place.look != replace(here.look, layout=place.look.layout) or place.look.layout:
            self.look_back.emit(place.look)
        self.left.emit()
        self.head_aimed.emit(*focus.head_id)
        if self._holds_focus():
            self.focus = self._placed(self.trace, self.trace, was)
            self._show()
        else:
            self._ask()

    def leave_look(self, layout: bool = False) -> None:
        """The window is about to look otherwise, or, with ``layout``, to put its docks elsewhere."""
        if self.trace is not None:
            self.history.leave(self._here(layout))
            self.left.emit()

    def _here(self, layout: bool = False) -> Place:
        assert self.trace is not None
        return Place(self.focus, self.trace.request.text, self.trace.request.model, self.look(layout))

    def _leave(self, goal: Focus) -> None:
        if self.trace is not None and goal != self.focus:
            self.history.leave(self._here())
            self.left.emit()

    def _holds_focus(self) -> bool:
        """The head in focus is there, for the newest text."""
        trace = self.trace
        return trace is not None and trace.request.text == self.text and self.focus.head_id in trace.heads

    @property
    def shown_focus(self) -> Focus:
        """The focus on a head that the trace holds: an older one while the wanted one is on its way."""
        if self.trace is None or not self.trace.heads or self.focus.head_id in self.trace.heads:
            return self.focus
        return self.focus.on_head(*next(iter(self.trace.heads)))

    def _go_to_known(self) -> None:
        known = known_pair(self.model, self.text)
        if known is not None:
            self._aim_at_known(known)
            self.head_aimed.emit(*self.focus.head_id)

    def _aim_at_known(self, known: KnownPair) -> None:
        self._placing.await_known(known, self.text)
        self.focus = self.focus.on_head(known.layer, known.head)

    def _show(self) -> None:
        if self.trace is not None:
            self.shown.emit(self.trace, self.shown_focus)

    def _on_traced(self, trace: Trace) -> None:
        layer, old = self.shown_focus.layer, self.trace
        self._note_answer(trace, old)
        self._run = joined(trace, self._run)
        trace = self.trace = self._told(self._run)
        if trace.request.id == self._last_id:
            self._clamp_head(trace)
            self._await_pause(trace)
        self.focus = self._placed(old, trace, layer)
        self._show()

    def _clamp_head(self, trace: Trace) -> None:
        layer, head = min(self.focus.layer, trace.model.attentions - 1), min(self.focus.head, trace.model.heads - 1)
        if (layer, head) != self.focus.head_id:
            self.focus = self.focus.on_head(layer, head)
            self.head_aimed.emit(layer, head)

    def _placed(self, old: Trace | None, new: Trace, was: int) -> Focus:
        return self._placing.place(self.focus, self.shown_focus, old, new, was, (self.model, self.text))

    def _on_failed(self, request: TraceRequest, error: Exception) -> None:
        if (request.model, request.device) != (self.model, self.device):
            return  # the user has gone on to another one
        used = self.trace.request if self.trace else None
        about = "text"
        if used is None or request.model != used.model:
            about = "model"
        elif request.device != used.device:
            about = "device"
        retry = self._go_back(used)
        self.failed.emit(Problem(error, about))
        if retry:
            self._ask()

    def _go_back(self, used: TraceRequest | None) -> bool:
        """Return to what works; True when that needs a run of its own."""
        if used is not None:
            if (self.model, self.device) == (used.model, used.device):
                return False
            self.model, self.device = used.model, used.device
            self._placing.forget_known()
            self.focus = self.shown_focus
            self.head_aimed.emit(*self.focus.head_id)
            self.wishes_changed.emit()
            return used.text != self.text
        if self.device != "auto":
            self.device = "auto"
        elif self.model != self._fallback_model:
            self.model = self._fallback_model
        else:
            return False
        self.wishes_changed.emit()
        return True
