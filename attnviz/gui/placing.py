"""Which pair is looked at in a new trace: the one awaited, the same words as before, or what is typed."""

from __future__ import annotations

from attnviz.gui.carry import across_parts, in_other_model, on_strongest_piece
from attnviz.pair import strongest_pair, typed_pair
from attnviz.samples import KnownPair, find_pair
from attnviz.trace import Focus, Trace, follow


class Placing:
    """Remembers what pair is awaited in a run to come, and whether the user has chosen one since."""

    def __init__(self) -> None:
        self._known: tuple[KnownPair, str] | None = None  # with the text that has it
        self._stored: tuple[str, str, int, int] | None = None  # text, model, query, key
        self._typed = False  # the pair follows what is typed, until the user chooses one

    def chosen(self) -> None:
        """The user has chosen a pair."""
        self._known, self._stored, self._typed = None, None, False

    def await_known(self, known: KnownPair, text: str) -> None:
        """The pair that a sample is known for, once a run of it is there."""
        self._known, self._typed = (known, text), False

    def await_pair(self, text: str, model: str, focus: Focus) -> None:
        """The pair of a focus, if it has one, once a run of that text in that model is there."""
        if focus.query is not None and focus.key is not None:
            self._stored = (text, model, focus.query, focus.key)

    def forget_known(self) -> None:
        """The model that has the known pair could not be loaded."""
        self._known = None

    def place(
        self, focus: Focus, shown: Focus, old: Trace | None, new: Trace, was: int, wanted: tuple[str, str]
    ) -> Focus:
        """The pair to look at in a new trace: the one awaited, else the same words as before, else the strongest.

        Args:
            shown: the focus on a head that the trace holds.
            was: the layer that the pair was chosen on.
            wanted: model and text that the newest run is of.
        """
        layer = shown.layer
        head, queries, keys = new.head(shown), new.queries(layer), new.keys(layer)
        if head is None or not len(queries) or not len(keys):
            return focus.on_pair(None, None)
        known = self._awaited(new, wanted)
        stored, self._stored = self._stored, None
        if known is not None:
            return on_strongest_piece(focus, find_pair(known, new.tokens), new.tokens, head)
        here = new.request.text, new.request.model
        if stored is not None and stored[:2] == here and stored[2] < len(queries) and stored[3] < len(keys):
            return focus.on_pair(*stored[2:])
        if old is None:
            return focus.on_pair(*strongest_pair(queries, head.weights, keys))
        if old.model.id != new.model.id and focus.query is not None:
            return in_other_model(focus, old, new, was)
        if old.model.id == new.model.id:
            focus = across_parts(focus, new, was, old)
        old_queries, old_keys = old.queries(layer), old.keys(layer)
        kept = follow(focus, old_queries, queries, old_keys, keys)
        same = (old_queries.ids, old_keys.ids) == (queries.ids, keys.ids)
        if kept.query is not None and (same or not self._typed):
            return kept
        # The words of the pair are gone, or nobody has chosen one since: the pair follows what is typed.
        self._typed = True
        return focus.on_pair(*typed_pair(old_queries, queries, head.weights, keys))

    def _awaited(self, new: Trace, wanted: tuple[str, str]) -> KnownPair | None:
        """The known pair that this trace was asked for. While another is on its way, older traces may still come."""
        if self._known is None:
            return None
        known, text = self._known
        found = (new.request.model, new.request.text) == (known.model, text)
        if found or wanted != (known.model, text):
            self._known = None
        return known if found else None
