"""What each run is asked for: all that the views wish, or of a long text what is cheap now, and the rest in a pause."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from attnviz.gui.patience import PAUSE, at_once, grants, is_long, pause_after, without_measuring
from attnviz.gui.worker import Worker
from attnviz.lab import Lab
from attnviz.trace import Focus, Trace, TraceRequest, Wishes


class Asking(QObject):
    """Makes requests and hands them to the worker; ``Microscope`` says of what, and hears the answers.

    Attributes:
        text, model, device, focus: what the next request is of.
        profile, next_words, beams, wishes: what it asks for beyond the head in focus, see ``TraceRequest``.
        trace: the newest answer.
    """

    def __init__(self, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = worker
        self.text, self.model, self.device = "", "", "auto"
        self.focus = Focus()
        self.trace: Trace | None = None
        self.profile = self.next_words = False
        self.beams = 1
        self.wishes = Wishes()
        self._parked = True  # nothing is asked for before a model is chosen
        self._last_id = 0
        self._asked: TraceRequest | None = None
        self._waits = False  # the newest request leaves out what takes long
        self._rest_ms = 0.0  # what that took last
        self._measured: set[Lab] = set()  # of this device
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)  # in the typing of a long text
        self._pause.timeout.connect(lambda: self._ask(all_at_once=True))

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

    def set_beams(self, beams: int) -> None:
        """Have an encoder-decoder follow so many translations at once."""
        if beams != self.beams:
            self.beams = beams
            if self.trace is not None and self.trace.model.kind == "encoder-decoder":
                self.ask_again()

    def ask_again(self) -> None:
        """The same once more, for what has changed around it."""
        self._ask()

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

    # --- the answers

    def _note_answer(self, trace: Trace, old: Trace | None) -> None:
        """Remember what has been measured, and how long what had waited took."""
        self._measured.update(trace.request.labs)
        newest = trace.request.id == self._last_id
        if newest and not self._waits and old is not None and old.request.text == trace.request.text:
            self._rest_ms = trace.milliseconds.get("total", 0.0)

    def _await_pause(self, trace: Trace) -> None:
        """Of the newest answer: what it lacks is asked for once the typing pauses."""
        if not grants(trace.request, self.wishes):
            self._pause.start(pause_after(self._rest_ms))

    def _forget_measured(self) -> None:
        """Another device: what was measured is not of it."""
        self._measured.clear()
