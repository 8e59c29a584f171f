"""What is being looked at: the text, the model, the device, and the pair in focus.

Views hand their wishes in and paint what ``shown`` brings; nothing here knows a widget.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from attnviz.gui.carry import across_parts
from attnviz.gui.history import History, Look, Place
from attnviz.gui.patience import PAUSE, at_once, grants, is_long, joined, pause_after, without_measuring
from attnviz.gui.placing import Placing
from attnviz.gui.worker import Worker
from attnviz.lab import Lab
from attnviz.morphemes import in_words
from attnviz.samples import KnownPair, known_pair
from attnviz.trace import Focus, Trace, TraceRequest, Wishes


@dataclass(frozen=True)
class Problem:
    """A run that failed. ``about`` is "model", "device" or "text": what the user changed last."""

    error: Exception
    about: str


class Microscope(QObject):
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
        super().__init__(parent)
        self.worker = worker
        self.text, self.model, self.device = "", "", "auto"
        self.profile = self.next_words = False
        self.beams = 1
        self.wishes = Wishes()
        self.history = History()
        self.look: Callable[[bool], Look] = lambda layout: Look()  # the window's, with its layout or without
        self.focus = Focus()
        self.trace: Trace | None = None
        self.axis = "tokens"
        self._run: Trace | None = None  # as the worker gave it; ``trace`` may have other words
        self._fallback_model = ""
        self._last_id = 0
        self._asked: TraceRequest | None = None
        self._waits = False  # the newest request leaves out what takes long
        self._rest_ms = 0.0  # what that took last
        self._measured: set[Lab] = set()  # of this device
        self._placing = Placing()
        self._parked = True  # until it is opened
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)  # in the typing of a long text
        self._pause.timeout.connect(lambda: self._ask(all_at_once=True))
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
            self._measured.clear()
            self.wishes_changed.emit()
            self._ask()
        if hangs:
            self.worker.give_up()

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

    def set_profile(self, on: bool) -> None:
        """Have each run say what it costs its device, from the text on screen on."""
        self.profile = on
        if on and self.trace is not None and self.trace.profile is None:
            self.ask_again()

    def set_next_words(self, on: bool) -> None:
        """Have each run of a decoder say what it expects next, from the text on screen on."""
        self.next_words = on
        trace = self.trace
        if on and trace is not None and (trace.model.writes_on or trace.model.guesses) and trace.next_words is None:
            self.ask_again()

    def set_wishes(self, wishes: Wishes) -> None:
        """What the open views need of each run, from the text on screen on."""
        self.wishes = wishes
        if self._asked is None:
            return
        shown = self.trace is not None and self.trace.request.id == self._last_id and not self._pause.isActive()
        if shown and not grants(self.trace.request, wishes):
            self._ask(all_at_once=True)
        elif not shown and not grants(self._asked, self._of_now(self._waits)):
            self._ask()

    def set_axis(self, axis: str) -> None:
        """By "words", Japanese has those of a reader, for all views; else those that are cheap to tell."""
        changed, self.axis = (axis == "words") != (self.axis == "words"), axis
        if changed and self._run is not None and self.trace is not (told := self._told(self._run)):
            self.trace = told
            self._show()

    def _told(self, trace: Trace) -> Trace:
        return in_words(trace) if self.axis == "words" else trace

    def set_beams(self, beams: int) -> None:
        """Have an encoder-decoder follow so many translations at once."""
        if beams != self.beams:
            self.beams = beams
            if self.trace is not None and self.trace.model.kind == "encoder-decoder":
                self.ask_again()

    def ask_again(self) -> None:
        """The same once more, for what has changed around it."""
        self._ask()

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

    @property
    def unsettled(self) -> bool:
        """A pause in the typing is awaited: views will be told more of the text on screen."""
        return self._pause.isActive()

    def _ask(self, all_at_once: bool = False) -> None:
        """Ask for a run; of a long text for a quick one first, unless ``all_at_once``."""
        if self._parked:
            return
        self._pause.stop()
        self._last_id += 1
        self._waits = not all_at_once and is_long(self.text, self.trace, len(self.wishes.others))
        wishes = self._of_now(self._waits, 1 if all_at_once else 0)
        heads = tuple(dict.fromkeys((self.focus.head_id, *wishes.heads)))
        next_words = self.next_words or wishes.next_words
        self._asked = TraceRequest(
            self._last_id, self.text, self.model, self.device, heads, self.profile, next_words,
            wishes.thumbnails, self.beams, wishes.facts, wishes.rows, wishes.states, wishes.means, wishes.outputs,
            wishes.others, wishes.labs,
        )  # fmt: skip
        self.worker.ask(self._asked)

    def _of_now(self, waits: bool, measurements: int = 0) -> Wishes:
        """The part of the wishes that is asked for now."""
        return without_measuring(at_once(self.wishes) if waits else self.wishes, self._measured, measurements)

    def _show(self) -> None:
        if self.trace is not None:
            self.shown.emit(self.trace, self.shown_focus)

    def _on_traced(self, trace: Trace) -> None:
        layer = self.shown_focus.layer
        old = self.trace
        newest = trace.request.id == self._last_id
        self._measured.update(trace.request.labs)
        if newest and not self._waits and old is not None and old.request.text == trace.request.text:
            self._rest_ms = trace.milliseconds.get("total", 0.0)
        self._run = joined(trace, self._run)
        trace = self.trace = self._told(self._run)
        if newest:
            self._clamp_head(trace)
            if not grants(trace.request, self.wishes):
                self._pause.start(pause_after(self._rest_ms))
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
