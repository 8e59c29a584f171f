"""What is being looked at: the text, the model, the device, and the pair in focus.

Views hand their wishes in and paint what ``shown`` brings; nothing here knows a widget.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from attnviz.gui.worker import Worker
from attnviz.pair import MASKED, strongest_key, strongest_pair, typed_pair
from attnviz.samples import KnownPair, find_pair, known_pair
from attnviz.trace import Focus, HeadTrace, Tokens, Trace, TraceRequest, follow


@dataclass(frozen=True)
class Problem:
    """A run that failed. ``about`` is "model", "device" or "text": what the user changed last."""

    error: Exception
    about: str


def on_same_words(focus: Focus, old: Tokens, new: Tokens) -> Focus:
    """Carry a pair to the tokens of another model: to the token that holds the old one's first character."""

    def moved(index: int) -> int:
        start = old.spans[index][0]
        if old.special[index]:
            return 0 if index == 0 else len(new) - 1
        holding = (i for i, (a, b) in enumerate(new.spans) if a <= start < b)
        return next(holding, min(index, len(new) - 1))

    if focus.query is None or focus.key is None or not len(new):
        return focus.on_pair(None, None)
    return focus.on_pair(moved(focus.query), moved(focus.key))


def across_parts(focus: Focus, trace: Trace, was: int, old: Trace | None = None) -> Focus:
    """Carry a pair from layer ``was`` to the focus' layer, where that one's rows or columns are other tokens.

    The half of the pair that both layers have stays; the other one becomes what attends to it most, or what it
    attends to most. ``old`` is the trace that the pair was chosen in, when it is not the same one.
    """
    before, layer = old or trace, min(focus.layer, trace.model.attentions - 1)
    head = trace.head(focus)
    same_queries = (before.queries(was) is before.tokens) == (trace.queries(layer) is trace.tokens)
    same_keys = (before.keys(was) is before.tokens) == (trace.keys(layer) is trace.tokens)
    if head is None or focus.query is None or focus.key is None or (same_queries and same_keys):
        return focus
    rows, columns = head.weights.shape
    if same_queries and focus.query < rows:
        queries, keys = trace.queries(layer), trace.keys(layer)
        return focus.on_pair(focus.query, strongest_key(queries, head.weights, focus.query, keys))
    if same_keys and focus.key < columns:
        return focus.on_pair(int(head.weights[:, focus.key].argmax()), focus.key)
    return focus.on_pair(*strongest_pair(trace.queries(layer), head.weights, trace.keys(layer)))


class Microscope(QObject):
    """Asks the worker for traces and keeps the focus on its words.

    Signals:
        shown(Trace, Focus): paint this; the focus' head is one that the trace holds.
        head_aimed(int, int): layer and head the user wants, before they are computed.
        wishes_changed(): ``model`` or ``device`` is another one now.
        failed(Problem): the last good trace stays; ``model`` and ``device`` are the ones in use again.
        parked(): nothing is loaded, because the user would not wait for it; nothing runs before a model is chosen.
    """

    shown = Signal(object, object)
    head_aimed = Signal(int, int)
    wishes_changed = Signal()
    failed = Signal(object)
    parked = Signal()

    def __init__(self, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = worker
        self.text, self.model, self.device = "", "", "auto"
        self.profile = self.next_words = False
        self.beams = 1
        self.focus = Focus()
        self.trace: Trace | None = None
        self._fallback_model = ""
        self._last_id = 0
        self._known: KnownPair | None = None
        self._stored: tuple[str, str, int, int] | None = None
        self._typed = False  # the pair follows what is typed, until the user chooses one
        self._parked = False
        worker.traced.connect(self._on_traced)
        worker.failed.connect(self._on_failed)

    def open(self, text: str, model: str, device: str, stored: Focus | None, fallback_model: str) -> None:
        """Begin. ``stored`` is where the user left off; without it a sample opens on what it is known for.

        Should the stored model or device have gone since, ``fallback_model`` and "auto" are tried in their place.
        """
        self.text, self.model, self.device, self._parked = text, model, device, False
        self._fallback_model = fallback_model
        known = known_pair(model, text)
        if stored is not None:
            self.focus = Focus(*stored.head_id)
            if stored.query is not None and stored.key is not None:
                self._stored = (text, model, stored.query, stored.key)
        elif known is not None:
            self._aim_at_known(known)
        self.head_aimed.emit(*self.focus.head_id)
        self.wishes_changed.emit()
        self._ask()

    def set_text(self, text: str) -> None:
        if text != self.text:
            self.text = text
            self._ask()

    def open_sample(self, text: str) -> None:
        """A sample, on the pair it is known for in this model. The editor's own signal of that text changes nothing."""
        self.text = text
        self._go_to_known()
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
        if device != self.device:
            self.device, self._parked = device, False
            self.wishes_changed.emit()
            self._ask()

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
        if on and trace is not None and trace.model.writes_on and trace.next_words is None:
            self.ask_again()

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
        self._known = self._stored = None
        self._typed = False
        self.focus = self.focus.on_pair(query, key)
        self._show()

    def choose_head(self, layer: int, head: int) -> None:
        """Look at another head, clamped to the model's."""
        if self.trace is not None:
            layer = max(0, min(layer, self.trace.model.attentions - 1))
            head = max(0, min(head, self.trace.model.heads - 1))
        if (layer, head) == self.focus.head_id:
            return
        shown = self.shown_focus.layer
        self.focus = self.focus.on_head(layer, head)
        self.head_aimed.emit(layer, head)
        if self.trace is not None and self.trace.request.text == self.text and (layer, head) in self.trace.heads:
            self.focus = across_parts(self.focus, self.trace, shown)
            self._show()
        else:
            self._ask()

    def step_head(self, layers: int, heads: int) -> None:
        self.choose_head(self.focus.layer + layers, self.focus.head + heads)

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
        self._known, self._typed = known, False
        self.focus = self.focus.on_head(known.layer, known.head)

    def _ask(self) -> None:
        if self._parked:
            return
        self._last_id += 1
        heads = (self.focus.head_id,)
        more = (self.profile, self.next_words)
        asked = TraceRequest(self._last_id, self.text, self.model, self.device, heads, *more, beams=self.beams)
        self.worker.ask(asked)

    def _show(self) -> None:
        if self.trace is not None:
            self.shown.emit(self.trace, self.shown_focus)

    def _on_traced(self, trace: Trace) -> None:
        layer = self.shown_focus.layer
        old, self.trace = self.trace, trace
        newest = trace.request.id == self._last_id
        if newest:
            self._clamp_head(trace)
        self.focus = self._place(old, trace, layer)
        self._show()

    def _clamp_head(self, trace: Trace) -> None:
        layer, head = min(self.focus.layer, trace.model.attentions - 1), min(self.focus.head, trace.model.heads - 1)
        if (layer, head) != self.focus.head_id:
            self.focus = self.focus.on_head(layer, head)
            self.head_aimed.emit(layer, head)

    def _place(self, old: Trace | None, new: Trace, was: int) -> Focus:
        """The pair to look at in a new trace: the one awaited, else the same words as before, else the strongest.

        ``was``: the layer that the pair was chosen on.
        """
        layer = self.shown_focus.layer
        shown, queries, keys = new.head(self.shown_focus), new.queries(layer), new.keys(layer)
        if shown is None or not len(queries) or not len(keys):
            return self.focus.on_pair(None, None)
        known, self._known = self._known, None
        stored, self._stored = self._stored, None
        if known is not None and known_pair(new.request.model, new.tokens.text) == known:
            return self._strongest_piece(find_pair(known, new.tokens), new.tokens, shown)
        if (
            stored is not None
            and stored[:2] == (new.request.text, new.request.model)
            and stored[2] < len(queries)
            and stored[3] < len(keys)
        ):
            return self.focus.on_pair(*stored[2:])
        if old is None:
            return self.focus.on_pair(*strongest_pair(queries, shown.weights, keys))
        if old.model.id != new.model.id and self.focus.query is not None:
            return self._in_other_model(old, new, was)
        if old.model.id == new.model.id:
            self.focus = across_parts(self.focus, new, was, old)
        old_queries, old_keys = old.queries(layer), old.keys(layer)
        kept = follow(self.focus, old_queries, queries, old_keys, keys)
        same = (old_queries.ids, old_keys.ids) == (queries.ids, keys.ids)
        if kept.query is not None and (same or not self._typed):
            return kept
        # The words of the pair are gone, or nobody has chosen one since: the pair follows what is typed.
        self._typed = True
        return self.focus.on_pair(*typed_pair(old_queries, queries, shown.weights, keys))

    def _in_other_model(self, old: Trace, new: Trace, was: int) -> Focus:
        """The same words in another model; where it does not let them see each other, what the query sees instead."""
        focus = self.shown_focus
        shown, queries, keys = new.heads[focus.head_id], new.queries(focus.layer), new.keys(focus.layer)
        own_text = old.queries(was) is old.tokens is old.keys(was) and queries is new.tokens is keys
        own_text = own_text and old.tokens.text == new.tokens.text  # that of a captured trace is another one
        if not own_text:
            return self.focus.on_pair(*strongest_pair(queries, shown.weights, keys))
        moved = on_same_words(self.focus, old.tokens, new.tokens)
        if moved.query is not None and shown.scores[moved.query, moved.key] <= MASKED:
            return moved.on_pair(moved.query, strongest_key(queries, shown.weights, moved.query))
        return moved

    def _strongest_piece(self, focus: Focus, tokens: Tokens, head: HeadTrace) -> Focus:
        """``find_pair`` names the first piece of the key's word; the eye belongs on the one with the most weight."""
        assert focus.query is not None
        assert focus.key is not None
        row = head.weights[focus.query]
        return self.focus.on_pair(focus.query, max(tokens.word(focus.key), key=lambda piece: row[piece]))

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
            self._known = None
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
